"""Kinds of findings about which weights a table lists, and which it ought to."""

from __future__ import annotations

from paddle_inspect.base.findings import finding
from paddle_inspect.base.records import Severity


@finding(Severity.ERROR)
def restored_weight(source: str) -> str:
    """The table had lost this weight, and its row was put back from better evidence.

    Bad:
        a table that skips from ``albert-large-v1`` to ``albert-xxlarge-v1``
    Good:
        a table with every weight of the family
    """
    return f"the row was lost and is restored from {source}"


@finding(Severity.NOTE)
def unknown_weight(kept: bool) -> str:
    """A name that neither the catalogue, nor a reference, nor a link target knows: perhaps invented.

    With a reference the row is left out and reported as dropped; so it is on a torn page that lists a whole family when
    its figures are those of a weight that exists. Else it stays, marked by this finding.

    Bad:
        |``huggingface/falcon-7b-instruct`` | English | on the page of GPT |
    Good:
        names that exist
    """
    return "nothing else knows this name; " + ("the row stays as it is" if kept else "the row is left out")


@finding(Severity.NOTE)
def undocumented_weight() -> str:
    """PaddleNLP knows a weight of this family that the page does not list. The table is not changed for it.

    Bad:
        a page of ConvBERT without ``ernie-health-chinese``
    Good:
        a row for every weight that users can load
    """
    return "PaddleNLP knows this weight, the page does not list it"


@finding(Severity.NOTE)
def not_counted(why: str) -> str:
    """The weight's tensors could not be counted, so its figures are those of the page or the reference.

    Bad:
        a built-in config that is empty, as Funnel's ten weights have it
    Good:
        a config from which the model can be built
    """
    return f"not counted: {why}"
