"""Every kind of finding about an exported program: its code, its severity, its sentence and its manual."""

from __future__ import annotations

from paddle_inspect.base.figures import many
from paddle_inspect.base.findings import finding
from paddle_inspect.base.records import Severity


@finding(Severity.ERROR)
def params_file(reason: str) -> str:
    """The file of the parameters is damaged, or holds other tensors than the program has; what loads both fails.

    Bad:
        inference.json of one export beside inference.pdiparams of another
    Good:
        both files of one export
    """
    return reason


@finding(Severity.NOTE)
def no_params_file(name: str) -> str:
    """The program has parameters, and no file beside it holds them; shapes and dtypes are those of the program.

    Bad:
        inference.json alone
    Good:
        inference.json beside inference.pdiparams
    """
    return f"{name} is not there: the parameters are those that the program states"


@finding(Severity.NOTE)
def folded_constants(count: int, elements: int) -> str:
    """Constant folding has computed tensors ahead that are none of the model's own parameters, and are counted as such.

    Bad:
        constant_folding@_12, a transposed weight
    Good:
        linear_0.w_0, as the model has it
    """
    return f"{many(count, 'parameter is', 'parameters are')} made by constant folding, {elements:,} elements"


@finding(Severity.NOTE)
def quantised(tensors: int, elements: int, operators: str) -> str:
    """Weights are quantised, or operators quantise; the scales and zero points of that are counted as parameters.

    Bad:
        conv2d_0.w_0 in int8, dequantize_linear before the convolution
    Good:
        conv2d_0.w_0 in float32
    """
    stored = f"{many(tensors, 'parameter')} of one byte an element, {many(elements, 'element')}"
    return f"the program is quantised: {stored}" + (f"; operators: {operators}" if operators else "")
