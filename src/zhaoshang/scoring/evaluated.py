"""One scheme, ledger and clock with a back end to ask: what the gathering of results reads from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from zhaoshang.ledger import Ledger
from zhaoshang.problems import Problem, Words
from zhaoshang.quantities.periods import Period, grain_of, name_of, period_holding
from zhaoshang.scheme.model import Outcome, Scheme
from zhaoshang.scoring.backends import Backend, Data
from zhaoshang.scoring.backends.closures import Closures, positions
from zhaoshang.scoring.clock import snapshot_day
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.compile.plan import Carried, Measured, Plan, make_plan
from zhaoshang.scoring.explain import Explanations
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.prepare import prepare
from zhaoshang.scoring.uses import nodes

EngineName = Literal["auto", "python", "duckdb", "postgresql", "spark"]
Engine = EngineName | Callable[[Data], Backend]
"""A name, or anything that makes a back end of the tables: ``lambda data: Spark(data, session)``."""
FEW_FACTS = 20_000
"""Up to so many facts Python is quicker than planning SQL; both give identical results."""

Numbers = dict[int, tuple[dict[str, Fraction | None], list[bool]]]
"""By key: named numbers and truths."""


def warning(code: str, zh: str, en: str) -> Problem:
    """Something that a reader of the result should know."""
    return Problem(code, Words(zh, en), severity="warning")


def backend_for(facts: Facts, engine: Engine) -> Backend:
    """The back end asked for; by itself Python for a small ledger, DuckDB for a large one.

    Raises ProblemsFound where it needs something that is not installed, or a database that cannot be reached.
    """
    if callable(engine):
        return engine(facts.data)
    if engine == "python" or (engine == "auto" and len(facts.names) <= FEW_FACTS):
        return Closures(facts.data)
    if engine == "postgresql":
        from zhaoshang.scoring.backends.postgresql import PostgreSQL

        return PostgreSQL(facts.data)
    if engine == "spark":
        from zhaoshang.scoring.backends.spark import Spark

        return Spark(facts.data)
    from zhaoshang.scoring.backends.duckdb import DuckDB

    return DuckDB(facts.data)


def is_honour(outcome: Outcome) -> bool:
    """Whether an outcome goes to the first and not to the last: an exclusion bars from those only."""
    ops = {n.op for case in outcome.cases for n in nodes(case.when)}
    return "place" in ops and "place_from_end" not in ops


@dataclass
class Evaluated:
    """A run being read. Everything is worked out when first asked for, and once."""

    scheme: Scheme
    ledger: Ledger
    facts: Facts
    clock: Clock
    engine: Engine
    span: Period | None = None
    _holds: dict[str, dict[int, str]] = field(default_factory=dict)

    @cached_property
    def backend(self) -> Backend:
        """What evaluates relations."""
        return backend_for(self.facts, self.engine)

    @cached_property
    def plan(self) -> Plan:
        """The scheme compiled for this run, with what an earlier scheme carried into it."""
        carried = None
        if self.earlier is not None:
            carried = Carried(self.earlier.plan.nodes, tuple(self._carried_rows()))
        return make_plan(self.scheme, self.facts, self.clock, self.span, carried)

    @cached_property
    def explanations(self) -> Explanations:
        """Why each line is worth what it is."""
        return Explanations(self.plan, self.backend)

    # -- the scheme before this one
    @cached_property
    def earlier(self) -> Evaluated | None:
        """The scheme that this one follows, over the days past its end that this run counts."""
        before = self.scheme.predecessor
        if before is None or before.window.last is None:
            return None
        span = self.span or self.clock.span
        past = Period(max(span.first, before.window.last + 1), min(span.last, self.clock.horizon))
        clock = replace(self.clock, scheme=before)
        return Evaluated(before, self.ledger, prepare(before, self.ledger), clock, self.engine, past)

    def _carried_rows(self) -> list[tuple[Any, ...]]:
        assert self.earlier is not None
        numbers = {unit.name: i for i, unit in enumerate(self.facts.earners)}
        at = LINE_COLUMNS.index("unit_no")
        rows = []
        for row in self.earlier.backend.rows(self.earlier.plan.lines):
            unit = self.earlier.facts.earners[int(row[at] or 0)].name
            if unit in numbers:
                rows.append((*row[:at], numbers[unit], *row[at + 1 :]))
        return rows

    # -- numbers
    def numbers(self, measured: Measured) -> Numbers:
        """A relation's named numbers as fractions, and its truths, by key."""
        at = positions(measured.relation)
        out: Numbers = {}
        for row in self.backend.rows(measured.relation):
            values: dict[str, Fraction | None] = {}
            for name, (top, below) in measured.numbers.items():
                numerator: Any = row[at[top]]
                denominator: Any = below if isinstance(below, int) else row[at[below]]
                unknown = numerator is None or denominator is None
                values[name] = None if unknown else Fraction(numerator, denominator)
            out[int(row[0] or 0)] = (values, [row[at[t]] is True for t in measured.truths])
        return out

    # -- outcomes
    def holds(self, outcome: Outcome) -> dict[int, str]:
        """Units for which an outcome's conditions hold in this period, with the reason."""
        if outcome.id not in self._holds:
            found = {}
            without = self.excluded_units() if is_honour(outcome) else set()
            for row in self.backend.rows(self.plan.outcome(outcome, self.published_places(), without)):
                reasons = [c.reason for c, held in zip(outcome.cases, row[1:], strict=True) if held == 1]
                if reasons:
                    found[int(row[0] or 0)] = "；".join(reasons)
            self._holds[outcome.id] = found
        return self._holds[outcome.id]

    def excluded_units(self) -> set[int]:
        """Units that the ledger bars from honours on the period's last day."""
        numbers = {unit.name: i for i, unit in enumerate(self.facts.earners)}
        return {
            numbers[str(row["unit"])]
            for row in self.exclusions()
            if row.get("unit") in numbers and not row.get("person")
        }

    def excluded_persons(self) -> set[str]:
        """People whom the ledger bars from honours on the period's last day."""
        return {str(row["person"]) for row in self.exclusions() if row.get("person")}

    def exclusions(self) -> list[Mapping[str, Any]]:
        """The ledger's exclusions in force on the period's last day."""
        day = min(self.clock.period.last, self.clock.horizon)
        rows: list[Mapping[str, Any]] = list(self.ledger.tables.get("exclusions", ()))
        return [r for r in rows if (r["from"] or 0) <= day and (r.get("to") is None or day <= r["to"])]

    def published_places(self) -> Mapping[int, int] | None:
        """Places that the ledger gives for this period; they override what would be computed."""
        name = name_of(self.clock.period)
        numbers = {unit.name: i for i, unit in enumerate(self.facts.earners)}
        given = {
            numbers[str(row["unit"])]: int(str(row["rank"]))
            for row in self.ledger.tables.get("results", ())
            if row.get("period") == name and row.get("rank") is not None and row["unit"] in numbers
        }
        return given or None

    @cached_property
    def before(self) -> Evaluated | None:
        """The period before, at its own as-of date; None before the window begins."""
        grain, last = grain_of(self.clock.period), self.clock.period.first - 1
        if grain is None or last < self.scheme.window.first:
            return None
        period = period_holding(last, grain)
        clock = replace(self.clock, period=period, horizon=snapshot_day(self.scheme, period) or period.last)
        return Evaluated(self.scheme, self.ledger, self.facts, clock, self.engine)
