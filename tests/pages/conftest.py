"""Pages under test ask a zoo that is given, not built, where they ask one at all."""

from __future__ import annotations

from tests.given_zoo import arithmetic_zoo

__all__ = ["arithmetic_zoo"]
