"""JSON for scripts."""

from __future__ import annotations

import json


def dump(value: object) -> str:
    """Indented JSON with a final line break, text as it is."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
