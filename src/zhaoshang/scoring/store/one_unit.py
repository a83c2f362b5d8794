"""One unit among millions of facts: its lines again, its place in its group, and what if.

The unit's own part of the ledger is read, arranged in Python as any small ledger is, and scored by the very
plan of the whole run; the others' totals stand as the run left them. Only a scheme whose lines depend on
nobody else's facts can be scored so (``locality``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zhaoshang.ledger import Ledger
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.model import Ranking, Scheme, Unit
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.backends import Data
from zhaoshang.scoring.backends.closures import Closures, Program
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.plan import Plan
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.prepare import prepare_for
from zhaoshang.scoring.store.locality import depends_on_others
from zhaoshang.scoring.store.parts import Part, Parts, counted, names_in
from zhaoshang.scoring.store.running import last_run, plan_of
from zhaoshang.scoring.store.store import Store

Change = Callable[[Part], None]
"""What is supposed: takes the unit's rows by table and alters them."""
Places = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Standing:
    """What a unit's facts come to: its lines as rows of ``LINE_COLUMNS``, its total in millionths of a
    point, and its place from both ends on each board that its own score decides.

    ``facts``: the names of the facts that the lines cite, by their numbers in these lines.
    """

    unit: str
    lines: tuple[tuple[Any, ...], ...]
    total: int
    places: Mapping[str, tuple[int, int]]
    facts: Mapping[int, str] = field(default_factory=dict)


def decided_by_score(ranking: Ranking) -> bool:
    """Whether a board ranks everybody by nothing but the score."""
    return ranking.by is None and ranking.units is None and not ranking.tiebreak


def group_column(ranking: Ranking) -> str | None:
    """The column of a store's units that tells a board's groups; None where all are one."""
    if ranking.groups is None:
        return None
    return {"group": "unit_group", "team": "unit_team"}.get(ranking.groups, f"x_{ranking.groups}")


@dataclass
class Desk:
    """A run held ready for questions about single units. Raises ProblemsFound where none can be scored alone."""

    store: Store
    period: str
    as_of: int | None = None
    plan: Plan = field(init=False)
    program: Program = field(default_factory=Program)

    def __post_init__(self) -> None:
        scheme = self.store.scheme
        self.plan = plan_of(scheme, self.store.raw, self.period, self.as_of)
        if scheme.subject != "unit" or depends_on_others(self.plan.lines):
            raise ProblemsFound([not_alone(scheme)])
        held = last_run(self.store)
        horizon = self.plan.compiler.clock.horizon
        if held is None or (held.scheme_digest, held.period, held.as_of) != (
            scheme.digest,
            self.period,
            horizon,
        ):
            raise ProblemsFound([not_scored(self.period)])
        self.parts = Parts(self.store)
        self._units: dict[int, tuple[Any, ...]] = {}
        self._at = list(self.store.facts.data["units"][0].own)
        published = all(node.published for node in scheme.nodes())
        self._boards = [r for r in scheme.rankings.values() if published and decided_by_score(r)]

    # -- what the store holds of a unit
    def name_of(self, number: int) -> str:
        """The unit's proper name."""
        return str(self.unit_rows([number])[0][self._at.index("unit_name")])

    def unit_rows(self, numbers: Collection[int]) -> list[tuple[Any, ...]]:
        """What the store's table of units says of some of them."""
        missing = sorted(set(numbers) - self._units.keys())
        if missing:
            listed = ", ".join(map(str, missing))
            for row in self.store.rows(f"SELECT * FROM units WHERE unit_no IN ({listed})"):
                self._units[int(row[0])] = row
        return [self._units[number] for number in sorted(set(numbers))]

    # -- scoring
    def standing(self, unit: str, change: Change | None = None) -> Standing:
        """The unit's lines, total and places by the facts there are, or by what they would be after a change."""
        number = self.parts.number_of(unit)
        part = self.parts.of(number)
        if change is not None:
            change(part)
        return self.scored([number], part)[number]

    def scored(self, numbers: Collection[int], part: Part) -> dict[int, Standing]:
        """What some units' lines, totals and places are by these rows, which must be all of theirs."""
        facts = self.arranged(numbers, part)
        own = {number: [] for number in numbers}  # type: dict[int, list[tuple[Any, ...]]]
        at, points, cited = (LINE_COLUMNS.index(name) for name in ("unit_no", "points", "fact_no"))
        for row in self.lines(facts):
            if row[at] in own:
                own[row[at]].append(row)
        totals = {number: sum(row[points] or 0 for row in rows) for number, rows in own.items()}
        places = self.places(totals)
        out = {}
        for number, rows in own.items():
            names = {row[cited]: facts.names[row[cited]] for row in rows if row[cited] is not None}
            out[number] = Standing(self.name_of(number), tuple(rows), totals[number], places[number], names)
        return out

    def lines(self, facts: Facts) -> list[Any]:
        """Every line that some arranged facts come to; those of units whose rows are not all there are wrong."""
        if within(facts.data, self.store.raw.data):
            return Closures(facts.data, self.program).rows(self.plan.lines)
        wider = widened(self.store.raw, facts)  # the plan's proofs do not hold for these
        plan = plan_of(self.store.scheme, wider, self.period, self.as_of)
        if depends_on_others(plan.lines):
            raise ProblemsFound([not_alone(self.store.scheme)])
        return Closures(facts.data).rows(plan.lines)

    def arranged(self, numbers: Collection[int], part: Part) -> Facts:
        """A part of the ledger, arranged for the plan."""
        named = {name: self.parts.numbers[name] for name in names_in(part) if name in self.parts.numbers}
        units = self.unit_rows({*numbers, *named.values()})
        earning = named | {str(row[self._at.index("unit_name")]): int(row[0]) for row in units}
        tables = counted(part) | {"rates": self.store.ledger.tables["rates"]}
        facts = prepare_for(self.store.scheme, Ledger(tables, ""), [Unit(n) for n in earning], earning)
        own_table = self.store.facts.data["units"][0]
        return replace(facts, data={**facts.data, "units": (own_table, units)})

    # -- places
    def places(self, totals: Mapping[int, int]) -> dict[int, Places]:
        """The places of units with totals as given, and everybody else's as the run left them."""
        out: dict[int, Places] = {number: {} for number in totals}
        listed = ", ".join(map(str, totals))
        for ranking in self._boards:
            column = group_column(ranking)
            groups = {
                row[0]: None if column is None else row[self._at.index(column)]
                for row in self.unit_rows(totals)
            }
            for number, total in totals.items():
                same = "TRUE" if column is None else f"{column} IS NOT DISTINCT FROM $1"
                values = [] if column is None else [groups[number]]
                ((above, below),) = self.store.rows(
                    f"SELECT count(*) FILTER (total > {total}), count(*) FILTER (total < {total}) "
                    f"FROM standings WHERE {same} AND unit_no NOT IN ({listed})",
                    values,
                )
                beside = [t for n, t in totals.items() if n != number and groups[n] == groups[number]]
                above += sum(other > total for other in beside)
                below += sum(other < total for other in beside)
                out[number][ranking.id] = (above + 1, below + 1)
        return out


