"""The words of a whole page, in upstream's manner, around its table, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_inspect.base.text import display_width
from paddle_inspect.pages.read.links import links
from paddle_inspect.pages.records import CanonicalRow
from paddle_inspect.pages.write.grid import GridStyle, grid

_TITLES = {"en": "{} model summary", "zh": "{}模型一览"}
_INTRODUCTIONS = {
    "en": (
        "The table lists the pretrained weights of {} that PaddleNLP provides.",
        "Parameters are counted from each model's state_dict, tied tensors once.",
    ),
    "zh": ("下表列出PaddleNLP提供的{}预训练权重。", "参数量由模型的state_dict统计得出,共享的张量只计一次。"),
}


def page(title: str, rows: Sequence[CanonicalRow], targets: dict[str, str], language: str) -> str:
    """A whole page: title, two sentences, the table, and the targets of its links.

    Args:
        title: what the family is called.
        rows: the table.
        targets: label to address of every link that the rows contain and that is known.
        language: `en` or `zh`.
    """
    heading = _TITLES[language].format(title)
    rule = "-" * max(36, display_width(heading))
    introduction = [line.format(title) for line in _INTRODUCTIONS[language]]
    used = dict.fromkeys(label for row in rows for label in links("\n".join(row.details)))
    addresses = [f".. _{label}: {targets[label]}" for label in used if label in targets]
    lines = [rule, heading, rule, "", *introduction, "", *grid(rows, GridStyle())]
    return "\n".join([*lines, *(["", *addresses] if addresses else [])]) + "\n"
