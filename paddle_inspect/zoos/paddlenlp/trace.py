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
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from paddle_inspect.base import collector
from paddle_inspect.base.errors import NotTraced
from paddle_inspect.base.operators import VIEWS
from paddle_inspect.base.records import Operator, Shape, Trace, WeightSpec
from paddle_inspect.zoos.paddlenlp import inputs as known
from paddle_inspect.zoos.paddlenlp import patching, quirks, rotary
from paddle_inspect.zoos.paddlenlp.build import build_somehow, in_short
from paddle_inspect.zoos.paddlenlp.environment import quiet

#: What the cost of an operator depends on, besides shapes.
_ATTRIBUTES = {"matmul": ("transpose_x", "transpose_y"), "einsum": ("equation",)}
#: How a model's own Python fails on symbols, whenever it is tried. Anything else may pass: memory, files, what else is
#: installed, and whatever PaddlePaddle raises as a RuntimeError.
_OF_THE_MODEL = (AssertionError, AttributeError, LookupError, NameError, NotImplementedError, TypeError, ValueError)

_LOG = logging.getLogger(__name__)


def trace(spec: WeightSpec, *, batch: int, seq_len: int) -> Trace:
    """Trace one forward pass of a weight's model.

    Args:
        spec: the weight, with a head or without.
        batch: texts in a batch.
        seq_len: tokens of each text; of an encoder-decoder, of each side.

    Raises:
        NotTraced: the model takes an input that nobody here can make up, or its Python fails while it is traced.
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
    if _is_multiple_choice(spec):
        spec = replace(spec, config={**spec.config, "num_choices": known.CHOICES})
    errors: list[Exception] = []
    for patches, left_out in itertools.product(((quirks.KNOWN_SHAPES,), ()), (known.OPTIONAL, frozenset())):
        layer, _ = build_somehow(spec)
        rotary.make_tables(layer, seq_len)
        inputs = _inputs(spec, layer, batch, seq_len, left_out)
        try:
            return layer, inputs, _program(layer, inputs, patches)
        except Exception as error:  # noqa: BLE001 - a model's own Python, run on symbols, fails in any way
            _LOG.debug("%s, attempt %d: %s", spec.name, len(errors) + 1, in_short(error))
            errors.append(error)
    reason = f"{spec.architecture}.forward fails while it is traced: {in_short(errors[0])}"
    raise NotTraced(spec.name, reason, lasting=all(isinstance(error, _OF_THE_MODEL) for error in errors))


def _inputs(spec: WeightSpec, layer: Any, batch: int, seq_len: int, left_out: frozenset[str]) -> dict[str, Shape]:
    """Names and shapes of what a forward pass is given.

    Raises:
        NotTraced: it requires something else.
    """
    parameters = inspect.signature(layer.forward).parameters.values()
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    required = [p.name for p in parameters if p.default is p.empty and p.kind not in variable]
    if unknown := [name for name in required if name not in known.INPUTS]:
        raise NotTraced(spec.name, f"{spec.architecture}.forward needs {', '.join(unknown)}")
    left_out |= known.NOT_GIVEN.get(spec.module, frozenset())
    given = [p.name for p in parameters if p.name in known.INPUTS and (p.name in required or p.name not in left_out)]
    if not given:
        raise NotTraced(spec.name, f"{spec.architecture}.forward does not say what it takes")
    shapes = {name: known.INPUTS[name](batch, seq_len) for name in given}
    if _is_multiple_choice(spec):
        return {name: (shape[0], known.CHOICES, *shape[1:]) for name, shape in shapes.items()}
    return shapes


def _is_multiple_choice(spec: WeightSpec) -> bool:
    return spec.architecture.endswith("ForMultipleChoice")


def _program(layer: Any, inputs: Mapping[str, Shape], patches: tuple[patching.Patch, ...]) -> Any:
    """The traced program of a forward pass, made while the patches are applied."""
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
    dtypes = {name: "float32" if name in known.REAL_INPUTS else "int64" for name in inputs}
    specs = [InputSpec(shape, dtypes[name], name) for name, shape in inputs.items()]
    with patching.applied((*patches, quirks.RESULT_NAMES, quirks.LAYER_PATHS, quirks.CALL_STACKS), paddle):
        return paddle.jit.to_static(caller.forward, input_spec=[specs], full_graph=True).concrete_program.main_program


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
