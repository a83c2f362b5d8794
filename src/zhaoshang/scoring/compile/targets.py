"""Targets: what a unit must reach, what it has done, and how far the one is from the other.

A target has its own period (the term, unless it says otherwise): in a month's rule 完成率 is the term up to
that month's end over the whole target. A blank demands nothing: 目标 and 完成率 are unknown, 缺额 is 0, 超额
is all of what was done, and 全部完成 passes it over.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Target, TargetValue
from zhaoshang.scoring.algebra import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Column,
    Null,
    Scalar,
    Values,
    add,
    both,
    case,
    compare,
    either,
    integer,
    inverse,
    is_true,
    text,
)
from zhaoshang.scoring.algebra.scalars import null
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.frames import Value
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.periods import of_target as own_period
from zhaoshang.scoring.compile.periods import whole_months
from zhaoshang.scoring.compile.values import Exact, constant

PLENTY = 10**17
"""A bound on targets: no target is larger, in whatever unit it is kept."""


def of_target(lower: Lower, tree: Tree) -> Value:
    """Any function of a target."""
    name = tree.value
    if name in ("all_met", "any_met"):
        return held_and_met(lower, tree.subject or tuple(lower.compiler.scheme.targets), name == "all_met")
    target = lower.compiler.scheme.targets[tree.subject]
    scope = Scope.of(lower, target)
    if name == "target":
        return scope.value()
    if name == "met":
        return scope.met()
    done = scope.done()
    if name == "done":
        return done
    value = scope.value()
    missing = value.unknown()
    if name == "shortfall":
        short = values.largest([constant(0), values.minus(value, done)])
        return values.choose([(missing, constant(0))], short)
    if name == "surplus":
        beyond = values.largest([constant(0), values.minus(done, value)])
        return values.choose([(missing, done)], beyond)
    if name == "rate":
        return values.over(done, value)
    phased = scope.phased()
    if name == "phased":
        return phased
    nothing = either(phased.unknown(), compare("=", phased.numerator, ZERO))
    return values.choose([(nothing, values.UNKNOWN_NUMBER)], values.over(done, phased))


def held_and_met(lower: Lower, names: tuple[str, ...], every: bool) -> Scalar:
    """Whether all (or any) of the targets that the unit holds are met; unknown where it holds none."""
    held_count: Scalar = ZERO
    met_count: Scalar = ZERO
    for name in names:
        scope = Scope.of(lower, lower.compiler.scheme.targets[name])
        held = lower.frame.add(is_true(scope.held()), "held")
        met = lower.frame.add(both(held, is_true(scope.met())), "met")
        held_count = add(held_count, case([(held, ONE)], ZERO))
        met_count = add(met_count, case([(met, ONE)], ZERO))
    held_count, met_count = lower.frame.add(held_count, "held"), lower.frame.add(met_count, "met")
    holds = compare("=", met_count, held_count) if every else compare(">", met_count, ZERO)
    return case([(compare("=", held_count, ZERO), null("truth"))], holds)


@dataclass
class Scope:
    """One target for the rows of a frame, over the target's own period."""

    lower: Lower
    target: Target

    @classmethod
    def of(cls, lower: Lower, target: Target) -> Scope:
        """The target as seen from a scope's periods."""
        change = own_period(lower.compiler.clock, target.per)
        return cls(lower.at(lower.periods.derived(f"target:{target.per}", change)), target)

    def _once(self, what: str, make: Value) -> Value:
        key = (what, self.target.id, self.lower.periods.key)
        if key not in self.lower.seen:
            self.lower.seen[key] = self.lower.frame.kept(make, "t")
        return self.lower.seen[key]

    def done(self) -> Exact:
        """What has been done."""
        assert self.target.done is not None
        key = ("done", self.target.id, self.lower.periods.key)
        if key not in self.lower.seen:
            self._once("done", self.lower.value(self.target.done))
        value = self.lower.seen[key]
        assert isinstance(value, Exact)
        return value

    def value(self) -> Exact:
        """The unit's target for the period; unknown where it holds none."""
        key = ("target", self.target.id, self.lower.periods.key)
        if key not in self.lower.seen:
            self._once("target", self._value())
        value = self.lower.seen[key]
        assert isinstance(value, Exact)
        return value

    def _value(self) -> Exact:
        lower, target = self.lower, self.target
        if target.done is None or lower.mode == "district":
            return values.UNKNOWN_NUMBER
        found = self._from_table()
        if target.value is not None:
            found = values.known_or(found, lower.number(target.value))
        name = lower.unit_value("unit", False)
        assert not isinstance(name, Exact)
        own = [(compare("=", name, text(u)), lower.number(v)) for u, v in target.values.items()]
        found = values.choose(own, found)
        if target.units is not None:
            found = values.choose([(lower.scalar(target.units), found)], values.UNKNOWN_NUMBER)
        if found.numerator.low <= 0 and not isinstance(found.numerator, Null):
            # Worked out as nought: like a blank, it demands nothing.
            found = values.choose([(compare("<=", found.numerator, ZERO), values.UNKNOWN_NUMBER)], found)
        return found

    def _from_table(self) -> Exact:
        compiler = self.lower.compiler
        numbers = {unit.name: i for i, unit in enumerate(compiler.facts.earners)}
        final: dict[tuple[int, int], TargetValue] = {}
        for cell in compiler.facts.target_values:
            if cell.target != self.target.id or cell.unit not in numbers:
                continue
            key = (numbers[cell.unit], cell.year)
            if key not in final or (cell.until or 10**9) > (final[key].until or 10**9):
                final[key] = cell
        if not final:
            return values.UNKNOWN_NUMBER
        below = lcm(*(c.value.denominator for c in final.values()))
        rows = tuple((unit, year, int(c.value * below)) for (unit, year), c in final.items())
        table = Values(
            "targets",
            {
                "unit_no": Column("integer", False, 0, len(numbers), "unit_no"),
                "in_year": Column("integer", False, 0, 9999, "in_year"),
                "value": Column("integer", False, 1, max(r[2] for r in rows), "value"),
            },
            rows,
        )
        frame = self.lower.frame
        year = frame.add(self._year(), "in_year")
        if not isinstance(year, Column):
            year_rows = tuple((u, v) for u, y, v in rows if integer(y) == year)
            table = Values("targets", {k: c for k, c in table.own.items() if k != "in_year"}, year_rows)
            made = frame.attach(table, [("unit_no", "unit_no")], ["value"], "target")
        else:
            made = frame.attach(table, [("unit_no", "unit_no"), (year.name, "in_year")], ["value"], "target")
        return Exact(made["value"], below)

    def _year(self) -> Scalar:
        clock, periods = self.lower.compiler.clock, self.lower.periods
        if clock.scheme.term == "window":
            return integer(_year(clock.scheme.window.first))
        return periods.constant(
            self.lower.frame, "target_year", {n: _year(d.full_last) for n, d in periods.days.items()}
        )

    def held(self) -> Scalar:
        """Whether the unit has this task."""
        if self.target.done is None:
            if self.target.met is None:
                return FALSE
            return TRUE if self.target.units is None else self.lower.scalar(self.target.units)
        return inverse(self.value().unknown())

    def met(self) -> Scalar:
        """Whether it is met; unknown where the unit does not have it."""
        if self.target.met is not None:
            return self.lower.scalar(self.target.met)
        return values.compared(">=", self.done(), self.value())

    def phased(self) -> Exact:
        """What is due by now: a straight line by whole months through the dates given, or to the term's end."""
        lower, periods = self.lower, self.lower.periods
        dated: dict[tuple[int, int], list[tuple[int, Fraction]]] = {}
        numbers = {unit.name: i for i, unit in enumerate(lower.compiler.facts.earners)}
        for cell in lower.compiler.facts.target_values:
            if cell.target == self.target.id and cell.until is not None and cell.unit in numbers:
                dated.setdefault((numbers[cell.unit], cell.year), []).append((cell.until, cell.value))
        share = {n: _months(d.first, d.last) for n, d in periods.days.items()}
        whole = {n: _months(d.first, d.full_last) for n, d in periods.days.items()}
        top = periods.constant(lower.frame, "months_done", share)
        below = periods.constant(lower.frame, "months_all", whole)
        straight = values.over(values.times(self.value(), Exact(top)), Exact(below))
        if not dated:
            return straight
        rows: list[tuple[int, int, Fraction]] = []
        for (unit, year), points in dated.items():
            for n, d in periods.days.items():
                if year in (_year(d.full_last), _year(lower.compiler.clock.scheme.window.first)):
                    due = _line(d.first, d.last, sorted(points))
                    if due is not None:
                        rows.append((unit, n, due))
        if not rows:
            return straight
        common = lcm(*(r[2].denominator for r in rows))
        table = Values(
            "phases",
            {
                "unit_no": Column("integer", False, 0, len(numbers), "unit_no"),
                "number": Column("integer", False, min(periods.days), max(periods.days), "number"),
                "value": Column("integer", False, 0, max(int(r[2] * common) for r in rows), "value"),
            },
            tuple((u, n, int(v * common)) for u, n, v in rows),
        )
        made = lower.frame.attach(
            table, [("unit_no", "unit_no"), (periods.number, "number")], ["value"], "phase"
        )
        return values.known_or(Exact(made["value"], common), straight)


