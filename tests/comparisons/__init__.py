"""Tests of the room `comparisons`."""
