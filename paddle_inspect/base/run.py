"""What one run works with: results kept between runs, and somebody who is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from paddle_inspect.base.keep import Keep

#: Takes the items of a long job and what is done with them, and hands the items on (see `progress.on_stderr`).
Follower = Callable[[Sequence[Any], str], Iterable[Any]]


def in_silence(items: Sequence[Any], what: str) -> Iterable[Any]:
    """Tell nobody."""
    return items


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One command, one script, one notebook."""

    keep: Keep = field(default_factory=Keep)
    follow: Follower = in_silence
