"""Tests of the room `zoos`."""
