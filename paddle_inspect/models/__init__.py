"""Weights: catalogue, configs, counting, heads, passes, ways of counting, ranking."""
