"""Which shapes operators give, from the shapes that they take: a rule for each kind that exported programs are made of.

A size that is not known is -1, and makes those unknown that depend on it. A rule fails (LookupError, TypeError,
ValueError, ArithmeticError) on what its kind of operator does not take; what it gives is then as unknown as the program
itself leaves it. Sizes are often computed by the program, from the shapes of other tensors: `NUMBERS` has
the rules for small tensors of integers.
"""

from __future__ import annotations

from paddle_inspect.programs.rules import calculating, moving, sizes, windows

#: The shapes of what an operator gives, or of its first results, by the operator's name.
SHAPES = {**calculating.RULES, **windows.RULES, **moving.RULES}
#: The elements of what an operator gives.
NUMBERS = sizes.RULES

#: The attributes that rules ask for, that costs depend on, and that name what a program takes and gives.
ATTRIBUTES = frozenset(
    """
    adaptive axes axis begin_norm_axis bias ceil_mode data_format data_layout decrease_axis depth dilations dim ends
    equation flatten global_pooling groups hidden_size in_num_col_dims index input_dim_idx int32_values int64_values
    is_bidirec k keep_dim keepdim keepdims kernel_size ksize name num num_classes out_d out_h out_w output_dim_idx
    output_padding output_size padding_algorithm paddings perm reduce_all repeat_times scale sections shape start_axis
    starts stop_axis strides target_shape trans_x trans_y transpose_X transpose_Y transpose_x transpose_y upscale_factor
    value values x_num_col_dims y_num_col_dims
    """.split()
)
