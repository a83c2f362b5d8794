"""A prepared ledger: numbered tables for the plan, and what their numbers stand for.

Units are numbered in protocol order, facts in canonical order (date, recorded_on, name) within their table
and onwards through the tables, so that no back end ever orders by text. ``prepare`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhaoshang.language.types import COUNT, MU, PERCENT, PLAIN, POINTS, USD, YUAN, Type
from zhaoshang.problems import Problem
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.scheme.model import TargetValue, Unit
from zhaoshang.scoring.algebra import Column
from zhaoshang.scoring.backends import Data

LARGEST_MONEY = 10**15
LARGEST_RATE = 10**11
"""Yuan for one unit of a currency, times 10^8: up to 1,000."""
SHARE_SCALE = 10**8
RATE_SCALE = 10**8

SCALES: dict[Type, int] = {
    YUAN: 100, USD: 100, POINTS: 10**6, PERCENT: SHARE_SCALE, COUNT: 1, PLAIN: 10**6, MU: 10**4,
}  # fmt: skip
"""How many ledger units one natural unit of a field has."""

LARGEST: dict[Type, int] = {
    YUAN: LARGEST_MONEY,
    USD: LARGEST_MONEY,
    POINTS: 10**13,
    PERCENT: 10**11,
    COUNT: 10**9,
    MU: 10**12,
}


@dataclass(frozen=True)
class Facts:
    """A ledger ready to be scored by one scheme.

    ``most_rows`` bounds every sum. ``names[fact_no]`` and ``rows[fact_no]`` give back the fact,
    ``projects[project_no]`` the project's number as written; ``earners[unit_no]`` who may earn.
    ``currencies``: of any amount. ``days``: the earliest and the latest day of anything, where there is anything.
    """

    data: Data
    earners: tuple[Unit, ...]
    names: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    tables: tuple[str, ...]
    projects: tuple[str, ...]
    target_values: tuple[TargetValue, ...]
    currencies: frozenset[str]
    most_rows: int
    days: tuple[int, ...]
    people: tuple[Mapping[str, Any], ...] = ()
    has_joint_units: bool = False
    unit_field_scale: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def is_calendar(column: Column) -> bool:
    """Whether a column, its bounds not proved yet, holds days."""
    return column.low == EARLIEST_DAY


def is_day(column: Column) -> bool:
    """Whether it holds days of facts, not the ends of a credit or a rate."""
    return is_calendar(column) and column.name not in ("first_day", "last_day")


def integer_column(name: str, low: int, high: int, nullable: bool = False) -> Column:
    """A column of whole numbers."""
    return Column("integer", nullable, low, high, name)


def day_column(name: str, nullable: bool = False) -> Column:
    """A column of days."""
    return integer_column(name, EARLIEST_DAY, LATEST_DAY, nullable)


def text_column(name: str) -> Column:
    """A column of texts that may be blank."""
    return Column("text", True, 0, 0, name)


def truth_column(name: str, nullable: bool = True) -> Column:
    """A column of truths."""
    return Column("truth", nullable, 0, 0, name)
