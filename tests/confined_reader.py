"""Reads weight files in a process of its own that may use little memory and do nothing but read: a program.

    python -m tests.confined_reader FOLDER SEED CASES [checkpoints | programs]

Reads every file of FOLDER, then CASES mutations of them, and prints a JSON report: what each file gave, how many
mutations were read and refused, what crashed, what the process was caught doing. `RLIMIT_AS` bounds the memory to
what the process has at the start and `SPARE_BYTES` more; an audit hook sees every import, exec, process, socket and
opened file; an alarm ends a case that hangs.
"""

from __future__ import annotations

import json
import random
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from paddle_inspect import checkpoints, programs
from paddle_inspect.base.errors import InspectError, NotTraced
from paddle_inspect.base.source import Source
from paddle_inspect.checkpoints.contents import Checkpoint
from paddle_inspect.models import cost
from paddle_inspect.programs import params

SPARE_BYTES = 48 * 1024 * 1024
SECONDS = 20
#: What reading a file has no reason to do. `open` is checked by its mode and path.
FORBIDDEN = (
    "import", "exec", "compile", "code.__new__", "function.__new__", "marshal.", "pickle.", "ctypes.", "socket.",
    "os.", "subprocess.", "shutil.", "webbrowser.", "pty.", "cpython.run_", "tempfile.", "builtins.input",
)  # fmt: skip
ALLOWED = ("os.listdir", "os.scandir")
#: Bytes that mean something to a reader of pickles or of JSON.
TELLING = (
    b'().012cJKMXRbuseat}]qrhj\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x92\x93\x94\x95\x96{}[]":,-e\\\x00\xff'
)


def confine() -> None:
    """Limit the memory of this process to little more than it has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + SPARE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


class Watch:
    """Notes every forbidden event while it is on, and ends it by an exception."""

    def __init__(self, folder: Path) -> None:
        self.is_on, self.caught = False, list[str]()
        self._readable = (str(folder), "/proc/self")
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.is_on or event in ALLOWED or not (event == "open" or event.startswith(FORBIDDEN)):
            return
        if event == "open" and arguments[1] in ("r", "rb", None) and str(arguments[0]).startswith(self._readable):
            return
        self.caught.append(f"{event} {arguments!r:.100}")
        raise PermissionError(event)


def attempt(path: Path, read: Callable[[Path], None]) -> str:
    """`read`, or the refusal; any other exception goes on."""
    try:
        read(path)
    except InspectError as error:
        message = str(error)
        assert message.startswith(str(path.parent)), message
        return message
    return "read"


def read_checkpoint(path: Path) -> None:
    """A weight file, and what is asked of its tensors."""
    found = checkpoints.read(path)
    assert isinstance(found, Checkpoint)
    for section in found.parts:
        for tensor in section.tensors:
            assert tensor.nbytes >= 0
            assert tensor.form


def read_program(path: Path) -> None:
    """A program, a pass of it and what that costs; a file of parameters, held against `small.json`."""
    if path.suffix == ".pdiparams":
        program = programs.read(path.parent / "small.json")
        with Source(path) as source:
            params.disagreement(source, program.inventory.tensors)
        return
    program = programs.read(path)
    assert all(tensor.nbytes >= 0 for tensor in program.inventory.tensors)
    try:
        one_pass = programs.at(program, batch=2, seq_len=5)
    except NotTraced:
        return
    assert programs.without_shapes(one_pass) is not None
    assert len(cost.costs(one_pass)) <= len(one_pass.operators)
    assert cost.execution(program.inventory, one_pass).stored == program.inventory.parameters


READERS: dict[str, Callable[[Path], None]] = {"checkpoints": read_checkpoint, "programs": read_program}


def mutate(rng: random.Random, good: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A good file with one to four random changes, behind what its name ends with."""
    suffix, content = rng.choice(good)
    data = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(data) + 1)
        kind = rng.randrange(8)
        if kind == 0:
            data[place : place + 1] = bytes([rng.randrange(256)])
        elif kind == 1:
            data[place : place + 1] = bytes([rng.choice(TELLING)])
        elif kind == 2:
            data[place:place] = bytes(rng.choice(TELLING) for _ in range(rng.randint(1, 8)))
        elif kind == 3:
            del data[place : place + rng.randint(1, 16)]
        elif kind == 4:
            del data[place:]
        elif kind == 5:
            piece = data[place : place + rng.randint(1, 200)]
            data[place:place] = piece * rng.randint(1, 50)
        elif kind == 6:
            _, other = rng.choice(good)
            data[place:] = other[rng.randrange(len(other)) :]
        else:
            size = rng.choice((1, 2, 4, 8))
            value = rng.choice((0, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 2**64 - 1)) % 2 ** (8 * size)
            data[place : place + size] = value.to_bytes(size, "little")
        if not data:
            data = bytearray(b"\x80")
    return suffix, bytes(data)


def main(folder: Path, seed: int, cases: int, reader: str = "checkpoints") -> dict[str, object]:
    """Read the files, then the mutations of those that can be read."""
    read = READERS[reader]
    files = sorted(path for path in folder.iterdir() if path.is_file())
    for path in {path.suffix: path for path in files}.values():
        attempt(path, read)  # whatever is imported late is imported now
    index = folder / "late.index.json"
    index.write_text('{"weight_map": {}}')
    attempt(index, read)  # by indexes too
    index.unlink()
    watch = Watch(folder)
    confine()
    watch.is_on = True
    outcomes = {path.name: attempt(path, read) for path in files}
    watch.is_on = False
    good = [
        (Path(name).suffix, (folder / name).read_bytes()) for name, outcome in outcomes.items() if outcome == "read"
    ]
    rng, counts, crashes = random.Random(seed), Counter[str](), []
    signal.signal(signal.SIGALRM, _too_slow)
    for case in range(cases):
        suffix, content = mutate(rng, good)
        scratch = folder / f"mutation{suffix}"
        scratch.write_bytes(content)
        watch.is_on = True
        signal.alarm(SECONDS)
        try:
            counts["read" if attempt(scratch, read) == "read" else "refused"] += 1
        except Exception as error:  # noqa: BLE001 - whatever a file makes it raise is a crash
            crashes.append(f"case {case}: {type(error).__name__}: {error}"[:300])
        signal.alarm(0)
        watch.is_on = False
    return {"files": outcomes, "counts": dict(counts), "crashes": crashes, "caught": watch.caught}


def _too_slow(*_: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])))
