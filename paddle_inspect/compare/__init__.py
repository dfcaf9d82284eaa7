"""Two lists of tensors."""
