"""Damages a healthy page the way its translation did, so that tests know what the page said before.

The translation took a page in windows of a fixed length. A window ends anywhere, mostly inside a row; what it made of
the torn row at its end and at the beginning of the next window is a matter of luck:

    |``xlnet-large-cased``                                       the end of a window, left as it was cut
    | ``chinese-xlnet-mid`` | Chinese | 24-layer, 1024-hidden, | the next one's beginning, under an invented name

`windows` does that to a whole page. `SCRATCHES` are the small damages that happen within a window. Every choice comes
from the `random.Random` that is handed in; nothing here knows how pages are repaired.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

_RULE = re.compile(r"\+[-=+]+\+\s*")
_HEADERS = (
    ("Model Name", "Language", "Description"),
    ("Model", "Language", "Description"),
    ("Model Name", "Language", "Reference"),
    ("Model", "Model Size", "Training Data"),
    ("Pretrained Weight", "Language", "Details of the model"),
)
#: In other words than those of the pages that the reader was written for.
_NOTES = (
    ("", "Note: The translation keeps every technical term and the table format as they are.", ""),
    ("", "The translation maintains:", "1. All formatting (tables, code blocks)", "2. Technical terms in English", ""),
    (
        "",
        "Key points of the translation:",
        "1. Preserved the original markdown structure",
        "2. Kept model names and links unchanged",
        "",
    ),
)
_INSTRUCTIONS = (
    "You are a professional technical translator. Translate Chinese to English while:",
    "1. Preserving the exact formatting (markdown/rst/code)",
    "2. Keeping technical terms in English",
    "3. Return only the translation result, no additional messages.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a healthy table: the name without its quotes, the language, the lines of the details."""

    name: str
    language: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Healthy:
    """A healthy page: the lines above its table, its rows, the lines below, and how the table is drawn."""

    above: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    below: tuple[str, ...]
    widths: tuple[int, ...]
    before_name: str = " "

    def line(self, *cells: str) -> str:
        """A line of the table, its bars below those of the border where the text allows."""
        first = cells[0] if cells[0].startswith("`") and not self.before_name else f" {cells[0]}"
        spaced = [first, *(f" {cell}" for cell in cells[1:])]
        padded = [cell + " " * (width - columns(cell)) for cell, width in zip(spaced, self.widths, strict=True)]
        return "|" + "|".join(padded) + "|"

    def rule(self, character: str = "-") -> str:
        return "+" + "+".join(character * width for width in self.widths) + "+"

    def row(self, row: Row) -> list[str]:
        """The lines of a row, without borders."""
        details = row.details or ("",)
        first = self.line(f"``{row.name}``", row.language, details[0])
        return [first, *(self.line("", "", text) for text in details[1:])]

    def text(self) -> str:
        """The page, undamaged."""
        table = [self.rule(), self.line(*self.header), self.rule("=")]
        for row in self.rows:
            table += [*self.row(row), self.rule()]
        return "\n".join([*self.above, *table, *self.below]) + "\n"


