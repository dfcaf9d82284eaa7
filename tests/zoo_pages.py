"""Pages of eight families in upstream's style, whose every figure is true, and what is true of their weights.

The words are our own, but for ALBERT's, which the catalogue has, too. Behind a family's weights stand one or two of
other people, which no catalogue knows: what their rows say stands on the page alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.damage import Healthy, Row, columns
from tests.stated import HEADS, HIDDEN, LAYERS, PARAMETERS

HEADER = ("Pretrained Weight", "Language", "Details of the model")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page says of a weight, and what is so; of an encoder and a decoder, the layers of one."""

    name: str
    language: str
    layers: int
    hidden: int
    heads: int
    parameters: int

    @property
    def is_known(self) -> bool:
        """Whether the program can know."""
        return not self.name.startswith("npl4/")

    @property
    def accepted(self) -> Mapping[str, tuple[int, ...]]:
        """The numbers that are right for each figure."""
        layers = (self.layers, 2 * self.layers) if self.name.startswith("mbart") else (self.layers,)
        return {LAYERS: layers, HIDDEN: (self.hidden,), HEADS: (self.heads,), PARAMETERS: (self.parameters,)}


#: By the family's folder.
FAMILIES: Mapping[str, tuple[Weight, ...]] = {
    "ALBERT": (
        Weight("albert-base-v1", "English", 12, 768, 12, 11_683_584),
        Weight("albert-large-v1", "English", 24, 1024, 16, 17_683_968),
        Weight("albert-xlarge-v1", "English", 24, 2048, 16, 58_724_864),
        Weight("albert-xxlarge-v1", "English", 12, 4096, 64, 222_595_584),
        Weight("albert-base-v2", "English", 12, 768, 12, 11_683_584),
        Weight("albert-large-v2", "English", 24, 1024, 16, 17_683_968),
        Weight("albert-xlarge-v2", "English", 24, 2048, 16, 58_724_864),
        Weight("albert-xxlarge-v2", "English", 12, 4096, 64, 222_595_584),
        Weight("albert-chinese-tiny", "Chinese", 4, 312, 12, 4_080_520),
        Weight("albert-chinese-small", "Chinese", 6, 384, 12, 4_742_272),
        Weight("albert-chinese-base", "Chinese", 12, 768, 12, 10_547_968),
        Weight("albert-chinese-large", "Chinese", 24, 1024, 16, 16_548_352),
        Weight("albert-chinese-xlarge", "Chinese", 24, 2048, 16, 57_589_248),
        Weight("albert-chinese-xxlarge", "Chinese", 12, 4096, 16, 221_459_968),
    ),
    "BERT": (
        Weight("bert-base-uncased", "English", 12, 768, 12, 109_482_240),
        Weight("bert-large-uncased", "English", 24, 1024, 16, 335_141_888),
        Weight("bert-base-cased", "English", 12, 768, 12, 108_310_272),
        Weight("bert-large-cased", "English", 24, 1024, 16, 333_579_264),
        Weight("bert-base-multilingual-uncased", "Multilingual", 12, 768, 12, 167_356_416),
        Weight("bert-base-multilingual-cased", "Multilingual", 12, 768, 12, 177_853_440),
        Weight("bert-base-chinese", "Chinese", 12, 768, 12, 102_267_648),
        Weight("bert-wwm-chinese", "Chinese", 12, 768, 12, 102_267_648),
        Weight("macbert-large-chinese", "Chinese", 24, 1024, 16, 325_522_432),
        Weight("simbert-base-chinese", "Chinese", 12, 768, 12, 96_551_424),
        Weight("uer/chinese-roberta-medium", "Chinese", 8, 512, 8, 36_563_456),
    ),
    "ELECTRA": (
        Weight("electra-small", "English", 12, 256, 4, 13_483_008),
        Weight("electra-base", "English", 12, 768, 12, 108_891_648),
        Weight("electra-large", "English", 24, 1024, 16, 334_092_288),
        Weight("chinese-electra-small", "Chinese", 12, 256, 4, 12_280_576),
        Weight("chinese-electra-base", "Chinese", 12, 768, 12, 101_677_056),
        Weight("ernie-health-chinese", "Chinese", 12, 768, 12, 102_813_696),
        Weight("electra-base-generator", "English", 12, 256, 4, 33_511_168),
        Weight("electra-large-generator", "English", 24, 256, 4, 50_999_552),
    ),
    "ERNIE": (
        Weight("ernie-1.0-base-zh", "Chinese", 12, 768, 12, 99_866_112),
        Weight("ernie-1.0-base-zh-cw", "Chinese", 12, 768, 12, 116_765_184),
        Weight("ernie-1.0-large-zh-cw", "Chinese", 24, 1024, 16, 271_963_136),
        Weight("ernie-tiny", "Chinese", 3, 1024, 16, 90_662_912),
        Weight("ernie-2.0-base-zh", "Chinese", 12, 768, 12, 99_867_648),
        Weight("ernie-2.0-large-zh", "Chinese", 24, 1024, 16, 316_996_608),
        Weight("ernie-2.0-base-en", "English", 12, 768, 12, 109_483_776),
        Weight("ernie-2.0-base-en-finetuned-squad", "English", 12, 768, 12, 109_483_776),
        Weight("ernie-2.0-large-en", "English", 24, 1024, 16, 335_143_936),
    ),
    "XLNet": (
        Weight("xlnet-base-cased", "English", 12, 768, 12, 116_718_336),
        Weight("xlnet-large-cased", "English", 24, 1024, 16, 360_268_800),
        Weight("chinese-xlnet-base", "Chinese", 12, 768, 12, 116_718_336),
        Weight("chinese-xlnet-mid", "Chinese", 24, 768, 12, 208_859_904),
        Weight("chinese-xlnet-large", "Chinese", 24, 1024, 16, 360_268_800),
    ),
    "NeZha": (
        Weight("nezha-base-chinese", "Chinese", 12, 768, 12, 101_874_432),
        Weight("nezha-large-chinese", "Chinese", 24, 1024, 16, 324_998_144),
        Weight("nezha-base-wwm-chinese", "Chinese", 12, 768, 12, 101_874_432),
        Weight("nezha-large-wwm-chinese", "Chinese", 24, 1024, 16, 324_998_144),
    ),
    "TinyBert": (
        Weight("tinybert-4l-312d", "English", 4, 312, 12, 15_792_552),
        Weight("tinybert-6l-768d", "English", 6, 768, 12, 71_679_744),
        Weight("tinybert-4l-312d-v2", "English", 4, 312, 12, 15_792_552),
        Weight("tinybert-6l-768d-v2", "English", 6, 768, 12, 71_679_744),
        Weight("tinybert-4l-312d-zh", "Chinese", 4, 312, 12, 12_861_624),
        Weight("tinybert-6l-768d-zh", "Chinese", 6, 768, 12, 64_465_152),
    ),
    "MBart": (
        Weight("mbart-large-cc25", "Multilingual", 12, 1024, 16, 610_851_840),
        Weight("mbart-large-en-ro", "Romanian", 12, 1024, 16, 610_851_840),
        Weight("mbart-large-50-one-to-many-mmt", "Multilingual", 12, 1024, 16, 610_879_488),
        Weight("mbart-large-50-many-to-one-mmt", "Multilingual", 12, 1024, 16, 610_879_488),
        Weight("mbart-large-50-many-to-many-mmt", "Multilingual", 12, 1024, 16, 610_879_488),
    ),
}
#: Of other people: by family, so that no name stands on two pages.
OTHERS: Mapping[str, tuple[Weight, ...]] = {
    family: (
        Weight(f"npl4/{family.lower()}-quiz", "Dutch", 8, 640, 10, 61_000_000),
        Weight(f"npl4/{family.lower()}-song", "Latin", 5, 320, 8, 23_400_000),
    )
    for family in FAMILIES
    if family != "NeZha"
}
_SOURCES = ("encyclopedias", "subtitles", "patents", "forum posts", "short stories", "court decisions", "hymns")
#: One for each row, so that no word stands for another when it is lost.
_CORPORA = (
    *("Belfry", "Cascade", "Dovecot", "Estuary", "Foxglove", "Gannet", "Hazelnut", "Isthmus"),
    *("Juniper", "Kittiwake", "Lantern", "Meadow", "Nightjar", "Orchard", "Pebble", "Quarry"),
)
_TASKS = ("quizzes", "named entities", "retrieval of passages", "spelling", "rhymes")


