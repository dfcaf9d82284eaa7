"""Kinds of findings about links, and the page around its table."""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import finding
from paddle_inspect.base.records import Severity


@finding(Severity.ERROR)
def broken_link(label: str) -> str:
    """A link lost its underscore or half of its quotes and is no link any more.

    Bad:
        `uer/chinese_roberta_L-12_H-768`
    Good:
        `uer/chinese_roberta_L-12_H-768`_
    """
    return f"the link to {label!r} was broken and is mended"


@finding(Severity.ERROR)
def missing_target(label: str) -> str:
    """A link has no target on the page, which is an error in reStructuredText; it was made a literal.

    Bad:
        `cerebras/Cerebras-GPT-13B`_ without `.. _cerebras/Cerebras-GPT-13B: https://...`
    Good:
        every link with its target
    """
    return f"the link to {label!r} has no target"


@finding(Severity.WARNING)
def restored_target(label: str) -> str:
    """A link's target was lost from the page and comes back from the reference.

    Bad:
        `microsoft/DialoGPT-medium`_ without a target
    Good:
        .. _microsoft/DialoGPT-medium: https://huggingface.co/microsoft/DialoGPT-medium
    """
    return f"the target of {label!r} was lost and is restored from the reference"


@finding(Severity.ERROR)
def target_in_table(count: int) -> str:
    """Link targets stand in the middle of the table and break it in two; they were moved below it.

    Bad:
        a `.. _name: https://...` line between two rows
    Good:
        the targets together, below the table
    """
    return f"{many(count, 'link target stands', 'link targets stand')} in the middle of the table"


@finding(Severity.WARNING)
def duplicate_target(label: str, first_line: int) -> str:
    """A link target is defined twice; the first one stays.

    Bad:
        .. _klue/bert-base: https://huggingface.co/klue/bert-base
        .. _`klue/bert-base`: https://huggingface.co/klue/bert-base
    Good:
        one definition of each target
    """
    return f"the target {label!r} is already defined in line {first_line}"


@finding(Severity.ERROR)
def translator_note(excerpt: str) -> str:
    """A remark of the translator, or the instruction it was given, stands in the page.

    Bad:
        Note: The translation maintains all formatting and technical terms.
    Good:
        text about the models, and nothing else
    """
    return f"words of the translator stand in the page: {excerpt}"


@finding(Severity.ERROR)
def code_fence() -> str:
    """A markdown code fence stands in a reStructuredText page.

    Bad:
        ```markdown
    Good:
        no fence
    """
    return "a markdown code fence stands in the page"


@finding(Severity.ERROR)
def literal_mark() -> str:
    """The paragraph above the table ends with two colons, which makes a literal block of what follows.

    Bad:
        The models are as follows::
    Good:
        The models are as follows:
    """
    return "the paragraph above the table ends with '::', which makes the table a literal block"


@finding(Severity.ERROR)
def title_rule(title: str) -> str:
    """The title lost its rules, or has them in another form, so it is an ordinary paragraph.

    Bad:
        ELECTRA Model Summary
    Good:
        ELECTRA Model Summary
        ------------------------------------
    """
    return f"the title {title!r} has no rule below it"


@finding(Severity.WARNING)
def missing_blank_line(where: str) -> str:
    """The table or a link target runs into the text next to it; reStructuredText wants a blank line between them.

    Bad:
        the last border, and a link target in the next line
    Good:
        a blank line above and below the table
    """
    return f"a blank line is missing {where}"


@finding(Severity.NOTE)
def final_newline() -> str:
    """The file does not end with a line break.

    Bad:
        the last line, and the file ends in it
    Good:
        a line break after the last line
    """
    return "the file does not end with a line break"


@finding(Severity.ERROR)
def dropped_text(excerpt: str) -> str:
    """Text in the table region could not be read as part of any row; the report carries it with its lines.

    Bad:
        prose between two rows
    Good:
        prose above or below the table
    """
    return f"text in the table belongs to no row: {excerpt}"


@finding(Severity.NOTE)
def no_weights(tables: int) -> str:
    """Nothing on the page is a table of pretrained weights, so nothing on it is this program's business.

    Bad:
        a page of prose, or of tables of options
    Good:
        a page with a table of weights
    """
    if not tables:
        return "there is no table of pretrained weights on this page"
    return f"{tables} table{'s' if tables > 1 else ''}, none of pretrained weights"


@finding(Severity.ERROR)
def unreadable_table(names: str) -> str:
    """Names of weights stand in lines that look like rows, but no row could be read from them; they are left alone.

    Bad:
        bert-base-uncased ; English ; 12-layer
    Good:
        | ``bert-base-uncased`` | English | 12-layer, 768-hidden, |
    """
    return f"this looks like rows of a table of weights ({names}), and could not be read"


@finding(Severity.WARNING)
def useless_comment(why: str) -> str:
    """A comment of the page asks for findings to be ignored that there are not, so nobody would miss it.

    Bad:
        .. paddle-inspect: ignore contradicted-figures
    Good:
        .. paddle-inspect: ignore contradicted-figure for albert-base-v1
    """
    return f"a comment that has no effect: {why}"


@finding(Severity.ERROR)
def merge_conflict() -> str:
    """Two versions of these lines stand in the page, as a merge left them; the whole page is left as it is.

    Bad:
        <<<<<<< HEAD
        | ``bert-base-uncased`` | English | 12-layer, 768-hidden, |
        =======
        | ``bert-base-uncased`` | English | 12-layer, 768-hidden, 12-heads, |
        >>>>>>> main
    Good:
        one of the two
    """
    return "a merge left a conflict here; nothing on the page was changed"


@finding(Severity.WARNING)
def moved_prose(excerpt: str) -> str:
    """A sentence stood between two rows of a torn table. It is no remark of a translator and now stands below it.

    Bad:
        prose between two rows
    Good:
        prose above or below the table
    """
    return f"a sentence between two rows was moved below the table: {excerpt}"