def columns(text: str) -> int:
    """How wide a text is in a terminal: a CJK character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def read_healthy(text: str) -> Healthy:
    """Read a page whose borders are whole, by its bars alone."""
    lines = text.splitlines()
    inside = [number for number, line in enumerate(lines) if line[:1] in ("|", "+")]
    blocks: list[list[str]] = [[]]
    for line in lines[inside[0] : inside[-1] + 1]:
        if _RULE.fullmatch(line):
            blocks.append([])
        else:
            blocks[-1].append(line)
    cells = [[_cells(line) for line in block] for block in blocks if block]
    header, *rows = cells
    widths = tuple(len(part) for part in lines[inside[0]].strip().strip("+").split("+"))
    return Healthy(
        above=tuple(lines[: inside[0]]),
        header=tuple(header[0]),
        rows=tuple(map(_row, rows)),
        below=tuple(lines[inside[-1] + 1 :]),
        widths=widths,
        before_name="" if any(line.startswith("|`") for line in lines) else " ",
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(cells: Sequence[Sequence[str]]) -> Row:
    language = " ".join(line[1] for line in cells if line[1])
    details = [line[2] for line in cells]
    while details and not details[-1]:
        details.pop()
    return Row(cells[0][0].strip("`"), language, tuple(details))


# Windows


@dataclass(frozen=True, slots=True)
class Tear:
    """A row that a window ended in: how much of it the window still had, and what became of both halves."""

    row: int
    kept: str
    tail: str
    head: str


KEPT = ("name", "language", "line", "half", "row")
TAILS = ("cut", "guess", "cut and guess")
#: `restated` comes twice: it is what happened most.
HEADS = (
    "restated",
    "restated",
    "header, restated",
    "orphan",
    "orphan in two columns",
    "header, orphan",
    "language as name",
    "invented name",
    "header, invented name",
    "next name",
    "markdown in one column",
    "markdown in two columns",
    "lost",
)
#: What happened to no page as often as the others, and costs most.
RARE_HEADS = ("lost with the next row",)


def tears(
    healthy: Healthy, rng: random.Random, *, length: tuple[int, int] = (2, 6), heads: Sequence[str] = HEADS
) -> list[Tear]:
    """Where windows end on a page and what comes of it: every `length` rows, a tear that ends in one of the heads."""
    found, row = [], rng.randint(0, 2)
    while row < len(healthy.rows):
        kept = rng.choices(KEPT, weights=(8, 1, 2, 1, 2))[0]
        found.append(Tear(row, kept, rng.choice(TAILS), rng.choice(heads)))
        row += rng.randint(*length)
    return found


def windows(healthy: Healthy, torn: Sequence[Tear], rng: random.Random) -> list[str]:
    """The lines of the page after its translation in windows that ended in these tears."""
    by_row = {tear.row: tear for tear in torn}
    lines = [*healthy.above, healthy.rule(), healthy.line(*healthy.header), healthy.rule("=")]
    skip = False
    for index, row in enumerate(healthy.rows):
        tear = by_row.get(index)
        if tear is not None:
            lines += [*_tail(healthy, index, tear, rng), *_head(healthy, index, tear, rng)]
            skip = _loses_next(tear, rng) and index + 1 not in by_row
        elif skip:
            skip = False
        else:
            lines += [*healthy.row(row), healthy.rule()]
    return [*lines, *healthy.below]


def _loses_next(tear: Tear, rng: random.Random) -> bool:
    return tear.head in RARE_HEADS or (tear.head == "next name" and rng.random() < 0.5)


def _tail(healthy: Healthy, index: int, tear: Tear, rng: random.Random) -> list[str]:
    """What stands at the end of the window: the row as far as it went, or a guess, or both."""
    row = healthy.rows[index]
    if tear.kept == "row":
        return [*healthy.row(row), healthy.rule()]
    lines: list[str] = []
    if tear.tail != "guess":
        lines += _cut(healthy, row, tear.kept)
        lines += [healthy.rule()] if rng.random() < 0.4 else []
    if tear.tail != "cut":
        lines += [*healthy.row(_guess(healthy, index, rng)), healthy.rule()]
    return lines


def _cut(healthy: Healthy, row: Row, kept: str) -> list[str]:
    lines = healthy.row(row)
    if kept == "name":
        return [f"|``{row.name}``"]
    if kept == "language":
        return [f"|``{row.name}`` | {row.language}"]
    if kept == "line" or len(lines) == 1:
        return lines[:1]
    last = lines[-1]
    return [*lines[:-1], last[: len(last.rstrip(" |")) * 2 // 3].rstrip()] if len(lines) > 2 else lines[:1]


def _guess(healthy: Healthy, index: int, rng: random.Random) -> Row:
    """A row as a translator completes it who sees only its name and the rows above: another weight's data."""
    others = [row for place, row in enumerate(healthy.rows) if place != index]
    if not others:
        return healthy.rows[index]
    model = healthy.rows[index - 1] if index and rng.random() < 0.6 else rng.choice(others)
    language = rng.choice((model.language, "English"))
    return Row(healthy.rows[index].name, language, model.details)


