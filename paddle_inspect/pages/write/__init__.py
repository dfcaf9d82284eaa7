"""Rows to text that docutils reads as it was meant."""
