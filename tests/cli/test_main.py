from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from paddle_inspect import __version__, cli
from paddle_inspect.base.errors import BrokenPromise, InputError
from paddle_inspect.cli import build_parser, main
from tests.fakes import ROOT

COMMANDS = cli.command_names()


def test_prints_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    help_ = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"paddle-inspect {command}" in help_.split("examples:")[1]


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["summary", "--format", "xml"], ["fix"]])
def test_bad_usage_is_exit_code_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_the_readme_names_no_command_that_does_not_exist() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    used = {line.split("`paddle-inspect ")[1].split()[0] for line in lines if "`paddle-inspect " in line}
    assert used
    assert used <= set(COMMANDS)


class Raises:
    """A parser whose only command fails as it is told to."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, _: object) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser()
        parser.set_defaults(run=self.fail)
        return parser

    def fail(self, _: argparse.Namespace) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("a\x1b[31m.rst", "no such\nfile"), 2),
        (BrokenPromise("a.rst", "docutils rejects line 3"), 3),
        (OSError(28, "No space left on device", "out.rst"), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_an_error_is_one_clean_line_and_its_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "build_parser", Raises(error))
    assert main([]) == code
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert message.startswith("paddle-inspect: ")
    assert "\x1b" not in message


def test_the_parser_builds_without_any_command_running() -> None:
    assert build_parser().parse_args(["summary"]).command == "summary"


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f'"{sys.executable}" -m paddle_inspect check --list | head -n 1'
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert ended.stderr == ""
    assert ended.stdout.count("\n") == 1
    assert ended.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no device that is always full")
@pytest.mark.parametrize(
    "arguments", ["configs list", "configs list --format json", "--help", "check --help", "check --list"]
)
def test_a_full_disk_is_one_line(arguments: str) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "paddle_inspect", *arguments.split()]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "paddle-inspect: No space left on device\n"


def test_ctrl_c_before_anything_is_imported_has_no_traceback() -> None:
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from paddle_inspect.__main__ import entry_point\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "entry_point()\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "paddle-inspect: interrupted\n")


def test_ctrl_c_ends_without_a_traceback() -> None:
    code = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # whoever runs the tests may ignore it
        "from paddle_inspect import api, cli\n"
        "api.check = lambda *_, **__: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.exit(cli.main(['check', 'page.rst']))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ended.returncode == 128 + signal.SIGINT
    assert ended.stderr == "paddle-inspect: interrupted\n"
