"""`import paddle_inspect as pi`: what a script or a notebook asks, and what it gets."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import paddle_inspect as pi
from paddle_inspect import api
from paddle_inspect.base import errors
from paddle_inspect.base.records import BuiltIn, Finding, KnownKeys, Severity, TensorInfo, TorchName, WeightSpec
from paddle_inspect.checkpoints import contents
from paddle_inspect.models import catalogue, ways
from paddle_inspect.models import rank as ranking
from paddle_inspect.models import show as model
from paddle_inspect.pages import errata
from paddle_inspect.pages.read.reader import read_page
from paddle_inspect.pages.records import Report
from tests import weight_files as wf
from tests.arithmetic import albert
from tests.fakes import ALBERT_PAGE, ROOT
from tests.given_zoo import TINY, GivenZoo, in_place_of_all, tiny, tiny_tensors
from tests.harm import HOSTILE, harmful

ALBERT = catalogue.load().family("ALBERT").weights
PAGE = ALBERT_PAGE.read_text(encoding="utf-8")
#: The catalogue's albert-base-v2: a head of two labels on tiny tensors has 8 x 2 + 2 elements.
BASE = sum(t.numel for t in TINY if t.name != "embeddings.ids")
CLASSIFIER = 8 * 2 + 2


# the package itself


def test_importing_the_package_imports_nothing_of_it() -> None:
    script = (
        "import sys, paddle_inspect as pi; pi.__version__\n"
        "print([name for name in sys.modules if name.startswith('paddle_inspect.')])\n"
        "print({'paddle', 'paddlenlp', 'rich', 'docutils', 'numpy'} & set(sys.modules))\n"
        "dir(pi), pi.weights('ALBERT')\n"
        "pi.families('ALBERT'), pi.InspectError, pi.Run(), pi.errors, pi.records, pi.Model\n"
        "print({'paddle', 'paddlenlp', 'rich', 'docutils', 'numpy'} & set(sys.modules))\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ended.stdout == "['paddle_inspect._version']\nset()\nset()\n"


def test_every_name_leads_somewhere() -> None:
    assert dir(pi) == sorted(pi.__all__)
    for name in pi.__all__:
        assert getattr(pi, name) is not None
    assert (pi.InspectError, pi.count) == (errors.InspectError, api.count)
    assert set(pi.__all__) == {*api.__all__, "__version__", "errors", "records"}


def test_the_types_of_results_and_errors_have_names() -> None:
    assert {type(pi.families("ALBERT")), type(pi.weights("ALBERT"))} == {pi.Families, pi.Weights}
    assert (pi.errors, pi.records.WeightSpec) == (errors, WeightSpec)
    with pytest.raises(pi.errors.UnknownName):
        pi.weights("ALBRT")


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cuont'"):
        pi.cuont  # noqa: B018


# weights


def test_families_and_weights() -> None:
    [family] = pi.families("albert")
    assert isinstance(family, catalogue.Family)
    assert (family.name, family.weights) == ("ALBERT", ALBERT)
    assert tuple(pi.weights("ALBERT", "albert")) == ALBERT
    assert len(pi.families()) == len(catalogue.load().names)
    assert "albert-base-v1" in str(pi.weights("ALBERT"))


def test_a_count_is_of_the_base_model_or_under_a_head(tiny_zoo: GivenZoo) -> None:
    found = pi.count("albert-base-v2")
    assert isinstance(found, model.Model)
    assert (found.title, found.parameters, found.tensors) == ("albert-base-v2", BASE, TINY)
    headed = pi.count("albert-base-v2", head="sequence-classification", num_labels=5)
    assert (headed.title, headed.head) == (
        "albert-base-v2 for sequence-classification",
        "sequence-classification",
    )
    assert headed.parameters == BASE + 8 * 5 + 5
    assert f"{BASE:,}" in str(found)


def test_a_config_stands_in_for_the_weights_own(tiny_zoo: GivenZoo, tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"architectures": ["AlbertForSequenceClassification"], "num_labels": 3}))
    for path in (config, str(config)):
        assert pi.count("albert-base-v2", config=path).parameters == BASE + 8 * 3 + 3


def test_a_run_keeps_what_was_counted_and_says_how_far_it_is(tiny_zoo: GivenZoo, tmp_path: Path) -> None:
    told: list[tuple[int, str]] = []

    def follow(items: Sequence[object], what: str) -> Sequence[object]:
        told.append((len(items), what))
        return items

    for fresh, asked in ((False, 1), (False, 1), (True, 2)):
        run = pi.Run(keep=pi.Keep(tmp_path, fresh=fresh), follow=follow)
        assert pi.count("albert-base-v2", run=run).parameters == BASE
        assert len(tiny_zoo.asked) == asked
    assert told == [(1, "building models"), (0, "building models"), (1, "building models")]


def test_heads_and_what_each_adds(tiny_zoo: GivenZoo) -> None:
    found = pi.heads("albert-base-v2")
    assert [(head.name, head.architecture) for head in found.heads] == [
        ("base", "AlbertModel"),
        ("sequence-classification", "AlbertForSequenceClassification"),
    ]
    assert found.counted == ()
    counted = pi.head_counts("albert-base-v2")
    assert counted.heads == found.heads
    assert f"+{CLASSIFIER}" in str(counted)
    assert "+0" not in str(found)


def test_show_says_why_nothing_is_traced(tiny_zoo: GivenZoo) -> None:
    assert pi.show("albert-base-v2", trace=False).trace is None
    found = pi.show("albert-base-v2", torch_names=True, buffers=False)
    assert isinstance(found.trace, errors.NotTraced)
    assert "Not traced, so what runs is not known: not in this test" in str(found)
    assert found.notes == ("PaddleNLP has no mapping to torch's names for AlbertModel: names and shapes are Paddle's.",)
    assert found.tensors == tuple(t for t in TINY if t.name != "embeddings.ids")
    with pytest.raises(errors.NotTraced):
        pi.show("albert-base-v2", batch=2)
    with pytest.raises(errors.NotTraced):
        pi.show("albert-base-v2", seq_len=4)


def test_show_has_the_names_and_shapes_of_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        "embeddings.weight": TorchName(name="wte"),
        "encoder.0.weight": TorchName(name="h.0.weight", transposed=True),
        "encoder.0.bias": TorchName(name="h.0.bias"),
    }
    in_place_of_all(monkeypatch, GivenZoo(tiny, torch=names))
    found = pi.show("albert-base-v2", torch_names=True)
    assert [(tensor.name, tensor.shape) for tensor in found.tensors] == [
        ("wte", (50, 8)),
        ("embeddings.ids", (1, 9)),
        ("h.0.weight", (32, 8)),
        ("h.0.bias", (32,)),
    ]
    assert found.notes == (
        "Not in PaddleNLP's mapping for AlbertModel, so under Paddle's names: embeddings.ids.",
        "What is tied and what runs more than once goes by Paddle's names all the same.",
    )
    assert (found.inventory.tensors, found.parameters) == (TINY, BASE)


def test_rank(arithmetic_zoo: GivenZoo) -> None:
    found = pi.rank("ALBERT")
    assert isinstance(found, ranking.Ranking)
    expected = {spec.name: albert(spec.config) for spec in ALBERT}
    assert {one.spec.name: one.totals.parameters for one in found.ranked} == expected
    small = pi.rank("ALBERT", language="chinese", least=4_100_000, most=11_000_000, sort="name", reverse=True)
    assert [one.spec.name for one in small.ranked] == ["albert-chinese-small", "albert-chinese-base"]
    funnel = pi.rank("Funnel")
    assert (funnel.ranked, list(funnel), len(funnel)) == ((), [], 0)
    assert (tuple(found), len(found)) == (found.ranked, len(ALBERT))


def test_explain(arithmetic_zoo: GivenZoo) -> None:
    found = pi.explain("albert-base-v1", "11.7M")
    assert isinstance(found, ways.Explanation)
    assert found.codes["11.7M"][0] == "base"
    assert "11.7M agrees with: parameters of the base model" in str(found)
    [documented] = pi.explain("albert-chinese-xlarge").documented
    assert documented.figure.text == "60M"
    assert "11.7M parameters: given, not read from a page" in str(found)
    with pytest.raises(ValueError, match="no count"):
        pi.explain("albert-base-v1", "lots")


# pages


def test_summary(arithmetic_zoo: GivenZoo) -> None:
    found = pi.summary()
    assert {row.name: row.inventory and row.inventory.parameters for row in found.rows} == {
        spec.name: albert(spec.config) for spec in ALBERT
    }
    assert found.findings
    assert found.page("zh").count("|``albert-") == found.page().count("|``albert-") == 14
    assert found.explained is None
    explained = pi.summary("ALBERT", docs=ALBERT_PAGE, explain=True).explained
    assert explained is not None
    assert explained["albert-base-v2"].brief == "base"


def test_check_of_a_path_a_folder_and_a_text(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    path = tmp_path / "ALBERT" / "contents.rst"
    path.parent.mkdir()
    path.write_text(PAGE, encoding="utf-8")
    of_text, of_path, of_folder = pi.check(PAGE), pi.check(path), pi.check(str(tmp_path))
    codes = [finding.code for finding in of_path.findings]
    assert "contradicted-figure" in codes
    assert codes == [f.code for f in of_folder.findings] == [f.code for f in of_text.findings]
    assert ([one for one, _ in of_text.pages], [one for one, _ in of_path.pages]) == (["page"], [str(path)])
    assert not any(found.is_clean for found in (of_text, of_path, of_folder))
    wrong = [finding for finding in of_path.findings if finding.severity.value != "note"]
    assert str(of_path).splitlines()[-1].startswith(f"1 page: {len(wrong)} findings (")


def test_a_page_that_cannot_be_read_is_an_error_beside_the_others(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    broken = tmp_path / "broken.rst"
    broken.write_bytes(b"\xff\n")
    found = pi.check(broken, ALBERT_PAGE)
    assert [path for path, _ in found.pages] == [str(ALBERT_PAGE)]
    assert found.errors == ((str(broken), f"{broken}:1: is not UTF-8 (byte 0xff)"),)
    clean = tmp_path / "ALBERT" / "contents.rst"
    clean.parent.mkdir()
    clean.write_text(pi.fix(PAGE).text, encoding="utf-8")
    assert pi.check(clean).is_clean
    assert not pi.check(clean, broken).is_clean


@pytest.mark.parametrize(
    ("severity", "is_clean"), [(Severity.ERROR, False), (Severity.WARNING, False), (Severity.NOTE, True)]
)
def test_notes_alone_are_clean(severity: Severity, is_clean: bool) -> None:
    finding = Finding(code="a-code", severity=severity, message="said")
    report = Report(rows=(), findings=(finding,))
    assert api.Checked(pages=(("a.rst", Report(rows=())), ("b.rst", report))).is_clean is is_clean
    file = contents.Checkpoint(path="a", layout="x", files=("a",), size=1, parts=(), findings=(finding,))
    assert api.Checkpoints(files=(file,)).is_clean is is_clean
    assert not api.Checkpoints(files=(), errors=(contents.Refused(path="a", message="a: no"),)).is_clean


def test_fix_of_a_text(arithmetic_zoo: GivenZoo) -> None:
    found = pi.fix(PAGE)
    assert found.changed
    assert found.findings == found.report.findings
    removed = [line[1:] for line in found.diff().splitlines(keepends=True) if line[:1] == "-" and line[:3] != "---"]
    assert removed
    assert all(line in PAGE for line in removed)
    assert pi.check(found.text).is_clean
    again = pi.fix(found.text)
    assert (again.changed, again.text, again.diff()) == (False, found.text, "")


def test_fix_of_a_path_writes_nothing(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    path = tmp_path / "ALBERT.rst"
    path.write_text(PAGE, encoding="utf-8")
    for page in (path, str(path)):
        assert pi.fix(page, family="ALBERT").text == pi.fix(PAGE).text
    assert pi.fix(path).diff().startswith(f"--- {path}\n+++ {path} (fixed)\n")
    assert path.read_text(encoding="utf-8") == PAGE


def test_repairs_go_on_behind_a_page_that_fails(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    broken = tmp_path / "broken.rst"
    broken.write_bytes(b"\xff\n")
    first, second = pi.repairs(broken, str(ALBERT_PAGE))
    assert first.repaired is None
    assert isinstance(first.error, errors.InputError)
    assert str(first) == str(first.error) == f"{broken}:1: is not UTF-8 (byte 0xff)"
    assert json.loads(first.to("json"))["errors"] == [{"path": str(broken), "message": str(first.error)}]
    assert second.repaired is not None
    assert second.repaired.text == pi.fix(PAGE).text
    assert (str(second), second._repr_html_()) == (str(second.repaired), second.repaired._repr_html_())


@pytest.mark.usefixtures("arithmetic_zoo")
def test_one_reference_is_enough_for_one_page_of_weights_among_other_files(tmp_path: Path) -> None:
    reference, pages = tmp_path / "reference.rst", tmp_path / "pages"
    pages.mkdir()
    for path, text in ((reference, PAGE), (pages / "a.rst", PAGE), (pages / "index.rst", "Pages\n=====\n")):
        path.write_text(text, encoding="utf-8")
    assert [outcome.source.path.name for outcome in pi.repairs(pages, reference=reference)] == ["a.rst"]
    (pages / "b.rst").write_text(PAGE, encoding="utf-8")
    with pytest.raises(errors.InputError, match="cannot be the reference of several"):
        pi.repairs(pages, reference=reference)


def test_pages_come_one_by_one(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    page = tmp_path / "ALBERT.rst"
    page.write_text(PAGE, encoding="utf-8")
    assert [one.source.path for one in pi.repairs(page, ALBERT_PAGE)] == [page, ALBERT_PAGE]


def test_errata(arithmetic_zoo: GivenZoo) -> None:
    found = pi.errata(ALBERT_PAGE)
    assert isinstance(found, errata.Errata)
    assert (found.pages, found.weights) == (1, 13)
    figures = {(one.weight, one.figure): (one.documented, one.counted) for one in found.contradicted}
    large = albert(catalogue.load().weight("albert-chinese-xlarge").config)
    assert figures["albert-chinese-xlarge", "parameters"] == ("60M", large)


def test_figures_that_were_taken_earlier_give_the_same_errata(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    facts = api.facts(ALBERT_PAGE)
    assert facts["ALBERT"]["albert-chinese-xlarge"]["parameters"] == "60M"
    assert api.errata_of_facts(facts) == pi.errata(ALBERT_PAGE)
    path = tmp_path / "facts.json"
    path.write_text(api.facts_json(facts), encoding="utf-8")
    assert api.read_facts(path) == facts


def test_a_folder_has_a_document_for_each_weight(arithmetic_zoo: GivenZoo) -> None:
    for format, suffix in (("markdown", ".md"), ("rst", ".rst")):
        files = api.folder("ALBERT", format=format)
        assert set(files) == {f"index{suffix}", "weights.json", *(f"ALBERT/{spec.name}{suffix}" for spec in ALBERT)}
        assert list(files) == sorted(files)
        assert "not in this test" in files[f"ALBERT/albert-base-v1{suffix}"]
        assert api.folder("ALBERT", format=format) == files
        tree = json.loads(files["weights.json"])
        assert {(one["weight"], one["page"]) for one in tree["weights"]} == {
            (spec.name, f"ALBERT/{spec.name}{suffix}") for spec in ALBERT
        }


def test_every_kind_of_finding_is_in_the_manual() -> None:
    assert "contradicted-figure (error)" in api.manual()


# the catalogue and what is installed


TOY = BuiltIn(
    folder="Toy",
    module="toy.modeling",
    architecture="ToyModel",
    keys=KnownKeys(sizes=frozenset({"hidden_size"})),
    configs={"toy-base": {"hidden_size": 8}},
    undescribed={"toy-lost": "it has no config"},
)


def test_a_sync_writes_what_the_library_says_and_then_nothing_drifts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_place_of_all(monkeypatch, GivenZoo(tiny, [TOY]))
    root = tmp_path / "configs"
    sync = api.config_sync(root=root)
    assert (sync.source, sync.families) == ("paddlenlp 2.8.1", ("Toy",))
    assert not root.exists()
    assert str(sync).splitlines()[-1] == "1 family of paddlenlp 2.8.1: 3 files to change"
    assert {(change.path.name, change.is_new) for change in sync.changes} == {
        ("catalogue.json", True),
        ("config.json", True),
        ("general_keys.json", True),
    }
    sync.write()
    assert {path.relative_to(root).as_posix() for path in root.rglob("*.json")} == {
        "Toy/catalogue.json",
        "Toy/toy-base/config.json",
        "general_keys.json",
    }
    assert api.config_sync("toy", root=root).changes == ()
    assert api.config_drift(root=root).differences == ()
    config = root / "Toy" / "toy-base" / "config.json"
    config.write_text('{"hidden_size": 9}', encoding="utf-8")
    drift = api.config_drift("toy", root=root)
    assert drift.differences == (f"{config}: hidden_size: 9 here, 8 in paddlenlp 2.8.1",)
    assert str(drift) == f"{drift.differences[0]}\n1 family: 1 difference from paddlenlp 2.8.1"
    again = api.config_sync(root=root)
    assert [(change.path, change.is_new) for change in again.changes] == [(config, False)]
    assert str(again).splitlines()[1].split() == [str(config), "rewritten"]
    [family] = pi.families(root=root)
    assert [spec.name for spec in family.weights] == ["toy-base", "toy-lost"]
    assert api.config_problems(root=root) == ()
    config.write_text("{", encoding="utf-8")
    [problem] = api.config_problems("Toy", root=root)
    assert str(problem).startswith(f"{config}: is not JSON")
    with pytest.raises(errors.UnknownName, match="did you mean Toy"):
        api.config_sync("Toyy", root=root)


# files


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write(tmp_path / "base.pdparams", TINY)


def write(path: Path, tensors: tuple[TensorInfo, ...]) -> Path:
    return wf.write_pickle(path, {t.name: np.zeros(t.shape, t.dtype) for t in tensors})


def test_checkpoint(base: Path) -> None:
    for path in (base, str(base)):
        found = pi.checkpoint(path)
        assert isinstance(found, contents.Checkpoint)
        assert [(t.name, t.shape) for t in found.weights.tensors] == [(t.name, t.shape) for t in TINY]
    assert "encoder.0.weight" in str(found)


def test_compare_and_verify(tiny_zoo: GivenZoo, base: Path) -> None:
    assert pi.verify("albert-base-v2", base).is_clean
    assert pi.compare("albert-base-v1", base).is_same
    assert pi.compare(base, base).is_clean
    found = pi.verify("albert-base-v2", base, head="sequence-classification")
    assert [t.name for t in found.differences.only_left] == ["classifier.weight", "classifier.bias"]
    assert "different: 2 missing" in str(found)
    other = pi.compare(base, "albert-base-v2", right_head="sequence-classification")
    assert "different: 2 only right" in str(other)
    assert not found.is_same
    assert not other.is_clean


def test_a_prefix_is_a_difference_when_names_are_to_be_exact(tiny_zoo: GivenZoo, tmp_path: Path) -> None:
    path = write(tmp_path / "prefixed.pdparams", tuple(replace(t, name=f"albert.{t.name}") for t in TINY))
    for exact in (False, True):
        assert pi.compare("albert-base-v1", path, exact_names=exact).is_same is not exact
        assert pi.verify("albert-base-v1", path, exact_names=exact).is_same is not exact


def test_a_comparison_of_heads(tiny_zoo: GivenZoo, base: Path) -> None:
    head, name = "sequence-classification", "albert-base-v1"
    assert pi.compare(name, name, head=head).is_same
    assert pi.compare(name, name, head=head, left_head="base").differences.left.elements == BASE + 9
    labelled = pi.compare(name, name, right_head=head, num_labels=5)
    assert labelled.differences.right.elements == BASE + 9 + 8 * 5 + 5
    with pytest.raises(errors.InputError, match="only a catalogued weight or a config takes a head"):
        pi.compare(base, name, left_head=head)


def test_identify(tiny_zoo: GivenZoo, tmp_path: Path) -> None:
    spec = WeightSpec(name="large", family="ALBERT", architecture="AlbertForX", config={"num_labels": 7})
    found = pi.identify(write(tmp_path / "large.pdparams", tiny_tensors(spec)), family="ALBERT")
    assert found.is_certain
    assert (found.matches[0].head, "large" in found.matches[0].weight) == ("sequence-classification", True)
    none = pi.identify(write(tmp_path / "none.pdparams", (TensorInfo(name="x", shape=(3,), dtype="int8"),)))
    assert (none.matches, none.is_certain) == ((), False)


# errors, and how results show


ERRORS: dict[str, tuple[Callable[[], object], type[errors.InspectError], str]] = {
    "families": (lambda: pi.families("ALBRT"), errors.UnknownName, "did you mean ALBERT"),
    "weights": (lambda: pi.weights("ALBRT"), errors.UnknownName, "did you mean ALBERT"),
    "count": (lambda: pi.count("albert-bse-v2"), errors.UnknownName, "did you mean albert-base-v2"),
    "count of nothing": (lambda: pi.count("bert-base-uncased"), errors.NotCounted, "not in the tests"),
    "head": (lambda: pi.count("albert-base-v2", head="clasification"), errors.UnknownName, "sequence-classification"),
    "config": (lambda: pi.count("albert-base-v2", config="no.json"), errors.ConfigError, "no.json"),
    "heads": (lambda: pi.heads("albert-bse-v2"), errors.UnknownName, "did you mean"),
    "rank": (lambda: pi.rank("ALBERT", language="Chines"), errors.UnknownName, "did you mean Chinese"),
    "explain": (lambda: pi.explain("albert-base-v1", docs="no.rst"), errors.InputError, "no.rst"),
    "summary": (lambda: pi.summary(docs="no.rst"), errors.InputError, "no.rst"),
    "check": (lambda: pi.check("no.rst"), errors.InputError, "no.rst"),
    "check of a family": (lambda: pi.check(ALBERT_PAGE, family="ALBRT"), errors.UnknownName, "did you mean ALBERT"),
    "fix": (lambda: pi.fix("no.rst"), errors.InputError, "no.rst"),
    "fix of a family": (lambda: pi.fix(PAGE, family="ALBRT"), errors.UnknownName, "did you mean ALBERT"),
    "errata": (lambda: pi.errata("no.rst"), errors.InputError, "no.rst"),
    "checkpoint": (lambda: pi.checkpoint("no.pdparams"), errors.InputError, "no such file"),
    "compare": (lambda: pi.compare("albert-base-v1", "no.pdparams"), errors.InputError, "no such file"),
    "verify": (lambda: pi.verify("albert-base-v1", "no.pdparams"), errors.InputError, "no such file"),
    "identify": (lambda: pi.identify("no.pdparams"), errors.InputError, "no such file"),
}


@pytest.mark.usefixtures("tiny_zoo")
@pytest.mark.parametrize("what", ERRORS)
def test_errors_are_the_packages_own(what: str) -> None:
    ask, kind, message = ERRORS[what]
    with pytest.raises(pi.InspectError, match=message) as raised:
        ask()
    assert type(raised.value) is kind


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


HOSTILE_NAME = f"{HOSTILE}<img src=x onerror=alert(1)>"


def test_a_result_shows_hostile_names_harmlessly(arithmetic_zoo: GivenZoo, tmp_path: Path) -> None:
    name = HOSTILE.replace("\x85", "")  # which would end the line
    row = next(line for line in PAGE.splitlines(keepends=True) if line.startswith("|``albert-base-v1``"))
    page = PAGE.replace(row, f"|``org/{name}`` | English | 12-layer, 9M parameters. |\n+--+--+--+\n{row}", 1)
    file = wf.write_pickle(tmp_path / "a.pdparams", {HOSTILE_NAME: np.zeros(3, "float32")})
    results = (pi.check(page), pi.fix(page), pi.checkpoint(file), pi.compare(file, file), pi.identify(file))
    for result in results:
        plain, html = str(result), result._repr_html_()
        assert not harmful(plain + html)
        assert not plain.endswith("\n")
        assert repr(result) == plain
        assert html.startswith("<div")
        assert Tags(html).tags <= {"div", "h1", "h2", "table", "thead", "tbody", "tr", "th", "td", "p", "strong"}
    for result in results[:2]:
        assert "org/w\\x1b[31m" in str(result)
    for result in results[2:3]:
        assert "&lt;img src=x onerror=alert(1)&gt;" in result._repr_html_()
        assert "<img src=x onerror=alert(1)>" in str(result)


@pytest.mark.usefixtures("tiny_zoo")
def test_every_result_can_be_had_in_every_format(base: Path) -> None:
    results = (
        pi.families("ALBERT"), pi.weights("ALBERT"), pi.count("albert-base-v1"), pi.heads("albert-base-v1"),
        pi.head_counts("albert-base-v1"), pi.rank("ALBERT"), pi.explain("albert-base-v1", "12M"), pi.summary(),
        pi.check(PAGE), pi.fix(PAGE), pi.errata(ALBERT_PAGE), pi.checkpoint(base), pi.compare(base, base),
        pi.verify("albert-base-v1", base), pi.identify(base),
    )  # fmt: skip
    for result in results:
        assert isinstance(json.loads(result.to("json")), dict)
        assert result.to("terminal") == f"{result}\n"
        for name in ("csv", "markdown", "rst"):
            assert result.to(name).endswith("\n")


@pytest.mark.parametrize(
    ("count", "shown", "more"), [(20, 20, None), (21, 20, "... and 1 more row"), (400, 20, "... and 380 more rows")]
)
def test_a_notebook_shows_the_beginning_of_a_large_table(
    tmp_path: Path, count: int, shown: int, more: str | None
) -> None:
    tensors = {f"w{number}": np.zeros(1, "float32") for number in range(count)}
    found = pi.checkpoint(wf.write_pickle(tmp_path / "a.pdparams", tensors))
    assert found.to("html").count('<td style="text-align: left">w') == count
    html = found._repr_html_()
    assert html.count('<td style="text-align: left">w') == shown
    assert [line for line in html.splitlines() if "more row" in line] == ([f"<p>{more}</p>"] if more else [])


NOT_MEANT = [
    (lambda: pi.explain("bart-base", "abc"), "is no count such as"),
    (lambda: pi.explain("bart-base", "9" * 400), "is no count such as"),
    (lambda: pi.rank("ALBERT", sort="weight"), "unknown sort key 'weight'"),
    (lambda: pi.count("albert-base-v2", num_labels=3), "is for a head"),
    (lambda: pi.count("albert-base-v2", head="masked-lm", num_labels=0), "0 is no number of labels"),
    (lambda: pi.show("albert-base-v2", seq_len=0), "0 is no size of a pass"),
    (lambda: pi.families("ALBERT").to("tables"), "unknown format 'tables'"),
    (lambda: pi.folder("ALBERT", format="csv"), "unknown format of folders 'csv'"),
]


@pytest.mark.usefixtures("arithmetic_zoo")
@pytest.mark.parametrize(("call", "says"), NOT_MEANT, ids=[says for _, says in NOT_MEANT])
def test_an_argument_that_cannot_be_meant_is_an_error_of_ours(call: Callable[[], object], says: str) -> None:
    with pytest.raises(pi.InspectError, match=says):
        call()


def test_a_result_takes_every_name_of_a_format() -> None:
    families = pi.families("ALBERT")
    assert families.to("table") == families.to("text") == families.to("terminal") == f"{families}\n"


def test_no_text_is_a_text_and_no_path() -> None:
    assert [finding.code for finding in pi.check("").findings] == ["no-weights"]
    assert not pi.fix("").changed


def test_a_diff_has_the_lines_that_patch_sees() -> None:
    """A line separator ends a line for Python, and for nobody else."""
    page = read_page("prose\u2028with one, and \x85 another\r\nold\nend")
    diff = api.Repaired(page=page, text=page.text.replace("old", "new"), report=Report(rows=())).diff()
    assert diff == (
        "--- page\n+++ page (fixed)\n@@ -1,3 +1,3 @@\n prose\u2028with one, and \x85 another\r\n-old\n+new\n"
        " end\n\\ No newline at end of file\n"
    )
