"""Every kind of finding about a page: its code, its severity, its sentence and its manual.

A finding is made by calling the function of its kind; the code is the function's name with dashes. The docstring is
what `check --list` prints: what it means and why it matters, then one bad and one good example.
"""

from __future__ import annotations

from paddle_inspect.base.findings import finding as _finding
from paddle_inspect.base.records import Severity, SourceSpan

# The table's structure


@_finding(Severity.ERROR)
def cut_row() -> str:
    """A row ends after its name; its data stands elsewhere, under another name, or nowhere.

    Bad:
        |``albert-large-v1``
    Good:
        |``albert-large-v1`` | English | 24 repeating layers, 128 embedding, |
    """
    return "the row is cut off after its name"


@_finding(Severity.ERROR)
def irregular_row() -> str:
    """A row is not three cells between closed borders, so a reader of reStructuredText rejects the whole table.

    Bad:
        |``macbert-base-chinese`` | 12-layer, 768-hidden, |
    Good:
        |``macbert-base-chinese`` | Chinese | 12-layer, 768-hidden, |
    """
    return "the row is not three cells between closed borders"


@_finding(Severity.ERROR)
def orphaned_data(excerpt: str) -> str:
    """Data without a name that no weight of the page could be found for; it is kept as dropped text.

    Bad:
        | English | 24-layer, 1024-hidden, 16-heads, 340M parameters. |
    Good:
        |``bert-large-cased`` | English | 24-layer, 1024-hidden, 16-heads, 334M parameters. |
    """
    return f"data without a name belongs to no weight that is known: {excerpt}"


@_finding(Severity.WARNING)
def paired_data(why: str) -> str:
    """Data without a name was given to a weight, and this is why; doubtful unless a link names the weight.

    Bad:
        |``xlnet-large-cased``
        | English | 24-layer, 1024-hidden, 16-heads, 340M parameters. |
    Good:
        |``xlnet-large-cased`` | English | 24-layer, 1024-hidden, 16-heads, 361M parameters. |
    """
    return f"data without a name was given to this weight: {why}"


@_finding(Severity.ERROR)
def data_under_wrong_name(other: str) -> str:
    """A row states another weight's figures: its config contradicts them and they fit a row that lost its data.

    Bad:
        |``albert-large-v1``
        |``albert-base-v2`` | English | 24 repeating layers, 128 embedding, 1024-hidden, |
    Good:
        |``albert-large-v1`` | English | 24 repeating layers, 128 embedding, 1024-hidden, |
    """
    return f"the data in the row of {other} is this weight's: its config fits, that of {other} does not"


@_finding(Severity.WARNING)
def repeated_header() -> str:
    """A header row stands in the middle of the table, where a window of the translation began.

    Bad:
        | Model Name | Language | Description |
    Good:
        one header row, above the double rule
    """
    return "a header row stands in the middle of the table"


@_finding(Severity.ERROR)
def broken_rule(count: int) -> str:
    """Borders are missing, doubled, written as markdown rules, or have another width than the first one.

    Bad:
        |---|---|
    Good:
        +----------------------+--------------+----------------------+
    """
    return f"{count} borders are missing, doubled or of another form than the first one"


@_finding(Severity.ERROR)
def shifted_bars(count: int) -> str:
    """The bars of a line do not stand below those of the border, so the table does not parse.

    Bad:
        | ``bert-base-cased``   | English   | a line that is a column too wide |
    Good:
        | ``bert-base-cased``   | English   | a line that is as wide as the border |
    """
    return f"{count} lines have bars that do not stand below those of the border"


@_finding(Severity.WARNING)
def repeated_row(other: SourceSpan) -> str:
    """A weight has a second row that says nothing new.

    Bad:
        two rows of ``funnel-transformer/large``
    Good:
        one row of each weight
    """
    return f"the row repeats {other.lines} and was merged with it"


@_finding(Severity.ERROR)
def contradictory_rows(rejected: str, other: SourceSpan, why: str) -> str:
    """A weight is documented more than once, with different data; the message names both places and the reason.

    Bad:
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 768 embedding, 3072-hidden, 103M parameters. |
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 128 embedding, 768-hidden, 12M parameters. |
    Good:
        one row of each weight, with what is true of it
    """
    return f"rejected {rejected}, contradicted by {other.lines}: {why}"


@_finding(Severity.WARNING)
def completed_name(part: str) -> str:
    """A name was cut off in the middle, and only one weight begins like that.

    Bad:
        |``blenderbot-400
    Good:
        |``blenderbot-400M-distill`` | English | 14-layer, 384-hidden, |
    """
    return f"the name was cut to {part!r}; only one weight begins like that"


