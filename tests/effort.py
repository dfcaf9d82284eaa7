"""How hard property tests try: the same examples in every run, or new ones and many more.

HYPOTHESIS_PROFILE=explore python -m pytest tests/pages/test_repair_properties.py
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "steady")
EXPLORING = _PROFILE == "explore"

settings.register_profile("steady", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", deadline=None, suppress_health_check=list(HealthCheck))
# a mutant is noticed by the first example that fails, however large it is
settings.register_profile(
    "mutants", parent=settings.get_profile("steady"), phases=(Phase.explicit, Phase.generate), print_blob=False
)
settings.load_profile(_PROFILE)


def examples(number: int) -> settings:
    """The decorator of a property test that tries this many examples, or twenty times as many when exploring."""
    return settings(max_examples=number * (20 if EXPLORING else 1))
