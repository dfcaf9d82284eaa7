"""Kinds of findings about what is wrong with a table's rows, borders and bars."""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import finding
from paddle_inspect.base.records import Severity, SourceSpan


@finding(Severity.ERROR)
def cut_row() -> str:
    """A row ends after its name; its data stands elsewhere, under another name, or nowhere.

    Bad:
        |``albert-large-v1``
    Good:
        |``albert-large-v1`` | English | 24 repeating layers, 128 embedding, |
    """
    return "the row is cut off after its name"


@finding(Severity.ERROR)
def irregular_row() -> str:
    """A row is not three cells between closed borders, so a reader of reStructuredText rejects the whole table.

    Bad:
        |``macbert-base-chinese`` | 12-layer, 768-hidden, |
    Good:
        |``macbert-base-chinese`` | Chinese | 12-layer, 768-hidden, |
    """
    return "the row is not three cells between closed borders"


@finding(Severity.ERROR)
def orphaned_data(excerpt: str) -> str:
    """Data without a name that no weight of the page could be found for; a torn table drops it, a whole one keeps it.

    Bad:
        | English | 24-layer, 1024-hidden, 16-heads, 340M parameters. |
    Good:
        |``bert-large-cased`` | English | 24-layer, 1024-hidden, 16-heads, 334M parameters. |
    """
    return f"data without a name belongs to no weight that is known: {excerpt}"


@finding(Severity.WARNING)
def paired_data(why: str) -> str:
    """Data without a name was given to a weight, and this is why; doubtful unless a link names the weight.

    Bad:
        |``xlnet-large-cased``
        | English | 24-layer, 1024-hidden, 16-heads, 340M parameters. |
    Good:
        |``xlnet-large-cased`` | English | 24-layer, 1024-hidden, 16-heads, 361M parameters. |
    """
    return f"data without a name was given to this weight: {why}"


@finding(Severity.ERROR)
def data_under_wrong_name(other: str) -> str:
    """A row states another weight's figures: its config contradicts them and they fit a row that lost its data.

    Bad:
        |``albert-large-v1``
        |``albert-base-v2`` | English | 24 repeating layers, 128 embedding, 1024-hidden, |
    Good:
        |``albert-large-v1`` | English | 24 repeating layers, 128 embedding, 1024-hidden, |
    """
    return f"the data in the row of {other} is this weight's: its config fits, that of {other} does not"


@finding(Severity.WARNING)
def repeated_header() -> str:
    """A header row stands in the middle of the table, where a window of the translation began.

    Bad:
        | Model Name | Language | Description |
    Good:
        one header row, above the double rule
    """
    return "a header row stands in the middle of the table"


@finding(Severity.ERROR)
def broken_rule(count: int) -> str:
    """Borders are missing, doubled, written as markdown rules, or have another width than the first one.

    Bad:
        |---|---|
    Good:
        +----------------------+--------------+----------------------+
    """
    return f"{many(count, 'border is', 'borders are')} missing, doubled or of another form than the first one"


@finding(Severity.ERROR)
def other_drawing(how: str) -> str:
    """The table is whole, and written in a way that a reader of reStructuredText does not see as a table.

    Bad:
        lines wrapped at 80 columns, a border glued to a row, a table of HTML or Markdown, full-width bars
    Good:
        a grid with a border above and below each row
    """
    return f"the table is {how}; it was drawn as a grid"


@finding(Severity.ERROR)
def shifted_bars(count: int) -> str:
    """The bars of a line do not stand below those of the border, so the table does not parse.

    Bad:
        | ``bert-base-cased``   | English   | a line that is a column too wide |
    Good:
        | ``bert-base-cased``   | English   | a line that is as wide as the border |
    """
    return f"{many(count, 'line has', 'lines have')} bars that do not stand below those of the border"


@finding(Severity.WARNING)
def repeated_row(other: SourceSpan) -> str:
    """A weight has a second row that says nothing new.

    Bad:
        two rows of ``funnel-transformer/large``
    Good:
        one row of each weight
    """
    return f"the row repeats {other.lines} and was merged with it"


@finding(Severity.ERROR)
def contradictory_rows(rejected: str, other: SourceSpan, why: str) -> str:
    """A weight is documented more than once, with different data; the message names both places and the reason.

    Bad:
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 768 embedding, 3072-hidden, 103M parameters. |
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 128 embedding, 768-hidden, 12M parameters. |
    Good:
        one row of each weight, with what is true of it
    """
    return f"rejected {rejected}, contradicted by {other.lines}: {why}"


@finding(Severity.WARNING)
def disagreeing_rows(other: SourceSpan, what: str) -> str:
    """A weight has two whole rows that say different things, and nothing is known that settles it; both were left.

    Bad:
        | ``bart-base`` | English | 6-layer, 768-hidden, |
        | ``bart-base`` | Chinese | 6-layer, 768-hidden, |
    Good:
        one row of each weight, or rows that agree
    """
    return f"{other.lines} says something else of this weight: {what}"


@finding(Severity.WARNING)
def completed_name(part: str) -> str:
    """A name was cut off in the middle, and only one weight begins like that.

    Bad:
        |``blenderbot-400
    Good:
        |``blenderbot-400M-distill`` | English | 14-layer, 384-hidden, |
    """
    return f"the name was cut to {part!r}; only one weight begins like that"
