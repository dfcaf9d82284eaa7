"""Mixtures of experts: the parameters that a token goes through, beside those that are stored. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from paddle_inspect.base.records import Inventory, TensorInfo, Trace, WeightSpec
from paddle_inspect.models.configs import first_size, flatten

#: Experts that each token is sent to.
PER_TOKEN = ("num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_k")
_ROUTED = re.compile(r"^(.*\bexperts)\.(\d+)\.")
_SHARED = re.compile(r"\bshared_expert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Experts:
    """The experts of a model.

    Attributes:
        layers: layers that have some.
        experts: those that a router chooses among, in each of these layers.
        per_token: how many it chooses for each token; None where the config does not say.
        routed: elements of all of them, of all layers.
        shared: elements of the experts that every token goes through, with their gates.
        active: elements of the parameters that one token goes through; None where `per_token` is.
        traced: how many a traced pass chooses, where that is another number.
    """

    layers: int
    experts: int
    per_token: int | None
    routed: int
    shared: int
    active: int | None
    traced: int | None = None


def experts_of(spec: WeightSpec, inventory: Inventory, trace: Trace | None = None) -> Experts | None:
    """The experts of a model, which the names of its tensors tell; None where it has none.

    Args:
        spec: the weight, whose config says how many experts a token is sent to.
        inventory: its tensors under Paddle's names.
        trace: one pass of it, which is held against the config.
    """
    layers: dict[str, dict[str, int]] = {}
    for tensor in inventory.unique:
        if found := _ROUTED.match(tensor.name):
            experts = layers.setdefault(found[1], {})
            experts[found[2]] = experts.get(found[2], 0) + tensor.numel
    if not layers:
        return None
    per_token = first_size({key: value for _, key, value in flatten(spec.config)}, PER_TOKEN) or None
    idle = 0 if per_token is None else sum(sum(sorted(one.values())[:-per_token]) for one in layers.values())
    routed = sum(sum(experts.values()) for experts in layers.values())
    chosen = {one.outputs[0][-1] for one in trace.operators if one.name == "topk"} if trace else set()
    return Experts(
        layers=len(layers),
        experts=max(map(len, layers.values())),
        per_token=per_token,
        routed=routed,
        shared=_elements(tensor for tensor in inventory.unique if _SHARED.search(tensor.name)),
        active=None if per_token is None else inventory.parameters - idle,
        traced=max(chosen) if chosen and per_token not in chosen else None,
    )


def _elements(tensors: Iterable[TensorInfo]) -> int:
    return sum(tensor.numel for tensor in tensors)