def weights_of(family: str) -> dict[str, Weight]:
    """Everything that the page of a family lists, by name."""
    return {weight.name: weight for weight in (*FAMILIES[family], *OTHERS.get(family, ()))}


def healthy(family: str) -> Healthy:
    """The page of a family."""
    rows = tuple(_row(family, weight, place) for place, weight in enumerate(weights_of(family).values()))
    cells = [HEADER, *((f"``{row.name}``", row.language, text) for row in rows for text in row.details)]
    widest = (max(columns(line[column]) for line in cells) for column in range(3))
    least = (82, 14, 82) if family in ("ALBERT", "ERNIE") else (40, 14, 44)
    targets = [f".. _{row.name}: https://example.com/{row.name}" for row in rows if row.name.endswith("-song")]
    return Healthy(
        above=_above(family),
        header=HEADER,
        rows=rows,
        below=("", *targets) if targets else ("",),
        widths=tuple(max(width, wide + 2) for width, wide in zip(least, widest, strict=True)),
        before_name="" if family in ("ALBERT", "XLNet") else " ",
    )


def _above(family: str) -> tuple[str, ...]:
    title = f"{family}模型汇总" if family in ("ERNIE", "NeZha") else f"{family} Models"
    said = (
        f"下面列出{family}可以加载的权重。" if family in ("ERNIE", "NeZha") else f"Weights of {family}, loaded by name."
    )
    rule = "-" * max(36, columns(title))
    return (rule, title, rule, "", said, "")


