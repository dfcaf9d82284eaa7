"""From a weight's config to a Layer whose parameters have shapes and no memory."""

from __future__ import annotations

import contextlib
import copy
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from paddle_inspect.base import collector
from paddle_inspect.base.errors import InspectError, NotCounted
from paddle_inspect.base.records import Inventory, TensorInfo, TensorKind, WeightSpec
from paddle_inspect.zoos.paddlenlp import patching, quirks, rotary
from paddle_inspect.zoos.paddlenlp.environment import import_framework, quiet

#: The longest text of an error in a message.
_SHORT = 300
#: What a model can be made of, besides the default; a pass is traced in that one, which every operator takes.
_DTYPES = ("float16", "bfloat16", "float64")
_DEFAULT_DTYPE = "float32"
#: Where a layer says what its parameters stand for that are of the default dtype.
_DTYPE = "_dtype_in_config"


def model_config(cls: type[Any], config: Mapping[str, object]) -> Any:
    """The config object that `from_pretrained` makes of a config.json, or the plain dict for a class without one.

    `from_dict` changes what it is given, and it alone translates the keys of older configs: passing BART's
    `num_encoder_layers` to the constructor would silently build the class's default number of layers.
    """
    content = copy.deepcopy(dict(config))
    return content if cls.config_class is None else cls.config_class.from_dict(content)


#: Makes what a class is built from out of a config.json.
Configure: TypeAlias = Callable[[type[Any], Mapping[str, object]], Any]


def count_one(spec: WeightSpec, configure: Configure = model_config) -> Inventory:
    """Build one weight's model and take its inventory.

    Lazily, or else eagerly where that fits into memory; `Inventory.built` says which.

    Args:
        spec: the weight.
        configure: makes the config object, in place of `model_config`.

    Raises:
        NotCounted: its config describes nothing, its class is missing, or it cannot be built either way.
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    with collector.paused():
        layer, built = build_somehow(spec, runnable=False, configure=configure)
        return take_inventory(spec.name, spec.architecture, layer, built)


def build_somehow(spec: WeightSpec, *, runnable: bool = True, configure: Configure = model_config) -> tuple[Any, str]:
    """A layer and how it was built: `lazily`, or `eagerly` where its class fails without tensor memory.

    Any error of a lazy build may come from that: what a constructor does with a tensor that has no memory fails in
    PaddlePaddle's C++, in NumPy, or in its own Python behind them. Building again with memory tells. Of a weight that a
    file describes it is more likely the file's, and nobody knows how much memory it asks for: it is not built again.

    Raises:
        NotCounted, FrameworkMissing: as `count_one`.
    """
    try:
        return build(spec, runnable=runnable, configure=configure), "lazily"
    except InspectError:  # no class, no config, no framework: nothing that another way of building would change
        raise
    except Exception as error:  # noqa: BLE001 - a constructor raises whatever it likes, see above
        if spec.described is not None or _is_lacking_an_attribute(error):
            raise _cannot_be_built(spec, error) from None
        lazy_error = error
    try:
        with at_most_half_of_what_is_free():
            return build(spec, lazy=False, runnable=runnable, configure=configure), "eagerly"
    except Exception as error:  # noqa: BLE001 - as above; the reason is for the report
        raise _cannot_be_built(spec, lazy_error if type(error) is type(lazy_error) else error) from None


def _cannot_be_built(spec: WeightSpec, reason: Exception) -> NotCounted:
    return NotCounted(spec.name, f"{spec.architecture} cannot be built: {in_short(reason)}")


def _is_lacking_an_attribute(error: Exception) -> bool:
    """Whether a layer or a config has no such attribute, which memory for tensors would not give it.

    DebertaV2ForMaskedLM calls a method that it does not have: with memory, it says so after 24 s and 4.5 GB.
    """
    from paddle.nn import Layer
    from paddlenlp.transformers import PretrainedConfig

    return isinstance(error, AttributeError) and isinstance(error.obj, (Layer, PretrainedConfig))


def in_short(error: Exception) -> str:
    """The first line of an error that says anything; paddle's own errors begin with a C++ traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip(" -=")]
    said = next((line for line in lines if "Error:" in line), lines[0] if lines else "")
    name = type(error).__name__
    return (said if said.startswith(f"{name}: ") else f"{name}: {said}" if said else name)[:_SHORT]


def model_class(spec: WeightSpec) -> type[Any]:
    """The class of a weight's architecture.

    Raises:
        NotCounted: the installed PaddleNLP has no such class.
        FrameworkMissing: PaddlePaddle or PaddleNLP does not import.
    """
    import_framework()
    try:
        with quiet():
            found: type[Any] = getattr(importlib.import_module(spec.module), spec.architecture)
    except (ImportError, AttributeError) as error:
        missing = f"the installed PaddleNLP has no {spec.module}.{spec.architecture} ({error})"
        raise NotCounted(spec.name, missing) from None
    return found


