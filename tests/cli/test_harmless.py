"""Hostile text in names of tensors and files, in pages, configs and arguments: no command lets it at a terminal."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import numpy
import pytest

from paddle_inspect import cli, tables
from paddle_inspect.cli import main
from tests import weight_files as wf
from tests.fakes import ALBERT_PAGE
from tests.harm import HOSTILE, harmful

pytestmark = pytest.mark.usefixtures("tiny_zoo")

EVERY = tables.format_names()
#: Without what ends a line of a page, and without half a character, which no page can have.
ON_A_PAGE = HOSTILE.replace("\x85", "")
COLOUR = re.compile(r"\x1b\[[\d;]*m")

#: For each command what is run with each format.
COMMANDS: dict[str, tuple[str, ...]] = {
    "check": ("check PAGE --verbose --family ALBERT", "check NOWHERE", "check PAGE --family EVIL"),
    "checkpoint": (
        "checkpoint FILE",
        "checkpoint TORN",
        "checkpoint FOLDER --depth 1",
        "checkpoint FILE --filter EVIL",
    ),
    "configs": ("configs list", "configs list EVIL"),
    "diff": ("diff FILE OTHER", "diff albert-base-v1 FILE", "diff EVIL FILE", "diff FILE OTHER --section EVIL"),
    "errata": ("errata PAGE", "errata --facts FACTS", "errata NOWHERE", "errata PAGE --check --output NOWHERE"),
    "explain": ("explain albert-base-v1 --docs PAGE", "explain albert-base-v1 --figure EVIL", "explain EVIL"),
    "fix": ("fix --diff PAGE --family ALBERT", "fix --check PAGE", "fix --check --verbose PAGE --family ALBERT"),
    "identify": ("identify FILE", "identify FILE --family ALBERT", "identify TORN", "identify FILE --family EVIL"),
    "pages": ("pages --output FILE ALBERT", "pages --output OUT EVIL"),
    "rank": ("rank --family EVIL", "rank --language EVIL", "rank --min EVIL"),
    "show": ("show EVIL", "show albert-base-v1 --head EVIL", "show albert-base-v1 --filter EVIL", "show MODEL"),
    "summary": ("summary --docs PAGE", "summary EVIL", "summary --docs NOWHERE", "summary --docs PAGE --explain"),
    "verify": ("verify albert-base-v1 FILE", "verify albert-base-v1 FILE --config CONFIG", "verify EVIL FILE"),
}
#: Commands that print no document, so that they take no format.
WITHOUT_FORMAT = ("fix", "pages")


def test_no_command_is_left_out() -> None:
    assert COMMANDS.keys() == set(cli.command_names())


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    """Hostile files under hostile names."""
    folder = tmp_path / HOSTILE
    (folder / "ALBERT").mkdir(parents=True)
    page, config, facts = folder / "ALBERT" / f"{HOSTILE}.rst", folder / "config.json", folder / "facts.json"
    text = ALBERT_PAGE.read_text(encoding="utf-8").replace("12 repeating", f"{ON_A_PAGE} 12 repeating")
    text = text.replace("albert-base-v1``", f"org/{ON_A_PAGE}``", 1).replace("``albert-xlarge-v1``", ON_A_PAGE, 1)
    page.write_text(f"{ON_A_PAGE}\n{'=' * 80}\n\n{text}", encoding="utf-8", newline="")
    config.write_text(json.dumps({HOSTILE: 1, "architectures": [HOSTILE]}), encoding="utf-8")
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 50}
    model = {**sizes, "architectures": ["AlbertModel"], HOSTILE: 1}
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")
    facts.write_text(json.dumps({HOSTILE: {HOSTILE: {"parameters": f"9M{HOSTILE}"}}}), encoding="utf-8")
    vector = numpy.zeros(3, "float32")
    state = {HOSTILE: vector, f"{HOSTILE}.weight": vector, "note": HOSTILE, "opt": {HOSTILE: vector}}
    wf.write_pickle(folder / f"{HOSTILE}.pdparams", state)
    wf.write_pickle(folder / "other.pdparams", {f"other{HOSTILE}": vector, HOSTILE: numpy.zeros(4, "int8")})
    torn = folder / f"torn{HOSTILE}.pdparams"
    torn.write_bytes(wf.program(wf.stack_global(f"os{ON_A_PAGE}", f"system{ON_A_PAGE}")))
    return {
        "PAGE": str(page),
        "CONFIG": str(config),
        "MODEL": str(folder / "model.json"),
        "FACTS": str(facts),
        "FILE": str(folder / f"{HOSTILE}.pdparams"),
        "OTHER": str(folder / "other.pdparams"),
        "TORN": str(torn),
        "FOLDER": str(folder),
        "NOWHERE": str(folder / f"nowhere{HOSTILE}"),
        "OUT": str(tmp_path / "out"),
        "EVIL": f"x{HOSTILE}",
    }


def printed(line: str, places: dict[str, str], capsys: pytest.CaptureFixture[str], *options: str) -> tuple[str, str]:
    with contextlib.suppress(SystemExit):
        main([*(places.get(word, word) for word in line.split()), *options])
    out, err = capsys.readouterr()
    return out, err


@pytest.mark.parametrize("line", [line for lines in COMMANDS.values() for line in lines])
def test_in_every_format(line: str, places: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    seen = ""
    formats = (None,) if line.split()[0] in WITHOUT_FORMAT else EVERY
    for name in formats:
        out, err = printed(line, places, capsys, *(() if name is None else ("--format", name)))
        assert not harmful(out), name
        assert not harmful(err), name
        seen += out + err
    assert seen


@pytest.mark.parametrize("line", [line for lines in COMMANDS.values() for line in lines])
@pytest.mark.parametrize("width", ["300", "40"])
def test_on_a_terminal(
    line: str,
    width: str,
    places: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", width)
    out, err = printed(line, places, capsys)
    ours = set(COLOUR.findall(out))
    assert "\x1b[31mx" not in out
    assert not harmful(COLOUR.sub("", out)), ours
    assert not harmful(COLOUR.sub("", err))


@pytest.mark.parametrize("line", ["checkpoint FILE", "diff FILE OTHER", "verify albert-base-v1 FILE"])
def test_files_of_a_command_are_harmless_too_where_they_are_shown(
    line: str, places: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in EVERY:
        file = tmp_path / f"out.{name}"
        _, err = printed(line, places, capsys, "--format", name, "--output", str(file))
        assert not harmful(err)
        if file.exists():
            assert not harmful(file.read_bytes().decode("utf-8"))
