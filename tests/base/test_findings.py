"""Kinds of findings are found in the module that defines them, in its order."""

from __future__ import annotations

from types import ModuleType

from paddle_inspect.base.findings import finding, kinds_of
from paddle_inspect.base.records import Finding, Severity, SourceSpan


@finding(Severity.WARNING)
def two_words(name: str, *, count: int) -> str:
    """What it means.

    Bad:
        this
    """
    return f"{name} stands {count} times"


def test_a_kind_makes_findings_of_a_line_and_of_a_file() -> None:
    span = SourceSpan(first=1, last=2)
    parts = {"code": "two-words", "severity": Severity.WARNING, "message": "a stands 3 times"}
    assert two_words(span, "w", "a", count=3) == Finding(**parts, weight="w", span=span)  # type: ignore[arg-type]
    assert two_words.of_file("a", count=3) == Finding(**parts)  # type: ignore[arg-type]
    assert two_words.manual == "What it means.\n\nBad:\n    this"


def said_later() -> str:
    return "later"


def test_the_kinds_of_a_module_are_those_that_stand_in_it_in_its_order() -> None:
    module, later = ModuleType("kinds"), finding(Severity.NOTE)(said_later)
    vars(module).update(z=two_words, word=two_words.word, severity=Severity.NOTE, a=later)
    assert list(kinds_of(module)) == [two_words, later]
    assert list(kinds_of(ModuleType("empty"))) == []
