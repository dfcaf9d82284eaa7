"""How hard property tests try: the same examples in every run, or new ones and many more.

HYPOTHESIS_PROFILE=explore python -m pytest tests/test_repair_properties.py
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EXPLORING = os.environ.get("HYPOTHESIS_PROFILE") == "explore"

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("explore" if EXPLORING else "steady")


def examples(number: int) -> settings:
    """The decorator of a property test that tries this many examples, or twenty times as many when exploring."""
    return settings(max_examples=number * (20 if EXPLORING else 1))
