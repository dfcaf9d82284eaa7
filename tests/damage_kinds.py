"""Kinds of damage that reach a whole page, each a function from its text and a `random.Random` to the damaged text.

`damage.py` has what a translation in windows does to single rows and lines. Here are the things that editors,
converters, mail programs and other translations do: other characters, other syntax, other words for the same figures.
Every kind says what must come of it: the least share of names and of figures, in percent.
"""

from __future__ import annotations

import itertools
import random
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.damage import KEPT, SCRATCHES, Healthy, Row, Tear, columns, read_healthy, windows

Damage = Callable[[str, random.Random], str]
_FIGURES = re.compile(r"(?P<parameters>[\d.]+)(?P<unit>[MB]) parameters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of damage and its bars.

    `loses`: names that no longer stand on the damaged page need not come back, and its words are not all there.
    `suffix`: what the damaged page is written in.
    """

    damage: Damage
    names: float = 100.0
    figures: float = 100.0
    loses: bool = False
    suffix: str = ".rst"


# Steps


def is_table(line: str) -> bool:
    return line[:1] in ("|", "+")


def is_rule(line: str) -> bool:
    return line[:1] == "+"


def is_row(line: str) -> bool:
    return line[:1] == "|"


def is_others(row: Row) -> bool:
    """Whether a row is of a weight that no catalogue knows."""
    return row.name.startswith("npl4/")


def on_lines(text: str, change: Callable[[str], str], where: Callable[[str], bool] = is_table) -> str:
    """A page with some of its lines changed."""
    return "\n".join(change(line) if where(line) else line for line in text.split("\n"))


def on_rows(text: str, change: Callable[[Row], Row]) -> str:
    """A page with other rows, drawn anew."""
    page = read_healthy(text)
    rows = tuple(map(change, page.rows))
    widest = max(columns(line) + 2 for row in rows for line in row.details)
    widths = (*page.widths[:2], max(page.widths[2], widest))
    return replace(page, rows=rows, widths=widths).text()


def on_details(text: str, change: Callable[[str], str], *, only_known: bool = False) -> str:
    """A page with other words in the figures of its rows, which stand on the first two lines of the details.

    Args:
        text: the page.
        change: from figures to figures.
        only_known: leave rows alone whose weights nobody can count.
    """

    def changed(row: Row) -> Row:
        if only_known and is_others(row):
            return row
        figures = change(" ".join(row.details[:2]))
        return replace(row, details=(figures, *row.details[2:]))

    return on_rows(text, changed)


def around(page: Healthy, table: Sequence[str]) -> str:
    """A page with something else in the place of its table."""
    return "\n".join([*page.above, *table, *page.below]) + "\n"


def swapped(*pairs: tuple[str, str], where: Callable[[str], bool] = is_table) -> Damage:
    """Characters in the table that became others."""

    def damage(text: str, rng: random.Random) -> str:
        def change(line: str) -> str:
            for old, new in pairs:
                line = line.replace(old, new)
            return line

        return on_lines(text, change, where)

    return damage


def quoted(form: str) -> Damage:
    """Names between other marks than double backticks."""
    return lambda text, rng: on_lines(text, lambda line: re.sub(r"``([^`]+)``", form, line), is_row)


# Characters


def full_width(text: str, rng: random.Random) -> str:
    """Bars and borders as an East Asian keyboard has them."""
    borders = swapped(("+", "＋"), ("-", "－"), ("=", "＝"), where=is_rule)(text, rng)
    return swapped(("|", "｜"), where=is_row)(borders, rng)


def full_width_digits(text: str, rng: random.Random) -> str:
    digits = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
    return on_details(text, lambda figures: figures.translate(digits))


def entities(text: str, rng: random.Random) -> str:
    """`&nbsp;` for blanks within a cell, numbers for hyphens, as a web page is copied."""
    return on_details(text, lambda figures: figures.replace("-", "&#45;").replace(", ", ",&nbsp;"))


def zero_width(text: str, rng: random.Random) -> str:
    """Invisible characters within names and figures."""

    def change(line: str) -> str:
        place = rng.choice((line.find("-"), line.find(",")))
        return f"{line[:place]}\u200b{line[place:]}" if place > 0 else line

    return on_lines(text, change, is_row)


def tabs(text: str, rng: random.Random) -> str:
    return on_lines(text, lambda line: re.sub(r" {2,}\|", "\t|", line), is_row)


# Another syntax


def html_table(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    lines = ["<table>", "<tr>" + "".join(f"<th>{cell}</th>" for cell in page.header) + "</tr>"]
    for row in page.rows:
        cells = (f"<code>{row.name}</code>", row.language, "<br/>".join(row.details))
        lines += ["<tr>", *(f"  <td>{cell}</td>" for cell in cells), "</tr>"]
    return around(page, [*lines, "</table>", ""])


def _joined(row: Row, between: str = " ") -> str:
    return between.join(filter(None, row.details))


def pipes(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    rows = [f"| `{row.name}` | {row.language} | {_joined(row)} |" for row in page.rows]
    return around(page, [f"| {' | '.join(page.header)} |", "| --- | :---: | --- |", *rows])


def pipes_with_breaks(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    rows = [f"|`{row.name}`|{row.language}|{_joined(row, '<br>')}|" for row in page.rows]
    return around(page, [f"|{'|'.join(page.header)}|", "|---|---|---|", *rows])


def pipes_without_ends(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    rows = [f"``{row.name}`` | {row.language} | {_joined(row)}" for row in page.rows]
    return around(page, [" | ".join(page.header), "--- | --- | ---", *rows])


def comma_separated(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    rows = [f'"``{row.name}``","{row.language}","{_joined(row)}"' for row in page.rows]
    return around(page, [",".join(f'"{cell}"' for cell in page.header), *rows])


def tab_separated(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    return around(page, ["\t".join(cells) for cells in _plain_rows(page)])


def _plain_rows(page: Healthy) -> list[tuple[str, str, str]]:
    names = [(f"``{row.name}``", row.language, _joined(row)) for row in page.rows]
    return [(page.header[0], page.header[1], page.header[2]), *names]


def org_rules(text: str, rng: random.Random) -> str:
    """`|---+---|`, as an outliner draws them."""
    return on_lines(text, lambda line: f"|{line.strip('+').replace('=', '-')}|", is_rule)


def columns_swapped(text: str, rng: random.Random) -> str:
    """Language, name, details; and a border lost, so that docutils cannot read them."""
    page = read_healthy(text)
    order = rng.choice(((1, 0, 2), (2, 1, 0), (0, 2, 1)))
    widths = [page.widths[column] for column in order]
    rule = "+" + "+".join("-" * width for width in widths) + "+"
    lines = [rule, _drawn([page.header[column] for column in order], widths), rule.replace("-", "=")]
    for row in page.rows:
        for number, text_ in enumerate(row.details):
            cells = (f"``{row.name}``", row.language, text_) if not number else ("", "", text_)
            lines.append(_drawn([cells[column] for column in order], widths))
        lines.append(rule)
    del lines[rng.choice([place for place, line in enumerate(lines[4:-1], 4) if line == rule])]
    return around(page, lines)


def _drawn(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "|" + "|".join(f" {cell}".ljust(width) for cell, width in zip(cells, widths, strict=True)) + "|"


def values_between(separator: str) -> Damage:
    """A line of values for each row, with something between them."""
    return lambda text, rng: around(page := read_healthy(text), [*map(separator.join, _plain_rows(page)), ""])


def framed(ahead: str, behind: str = "", where: Callable[[str], bool] = is_table) -> Damage:
    """The same marks around each line of the table, and its number for `{}`."""

    def damage(text: str, rng: random.Random) -> str:
        numbers = itertools.count(97)
        return on_lines(text, lambda line: f"{ahead.format(next(numbers))}{line}{behind}", where)

    return damage


# Borders and bars


def glued_to_border(text: str, rng: random.Random) -> str:
    """The line break behind some borders is gone."""
    lines = text.split("\n")
    for place in reversed([number for number, line in enumerate(lines[:-1]) if is_rule(line)]):
        if "=" not in lines[place] and is_row(lines[place + 1]) and rng.random() < 0.5:
            lines[place : place + 2] = [lines[place] + lines[place + 1]]
    return "\n".join(lines)


def glued_below_row(text: str, rng: random.Random) -> str:
    """The line break before some borders is gone."""
    return re.sub(r"\|\n(\+-)", lambda match: "|" + match[1] if rng.random() < 0.4 else match[0], text)


def in_one_line(text: str, rng: random.Random) -> str:
    """The whole table without its line breaks."""
    page = read_healthy(text)
    return around(page, [" ".join(line for line in text.split("\n") if is_table(line)), ""])


def glued_rows(text: str, rng: random.Random) -> str:
    """The line break between the last line of a row and the next border and row is gone altogether."""
    return re.sub(r"\|\n\+[-+]+\+\n\|(?=\s?``)", lambda match: "|| " if rng.random() < 0.4 else match[0], text)


def lost_first_bars(text: str, rng: random.Random) -> str:
    return on_lines(text, lambda line: line[1:] if rng.random() < 0.5 else line, is_row)


def lost_last_bars(text: str, rng: random.Random) -> str:
    return on_lines(text, lambda line: line.rstrip("| ") if rng.random() < 0.5 else line, is_row)


def lost_rules(share: float) -> Damage:
    """Borders that are gone; those of the header too, where all of them are."""

    def damage(text: str, rng: random.Random) -> str:
        kept = [line for line in text.split("\n") if not is_rule(line) or rng.random() >= share]
        return "\n".join(kept)

    return damage


def lost_outer_rules(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    rules = [number for number, line in enumerate(lines) if is_rule(line)]
    return "\n".join(line for number, line in enumerate(lines) if number not in (rules[0], rules[-1]))


def lost_header_rule(text: str, rng: random.Random) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith("+="))


def uneven_rules(text: str, rng: random.Random) -> str:
    """Every border a few columns off."""
    return on_lines(text, lambda line: line[:4] + line[4] * rng.randint(-3, 5) + line[4 + rng.randint(0, 3) :], is_rule)


def shifted_bars(text: str, rng: random.Random) -> str:
    """Every line's second bar a few columns off."""

    def change(line: str) -> str:
        first, second, third = line.strip("|").split("|")
        return f"|{first.rstrip()}{' ' * rng.randint(1, 20)}|{second}|{third.rstrip()} |"

    return on_lines(text, change, is_row)


def collapsed(text: str, rng: random.Random) -> str:
    """Runs of blanks and of dashes squeezed, as a web page shows them."""
    return on_lines(text, lambda line: re.sub(r"([-=]){3,}", r"\1\1\1", re.sub(r" {2,}", " ", line)))


def wrapped(width: int, where: Callable[[str], bool] = is_table) -> Damage:
    """Lines broken at a fixed column, as a terminal or a mail breaks them."""

    def damage(text: str, rng: random.Random) -> str:
        return on_lines(text, lambda line: "\n".join(line[at : at + width] for at in range(0, len(line), width)), where)

    return damage


def wrapped_at_words(text: str, rng: random.Random) -> str:
    return on_lines(text, lambda line: "\n".join(textwrap.wrap(line, 80, break_on_hyphens=False)), is_row)


def blank_lines(share: float) -> Damage:
    return lambda text, rng: on_lines(text, lambda line: f"{line}\n" if rng.random() < share else line)


def indented_lines(text: str, rng: random.Random) -> str:
    return on_lines(text, lambda line: " " * rng.choice((0, 0, 1, 2, 4)) + line)


def doubled_rules(text: str, rng: random.Random) -> str:
    return on_lines(text, lambda line: f"{line}\n{line}" if rng.random() < 0.5 else line, is_rule)


# Rows


def split_names(text: str, rng: random.Random) -> str:
    """Names on two lines, each with marks of its own or not, as a narrow column breaks them."""
    lines: list[str] = []
    page = read_healthy(text)
    marks = rng.random() < 0.5
    for line in text.split("\n"):
        match = re.match(r"(\|\s?)``([\w./]+-)([\w./-]+)``", line)
        if match is None or not lines:
            lines.append(line)
            continue
        lead, first, second = match.groups()
        lines.append(
            (f"{lead}``{first}``" if marks else f"{lead}``{first}").ljust(page.widths[0] + 1)
            + line[page.widths[0] + 1 :]
        )
        lines.append(f"{lead}``{second}``" if marks else f"{lead}{second}``")
    return _put_below(lines, page.widths[0])


def names_across_lines(first: str, *rest: str, parts: str = r"[\w./-]+-") -> Damage:
    """Names on two lines of the page, where bars do not stand below each other any more.

    Args:
        first: what the first line becomes: `{a}` is the first part of the name, `{others}` the cells behind it.
        rest: the lines below it, `{b}` is the rest of the name.
        parts: what the first part of a name is.
    """

    def damage(text: str, rng: random.Random) -> str:
        def change(line: str) -> str:
            match = re.match(rf"\|\s?``({parts})([^`]+)``(.*)$", line)
            if match is None:
                return line
            a, b, others = match.groups()
            return "\n".join(form.format(a=a, b=b, others=others) for form in (first, *rest))

        return on_lines(text, change, is_row)

    return damage


def names_with(old: str, new: str) -> Damage:
    """Something else within the names of weights that are known."""

    def change(line: str) -> str:
        return re.sub(r"``(?!npl4)([^`]+)``", lambda match: f"``{match[1].replace(old, new)}``", line)

    return lambda text, rng: on_lines(text, change, is_row)


def lost_lines(text: str, rng: random.Random) -> str:
    """Some lines in the middle of the table are gone, and borders with them."""
    lines = text.split("\n")
    table = [place for place, line in enumerate(lines) if is_table(line)]
    begin = rng.choice(table[len(table) // 4 : 3 * len(table) // 4])
    end = min(begin + rng.randint(2, 12), table[-1])
    return lost_rules(0.5)("\n".join(lines[:begin] + lines[end:]), rng)


def _put_below(lines: Sequence[str], width: int) -> str:
    """Lines that are but the rest of a name take the place of the empty first cell below them."""
    out: list[str] = []
    rest = ""
    for line in lines:
        if is_row(line) and line.count("|") == 1:
            rest = line
        elif rest:
            out.append(rest.ljust(width + 1) + line[width + 1 :])
            rest = ""
        else:
            out.append(line)
    return "\n".join(out)


def truncated(text: str, rng: random.Random) -> str:
    """The file ends within a row."""
    table = [place for place, line in enumerate(text.split("\n")) if is_table(line)]
    at = rng.choice(table[len(table) // 2 :])
    lines = text.split("\n")[: at + 1]
    return "\n".join([*lines[:-1], lines[-1][: len(lines[-1]) * 2 // 3]])


def beheaded(text: str, rng: random.Random) -> str:
    """The file begins within a row."""
    lines = text.split("\n")
    inside = [place for place, line in enumerate(lines) if is_row(line)]
    return "\n".join(lines[rng.choice(inside[3 : len(inside) // 2]) :])


def shuffled(text: str, rng: random.Random) -> str:
    """Rows in another order, and borders lost between them."""
    page = read_healthy(text)
    rows = list(page.rows)
    rng.shuffle(rows)
    return lost_rules(0.3)(replace(page, rows=tuple(rows)).text(), rng)


def repeated_rows(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    rows = [again for row in page.rows for again in [row] * rng.choice((1, 1, 2))]
    return replace(page, rows=(*rows, page.rows[0])).text()


def seams(*heads: str) -> Damage:
    """Windows that end at rows and begin in these ways."""

    def damage(text: str, rng: random.Random) -> str:
        page = read_healthy(text)
        known = sum(not is_others(row) for row in page.rows)
        places = range(rng.randint(0, 2), known, 3)
        torn = [Tear(place, rng.choice(KEPT), rng.choice(("cut", "guess")), rng.choice(heads)) for place in places]
        return "\n".join(windows(page, torn, rng)) + "\n"

    return damage


def repeated_header(text: str, rng: random.Random) -> str:
    """The table ends and begins again with its header."""
    page = read_healthy(text)
    lines = page.text().split("\n")
    rules = [place for place, line in enumerate(lines) if is_rule(line)]
    at = rules[len(rules) // 2]
    return "\n".join([*lines[: at + 1], *lines[rules[0] : rules[1] + 1], *lines[at + 1 :]])


def header_in(*cells: str) -> Damage:
    return lambda text, rng: lost_rules(0.3)(replace(read_healthy(text), header=cells).text(), rng)


def lost_header(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    at = next(place for place, line in enumerate(lines) if line.startswith("+="))
    return "\n".join([*lines[: at - 1], *lines[at + 1 :]])


def scratched(*names: str) -> Damage:
    """Damages of single lines, of damage.py, several times."""

    def damage(text: str, rng: random.Random) -> str:
        lines = text.split("\n")
        for name in names:
            lines = SCRATCHES[name](lines, rng)
        return "\n".join(lines)

    return damage


# Around the table


def fenced(text: str, rng: random.Random) -> str:
    page = read_healthy(text)
    lines = text.rstrip("\n").split("\n")
    first, last = (find([place for place, line in enumerate(lines) if is_table(line)]) for find in (min, max))
    opening = rng.choice(("```", "```rst", "```markdown"))
    return "\n".join([*lines[:first], opening, *lines[first : last + 1], "```", *page.below]) + "\n"


# Figures in other words


def in_words(form: Callable[[int, str], str]) -> Damage:
    """Parameters in another unit; `form` gets the count as stated, and what the page said."""

    def change(figures: str) -> str:
        return _FIGURES.sub(lambda match: form(int(float(match[1]) * 10**6), match[0]), figures)

    return lambda text, rng: on_details(text, change)


def phrased(*pairs: tuple[str, str]) -> Damage:
    """All figures in a phrase of other words."""

    def change(figures: str) -> str:
        for pattern, form in pairs:
            figures = re.sub(pattern, form, figures)
        return figures

    return lambda text, rng: on_details(text, change)


_PHRASES = (
    (r"(\d+)-layer", r"\1 layers"),
    (r"(\d+)-hidden", r"hidden size \1"),
    (r"(\d+)-heads", r"\1 attention heads"),
)
_CHINESE = (
    (r"(\d+)-layer", r"\1层"),
    (r"(\d+) repeating layers", r"\1个重复层"),
    (r"(\d+)-hidden", r"\1隐藏单元"),
    (r"(\d+)-heads", r"\1个注意力头"),
    (r"(\d+)M parameters", r"\1M参数"),
)


def wrong(*forms: tuple[str, str]) -> Damage:
    """Figures of every second row that are not so, in the words that a form gives them."""

    def damage(text: str, rng: random.Random) -> str:
        def change(figures: str) -> str:
            for pattern, form in forms if rng.random() < 0.5 else ():
                figures = re.sub(pattern, form.replace("?", str(rng.randint(3, 9))), figures)
            return figures

        return on_details(text, change, only_known=True)

    return damage


# Pages in Markdown


def _markdown(text: str, rows: Callable[[Healthy], Sequence[str]]) -> str:
    page = read_healthy(text)
    title = next(line for line in page.above if line.strip("-"))
    return "\n".join([f"# {title}", "", page.above[-2], "", *rows(page)]) + "\n"


def _pipe_rows(page: Healthy) -> list[str]:
    rows = [f"| {name.replace('``', '`')} | {language} | {details} |" for name, language, details in _plain_rows(page)]
    return [rows[0], "| --- | --- | --- |", *rows[1:]]


def markdown_with(change: Callable[[list[str], random.Random], Sequence[str]]) -> Damage:
    """A page in Markdown, with damage to the lines of its table."""
    return lambda text, rng: _markdown(text, lambda page: change(_pipe_rows(page), rng))


def _without_rule(lines: list[str], rng: random.Random) -> list[str]:
    return [lines[0], *lines[2:]]


def _without_ends(lines: list[str], rng: random.Random) -> list[str]:
    return [*lines[:2], *(line.strip("| ") if rng.random() < 0.4 else line for line in lines[2:])]


def _full_width(lines: list[str], rng: random.Random) -> list[str]:
    return [line.replace("|", "｜") for line in lines]


def _wrapped_rows(lines: list[str], rng: random.Random) -> list[str]:
    return [*lines[:2], *(part for line in lines[2:] for part in textwrap.wrap(line, 60, break_on_hyphens=False))]


def _blank_between(lines: list[str], rng: random.Random) -> list[str]:
    return [*lines[:2], *(part for line in lines[2:] for part in (line, *[""] * rng.choice((0, 1))))]


def _wrong_rows(lines: list[str], rng: random.Random) -> list[str]:
    return [*lines[:2], *(re.sub(r"\d+-hidden", "512-hidden", line) for line in lines[2:])]


def _seam(lines: list[str], rng: random.Random) -> list[str]:
    middle = len(lines) // 2
    return [*lines[:middle], *lines[:2], *lines[middle:]]


def _html(text: str, rng: random.Random) -> str:
    return _markdown(text, lambda page: html_table(text, rng).split("\n")[len(page.above) : -len(page.below) - 1])


_THIN, _NARROW = "\u2009", "\u202f"


def torn(damage: Damage, *, loses: bool = False, suffix: str = ".rst") -> Kind:
    """A kind after which not everything can be told any more."""
    return Kind(damage=damage, names=95.0, figures=90.0, loses=loses, suffix=suffix)


KINDS: Mapping[str, Kind] = {
    # other characters
    "full-width bars": Kind(damage=swapped(("|", "｜"), where=is_row)),
    "full-width bars and borders": Kind(damage=full_width),
    "full-width digits": Kind(damage=full_width_digits),
    "box-drawing characters": Kind(damage=swapped(("|", "│"), ("+", "┼"))),
    "broken bars": Kind(damage=swapped(("|", "¦"), where=is_row)),
    "strokes as bars": Kind(damage=swapped(("|", "丨"), where=is_row)),
    "escaped bars": Kind(damage=swapped(("|", "\\|"), where=is_row)),
    "bars as entities": Kind(damage=swapped(("|", "&#124;"), where=is_row)),
    "smart quotes": Kind(damage=quoted(r"“\1”")),
    "single smart quotes": Kind(damage=quoted(r"‘\1’")),
    "single backticks": Kind(damage=quoted(r"`\1`")),
    "no backticks": Kind(damage=quoted(r"\1")),
    "straight quotes": Kind(damage=quoted(r'"\1"')),
    "names in bold": Kind(damage=quoted(r"**\1**")),
    "names in code tags": Kind(damage=quoted(r"<code>\1</code>")),
    "linked names": Kind(damage=quoted(r"[``\1``](https://example.com/\1)")),
    "linked names without quotes": Kind(damage=quoted(r"[\1](https://example.com/\1)")),
    "closed by apostrophes": Kind(damage=quoted(r"``\1''")),
    "blanks within quotes": Kind(damage=quoted(r"`` \1 ``")),
    "escaped quotes": Kind(damage=quoted(r"\\`\\`\1\\`\\`")),
    "half a quote": Kind(damage=quoted(r"``\1`")),
    "entities": Kind(damage=entities),
    "no-break spaces": Kind(damage=swapped((" ", "\u00a0"), where=is_row)),
    "ideographic spaces": Kind(damage=swapped(("  ", "\u3000"), where=is_row)),
    "zero-width characters": Kind(damage=zero_width),
    "no-break hyphens": Kind(damage=swapped(("-", "\u2011"), where=is_row)),
    "blanks as entities": Kind(damage=swapped(("   ", "&nbsp; "), where=is_row)),
    "a mark of byte order within": Kind(damage=lambda text, rng: text.replace("\n+-", "\n\ufeff+-", 1)),
    "tabs": Kind(damage=tabs),
    # another syntax
    "html table": Kind(damage=html_table),
    "markdown table": Kind(damage=pipes),
    "markdown table with breaks": Kind(damage=pipes_with_breaks),
    "markdown table without ends": Kind(damage=pipes_without_ends),
    "comma-separated": Kind(damage=comma_separated),
    "tab-separated": Kind(damage=tab_separated),
    "rules of an outliner": Kind(damage=org_rules),
    "values between slashes": Kind(damage=values_between(" / ")),
    "values between blanks": Kind(damage=values_between("   ")),
    "columns swapped": torn(columns_swapped),
    # around each line
    "quoted in a mail": Kind(damage=framed("> ")),
    "lines of a difference": Kind(damage=framed("+")),
    "numbered lines": Kind(damage=framed("{}: ")),
    "bullets ahead of lines": Kind(damage=framed("- ")),
    "bullets ahead of rows": Kind(damage=framed("- ", where=is_row)),
    "lines as strings": Kind(damage=framed('"', '\\n",')),
    # borders and bars
    "border glued to a row": Kind(damage=glued_to_border),
    "row glued to a border": Kind(damage=glued_below_row),
    "rows glued": torn(glued_rows),
    "in one line": Kind(damage=in_one_line),
    "lost first bars": Kind(damage=lost_first_bars),
    "lost last bars": Kind(damage=lost_last_bars),
    "lost borders": Kind(damage=lost_rules(0.5)),
    "no borders": Kind(damage=lost_rules(1.0)),
    "lost outer borders": Kind(damage=lost_outer_rules),
    "lost header border": Kind(damage=lost_header_rule),
    "uneven borders": Kind(damage=uneven_rules),
    "doubled borders": Kind(damage=doubled_rules),
    "shifted bars": Kind(damage=shifted_bars),
    "stars as corners": Kind(damage=swapped(("+", "*"), where=is_rule)),
    "underscores as borders": Kind(damage=swapped(("-", "_"), where=is_rule)),
    "dashes of a word processor": Kind(damage=swapped(("---", "—"), where=is_rule)),
    "doubled bars": Kind(damage=swapped(("|", "||"), where=is_row)),
    "collapsed blanks": Kind(damage=collapsed),
    "wrapped at 80": torn(wrapped(80)),
    "wrapped at 72": torn(wrapped(72)),
    "borders wrapped at 80": Kind(damage=wrapped(80, is_rule)),
    "wrapped at words": torn(wrapped_at_words),
    "blank lines between lines": Kind(damage=blank_lines(1.0)),
    "some blank lines": Kind(damage=blank_lines(0.2)),
    "indented lines": Kind(damage=indented_lines),
    "trailing blanks": Kind(damage=scratched(*["trailing_blanks"] * 6)),
    # rows
    "names on two lines": torn(split_names),
    "rest of names below": torn(names_across_lines("| ``{a}", "{b}``{others}")),
    "rest of names below, no quotes": torn(names_across_lines("| {a}", "{b}{others}")),
    "rest of names in a row": torn(names_across_lines("| ``{a} {others}", "| {b}`` |  |  |")),
    "rest of names in a row, quoted": torn(names_across_lines("| ``{a}`` {others}", "| ``{b}`` |  |  |")),
    "names cut in a word": torn(names_across_lines("| ``{a}", "{b}``{others}", parts="[^`]{5}")),
    "blanks in names": torn(names_across_lines("| ``{a} {b}``{others}")),
    "breaks in names": torn(names_across_lines("| ``{a}<br>{b}``{others}")),
    "dashes in names": torn(names_with("-", "\u2013")),
    "spaced hyphens in names": torn(names_with("-", " - ")),
    "lost lines": torn(lost_lines, loses=True),
    "truncated": torn(truncated, loses=True),
    "beheaded": torn(beheaded, loses=True),
    "rows out of order": Kind(damage=shuffled),
    "repeated rows": Kind(damage=repeated_rows),
    "repeated header": Kind(damage=repeated_header),
    "windows, restated": torn(seams("restated", "header, restated")),
    "windows, torn": torn(seams("orphan", "markdown in two columns", "language as name"), loses=True),
    "chinese header": Kind(damage=header_in("预训练权重", "语言", "模型详情")),
    "other header": Kind(damage=header_in("Model Name", "Lang", "Description")),
    "lost header": Kind(damage=lost_header),
    "blank rows": Kind(damage=scratched("blank_rows", "blank_rows")),
    # around
    "fence around the table": Kind(damage=fenced),
    "fences within": Kind(damage=scratched("code_fence")),
    "translator's notes": Kind(damage=scratched("translators_note", "translators_note")),
    "leaked instructions": Kind(damage=scratched("leaked_instructions")),
    # figures in other words
    "million": Kind(damage=in_words(lambda count, _: f"{count // 10**6} million parameters")),
    "billion": Kind(
        damage=in_words(lambda count, said: f"{count / 10**9:.2f}B parameters" if count >= 10**8 else said)
    ),
    "hundred millions": Kind(
        damage=in_words(lambda count, said: f"{count / 10**8:.2f}亿参数" if count >= 10**7 else said)
    ),
    "ten thousands": Kind(damage=in_words(lambda count, _: f"{count // 10**4}万参数")),
    "unit apart": Kind(damage=in_words(lambda count, _: f"{count // 10**6} M params")),
    "thin spaces": Kind(
        damage=phrased((r"(\d)(\d{3})-hidden", rf"\1{_THIN}\2-hidden"), (r"M par", rf"{_NARROW}M par"))
    ),
    "phrases": Kind(damage=phrased(*_PHRASES)),
    "chinese phrases": Kind(damage=phrased(*_CHINESE)),
    "wrong figures": Kind(damage=wrong((r"\d+(?=M parameters)", "?07"), (r"\d+(?=-hidden)", "?00"))),
    "wrong million": Kind(damage=wrong((r"\d+M parameters", "?00 million parameters"))),
    "wrong hundred millions": Kind(damage=wrong((r"\d+M parameters", "?.13亿参数"))),
    "wrong exact counts": Kind(damage=wrong((r"\d+M parameters", "?00,123,456 parameters"))),
    "wrong counts behind a label": Kind(damage=wrong((r"\d+M parameters", "#params: ?00M"))),
    "wrong phrases": Kind(damage=wrong((r"\d+-hidden", "hidden size ?00"), (r"\d+-heads", "?0 attention heads"))),
    "wrong chinese phrases": Kind(damage=wrong((r"\d+-hidden", "?00隐藏单元"), (r"\d+-heads", "?0个注意力头"))),
    "placeholders": Kind(damage=wrong((r"\d+(?=M parameters)", "_"))),
    # pages in Markdown
    "md: lost rule": Kind(damage=markdown_with(_without_rule), suffix=".md"),
    "md: lost ends": Kind(damage=markdown_with(_without_ends), suffix=".md"),
    "md: full-width bars": Kind(damage=markdown_with(_full_width), suffix=".md"),
    "md: wrapped rows": torn(markdown_with(_wrapped_rows), suffix=".md"),
    "md: blank lines": Kind(damage=markdown_with(_blank_between), suffix=".md"),
    "md: repeated header": Kind(damage=markdown_with(_seam), suffix=".md"),
    "md: wrong figures": Kind(damage=markdown_with(_wrong_rows), suffix=".md", figures=95),  # nobody knows two weights
    "md: doubled bars": Kind(
        damage=markdown_with(lambda lines, _: [line.replace("|", "||") for line in lines]), suffix=".md"
    ),
    "md: a dash as rule": Kind(
        damage=markdown_with(lambda lines, _: [lines[0], "| — | — | — |", *lines[2:]]), suffix=".md"
    ),
    "md: bullets ahead of rows": Kind(
        damage=markdown_with(lambda lines, _: [f"- {line}" for line in lines]), suffix=".md"
    ),
    "md: html table": Kind(damage=_html, suffix=".md"),
}
