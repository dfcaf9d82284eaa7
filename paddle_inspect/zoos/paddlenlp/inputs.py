"""What forward passes are given, by the names of their inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from paddle_inspect.base.records import Shape

#: Channels, height and width of the image, and coordinates of a box, as the models that take them do.
_IMAGE, _BOX = (3, 224, 224), 4
#: Letters of a syllable in ChineseBERT.
_PINYIN = 8
#: Choices of a multiple-choice question, which PaddleNLP's heads are told when they are built.
CHOICES = 2

#: The shape of each input that a forward pass is given where the model takes it, by batch size and sequence length.
INPUTS: Mapping[str, Callable[[int, int], Shape]] = {
    "input_ids": lambda batch, length: (batch, length),
    "src_ids": lambda batch, length: (batch, length),
    "decoder_input_ids": lambda batch, length: (batch, length),
    "token_type_ids": lambda batch, length: (batch, length),
    "position_ids": lambda batch, length: (batch, length),
    "pinyin_ids": lambda batch, length: (batch, length, _PINYIN),
    "bbox": lambda batch, length: (batch, length, _BOX),
    "image": lambda batch, length: (batch, *_IMAGE),
}
#: Inputs that are no whole numbers.
REAL_INPUTS = frozenset({"image"})
#: Inputs that most models make up themselves, and better than we can.
OPTIONAL = frozenset({"position_ids"})
#: Inputs that a model takes and is not given: CTRL looks token types up among its words, and a text without types has
#: none to look up.
NOT_GIVEN: Mapping[str, frozenset[str]] = {"paddlenlp.transformers.ctrl.modeling": frozenset({"token_type_ids"})}
