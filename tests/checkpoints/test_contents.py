"""Which of a checkpoint's sections holds a model's weights."""

from __future__ import annotations

import pytest

from paddle_inspect.checkpoints.contents import Checkpoint, Part, Stored

ONE: tuple[Stored, ...] = (("w", (2,), "float32", None),)


def checkpoint(*headings: tuple[str, ...]) -> Checkpoint:
    sections = tuple(Part(heading=heading, stored=ONE) for heading in headings)
    return Checkpoint(path="x", layout="x", files=("x",), size=0, parts=(Part(heading=("info",)), *sections))


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([()], ()),
        ([("model",), ("opt",)], ("model",)),
        ([("opt",), ("opt", "master_weights"), ("net",)], ("net",)),
        ([("optimizer.pdopt",), ("opt-125m.safetensors",)], ("opt-125m.safetensors",)),
        ([("LR_Scheduler",), ("scheduler.pdparams",), ("model_state.pdparams",)], ("model_state.pdparams",)),
        ([("optimizer",)], ("optimizer",)),
        ([], ()),
    ],
)
def test_the_weights_are_what_is_no_training_state(headings: list[tuple[str, ...]], expected: tuple[str, ...]) -> None:
    assert checkpoint(*headings).weights.heading == expected


def test_a_section_gives_records() -> None:
    section = Part(heading=("a", "b"), stored=(*ONE, ("v", (3, 4), "int8", "w")))
    assert section.title == "a / b"
    assert [(tensor.name, tensor.nbytes, tensor.tied_to) for tensor in section.tensors] == [
        ("w", 8, None),
        ("v", 12, "w"),
    ]


@pytest.mark.parametrize(
    ("names", "is_adapter"),
    [
        (["base_model.model.q_proj.lora_A.weight", "base_model.model.q_proj.lora_B.weight"], True),
        (["ernie.encoder.layers.0.linear1.lora_A", "ernie.encoder.layers.0.linear1.lora_B"], True),
        (["q_proj.weight", "q_proj.lora_A", "q_proj.lora_B", "k_proj.weight"], False),
        (["explora_A.weight"], False),
        ([], False),
    ],
)
def test_an_adapter_is_told_by_its_names(names: list[str], is_adapter: bool) -> None:
    assert Part(heading=(), stored=tuple((name, (2,), "float32", None) for name in names)).is_adapter is is_adapter
