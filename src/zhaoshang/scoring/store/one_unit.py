"""One unit among millions of facts: its lines again, its place in its group, and what if.

The unit's own part of the ledger is read, arranged in Python as any small ledger is, and scored by the very
plan of the whole run; the others' totals stand as the run left them. Only a scheme whose lines depend on
nobody else's facts can be scored so (``locality``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.model import Row
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.model import Scheme, Unit
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.backends import Data
from zhaoshang.scoring.backends.closures import Closures, Program
from zhaoshang.scoring.clock import make_clock
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.plan import Plan, make_plan
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.prepare import prepare_for
from zhaoshang.scoring.store.arranging import OF_UNITS
from zhaoshang.scoring.store.locality import depends_on_others
from zhaoshang.scoring.store.store import Store
from zhaoshang.tables import TABLES, Kind

Rows = Mapping[str, Sequence[Row]]
Change = Callable[[dict[str, list[Row]]], None]
"""What is supposed: takes the unit's rows by table and alters them."""


@dataclass(frozen=True)
class Standing:
    """What a unit's facts come to: its lines as rows of ``LINE_COLUMNS``, its total in millionths of a
    point, and its place from both ends on each board of its group."""

    unit: str
    lines: tuple[tuple[Any, ...], ...]
    total: int
    places: Mapping[str, tuple[int, int]]


@dataclass
class Desk:
    """A run held ready for questions about single units. Raises ProblemsFound where a unit cannot be scored alone."""

    store: Store
    period: str
    as_of: int | None = None
    plan: Plan = field(init=False)
    program: Program = field(default_factory=Program)

    def __post_init__(self) -> None:
        scheme = self.store.scheme
        self.plan = make_plan(scheme, self.store.raw, make_clock(scheme, self.period, self.as_of))
        if scheme.subject != "unit" or depends_on_others(self.plan.lines):
            raise ProblemsFound([_not_alone(scheme)])
        self._filled = [t for t in OF_UNITS if self.store.rows(f"SELECT 1 FROM by_unit_{t} LIMIT 1")]
        self._columns = {t: [c.key for c in TABLES[t].columns] for t in self._filled}
        self._small = {key: rows for key in ("rates",) for rows in [self.store.ledger.tables[key]]}

    # -- what the store holds of a unit
    def number_of(self, unit: str) -> int:
        """The unit's number. Raises ProblemsFound for one that is not there."""
        found = self.store.rows("SELECT unit_no FROM units WHERE unit_name = ?", [unit])
        if not found:
            raise ProblemsFound([_no_such_unit(unit)])
        return int(found[0][0])

    def rows_of(self, number: int) -> dict[str, list[Row]]:
        """The unit's rows of every table that concerns units, those not counted too."""
        out: dict[str, list[Row]] = {}
        for table in self._filled:
            columns = self._columns[table]
            extra = ["fact", "counted"] if TABLES[table].is_fact else []
            listed = ", ".join(f'"{name}"' for name in (*columns, *extra))
            found = self.store.rows(f"SELECT {listed} FROM by_unit_{table} WHERE of_unit = {number}")
            lists = [c.key for c in TABLES[table].columns if c.kind is Kind.LIST]
            rows: list[Any] = [dict(zip((*columns, *extra), row, strict=True)) for row in found]
            for row in rows if lists else ():
                for key in lists:
                    row[key] = None if row[key] is None else tuple(row[key])
            out[table] = rows
        return out

    # -- scoring
    def standing(self, unit: str, change: Change | None = None) -> Standing:
        """The unit's lines, total and places by the facts there are, or by what they would be after a change."""
        number = self.number_of(unit)
        rows = self.rows_of(number)
        if change is not None:
            change(rows)
        return self.scored(unit, number, rows)

    def scored(self, unit: str, number: int, rows: Rows) -> Standing:
        """The unit's lines, total and places by these rows of its own."""
        facts = self.arranged(unit, rows)
        plan = self.plan
        if not _within(facts.data, self.store.raw.data):  # proofs of the plan do not hold for these facts
            plan = self._wider(facts)
        engine = Closures(facts.data, self.program if plan is self.plan else None)
        at, points = LINE_COLUMNS.index("unit_no"), LINE_COLUMNS.index("points")
        lines = tuple(row for row in engine.rows(plan.lines) if row[at] == number)
        total = sum(int(row[points] or 0) for row in lines)
        return Standing(unit, lines, total, self.places(number, total))

    def arranged(self, unit: str, rows: Rows) -> Facts:
        """The unit's part of the ledger, arranged for the plan."""
        counted = {t: tuple(r for r in found if r.get("counted", True)) for t, found in rows.items()}
        tables = dict.fromkeys(TABLES, ()) | self._small | counted
        names = {str(row["unit"]) for table in ("projects", "credits") for row in counted.get(table, ())}
        listed = sorted({unit, *names})
        marks = ", ".join("?" * len(listed))
        units = self.store.rows(f"SELECT * FROM units WHERE unit_name IN ({marks})", listed)
        numbers = {str(row[1]): int(row[0]) for row in units}
        ledger = Ledger(tables, "")
        facts = prepare_for(self.store.scheme, ledger, [Unit(name) for name in numbers], numbers)
        own_table = self.store.facts.data["units"][0]
        return replace(facts, data={**facts.data, "units": (own_table, units)})

    def _wider(self, facts: Facts) -> Plan:
        """The plan for the store's facts and these."""
        raw = self.store.raw
        data = {label: (_widened(table, facts.data), rows) for label, (table, rows) in raw.data.items()}
        days = (*raw.days, *facts.days)
        wider = replace(
            raw,
            data=data,
            currencies=raw.currencies | facts.currencies,
            most_rows=raw.most_rows + facts.most_rows,
            days=(min(days), max(days)) if days else (),
        )
        clock = make_clock(self.store.scheme, self.period, self.as_of)
        return make_plan(self.store.scheme, wider, clock)

    # -- places
    def places(self, number: int, total: int) -> dict[str, tuple[int, int]]:
        """The unit's place on each board, with its total as given and everybody else's as the run left them."""
        out: dict[str, tuple[int, int]] = {}
        for ranking in self.store.scheme.rankings.values():
            if ranking.by is not None or ranking.units is not None or ranking.tiebreak:
                continue
            column = {"group": "unit_group", "team": "unit_team", None: None}.get(
                ranking.groups, f"x_{ranking.groups}"
            )
            same = (
                "TRUE"
                if column is None
                else f"{column} = (SELECT {column} FROM units WHERE unit_no = {number})"
            )
            ((above, below),) = self.store.rows(
                f"SELECT count(*) FILTER (total > {total}), count(*) FILTER (total < {total}) "
                f"FROM standings WHERE {same} AND unit_no <> {number}"
            )
            out[ranking.id] = (above + 1, below + 1)
        return out


