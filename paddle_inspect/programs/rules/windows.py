"""Operators that look through windows, and those that resize: convolutions, pooling, interpolation, padding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paddle_inspect.base.records import Shape
from paddle_inspect.programs.rules.asked import Given, Rule, exact, flag, integer, integers

# Windows: convolutions, pooling, resizing


def _format(given: Given) -> str:
    return str(given.attribute("data_format") or "NCHW")


def _axes_of_places(given: Given, rank: int) -> range:
    return range(1, rank - 1) if _format(given).endswith("C") else range(2, rank)


def _with_places(given: Given, shape: Shape, channels: int, places: Sequence[int]) -> Shape:
    return (shape[0], *places, channels) if _format(given).endswith("C") else (shape[0], channels, *places)


def _paddings(given: Given, count: int) -> list[int]:
    """What is added on both sides of each axis together."""
    found = exact(given, "paddings")
    return [2 * size for size in found] if len(found) == count else [a + b for a, b in _pairs(found, count)]


def _pairs(numbers: Sequence[int], count: int) -> list[tuple[int, int]]:
    if len(numbers) != 2 * count:
        raise ValueError(f"{len(numbers)} numbers for {count} axes")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _windows(given: Given, sizes: Sequence[int], kernels: Sequence[int], dilations: Sequence[int]) -> list[int]:
    """How often a window fits along each axis."""
    strides, algorithm = exact(given, "strides"), given.attribute("padding_algorithm")
    if algorithm == "SAME":
        return [-1 if size < 0 else -(-size // stride) for size, stride in zip(sizes, strides, strict=True)]
    paddings = [0] * len(sizes) if algorithm == "VALID" else _paddings(given, len(sizes))
    rest = [stride - 1 if flag(given, "ceil_mode") else 0 for stride in strides]
    return [
        -1 if size < 0 else max(0, (size + padding - dilation * (kernel - 1) - 1 + more) // stride + 1)
        for size, kernel, dilation, stride, padding, more in zip(
            sizes, kernels, dilations, strides, paddings, rest, strict=True
        )
    ]


def _convolution(given: Given, filter_at: int = 1) -> list[Shape]:
    shape, weights = given.shape(0), given.shape(filter_at)
    sizes = [shape[axis] for axis in _axes_of_places(given, len(shape))]
    places = _windows(given, sizes, weights[2:], exact(given, "dilations"))
    return [_with_places(given, shape, weights[0], places)]


def _deformable_convolution(given: Given) -> list[Shape]:
    return _convolution(given, filter_at=2)


def _transposed_convolution(given: Given) -> list[Shape]:
    shape, weights = given.shape(0), given.shape(1)
    sizes = [shape[axis] for axis in _axes_of_places(given, len(shape))]
    channels = weights[1] * integer(given, "groups", 1)
    if given.is_given(2) or given.attribute("output_size"):
        places = integers(given, "output_size", 2)
        if places:
            return [_with_places(given, shape, channels, places)]
    if given.attribute("padding_algorithm") == "SAME":
        raise ValueError("padding of a transposed convolution that goes by its result")
    paddings = _paddings(given, len(sizes)) if given.attribute("padding_algorithm") != "VALID" else [0] * len(sizes)
    more = given.attribute("output_padding") or (0,) * len(sizes)
    strides, dilations = exact(given, "strides"), exact(given, "dilations")
    assert isinstance(more, tuple)
    places = tuple(
        -1 if size < 0 else (size - 1) * stride - padding + dilation * (kernel - 1) + 1 + int(extra)
        for size, stride, padding, dilation, kernel, extra in zip(
            sizes, strides, paddings, dilations, weights[2:], more, strict=True
        )
    )
    return [_with_places(given, shape, channels, places)]


def _pooling(given: Given) -> list[Shape]:
    shape = given.shape(0)
    axes = _axes_of_places(given, len(shape))
    channels = shape[-1 if _format(given).endswith("C") else 1]
    if flag(given, "global_pooling"):
        return [_with_places(given, shape, channels, [1] * len(axes))] * 2
    kernels = exact(given, "kernel_size", 1)
    if flag(given, "adaptive"):
        return [_with_places(given, shape, channels, kernels)] * 2
    places = _windows(given, [shape[axis] for axis in axes], kernels, [1] * len(axes))
    return [_with_places(given, shape, channels, places)] * 2


def _interpolation(given: Given) -> list[Shape]:
    """The size is computed (positions 1 and 2), or a factor is stated, or the size."""
    shape = given.shape(0)
    axes = _axes_of_places(given, len(shape))
    channels = shape[-1 if _format(given).endswith("C") else 1]
    if given.is_given(1) or given.is_given(2):
        places = integers(given, "", 2 if given.is_given(2) else 1)
    elif given.is_given(3):
        raise LookupError("a factor that is computed")
    elif factors := _factors(given, len(axes)):
        places = tuple(-1 if shape[a] < 0 else int(shape[a] * f) for a, f in zip(axes, factors, strict=True))
    else:
        places = tuple(integer(given, name) for name in ("out_d", "out_h", "out_w")[3 - len(axes) :])
    if len(places) != len(axes):
        raise ValueError(f"{len(places)} sizes for {len(axes)} axes")
    return [_with_places(given, shape, channels, places)]


def _factors(given: Given, count: int) -> tuple[float, ...]:
    found = given.attribute("scale") or ()
    numbers = tuple(float(number) for number in (found if isinstance(found, tuple) else (found,)))
    numbers = numbers * count if len(numbers) == 1 else numbers
    return numbers if numbers and min(numbers) > 0 else ()


def _pad_places(given: Given) -> list[Shape]:
    """Paddings of the last axis come first."""
    shape = list(given.shape(0))
    axes = list(_axes_of_places(given, len(shape)))
    for axis, (before, after) in zip(reversed(axes), _pairs(exact(given, "paddings", 1), len(axes)), strict=True):
        shape[axis] = -1 if shape[axis] < 0 else shape[axis] + before + after
    return [tuple(shape)]


def _pad(given: Given) -> list[Shape]:
    shape = given.shape(0)
    around = _pairs(exact(given, "paddings"), len(shape))
    return [tuple(-1 if size < 0 else size + sum(pair) for size, pair in zip(shape, around, strict=True))]


def _grid(given: Given) -> list[Shape]:
    return [(*given.shape(0)[:2], *given.shape(1)[1:-1])]


def _shuffled(given: Given) -> list[Shape]:
    batch, channels, height, width = given.shape(0)
    factor = integer(given, "upscale_factor")
    return [(batch, channels // factor**2, *(-1 if size < 0 else size * factor for size in (height, width)))]


_INTERPOLATIONS = [f"{kind}_interp" for kind in ("bilinear", "nearest", "bicubic", "linear", "trilinear")]

RULES: Mapping[str, Rule] = {
    **dict.fromkeys(_INTERPOLATIONS, _interpolation),
    **dict.fromkeys(("conv2d", "conv3d", "depthwise_conv2d", "fused_conv2d_add_act"), _convolution),
    **dict.fromkeys(("conv2d_transpose", "conv3d_transpose", "depthwise_conv2d_transpose"), _transposed_convolution),
    **dict.fromkeys(("pool2d", "pool3d", "max_pool2d_with_index"), _pooling),
    "deformable_conv": _deformable_convolution,
    "grid_sample": _grid,
    "pad": _pad,
    "pad3d": _pad_places,
    "pixel_shuffle": _shuffled,
}