# -- the proofs that a plan stands on
def within(own: Data, known: Data) -> bool:
    """Whether every value lies within the bounds that a plan was made for."""
    for label, (table, rows) in own.items():
        if rows and label in known:
            for name, column in table.own.items():
                bound = known[label][0].own.get(name)
                if bound is None or not _inside(column, bound):
                    return False
    return True


def _inside(own: Column, bound: Column) -> bool:
    return bound.low <= own.low and own.high <= bound.high and (bound.nullable or not own.nullable)


def widened(raw: Facts, more: Facts) -> Facts:
    """The bounds of a store's facts and of some more."""
    data = {label: (_widened(table, more.data), rows) for label, (table, rows) in raw.data.items()}
    days = (*raw.days, *more.days)
    return replace(
        raw,
        data=data,
        currencies=raw.currencies | more.currencies,
        most_rows=raw.most_rows + more.most_rows,
        days=(min(days), max(days)) if days else (),
    )


def _widened(table: Table, data: Data) -> Table:
    if table.label not in data or not data[table.label][1]:
        return table
    own = {}
    for name, column in table.own.items():
        other = data[table.label][0].own[name]
        low, high = min(column.low, other.low), max(column.high, other.high)
        own[name] = Column(column.kind, column.nullable or other.nullable, low, high, name)
    return Table(table.label, own)


def not_scored(period: str) -> Problem:
    """A store that does not hold the run in which a unit is to be placed."""
    return Problem(
        "store.not_scored",
        Words(
            f"库里现有的不是这个方案、{period}、这个截止日的结果",
            f"the store does not hold the run of this scheme for {period} and this as-of day",
        ),
        advice=Words("请先运行 zhaoshang store score", "run zhaoshang store score first"),
    )


def not_alone(scheme: Scheme) -> Problem:
    """A scheme by which no unit can be scored without the others."""
    return Problem(
        "store.not_alone",
        Words(
            f"按《{scheme.title}》，一个单位的得分还取决于别的单位（同组比较或跨单位去重），不能单独重算",
            f"by {scheme.id} a unit's points depend on other units too, so it cannot be scored alone",
        ),
        advice=Words("请重算全部单位", "score everybody again"),
    )
