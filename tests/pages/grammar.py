"""Writes pages of made-up families in upstream's style, so that tests know every word that a page said.

    page     prose above, a grid table, prose below, link targets; English or Chinese
    row      ``name`` | language | figures, description, reference: mostly all three, now and then one of them alone
    figures  12-layer, 768-hidden, 12-heads, 110M parameters.      or 12 repeating layers, 128 embedding, ...

Every choice comes from the `random.Random` that is handed in. The figures of a page are true: what a weight's config
and its count say, printed at one of the precisions that upstream uses. Nothing here knows how pages are read.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from paddle_inspect.models import catalogue
from paddle_inspect.models.catalogue import Family
from paddle_inspect.pages.repair import Repairer
from tests.damage import Healthy, Row, columns
from tests.fakes import GivenCounts

_ONSETS = ("b", "dr", "f", "gl", "k", "l", "m", "n", "p", "r", "t", "v", "z")
_NUCLEI = ("a", "e", "i", "o", "u")
_CODAS = ("l", "n", "r", "x", "rt", "sk")
_ORGANISATIONS = ("orbit-lab", "Kestrel", "npl4", "deepgarden", "UniWest", "t-park")
_SIZES = ("nano", "tiny", "small", "medium", "base", "large", "xlarge", "6l-768h")
_VARIETIES = ("", "", "", "-v2", "-1.0", "-cased", "-ext", "_wwm", "-finetuned-quiz")

#: Languages as cells say them, with what a weight's name calls them, "" for what no name mentions.
_LANGUAGES = {
    "English": "en",
    "Chinese": "zh",
    "German": "german",
    "Japanese": "japanese",
    "Dutch": "dutch",
    "Turkish": "turkish",
    "Multilingual": "multilingual",
    "Arabic": "",
    "Cantonese": "",  # in no list of languages: believed for its place
    "Chinese and English": "",
}
#: Layers, hidden size and heads.
_SHAPES = (
    (2, 128, 2),
    (3, 1024, 16),
    (4, 312, 12),
    (4, 384, 12),
    (6, 768, 12),
    (12, 256, 4),
    (12, 768, 12),
    (12, 1024, 16),
    (20, 1024, 16),
    (24, 1024, 16),
    (24, 2048, 32),
    (48, 1600, 25),
)
_VOCABULARIES = (18_000, 21_128, 30_522, 40_000, 50_304)

_KINDS_OF_TEXT = ("lower-cased", "cased", "medical", "legal", "web", "spoken", "news")
_SOURCES = ("encyclopedias", "subtitles", "patents", "forum posts", "short stories", "court decisions")
_TASKS = ("question answering", "named entities", "sentiment", "retrieval of passages", "spelling")
_TEXT_ZH = ("区分大小写的", "医疗领域的", "法律领域的", "网络", "新闻", "口语")
_SOURCES_ZH = ("百科语料", "字幕语料", "专利语料", "论坛语料", "短篇小说")
_TASKS_ZH = ("问答", "实体识别", "情感分析", "段落检索", "拼写纠错")
_REFERS = ("Please refer to:", "For details, please refer to:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """What a made-up weight's config says."""

    layers: int
    hidden: int
    heads: int
    vocabulary: int
    embedding: int

    @property
    def parameters(self) -> int:
        """A vocabulary's rows, their projection, and twelve squares of the hidden size for every layer."""
        return (self.vocabulary + self.hidden) * self.embedding + 12 * self.layers * self.hidden**2

    def config(self) -> dict[str, int]:
        """The keys that configs of most families have."""
        return {
            "num_hidden_layers": self.layers,
            "hidden_size": self.hidden,
            "num_attention_heads": self.heads,
            "embedding_size": self.embedding,
            "vocab_size": self.vocabulary,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A page before any damage, and what is true of the family that it is about.

    `family` lists the catalogue's weights in its order, also those that the page has no row for. `sizes` has those of
    every weight with a config; `counted` are the weights that were counted.
    """

    title: str
    healthy: Healthy
    family: tuple[str, ...]
    sizes: Mapping[str, Sizes]
    counted: frozenset[str]

    @property
    def text(self) -> str:
        """The page."""
        return self.healthy.text()


@contextmanager
def workbench(written: Written, *, known: bool) -> Iterator[tuple[Repairer, Family | None]]:
    """A bench over a catalogue folder that has the page's family, or over one that has none, and the family."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if known:
            _write_catalogue(root / written.title, written)
        counts = {name: written.sizes[name].parameters for name in written.counted}
        bench = Repairer(catalogue.load(root), GivenCounts(counts))
        yield bench, bench.catalogue.family(written.title) if known else None


def _write_catalogue(folder: Path, written: Written) -> None:
    for name in written.family:
        (folder / name).mkdir(parents=True)
        (folder / name / "config.json").write_text(json.dumps(written.sizes[name].config()), encoding="utf-8")
    weights = [{"name": name, "architecture": "MadeUpModel"} for name in written.family]
    header = {"title": written.title, "module": "made.up.modeling", "synced_from": "a test", "weights": weights}
    (folder / "catalogue.json").write_text(json.dumps(header), encoding="utf-8")


def write(rng: random.Random, *, placeholders: bool = True) -> Written:
    """A page and its family.

    Args:
        rng: every choice.
        placeholders: whether `_M` may stand where a count should.
    """
    return _Writer(rng, placeholders).write()


class _Writer:
    """The habits of one page: its language, the wording of its figures, how its table is drawn."""

    def __init__(self, rng: random.Random, placeholders: bool) -> None:
        self.rng, self.placeholders = rng, placeholders
        self.stem = _word(rng)
        self.title = rng.choice((self.stem.upper(), f"{self.stem.title()}Net", f"{self.stem.title()}-M"))
        self.chinese = rng.random() < 0.5
        self.chinese_details = self.chinese and rng.random() < 0.5
        self.repeating = rng.random() < 0.25
        self.usual = rng.choice(("English", "Chinese"))
        self.of_many = rng.random() < 0.5
        self.shared = f"{self.stem}-guide" if rng.random() < 0.15 else None
        self.targets: dict[str, None] = {}
        self.sizes: dict[str, Sizes] = {}

    def write(self) -> Written:
        rng = self.rng
        names = self._names(rng.randint(5, 14))
        rows = tuple(self._row(name, language, names) for name, language in names.items())
        family = [name for name in names if name in self.sizes]
        for name in self._names(rng.randint(0, 5)):
            if name not in names and "/" not in name:
                self.sizes[name] = self._new_sizes()
                family.insert(rng.randint(0, len(family)), name)
        return Written(
            title=self.title,
            healthy=self._drawn(rows),
            family=tuple(family),
            sizes=self.sizes,
            counted=frozenset(name for name in family if rng.random() < 0.9),
        )

    # Names and sizes

    def _names(self, number: int) -> dict[str, str]:
        """Names and their languages; the family's own first, those of other people behind."""
        names: dict[str, str] = {}
        while len(names) < number:
            language = self.rng.choice([*_LANGUAGES]) if self.of_many and self.rng.random() < 0.4 else self.usual
            mentioned = _LANGUAGES[language]
            name = f"{self.stem}-{self.rng.choice(_SIZES)}{self.rng.choice(_VARIETIES)}"
            if mentioned and (language != self.usual or self.rng.random() < 0.3):
                name += f"-{mentioned}"
            if self.rng.random() < 0.3:
                name = f"{self.rng.choice(_ORGANISATIONS)}/{name}"
            names[name] = language
        return dict(sorted(names.items(), key=lambda named: "/" in named[0]))

    def _new_sizes(self) -> Sizes:
        layers, hidden, heads = self.rng.choice(_SHAPES)
        embedding = 128 if self.repeating else self.rng.choice((hidden, hidden, 64))
        vocabulary = self.rng.choice(_VOCABULARIES)
        return Sizes(layers=layers, hidden=hidden, heads=heads, vocabulary=vocabulary, embedding=embedding)

    # Rows

    def _row(self, name: str, language: str, names: Mapping[str, str]) -> Row:
        form = self.rng.choices(("all", "figures", "words", "reference"), weights=(14, 2, 1, 5 if "/" in name else 0))[
            0
        ]
        details: list[str] = []
        if form in ("all", "figures"):
            self.sizes[name] = self._new_sizes()
            details += self._figures(self.sizes[name])
        if form in ("all", "words"):
            details += self._description(language, names)
        if form == "reference" or (form == "all" and self.rng.random() < (0.4 if "/" in name else 0.05)):
            self.targets[name] = None
            details += [*([""] if details else []), self.rng.choice(_REFERS), f"`{name}`_"]
        elif form == "all" and self.shared is not None and self.rng.random() < 0.5:
            self.targets[self.shared] = None
            details += ["", "For details, please refer to the", f"{self.shared}_"]
        return Row(name, language, tuple(details))

    def _figures(self, sizes: Sizes) -> list[str]:
        parameters = "_M" if self.placeholders and self.rng.random() < 0.08 else _stated(sizes.parameters, self.rng)
        if self.repeating:
            return [
                f"{sizes.layers} repeating layers, {sizes.embedding} embedding,",
                f"{sizes.hidden}-hidden, {sizes.heads}-heads, {parameters} parameters.",
            ]
        part = self.rng.choice(("Discriminator, ", "Generator, ")) if self.rng.random() < 0.1 else ""
        first, second = f"{part}{sizes.layers}-layer, {sizes.hidden}-hidden,", f"{sizes.heads}-heads, {parameters}"
        return [first, f"{second} parameters."]

    def _description(self, language: str, names: Mapping[str, str]) -> list[str]:
        rng = self.rng
        if self.chinese_details:
            text = rng.choice(
                (
                    f"在{rng.choice(_TEXT_ZH)}{language}文本上训练。",
                    f"使用{rng.randint(2, 300)}G{rng.choice(_SOURCES_ZH)}训练。",
                    f"由 ``{rng.choice([*names])}`` 蒸馏得到。",
                    f"适用于{rng.choice(_TASKS_ZH)}任务，词表来自{rng.choice(_SOURCES_ZH)}。",
                )
            )
            return [text]
        text = rng.choice(
            (
                f"Trained on {rng.choice(_KINDS_OF_TEXT)} {language} text.",
                f"Trained on {rng.randint(2, 300)}G of {rng.choice(_SOURCES)} and {rng.choice(_KINDS_OF_TEXT)} text.",
                f"The {self.title} model distilled from ``{rng.choice([*names])}``",
                f"Learned from {rng.choice(_SOURCES)} alone, then tuned for {rng.choice(_TASKS)}.",
                f"For {rng.choice(_TASKS)} and {rng.choice(_TASKS)}.",
            )
        )
        return _wrapped(text, rng.randint(34, 60))

    # The page around them

    def _drawn(self, rows: tuple[Row, ...]) -> Healthy:
        header = ("Pretrained Weight", "Language", "Details of the model")
        least = self.rng.choice(((82, 14, 82), (82, 14, 82), (40, 12, 50)))
        cells = [header, *((f"``{row.name}``", row.language, text) for row in rows for text in row.details)]
        widest = (max(columns(line[column]) for line in cells) for column in range(3))
        return Healthy(
            above=self._above(),
            header=header,
            rows=rows,
            below=("", *(f".. _{name}: https://example.com/{name}" for name in self.targets)),
            widths=tuple(max(width, wide + 2) for width, wide in zip(least, widest, strict=True)),
            before_name=self.rng.choice(("", " ")),
        )

    def _above(self) -> tuple[str, ...]:
        title = f"{self.title}模型汇总" if self.chinese else f"{self.title} Models"
        rule = "-" * max(36, columns(title))
        said = self._introduction_zh() if self.chinese else self._introduction()
        return (*([rule] if self.rng.random() < 0.7 else []), title, rule, "", *said, "")

    def _introduction(self) -> Sequence[str]:
        listed = ("", f"* loaded with ``{self.title}.load``", "* counted without heads")
        return (
            f"These weights of {self.title} can be loaded by name.",
            f"They serve {self.rng.choice(_TASKS)}; a second line goes on about {self.rng.choice(_SOURCES)}.",
            *(listed if self.rng.random() < 0.3 else ()),
        )

    def _introduction_zh(self) -> Sequence[str]:
        return (
            f"下面列出{self.title}可以加载的权重。",
            f"它们用于{self.rng.choice(_TASKS_ZH)}，语料为{self.rng.choice(_SOURCES_ZH)}。",
        )


def _word(rng: random.Random) -> str:
    """Two syllables that mean nothing: `glorvisk`."""
    return "".join(rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS) for _ in range(2))


def _stated(count: int, rng: random.Random) -> str:
    """A count as pages print it: `110M`, `14.5M`, `1.56B`; rounded, or cut, and with two digits at least."""
    unit, letter = (10**9, "B") if count >= 10**9 else (10**6, "M")
    decimals = rng.choice((1, 2)) if letter == "B" else rng.choice((0, 0, 0, 1, 2))
    if count < 10 * unit:
        decimals = max(decimals, 1)
    half = rng.choice((0, unit // 2))
    scaled = (count * 10**decimals + half) // unit
    return f"{scaled / 10**decimals:.{decimals}f}{letter}"


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return lines
