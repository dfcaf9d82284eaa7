"""`python -m paddle_inspect`: the only place that exits the process."""

from __future__ import annotations

import gc
import sys


def entry_point() -> None:
    """Run the command line and exit with its code."""
    try:
        from paddle_inspect.base import interrupts

        interrupts.watch()
    except KeyboardInterrupt:  # Ctrl-C before there is anybody else who says it
        print("paddle-inspect: interrupted", file=sys.stderr)
        sys.exit(130)
    # A short process whose objects mostly stay: looking for garbage often, and at the end, is a tenth of its time.
    gc.set_threshold(100_000)
    from paddle_inspect.base import streams
    from paddle_inspect.cli import main

    streams.set_up()
    try:
        code = main()
    finally:  # also where argparse exits
        interrupts.no_more()
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    entry_point()
