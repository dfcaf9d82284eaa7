"""Kinds of findings about what a row says: figures, languages, descriptions."""

from __future__ import annotations

from paddle_inspect.base.findings import finding
from paddle_inspect.base.records import Severity


@finding(Severity.ERROR)
def contradicted_figure(name: str, documented: str, counted: str, by: str) -> str:
    """A documented figure is not what the count or the config says; the message gives both and the difference.

    Bad:
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 768-hidden, 12-heads, 12M parameters. |
    Good:
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 768-hidden, 12-heads, 10.5M parameters. |
    """
    return f"{name}: documented {documented}, counted {counted}{by}"


@finding(Severity.WARNING)
def rough_figure(name: str, documented: str, counted: str, by: str) -> str:
    """A figure is off by less than 1 %, and no other way of counting gives it: inexact, and hardly misleading.

    Bad:
        24-layer, 1024-hidden, 16-heads, 336M parameters.
    Good:
        24-layer, 1024-hidden, 16-heads, 335M parameters.
    """
    return f"{name}: documented {documented}, counted {counted}{by}"


@finding(Severity.NOTE)
def explained_figure(name: str, documented: str, way: str, counted: str) -> str:
    """Another way of counting the same model gives a figure; it stays in a whole table, and a torn one gets the count.

    Bad:
        12-layer, 768-hidden, 12-heads, 110M parameters.
    Good:
        12-layer, 768-hidden, 12-heads, 109M parameters. With its pretraining head it has 110M.
    """
    return f"{name}: documented {documented}, which is no error: {way}; counted {counted}"


@finding(Severity.WARNING)
def corrected_figure(name: str, documented: str, right: str) -> str:
    """A figure of a weight that was not counted is not what the reference says.

    Bad:
        |``sshleifer-tiny-ctrl`` | English | 2-layer, 16-hidden, 2-heads, _M parameters. |
    Good:
        |``sshleifer-tiny-ctrl`` | English | 2-layer, 16-hidden, 2-heads, 5M parameters. |
    """
    return f"{name}: documented {documented}, the reference says {right}"


@finding(Severity.WARNING)
def placeholder_figure(documented: str, counted: str) -> str:
    """A figure is announced but not given; it was replaced by the count.

    Bad:
        12-heads, _M parameters.
    Good:
        12-heads, 4.74M parameters.
    """
    return f"parameters: documented {documented}, a placeholder; counted {counted}"


@finding(Severity.NOTE)
def unproved_figure(name: str, documented: str, counted: str) -> str:
    """A figure differs from the count and may speak of something else, or of a part: it stays as it is.

    Bad:
        Distilled from a 12-layer teacher.
    Good:
        6-layer, 768-hidden, 12-heads, 66M parameters. Distilled from a 12-layer teacher.
    """
    return f"{name}: {documented} is not the counted {counted}, and nothing says that it speaks of the same; it stays"


@finding(Severity.NOTE)
def missing_figure(name: str, counted: str) -> str:
    """A row does not state a figure that is known; in a torn table it is filled in, a whole one is left as it is.

    Bad:
        Please refer to: `google/mobilebert-uncased`_
    Good:
        24-layer, 512-hidden, 4-heads, 24.6M parameters.
    """
    return f"{name}: not documented, counted {counted}"


@finding(Severity.WARNING)
def corrected_language(documented: str, right: str, source: str) -> str:
    """The language cell contradicts better evidence.

    Bad:
        |``readerbench/RoGPT2-large`` | English |
    Good:
        |``readerbench/RoGPT2-large`` | Romanian |
    """
    return f"language: documented {documented!r}, {source} says {right!r}"


@finding(Severity.WARNING)
def doubtful_language(language: str, why: str) -> str:
    """The language cell was lost; the one that stands there now is a reading of the name or of the other rows.

    Bad:
        |``GroNLP/bert-base-dutch-cased`` | | Please refer to: |
    Good:
        |``GroNLP/bert-base-dutch-cased`` | Dutch | Please refer to: |
    """
    return f"language: lost; {language!r} is inferred from {why}"


@finding(Severity.WARNING)
def missing_language() -> str:
    """The language cell is empty and nothing says what belongs there.

    Bad:
        |``xlnet-large-cased`` | | 24-layer, 1024-hidden, |
    Good:
        |``xlnet-large-cased`` | English | 24-layer, 1024-hidden, |
    """
    return "language: lost, and nothing says what it is"


@finding(Severity.WARNING)
def corrected_description(documented: str, right: str, source: str) -> str:
    """The description contradicts the catalogue or the reference, or was lost.

    Bad:
        |``albert-xxlarge-v2`` | English | ALBERT xxlarge model |
    Good:
        |``albert-xxlarge-v2`` | English | ALBERT xxlarge model (version2) |
    """
    return f"description: documented {documented!r}, {source} says {right!r}"


@finding(Severity.WARNING)
def cut_details() -> str:
    """The row's details end in the middle of a phrase, a literal or a link.

    Bad:
        | The ``mbart-large-cc25``
    Good:
        | The ``mbart-large-cc25`` model. |
    """
    return "the details end in the middle of a phrase"


@finding(Severity.ERROR)
def broken_markup() -> str:
    """A cell has markup that docutils rejects or reads as something else; it was escaped, so that its text stands.

    Bad:
        | a *model for `text |
    Good:
        | a \\*model for \\`text |
    """
    return "the cell's markup is broken and was escaped"


@finding(Severity.ERROR)
def broken_name(shown: str) -> str:
    """A weight's name stands in quotes that belong to no markup, or in two lines, so that it cannot be copied.

    Bad:
        | “bart-base” | English | 6-layer, 768-hidden, |
    Good:
        | ``bart-base`` | English | 6-layer, 768-hidden, |
    """
    return f"the name is written {shown!r}"


@finding(Severity.WARNING)
def not_exchanged(what: str, why: str) -> str:
    """Something is wrong and was not changed, because it cannot be changed safely where it stands.

    Bad:
        a wrong figure that fills its cell, in a table whose columns are spanned
    Good:
        a figure that is true
    """
    return f"{what} was left as it is: {why}"
