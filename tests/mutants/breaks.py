"""The mutants of a module: every place where one small change ought to be noticed. Pure.

Comparisons and boundaries, numbers, `and` and `or`, `not`, `+` and `-`, True and False, conditions, what a function
returns, and calls that are made for what they do. Left alone is what is no behaviour: annotations, decorators,
strings, what an exception says, assertions, `strict` of `zip`.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

_OPERATORS = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "is": "is not",
    "is not": "is",
    "in": "not in",
    "not in": "in",
    "and": "or",
    "or": "and",
    "+": "-",
    "-": "+",
}
_WORDS = {word for operator in _OPERATORS for word in operator.split()}
_SKIPPED = (ast.Raise, ast.Assert, ast.JoinedStr, ast.Import, ast.ImportFrom)
_SKIPPED_FIELDS = {"annotation", "returns", "decorator_list"}
#: What has no difference; `"a" - b` fails wherever it runs.
_JOINED = (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp)
#: What a function returns that returns nothing much, by the head of its annotation.
_EMPTY = {"str": '""', "int": "0", "float": "0.0", "tuple": "()", "list": "[]", "dict": "{}", "set": "set()"}
_EMPTY |= {"Sequence": "()", "Iterable": "()", "Iterator": "iter(())", "Mapping": "{}", "bytes": 'b""'}

Change = tuple[int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change of one file.

    `start` and `end` count bytes of the file, `text` stands there instead. `was` and `becomes` are the lines that
    change, in one line each; with `path` and `function` they name the mutant, so that it keeps its name when it moves.
    """

    path: str
    line: int
    function: str
    start: int
    end: int
    text: str
    was: str
    becomes: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.path, self.function, self.was, self.becomes

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.text.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function}: {self.was}  ->  {self.becomes}"


def mutants(path: str, source: bytes) -> list[Mutant]:
    """Every mutant of a file, in the order of the file."""
    module = _Module(source)
    found = [
        _mutant(path, source, function, change)
        for node, function, returns in _running(ast.parse(source), "", "")
        for change in module.changes(node, returns)
    ]
    seen: Counter[tuple[str, ...]] = Counter()
    return [_told_apart(mutant, seen) for mutant in sorted(found, key=lambda one: (one.start, one.end, one.text))]


def _told_apart(mutant: Mutant, seen: Counter[tuple[str, ...]]) -> Mutant:
    """The second of equal lines in a function says so."""
    seen[mutant.key] += 1
    number = seen[mutant.key]
    return mutant if number == 1 else replace(mutant, becomes=f"{mutant.becomes}  # {number}")


def _mutant(path: str, source: bytes, function: str, change: Change) -> Mutant:
    start, end, text = change
    first = source.rfind(b"\n", 0, start) + 1
    last = source.index(b"\n", end)  # every file ends with one
    was, becomes = source[first:last], source[first:start] + text.encode() + source[end:last]
    return Mutant(
        path=path,
        line=source.count(b"\n", 0, start) + 1,
        function=function,
        start=start,
        end=end,
        text=text,
        was=" ".join(was.decode().split()),
        becomes=" ".join(becomes.decode().split()),
    )


def _running(node: ast.AST, function: str, returns: str) -> Iterator[tuple[ast.AST, str, str]]:
    """Every node that runs, with the function that it stands in and what that returns."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if name in _SKIPPED_FIELDS or not isinstance(child, ast.AST) or _is_no_behaviour(child):
                continue
            inner, gives = function, returns
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{function}.{child.name}".lstrip(".")
            if isinstance(child, ast.FunctionDef):
                gives = ast.unparse(child.returns) if child.returns else ""
            yield child, inner, gives
            yield from _running(child, inner, gives)


def _is_no_behaviour(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, _SKIPPED) or (isinstance(node, ast.keyword) and node.arg == "strict")


class _Module:
    """The text of a file, in which nodes are found by their bytes."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        lines = source.splitlines(keepends=True)
        self._starts = [0, *accumulate(map(len, lines))]
        self._words = [
            (self._starts[row - 1] + len(lines[row - 1].decode()[:column].encode()), token.string)
            for token in tokenize.tokenize(io.BytesIO(source).readline)
            for row, column in [token.start]
            if token.string in _WORDS
        ]

    def changes(self, node: ast.AST, returns: str) -> Iterator[Change]:  # noqa: C901 - one case for each kind of place
        """What may be changed about this node itself; its children come by themselves."""
        match node:
            case ast.Compare(left=left, comparators=others):
                yield from self._operators([left, *others])
            case ast.BoolOp(values=values):
                yield from self._operators(values)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                if not any(map(_is_joined, (left, right))):
                    yield from self._operators([left, right])
            case ast.UnaryOp(op=ast.Not()):
                start, _ = self._place(node)
                yield start, start + len("not "), ""
            case ast.Constant(value=value):
                yield from ((*self._place(node), text) for text in _other_values(value))
            case ast.If(test=test) | ast.IfExp(test=test):
                yield from self._negated(test)
            case ast.comprehension(ifs=tests):
                for test in tests:
                    yield from self._negated(test)
            case ast.Return(value=ast.expr() as value):
                yield from self._returned(value, returns)
            case ast.Expr(value=ast.Call()):
                yield *self._place(node), "pass"

    def _place(self, node: ast.AST) -> tuple[int, int]:
        assert isinstance(node, ast.expr | ast.stmt)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.lineno - 1] + node.col_offset, self._starts[node.end_lineno - 1] + node.end_col_offset

    def _operators(self, operands: list[ast.expr]) -> Iterator[Change]:
        for left, right in pairwise(operands):
            after, before = self._place(left)[1], self._place(right)[0]
            words = [(start, word) for start, word in self._words if after <= start < before]
            operator = " ".join(word for _, word in words)
            yield words[0][0], words[-1][0] + len(words[-1][1]), _OPERATORS[operator]

    def _negated(self, test: ast.expr) -> Iterator[Change]:
        """A condition turned round, but for those that another change turns round."""
        if not isinstance(test, ast.Compare | ast.Constant) and not _is_not(test):
            start, end = self._place(test)
            yield start, end, f"not ({self._source[start:end].decode()})"

    def _returned(self, value: ast.expr, returns: str) -> Iterator[Change]:
        if returns == "bool":
            yield from self._negated(value)
            return
        empty = "None" if returns.endswith("None") else _EMPTY.get(returns.partition("[")[0], "None")
        if ast.unparse(value).replace("'", '"') != empty:
            yield *self._place(value), empty


def _is_joined(node: ast.expr) -> bool:
    return isinstance(node, _JOINED) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))


def _is_not(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _other_values(value: object) -> list[str]:
    if isinstance(value, bool):
        return [str(not value)]
    if isinstance(value, int):
        return [str(value + 1), str(value - 1)]
    if isinstance(value, float):
        return [repr(value * 1.25), repr(value * 0.75)]
    return []
