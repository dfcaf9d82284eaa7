"""Sizes that a program computes: rules for small tensors of integers, most of them from the shapes of other tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from paddle_inspect.programs.rules.asked import MOST_NUMBERS, Given, Numbers, exact, integers, product
from paddle_inspect.programs.rules.moving import full


def _same_numbers(given: Given) -> list[Numbers]:
    return [given.numbers(0)]


def _listed(given: Given) -> list[Numbers]:
    return [integers(given, "value")]


def _filled(given: Given) -> list[Numbers]:
    [shape] = full(given)
    count = product(shape)
    if not 0 <= count <= MOST_NUMBERS:
        raise LookupError("a large tensor")
    value = given.attribute("value")
    if not isinstance(value, (int, float)):
        raise LookupError("a value that is not known")
    return [(value,) * count]


def _assigned(given: Given) -> list[Numbers]:
    named = [name for name in ("values", "int32_values", "int64_values") if given.attribute(name)]
    return [integers(given, named[0])]


def _sizes(given: Given) -> list[Numbers]:
    return [tuple(None if size < 0 else size for size in given.shape(0))]


def _some_numbers(given: Given) -> list[Numbers]:
    [start], [end] = exact(given, "starts", 1), exact(given, "ends", 2)
    return [given.numbers(0)[slice(start, end)]]


def _chosen_numbers(given: Given) -> list[Numbers]:
    numbers = given.numbers(0)
    return [tuple(None if place is None else numbers[int(place)] for place in given.numbers(1))]


def _each_number(given: Given) -> list[Numbers]:
    return [(number,) for number in given.numbers(0)]


def _scaled(given: Given) -> list[Numbers]:
    factor = given.numbers(1)[0] if given.is_given(1) else given.attribute("scale")
    bias = given.attribute("bias")
    if not isinstance(factor, (int, float)) or not isinstance(bias, (int, float)):
        raise LookupError("a factor that is not known")
    return [tuple(None if number is None else number * factor + bias for number in given.numbers(0))]


def _calculated(calculate: Callable[[Any, Any], int | float]) -> Callable[[Given], list[Numbers]]:
    def rule(given: Given) -> list[Numbers]:
        left, right = given.numbers(0), given.numbers(1)
        count = max(len(left), len(right))
        left, right = (numbers * count if len(numbers) == 1 else numbers for numbers in (left, right))
        pairs = zip(left, right, strict=True)
        return [tuple(None if a is None or b is None else calculate(a, b) for a, b in pairs)]

    return rule


def _multiplied(given: Given) -> list[Numbers]:
    numbers = given.numbers(0)
    return [(None if None in numbers else math.prod(number for number in numbers if number is not None),)]


RULES: Mapping[str, Callable[[Given], list[Numbers]]] = {
    **dict.fromkeys(
        ("assign", "cast", "concat", "stack", "squeeze", "unsqueeze", "reshape", "flatten", "share_data"), _same_numbers
    ),
    **dict.fromkeys(("full", "full_with_tensor"), _filled),
    **dict.fromkeys(("shape", "shape64"), _sizes),
    **dict.fromkeys(("unbind", "unstack"), _each_number),
    "full_int_array": _listed,
    "assign_value": _assigned,
    "slice": _some_numbers,
    "gather": _chosen_numbers,
    "scale": _scaled,
    "prod": _multiplied,
    "add": _calculated(lambda a, b: a + b),
    "subtract": _calculated(lambda a, b: a - b),
    "multiply": _calculated(lambda a, b: a * b),
    "floor_divide": _calculated(lambda a, b: a // b),
    "remainder": _calculated(lambda a, b: a % b),
    "maximum": _calculated(max),
    "minimum": _calculated(min),
}