# Which weights a table lists


@_finding(Severity.ERROR)
def restored_weight(source: str) -> str:
    """The table had lost this weight, and its row was put back from better evidence.

    Bad:
        a table that skips from ``albert-large-v1`` to ``albert-xxlarge-v1``
    Good:
        a table with every weight of the family
    """
    return f"the row was lost and is restored from {source}"


@_finding(Severity.NOTE)
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


@_finding(Severity.NOTE)
def undocumented_weight() -> str:
    """PaddleNLP knows a weight of this family that the page does not list. The table is not changed for it.

    Bad:
        a page of ConvBERT without ``ernie-health-chinese``
    Good:
        a row for every weight that users can load
    """
    return "PaddleNLP knows this weight, the page does not list it"


@_finding(Severity.NOTE)
def not_counted(why: str) -> str:
    """The weight's tensors could not be counted, so its figures are those of the page or the reference.

    Bad:
        a built-in config that is empty, as Funnel's ten weights have it
    Good:
        a config from which the model can be built
    """
    return f"not counted: {why}"


# What a row says


@_finding(Severity.ERROR)
def contradicted_figure(name: str, documented: str, counted: str, by: str) -> str:
    """A documented figure is not what the count or the config says; the message gives both and the difference.

    Bad:
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 768-hidden, 12-heads, 12M parameters. |
    Good:
        |``albert-chinese-base`` | Chinese | 12 repeating layers, 768-hidden, 12-heads, 10.5M parameters. |
    """
    return f"{name}: documented {documented}, counted {counted}{by}"


@_finding(Severity.WARNING)
def corrected_figure(name: str, documented: str, right: str) -> str:
    """A figure of a weight that was not counted is not what the reference says.

    Bad:
        |``sshleifer-tiny-ctrl`` | English | 2-layer, 16-hidden, 2-heads, _M parameters. |
    Good:
        |``sshleifer-tiny-ctrl`` | English | 2-layer, 16-hidden, 2-heads, 5M parameters. |
    """
    return f"{name}: documented {documented}, the reference says {right}"


@_finding(Severity.WARNING)
def placeholder_figure(documented: str, counted: str) -> str:
    """A figure is announced but not given; it was replaced by the count.

    Bad:
        12-heads, _M parameters.
    Good:
        12-heads, 4.74M parameters.
    """
    return f"parameters: documented {documented}, a placeholder; counted {counted}"


@_finding(Severity.NOTE)
def missing_figure(name: str, counted: str) -> str:
    """A row does not state a figure that is known; it was filled in.

    Bad:
        Please refer to: `google/mobilebert-uncased`_
    Good:
        24-layer, 512-hidden, 4-heads, 24.6M parameters.
    """
    return f"{name}: not documented, counted {counted}"


@_finding(Severity.WARNING)
def corrected_language(documented: str, right: str, source: str) -> str:
    """The language cell contradicts better evidence.

    Bad:
        |``readerbench/RoGPT2-large`` | English |
    Good:
        |``readerbench/RoGPT2-large`` | Romanian |
    """
    return f"language: documented {documented!r}, {source} says {right!r}"


@_finding(Severity.WARNING)
def doubtful_language(language: str, why: str) -> str:
    """The language cell was lost; the one that stands there now is a reading of the name or of the other rows.

    Bad:
        |``GroNLP/bert-base-dutch-cased`` | | Please refer to: |
    Good:
        |``GroNLP/bert-base-dutch-cased`` | Dutch | Please refer to: |
    """
    return f"language: lost; {language!r} is inferred from {why}"


@_finding(Severity.WARNING)
def missing_language() -> str:
    """The language cell is empty and nothing says what belongs there.

    Bad:
        |``xlnet-large-cased`` | | 24-layer, 1024-hidden, |
    Good:
        |``xlnet-large-cased`` | English | 24-layer, 1024-hidden, |
    """
    return "language: lost, and nothing says what it is"


@_finding(Severity.WARNING)
def corrected_description(documented: str, right: str, source: str) -> str:
    """The description contradicts the catalogue or the reference, or was lost.

    Bad:
        |``albert-xxlarge-v2`` | English | ALBERT xxlarge model |
    Good:
        |``albert-xxlarge-v2`` | English | ALBERT xxlarge model (version2) |
    """
    return f"description: documented {documented!r}, {source} says {right!r}"


