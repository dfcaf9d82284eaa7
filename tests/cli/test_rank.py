"""The `rank` command."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import docutils.core
import docutils.nodes
import pytest

from paddle_inspect.cli import main
from paddle_inspect.models import catalogue
from tests.arithmetic import albert

pytestmark = pytest.mark.usefixtures("arithmetic_zoo")

ALBERT = catalogue.load().family("ALBERT").weights


def ranked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["rank", "--format", "json", *arguments]) == 0
    tree: dict[str, Any] = json.loads(capsys.readouterr().out)
    return tree


def test_a_family_is_ranked_by_its_arithmetic(capsys: pytest.CaptureFixture[str]) -> None:
    weights = ranked(capsys, "--family", "albert")["weights"]
    expected = {spec.name: albert(spec.config) for spec in ALBERT}
    assert {weight["name"]: weight["parameters"] for weight in weights} == expected
    assert [weight["parameters"] for weight in weights] == sorted(expected.values(), reverse=True)


def test_every_weight_of_the_zoo_is_ranked_or_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    tree = ranked(capsys)
    listed = {spec.name for spec in catalogue.load().weights}
    assert {weight["name"] for key in ("weights", "not_counted") for weight in tree[key]} == listed


def test_language_and_sizes_select(capsys: pytest.CaptureFixture[str]) -> None:
    weights = ranked(capsys, "--family", "ALBERT", "--language", "chinese", "--max", "11M", "--min", "4.1M")["weights"]
    assert [weight["name"] for weight in weights] == ["albert-chinese-base", "albert-chinese-small"]


def test_spreadsheets_and_scripts_get_the_same_plain_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    weights = ranked(capsys, "--family", "BERT", "--family", "ALBERT")["weights"]
    main(["rank", "--family", "BERT", "--family", "ALBERT", "--format", "csv"])
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    for name in ("place", "parameters", "parameter_bytes", "num_hidden_layers", "language"):
        assert [row[name] for row in rows] == ["" if w[name] is None else str(w[name]) for w in weights]
    assert {w["language"] for w in weights if "chinese" in w["name"]} == {"Chinese"}


def test_rst_is_a_table_that_docutils_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", "--family", "ALBERT", "--format", "rst"]) == 0
    document = docutils.core.publish_doctree(capsys.readouterr().out, settings_overrides={"halt_level": 2})
    rows = [[entry.astext() for entry in row] for row in document.findall(docutils.nodes.row)]
    assert len(rows) == 1 + len(ALBERT)
    assert rows[1][1].startswith("albert-xxlarge-v")


def test_csv_and_markdown_have_a_line_for_each_weight(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["rank", "--family", "ALBERT", "--format", "csv"])
    assert len(list(csv.DictReader(capsys.readouterr().out.splitlines()))) == len(ALBERT)
    path = tmp_path / "ranking.md"
    main(["rank", "--family", "ALBERT", "--format", "markdown", "--output", str(path)])
    assert sum(line.startswith("| ") for line in path.read_text().splitlines()) == 2 + len(ALBERT)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--family", "ALBRT"], "unknown family 'ALBRT'; did you mean ALBERT"),
        (["--family", "ALBERT", "--language", "Chines"], "unknown language 'Chines'; did you mean Chinese"),
    ],
)
def test_unknown_names_are_errors(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_size_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["rank", "--max", "lots"])
    assert exit_.value.code == 2
    assert "no count such as 11.7M" in capsys.readouterr().err


def test_a_language_may_be_said_as_names_of_weights_say_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert ranked(capsys, "--language", "zh") == ranked(capsys, "--language", "Chinese")


def test_sizes_that_no_weight_can_have_are_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rank", "--min", "1B", "--max", "1M"])
    assert ended.value.code == 2
    assert "usage: paddle-inspect rank" in capsys.readouterr().err


def test_a_mistake_in_a_command_shows_the_usage_of_that_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["rank", "--nonsense"])
    assert ended.value.code == 2
    assert "usage: paddle-inspect rank" in capsys.readouterr().err
