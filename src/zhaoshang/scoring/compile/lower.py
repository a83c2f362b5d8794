"""Sentences of the rule language over a frame: a typed tree becomes scalars and columns of the plan.

One ``Lower`` stands for one scope: a row of a view, a unit in a period, one project's rows, or all units
together (for headlines). What a tree means is written here once; back ends only evaluate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from zhaoshang.language import Tree
from zhaoshang.language.types import Day, Number
from zhaoshang.scheme.model import Parameter
from zhaoshang.scoring.algebra import (
    FALSE,
    TRUE,
    Scalar,
    TooLarge,
    both,
    case,
    compare,
    either,
    integer,
    inverse,
    is_null,
    text,
)
from zhaoshang.scoring.algebra.scalars import add, bounded, null, subtract
from zhaoshang.scoring.algebra.scalars import larger as larger_scalar
from zhaoshang.scoring.algebra.scalars import smaller as smaller_scalar
from zhaoshang.scoring.compile import days, values
from zhaoshang.scoring.compile.frames import Frame, Periods, Rows, Value
from zhaoshang.scoring.compile.periods import ever, previous, term_of, to_date, year_ago
from zhaoshang.scoring.compile.values import Exact, constant

if TYPE_CHECKING:
    from zhaoshang.scoring.compile.compiler import Compiler

Mode = Literal["row", "unit", "project", "district"]

UNIT_COLUMNS = {"unit": "unit_name", "group": "unit_group", "team": "unit_team", "headcount": "headcount"}
_OPERATORS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass
class Lower:
    """A scope: a frame, the periods its rows stand for, and what is in reach.

    ``population`` are the conditions on units under which peers are taken; ``extras`` are values that only
    this scope has (小计, 名次 …); ``line_term`` is 考核期 where rows inherit it from a measure around them.
    """

    compiler: Compiler
    frame: Frame
    periods: Periods
    mode: Mode
    rows: Rows | None = None
    population: tuple[Tree, ...] = ()
    extras: Mapping[str, Value] = field(default_factory=dict)
    line_term: tuple[Scalar, Scalar] | None = None
    seen: dict[tuple[object, ...], Value] = field(default_factory=dict)

    # -- the three sorts of value
    def number(self, tree: Tree) -> Exact:
        """A numeric tree."""
        value = self.value(tree)
        assert isinstance(value, Exact), tree
        return value

    def scalar(self, tree: Tree) -> Scalar:
        """A tree that is a truth, a day or a text."""
        value = self.value(tree)
        assert not isinstance(value, Exact), tree
        return value

    def truth(self, *trees: Tree) -> Scalar:
        """All of some conditions."""
        return both(*(self.scalar(t) for t in trees))

    def value(self, tree: Tree) -> Value:
        """Any tree."""
        key = (id(tree), self.periods.key)
        if key not in self.seen:
            try:
                self.seen[key] = self._value(tree)
            except TooLarge as error:
                raise self.compiler.too_large(tree, error) from None
        return self.seen[key]

    def at(self, periods: Periods) -> Lower:
        """The same scope for other periods of the same rows."""
        return replace(self, periods=periods)

    # -- by kind of node
    def _value(self, tree: Tree) -> Value:
        op, parts = tree.op, tree.parts
        if op == "number":
            return constant(tree.value)
        if op == "truth":
            return TRUE if tree.value else FALSE
        if op == "day":
            return integer(tree.value)
        if op in ("text", "choice"):
            return text(tree.value)
        if op in self.extras:
            return self.extras[op]
        method = getattr(self, "_" + op, None)
        if method is not None:
            return method(tree)  # type: ignore[no-any-return]
        if op == "and":
            return both(self.scalar(parts[0]), self.scalar(parts[1]))
        if op == "or":
            return either(self.scalar(parts[0]), self.scalar(parts[1]))
        if op == "not":
            return inverse(self.scalar(parts[0]))
        if op == "negate":
            return values.minus_sign(self.number(parts[0]))
        if op == "multiply":
            return values.times(self.number(parts[0]), self.number(parts[1]))
        if op == "divide":
            return values.over(self.number(parts[0]), self.number(parts[1]))
        raise AssertionError(f"{op} cannot stand here")

    def _field(self, tree: Tree) -> Value:
        assert self.rows is not None
        return self.rows.fields[tree.value]

    def _unit_field(self, tree: Tree) -> Value:
        return self.unit_value(tree.value, isinstance(tree.type, Number))

    def unit_value(self, id_: str, number: bool) -> Value:
        """A field of the earning unit; unknown for all units together."""
        name = UNIT_COLUMNS.get(id_, f"x_{id_}")
        if self.mode == "district" or name not in self.frame.relation.columns:
            return values.UNKNOWN_NUMBER if number else null("text")
        column = self.frame.relation[name]
        if not number:
            return column
        return Exact(column, self.compiler.facts.unit_field_scale.get(id_, 1))

    def _parameter(self, tree: Tree) -> Value:
        parameter = self.compiler.scheme.parameters[tree.value]
        return self.parameter(parameter)

    def parameter(self, parameter: Parameter) -> Value:
        """The value for the unit, in force on the line's day."""
        by = None if parameter.by is None else self.unit_value(parameter.by, False)
        row = self.mode == "row"
        day: Scalar = self.frame.column("on_day") if row else self.periods.day(self.frame, "last")
        keyed = [c for c in parameter.cases if c.key is not None]
        rest = [c for c in parameter.cases if c.key is None]
        branches: list[tuple[Scalar, Value]] = []
        for c in sorted(keyed, key=lambda c: -(c.first or 0)) + sorted(rest, key=lambda c: -(c.first or 0)):
            condition: Scalar = TRUE
            if c.key is not None:
                assert by is not None and not isinstance(by, Exact)
                condition = compare("=", by, text(c.key))
            if c.first is not None:
                condition = both(condition, compare(">=", day, integer(c.first)))
            branches.append((condition, self.value(c.value)))
        if isinstance(parameter.type, Number):
            numbers = [(c, v) for c, v in branches if isinstance(v, Exact)]
            return values.choose(numbers, values.UNKNOWN_NUMBER)
        scalars = [(c, v) for c, v in branches if not isinstance(v, Exact)]
        return case(scalars, null(scalars[0][1].kind))

    def _measure(self, tree: Tree) -> Value:
        measure = self.compiler.scheme.measures[tree.value]
        if self.mode == "row":
            return self.from_term(measure.tree)
        key = ("measure", measure.id, self.periods.key)
        if key not in self.seen:
            self.seen[key] = self.frame.kept(self.value(measure.tree), "m")
        return self.seen[key]

    def from_term(self, tree: Tree) -> Value:
        """In a row: a unit's value over the term up to the horizon, fetched from the frame of terms."""
        key = ("term", id(tree))
        if key not in self.seen:
            self.seen[key] = self.compiler.fetch_from_term(self, tree)
        return self.seen[key]

    def _indicator(self, tree: Tree) -> Value:
        if self.mode == "row":
            return self.from_term(tree)
        from zhaoshang.scoring.compile.measures import indicator

        return indicator(self, self.compiler.scheme.indicators[tree.value])

    def _day_of_rule(self, tree: Tree) -> Value:
        which = {"first": "first", "last": "full_last", "next_first": "next_first", "so_far": "last"}[
            tree.value
        ]
        return self.periods.day(self.frame, which)

    def _has_target(self, tree: Tree) -> Value:
        if self.mode == "row":
            return self.from_term(tree)
        from zhaoshang.scoring.compile.targets import has_target

        key = ("has_target", self.periods.key)
        if key not in self.seen:
            self.seen[key] = has_target(self)
        return self.seen[key]

    def span(self, tree: Tree) -> tuple[Scalar, Scalar]:
        """A period as its first and last day."""
        if tree.op == "period":
            return integer(tree.value.first), integer(tree.value.last)
        if tree.value == "period":
            return self.periods.day(self.frame, "first"), self.periods.day(self.frame, "last")
        if self.line_term is not None:
            return self.line_term
        term = self.periods.derived("term", term_of(self.compiler.clock))
        return term.day(self.frame, "first"), term.day(self.frame, "full_last")

    def _in(self, tree: Tree) -> Value:
        day = self.scalar(tree.parts[0])
        first, last = self.span(tree.parts[1])
        return both(compare(">=", day, first), compare("<=", day, last))

    def _has(self, tree: Tree) -> Value:
        assert self.rows is not None
        return self.rows.tags[str(tree.parts[1].value)]

    def _among(self, tree: Tree) -> Value:
        return either(*(self._equal("=", tree.parts[0], part) for part in tree.parts[1:]))

    def _compare(self, tree: Tree) -> Value:
        return self._equal(_OPERATORS[tree.value], *tree.parts)

    def _equal(self, op: str, left: Tree, right: Tree) -> Scalar:
        a, b = self.value(left), self.value(right)
        if isinstance(a, Exact) and isinstance(b, Exact):
            return values.compared(op, a, b)
        assert not isinstance(a, Exact) and not isinstance(b, Exact)
        return compare(op, a, b)

    def _add(self, tree: Tree) -> Value:
        left, right = tree.parts
        if isinstance(left.type, Day):
            return self._move_day(tree)
        if tree.op == "add":
            return values.plus(self.number(left), self.number(right))
        return values.minus(self.number(left), self.number(right))

    _subtract = _add

    def _move_day(self, tree: Tree) -> Value:
        left, right = tree.parts
        day = self.scalar(left)
        if isinstance(right.type, Day):
            return Exact(subtract(day, self.scalar(right)))
        if right.op == "months":
            return self.months_on(day, right.value if tree.op == "add" else -right.value)
        number = self.number(right)
        whole = number.numerator
        if number.denominator != 1:
            whole = values.round_half_up(number)
        moved = add(day, whole) if tree.op == "add" else subtract(day, whole)
        return bounded(moved, 1, 10**6)

    def months_on(self, day: Scalar, months: int) -> Scalar:
        """A day some calendar months on."""
        day = self.frame.add(day, "d")
        month = days.month(day, self.frame.add)
        return self.frame.add(days.add_months(day, month, months), "d")

    # -- functions
    def _function(self, tree: Tree) -> Value:
        name = tree.value
        if name == "if":
            return self._if(tree)
        if name in ("min", "max"):
            return self._extreme(tree)
        if name == "clamp":
            value, least, most = (self.number(p) for p in tree.parts)
            return values.smallest([values.largest([value, least]), most])
        if name == "default":
            return self._default(tree)
        if name in ("known", "unknown"):
            missing = self._missing(self.value(tree.parts[0]))
            return missing if name == "unknown" else inverse(missing)
        if name == "holding":
            counted = constant(0)
            for part in tree.parts:
                one = case([(self.scalar(part), integer(1))], integer(0))
                counted = values.plus(counted, Exact(one))
            return counted
        if name in ("month", "year"):
            month = days.month(self.scalar(tree.parts[0]), self.frame.add)
            year = values.floor(Exact(month, 12))
            if name == "year":
                return Exact(year)
            return Exact(bounded(add(subtract(month, _times(12, year)), integer(1)), 1, 12))
        if name == "ratio":
            return values.ratio(*(self.number(p) for p in tree.parts))
        if name in ("round", "steps", "started_steps", "rest"):
            return self._stepped(tree)
        if name in ("to_date", "ever", "previous", "year_ago"):
            change = {"to_date": to_date, "ever": ever, "previous": previous, "year_ago": year_ago}[name]
            return self.at(self.periods.derived(name, change(self.compiler.clock))).value(tree.parts[0])
        return self._by_room(tree)

    def _by_room(self, tree: Tree) -> Value:
        """Functions that need more of the plan: their own modules lower them."""
        from zhaoshang.scoring.compile import measures, peers, targets

        name = tree.value
        if name == "of_project":
            return measures.of_project(self, tree)
        if name in ("months", "quarters"):
            if self.mode == "row":
                return self.from_term(tree)
            return measures.periods_holding(self, tree)
        if name == "points_of":
            return self.extras[f"points_of:{tree.subject}"]
        if self.mode == "row":
            return self.from_term(tree)
        if (name.startswith(("peers_", "all_")) and name not in ("all_met",)) or name == "spread":
            return peers.peer(self, tree)
        return targets.of_target(self, tree)

    def _aggregate(self, tree: Tree) -> Value:
        from zhaoshang.scoring.compile import measures

        return measures.aggregate(self, tree)

    def _missing(self, value: Value) -> Scalar:
        return value.unknown() if isinstance(value, Exact) else is_null(value)

    def _if(self, tree: Tree) -> Value:
        condition = self.scalar(tree.parts[0])
        first, second = self.value(tree.parts[1]), self.value(tree.parts[2])
        if isinstance(first, Exact) and isinstance(second, Exact):
            return values.choose([(condition, first)], second)
        assert not isinstance(first, Exact) and not isinstance(second, Exact)
        return case([(condition, first)], second)

    def _extreme(self, tree: Tree) -> Value:
        if isinstance(tree.type, Number):
            numbers = [self.number(p) for p in tree.parts]
            return values.smallest(numbers) if tree.value == "min" else values.largest(numbers)
        out = self.scalar(tree.parts[0])
        pick = smaller_scalar if tree.value == "min" else larger_scalar
        for part in tree.parts[1:]:
            other = self.scalar(part)
            missing = either(is_null(out), is_null(other))
            out = case([(missing, null("integer"))], pick(out, other))
        return out

    def _default(self, tree: Tree) -> Value:
        value, otherwise = self.value(tree.parts[0]), self.value(tree.parts[1])
        if isinstance(value, Exact) and isinstance(otherwise, Exact):
            return values.known_or(value, otherwise)
        assert not isinstance(value, Exact) and not isinstance(otherwise, Exact)
        from zhaoshang.scoring.algebra import coalesce

        return coalesce(value, otherwise)

    def _stepped(self, tree: Tree) -> Value:
        value, step = self.number(tree.parts[0]), self.number(tree.parts[1])
        if tree.value == "round":
            steps = values.round_half_up(values.over(value, step))
            return values.times(Exact(steps), step)
        if tree.value == "steps":
            return Exact(values.whole_steps(value, step))
        if tree.value == "started_steps":
            return Exact(values.started_steps(value, step))
        steps = self.frame.add(values.whole_steps(value, step), "steps")
        rest = values.minus(value, values.times(Exact(steps), step))
        negative = compare("<", value.numerator, integer(0))
        return values.choose([(negative, constant(0))], rest)

    # -- tables
    def _table(self, tree: Tree) -> Value:
        cell = tree.value
        by = self.value(tree.parts[0])
        if cell.marginal:
            return self._marginal(tree)
        branches: list[tuple[Scalar, Value]] = []
        for i in reversed(range(len(cell.rows))):
            branches.append((self._reaches(tree, i, by), self.value(tree.parts[2 + 2 * i])))
        if isinstance(tree.type, Number):
            numbers = [(c, v) for c, v in branches if isinstance(v, Exact)]
            return values.choose(numbers, values.UNKNOWN_NUMBER)
        scalars = [(c, v) for c, v in branches if not isinstance(v, Exact)]
        return case(scalars, null(scalars[0][1].kind))

    def _reaches(self, tree: Tree, row: int, by: Value) -> Scalar:
        bound = self.value(tree.parts[1 + 2 * row])
        op = ">" if tree.value.strict[row] else ">="
        if isinstance(by, Exact) and isinstance(bound, Exact):
            return values.compared(op, by, bound)
        assert not isinstance(by, Exact) and not isinstance(bound, Exact)
        return compare(op, by, bound)

    def table_row(self, tree: Tree) -> Scalar:
        """Which row of a table a value falls into, counted from 0; unknown below the first."""
        by = self.value(tree.parts[0])
        rows = range(len(tree.value.rows))
        branches = [(self._reaches(tree, i, by), integer(i)) for i in reversed(rows)]
        return case(branches, null("integer"))

    def _marginal(self, tree: Tree) -> Value:
        """Each part of the value at its own row's rate."""
        by = self.number(tree.parts[0])
        bounds = [self.number(tree.parts[1 + 2 * i]) for i in range(len(tree.value.rows))]
        total = constant(Fraction(0))
        for i, low in enumerate(bounds):
            reached = by if i + 1 == len(bounds) else values.smallest([by, bounds[i + 1]])
            part = values.largest([constant(0), values.minus(reached, low)])
            total = values.plus(total, values.times(part, self.number(tree.parts[2 + 2 * i])))
        return total


def _times(number: int, scalar: Scalar) -> Scalar:
    from zhaoshang.scoring.algebra import multiply

    return multiply(integer(number), scalar)
