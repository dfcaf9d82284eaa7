"""A limit on the memory that a build may take, so that an eager build fails instead of taking the machine down."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def at_most_half_of_what_is_free() -> Iterator[None]:
    """Let this process's address space grow by half of the free memory; a MemoryError says that this was too little.

    Where the system does not tell (anything but Linux), no limit is set.
    """
    available, used = _kilobytes("/proc/meminfo", "MemAvailable"), _kilobytes("/proc/self/status", "VmSize")
    if available is None or used is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = (used + available // 2) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _kilobytes(path: str, field: str) -> int | None:
    """The value of a line such as `MemAvailable:   23456789 kB`."""
    try:
        lines = Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    values = [line.split()[1] for line in lines if line.startswith(f"{field}:")]
    return int(values[0]) if values else None
