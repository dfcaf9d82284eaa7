"""The program of a forward pass, traced from a lazily built model: every operator with its shapes, no weight memory.

`paddle.jit.to_static` runs the model's own Python once on symbols. Most of its usual cost is rewriting that Python so
that branches and loops over data become operators. No published model needs that for its forward pass, so the model is
called from a layer that is marked as not to be rewritten: 0.4 s in place of 2.4 s for albert-large-v2.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

from paddle_inspect.base import collector
from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.records import Operator, Shape, Trace, WeightSpec
from paddle_inspect.zoos.paddlenlp.build import build_somehow, in_short
from paddle_inspect.zoos.paddlenlp.environment import quiet

#: Operators that hand data on, as it is or in another shape; what they take is used by whoever takes their results.
VIEWS = frozenset(
    "assign cast combine concat dropout expand flatten reshape share_data slice split split_with_num squeeze stack "
    "strided_slice tile transpose unbind unsqueeze unstack".split()  # dropout does nothing in evaluation mode
)
#: What the cost of an operator depends on, besides shapes.
_ATTRIBUTES = {"matmul": ("transpose_x", "transpose_y"), "einsum": ("equation",)}
#: Sides of the image and coordinates of a box, as the models that take them do.
_IMAGE, _BOX = (3, 224, 224), 4
#: Letters of a syllable in ChineseBERT; choices of a multiple-choice question in PaddleNLP's heads.
_PINYIN, _CHOICES = 8, 2

#: The shape of each input that a forward pass is given where the model takes it, by batch size and sequence length.
_INPUTS: Mapping[str, Callable[[int, int], Shape]] = {
    "input_ids": lambda batch, length: (batch, length),
    "src_ids": lambda batch, length: (batch, length),
    "decoder_input_ids": lambda batch, length: (batch, length),
    "token_type_ids": lambda batch, length: (batch, length),
    "position_ids": lambda batch, length: (batch, length),
    "pinyin_ids": lambda batch, length: (batch, length, _PINYIN),
    "bbox": lambda batch, length: (batch, length, _BOX),
    "image": lambda batch, length: (batch, *_IMAGE),
}
#: Inputs that most models make up themselves, and better than we can.
_OPTIONAL = ("position_ids",)
#: CTRL looks token types up among its words, which a text without types does not do.
_UNTYPED = ("paddlenlp.transformers.ctrl.modeling",)


def trace(spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
    """Trace one forward pass of a weight's model.

    Args:
        spec: the weight, with a head or without.
        batch: texts in a batch.
        seq_len: tokens of each text; of an encoder-decoder, of each side.

    Raises:
        NotTraced: the model takes an input that nobody here can make up, or its Python fails on symbols.
        NotCounted: the model cannot be built.
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    with quiet(), collector.paused(), contextlib.redirect_stdout(io.StringIO()):  # ChineseBERT prints while it runs
        layer, inputs, program = _traced(spec, batch, seq_len)
        names = {tensor.name: name for name, tensor in reversed(layer.state_dict().items())}
        own = {parameter.name for parameter in layer.parameters()}
        parameters = {tensor: name for tensor, name in names.items() if tensor in own}
        operators = tuple(_operators(program.global_block().ops, parameters))
    return Trace(
        weight=spec.name,
        architecture=spec.architecture,
        batch=batch,
        seq_len=seq_len,
        inputs=tuple(inputs.items()),
        operators=operators,
    )


def _traced(spec: WeightSpec, batch: int, seq_len: int) -> tuple[Any, dict[str, Shape], Any]:
    """A model, what its forward pass was given, and the program: of the first way that works.

    With known shapes or as the model is; and in both ways first without the inputs that it could make up itself (UNIMO
    does so with mixed types, which symbols do not allow). Each begins with a model of its own: ProphetNet keeps a
    tensor of the first program, and to use it in another one ends the process.
    """
    errors: list[Exception] = []
    settings: tuple[Callable[[], AbstractContextManager[None]], ...] = (_known_shapes, contextlib.nullcontext)
    for setting, leave_out in itertools.product(settings, (_OPTIONAL, ())):
        layer, _ = build_somehow(spec, settings={"num_choices": _CHOICES} if _is_multiple_choice(spec) else None)
        inputs = _inputs(spec, layer, batch, seq_len, leave_out)
        try:
            with setting():
                return layer, inputs, _program(layer, inputs)
        except Exception as error:
            errors.append(error)
    raise NotTraced(spec.name, f"{spec.architecture}.forward fails on symbols: {in_short(errors[0])}")


