"""A unit's pool of points divided among its people on post, so that the parts add up to the pool.

Shares are rounded down at the scheme's precision; what is left goes to the largest fractions, then by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from zhaoshang.scoring.result import PersonResult

_COLUMNS = {"贡献": "contribution", "contribution": "contribution", "分配得分": "points", "points": "points"}


def shares(
    pools: Mapping[str, Fraction | None], people: Sequence[Mapping[str, Any]], divide: str, decimals: int
) -> tuple[PersonResult, ...]:
    """Each person's part, in millionths. A unit without a pool, or without contributions, gives none."""
    column = _COLUMNS.get(divide, divide)
    step = 10 ** (6 - decimals)
    out: list[PersonResult] = []
    for unit, pool in pools.items():
        members = [p for p in people if p.get("unit") == unit and p.get("on_post") is not False]
        weights = {str(p["person"]): Fraction(p.get(column) or 0) for p in members}
        whole = sum(weights.values(), Fraction(0))
        if pool is None or whole == 0:
            continue
        in_steps = pool * 10**6 / step
        exact = {person: in_steps * weight / whole for person, weight in weights.items()}
        low = {person: share.numerator // share.denominator for person, share in exact.items()}
        left = in_steps.numerator // in_steps.denominator - sum(low.values())
        by_fraction = sorted(exact, key=lambda person: (low[person] - exact[person], person))
        for person in by_fraction[:left]:
            low[person] += 1
        out += [PersonResult(unit, person, parts * step) for person, parts in low.items()]
    return tuple(out)
