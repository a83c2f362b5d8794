"""A whole plan: every relation that a result is read from, made once for a scheme, a ledger and a clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from zhaoshang.quantities.periods import Period
from zhaoshang.scheme.model import Node, Outcome, Scheme, Target, View
from zhaoshang.scoring.algebra import (
    Column,
    Relation,
    Scalar,
    Select,
    Stored,
    Union,
    Values,
    both,
    compare,
    integer,
    is_true,
)
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Frame, Periods
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.periods import Clock, Days
from zhaoshang.scoring.compile.places import UNNAMED, Boards, Given
from zhaoshang.scoring.compile.rules import Written
from zhaoshang.scoring.compile.sections import Sections
from zhaoshang.scoring.compile.targets import Scope
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.facts import Facts


@dataclass
class Measured:
    """A relation with numbers: for each name, where its numerator stands and what it is over."""

    relation: Relation
    numbers: Mapping[str, tuple[str, str | int]]
    truths: tuple[str, ...] = ()


@dataclass(frozen=True)
class Carried:
    """Lines that an earlier scheme carried past its end, as rows of line columns, and that scheme's nodes."""

    nodes: tuple[Node, ...]
    rows: tuple[tuple[int | None, ...], ...]


@dataclass
class Plan:
    """What there is to evaluate. ``nodes[rule_no]`` is the node that a line names; a carried line's are last."""

    compiler: Compiler
    nodes: tuple[Node, ...]
    lines: Relation
    rules: tuple[Written, ...]
    boards: Boards
    expectations: tuple[tuple[View, Relation], ...] = field(default_factory=tuple)

    @property
    def scheme(self) -> Scheme:
        """The scheme that the plan is of."""
        return self.compiler.scheme

    def days_of_span(self) -> Days:
        """The days that places look at: the period asked for, or the term so far."""
        clock = self.compiler.clock
        first = clock.period.first if clock.scheme.reckoning == "own" else clock.span.first
        return Days(first, min(clock.period.last, clock.horizon), clock.period.last)

    def days_of_period(self) -> Days:
        """The period asked for, up to the horizon."""
        clock = self.compiler.clock
        return Days(clock.period.first, min(clock.period.last, clock.horizon), clock.period.last)

    def board(self, ranking: str, given: Given | None = None) -> Relation:
        """Places on one board."""
        board = self.scheme.rankings.get(ranking, UNNAMED)
        return self.boards.board(board, self.days_of_span(), None, given)

    def outcome(self, outcome: Outcome, given: Given | None, without: Collection[int] = ()) -> Relation:
        """Whom an outcome's conditions hold for, with some units left out before places are counted."""
        return self.boards.outcome(outcome, self.days_of_span(), self.days_of_period(), given, without)

    def targets(self) -> Measured:
        """Each unit's targets over the term up to the horizon: value, done, and whether met."""
        scope = self.compiler.unit_scope({0: self._term()})
        return _targets(scope, tuple(self.scheme.targets.values()), "unit_no")

    def headlines(self) -> Measured:
        """What all units together have done towards the targets, each fact counted once."""
        number = self.compiler.fresh("period")
        table = Values("everybody", {number: Column("integer", False, 0, 0, number)}, ((0,),))
        frame = Frame(table, (number,), self.compiler.fresh)
        scope = Lower(self.compiler, frame, Periods(number, {0: self._term()}, (number,)), "district")
        return _targets(scope, tuple(self.scheme.targets.values()), number)

    def _term(self) -> Days:
        clock = self.compiler.clock
        day = min(clock.horizon, clock.window_last)
        term = clock.grain(day, "term")
        return Days(term.first, min(term.last, clock.horizon), term.last)

    def pools(self) -> Measured | None:
        """Each unit's pool of points for its people."""
        persons = self.scheme.persons
        if persons is None:
            return None
        scope = self.boards.scored(self.days_of_span(), (), [persons.pool])
        made = _shown(scope, {"pool": scope.number(persons.pool)})
        return Measured(
            Select("pools", scope.frame.relation, {"unit_no": scope.frame.column("unit_no"), **made[0]}),
            made[1],
        )


