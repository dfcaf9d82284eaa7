"""The malicious files that public scanners of pickles are tested with, rebuilt from what is known of them.

Facts, not their code: which global is named, by which opcodes, in which wrapping. Sources: the test suites and
advisories of picklescan (mmaitre314), fickling (Trail of Bits), modelscan (Protect AI) and ModelAudit (promptfoo).
Each file would run a command, open a connection, read or write a file, or call what does, were it unpickled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests import weight_files as wf

COMMAND = "touch executed"


@dataclass(frozen=True)
class Sample:
    """A file: whose suite has one like it, what it does, its name and content, what its refusal has to name."""

    suite: str
    what: str
    name: str
    content: bytes
    says: str = ""


#: Globals that the suites call, as `module name`.
GLOBALS = {
    "picklescan": """
        __builtin__.eval __builtin__.compile builtins.exec builtins.exit sys.exit __builtin__.getattr builtins.getattr
        httplib.HTTPSConnection requests.api.get aiohttp.client.ClientSession socket.create_connection subprocess.run
        runpy._run_code bdb.Bdb.run pydoc.pipepager venv.create timeit.timeit doctest.debug_script trace.Trace.run
        code.InteractiveInterpreter.runcode cProfile.runctx profile.Profile.runctx pip.main pip._internal.main
        ensurepip._run_pip asyncio.unix_events._UnixSubprocessTransport._start asyncio.subprocess.create_subprocess_exec
        idlelib.pyshell.ModifiedInterpreter.runcode lib2to3.pgen2.grammar.Grammar.loads logging.config._resolve
        test.support.script_helper.assert_python_ok distutils.file_util.write_file functools.partial
        operator.methodcaller operator.attrgetter numpy.testing._private.utils.runstring _operator.attrgetter
        numpy.f2py.crackfortran.getlincoef numpy.f2py.crackfortran._eval_length torch.serialization.load
        torch.storage._load_from_bytes torch._dynamo.guards.GuardBuilder.get
        torch.jit.unsupported_tensor_ops.execWrapper
        torch.fx.experimental.symbolic_shapes.ShapeEnv.evaluate_guards_expression
        torch.utils.bottleneck.__main__.run_cprofile
        torch.utils.collect_env.run torch.utils.data.datapipes.utils.decoder.basichandlers shelve.open
        linecache.getline zipimport.zipimporter.load_module tty.setraw ssl.get_server_certificate
        multiprocessing.util.spawnv_passfds uuid._get_command_stdout pkgutil.resolve_name
        """,
    "fickling": """
        os.system posix.system nt.system builtins.eval builtins.__import__ __builtin__.exec marshal.loads
        types.FunctionType types.CodeType cPickle.loads dill.loads dill._dill._create_code ctypes.CDLL
        ctypes._FuncPtr pydoc.locate runpy.run_module runpy.run_path cProfile.run pty.spawn imp.load_source
        importlib.import_module importlib.reload code.interact torch.hub.load torch.jit.load smtplib.SMTP
        sqlite3.connect builtins.map builtins.open builtins.breakpoint _posixsubprocess.fork_exec _ctypes.PyObj_FromPtr
        """,
    "modelscan": """
        os.execvp os.popen subprocess.Popen subprocess.call subprocess.check_output subprocess.getoutput socket.socket
        socket.send webbrowser.open shutil.rmtree shutil.copy sys.modules asyncio.run bdb.runcall requests.get
        urllib.request.urlopen http.client.HTTPConnection joblib.load cloudpickle.loads pickle.loads _pickle.loads
        tempfile.mkstemp pathlib.Path.unlink keras.layers.Lambda keras.utils.get_file
        """,
    "modelaudit": """
        builtins.delattr builtins.globals builtins.setattr base64.b64decode codecs.decode codecs.encode zlib.decompress
        commands.getoutput popen2.popen2 signal.signal threading.Thread multiprocessing.Process gc.get_objects
        inspect.stack tensorflow.io.read_file onnx.load string.Formatter.format six.moves.builtins.eval
        """,
}


def samples() -> Iterator[Sample]:
    """Every file."""
    for suite, names in GLOBALS.items():
        for full in names.split():
            yield from _calls(suite, full)
    yield from _wrapped()
    yield from _archives()


def _calls(suite: str, full: str) -> Iterator[Sample]:
    """A call of a global, as each protocol writes it; once beside weights."""
    module, _, name = full.rpartition(".")
    by_line, by_stack = wf.global_(module, name), wf.stack_global(module, name)
    yield Sample(suite, f"{full}, protocol 0", "a.pkl", f"c{module}\n{name}\n(S'{COMMAND}'\ntR.".encode())
    yield Sample(
        suite, f"{full}, protocol 2", "a.bin", wf.program(wf.call(by_line, wf.text(COMMAND)), protocol=2), full
    )
    weights = wf.dict_(
        ("w", wf.array(wf.tuple_(wf.number(1)), wf.binbytes(b"abcd"))), ("x", wf.call(by_stack, wf.text(COMMAND)))
    )
    yield Sample(suite, f"{full} beside weights", "a.pdparams", wf.program(weights), full)


def _wrapped() -> Iterator[Sample]:
    """What the suites do to hide a call of os.system."""
    system, argument = wf.global_("os", "system"), wf.text(COMMAND)
    call = wf.call(system, argument)
    evil = wf.program(call, protocol=2)
    for suite, what, content in (
        ("fickling", "INST", wf.program(b"(" + argument + b"ios\nsystem\n", protocol=2)),
        ("fickling", "OBJ", wf.program(b"(" + system + argument + b"o", protocol=2)),
        ("fickling", "NEWOBJ", wf.program(system + wf.tuple_(argument) + b"\x81", protocol=2)),
        ("fickling", "NEWOBJ_EX", wf.program(system + wf.tuple_(argument) + b"}\x92")),
        ("fickling", "EXT1", wf.program(b"\x82\x01" + wf.tuple_(argument) + b"R", protocol=2)),
        (
            "fickling",
            "BUILD with a __setstate__",
            wf.program(system + wf.dict_(("__setstate__", system)) + b"b" + argument + b"b"),
        ),
        ("fickling", "a call whose result is dropped", wf.program(call + b"0", wf.dict_(("w", b"N")))),
        ("fickling", "a second PROTO", b"\x80\x04\x80\x04" + call + b"."),
        ("fickling", "PROTO that stands later", wf.program(b"N0\x80\x02", call)),
        (
            "fickling",
            "billion laughs",
            wf.program(b"(lp0\n" + b"".join(b"(g%d\ng%d\nlp%d\n" % (n, n, n + 1) for n in range(30))),
        ),
        ("fickling", "no STOP", evil[:-1]),
        ("fickling", "two pickles", wf.program(b"}", protocol=2) + evil),
        (
            "fickling",
            "a name from the memo",
            wf.program(wf.text("os") + b"\x94" + wf.text("system") + b"\x94h\0h\1\x93" + wf.tuple_(argument) + b"R"),
        ),
        (
            "picklescan",
            "a name with a dot",
            wf.program(wf.stack_global("os", "path.os.system") + wf.tuple_(argument) + b"R"),
        ),
        ("picklescan", "a call in front of a broken byte", wf.program(call, b"\xff", protocol=2)),
        ("picklescan", "a name that is not UTF-8", wf.program(b"cos\nsyst\xe9m\n", protocol=2)),
        ("picklescan", "a persistent id in front", wf.program(b"Pid\n" + call, protocol=2)),
        ("modelscan", "protocol 1", b"\x80\x01" + call + b"."),
        ("modelscan", "text behind the pickle", evil + b"MODEL"),
        ("modelaudit", "a pickle in a payload", wf.program(wf.call(wf.global_("_pickle", "loads"), wf.binbytes(evil)))),
        ("modelaudit", "a name as bytes", wf.program(b"C\x02osC\x06system\x93" + wf.tuple_(argument) + b"R")),
        (
            "modelaudit",
            "a chain of getattr",
            wf.program(
                wf.call(
                    wf.global_("builtins", "getattr"),
                    wf.call(wf.global_("builtins", "__import__"), wf.text("os")),
                    wf.text("system"),
                )
                + wf.tuple_(argument)
                + b"R",
                protocol=2,
            ),
        ),
    ):
        yield Sample(suite, what, "a.pdparams", content)
        yield Sample(suite, what, "a.bin", content)


def _archives() -> Iterator[Sample]:
    """Archives in which a scanner looks at another member, or at none, and torch.load at this one."""
    evil = wf.program(wf.call(wf.global_("os", "system"), wf.text(COMMAND)), protocol=2)
    good = wf.program(wf.torch_state_dict(w=wf.torch_tensor("0", (1,))), protocol=2)
    whole = wf.torch_zip(evil, {})
    yield Sample("picklescan", "data.pkl", "a.pt", whole)
    yield Sample("picklescan", "data.pkl, lengths behind the data", "a.pt", wf.torch_zip(evil, {}, streamed=True))
    yield Sample(
        "picklescan",
        "another member is called",
        "a.pt",
        wf.zip_archive(
            {
                "m/data.pkl": wf.program(wf.call(wf.global_("torch", "load"), wf.text("m/config.p")), protocol=2),
                "m/config.p": evil,
            }
        ),
    )
    yield Sample("picklescan", "two directories differ in a name", "a.pt", _changed(whole, 30, b"model/data.txt"))
    yield Sample("picklescan", "a flag in the local header", "a.pt", _changed(whole, 6, b"\x01"))
    yield Sample(
        "picklescan", "a flag in the directory", "a.pt", _changed(whole, whole.index(b"PK\x01\x02") + 8, b"\x01")
    )
    yield Sample("picklescan", "a checksum that is wrong", "a.pt", _changed(whole, 14, b"\0\0\0\0"))
    yield Sample("picklescan", "packed members", "a.pt", wf.zip_archive({"m/data.pkl": evil}, packed=True))
    yield Sample("picklescan", "7z under torch's name", "a.bin", b"7z\xbc\xaf\x27\x1c\0\x04" + evil)
    yield Sample("modelscan", "two members of one name", "a.pt", _twice(good, evil))
    yield Sample(
        "modelscan",
        "an npy of objects",
        "a.npy",
        b"\x93NUMPY\x01\0\x3e\0{'descr': '|O', 'fortran_order': False, 'shape': (1,), }    \n" + evil,
    )
    yield Sample("modelscan", "an npz", "a.npz", wf.zip_archive({"a.npy": evil}))
    yield Sample(
        "modelaudit",
        "TorchScript",
        "a.pt",
        wf.zip_archive({"m/data.pkl": good, "m/constants.pkl": evil, "m/code/a.py": b""}),
    )
    yield Sample("modelaudit", "a pickle in front of an archive", "a.pt", evil + wf.torch_zip(good, {"0": b"\0" * 4}))
    yield Sample("fickling", "a pickle and an archive at once", "a.bin", evil + whole)
    yield Sample("fickling", "the older layout", "a.bin", wf.torch_legacy(evil, {}))


def _changed(content: bytes, place: int, by: bytes) -> bytes:
    return content[:place] + by + content[place + len(by) :]


def _twice(first: bytes, second: bytes) -> bytes:
    """An archive with two members of one name: the directory's names are made alike afterwards."""
    archive = wf.zip_archive({"m/data.pkl": first, "m/data.pkX": second})
    assert archive.count(b"m/data.pkX") == 2
    return archive.replace(b"m/data.pkX", b"m/data.pkl")
