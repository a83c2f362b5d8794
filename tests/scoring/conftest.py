"""How hard random tests try, and tiny packs for tests that name one behaviour.

Profiles: ``dev`` (25 examples, the default), ``ci`` (200, where CI=true) and ``long`` (2000). Choose one with
HYPOTHESIS_PROFILE, or ``pytest tests/scoring --hypothesis-profile long``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # the modules of this folder that are no tests

_SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, print_blob=True, suppress_health_check=_SLOW
)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

from districts import District, Scored  # noqa: E402

Facts = Mapping[str, Sequence[Mapping[str, Any]]]


@pytest.fixture
def district(tmp_path: Path) -> Callable[..., District]:
    """Makes a district from a scheme's text without its head, its units and its targets."""

    def make(scheme: str, **files: str) -> District:
        return District.written(tmp_path, scheme, **files)

    return make


@pytest.fixture
def scored(district: Callable[..., District]) -> Callable[..., Scored]:
    """Scores a few facts by a few rules in one go, on both engines, which must agree."""

    def run(scheme: str, facts: Facts, period: str, as_of: str | None = None, **files: str) -> Scored:
        return district(scheme, **files).scored(facts, period, as_of)

    return run
