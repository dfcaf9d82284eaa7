"""Pieces to claims, claims against evidence, and the true rows."""