def _within(own: Data, known: Data) -> bool:
    """Whether every value lies within the bounds that the plan was made for."""
    for label, (table, rows) in own.items():
        if rows and label in known:
            for name, column in table.own.items():
                bound = known[label][0].own.get(name)
                if bound is None or not _inside(column, bound):
                    return False
    return True


def _inside(own: Column, bound: Column) -> bool:
    return bound.low <= own.low and own.high <= bound.high and (bound.nullable or not own.nullable)


def _widened(table: Table, data: Data) -> Table:
    if table.label not in data or not data[table.label][1]:
        return table
    own = {}
    for name, column in table.own.items():
        other = data[table.label][0].own[name]
        low, high = min(column.low, other.low), max(column.high, other.high)
        own[name] = Column(column.kind, column.nullable or other.nullable, low, high, name)
    return Table(table.label, own)


def _not_alone(scheme: Scheme) -> Problem:
    return Problem(
        "store.not_alone",
        Words(
            f"按《{scheme.title}》，一个单位的得分还取决于别的单位（同组比较或跨单位去重），不能单独重算",
            f"by {scheme.id} a unit's points depend on other units too, so it cannot be scored alone",
        ),
        advice=Words("请重算全部单位", "score everybody again"),
    )


def _no_such_unit(unit: str) -> Problem:
    return Problem(
        "store.no_such_unit", Words("没有这个单位", "there is no such unit"), text=unit,
        advice=Words("请填规范名称", "write its proper name"),
    )  # fmt: skip