def _invented(name: str, rng: random.Random) -> str:
    """A name that sounds right and does not exist."""
    ending = rng.choice(("-v9", "-extended", "-plus-base"))
    return f"{name}{ending}" if rng.random() < 0.5 else f"{name.split('-')[0]}{ending}"


def _head(healthy: Healthy, index: int, tear: Tear, rng: random.Random) -> list[str]:
    """What stands at the beginning of the next window, of the row that the last one ended in."""
    row = healthy.rows[index]
    header, _, form = tear.head.rpartition(", ")
    lines = _header_row(healthy, rng) if header else []
    if tear.kept == "row":
        return [*lines, healthy.rule()] if rng.random() < 0.5 else lines
    language = "" if tear.kept in ("line", "half") else row.language
    rest = replace(row, language=language, details=row.details[1:] if tear.kept in ("line", "half") else row.details)
    if tear.kept == "half":
        rest = replace(rest, details=row.details[-1:])
    return lines + _FORMS[form](healthy, row, rest, index, rng)


def _header_row(healthy: Healthy, rng: random.Random) -> list[str]:
    rule = rng.choice((healthy.rule(), healthy.rule("="), healthy.rule().replace("+", "|")))
    return [healthy.line(*rng.choice(_HEADERS)), rule]


_Form = Callable[[Healthy, Row, Row, int, random.Random], list[str]]


