"""Documents to text, one module a format; the one place that escapes and writes.

The formats are the modules of `tables/formats`, whose docstring says what one has.

What files say is escaped before a format sees it: no control character of theirs reaches a terminal or a page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, TextIO, cast

from paddle_inspect.base.disk import write_atomically
from paddle_inspect.base.errors import UnknownName
from paddle_inspect.base.plugins import modules_in
from paddle_inspect.base.text import harmless, in_encoding, printable
from paddle_inspect.tables import formats
from paddle_inspect.tables.document import Document, Section

__all__ = [
    "DEFAULT",
    "PAGES",
    "Document",
    "aliases_of",
    "findings_only",
    "format_called",
    "format_names",
    "format_of",
    "format_of_file",
    "linking_formats",
    "listing_only",
    "render",
    "suffix_of",
    "write",
    "write_diff",
    "write_line",
    "write_text",
]

#: What a person gets who asks for no format.
DEFAULT = "terminal"
#: What documentation pages are written in; a command that makes a whole page makes it in place of this format.
PAGES = "rst"


class Format(Protocol):
    """What a format's module provides."""

    def render(self, document: Document) -> str:
        """The text of a document whose own text is harmless."""


def format_names() -> tuple[str, ...]:
    """The formats that there are, alphabetically; none is imported for it."""
    return modules_in(formats.__path__)


def format_of(name: str) -> Format:
    """The format that goes by a name or an alias.

    Raises:
        UnknownName: there is none.
    """
    found = format_called(name)
    if found not in format_names():
        raise UnknownName("format", name, format_names())
    return _module(found)


def _module(name: str) -> Format:
    return cast(Format, import_module(f"{formats.__name__}.{name}"))


def aliases_of(name: str) -> tuple[str, ...]:
    """Other names of a format."""
    return getattr(_module(name), "ALIASES", ())


def format_called(name: str) -> str:
    """The format that goes by a name or an alias; a name that no format has stays as it is."""
    names = format_names()
    return name if name in names else next((one for one in names if name in aliases_of(one)), name)


def suffix_of(name: str) -> str:
    """What files of a format end with."""
    return getattr(_module(name), "SUFFIX", "")


def findings_only(name: str) -> bool:
    """Whether a format shows nothing but findings."""
    return getattr(_module(name), "FINDINGS_ONLY", False)


def listing_only(name: str) -> bool:
    """Whether a format shows one table and nothing around it."""
    return getattr(_module(name), "LISTING_ONLY", False)


def linking_formats() -> tuple[str, ...]:
    """The formats whose documents can lead to each other."""
    return tuple(name for name in format_names() if getattr(_module(name), "LINKS", False))


def format_of_file(path: Path | None) -> str:
    """The format that a file's name ends with, else the one for people."""
    names = format_names() if path is not None and path.suffix else ()
    return next((name for name in names if path is not None and suffix_of(name) == path.suffix.lower()), DEFAULT)


def render(document: Document, format: str = DEFAULT) -> str:
    """A document as text; what it has from files is escaped."""
    return "".join(_pieces(format_of(format), document.mapped(printable)))


def _pieces(module: Format, document: Document) -> Iterable[str]:
    pieces = getattr(module, "pieces", None)
    return (module.render(document),) if pieces is None else pieces(document)


def write(document: Document, format: str = DEFAULT, output: Path | None = None) -> None:
    """Print a document, or replace a file with it.

    Raises:
        InputError: the file cannot be written.
    """
    module, shown = format_of(format), document.mapped(printable)
    if output is not None:
        write_atomically(output, _pieces(module, shown))
        return
    encoding, lacking = sys.stdout.encoding or "utf-8", getattr(module, "LACKING", None)
    if lacking is None:  # before cells are laid out, so that they are as wide as they are printed
        shown = shown.mapped(lambda text: in_encoding(text, encoding))
    draw = getattr(module, "draw", None)
    drawn = draw(shown, sys.stdout) if draw is not None else None
    texts = [drawn] if drawn is not None else _pieces(module, shown)
    _put(texts if lacking is None else (in_encoding(text, encoding, lacking) for text in texts))


def _put(texts: Iterable[str]) -> None:
    """Print text where a person may look at it."""
    if sys.stdout.isatty():
        from paddle_inspect.tables import pager

        pager.put(texts)
    else:
        sys.stdout.writelines(texts)


def write_diff(text: str) -> None:
    """Print a unified diff: on a terminal in colours, with the words that changed shown."""
    from paddle_inspect.tables.changed_lines import draw

    drawn = draw(harmless(text), sys.stdout)
    _put([harmless(text) if drawn is None else drawn])


def write_line(parts: Sequence[str], stream: TextIO) -> None:
    """Print one line of a report, in parts: on a terminal wrapped, and each in the colour of what it says."""
    from paddle_inspect.tables.formats import terminal

    document = Document(sections_of=lambda: (Section(lines=(tuple(parts),)),)).mapped(printable)
    stream.write(terminal.draw(document, stream) or terminal.render(document))


def write_text(text: str, output: Path | None = None) -> None:
    """Print a text that is a document already, such as a page or a manual, or replace a file with it as it is.

    Raises:
        InputError: the file cannot be written.
    """
    if output is not None:
        write_atomically(output, text)
    else:
        _put([harmless(text)])
