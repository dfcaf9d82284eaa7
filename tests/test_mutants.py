"""The mutants themselves: what is changed, what is left alone, and which are drawn."""

from __future__ import annotations

import pytest

from tests.mutants.__main__ import drawn, modules
from tests.mutants.breaks import mutants


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


def test_a_modules_own_tests_come_first() -> None:
    found = modules()
    assert found["paddle_inspect/base/figures.py"][0] == ("tests/base/test_figures.py",)
    assert found["paddle_inspect/checkpoints/formats/paddle_save.py"][0] == ("tests/checkpoints/test_paddle_save.py",)
    assert all(path.endswith(".py") and stages for path, stages in found.items())