def _restated(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    return [*healthy.row(row), healthy.rule()]


def _orphan(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    details = rest.details or ("",)
    first = healthy.line("", rest.language, details[0])
    return [first, *(healthy.line("", "", text) for text in details[1:]), healthy.rule()]


def _orphan_in_two(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    """`| English | 2-layer, |`: the name's column is gone altogether."""
    lines = _orphan(healthy, row, rest, index, rng)[:-1]
    closed = ["+" + "+".join("-" * width for width in healthy.widths[1:]) + "+"] if rng.random() < 0.7 else []
    return [*("|" + line.split("|", 2)[2] for line in lines), *closed]


def _language_as_name(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    """`| English | | |`, a rule, and the details in the first column below it."""
    rule = rng.choice((healthy.rule(), healthy.rule().replace("+", "|")))
    opening = [healthy.line(rest.language, "", ""), rule] if rest.language else []
    return [*opening, *(healthy.line(text, "", "") for text in rest.details), healthy.rule()]


def _under_invented_name(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    false = replace(row, name=_invented(row.name, rng))
    return [*healthy.row(false), healthy.rule()]


def _under_next_name(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    following = healthy.rows[index + 1 : index + 2]
    return [*healthy.row(replace(row, name=(following[0] if following else row).name)), healthy.rule()]


def _markdown_in_one(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    width = healthy.widths[0]
    closed = ["+" + "-" * width + "+"] if rng.random() < 0.7 else []
    lines = [f"| {text}".ljust(width + 1) + "|" for text in row.details if text]
    return [f"| ``{row.name}`` |", f"|{'-' * width}|", *lines, *closed]


def _markdown_in_two(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    return [f"| ``{row.name}`` | {' '.join(filter(None, row.details))} |", "|---|---|"]


def _lost(healthy: Healthy, row: Row, rest: Row, index: int, rng: random.Random) -> list[str]:
    return []


_FORMS: dict[str, _Form] = {
    "restated": _restated,
    "orphan": _orphan,
    "orphan in two columns": _orphan_in_two,
    "language as name": _language_as_name,
    "invented name": _under_invented_name,
    "next name": _under_next_name,
    "markdown in one column": _markdown_in_one,
    "markdown in two columns": _markdown_in_two,
    "lost": _lost,
    "lost with the next row": _lost,
}


# Scratches: damages of single lines, each a function from lines to lines

_Scratch = Callable[[list[str], random.Random], list[str]]


def _table_lines(lines: Sequence[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if line[:1] in ("|", "+")]


def _rows_of(lines: Sequence[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if line[:1] == "|" and "`" not in line[:3] + line[-3:]]


def _rules_of(lines: Sequence[str]) -> list[int]:
    inside = [number for number, line in enumerate(lines) if _RULE.fullmatch(line) and "=" not in line]
    return inside[1:]


def shift_bar(lines: list[str], rng: random.Random) -> list[str]:
    """One line's bar a column to the right, as a translated word leaves it."""
    return _edit(lines, _rows_of(lines), rng, lambda line: _shifted(line, rng))


def _shifted(line: str, rng: random.Random) -> str:
    places = [place for place, character in enumerate(line) if character == "|"][1:]
    if not places:
        return line
    place = rng.choice(places)
    if rng.random() < 0.5 and line[place - 1] == " ":
        return line[: place - 1] + line[place:]
    return f"{line[:place]} {line[place:]}"


def widen_rule(lines: list[str], rng: random.Random) -> list[str]:
    """A border that is a few columns too wide or too narrow."""
    longer = rng.choice((-7, -1, 1, 12))
    return _edit(
        lines, _rules_of(lines), rng, lambda line: line[:1] + "-" * max(longer, 0) + line[1 + max(-longer, 0) :]
    )


def markdown_rule(lines: list[str], rng: random.Random) -> list[str]:
    """A markdown rule, or a mixture, in place of a border."""
    form = rng.choice(("|{}|", "|{}+", "|:{}:|"))
    return _edit(lines, _rules_of(lines), rng, lambda line: form.format(line.strip("+").replace("+", "|")))


def double_rule(lines: list[str], rng: random.Random) -> list[str]:
    """A border twice."""
    return _insert(lines, _rules_of(lines), rng, lambda line: [line])


def drop_rule(lines: list[str], rng: random.Random) -> list[str]:
    """A border lost between two rows."""
    return _remove(lines, [number for number in _rules_of(lines) if number < max(_table_lines(lines))], rng)


def trailing_blanks(lines: list[str], rng: random.Random) -> list[str]:
    """Markdown's two spaces at the end of a line."""
    return _edit(lines, _table_lines(lines), rng, lambda line: line + "  ")


def blank_rows(lines: list[str], rng: random.Random) -> list[str]:
    """Rows with nothing in them, as the translation repeats them by the hundred when it loses its way."""
    rules = _rules_of(lines)
    if not rules:
        return lines
    blank = "|" + "|".join(" " * len(part) for part in lines[rules[0]].strip("+").split("+")) + "|"
    return _insert(lines, rules, rng, lambda line: [blank] * rng.randint(1, 20) + [line])


def header_row(lines: list[str], rng: random.Random) -> list[str]:
    """A header row in mid-table."""
    header = "| " + " | ".join(rng.choice(_HEADERS)) + " |"
    return _insert(lines, _rules_of(lines), rng, lambda line: [header, rng.choice((line, line.replace("+", "|")))])


def translators_note(lines: list[str], rng: random.Random) -> list[str]:
    """A remark of the translator between two rows."""
    return _insert(lines, _rules_of(lines), rng, lambda line: list(rng.choice(_NOTES)))


def leaked_instructions(lines: list[str], rng: random.Random) -> list[str]:
    """The instructions of the translation, drawn as a table."""
    rows = [f"| {text} |" for text in _INSTRUCTIONS]
    return _insert(lines, _rules_of(lines), rng, lambda line: [*rows, line])


def code_fence(lines: list[str], rng: random.Random) -> list[str]:
    """Markdown fences around a window."""
    places = [0, *(number + 1 for number in _rules_of(lines))]
    lines = list(lines)
    for place in sorted(rng.sample(places, min(2, len(places))), reverse=True):
        lines.insert(place, rng.choice(("```", "```markdown", "```rst")))
    return lines


def target_in_table(lines: list[str], rng: random.Random) -> list[str]:
    """A link target moved from below the table into it."""
    targets = [number for number, line in enumerate(lines) if line.startswith(".. _")]
    rules = _rules_of(lines)
    if not targets or not rules:
        return lines
    target, rule = rng.choice(targets), rng.choice(rules[:-1] or rules)
    moved = lines[target]
    return [*lines[: rule + 1], "", moved, *(line for n, line in enumerate(lines[rule + 1 :], rule + 1) if n != target)]


def unlink(lines: list[str], rng: random.Random) -> list[str]:
    """A link without its underscore."""
    linked = [number for number, line in enumerate(lines) if line[:1] == "|" and "`_" in line]
    return _edit(lines, linked, rng, lambda line: line.replace("`_", "`", 1))


def lose_bars(lines: list[str], rng: random.Random) -> list[str]:
    """The first line of a row without the bars between its cells, or without its last one."""
    form = rng.choice((_without_last_bar, _without_bars))
    named = [number for number, line in enumerate(lines) if line.count("|") > 2 and "``" in line[:5]]
    return _edit(lines, named, rng, form)


def _without_last_bar(line: str) -> str:
    return line.rstrip("| ")


def _without_bars(line: str) -> str:
    return " ".join(line.replace("|", " ").split())


def double_line(lines: list[str], rng: random.Random) -> list[str]:
    """A line of a row twice."""
    return _insert(lines, _rows_of(lines)[1:], rng, lambda line: [line])


SCRATCHES: dict[str, _Scratch] = {
    scratch.__name__: scratch
    for scratch in (
        shift_bar,
        widen_rule,
        markdown_rule,
        double_rule,
        drop_rule,
        trailing_blanks,
        blank_rows,
        header_row,
        translators_note,
        leaked_instructions,
        code_fence,
        target_in_table,
        unlink,
        lose_bars,
        double_line,
    )
}


# Damages of whole rows; they need to know rows, so they work before the page is drawn


def drop_row(healthy: Healthy, rng: random.Random) -> Healthy:
    """A row lost without a trace."""
    place = rng.randrange(len(healthy.rows))
    return replace(healthy, rows=healthy.rows[:place] + healthy.rows[place + 1 :])


def repeat_row(healthy: Healthy, rng: random.Random) -> Healthy:
    """A row twice, the second time with its own data or with another row's figures."""
    place = rng.randrange(len(healthy.rows))
    row = healthy.rows[place]
    again = row if rng.random() < 0.5 else replace(row, details=rng.choice(healthy.rows).details)
    at = rng.randint(place + 1, len(healthy.rows))
    return replace(healthy, rows=(*healthy.rows[:at], again, *healthy.rows[at:]))


def swap_figure(healthy: Healthy, rng: random.Random) -> Healthy:
    """One figure of one row that is wrong."""
    place = rng.randrange(len(healthy.rows))
    row = healthy.rows[place]
    details = tuple(re.sub(r"\d+(?=-hidden)", rng.choice(("768", "3072", "99")), text) for text in row.details)
    return replace(healthy, rows=(*healthy.rows[:place], replace(row, details=details), *healthy.rows[place + 1 :]))


def lose_parameters(healthy: Healthy, rng: random.Random) -> Healthy:
    """A row whose parameters became a placeholder."""
    place = rng.randrange(len(healthy.rows))
    row = healthy.rows[place]
    details = tuple(re.sub(r"[\d.]+(?=[KMB] parameters)", "_", text) for text in row.details)
    return replace(healthy, rows=(*healthy.rows[:place], replace(row, details=details), *healthy.rows[place + 1 :]))


ROW_DAMAGES = {damage.__name__: damage for damage in (drop_row, repeat_row, swap_figure, lose_parameters)}


# Damages of two rows at once, each a function from a page to its lines


def cut_and_nameless(healthy: Healthy, rng: random.Random) -> list[str]:
    """A row that lost its data and, further down, one that lost its name."""
    first, second = sorted(rng.sample(range(len(healthy.rows)), 2))
    return _drawn(healthy, {first: _only_name(healthy, first), second: _only_data(healthy, second)})


def names_before_data(healthy: Healthy, rng: random.Random) -> list[str]:
    """Two rows cut off after their names, and behind them the data of the second."""
    second = rng.randrange(1, len(healthy.rows))
    names = [*_only_name(healthy, second - 1), *_only_name(healthy, second)]
    return _drawn(healthy, {second - 1: names, second: _only_data(healthy, second)})


def false_row_first(healthy: Healthy, rng: random.Random) -> list[str]:
    """A row with another one's data, two or more rows ahead of the true one."""
    true = rng.randrange(2, len(healthy.rows))
    false = replace(healthy.rows[true], details=rng.choice(healthy.rows[: true - 1]).details)
    at = rng.randrange(true - 1)
    return replace(healthy, rows=(*healthy.rows[:at], false, *healthy.rows[at:])).text().splitlines()


def _only_name(healthy: Healthy, index: int) -> list[str]:
    return [f"|``{healthy.rows[index].name}``", healthy.rule()]


def _only_data(healthy: Healthy, index: int) -> list[str]:
    row = healthy.rows[index]
    languages = (row.language, *[""] * len(row.details))
    lines = [healthy.line("", language, text) for language, text in zip(languages, row.details, strict=False)]
    return [*lines, healthy.rule()]


def _drawn(healthy: Healthy, other: Mapping[int, list[str]]) -> list[str]:
    """The page with other lines for some of its rows."""
    lines = [*healthy.above, healthy.rule(), healthy.line(*healthy.header), healthy.rule("=")]
    for index, row in enumerate(healthy.rows):
        lines += other[index] if index in other else [*healthy.row(row), healthy.rule()]
    return [*lines, *healthy.below]


PAIR_DAMAGES = {damage.__name__: damage for damage in (cut_and_nameless, names_before_data, false_row_first)}


def damaged(
    healthy: Healthy,
    rng: random.Random,
    *,
    rows: Sequence[str] = (),
    tear: bool = True,
    heads: Sequence[str] = HEADS,
    scratches: Sequence[str] = (),
) -> str:
    """The page after damages of rows, windows and scratches, in this order.

    Args:
        healthy: the page before.
        rng: every choice.
        rows: names of `ROW_DAMAGES`.
        tear: whether the page is translated in windows.
        heads: how a window may begin, of `HEADS`.
        scratches: names of `SCRATCHES`.
    """
    for name in rows:
        if len(healthy.rows) > 1:
            healthy = ROW_DAMAGES[name](healthy, rng)
    torn = tears(healthy, rng, heads=heads) if tear else []
    lines = windows(healthy, torn, rng)
    for name in scratches:
        lines = SCRATCHES[name](lines, rng)
    return "\n".join(lines) + ("\n" if rng.random() < 0.7 else "")


def _edit(lines: list[str], places: Sequence[int], rng: random.Random, change: Callable[[str], str]) -> list[str]:
    if not places:
        return lines
    place = rng.choice(places)
    return [*lines[:place], change(lines[place]), *lines[place + 1 :]]


def _insert(lines: list[str], places: Sequence[int], rng: random.Random, new: Callable[[str], list[str]]) -> list[str]:
    """New lines behind one of the places."""
    if not places:
        return lines
    place = rng.choice(places)
    return [*lines[: place + 1], *new(lines[place]), *lines[place + 1 :]]


def _remove(lines: list[str], places: Sequence[int], rng: random.Random) -> list[str]:
    if not places:
        return lines
    place = rng.choice(places)
    return [*lines[:place], *lines[place + 1 :]]
