"""Kinds of findings: each is a function that words one sentence, with its severity and its manual.

    @finding(Severity.ERROR)
    def cut_row() -> str:
        \"\"\"What it means and why it matters, then a `Bad:` and a `Good:` example: what `check --list` prints.\"\"\"
        return "the row is cut off after its name"

The code is the function's name with dashes. A room has its kinds in one module, where `kinds_of` finds them.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Generic, ParamSpec

from paddle_inspect.base.records import Finding, Severity, SourceSpan

#: As `SourceSpan` has them in a sentence.
_LINES = re.compile(r"\blines? [0-9]+(-[0-9]+)?")
_Parts = ParamSpec("_Parts")


@dataclass(frozen=True, slots=True)
class Kind(Generic[_Parts]):
    """A kind of finding; called with a place, a weight and the parts of its sentence, it gives one."""

    code: str
    severity: Severity
    manual: str
    word: Callable[_Parts, str]

    def __call__(
        self, span: SourceSpan | None, weight: str | None, /, *args: _Parts.args, **kwargs: _Parts.kwargs
    ) -> Finding:
        message = self.word(*args, **kwargs)
        return Finding(code=self.code, severity=self.severity, message=message, weight=weight, span=span)

    def of_file(self, *args: _Parts.args, **kwargs: _Parts.kwargs) -> Finding:
        """A finding about a file as a whole: of no line, and of no weight of the catalogue."""
        return self(None, None, *args, **kwargs)


def finding(severity: Severity) -> Callable[[Callable[_Parts, str]], Kind[_Parts]]:
    """Make a function that words a finding into its kind."""

    def decorate(word: Callable[_Parts, str]) -> Kind[_Parts]:
        return Kind(word.__name__.replace("_", "-"), severity, inspect.cleandoc(word.__doc__ or ""), word)

    return decorate


def fingerprint(path: str, finding: Finding) -> str:
    """What a finding is known by when lines have moved: the page's path, its code, its weight, and what it says."""
    return "\0".join((path, finding.code, finding.weight or "", _LINES.sub("lines", finding.message)))


def kinds_of(*modules: ModuleType) -> Iterator[Kind[...]]:
    """Every kind that the modules define, in their order."""
    return (value for module in modules for value in vars(module).values() if isinstance(value, Kind))
