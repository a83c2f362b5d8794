"""Sections: base and sum (or the best line per project), then limits from the shortest scope on, then times.

On any day a node is worth f(its running total to that day). The adjusting line is the difference, dated and
attributed like the line that caused it; a line and what inner nodes took from it are one movement.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhaoshang.language import Tree
from zhaoshang.quantities.periods import MONTHS_IN
from zhaoshang.scheme.model import LIMIT_SCOPES, Limit, Node
from zhaoshang.scoring.algebra import (
    ONE,
    ZERO,
    Aggregate,
    Column,
    Group,
    Join,
    Order,
    Relation,
    Scalar,
    Select,
    WindowColumn,
    add,
    both,
    case,
    coalesce,
    compare,
    divide,
    integer,
    inverse,
    is_null,
    larger,
    multiply,
    smaller,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import null
from zhaoshang.scoring.compile import days, values
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Frame, Periods, Rows
from zhaoshang.scoring.compile.lines import BEST, LAST, LIMIT, MILLION, TIMES, lines, together
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.rules import Written, base_lines, millionths, periods_of, written
from zhaoshang.scoring.compile.values import Exact, constant
from zhaoshang.scoring.uses import nodes

_MEASURED = {"aggregate", "measure", "indicator", "subtotal", "has_target"}
_MEASURED_FUNCTIONS = {
    "target", "done", "rate", "shortfall", "surplus", "met", "phased", "phased_rate", "all_met", "any_met",
    "spread", "months", "quarters", "to_date", "ever", "previous", "year_ago", "points_of",
}  # fmt: skip


@dataclass
class Sections:
    """The tree of a scheme's rules being turned into one relation of lines."""

    compiler: Compiler
    numbers: dict[str, int]
    rules: list[Written] = field(default_factory=list)

    def all_lines(self) -> Relation:
        """Every line of every rule and section, the whole score's own limits included."""
        scheme = self.compiler.scheme
        everything = together("lines", [part for node in scheme.rules for part in self.of_node(node)])
        if scheme.total is None:
            return everything
        return together("lines", self.closed(scheme.total, [everything]))

    def of_node(self, node: Node) -> list[Relation]:
        """A node's lines with all that was taken from or added to them."""
        parts: list[Relation] = []
        if node.base is not None:
            parts.append(base_lines(self.compiler, node, self.numbers[node.id]))
        for child in node.rules:
            parts += self.of_node(child)
        if not node.rules and node.points is not None:
            made = written(self.compiler, node, self.numbers[node.id])
            self.rules.append(made)
            parts.append(made.lines)
        return self.closed(node, parts) if parts else []

    def closed(self, node: Node, parts: list[Relation]) -> list[Relation]:
        """Best, limits and coefficient of a node, each adding its own lines."""
        if node.best_per_project:
            parts = [*parts, self.best(node, together("lines", parts))]
        for limit in sorted(node.limits, key=lambda each: LIMIT_SCOPES.index(each.scope)):
            parts = [*parts, self.limit(node, limit, together("lines", parts))]
        if node.times is not None:
            parts = [*parts, self.times(node, node.times, together("lines", parts))]
        return parts

    # -- running totals
    def movements(self, source: Relation) -> Frame:
        """Lines that belong together, added up: a line and what inner nodes took from it."""
        keys = ("unit_no", "on_day", "order_no", "seq", "fact_no", "project_no")
        moved = Group("movements", source, keys, {"moved": Aggregate("sum", source["points"])})
        return Frame(moved, ("unit_no", "on_day", "order_no", "seq"), self.compiler.fresh)

    def scope_key(self, frame: Frame, scope: str) -> str:
        """The number of the scope (project, month … term) that a movement falls into, as a column."""
        if scope == "project":
            return "project_no"
        if scope == "term":
            return self.compiler.term_number(frame)
        day = frame.column("on_day")
        months = MONTHS_IN[scope]  # type: ignore[index]
        number = divide(days.month(day), integer(months))
        made = frame.add(add(multiply(integer(3), number), self.compiler.side(day)), scope)
        assert isinstance(made, Column)
        return made.name

    def best(self, node: Node, source: Relation) -> Relation:
        """Of the movements of one project only the highest so far counts."""
        frame = self.movements(source)
        moved = frame.column("moved")
        order = (Order("on_day"), Order("order_no"), Order("seq"))
        group = ("unit_no", "project_no")
        top = frame.window(WindowColumn(Aggregate("max", moved), group, order, "rows"), "top")
        nth = frame.window(WindowColumn(Aggregate("sum", ONE), group, order, "rows"), "nth")
        # The highest before this one: the same window one row back, told by whether this one raised it.
        earlier = self._before(frame, group, order, top)
        before = case([(compare("=", nth, ONE), ZERO)], earlier)
        change = subtract(subtract(top, before), moved)
        real = inverse(is_null(frame.column("project_no")))
        return self.adjusting(node, frame, change, BEST, real)

    @staticmethod
    def _before(frame: Frame, group: tuple[str, ...], order: tuple[Order, ...], top: Column) -> Scalar:
        """The running maximum one movement back, found by joining each movement to its place before."""
        place = frame.window(WindowColumn(Aggregate("sum", ONE), group, order, "rows"), "place")
        source = frame.relation
        ahead: dict[str, Scalar] = {"b_unit": source["unit_no"], "b_project": source["project_no"]}
        ahead |= {"b_place": add(place, ONE), "b_top": source[top.name]}
        back = Select("before", source, ahead, inverse(is_null(source["project_no"])))
        on = [("unit_no", "b_unit"), ("project_no", "b_project"), (place.name, "b_place")]
        return coalesce(frame.attach(back, on, ["b_top"], "before")["b_top"], ZERO)

    def limit(self, node: Node, limit: Limit, source: Relation) -> Relation:
        """A cap or floor within a scope."""
        ends = [t for t in (limit.cap, limit.floor) if t is not None]
        if any(_measured(t) for t in ends):
            return self.measured_limit(node, limit, source)
        frame = self.movements(source)
        key = self.scope_key(frame, limit.scope)
        scope = self.with_units(frame)
        cap, floor = (
            None if t is None else frame.add(millionths(self.compiler, scope.number(t)), "end")
            for t in (limit.cap, limit.floor)
        )
        order = (Order("on_day"), Order("order_no"), Order("seq"))
        group = ("unit_no", key)
        moved = frame.column("moved")
        raw = frame.window(WindowColumn(Aggregate("sum", moved), group, order, "rows"), "raw")
        nth = frame.window(WindowColumn(Aggregate("sum", ONE), group, order, "rows"), "nth")
        before = _clamped(subtract(raw, moved), cap, floor)
        before = case([(compare("=", nth, ONE), ZERO)], before)
        change = subtract(subtract(_clamped(raw, cap, floor), before), moved)
        real = inverse(is_null(frame.column(key)))
        return self.adjusting(node, frame, change, LIMIT, real)

    def with_units(self, frame: Frame) -> Lower:
        """A scope over lines that sees the unit and the day, nothing measured."""
        units = self.compiler.table("units")
        names = [n for n in units.own if n not in ("unit_no", "joint")]
        source = frame.relation
        frame._relation = Join(source.label, source, units, (("unit_no", "unit_no"),), {n: n for n in names})
        rows = Rows(frame.relation, {}, {}, "lines")
        return Lower(self.compiler, frame, Periods("on_day", {}, ("lines",)), "row", rows)

    def adjusting(self, node: Node, frame: Frame, change: Scalar, kind: int, where: Scalar) -> Relation:
        """Lines for the differences that are not zero."""
        change = frame.add(change, "change")
        relation = frame.relation
        made: dict[str, Scalar] = {
            "unit_no": relation["unit_no"],
            "rule_no": integer(self.numbers[node.id]),
            "kind": integer(kind),
            "table_row": null("integer"),
            "fact_no": relation["fact_no"],
            "project_no": relation["project_no"],
            "on_day": relation["on_day"],
            "points": change,
            "order_no": relation["order_no"],
            "seq": relation["seq"],
        }
        return lines(f"limit_{node.id}", relation, made, both(where, compare("<>", change, ZERO)))

    # -- coefficients, and limits that look at measures
    def times(self, node: Node, tree: Tree, source: Relation) -> Relation:
        """A coefficient: line by line, or where it looks at measures once for the node's period."""
        if _measured(tree):
            return self.measured_times(node, tree, source)
        frame = Frame(source, ("unit_no",), self.compiler.fresh)
        scope = self.with_units(frame)
        factor = values.minus(scope.number(tree), constant(1))
        change = self.product(factor, frame.column("points"))
        relation = frame.relation
        made: dict[str, Scalar] = {n: relation[n] for n in source.columns}
        made |= {
            "rule_no": integer(self.numbers[node.id]),
            "kind": integer(TIMES),
            "table_row": null("integer"),
            "points": coalesce(change, ZERO),
        }
        return lines(f"times_{node.id}", relation, made, compare("<>", change, ZERO))

    def product(self, factor: Exact, points: Scalar) -> Scalar:
        """Points (in millionths) times a factor, rounded as lines are."""
        return millionths(self.compiler, values.times(factor, Exact(points, MILLION)))

    def subtotal(self, scope: Lower, source: Relation) -> Column:
        """What a node's lines come to in each unit's period."""
        frame = scope.frame
        first = scope.periods.day(frame, "first")
        last = scope.periods.day(frame, "full_last")
        number = scope.periods.number
        left = Select(
            "keys",
            frame.relation,
            {
                "k_unit": frame.column("unit_no"),
                "k_number": frame.column(number),
                "k_first": first,
                "k_last": last,
            },
        )
        in_period = both(
            compare(">=", source["on_day"], left["k_first"]), compare("<=", source["on_day"], left["k_last"])
        )
        joined = Join(
            "in_period",
            left,
            source,
            (("k_unit", "unit_no"),),
            {"on_day": "on_day", "points": "points"},
            in_period,
        )
        total = Group(
            "subtotals", joined, ("k_unit", "k_number"), {"total": Aggregate("sum", joined["points"])}
        )
        column = frame.attach(total, [("unit_no", "k_unit"), (number, "k_number")], ["total"], "subtotal")
        made = frame.add(coalesce(column["total"], ZERO), "subtotal")
        assert isinstance(made, Column)
        return made

    def measured_times(self, node: Node, tree: Tree, source: Relation) -> Relation:
        """One line for each unit and period: what the coefficient makes of the subtotal."""
        scope = self.compiler.unit_scope(periods_of(self.compiler, node, so_far=True), node.units)
        total = self.subtotal(scope, source)
        scope.extras = {"subtotal": Exact(total, MILLION)}
        factor = values.minus(scope.number(tree), constant(1))
        change = scope.frame.add(self.product(factor, total), "change")
        return self.once_a_period(node, scope, change, TIMES)

    def measured_limit(self, node: Node, limit: Limit, source: Relation) -> Relation:
        """A limit that looks at measures: once for each unit and period."""
        grain = "term" if limit.scope == "project" else limit.scope
        own = Node(node.id, node.label, node.clauses, node.path, units=node.units, per=grain)
        scope = self.compiler.unit_scope(periods_of(self.compiler, own, so_far=True), node.units)
        total = self.subtotal(scope, source)
        cap, floor = (
            None if t is None else scope.frame.add(millionths(self.compiler, scope.number(t)), "end")
            for t in (limit.cap, limit.floor)
        )
        change = scope.frame.add(subtract(_clamped(total, cap, floor), total), "change")
        return self.once_a_period(node, scope, change, LIMIT)

    def once_a_period(self, node: Node, scope: Lower, change: Scalar, kind: int) -> Relation:
        day = scope.periods.day(scope.frame, "last")
        relation = scope.frame.relation
        nobody = null("integer")
        made: dict[str, Scalar] = {
            "unit_no": relation["unit_no"],
            "rule_no": integer(self.numbers[node.id]),
            "kind": integer(kind),
            "table_row": nobody,
            "fact_no": nobody,
            "project_no": nobody,
            "on_day": day,
            "points": coalesce(change, ZERO),
            "order_no": integer(LAST),
            "seq": relation[scope.periods.number],
        }
        return lines(f"period_{node.id}", relation, made, compare("<>", change, ZERO))


def _measured(tree: Tree) -> bool:
    """Whether a sentence looks at more than the unit, the day and the document's own values."""
    return any(
        n.op in _MEASURED
        or (n.op == "function"
        and (n.value in _MEASURED_FUNCTIONS or n.value.startswith(("peers_", "all_"))))
        for n in nodes(tree)
    )


def _clamped(value: Scalar, cap: Scalar | None, floor: Scalar | None) -> Scalar:
    if floor is not None:
        value = larger(value, floor)
    if cap is not None:
        value = smaller(value, cap)
    return value
