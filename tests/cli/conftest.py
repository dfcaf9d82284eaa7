"""Commands under test ask a zoo that is given, not built."""

from __future__ import annotations

from tests.given_zoo import arithmetic_zoo, tiny_zoo

__all__ = ["arithmetic_zoo", "tiny_zoo"]
