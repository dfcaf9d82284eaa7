"""`python -m paddle_inspect`: the only place that exits the process."""

from __future__ import annotations

import sys

from paddle_inspect.cli import main


def entry_point() -> None:
    """Run the command line and exit with its code."""
    sys.exit(main())


if __name__ == "__main__":
    entry_point()
