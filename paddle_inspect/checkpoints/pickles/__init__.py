"""Pickles of weights, read by a machine of our own: nothing in them is run or looked up."""
