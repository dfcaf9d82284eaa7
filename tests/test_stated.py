"""The tests' own reader of figures reads every wording that it is asked to judge."""

from __future__ import annotations

import pytest

from tests.stated import HEADS, HIDDEN, LAYERS, NAMES, PARAMETERS, is_right, stated

#: What bert-base-uncased has.
TRUE = {LAYERS: 12, HIDDEN: 768, HEADS: 12, PARAMETERS: 109_482_240}


@pytest.mark.parametrize(
    "text",
    [
        "12-layer, 768-hidden, 12-heads, 109M parameters.",
        "12 repeating layers, 128 embedding, 768-hidden, 12-heads, 109.5M parameters.",
        "12 layers, hidden size 768, 12 attention heads, 109 million parameters",
        "12层, 768隐藏单元, 12个注意力头, 1.09亿参数。",
        "12层，768维隐藏单元，12头，10948万参数",
        "12-layer, 768-hidden, 12-heads, 0.11B parameters",
        "12-layer, 768-hidden, 12-heads, 109,482,240 parameters",
        "12-layer, 768-hidden, 12-heads, 109\u202f482\u202f240 parameters",
        "\uff11\uff12-layer\uff0c \uff17\uff16\uff18-hidden, 12-heads, \uff11\uff10\uff19\uff2d parameters",
        "12&#45;layer, 768-hidden,&nbsp;12-heads, 109M&nbsp;parameters",
        "layers: 12, hidden size: 768, heads: 12, parameters: 109M",
        "12\u200b-layer, 768-hidden, 12-heads, 109\u200bM params",
    ],
)
def test_every_wording_is_understood(text: str) -> None:
    found = stated(text)
    assert [name for name in NAMES if not is_right(found[name], [TRUE[name]])] == []
    assert {name: len(numbers) for name, numbers in found.items()} == dict.fromkeys(NAMES, 1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1024-hidden", HIDDEN),
        ("1 024-hidden", HIDDEN),
        ("110M parameters", PARAMETERS),
        ("109M parameters, 217 million parameters", PARAMETERS),
        ("Trained on cased text.", PARAMETERS),
        ("6 layers", LAYERS),
    ],
)
def test_a_wrong_or_missing_figure_is_not_right(text: str, name: str) -> None:
    assert not is_right(stated(text)[name], [TRUE[name]])