def _row(family: str, weight: Weight, place: int) -> Row:
    described = family == "ALBERT" and weight.is_known
    details = [*_figures(family, weight), *(_described(weight) if described else _description(weight, place))]
    if weight.name.endswith("-song"):
        details += ["", "Please refer to:", f"`{weight.name}`_"]
    return Row(weight.name, weight.language, tuple(details))


def _figures(family: str, weight: Weight) -> list[str]:
    stated = f"{(weight.parameters + 500_000) // 1_000_000}M"
    layers = f"{weight.layers} repeating layers, 128 embedding" if family == "ALBERT" else f"{weight.layers}-layer"
    if family == "ALBERT":
        return [f"{layers},", f"{weight.hidden}-hidden, {weight.heads}-heads, {stated} parameters."]
    return [f"{layers}, {weight.hidden}-hidden,", f"{weight.heads}-heads, {stated} parameters."]


def _described(weight: Weight) -> list[str]:
    """As the catalogue has it, where people wrote it down."""
    _, *language, size_or_version = weight.name.split("-")
    size, variant = (size_or_version, " (Chinese)") if "chinese" in language else (language[0], "")
    return [f"ALBERT {size} model{' (version2)' if size_or_version == 'v2' else variant}"]


def _description(weight: Weight, place: int) -> list[str]:
    source, task = f"{_CORPORA[place]} {_SOURCES[place % len(_SOURCES)]}", _TASKS[place % len(_TASKS)]
    if place % 3 == 0:
        return [f"Trained on {place + 2}G of {weight.language} {source}."]
    return [f"Learned from {source} in {weight.language},", f"then tuned for {task} number {place}."]