def has_target(lower: Lower) -> Scalar:
    """有任务: holds a target this year or, while this year has none at all, in the last year that has."""
    compiler = lower.compiler
    cells = compiler.facts.target_values
    if lower.mode == "district":
        return null("truth")
    if not cells:
        scopes = [Scope.of(lower, t) for t in compiler.scheme.targets.values() if t.done is not None]
        return either(*(is_true(s.held()) for s in scopes))
    years = {c.year for c in cells}
    if compiler.scheme.term == "window":
        current = {n: max(years) for n in lower.periods.days}
    else:
        ends = {n: _year(min(d.last, compiler.clock.horizon)) for n, d in lower.periods.days.items()}
        current = {n: max((y for y in years if y <= e), default=0) for n, e in ends.items()}
    numbers = {unit.name: i for i, unit in enumerate(compiler.facts.earners)}
    rows = sorted(
        {
            (numbers[c.unit], n, 1)
            for c in cells
            for n, year in current.items()
            if c.year == year and c.unit in numbers
        }
    )
    table = Values(
        "tasks",
        {
            "unit_no": Column("integer", False, 0, max(len(numbers), 1), "unit_no"),
            "number": Column("integer", False, min(current, default=0), max(current, default=0), "number"),
            "held": Column("integer", False, 1, 1, "held"),
        },
        tuple(rows),
    )
    made = lower.frame.attach(
        table, [("unit_no", "unit_no"), (lower.periods.number, "number")], ["held"], "task"
    )
    return is_true(compare("=", made["held"], ONE))


def _months(first: int, last: int) -> int:
    return max(whole_months(first, last), 0)


def _line(first: int, last: int, points: list[tuple[int, Fraction]]) -> Fraction | None:
    """The straight line by whole months through cumulative targets, at a day; None past the last of them."""
    before, value = 0, Fraction(0)
    now = _months(first, last)
    for until, due in points:
        reached = _months(first, until)
        if last <= until:
            return value + (due - value) * Fraction(now - before, max(reached - before, 1))
        before, value = reached, due
    return value if points else None


def _year(day: int) -> int:
    return datetime.date.fromordinal(day).year