def _shown(
    scope: Lower, numbers: Mapping[str, Exact]
) -> tuple[dict[str, Scalar], dict[str, tuple[str, str | int]]]:
    outputs: dict[str, Scalar] = {}
    places: dict[str, tuple[str, str | int]] = {}
    for i, (name, value) in enumerate(numbers.items()):
        outputs[f"n_{i}"] = value.numerator
        if isinstance(value.denominator, int):
            places[name] = (f"n_{i}", value.denominator)
        else:
            outputs[f"d_{i}"] = value.denominator
            places[name] = (f"n_{i}", f"d_{i}")
    return outputs, places


def _targets(scope: Lower, targets: Sequence[Target], key: str) -> Measured:
    numbers: dict[str, Exact] = {}
    truths: dict[str, Scalar] = {}
    for target in targets:
        own = Scope.of(scope, target)
        if target.done is not None:
            numbers[f"{target.id}/done"] = own.done()
        if scope.mode == "district":
            if target.headline is not None:
                numbers[f"{target.id}/headline"] = scope.number(target.headline)
            continue
        if target.done is not None:
            numbers[f"{target.id}/value"] = own.value()
        truths[f"held_{len(truths)}"] = is_true(own.held())
        truths[f"met_{len(truths)}"] = is_true(own.met())
    outputs, places = _shown(scope, numbers)
    source = scope.frame.relation
    relation = Select("targets", source, {"key": source[key], **outputs, **truths})
    return Measured(relation, places, tuple(truths))


def _carried_lines(carried: Carried, first_number: int) -> Relation:
    at = LINE_COLUMNS.index("rule_no")
    order = LINE_COLUMNS.index("order_no")
    rows = []
    for row in carried.rows:
        cells = list(row)
        cells[at] = (cells[at] or 0) + first_number
        cells[order] = (cells[order] or 0) + first_number
        rows.append(tuple(cells))
    columns = {}
    for i, name in enumerate(LINE_COLUMNS):
        known = [cell for row in rows if (cell := row[i]) is not None]
        nullable = len(known) < len(rows)
        columns[name] = Column("integer", nullable, min(known, default=0), max(known, default=0), name)
    return Values("carried", columns, tuple(rows))


def make_plan(
    scheme: Scheme, facts: Facts, clock: Clock, span: Period | None = None, carried: Carried | None = None
) -> Plan:
    """Compile a scheme for one run. Raises ProblemsFound where a value could not be promised exactly.

    ``span``: count the lines of other days than the clock's span. ``carried``: an earlier scheme's lines.
    """
    compiler = Compiler(scheme, facts, clock)
    nodes = scheme.nodes() + (() if scheme.total is None else (scheme.total,))
    numbers = {node.id: i for i, node in enumerate(nodes)}
    sections = Sections(compiler, numbers)
    every, size = sections.all_lines()
    span = span or clock.span
    in_span = both(
        compare(">=", every["on_day"], integer(span.first)),
        compare("<=", every["on_day"], integer(min(span.last, clock.horizon))),
    )
    kept: Relation = Select("lines", every, {n: every[n] for n in LINE_COLUMNS}, in_span)
    if carried is not None and carried.rows:
        kept = Union("lines", (kept, _carried_lines(carried, len(nodes))))
        at = LINE_COLUMNS.index("points")
        size += sum(abs(row[at] or 0) for row in carried.rows)
    counted = Stored("lines", kept)
    below = {
        node.id: [i for i, other in enumerate(nodes) if node.id == other.id or node.id in other.path]
        for node in nodes
    }
    boards = Boards(compiler, counted, numbers, below, size)
    if carried is not None:
        nodes = (*nodes, *carried.nodes)
    return Plan(compiler, nodes, counted, tuple(sections.rules), boards, tuple(compiler.expectations))
