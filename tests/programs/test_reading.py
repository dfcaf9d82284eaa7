"""Programs written by hand: what is asked of a pass, what a folder is, what is said of the parameters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect import programs
from paddle_inspect.base.errors import BadArgument, InputError, NotTraced, UnknownName
from paddle_inspect.models.cost import flops
from tests.fakes import ROOT
from tests.programs import made
from tests.programs.made import data, fetch, op, parameter, pir, typed

PROGRAMS = {"inference.json": made.text(made.small_pir()), "inference.pdmodel": made.small_desc()}
#: Multiply-adds of one image of 6 x 6: eight filters of 3 x 3 over three channels, and 36 rows by 8 x 2.
OF_ONE_IMAGE = 36 * 8 * 3 * 9 + 36 * 8 * 2


@pytest.fixture(params=sorted(PROGRAMS))
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder as it is exported."""
    (tmp_path / request.param).write_bytes(PROGRAMS[request.param])
    (tmp_path / "inference.pdiparams").write_bytes(made.small_params())
    (tmp_path / "inference.yml").write_text("Global: {}")
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    return tmp_path


def written(path: Path, *ops: object) -> programs.Program:
    path.write_bytes(made.text(pir(*ops)))
    return programs.read(path)


def test_a_folder_goes_by_the_program_in_it(folder: Path) -> None:
    assert programs.is_program(folder)
    program = programs.read(folder)
    assert program.inventory.weight == folder.name
    assert program.findings == ()
    assert program.inventory.parameters == 8 * 3 * 9 + 8 * 2
    assert program.inventory.buffer_elements == 4
    assert [tensor.name for tensor in program.inventory.tensors] == ["stem.w", "fc.w", "ids"]
    assert flops(programs.at(program, batch=5)) == 2 * 5 * OF_ONE_IMAGE


