"""stdout and stderr of a process: readers that go away, encodings, full disks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import ROOT

HEAD = "import os, sys\nfrom paddle_inspect.base import streams\nstreams.set_up()\n"


def ended(code: str, redirected: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = ["bash", "-o", "pipefail", "-c", f'"$0" -c "$1" {redirected}', sys.executable, HEAD + code]
    return subprocess.run(
        command, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "0", **environment}, check=False
    )


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_reader_that_goes_away_changes_no_exit_code(stream: str) -> None:
    code = f"for _ in range(100_000):\n    print('a line', file=sys.{stream})\nsys.exit(7)\n"
    found = ended(code, "2>&1 | head -n 1")
    assert (found.returncode, found.stdout, found.stderr) == (7, b"a line\n", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_full_disk_is_raised_once() -> None:
    code = (
        "print('a line')\n"
        "try:\n"
        "    sys.stdout.flush()\n"
        "except OSError as error:\n"
        "    print(error.errno, file=sys.stderr)\n"
        "print('another')\n"
        "sys.exit(7)\n"
    )
    found = ended(code, "> /dev/full")
    assert (found.returncode, found.stderr) == (7, b"28\n")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "é層".encode()),
        ("latin-1", b"\xe9\\u5c64"),
        ("ascii", b"\\xe9\\u5c64"),
        ("cp1252", b"\xe9\\u5c64"),
        ("ascii:replace", b"??"),
        ("gb18030", "é層".encode("gb18030")),
    ],
)
def test_a_character_that_an_encoding_lacks_is_escaped_or_what_the_user_says(encoding: str, shown: bytes) -> None:
    assert ended("print('é層')\n", PYTHONIOENCODING=encoding).stdout == shown + b"\n"


def test_bytes_that_are_no_text_are_escaped_in_the_c_locale() -> None:
    found = ended("print(os.fsdecode(b'a\\x9b2J'))\n", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="")
    assert found.stdout == b"a\\udc9b2J\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_streams_are_nowhere(closed: str) -> None:
    found = ended("print('out')\nprint('err', file=sys.stderr)\nsys.exit(7)\n", closed)
    left = {">&-": (b"", b"err\n"), "2>&-": (b"out\n", b"")}.get(closed, (b"", b""))
    assert (found.returncode, found.stdout, found.stderr) == (7, *left)
