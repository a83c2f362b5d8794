"""Amounts as projects have them: many small, few large, round numbers, and some exactly on an edge.

All in 万 of the currency, as text for a ledger's cell.
"""

from __future__ import annotations

from zhaoshang.demonstration.chance import Chance

_MANTISSAS = (
    10, 11, 12, 12, 13, 15, 15, 16, 18, 20, 20, 22, 24, 25, 26, 28, 30, 30, 32, 35, 36, 38, 40, 42, 45, 48,
    50, 52, 55, 60, 62, 65, 68, 72, 75, 80, 85, 88, 92, 95, 98,
)  # fmt: skip
"""Close to evenly spaced on a logarithmic scale, as people round."""
_EDGES = (5_000, 10_000, 50_000, 100_000)

Spread = tuple[tuple[tuple[int, int], int], ...]
"""Ranges in 万元 with weights."""
LARGE: Spread = (
    ((2_000, 4_999), 10), ((5_000, 9_999), 42), ((10_000, 49_999), 36), ((50_000, 99_999), 8),
    ((100_000, 300_000), 4),
)  # fmt: skip
MIDDLE: Spread = (
    ((2_000, 4_999), 18), ((5_000, 9_999), 50), ((10_000, 49_999), 29), ((50_000, 99_999), 3),
)  # fmt: skip
SMALL: Spread = (((1_000, 2_999), 22), ((3_000, 4_999), 38), ((5_000, 9_999), 30), ((10_000, 30_000), 10))
IN_DOLLARS = (120, 200, 300, 500, 500, 650, 800, 1_000, 1_200, 2_500)


def amount_of(chance: Chance, spread: Spread) -> int:
    """An amount in 万元, one in ten exactly where a tier begins."""
    least, most = chance.weighted(spread)
    if chance.happens(10):
        edges = [edge for edge in _EDGES if least <= edge <= most]
        if edges:
            return edges[0]
    while True:
        mantissa = chance.one_of(_MANTISSAS)
        for power in (100, 1_000, 10_000):
            if least <= mantissa * power <= most:
                return mantissa * power
