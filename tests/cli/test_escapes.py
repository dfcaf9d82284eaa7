"""A page whose title, names and cells would take over a terminal: every command shows what they say, harmlessly."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from paddle_inspect.cli import main
from tests.fakes import ALBERT_PAGE
from tests.harm import harmful

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

#: Without U+0085, which ends a line of a page: ESC, BEL, a C1 character, and two that turn the text around.
EVIL = "x\x1b[31m\x1b]0;t\x07\x9b2J\u202e\u2066"
WEIGHT = f"org/{EVIL}"


#: What is run on the page, and whether its output has something that the page, or its file's name, says.
RUNS = (
    *((f"summary --docs PAGE --format {name}", True) for name in ("table", "markdown", "csv", "rst", "json", "html")),
    ("summary --docs PAGE --explain", True),
    *((f"check PAGE --format {name}", True) for name in ("text", "json", "github", "markdown", "html", "csv", "rst")),
    *((f"fix PAGE {option}", True) for option in ("--diff", "--check", "--output OUT", "--quiet", "")),
    *((f"errata PAGE --format {name}", False) for name in ("text", "markdown", "json", "csv", "rst", "html")),
    *((f"explain albert-base-v1 --docs PAGE --format {name}", True) for name in ("text", "json", "rst", "html")),
    ("explain albert-base-v1 --docs PAGE --format csv", False),
)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The bundled page of ALBERT with evil text in its title, a name, cells and around them, and as its file's name."""
    text = ALBERT_PAGE.read_text(encoding="utf-8")
    first = next(line for line in text.splitlines(keepends=True) if line.startswith("|``albert-base-v1``"))
    rule = next(line for line in text.splitlines(keepends=True) if line.startswith("+--"))
    row = f"|``{WEIGHT}`` | English | {EVIL} 12-layer, 768-hidden, 99M parameters. |\n{rule}"
    text = text.replace(first, row + first, 1).replace("12 repeating layers", f"12 repeating layers {EVIL}", 1)
    path = tmp_path / "ALBERT" / f"{EVIL.replace('/', '')}.rst"
    path.parent.mkdir()
    path.write_text(f"ALBERT {EVIL}\n{'=' * 40}\n\n{text}\nThe end {EVIL} of it.\n", encoding="utf-8")
    return path


def run(command: str, page: Path) -> int:
    places = {"PAGE": str(page), "OUT": str(page.parent.parent / "out")}
    family = ["--family", "ALBERT"] if command.startswith(("check", "fix")) else []
    return main([*(places.get(part, part) for part in command.split()), *family])


@pytest.mark.parametrize(("command", "shows"), RUNS)
def test_nothing_that_a_page_says_does_harm(
    command: str, shows: bool, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command, page) == (
        1 if command.startswith("check") or "--diff" in command or "--check" in command else 0
    )
    printed = capsys.readouterr()
    assert not harmful(printed.out + printed.err)
    assert bool(re.search(r"\\(x1b|u001b)\\?\[31m", printed.out + printed.err)) is shows


@pytest.mark.parametrize(("command", "shows"), [run for run in RUNS if "--format t" in run[0] or "explain" in run[0]])
def test_nor_on_a_terminal(
    command: str, shows: bool, page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    run(command, page)
    printed = capsys.readouterr()
    assert not harmful(re.sub(r"\x1b\[[\d;]*m", "", printed.out) + printed.err)  # our own colours apart
    assert not re.search(r"x\x1b\[31m", printed.out)


def test_a_repaired_page_keeps_its_text_as_it_is(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = page.read_bytes().decode("utf-8")
    assert run("fix PAGE --output OUT", page) == 0
    written = (page.parent.parent / "out" / page.name).read_bytes().decode("utf-8")
    assert run("fix PAGE --quiet", page) == 0
    assert page.read_bytes().decode("utf-8") == written != before
    for said in (f"ALBERT {EVIL}\n", f"``{WEIGHT}``", f"| {EVIL} 12-layer", f"The end {EVIL} of it.\n"):
        assert said in before
        assert said in written
    assert harmful(written) == harmful(before)
    assert "\\x1b" not in written
    capsys.readouterr()


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "albert-base-v2", f"--{EVIL}"],
        ["show", "albert-base-v2", EVIL],
        ["show", "albert-base-v2", "--format", EVIL],
        [EVIL],
    ],
    ids=ascii,
)
def test_nor_do_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out, harmful(printed.err)) == (2, "", set())
    assert "\\x1b" in printed.err


def test_figures_that_were_taken_earlier_do_no_harm_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    figures = {"parameters": f"99M{EVIL}"}
    facts.write_text(json.dumps({EVIL: {EVIL: figures}, "ALBERT": {"albert-base-v1": figures}}), encoding="utf-8")
    for name in ("text", "json", "markdown", "rst", "csv", "html"):
        assert main(["errata", "--facts", str(facts), "--format", name]) == 0
        printed = capsys.readouterr()
        assert (harmful(printed.out), printed.err) == (set(), "")
        assert "99M" in printed.out
