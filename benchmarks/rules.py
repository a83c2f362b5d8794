"""The numbers of the four rules, for every engine but ours, which reads them from ``scheme/``.

Money is whole yuan and points are whole hundredths. The trace has one row for each award:

``unit_id``, ``rule``, ``fact_id``, ``points`` (integers of any width)

``rule`` is a family plus a tier: 10 signed, 20 started, 30 landed, each plus tier 0 to 6; 40 a lead; 50 a quarter
without a signing (``fact_id`` is the quarter, 0 to 7); 60 plus tier, a signing that did not land in time. A lead beyond
the month's limit stays in the trace with 0 points, so that it can be seen that it was looked at.

``totals`` has ``unit_id``, ``group_id``, ``total``, ``place``: 1 is the largest total of the group, equal totals share
a place and the next is skipped.
"""

from __future__ import annotations

import datetime

SIGNED, STARTED, LANDED = 1, 2, 3
STAGES = (SIGNED, STARTED, LANDED)
LEAD, NO_SIGNING, OVERDUE = 40, 50, 60
"""Rule codes; a stage's code is ten times the stage."""

TIERS = (50_000_000, 100_000_000, 500_000_000, 1_000_000_000, 5_000_000_000, 10_000_000_000)
"""Where tiers 1 to 6 begin, in yuan, included. Tier 0 is pro rata of tier 1."""

POINTS = {
    SIGNED: (100, 200, 400, 800, 1500, 3000),
    STARTED: (200, 400, 800, 1600, 3000, 6000),
    LANDED: (300, 600, 1200, 2400, 4500, 9000),
}
"""What tiers 1 to 6 are worth, in hundredths of a point."""

STEP = 5_000_000_000
STEP_POINTS = {SIGNED: 500, STARTED: 1000, LANDED: 1500}
"""For every full step above the last tier's beginning."""

YUAN_A_DOLLAR = 10
LEAD_POINTS, LEAD_LIMIT = 20, 100
"""For a lead, and at most in a calendar month."""
NO_SIGNING_POINTS, QUARTERS = -1000, 8
LATE_DAYS, LATE_TIMES = 365, -2

FIRST_DAY = datetime.date(2024, 1, 1)
LAST_DAY = datetime.date(2025, 12, 31)
"""The two years scored, as of their last day."""
DAYS = (LAST_DAY - FIRST_DAY).days + 1


def tier_and_points(stage: int, yuan: int) -> tuple[int, int]:
    """The tier of an amount, and what reaching the stage with it is worth. Pro rata is rounded half up."""
    points = POINTS[stage]
    if yuan < TIERS[0]:
        return 0, (2 * points[0] * yuan + TIERS[0]) // (2 * TIERS[0])
    tier = sum(yuan >= least for least in TIERS)
    if tier == len(TIERS):
        return tier, points[-1] + STEP_POINTS[stage] * ((yuan - TIERS[-1]) // STEP)
    return tier, points[tier - 1]
