"""Operators that hand data on, as it is or in another shape, and compute nothing."""

#: Their names in PaddlePaddle's programs. What they take is used by whoever takes their results.
VIEWS = frozenset(
    "assign cast combine concat dropout expand flatten reshape share_data slice split split_with_num squeeze stack "
    "strided_slice tile transpose unbind unsqueeze unstack".split()  # dropout does nothing in evaluation mode
)
