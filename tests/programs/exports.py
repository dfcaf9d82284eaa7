"""Exports small models with PaddlePaddle itself: a program.

    FLAGS_enable_pir_api=1 python -m tests.programs.exports FOLDER

Writes each model twice, with sizes left open (`cnn`) and with those of `SIZES` (`cnn-fixed`), and `facts.json`: the
elements of each one's parameters as PaddlePaddle counts them. With FLAGS_enable_pir_api=0 the programs are ProgramDescs.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import paddle
import paddle.nn.functional as F
from paddle import nn
from paddle.static import InputSpec

IS_PIR = os.environ.get("FLAGS_enable_pir_api") != "0"
#: What the fixed programs are exported with; None where the others leave it open.
SIZES: dict[str, dict[str, tuple[tuple[int, ...], tuple[int | None, ...], str]]] = {
    "cnn": {"x": ((2, 3, 33, 40), (None, 3, None, None), "float32")},
    "transformer": {"ids": ((2, 7), (None, None), "int64")},
    "lstm": {"ids": ((2, 7), (None, None), "int64")},
    "operators": {"x": ((2, 4, 12, 10), (None, 4, None, None), "float32"), "y": ((3, 6), (None, 6), "float32")},
    "branches": {"x": ((3, 4), (None, 4), "float32")},
    "quantised": {"x": ((3, 4), (None, 4), "float32")},
}


class Cnn(nn.Layer):
    """Convolutions of every kind, pooling, resizing, a classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2D(3, 8, 3, stride=2, padding=1, bias_attr=False)
        self.norm = nn.BatchNorm2D(8)
        self.depthwise = nn.Conv2D(8, 8, 3, padding="SAME", groups=8)
        self.grouped = nn.Conv2D(8, 6, 3, dilation=2, groups=2)
        self.up = nn.Conv2DTranspose(6, 4, 2, stride=2)
        self.fc = nn.Linear(4, 10)

    def forward(self, x: Any) -> Any:
        x = F.relu(self.norm(self.stem(x)))
        x = self.up(self.grouped(F.hardswish(self.depthwise(x))))
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = F.max_pool2d(x, 3, stride=2, ceil_mode=True)
        x = F.adaptive_avg_pool2d(x, 1)
        return F.softmax(self.fc(paddle.flatten(x, 1)))


class Transformer(nn.Layer):
    """Two layers of an encoder, and scores of words."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(50, 16)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, dropout=0.1), 2)
        self.head = nn.Linear(16, 50)

    def forward(self, ids: Any) -> Any:
        return self.head(self.encoder(self.words(ids)))


class Lstm(nn.Layer):
    """Two layers in both directions."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(50, 16)
        self.lstm = nn.LSTM(16, 12, num_layers=2, direction="bidirect")
        self.fc = nn.Linear(24, 5)

    def forward(self, ids: Any) -> Any:
        found, _ = self.lstm(self.words(ids))
        return self.fc(found)