@pytest.mark.parametrize("content", [b"", b"{}", b'{"base_code": 1}', b"\x80\x02}q\0.", b"[1, 2]"])
def test_other_files_are_no_programs(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "inference.json"
    path.write_bytes(content)
    assert not programs.is_program(path)
    assert not programs.is_program(tmp_path)
    with pytest.raises(InputError, match=r"no exported program$"):
        programs.read(path)


def test_a_refusal_says_what_a_file_is(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"model_type": "bert"}')
    with pytest.raises(InputError, match="is JSON text, and no exported program"):
        programs.read(path)


def test_what_is_not_there_is_no_program(tmp_path: Path) -> None:
    assert not programs.is_program(tmp_path / "gone.json")
    with pytest.raises(InputError, match="no such file"):
        programs.read(tmp_path / "gone.json")


def test_a_folder_of_two_programs_has_to_be_told_which(tmp_path: Path) -> None:
    for name, content in PROGRAMS.items():
        (tmp_path / name).write_bytes(content)
    assert not programs.is_program(tmp_path)
    with pytest.raises(InputError, match=r"has several programs: inference.json, inference.pdmodel"):
        programs.read(tmp_path)


def test_the_names_of_paddle_1_are_known(tmp_path: Path) -> None:
    (tmp_path / "__model__").write_bytes(made.small_desc())
    (tmp_path / "__params__").write_bytes(made.small_params())
    program = programs.read(tmp_path)
    assert program.params == str(tmp_path / "__params__")
    assert program.findings == ()
    assert program.layout == "ProgramDesc, PaddlePaddle 2.5.1"


def test_without_a_file_of_parameters_the_program_says_what_they_are(folder: Path) -> None:
    (folder / "inference.pdiparams").unlink()
    program = programs.read(folder)
    assert program.params is None
    assert [finding.code for finding in program.findings] == ["no-params-file"]
    assert program.inventory.parameters == 8 * 3 * 9 + 8 * 2


def test_parameters_stand_in_the_order_of_their_names(folder: Path) -> None:
    wrong = made.record([8, 2]) + made.record([8, 3, 3, 3]) + made.record([4], "int64")  # as operators use them
    (folder / "inference.pdiparams").write_bytes(wrong)
    [finding] = programs.read(folder).findings
    assert finding.message == (
        "inference.pdiparams does not fit the program:"
        " ids is float32 [8, 3, 3, 3] there and int64 [4] in the program; 1 other differs as well"
    )


def test_data_of_parameters_are_not_read(folder: Path) -> None:
    """A hole of 4 GiB costs nothing to skip."""
    path = folder / "inference.json"
    ops = [parameter(1, "w", [1024, 1024, 1024]), data(2, "x", [1024]), op("1.add", [2, 1], {3: typed([-1])}), fetch(3)]
    record = made.record([1024])
    path.write_bytes(made.text(pir(*ops)))
    described = made.tensor_desc([1024, 1024, 1024])
    header = record[:16] + len(described).to_bytes(4, "little") + described
    with open(folder / "inference.pdiparams", "wb") as file:
        file.write(header)
        file.truncate(len(header) + 4 * 1024**3)
    assert programs.read(path).findings == ()


# Sizes


def test_an_input_that_is_open_has_to_be_given(folder: Path) -> None:
    program = programs.read(folder)
    with pytest.raises(
        NotTraced,
        match=r"which --input NAME=SIZES states, --batch the first of each, .*: x \(\?x3x6x6\)",
    ):
        programs.at(program)


def test_a_batch_and_a_length_fill_the_first_two_axes(tmp_path: Path) -> None:
    program = written(
        tmp_path / "a.json",
        parameter(1, "w", [9, 4]),
        data(2, "ids", [-1, -1], "int64"),
        op("1.embedding", [2, 1], {3: typed([-1, -1, 4])}),
        fetch(3),
    )
    found = programs.at(program, batch=3, seq_len=5)
    assert found.inputs == (("ids", (3, 5)),)
    assert found.operators[0].outputs == ((3, 5, 4),)
    assert found.operators[0].parameters == ("w",)


def test_a_whole_shape_goes_before_a_batch(folder: Path) -> None:
    found = programs.at(programs.read(folder), batch=5, inputs={"x": (7, 3, 6, 6)})
    assert flops(found) == 2 * 7 * OF_ONE_IMAGE


def test_sizes_that_cannot_be_are_bad_arguments(folder: Path) -> None:
    program = programs.read(folder)
    with pytest.raises(BadArgument, match=r"x is \?x3x6x6, and not 1x3x7x6"):
        programs.at(program, inputs={"x": (1, 3, 7, 6)})
    with pytest.raises(BadArgument, match=r"x is \?x3x6x6, and not 1x3"):
        programs.at(program, inputs={"x": (1, 3)})
    with pytest.raises(BadArgument, match="0 is no size"):
        programs.at(program, batch=0)
    with pytest.raises(UnknownName, match="unknown input 'image'; there are x"):
        programs.at(program, inputs={"image": (1, 3, 6, 6)})


def test_an_operator_without_a_rule_is_said_and_not_guessed(tmp_path: Path) -> None:
    program = written(
        tmp_path / "a.json",
        parameter(1, "w", [4, 2]),
        data(2, "x", [-1, 4]),
        op("1.someones_own", [2], {3: typed([-1, 4])}),
        op("1.matmul", [3, 1], {4: typed([-1, 2])}, {"transpose_x": False, "transpose_y": False}),
        fetch(4),
    )
    found = programs.at(program, batch=3)
    assert programs.without_shapes(found) == {"someones_own": 1, "matmul": 1}
    assert flops(found) is None


def test_an_operator_whose_shape_the_program_states_needs_no_rule(tmp_path: Path) -> None:
    program = written(
        tmp_path / "a.json",
        parameter(1, "w", [4, 2]),
        data(2, "x", [-1, 4]),
        op("1.someones_own", [2], {3: typed([5, 4])}),
        op("1.matmul", [3, 1], {4: typed([-1, 2])}, {"transpose_x": False, "transpose_y": False}),
        fetch(4),
    )
    assert flops(programs.at(program, batch=3)) == 2 * 5 * 4 * 2


def test_a_rule_and_a_program_that_contradict_each_other_leave_the_size_unknown(tmp_path: Path) -> None:
    program = written(tmp_path / "a.json", data(1, "x", [-1, 4]), op("1.relu", [1], {2: typed([9, 4])}), fetch(2))
    assert programs.at(program, batch=3).operators[0].outputs == ((-1, 4),)


def test_a_variable_that_is_written_again_forgets_what_it_was(tmp_path: Path) -> None:
    """Programs of the old kind may use one name for many tensors."""
    variables, feed, fetched = made.feed_and_fetch("x", "x")
    ops = [
        feed,
        made.desc("transpose2", {"X": ["w"]}, {"Out": ["t"]}, {"axis": [1, 0]}),
        made.desc("matmul_v2", {"X": ["x"], "Y": ["t"]}, {"Out": ["t"]}, {"trans_x": False, "trans_y": False}),
        made.desc("relu", {"X": ["t"]}, {"Out": ["x"]}),
        fetched,
    ]
    variables += [made.var("w", [2, 4], stored=True), made.var("x", [-1, 4]), made.var("t", [])]
    (tmp_path / "a.pdmodel").write_bytes(made.program_desc(variables, ops))
    product, relu = programs.at(programs.read(tmp_path / "a.pdmodel"), batch=3).operators
    assert (product.parameters, product.outputs) == (("w",), ((3, 2),))
    assert (relu.parameters, relu.inputs) == ((), ((3, 2),))


def test_a_number_that_is_overwritten_is_forgotten(tmp_path: Path) -> None:
    variables, feed, fetched = made.feed_and_fetch("x", "y")
    ops = [
        feed,
        made.desc("fill_constant", {}, {"Out": ["n"]}, {"shape": [1], "value": 6.0}),
        made.desc("someones_own", {"X": ["x"]}, {"Out": ["n"]}),
        made.desc("fill_constant", {"ShapeTensor": ["n"]}, {"Out": ["y"]}, {"value": 0.0}),
        made.desc("cos", {"X": ["y"]}, {"Out": ["y"]}),
        fetched,
    ]
    variables += [made.var("x", [-1, 4]), made.var("n", [1], "int64"), made.var("y", [-1])]
    (tmp_path / "a.pdmodel").write_bytes(made.program_desc(variables, ops))
    assert programs.at(programs.read(tmp_path / "a.pdmodel"), batch=3).operators[-1].inputs == ((-1,),)


# Constants


def test_what_folding_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdiparams").write_bytes(made.record([2, 3]) + made.record([3]))
    program = written(
        tmp_path / "a.json",
        parameter(1, "constant_folding@_170", [2, 3]),
        parameter(2, "fc.b", [3]),
        data(3, "x", [4, 2]),
        op("1.matmul", [3, 1], {4: typed([4, 3])}),
        op("1.add", [4, 2], {5: typed([4, 3])}),
        fetch(5),
    )
    assert program.folded == ("constant_folding@_170",)
    [finding] = program.findings
    assert finding.message == "1 parameter is made by constant folding, 6 elements"


def test_what_is_quantised_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdiparams").write_bytes(made.record([2, 3], "int8") + made.record([3]))
    program = written(
        tmp_path / "a.json",
        parameter(1, "fc.w", [2, 3], "int8"),
        parameter(2, "scale", [3]),
        data(3, "x", [4, 2]),
        op("1.dequantize_linear", [1, 2], {4: typed([2, 3])}),
        op("1.matmul", [3, 4], {5: typed([4, 3])}),
        fetch(5),
    )
    assert program.quantised == ("fc.w",)
    assert program.quantising == {"dequantize_linear": 1}
    assert program.inventory.bytes_by_dtype == {"float32": 3 * 4, "int8": 2 * 3}
    [finding] = program.findings
    assert finding.message == (
        "the program is quantised: 1 parameter of one byte an element, 6 elements; operators: dequantize_linear (1)"
    )


def test_what_is_not_stored_is_no_parameter(tmp_path: Path) -> None:
    program = written(tmp_path / "a.json", parameter(1, "state", [2], stored=0), data(2, "x", [4, 2]), fetch(2))
    assert program.inventory.tensors == ()
    assert program.findings == ()


def test_reading_imports_no_framework_and_no_numpy(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from paddle_inspect import programs;"
        "programs.at(programs.read(Path(sys.argv[1])), batch=1);"
        "print(sorted({'paddle', 'numpy', 'google', 'pickle', 'paddlenlp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
