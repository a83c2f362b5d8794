"""How much is invented at each size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of rows, and the seed they are invented from."""

    milestones: int
    leads: int
    units: int
    groups: int
    seed: int


SIZES = {
    "small": Size(380, 120, 80, 4, 1),
    "1m": Size(1_000_000, 100_000, 28_000, 300, 2),
    "10m": Size(10_000_000, 1_000_000, 280_000, 3_000, 3),
}
