"""What the interface asks of a zoo is given, not built."""

from __future__ import annotations

from tests.given_zoo import arithmetic_zoo, tiny_zoo

__all__ = ["arithmetic_zoo", "tiny_zoo"]