@_finding(Severity.WARNING)
def cut_details() -> str:
    """The row's details end in the middle of a phrase, a literal or a link.

    Bad:
        | The ``mbart-large-cc25``
    Good:
        | The ``mbart-large-cc25`` model. |
    """
    return "the details end in the middle of a phrase"


@_finding(Severity.ERROR)
def broken_markup() -> str:
    """A cell has markup that docutils rejects or reads as something else; it was escaped, so that its text stands.

    Bad:
        | a *model for `text |
    Good:
        | a \\*model for \\`text |
    """
    return "the cell's markup is broken and was escaped"


# Links


@_finding(Severity.ERROR)
def broken_link(label: str) -> str:
    """A link lost its underscore or half of its quotes and is no link any more.

    Bad:
        `uer/chinese_roberta_L-12_H-768`
    Good:
        `uer/chinese_roberta_L-12_H-768`_
    """
    return f"the link to {label!r} was broken and is mended"


@_finding(Severity.ERROR)
def missing_target(label: str) -> str:
    """A link has no target on the page, which is an error in reStructuredText; it was made a literal.

    Bad:
        `cerebras/Cerebras-GPT-13B`_ without `.. _cerebras/Cerebras-GPT-13B: https://...`
    Good:
        every link with its target
    """
    return f"the link to {label!r} has no target"


@_finding(Severity.WARNING)
def restored_target(label: str) -> str:
    """A link's target was lost from the page and comes back from the reference.

    Bad:
        `microsoft/DialoGPT-medium`_ without a target
    Good:
        .. _microsoft/DialoGPT-medium: https://huggingface.co/microsoft/DialoGPT-medium
    """
    return f"the target of {label!r} was lost and is restored from the reference"


@_finding(Severity.ERROR)
def target_in_table(count: int) -> str:
    """Link targets stand in the middle of the table and break it in two; they were moved below it.

    Bad:
        a `.. _name: https://...` line between two rows
    Good:
        the targets together, below the table
    """
    return f"{count} link targets stand in the middle of the table"


@_finding(Severity.WARNING)
def duplicate_target(label: str, first_line: int) -> str:
    """A link target is defined twice; the first one stays.

    Bad:
        .. _klue/bert-base: https://huggingface.co/klue/bert-base
        .. _`klue/bert-base`: https://huggingface.co/klue/bert-base
    Good:
        one definition of each target
    """
    return f"the target {label!r} is already defined in line {first_line}"


# Around the table


@_finding(Severity.ERROR)
def translator_note(excerpt: str) -> str:
    """A remark of the translator, or the instruction it was given, stands in the page.

    Bad:
        Note: The translation maintains all formatting and technical terms.
    Good:
        text about the models, and nothing else
    """
    return f"words of the translator stand in the page: {excerpt}"


@_finding(Severity.ERROR)
def code_fence() -> str:
    """A markdown code fence stands in a reStructuredText page.

    Bad:
        ```markdown
    Good:
        no fence
    """
    return "a markdown code fence stands in the page"


@_finding(Severity.ERROR)
def literal_mark() -> str:
    """The paragraph above the table ends with two colons, which makes a literal block of what follows.

    Bad:
        The models are as follows::
    Good:
        The models are as follows:
    """
    return "the paragraph above the table ends with '::', which makes the table a literal block"


@_finding(Severity.ERROR)
def title_rule(title: str) -> str:
    """The title lost its rules, or has them in another form, so it is an ordinary paragraph.

    Bad:
        ELECTRA Model Summary
    Good:
        ELECTRA Model Summary
        ------------------------------------
    """
    return f"the title {title!r} has no rule below it"


@_finding(Severity.WARNING)
def missing_blank_line(where: str) -> str:
    """The table or a link target runs into the text next to it; reStructuredText wants a blank line between them.

    Bad:
        the last border, and a link target in the next line
    Good:
        a blank line above and below the table
    """
    return f"a blank line is missing {where}"


@_finding(Severity.NOTE)
def final_newline() -> str:
    """The file does not end with a line break.

    Bad:
        the last line, and the file ends in it
    Good:
        a line break after the last line
    """
    return "the file does not end with a line break"


@_finding(Severity.ERROR)
def dropped_text(excerpt: str) -> str:
    """Text in the table region could not be read as part of any row; the report carries it with its lines.

    Bad:
        prose between two rows
    Good:
        prose above or below the table
    """
    return f"text in the table belongs to no row: {excerpt}"


@_finding(Severity.ERROR)
def no_table() -> str:
    """The page has no line that belongs to a table.

    Bad:
        a page of prose
    Good:
        a page with a grid table of weights
    """
    return "there is no table on this page"
