"""Exports small models with PaddlePaddle itself: a program.

    FLAGS_enable_pir_api=1 python -m tests.programs.exports FOLDER pir

Writes each model twice, with sizes left open (`cnn`) and with those of `SIZES` (`cnn-fixed`), and `facts.json`: the
elements of each one's parameters as PaddlePaddle counts them. With FLAGS_enable_pir_api=0 and `desc` they are
ProgramDescs, which PaddlePaddle 3.3 still writes of most operators; `facts.json` says of how many of `Operators` not.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
from pathlib import Path
from typing import Any

import paddle
import paddle.nn.functional as F
from paddle import nn
from paddle.base import core
from paddle.nn.layer import transformer
from paddle.static import InputSpec

IS_PIR = sys.argv[2] == "pir"
#: What the fixed programs are exported with; None where the others leave it open.
SIZES: dict[str, dict[str, tuple[tuple[int, ...], tuple[int | None, ...], str]]] = {
    "cnn": {"x": ((2, 3, 33, 40), (None, 3, None, None), "float32")},
    "transformer": {"ids": ((2, 7), (None, None), "int64")},
    "lstm": {"ids": ((2, 7), (None, None), "int64")},
    "operators": {"x": ((2, 4, 12, 10), (None, 4, None, None), "float32"), "y": ((3, 6), (None, 6), "float32")},
    "branches": {"x": ((3, 4), (None, 4), "float32")},
}


class Cnn(nn.Layer):  # type: ignore[misc]
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


class Transformer(nn.Layer):  # type: ignore[misc]
    """Two layers of an encoder, and scores of words."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(50, 16)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, dropout=0.1), 2)
        self.head = nn.Linear(16, 50)

    def forward(self, ids: Any) -> Any:
        return self.head(self.encoder(self.words(ids)))


class Lstm(nn.Layer):  # type: ignore[misc]
    """Two layers in both directions."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(50, 16)
        self.lstm = nn.LSTM(16, 12, num_layers=2, direction="bidirect")
        self.fc = nn.Linear(24, 5)

    def forward(self, ids: Any) -> Any:
        found, _ = self.lstm(self.words(ids))
        return self.fc(found)


class Operators(nn.Layer):  # type: ignore[misc]
    """As many operators as PaddlePaddle exports in this mode, each of which makes a shape of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.prelu = nn.PReLU(4)
        self.left_out = 0

    def forward(self, x: Any, y: Any) -> Any:
        sizes = [paddle.shape(x)[axis] for axis in range(4)]
        n, h, w = sizes[0], sizes[2], sizes[3]
        makers = [
            lambda: F.avg_pool2d(x, [3, 2], stride=[2, 3], padding=1, exclusive=False),
            lambda: F.interpolate(x, size=[5, 9], mode="bilinear"),
            lambda: F.pad(x, [1, 2, 3, 4]),
            lambda: paddle.squeeze(paddle.unsqueeze(x, [0, 2]), [0, 2]),
            lambda: paddle.transpose(x, [0, 2, 3, 1]),
            lambda: paddle.reshape(x, [0, -1]),
            lambda: paddle.reshape(x, [0, 4, -1]),
            lambda: paddle.concat([x, x * 2.0], axis=1),
            lambda: paddle.stack([y, y - 1.0], axis=1),
            lambda: paddle.slice(x, [1, 2], [1, -5], [3, 100]),
            lambda: x[:, 1, 2:8:2, :-1],
            lambda: paddle.expand(paddle.unsqueeze(y, 1), [-1, 5, 6]),
            lambda: paddle.tile(y, [2, 3]),
            lambda: paddle.split(y, [1, 2, -1], axis=1),
            lambda: paddle.split(x, 2, axis=1),
            lambda: paddle.unbind(x, axis=1),
            lambda: paddle.argmax(x, axis=1),
            lambda: paddle.argmax(y, axis=-1, keepdim=True),
            lambda: paddle.topk(y, 4),
            lambda: paddle.sum(x, axis=[2, 3]),
            lambda: paddle.mean(x),
            lambda: paddle.max(x, axis=1, keepdim=True),
            lambda: paddle.cumsum(y, axis=0),
            lambda: F.one_hot(paddle.argmax(y, axis=1), 9),
            lambda: paddle.gather(y, paddle.to_tensor([0, 2], dtype="int64"), axis=1),
            lambda: F.log_softmax(y),
            lambda: F.gelu(y),
            lambda: self.prelu(x),
            lambda: paddle.where(y > 0, y, paddle.zeros_like(y)),
            lambda: F.pixel_shuffle(x, 2),
            lambda: paddle.matmul(y, y, transpose_y=True),
            lambda: paddle.bmm(paddle.flatten(x, 2), paddle.transpose(paddle.flatten(x, 2), [0, 2, 1])),
            lambda: paddle.reshape(x, [n, 2, 2, h * w]),
            lambda: paddle.full([n, 3], 1.0),
            lambda: paddle.arange(5),
            lambda: F.interpolate(x, size=[h * 2, w + 1], mode="nearest"),
            lambda: F.group_norm(x, 2),
            lambda: F.layer_norm(y, 6),
        ]
        results: list[Any] = []
        for make in makers:
            try:
                made = make()  # type: ignore[no-untyped-call]
            except (TypeError, ValueError, NotImplementedError):
                if IS_PIR:
                    raise
                self.left_out += 1
                continue
            results += made if isinstance(made, (list, tuple)) else [made]
        return results


