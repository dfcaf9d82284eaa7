"""`configs list`, `check` and `sync` as a user runs them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from paddle_inspect.base.disk import configs_folder
from paddle_inspect.cli import main
from paddle_inspect.models import catalogue


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of two families."""
    folder = tmp_path / "configs"
    for name in ("ALBERT", "Funnel"):
        shutil.copytree(configs_folder() / name, folder / name)
    shutil.copy(configs_folder() / catalogue.GENERAL_KEYS_FILE, folder)
    return folder


def configs(root: Path, *args: str) -> int:
    return main(["configs", "--configs", str(root), *args])


def change(path: Path, values: Mapping[str, object]) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, **values}), encoding="utf-8")


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_list_shows_families_and_a_total(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert configs(root, "list") == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1][:4] == ["ALBERT", "14", "14", "AlbertModel"]
    assert lines[2][:4] == ["Funnel", "10", "0", "FunnelModel"]
    assert lines[-1] == ["2", "families", "24", "14"]


def test_what_goes_for_every_action_stands_before_it_or_behind(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for words in (["--configs", str(root), "--no-pager", "list"], ["list", "--no-pager", "--configs", str(root)]):
        assert main(["configs", *words]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "Funnel" in said[0]
    assert "BART" not in said[0]


def test_lists_for_other_programs_have_no_total(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert configs(root, "list", "--format", "csv") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in lines] == ["family", "ALBERT", "Funnel"]
    assert configs(root, "list", "--format", "json") == 0
    families = json.loads(capsys.readouterr().out)["families"]
    assert [(family["name"], len(family["weights"])) for family in families] == [("ALBERT", 14), ("Funnel", 10)]
    assert configs(root, "list", "Funnel", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)["weights"]) == 10


def test_list_shows_the_weights_of_a_family(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert configs(root, "list", "albert") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split(maxsplit=4) == ["albert-base-v1", "ALBERT", "AlbertModel", "English", "ALBERT base model"]
    assert len(lines) == 15


def test_list_reports_a_broken_config_and_shows_the_rest(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "ALBERT" / "albert-base-v1" / "config.json"
    change(path, {"hidden_size": -1})
    assert configs(root, "list", "ALBERT") == 1
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert shown.err == f"paddle-inspect: {path}: hidden_size: is -1, expected a positive integer\n"
    assert lines[2].startswith("albert-large-v1 ")


def test_an_unknown_family_is_one_line_and_exit_2(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert configs(root, "list", "albrt") == 2
    assert capsys.readouterr().err == "paddle-inspect: unknown family 'albrt'; did you mean ALBERT?\n"


def test_a_missing_folder_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert configs(tmp_path / "nowhere", "list") == 2
    assert capsys.readouterr().err == f"paddle-inspect: {tmp_path / 'nowhere'}: no such folder of configs\n"


@pytest.mark.parametrize("args", [("sync",), ("sync", "ALBERT", "--all")])
def test_sync_wants_families_or_all(root: Path, args: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        configs(root, *args)
    assert caught.value.code == 2


@pytest.mark.paddle
class TestWithPaddleNLP:
    """What needs the installed PaddleNLP's own configs."""

    @pytest.fixture(autouse=True)
    def synced(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert configs(root, "sync", "ALBERT", "Funnel") == 0
        capsys.readouterr()

    def test_check_is_clean_after_a_sync(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert configs(root, "check", "ALBERT", "funnel") == 0
        assert capsys.readouterr().out.startswith("2 families: 0 differences from paddlenlp ")

    def test_a_second_sync_changes_nothing(self, root: Path) -> None:
        before = snapshot(root)
        assert configs(root, "sync", "ALBERT", "Funnel", "--check") == 0
        assert configs(root, "sync", "ALBERT", "Funnel") == 0
        assert snapshot(root) == before

    def test_check_names_file_key_and_both_values(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = root / "ALBERT" / "albert-base-v1" / "config.json"
        change(path, {"hidden_size": 1024})
        assert configs(root, "check", "ALBERT") == 1
        first, last = capsys.readouterr().out.splitlines()[:2]
        assert first.startswith(f"{path}: hidden_size: 1024 here, 768 in paddlenlp ")
        assert last.startswith("1 family: 1 difference from paddlenlp ")

    def test_check_reports_what_it_cannot_read_and_what_is_listed_nowhere(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (root / "ALBERT" / "albert-base-v1" / "config.json").write_text("{", encoding="utf-8")
        shutil.copytree(root / "ALBERT" / "albert-base-v2", root / "ALBERT" / "albert-base-v3")
        assert configs(root, "check", "ALBERT") == 1
        lines = capsys.readouterr().out.splitlines()
        assert "is not JSON" in lines[0]
        assert lines[1].endswith("albert-base-v3/config.json: belongs to no weight of catalogue.json")
        assert lines[2].startswith("1 family: 2 differences from paddlenlp ")

    def test_check_lists_what_counts_rest_on_and_is_clean_all_the_same(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert configs(root, "sync", "LayoutXLM") == 0
        capsys.readouterr()
        assert configs(root, "check", "LayoutXLM") == 0
        total, _, title, doubt = capsys.readouterr().out.splitlines()
        assert total.startswith("1 family: 0 differences from paddlenlp ")
        assert title == "Evidence of doubt"
        assert doubt.startswith("LayoutXLM: layoutxlm-base-uncased: use_visual_backbone is not in its config")
        assert "369,057,216" in doubt

    def test_check_of_everything_reports_missing_and_unknown_families(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        shutil.copytree(root / "Funnel", root / "Tunnel")
        change(root / "Tunnel" / "catalogue.json", {"module": "paddlenlp.transformers.tunnel.modeling"})
        assert configs(root, "check") == 1
        lines = capsys.readouterr().out.splitlines()
        assert any(line.startswith("BERT: is missing, but paddlenlp ") for line in lines)
        assert any(line.startswith("Tunnel: is no family of paddlenlp ") for line in lines)

    def test_sync_repairs_and_keeps_what_people_wrote(self, root: Path) -> None:
        before = snapshot(root)
        change(root / "ALBERT" / "albert-base-v1" / "config.json", {"hidden_size": 1024})
        (root / "ALBERT" / "albert-base-v2" / "config.json").unlink()
        shutil.copytree(root / "ALBERT" / "albert-base-v2", root / "ALBERT" / "who" / "albert-base-v3")
        shutil.copy(root / "ALBERT" / "albert-large-v2" / "config.json", root / "ALBERT" / "who" / "albert-base-v3")
        assert configs(root, "sync", "ALBERT", "--check") == 1
        assert (root / "ALBERT" / "who").exists()
        assert configs(root, "sync", "ALBERT") == 0
        assert snapshot(root) == before
        assert not (root / "ALBERT" / "who").exists()

    def test_sync_keeps_a_renamed_family_where_people_moved_it(self, root: Path) -> None:
        (root / "ALBERT").rename(root / "A-Lite-BERT")
        assert configs(root, "sync", "A-Lite-BERT", "--check") == 0

    def test_sync_writes_a_new_family(self, tmp_path: Path) -> None:
        fresh = tmp_path / "fresh"
        assert configs(fresh, "sync", "ALBERT") == 0
        family = catalogue.load(fresh).family("ALBERT")
        assert (len(family.weights), family.problems, family.lists_all) == (14, (), False)

    def test_sync_stops_at_a_catalogue_that_it_cannot_read(
        self, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (root / "ALBERT" / "catalogue.json").write_text("{", encoding="utf-8")
        assert configs(root, "sync", "ALBERT") == 2
        assert "catalogue.json: is not JSON" in capsys.readouterr().err

    def test_sync_of_an_unknown_family_offers_the_nearest(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert configs(root, "sync", "albrt") == 2
        assert "did you mean ALBERT" in capsys.readouterr().err