def build(spec: WeightSpec, *, lazy: bool = True, runnable: bool = True, configure: Configure = model_config) -> Any:
    """Build the weight's model as a paddle Layer in evaluation mode.

    Args:
        spec: the weight.
        lazy: without tensor memory; otherwise as PaddleNLP builds it, without initialising the weights twice (an XLM of
            667 million parameters takes 14 s in place of 60 s).
        runnable: also with what only a forward pass (or a trace of it) needs.
        configure: makes the config object, in place of `model_config`.

    Raises:
        NotCounted: the weight's config describes nothing, or there is no such class.
        Exception: whatever PaddleNLP's constructor raises.
    """
    if spec.undescribed is not None:
        raise NotCounted(spec.name, spec.undescribed)
    cls = model_class(spec)
    with quiet():
        layer = _constructed(cls, spec, lazy=lazy, runnable=runnable, configure=configure)
        layer.eval()
        patching.complete(layer, quirks.STRUCTURE)
        if runnable:
            patching.complete(layer, quirks.TO_RUN)
    return layer


def _constructed(cls: type[Any], spec: WeightSpec, *, lazy: bool, runnable: bool, configure: Configure) -> Any:
    """A model in its config's dtype, as `from_pretrained` makes it, unless it is to run.

    What has to be computed for it in that dtype may have no kernel (ChatGLM-V2's angles, in float16): then the model is
    made in the default dtype, and `_DTYPE` says which it is to be.
    """
    config = configure(cls, spec.config)
    dtype = getattr(config, "dtype", None)
    if not runnable and dtype in _DTYPES:
        try:
            with _construction(cls, lazy=lazy, runnable=runnable, dtype=dtype):
                return cls(config)
        except RuntimeError:
            config = configure(cls, spec.config)
    with _construction(cls, lazy=lazy, runnable=runnable):
        layer = cls(config)
    vars(layer)[_DTYPE] = None if runnable else dtype
    return layer


@contextlib.contextmanager
def _construction(cls: type[Any], *, lazy: bool, runnable: bool, dtype: str | None = None) -> Iterator[None]:
    from paddle import LazyGuard
    from paddlenlp.transformers.model_utils import dtype_guard, no_init_weights

    with contextlib.ExitStack() as stack:
        stack.enter_context(no_init_weights())
        if dtype is not None:
            stack.enter_context(dtype_guard(dtype))
        if lazy:
            stack.enter_context(LazyGuard())
            patches = (*quirks.LAZY_BUILD, rotary.POSTPONED, *(() if runnable else quirks.LAZY_COUNT))
            stack.enter_context(patching.applied(patches, sys.modules[cls.__module__]))
        yield


class Tensor(Protocol):
    """What is read of a paddle tensor; nothing here touches its data."""

    shape: list[int]
    dtype: object
    stop_gradient: bool


class Layer(Protocol):
    """What is read of a paddle layer."""

    def state_dict(self) -> Mapping[str, Tensor]:
        """Parameters and persistable buffers by name."""

    def parameters(self) -> list[Tensor]:
        """Parameters, each once."""


def take_inventory(weight: str, architecture: str, layer: Layer, built: str = "lazily") -> Inventory:
    """The tensors of a layer in state_dict order; one that stands under two names is tied to the first of them."""
    parameters = {id(parameter) for parameter in layer.parameters()}
    first_names: dict[int, str] = {}
    meant = vars(layer).get(_DTYPE)
    dtypes = {_DEFAULT_DTYPE: meant} if meant in _DTYPES else {}
    tensors = []
    for name, tensor in layer.state_dict().items():
        first = first_names.setdefault(id(tensor), name)
        tensors.append(
            TensorInfo(
                name=name,
                shape=tuple(tensor.shape),
                dtype=dtypes.get(dtype := str(tensor.dtype).removeprefix("paddle."), dtype),
                kind=TensorKind.PARAMETER if id(tensor) in parameters else TensorKind.BUFFER,
                trainable=not tensor.stop_gradient,
                tied_to=None if first == name else first,
            )
        )
    return Inventory(weight=weight, architecture=architecture, tensors=tuple(tensors), built=built)


@contextlib.contextmanager
def at_most_half_of_what_is_free() -> Iterator[None]:
    """Let this process's address space grow by half of the free memory; a MemoryError says that this was too little.

    Where the system does not tell (anything but Linux), no limit is set.
    """
    available, used = _kilobytes("/proc/meminfo", "MemAvailable"), _kilobytes("/proc/self/status", "VmSize")
    if available is None or used is None:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = (used + available // 2) * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _kilobytes(path: str, field: str) -> int | None:
    """The value of a line such as `MemAvailable:   23456789 kB`."""
    try:
        lines = Path(path).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    values = [line.split()[1] for line in lines if line.startswith(f"{field}:")]
    return int(values[0]) if values else None
