"""Places on boards, from both ends, and the conditions of outcomes.

Larger is better; ties share a place and the next is skipped; 倒数名次 likewise from the end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Node, Outcome, Ranking
from zhaoshang.scoring.algebra import (
    ONE,
    ZERO,
    Aggregate,
    Column,
    Group,
    Order,
    Relation,
    Scalar,
    Select,
    Stored,
    Values,
    WindowColumn,
    add,
    case,
    coalesce,
    compare,
    either,
    integer,
    inverse,
    is_null,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import bounded
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Value
from zhaoshang.scoring.compile.lines import MILLION
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.peers import comparable
from zhaoshang.scoring.compile.periods import Days
from zhaoshang.scoring.compile.values import Exact, constant
from zhaoshang.scoring.uses import nodes

GROUPS = {"group": "unit_group", "team": "unit_team"}
UNNAMED = Ranking("", "", (), "group", None, None, ())
"""The board where a scheme names none: the score, by group."""

Given = Mapping[int, int]
"""Places already published, by unit number."""


@dataclass
class Boards:
    """Everything that looks at scores: the lines in the span, which nodes stand below each
    node, and a bound on any sum of a unit's lines (``size``, in millionths)."""

    compiler: Compiler
    lines: Relation
    numbers: Mapping[str, int]
    below: Mapping[str, Sequence[int]]
    size: int

    # -- scores
    def scored(self, days: Days, population: tuple[Tree, ...], trees: Sequence[Tree]) -> Lower:
        """Units in one period with their score, and with the subtotals that some sentences ask for."""
        scope = self.compiler.unit_scope({0: days}, population)
        wanted = {n.subject for t in trees for n in nodes(t) if n.op == "function" and n.value == "points_of"}
        extras: dict[str, Value] = {"score": Exact(self.total(scope, None), MILLION)}
        for node in wanted:
            extras[f"points_of:{node}"] = Exact(self.total(scope, node), MILLION)
        scope.extras = extras
        if any(n.op == "full_marks" for t in trees for n in nodes(t)):
            scope.extras = {**extras, "full_marks": self.full(scope, self.compiler.scheme.rules)}
        return scope

    @cached_property
    def totals(self) -> Stored:
        """Every unit's sum of lines, where it has any: unit_no, total."""
        return Stored("totals", self._summed(self.lines))

    def _summed(self, lines: Relation) -> Relation:
        total = Aggregate("sum", lines["points"], size=self.size)
        return Group("totals", lines, ("unit_no",), {"total": total})

    def total(self, scope: Lower, node: str | None) -> Scalar:
        """The sum of a unit's lines, or of those under one node."""
        source = self.lines
        if node is not None:
            held = [compare("=", source["rule_no"], integer(n)) for n in self.below[node]]
            source = Select("of_node", source, dict(source.columns), either(*held))
        summed = self.totals if node is None else self._summed(source)
        column = scope.frame.attach(summed, [("unit_no", "unit_no")], ["total"], "score")["total"]
        return scope.frame.add(coalesce(column, ZERO), "score")

    def full(self, scope: Lower, rules: Sequence[Node]) -> Exact:
        """满分 of a unit: what the outermost nodes that apply to it say."""
        total = constant(0)
        for node in rules:
            own = scope.number(node.full) if node.full is not None else self.full(scope, node.rules)
            total = values.plus(total, values.choose([(scope.truth(*node.units), own)], constant(0)))
        return total

    # -- places
    def board(
        self,
        ranking: Ranking,
        days: Days,
        only: Tree | None = None,
        given: Given | None = None,
        without: Collection[int] = (),
    ) -> Relation:
        """unit_no, place, place_from_end of the units that take part and whose value is known.

        Units ``without`` which places are counted are left out, so that the next one takes their place.
        """
        population = tuple(t for t in (ranking.units, only) if t is not None)
        trees = [ranking.by] if ranking.by is not None else []
        scope = self.scored(days, population, trees)
        frame = scope.frame
        for unit in sorted(without):
            frame.keep_where(compare("<>", frame.column("unit_no"), integer(unit)))
        group = () if ranking.groups is None else (GROUPS.get(ranking.groups, f"x_{ranking.groups}"),)
        if given is not None:
            order = [self._given(scope, given)]
        else:
            value = scope.extras["score"] if ranking.by is None else scope.number(ranking.by)
            assert isinstance(value, Exact)
            compared = comparable(value)
            first = frame.add(compared.numerator, "by")
            if compared.nullable:
                frame.keep_where(inverse(is_null(first)))
            order = [self._column(scope, first)]
            order += [self._column(scope, self.total(scope, node)) for node in ranking.tiebreak]
        up = tuple(Order(c.name) for c in order)
        down = tuple(Order(c.name, True) for c in order)
        units = Aggregate("sum", ONE, self.compiler.most_units)
        counted = frame.windows(
            {
                "all": WindowColumn(units, group),
                "up": WindowColumn(units, group, up, "peers"),
                "down": WindowColumn(units, group, down, "peers"),
            }
        )
        everybody, up_to, down_to = counted["all"], counted["up"], counted["down"]
        source = frame.relation
        return Select(
            "board",
            source,
            {
                "unit_no": source["unit_no"],
                "place": bounded(add(ONE, subtract(everybody, up_to)), 1, 10**7),
                "place_from_end": bounded(add(ONE, subtract(everybody, down_to)), 1, 10**7),
            },
        )

    @staticmethod
    def _column(scope: Lower, scalar: Scalar) -> Column:
        if isinstance(scalar, Column):
            return Column(scalar.kind, False, scalar.low, scalar.high, scalar.name)
        return scope.frame.as_column(scalar, "by")

    def _given(self, scope: Lower, given: Given) -> Column:
        """Published places as an order: the first place is the largest."""
        most = max(len(self.compiler.facts.earners), *given.values(), 1)
        table = Values(
            "published",
            {
                "unit_no": Column("integer", False, 0, most, "unit_no"),
                "rank": Column("integer", False, -most, 0, "rank"),
            },
            tuple((unit, -rank) for unit, rank in given.items()),
        )
        column = scope.frame.attach(table, [("unit_no", "unit_no")], ["rank"], "rank")["rank"]
        scope.frame.keep_where(inverse(is_null(column)))
        return self._column(scope, column)

    # -- outcomes
    def outcome(
        self, outcome: Outcome, span: Days, own: Days, given: Given | None, without: Collection[int] = ()
    ) -> Relation:
        """unit_no, and a truth for each of an outcome's cases, for the units concerned."""
        ranking = self.compiler.scheme.rankings.get(outcome.ranking, UNNAMED)
        trees = [c.when for c in outcome.cases]
        looks_at_places = any(n.op in ("place", "place_from_end") for t in trees for n in nodes(t))
        population = () if outcome.units is None else (outcome.units,)
        scope = self.scored(own, population, trees)
        frame = scope.frame
        for unit in sorted(without):
            frame.keep_where(compare("<>", frame.column("unit_no"), integer(unit)))
        if looks_at_places or ranking.units is not None:
            board = self.board(ranking, span, outcome.units, given, without)
            placed = frame.attach(board, [("unit_no", "unit_no")], ["place", "place_from_end"], "place")
            frame.keep_where(inverse(is_null(placed["place"])))
            scope.extras = {**scope.extras, **{k: Exact(v) for k, v in placed.items()}}
        held = [frame.add(case([(scope.scalar(t), ONE)], ZERO), "holds") for t in trees]
        source = frame.relation
        made: dict[str, Scalar] = {"unit_no": source["unit_no"]}
        made |= {f"case_{i}": h for i, h in enumerate(held)}
        return Select("outcome", source, made)
