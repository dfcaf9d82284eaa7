"""What can go wrong, as exceptions that keep their parts; the entry point prints them and exits with their code.

Bad *content* (a damaged row, a strange figure) is never an exception: it is a `Finding`. These are for input that
cannot be used at all and for promises of our own that failed.
"""

from __future__ import annotations

from collections.abc import Iterable

#: Names that are offered for one that does not exist, and how like it they have to be, from 0 to 1. Measured on the
#: catalogue's 324 weights, 59 families and 184 heads: of names with two wrong letters it offers what was meant for all
#: weights and 97 % of the families (at 0.6 for 92 %), of heads by their last word for 80 % (67 %). Of twelve names of
#: models that are not there it offers something for three; at 0.4 for eight.
_OFFERED, _NEAR = 3, 0.5


class InspectError(Exception):
    """Root of everything that this package raises on purpose.

    Attributes:
        exit_code: what the process returns when nobody handles the error.
    """

    exit_code = 2


class InputError(InspectError):
    """A file or folder that cannot be used: missing, a directory, unreadable, too large, not text, not writable."""

    def __init__(self, path: object, reason: str, *, line: int | None = None) -> None:
        self.path, self.reason, self.line = str(path), reason, line
        super().__init__(self.path, reason, line)

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


class BadArgument(InspectError, ValueError):
    """An argument that cannot be meant: no count, a number below one, labels without a head."""


class ConfigError(InspectError):
    """A config.json or catalogue file that describes no model; names the file and the key path in it."""

    def __init__(self, path: object, key: str | None, reason: str) -> None:
        self.path, self.key, self.reason = str(path), key, reason
        super().__init__(self.path, key, reason)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.key is None else f"{self.path}: {self.key}: {self.reason}"


class UnknownName(InspectError):
    """A weight, family, head or column that does not exist; offers the nearest names that do, or all, if they are few.

    Args:
        kind: what it is called.
        name: the name.
        known: the names that there are.
        few: say all of them.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str], *, few: bool = False) -> None:
        self.kind, self.name = kind, name
        by_folded = {candidate.casefold(): candidate for candidate in known}
        import difflib  # only a mistake needs it

        matches = difflib.get_close_matches(name.casefold(), by_folded, n=_OFFERED, cutoff=_NEAR)
        self.nearest = tuple(by_folded[match] for match in matches)
        self.known = tuple(sorted(by_folded.values())) if few else ()
        super().__init__(kind, name, self.nearest)

    def __str__(self) -> str:
        hint = f"; did you mean {', '.join(self.nearest)}?" if self.nearest else ""
        every = f"; there are {', '.join(self.known)}" if self.known else ""
        return f"unknown {self.kind} {self.name!r}{hint}{every}"


class NotCounted(InspectError):
    """A weight whose model cannot be built or whose config describes nothing; the reason is for the report."""

    def __init__(self, weight: str, reason: str) -> None:
        self.weight, self.reason = weight, reason
        super().__init__(weight, reason)

    def __str__(self) -> str:
        return f"{self.weight}: not counted: {self.reason}"


class NotTraced(InspectError):
    """A model whose forward pass cannot be traced, so that what it executes is not known; the reason is for a page.

    `lasting` says that the reason is the model's own and comes again with the same releases, class and config, so that
    it may be kept: no lack of memory, no package that is missing.
    """

    def __init__(self, weight: str, reason: str, *, lasting: bool = True) -> None:
        self.weight, self.reason, self.lasting = weight, reason, lasting
        super().__init__(weight, reason)

    def __str__(self) -> str:
        return f"{self.weight}: not traced: {self.reason}"


class BrokenPromise(InspectError):
    """A check of our own output failed, so nothing was written: a defect of this package, never of the input."""

    exit_code = 3

    def __init__(self, path: object, promise: str) -> None:
        self.path, self.promise = str(path), promise
        super().__init__(self.path, promise)

    def __str__(self) -> str:
        return f"{self.path}: not written: {self.promise}"


class FrameworkMissing(InspectError):
    """PaddlePaddle or PaddleNLP cannot be imported; the message says why."""
