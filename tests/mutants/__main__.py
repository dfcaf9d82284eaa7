"""`python -m tests.mutants [NUMBER|all] [--seed N] [--only GLOB]`: break the code, and see whether a test notices.

Works in a copy of the checkout, for an outsider, who has no corpus.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.run import ROOT

_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")


def main() -> int:
    """Copy, run there, and return the exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "PADDLE_INSPECT_SHARED"}
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copytree(ROOT, Path(scratch) / "checkout", ignore=_NOT_COPIED)
        environment |= {"HYPOTHESIS_PROFILE": "mutants", "PYTHONHASHSEED": "0", "PYTHONPATH": str(copy)}
        environment |= {"TMPDIR": scratch}  # a process that is ended leaves its folder behind
        command = [sys.executable, "-m", "tests.mutants.run", *sys.argv[1:]]
        return subprocess.run(command, cwd=copy, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
