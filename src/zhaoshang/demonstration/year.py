"""The whole of an invented year: who works how hard, what comes of it, and the ledger that results.

Reads the scheme for its units and what they are held to; knows none of its rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from zhaoshang.demonstration.amounts import LARGE, MIDDLE, SMALL, Spread
from zhaoshang.demonstration.chance import Chance
from zhaoshang.documents.demonstration_mark import DEMONSTRATION_TAG
from zhaoshang.language.types import COUNT, USD, YUAN
from zhaoshang.ledger import Ledger, ledger_from_rows
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme import Scheme
from zhaoshang.tables import UnitDirectory

Cells = dict[str, str]
TAG = DEMONSTRATION_TAG
_MONEY = (YUAN, USD)
MONTHS_BY_LEADS = (5, 4, 9, 9, 9, 8, 7, 7, 9, 9, 8, 6)
"""How the year's work falls on its months: little around the Spring Festival."""


@dataclass(frozen=True)
class Profile:
    """A unit as the invented year sees it.

    ``quota``: the projects it sets out to land in the year. ``diligence``: percent of what was meant. A
    ``local`` unit has land of its own, so that projects of other units come to it. ``key`` is its place on the
    list, which a unit keeps under another name. ``held``: what it is held to, money in 万 of its currency.
    """

    unit: str
    quota: int
    diligence: int
    local: bool
    spread: Spread
    key: str = ""
    group: str | None = None
    held: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Year:
    """The rows of the year as they come about, and its bounds as day numbers."""

    seed: int
    year: int
    profiles: tuple[Profile, ...]
    tables: dict[str, list[Cells]] = field(default_factory=dict)
    companies: int = 0
    span: tuple[int, int] | None = None
    """A campaign's days where it is no year."""
    told: Callable[[str], None] = lambda name: None
    """Is told the name of each unit as its year is done."""

    @property
    def first(self) -> int:
        """1 January, or a campaign's first day."""
        return self.span[0] if self.span else to_day(f"{self.year}-01-01")

    @property
    def last(self) -> int:
        """31 December, or a campaign's last day: nothing later has happened yet."""
        return self.span[1] if self.span else to_day(f"{self.year}-12-31")

    def chance(self, *purpose: str) -> Chance:
        """A stream of chance of this year's own."""
        return Chance(self.seed, str(self.year), *purpose)

    def row(self, table: str, **cells: object) -> Cells:
        """Add a row; blanks are left out, days are written as dates."""
        row = {key: str(value) for key, value in cells.items() if value not in (None, "")}
        self.tables.setdefault(table, []).append(row)
        return row

    def next_company(self) -> int:
        """The number of a company that has not been used."""
        self.companies += 1
        return self.companies - 1

    def spring_to_winter(self, chance: Chance) -> int:
        """A working day of the year, in the months in which work is done."""
        month = chance.weighted(tuple((m, w) for m, w in enumerate(MONTHS_BY_LEADS, 1)))
        first = to_day(f"{self.year}-{month:02}-01")
        after = to_day(f"{self.year + month // 12}-{month % 12 + 1:02}-01")
        return chance.day_in(first, after - 1)


def demonstration_ledger(
    scheme: Scheme, seed: int = 1, year: int = 2023, progress: Callable[[str], None] | None = None
) -> Ledger:
    """An invented ledger of a year for a scheme's units; the same seed always gives the same one.

    ``progress`` is told the name of each unit as its year is done.
    """
    from zhaoshang.demonstration.kinds_of_year import year_for
    from zhaoshang.demonstration.showpieces import add_rates

    invented = Year(seed, year, profiles(scheme, seed, year), told=progress or (lambda name: None))
    window = scheme.window
    if scheme.periods and "year" not in scheme.periods and window.last is not None:
        invented.span = window.first, window.last
    add_rates(invented)
    year_for(scheme)(invented)
    return ledger_from_rows(invented.tables, UnitDirectory.of(scheme.units))


def profiles(scheme: Scheme, seed: int, year: int) -> tuple[Profile, ...]:
    """How each unit of a scheme will do; what it is held to sets the scale."""
    found = []
    for number, unit in enumerate(scheme.units, 1):
        key = f"{number:02}"
        chance = Chance(seed, str(year), "profile", key)
        held = {
            v.target: v.value
            for v in scheme.target_values
            if v.unit == unit.name and (v.year == year or "year" not in scheme.periods)
        }
        counts = [int(v) for t, v in held.items() if scheme.targets[t].type == COUNT]
        money = any(scheme.targets[t].type == YUAN for t in held)
        quota = max(counts, default=1 if money else chance.between(0, 1))
        local = unit.name.endswith(("镇", "乡", "街道", "街道办事处", "管委会", "县", "区"))
        spread = LARGE if len(counts) >= 3 else MIDDLE if counts else SMALL
        diligence = chance.weighted(((35, 2), (60, 4), (80, 5), (100, 6), (115, 3), (130, 1)))
        meant = {t: int(v) // (10_000 if scheme.targets[t].type in _MONEY else 1) for t, v in held.items()}
        meant = {**{t: 0 for t, target in scheme.targets.items() if unit.name in target.values}, **meant}
        found.append(Profile(unit.name, min(quota, 20), diligence, local, spread, key, unit.group, meant))
    return tuple(found)