@contextlib.contextmanager
def _known_shapes() -> Iterator[None]:
    """Let `paddle.shape` give numbers, as every shape of a trace is known, in place of a tensor of unknown content.

    Otherwise what GPT and T5 reshape by such a tensor has unknown sizes, and so has everything behind it.
    """
    import paddle

    original = paddle.shape
    paddle.shape = lambda input: list(input.shape)
    try:
        yield
    finally:
        paddle.shape = original


def _inputs(spec: WeightSpec, layer: Any, batch: int, seq_len: int, leave_out: tuple[str, ...]) -> dict[str, Shape]:
    """Names and shapes of what a forward pass is given.

    Raises:
        NotTraced: it requires something else.
    """
    parameters = inspect.signature(layer.forward).parameters.values()
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    required = [p.name for p in parameters if p.default is p.empty and p.kind not in variable]
    if unknown := [name for name in required if name not in _INPUTS]:
        raise NotTraced(spec.name, f"{spec.architecture}.forward needs {', '.join(unknown)}")
    if spec.module in _UNTYPED:
        leave_out = (*leave_out, "token_type_ids")
    given = [p.name for p in parameters if p.name in _INPUTS and (p.name in required or p.name not in leave_out)]
    if not given:
        raise NotTraced(spec.name, f"{spec.architecture}.forward does not say what it takes")
    shapes = {name: _INPUTS[name](batch, seq_len) for name in given}
    if _is_multiple_choice(spec):
        return {name: (shape[0], _CHOICES, *shape[1:]) for name, shape in shapes.items()}
    return shapes


def _is_multiple_choice(spec: WeightSpec) -> bool:
    return spec.architecture.endswith("ForMultipleChoice")


def _program(layer: Any, inputs: Mapping[str, Shape]) -> Any:
    """The traced program of a forward pass."""
    import paddle
    from paddle.static import InputSpec

    class Caller(paddle.nn.Layer):  # type: ignore[misc]
        """Hands its inputs to the model by name."""

        def __init__(self) -> None:
            super().__init__()
            self.model = layer

        @paddle.jit.not_to_static  # type: ignore[untyped-decorator]
        def forward(self, tensors: Any) -> Any:
            return self.model(**dict(zip(inputs, tensors, strict=True)))

    caller = Caller()
    caller.eval()
    specs = [InputSpec(shape, "float32" if name == "image" else "int64", name) for name, shape in inputs.items()]
    with _without_layer_paths():
        return paddle.jit.to_static(caller.forward, input_spec=[specs], full_graph=True).concrete_program.main_program


@contextlib.contextmanager
def _without_layer_paths() -> Iterator[None]:
    """Keep Paddle from noting in each operator which layers it stands in: it walks the whole program for each layer."""
    from paddle.nn.layer import layers

    original = layers.name_struct
    layers.name_struct = lambda prefix: contextlib.nullcontext()
    try:
        yield
    finally:
        layers.name_struct = original


def _operators(operators: Iterable[Any], names: Mapping[str, str]) -> Iterator[Operator]:
    """The operators that compute something, each with the parameters that reach it.

    Args:
        operators: those of a program's block.
        names: state_dict names by what the framework calls the parameters.
    """
    reaching: dict[str, tuple[str, ...]] = {}
    lists: dict[str, tuple[Shape, ...]] = {}
    for operator in operators:
        name = operator.name().partition(".")[2]
        results = operator.results()
        if name == "parameter":
            own = operator.str_attr("parameter_name")
            reaching[results[0].id] = (names[own],) if own in names else ()
            continue
        sources = [source for source in operator.operands_source() if source.initialized()]
        used = tuple(dict.fromkeys(parameter for source in sources for parameter in reaching.get(source.id, ())))
        if name in VIEWS:
            reaching.update((result.id, used) for result in results)
            if name == "combine":
                lists[results[0].id] = tuple(map(_shape, sources))
        elif sources:
            yield Operator(
                name=name.removesuffix("_"),
                inputs=tuple(shape for source in sources for shape in lists.get(source.id) or (_shape(source),)),
                outputs=tuple(map(_shape, results)),
                parameters=used,
                attributes=tuple(_attributes(operator, name)),
            )


def _attributes(operator: Any, name: str) -> Iterator[tuple[str, str | bool]]:
    wanted = _ATTRIBUTES.get(name, ())
    attributes = operator.attrs() if wanted else {}
    for attribute in wanted:
        yield attribute, attributes[attribute]


def _shape(value: Any) -> Shape:
    """The shape of a value; of a list of tensors, which has none of its own, the empty one."""
    return () if value.is_combine() else tuple(value.shape)