class Branches(nn.Layer):  # type: ignore[misc]
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


def old_matmul(x: Any, y: Any, transpose_x: bool = False, transpose_y: bool = False) -> Any:
    """PaddlePaddle 3.3 has no way to put a product into a program of the old kind any more."""
    from paddle.base.layer_helper import LayerHelper

    helper = LayerHelper("matmul_v2")
    product = helper.create_variable_for_type_inference(x.dtype)
    attributes = {"trans_x": transpose_x, "trans_y": transpose_y}
    helper.append_op(type="matmul_v2", inputs={"X": x, "Y": y}, outputs={"Out": product}, attrs=attributes)
    return product


def export_old(kind: Any, path: Path, inputs: list[tuple[str, list[Any], str]]) -> Any:
    """Write one program of the old kind and its parameters: these are built into the program from the first."""
    program, startup = paddle.static.Program(), paddle.static.Program()
    with paddle.static.program_guard(program, startup):
        given = [paddle.static.data(name, shape, dtype) for name, shape, dtype in inputs]
        layer = kind()
        layer.eval()
        results = layer(*given)
    executor = paddle.static.Executor(paddle.CPUPlace())
    executor.run(startup)
    fetched = results if isinstance(results, list) else [results]
    paddle.static.save_inference_model(str(path), given, fetched, executor, program=program)
    return layer


def export(kind: Any, path: Path, inputs: list[tuple[str, list[Any], str]]) -> Any:
    """Write one program of PIR and its parameters."""
    layer = kind()
    layer.eval()
    specs = [InputSpec(shape, dtype, name) for name, shape, dtype in inputs]
    static = paddle.jit.to_static(layer, full_graph=True, input_spec=specs)
    paddle.jit.save(static, str(path), input_spec=specs)
    program = static.forward.concrete_program.main_program
    for suffix, readable in (("-untrained", False), ("-readable", True)):  # as PaddleX and people write it
        core.serialize_pir_program(program, f"{path}{suffix}.json", True, readable, False)
        shutil.copy(f"{path}.pdiparams", f"{path}{suffix}.pdiparams")
    return layer


def main(folder: Path) -> None:
    kinds = {"cnn": Cnn, "transformer": Transformer, "lstm": Lstm, "operators": Operators}
    if IS_PIR:
        kinds["branches"] = Branches
    else:
        paddle.enable_static()
        for module in (paddle, transformer.tensor):
            module.matmul = old_matmul
    facts = {}
    for name, kind in kinds.items():
        for suffix, which in (("", 1), ("-fixed", 0)):
            inputs = [(given, list(one[which]), one[2]) for given, one in SIZES[name].items()]
            layer = (export if IS_PIR else export_old)(kind, folder / f"{name}{suffix}", inputs)
        facts[name] = sum(math.prod(parameter.shape) for parameter in layer.parameters())
    facts["left out"] = layer.left_out if isinstance(layer, Operators) else 0
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