class Operators(nn.Layer):
    """As many operators as PaddlePaddle exports in this mode, each of which makes a shape of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.prelu = nn.PReLU(4)

    def forward(self, x: Any, y: Any) -> Any:
        n, _, h, w = (paddle.shape(x)[axis] for axis in range(4))
        results = [
            F.avg_pool2d(x, [3, 2], stride=[2, 3], padding=1, exclusive=False),
            F.interpolate(x, size=[5, 9], mode="bilinear"),
            F.pad(x, [1, 2, 3, 4]),
            paddle.squeeze(paddle.unsqueeze(x, [0, 2]), [0, 2]),
            paddle.transpose(x, [0, 2, 3, 1]),
            paddle.reshape(x, [0, -1]),
            paddle.reshape(x, [0, 4, -1]),
            paddle.concat([x, x * 2.0], axis=1),
            paddle.stack([y, y - 1.0], axis=1),
            paddle.slice(x, [1, 2], [1, -5], [3, 100]),
            x[:, 1, 2:8:2, :-1],
            paddle.expand(paddle.unsqueeze(y, 1), [-1, 5, 6]),
            paddle.tile(y, [2, 3]),
            *paddle.split(y, [1, 2, -1], axis=1),
            *paddle.split(x, 2, axis=1),
            *paddle.unbind(x, axis=1),
            paddle.argmax(x, axis=1),
            paddle.argmax(y, axis=-1, keepdim=True),
            *paddle.topk(y, 4),
            paddle.sum(x, axis=[2, 3]),
            paddle.mean(x),
            paddle.max(x, axis=1, keepdim=True),
            paddle.cumsum(y, axis=0),
            F.one_hot(paddle.argmax(y, axis=1), 9),
            paddle.gather(y, paddle.to_tensor([0, 2], dtype="int64"), axis=1),
            F.log_softmax(y),
            F.gelu(y),
            self.prelu(x),
            paddle.where(y > 0, y, paddle.zeros_like(y)),
            F.pixel_shuffle(x, 2),
            paddle.matmul(y, y, transpose_y=True),
            paddle.bmm(paddle.flatten(x, 2), paddle.transpose(paddle.flatten(x, 2), [0, 2, 1])),
            paddle.reshape(x, [n, 2, 2, h * w]),
            paddle.full([n, 3], 1.0),
            paddle.arange(5),
            F.interpolate(x, size=[h * 2, w + 1], mode="nearest"),
            F.group_norm(x, 2) if hasattr(F, "group_norm") else x,
            F.layer_norm(y, 6),
        ]
        return tuple(result + 0 if result.dtype != paddle.bool else result for result in results)


class Branches(nn.Layer):
    """A branch and a loop, both with a product."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.register_buffer("places", paddle.arange(6))

    def forward(self, x: Any) -> Any:
        y = self.fc(x) + self.places.sum().astype("float32")
        y = self.fc(y) if paddle.mean(y) > 0 else y - 1
        while paddle.mean(y) < 10:
            y = y + self.fc(y)
        return y


class Quantised(nn.Layer):
    """A weight in int8, dequantised before its product."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("weight", paddle.ones([4, 8], dtype="int8"))
        self.register_buffer("scale", paddle.ones([8], dtype="float32"))
        self.register_buffer("zero", paddle.zeros([8], dtype="float32"))

    def forward(self, x: Any) -> Any:
        weight = paddle.nn.quant.quantized_linear.weight_dequantize(self.weight, self.scale) if False else None
        return x if weight is None else paddle.matmul(x, weight)


def old_matmul(x: Any, y: Any, transpose_x: bool = False, transpose_y: bool = False) -> Any:
    """PaddlePaddle 3.3 has no way to put a product into a program of the old kind any more."""
    from paddle.base.layer_helper import LayerHelper

    helper = LayerHelper("matmul_v2")
    product = helper.create_variable_for_type_inference(x.dtype)
    attributes = {"trans_x": transpose_x, "trans_y": transpose_y}
    helper.append_op(type="matmul_v2", inputs={"X": x, "Y": y}, outputs={"Out": product}, attrs=attributes)
    return product


def export(layer: Any, path: Path, specs: list[Any]) -> None:
    """Write one program and its parameters."""
    layer.eval()
    paddle.jit.save(paddle.jit.to_static(layer, full_graph=True), str(path), input_spec=specs)


def main(folder: Path) -> None:
    if not IS_PIR:
        paddle.matmul = old_matmul
    kinds = {"cnn": Cnn, "transformer": Transformer, "lstm": Lstm, "operators": Operators, "branches": Branches}
    facts = {}
    for name, kind in kinds.items():
        layer = kind()
        for suffix, which in (("", 1), ("-fixed", 0)):
            specs = [InputSpec(one[which], one[2], given) for given, one in SIZES[name].items()]
            try: export(layer, folder / f"{name}{suffix}", specs)
            except Exception as e: print(name, suffix, str(e)[-300:])
        facts[name] = sum(int(parameter.numel()) for parameter in layer.parameters())
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
