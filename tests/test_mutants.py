"""The mutants themselves: what is changed, what is left alone, and which are drawn."""

from __future__ import annotations

import pytest

from tests.mutants.breaks import mutants
from tests.mutants.covering import Covering, Record
from tests.mutants.run import drawn, gone, modules


def changes(line: str, returns: str = "object") -> list[str]:
    """What a line in a function becomes."""
    source = f"def f() -> {returns}:\n    {line}\n".encode()
    found = mutants("m.py", source)
    for mutant in found:
        compile(mutant.applied(source), "m.py", "exec")
    return [mutant.becomes for mutant in found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = a is not b", ["x = a is b"]),
        ("x = (a) not in (b)", ["x = (a) in (b)"]),
        ("x = a < b <= c", ["x = a <= b <= c", "x = a < b < c"]),
        ("x = a and b or c", ["x = a or b or c", "x = a and b and c"]),
        ("x = not a", ["x = a"]),
        ("x = a - b", ["x = a + b"]),
        ("x = 7", ["x = 6", "x = 8"]),
        ("x = 0.5", ["x = 0.375", "x = 0.625"]),
        ("x = True", ["x = False"]),
        ("x = [y for y in z if y]", ["x = [y for y in z if not (y)]"]),
        ("x = é if a else b", ["x = é if not (a) else b"]),
        ("f(a)", ["pass"]),
        ("return a", ["return None"]),
    ],
)
def test_a_line_becomes(line: str, expected: list[str]) -> None:
    assert changes(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        '"""A docstring of 3 words."""',
        "x: Literal[3] = a",
        "raise ValueError(a + 3)",
        "assert a == 3",
        'x = f"{a + 3}"',
        'x = "3"',
        'x = a + "3"',
        "x = zip(a, b, strict=True)",
        "return",
        "return None",
        "yield a",
        "import a",
    ],
)
def test_what_is_no_behaviour_is_left_alone(line: str) -> None:
    assert changes(line, returns="None") == []


@pytest.mark.parametrize(
    ("returns", "becomes"),
    [
        ("str", 'return ""'),
        ("int", "return 0"),
        ("tuple[int, ...]", "return ()"),
        ("dict[str, int]", "return {}"),
        ("str | None", "return None"),
        ("bool", "return not (a)"),
        ("Record", "return None"),
    ],
)
def test_what_is_returned_becomes_nothing_much(returns: str, becomes: str) -> None:
    assert changes("return a", returns) == [becomes]


def test_a_mutant_keeps_its_name_when_it_moves() -> None:
    source = b"class A:\n    def f(self) -> None:\n        x = (\n            a\n            < b\n        )\n"
    [mutant] = mutants("m.py", source)
    [moved] = mutants("m.py", b"import a\n\n\n" + source)
    assert (mutant.line, moved.line) == (5, 8)
    assert mutant.key == moved.key == ("m.py", "A.f", "< b", "<= b")


def test_equal_lines_of_a_function_are_told_apart() -> None:
    assert changes("x = [(a <\nb), (c <\nb)]") == ["x = [(a <=", "b), (c <="]
    assert changes("f(a)\n    f(a)") == ["pass", "pass  # 2"]


def test_mutants_are_drawn_evenly_and_always_the_same() -> None:
    every = {path: mutants(path, b"x = [1, 2, 3, 4]\n" * size) for path, size in (("a", 3), ("b", 9), ("c", 1))}
    sample = drawn(every, 30, seed=1)
    assert [sum(one.path == path for one in sample) for path in "abc"] == [11, 11, 8]
    assert drawn(every, 30, seed=1) == sample
    assert drawn(every, 30, seed=2) != sample
    assert len(drawn(every, None, seed=1)) == 8 * 13


def test_every_module_that_is_tried_has_tests() -> None:
    found = modules()
    assert found["paddle_inspect/base/figures.py"] == ("tests/base", "tests/models", "tests/pages", "tests/views")
    assert all(path.endswith(".py") and rooms for path, rooms in found.items())


def test_what_is_listed_as_equivalent_is_still_a_mutant() -> None:
    assert gone() == []


_SOURCE = b"""\
LIMIT = 3
def f(x: int = 4) -> int:
    if (
        x > LIMIT
    ):
        return 5
    return 6
def g() -> int:
    return 7
"""
_RECORD = Record(
    lines={
        "paddle_inspect/m.py": {
            1: [""],
            2: [""],
            3: ["tests/test_b.py::slow", "tests/test_b.py::quick", "tests/test_m.py::own"],
            6: ["tests/test_b.py::slow"],
            7: ["tests/test_b.py::quick", "tests/test_m.py::own"],
            9: ["tests/test_c.py"],
        },
        "paddle_inspect/constants.py": {1: [""]},
    },
    seconds={
        "tests/test_b.py::slow": 2.0,
        "tests/test_b.py::quick": 0.5,
        "tests/test_m.py::own": 4.0,
        "tests/test_c.py::one": 0.25,
        "tests/test_c.py::two": 0.5,
        "tests/test_d.py::other": 0.5,
    },
)
_OWN = ("tests/test_m.py", ["tests/test_m.py::own"])
_B = ("tests/test_b.py", ["tests/test_b.py::quick", "tests/test_b.py::slow"])
_C = ("tests/test_c.py", ["tests/test_c.py::one", "tests/test_c.py::two"])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (1, [_OWN, _C, _B]),  # runs on import: every test of the module
        (2, [_OWN, _C, _B]),
        (4, [_OWN, _B]),  # of a condition its first line is recorded
        (6, [("tests/test_b.py", ["tests/test_b.py::slow"])]),
        (7, [_OWN, ("tests/test_b.py", ["tests/test_b.py::quick"])]),
        (9, [_C]),  # by a fixture: every test of the file
    ],
)
def test_the_tests_of_a_line_are_those_that_execute_its_statement(
    line: int, expected: list[tuple[str, list[str]]]
) -> None:
    chosen = Covering([_RECORD]).chosen("paddle_inspect/m.py", _SOURCE, line)
    assert [(file, tests) for file, (tests, _) in chosen.items()] == expected


def test_what_no_test_executes_has_no_tests() -> None:
    assert Covering([_RECORD]).chosen("paddle_inspect/other.py", _SOURCE, 6) == {}


def test_a_module_of_constants_has_every_test() -> None:
    chosen = Covering([_RECORD]).chosen("paddle_inspect/constants.py", b"LIMIT = 3\n", 1)
    assert sum(len(tests) for tests, _ in chosen.values()) == 6
