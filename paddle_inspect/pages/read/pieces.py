"""The table of a page, however damaged, as pieces: runs of lines that speak of at most one weight each.

A healthy grid row is one piece. Translation in windows that end inside a row leaves other things, and each becomes a
piece of its own kind, so that `pairing` can put together what belongs together:

    |``albert-large-v2``                                  NAME    a row cut after its name
    | English | 24 repeating layers, 128 embedding, |     ORPHAN  data whose name is gone
    | Model Name | Language | Description |               HEADER  a header row, wherever it stands
    | 1. Keeping technical terms in English |             NOTE    words of the translator, in a table or between rows
    Both models were trained on books.                    PROSE   any other words between rows
    |``bert-base-cased`` | English | 12-layer, ... |      ROW     a name with data

Nothing here knows which weights exist. Reading never raises, and every line of the region belongs to one piece, to a
rule or to a blank.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from paddle_inspect.base.languages import is_language
from paddle_inspect.base.records import SourceSpan
from paddle_inspect.pages.read.lines import Line, LineKind, bars
from paddle_inspect.pages.read.links import links
from paddle_inspect.pages.read.phrase import stated_figures
from paddle_inspect.pages.read.remarks import is_note
from paddle_inspect.pages.read.titles import is_title

COLUMNS = 3  # of upstream's tables: name, language, details

_NAME_CELL = re.compile(
    r"""
      `` (?P<literal> [^`\s]+ ) `{1,2}_?        # ``albert-base-v1``, also as the broken link ``name``_
    | `` (?P<cut>     [^`\s]+ )                 # ``albert-ba, the row or the window ends here
    | `  (?P<link>    [^`\s<>]+ ) `_?_?         # `google/muril-base-cased`_, also without its underscore
    | \[? `` (?P<plain> [^`\s]+ ) `` .{0,3}     # [``name``](
    """,
    re.VERBOSE,
)
_BARE_NAME = re.compile(r"\*{0,2}(?!\d+-(?:layer|hidden|head))(?=\S*[-/_])[A-Za-z0-9][\w./-]+\*{0,2}")

#: `Please refer to:` and what may stand between it and its link. Upstream's 481 links follow within 11 characters, on
#: the next line or behind a blank one; a translator may say in a sentence or two what they lead to, but not more.
_LONGEST_REFERENCE = 200
_REFERENCE_LINES = 3
_REFERS = re.compile(r"\b(?:refer|see)\b[^`]*$|(?:请?参考|参见)[^`]*$", re.IGNORECASE)
_LINK_ONLY = re.compile(r"`?[^`\s<>|]+`_?_?")

#: Parts and sizes of a model: words that begin a description, and that a damaged row can show where its language
#: belongs.
_NO_LANGUAGE = frozenset({"Discriminator", "Generator", "Encoder", "Decoder", "Base", "Large", "Small"})
#: Of the 350 languages in the 22 good pages at hand two have three words (`English and Russian`), the others one. A
#: cell with more than four is a sentence.
_MOST_WORDS = 4
#: A sentence of a description has one figure of another model (`distilled from a 24-layer teacher`); rows have more.
_FIGURES_OF_A_ROW = 2


class PieceKind(Enum):
    """What a piece of a table is."""

    ROW = "row"
    NAME = "name"
    ORPHAN = "orphan"
    HEADER = "header"
    NOTE = "note"
    PROSE = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Lines `first` to `last`, and what they say of one weight.

    `details` keeps the line breaks and blank lines of its cell. `truncated` says that the name itself was cut,
    `linked` that the name stood as a link where a literal should be, `regular` that the row is a healthy one:
    three cells between closed borders. `is_header` says that a markdown rule follows, so that the piece was turned into
    the header of a small table and its language holds for the rows below it. `goes_on` says that no border parts it
    from the row above, only blank lines.
    """

    kind: PieceKind
    first: int
    last: int
    name: str | None = None
    language: str = ""
    details: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    truncated: bool = False
    linked: bool = False
    regular: bool = False
    is_header: bool = False
    goes_on: bool = False
    path: str | None = None

    @property
    def span(self) -> SourceSpan:
        """Where it stands."""
        return SourceSpan(first=self.first, last=self.last, path=self.path)

    @property
    def links(self) -> tuple[str, ...]:
        """Labels of the links in its details, in order."""
        return links(" ".join(self.details))


def read_pieces(inside: Sequence[Line], path: str | None = None) -> tuple[Piece, ...]:
    """The pieces among the lines of a table, in their order; `path` is for spans."""
    return tuple(replace(piece, path=path) for block in _blocks(inside) for piece in block.pieces())


def name_in_cell(cell: str) -> str | None:
    """The name of a weight, whole or cut, that a cell has between the marks of one; None for any other cell."""
    match = _NAME_CELL.fullmatch(cell)
    return next(filter(None, match.groupdict().values())) if match else None


def name_at(line: Line) -> str | None:
    """The name of a weight that a row begins with, whole or cut; None for any other line."""
    return name_in_cell(line.cells[0]) if line.cells else None


@dataclass(slots=True)
class _Block:
    """Lines of one kind that no rule, blank or other line interrupts."""

    lines: list[Line]
    rule: str = ""  # the grid rule directly above
    closed: bool = False  # by a grid rule directly below
    is_header: bool = False  # a markdown rule follows
    goes_on: bool = False  # only blank lines stand between it and a row above

    def pieces(self) -> list[Piece]:
        if self.lines[0].kind is LineKind.PROSE:
            return [_prose(self.lines)]
        if self.rule and self.closed:
            lines = _by_columns(self.lines, self.rule)
            if _is_regular(lines) and not _states_others({}, (line.cells[2] for line in lines)):
                return [_regular(lines)]
        pieces = _split(self.lines, self.is_header)
        return [replace(piece, goes_on=self.goes_on) for piece in pieces[:1]] + pieces[1:]


def _blocks(inside: Sequence[Line]) -> Iterator[_Block]:
    block: _Block | None = None
    previous: Line | None = None
    filled: Line | None = None  # the last line that was not blank
    for line in inside:
        if block is not None and line.kind is not block.lines[0].kind:
            block.closed = line.kind is LineKind.RULE and line.text.lstrip().startswith("+")
            block.is_header = line.kind is LineKind.RULE and line.text.lstrip().startswith("|")
            yield block
            block = None
        if line.kind in (LineKind.ROW, LineKind.PROSE):
            if block is None:
                opened = previous is not None and previous.kind is LineKind.RULE
                goes_on = not opened and filled is not None and filled.kind is LineKind.ROW
                block = _Block([], rule=previous.text if previous is not None and opened else "", goes_on=goes_on)
            block.lines.append(line)
        previous = line
        filled = filled if line.kind is LineKind.BLANK else line
    if block is not None:
        yield block


def _by_columns(lines: Sequence[Line], rule: str) -> Sequence[Line]:
    """The lines with the bars of their text left in their cells, where every line has bars below the rule's corners.

    ``<|endoftext|>`` in a literal has bars that separate nothing.
    """
    if all(len(line.cells) == COLUMNS for line in lines):
        return lines
    corners = [index for index, character in enumerate(rule.rstrip()) if character == "+"]
    places = [bars(line.text, corners) for line in lines]
    if len(corners) != COLUMNS + 1 or any(list(columns) != corners for columns in places):
        return lines
    cells = [
        tuple(line.text[left + 1 : right].strip() for left, right in itertools.pairwise(at.values()))
        for line, at in zip(lines, places, strict=True)
    ]
    return [replace(line, cells=own) for line, own in zip(lines, cells, strict=True)]


def _is_regular(lines: Sequence[Line]) -> bool:
    """Whether the lines are one healthy grid row: three cells each, the name in the first line only."""
    if any(len(line.cells) != COLUMNS or line.text.strip()[0] != "|" or line.text.strip()[-1] != "|" for line in lines):
        return False
    name, language, details = lines[0].cells
    if not name or not (language or details) or any(line.cells[0] for line in lines[1:]):
        return False
    language = " ".join(line.cells[1] for line in lines if line.cells[1])
    match = _NAME_CELL.fullmatch(name)
    return bool(match and match["literal"]) and (not language or _may_be_language(language))


def _may_be_language(cell: str) -> bool:
    """Whether a language cell of an intact row can be believed, also with a language that nobody listed."""
    if len(cell.split()) > _MOST_WORDS or cell in _NO_LANGUAGE or is_title(cell):
        return False
    return cell[-1] not in ":.," and not any(character.isdigit() or character == "`" for character in cell)


def _regular(lines: Sequence[Line]) -> Piece:
    details = [line.cells[2] for line in lines]
    language = " ".join(line.cells[1] for line in lines if line.cells[1])
    piece = _Draft(name=lines[0].cells[0], line=lines[0])
    piece.language, piece.details, piece.lines = language, details, list(lines)
    return piece.finish(regular=True)


def _prose(lines: Sequence[Line]) -> Piece:
    text = tuple(line.text.strip() for line in lines)
    kind = PieceKind.NOTE if is_note(" ".join(text)) else PieceKind.PROSE
    return Piece(kind=kind, first=lines[0].number, last=lines[-1].number, text=text)


@dataclass(slots=True)
class _Draft:
    """A piece while its lines are being collected."""

    name: str
    line: Line
    language: str = ""
    details: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)  # the figures of the details so far, the first text of each
    has_link: bool = False

    @property
    def has_data(self) -> bool:
        return bool(self.language or any(self.details))

    @property
    def awaits_link(self) -> bool:
        """Whether the details so far end with `Please refer to:`."""
        return bool(_REFERS.search(" ".join(self.details[-_REFERENCE_LINES:])[-_LONGEST_REFERENCE:]))

    def add(self, line: Line, cells: Iterable[str]) -> None:
        """Add the cells of a line that are not its name."""
        fragments: list[str] = []
        for position, cell in enumerate(cells):
            if not cell or (is_title(cell) and not self.details and not fragments):
                continue
            if self._expects_language(fragments, position, line) and _language(cell, position, line):
                self.language = cell
            elif not is_language(cell) and cell not in fragments:
                fragments.append(cell)
        self.details.append(" ".join(fragments))
        self.stated = _stated(self.details[-1]) | self.stated
        self.has_link |= bool(links(self.details[-1]))
        self.lines.append(line)

    def _expects_language(self, fragments: Sequence[str], position: int, line: Line) -> bool:
        if self.language or any(self.details):
            return False
        return not fragments or (not self.name and position == 1 and len(line.cells) == COLUMNS)

    def finish(self, *, regular: bool = False, is_header: bool = False) -> Piece:
        match = _NAME_CELL.fullmatch(self.name) if self.name else None
        name = next((text for text in match.groupdict().values() if text), None) if match else None
        details = tuple(trim(self.details))
        text = tuple(line.text.strip() for line in self.lines)
        kind = (PieceKind.ROW if self.language or details else PieceKind.NAME) if name else PieceKind.ORPHAN
        if kind is PieceKind.ORPHAN and is_note(" ".join(details)):
            kind = PieceKind.NOTE
        return Piece(
            kind=kind,
            first=self.lines[0].number,
            last=self.lines[-1].number,
            name=name,
            language=self.language,
            details=details,
            text=text,
            truncated=bool(match and match["cut"]),
            linked=bool(match and match["link"]),
            regular=regular,
            is_header=is_header,
        )


def _language(cell: str, position: int, line: Line) -> bool:
    """Whether a cell of a row is its language: by its words, else by its place in a row of three."""
    if is_language(cell):
        return True
    first_is_name = len(line.cells) == COLUMNS and position == 0 and bool(_NAME_CELL.fullmatch(line.cells[0]))
    return first_is_name and cell.isalpha() and cell.istitle() and cell not in _NO_LANGUAGE


def trim(details: Sequence[str]) -> list[str]:
    """Lines without blank lines at both ends and with at most one between paragraphs."""
    kept: list[str] = []
    for text in details:
        if text or (kept and kept[-1]):
            kept.append(text)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _split(lines: Sequence[Line], is_header: bool) -> list[Piece]:
    """The pieces of a block that is no healthy row."""
    pieces: list[Piece] = []
    draft: _Draft | None = None

    def flush(*, is_header: bool = False) -> None:
        nonlocal draft
        if draft is not None and (draft.name or draft.has_data):
            pieces.append(draft.finish(is_header=is_header))
        draft = None

    for line in lines:
        if not any(line.cells):
            if draft is not None:
                draft.details.append("")
            continue
        if _is_header(line):
            flush()
            pieces.append(Piece(kind=PieceKind.HEADER, first=line.number, last=line.number, text=(line.text.strip(),)))
            continue
        name, rest = _name_of(line, draft)
        if draft is None or name or _starts_orphan(line, draft) or _states_others(draft.stated, line.cells):
            flush()
            draft = _Draft(name, line)
        draft.add(line, rest)
    flush(is_header=is_header)
    return pieces


def _is_header(line: Line) -> bool:
    cells = [cell for cell in line.cells if cell]
    titles = sum(map(is_title, cells))
    if len(cells) == 1:
        return bool(titles) and bool(line.cells[0]) and len(line.cells) > 1
    named = titles > 1 or sum(map(is_language, cells)) > 1
    return named and all(is_title(cell) or is_language(cell) for cell in cells)


def _name_of(line: Line, draft: _Draft | None) -> tuple[str, Sequence[str]]:
    """The name cell of a line ("" without one) and its other cells."""
    first, *rest = line.cells
    match = _NAME_CELL.fullmatch(first)
    if not match and _is_bare_name(first, rest):
        return f"``{first.strip('*')}``", rest
    if not match:
        return "", line.cells
    alone = not any(rest)
    if draft is not None and alone and _continues(match, draft):
        return "", line.cells
    return first, rest


def _is_bare_name(first: str, rest: Sequence[str]) -> bool:
    """A name that lost its quotes: one word with a dash, a slash or an underscore, and a language beside it."""
    return bool(_BARE_NAME.fullmatch(first)) and bool(rest) and is_language(rest[0])


def _continues(match: re.Match[str], draft: _Draft) -> bool:
    """Whether a name that stands alone in its line belongs to the text above it: `... the RoBERTa model ``name```."""
    if draft.awaits_link:
        return True
    if match["link"] or not draft.has_data:
        return False
    text = next((text for text in reversed(draft.details) if text), "")
    in_first_column = bool(draft.lines[-1].cells[0]) and not draft.name
    return in_first_column and bool(text) and text[-1] not in ".:,"


def _states_others(stated: Mapping[str, str], texts: Iterable[str]) -> bool:
    """Whether one of these texts states figures otherwise than is stated already: it is the rest of another row."""
    above = dict(stated)
    for text in texts:
        said = _stated(text)
        if sum(above.get(name, figure) != figure for name, figure in said.items()) >= _FIGURES_OF_A_ROW:
            return True
        above = said | above
    return False


def _stated(text: str) -> dict[str, str]:
    return {name: each.figure.text for name, each in stated_figures(text).items()}


def _starts_orphan(line: Line, draft: _Draft) -> bool:
    """Whether a nameless line opens new data: it brings a language although data is already there."""
    cells = [cell for cell in line.cells if cell]
    in_first_column = bool(line.cells[0])
    if not any(draft.details):
        return draft.name.startswith("`") and not draft.name.startswith("``") and in_first_column
    if is_language(cells[0]) or (in_first_column and is_title(cells[0])):
        return True
    return draft.has_link and len(cells) == 1 and in_first_column and bool(_LINK_ONLY.fullmatch(cells[0]))
