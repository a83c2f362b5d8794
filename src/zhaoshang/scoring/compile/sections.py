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
    Literal,
    Order,
    Relation,
    Scalar,
    Select,
    TooLarge,
    WindowColumn,
    add,
    both,
    case,
    coalesce,
    compare,
    divide,
    either,
    integer,
    inverse,
    is_null,
    is_true,
    larger,
    multiply,
    smaller,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import bounded, null
from zhaoshang.scoring.compile import days, values
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Frame, Periods, Rows, Value
from zhaoshang.scoring.compile.lines import BEST, CAP, FLOOR, LAST, MILLION, TIMES, lines, together
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.rules import Written, base_lines, millionths, periods_of, written
from zhaoshang.scoring.compile.values import Exact, constant
from zhaoshang.scoring.uses import nodes

_MEASURED = {"aggregate", "measure", "indicator", "subtotal", "has_target"}
_MEASURED_FUNCTIONS = {
    "target", "done", "rate", "shortfall", "surplus", "met", "phased", "phased_rate", "all_met", "any_met",
    "spread", "months", "quarters", "to_date", "ever", "previous", "year_ago", "points_of",
}  # fmt: skip


MOST_WRITTEN_OUT = 40
"""Up to so many months or quarters of a limit are told by conditions on the day."""
MOST_PERIODS = 10**4
"""How many periods of a rule there can be: months of eight centuries."""


@dataclass(frozen=True)
class Part:
    """Lines of some nodes. No running total of a unit's lines is larger than ``size``, in millionths.

    ``one_each``: a unit has at most one of these lines for a fact, so that none belong together yet.
    """

    lines: list[Relation]
    size: int
    one_each: bool = False

    def together(self) -> Relation:
        """All the lines."""
        return together("lines", self.lines)

    def with_part(self, other: Part) -> Part:
        """Both parts' lines."""
        return Part([*self.lines, *other.lines], self.size + other.size)

    def adjusted(self, lines: Relation, size: int) -> Part:
        """These lines and the lines that adjust them, with the size of what they come to."""
        return Part([*self.lines, lines], size)


def _size(points: Scalar, rows: int) -> int:
    return max(-points.low, points.high, 0) * rows


@dataclass
class Sections:
    """The tree of a scheme's rules being turned into one relation of lines."""

    compiler: Compiler
    numbers: dict[str, int]
    rules: list[Written] = field(default_factory=list)

    def all_lines(self) -> tuple[Relation, int]:
        """Every line of every rule and section, the whole score's own limits included, and its size."""
        scheme = self.compiler.scheme
        every = Part([], 0)
        for node in scheme.rules:
            every = every.with_part(self.of_node(node))
        if scheme.total is not None and every.lines:
            every = self.closed(scheme.total, Part([every.together()], every.size))
        return every.together(), every.size

    def of_node(self, node: Node) -> Part:
        """A node's lines with all that was taken from or added to them."""
        try:
            part = Part([], 0)
            if node.base is not None:
                made = base_lines(self.compiler, node, self.numbers[node.id])
                part = part.with_part(Part([made], _size(made["points"], MOST_PERIODS)))
            for child in node.rules:
                part = part.with_part(self.of_node(child))
            if not node.rules and node.points is not None:
                rule = written(self.compiler, node, self.numbers[node.id])
                self.rules.append(rule)
                rows = MOST_PERIODS if node.each is None else self.compiler.most_rows
                part = Part([rule.lines], _size(rule.lines["points"], rows), node.each is not None)
            return self.closed(node, part) if part.lines else part
        except TooLarge as error:
            raise self.compiler.too_large_node(node, error) from None

    def closed(self, node: Node, part: Part) -> Part:
        """Best, limits and coefficient of a node, each adding its own lines."""
        if node.best_per_project:
            part = part.adjusted(self.best(node, part), part.size)
        for limit in sorted(node.limits, key=lambda each: LIMIT_SCOPES.index(each.scope)):
            part = part.adjusted(*self.limit(node, limit, part))
        if node.times is not None:
            part = part.adjusted(*self.times(node, node.times, part))
        return part

    # -- running totals
    def movements(self, part: Part) -> Frame:
        """Lines that belong together, added up: a line and what inner nodes took from it."""
        keys = ("unit_no", "on_day", "order_no", "seq", "fact_no", "project_no")
        source = part.together()
        if part.one_each:
            own: dict[str, Scalar] = {key: source[key] for key in keys}
            moved: Relation = Select("movements", source, own | {"moved": source["points"]})
        else:
            total = Aggregate("sum", source["points"], size=2 * part.size)
            moved = Group("movements", source, keys, {"moved": total})
        return Frame(moved, ("unit_no", "on_day", "order_no", "seq"), self.compiler.fresh)

    def scope_key(self, frame: Frame, scope: str) -> str:
        """The number of the scope (project, month … term) that a movement falls into, as a column."""
        if scope == "project":
            return "project_no"
        if scope == "term":
            return self.compiler.term_number(frame)
        day = frame.column("on_day")
        clock = self.compiler.clock
        found = clock.periods(clock.scheme.window.first, clock.horizon, scope)  # type: ignore[arg-type]
        if 1 < len(found) <= MOST_WRITTEN_OUT:
            branches = [(compare("<=", day, integer(p.last)), integer(i)) for i, p in enumerate(found[:-1])]
            return frame.as_column(case(branches, integer(len(found) - 1)), scope).name
        months = MONTHS_IN[scope]  # type: ignore[index]
        number = divide(days.month(day, frame.add), integer(months))
        return frame.as_column(add(multiply(integer(3), number), self.compiler.side(day)), scope).name

    def best(self, node: Node, part: Part) -> Relation:
        """Of the movements of one project only the highest so far counts."""
        frame = self.movements(part)
        moved = frame.column("moved")
        order = (Order("on_day"), Order("order_no"), Order("seq"))
        group = ("unit_no", "project_no")
        top = frame.window(WindowColumn(Aggregate("max", moved), group, order, "rows"), "top")
        nth = self._nth(frame, group, order)
        # The highest before this one: the same window one row back, told by whether this one raised it.
        change = subtract(subtract(top, self._before(frame, nth, top, "project_no")), moved)
        real = inverse(is_null(frame.column("project_no")))
        return self.adjusting(
            node, frame, bounded(change, -4 * part.size, 4 * part.size), integer(BEST), real
        )

    def _nth(self, frame: Frame, group: tuple[str, ...], order: tuple[Order, ...]) -> Column:
        """The place of a movement within its scope, from 1."""
        most = self.compiler.most_rows * 10**3
        return frame.window(WindowColumn(Aggregate("sum", ONE, most), group, order, "rows"), "nth")

    @staticmethod
    def _before(frame: Frame, place: Column, worth: Column, key: str) -> Scalar:
        """A column one movement back within a scope, by joining each movement to its place; 0 at the first."""
        source = frame.relation
        ahead: dict[str, Scalar] = {"b_unit": source["unit_no"], "b_key": source[key]}
        ahead |= {"b_place": add(place, ONE), "b_worth": source[worth.name]}
        back = Select("before", source, ahead, inverse(is_null(source[key])))
        on = [("unit_no", "b_unit"), (key, "b_key"), (place.name, "b_place")]
        return coalesce(frame.attach(back, on, ["b_worth"], "before")["b_worth"], ZERO)

    def changes(self, tree: Tree) -> bool:
        """Whether a limit is another from some day on: then what a node was worth before needs looking up."""
        parameters = self.compiler.scheme.parameters
        named = (parameters[n.value] for n in nodes(tree) if n.op == "parameter")
        return any(case.first is not None for parameter in named for case in parameter.cases)

    def limit(self, node: Node, limit: Limit, part: Part) -> tuple[Relation, int]:
        """A cap or floor within a scope: the adjusting lines, and the size of what remains."""
        ends = [t for t in (limit.cap, limit.floor) if t is not None]
        measured = any(_measured(t) for t in ends)
        if measured and limit.scope != "project":
            return self.measured_limit(node, limit, part)
        frame = self.movements(part)
        key = self.scope_key(frame, limit.scope)
        scope = self.with_units(frame)
        # What a project's limit measures is taken over the term, as for the rows of a view.
        value = scope.from_term if measured else scope.number
        cap, floor = (
            None if t is None else frame.add(millionths(self.compiler, _exact(value(t))), "end")
            for t in (limit.cap, limit.floor)
        )
        order = (Order("on_day"), Order("order_no"), Order("seq"))
        group = ("unit_no", key)
        moved = frame.column("moved")
        raw = frame.window(WindowColumn(Aggregate("sum", moved, size=part.size), group, order, "rows"), "raw")
        after = _clamped(raw, cap, floor)
        if _keeps_nought(cap, floor):
            before = _clamped(subtract(raw, moved), cap, floor)
        elif any(self.changes(t) for t in ends):
            nth = self._nth(frame, group, order)
            worth = frame.as_column(after, "worth")
            before = self._before(frame, nth, worth, key)
        else:
            first = compare("=", self._nth(frame, group, order), ONE)
            before = case([(first, ZERO)], _clamped(subtract(raw, moved), cap, floor))
        change = subtract(subtract(after, before), moved)
        real = inverse(is_null(frame.column(key)))
        size = max(part.size, *(_size(e, 1) for e in (cap, floor) if e is not None))
        kind = _which(cap, floor, change, subtract(raw, moved), raw)
        return self.adjusting(node, frame, bounded(change, -4 * size, 4 * size), kind, real), size

    def with_units(self, frame: Frame) -> Lower:
        """A scope over lines that sees the unit and the day, nothing measured."""
        units = self.compiler.table("units")
        names = [n for n in units.own if n not in ("unit_no", "joint")]
        source = frame.relation
        frame._relation = Join(
            source.label, source, units, (("unit_no", "unit_no"),), {n: n for n in names}, keeps_rows=True
        )
        rows = Rows(frame.relation, {}, {}, "lines")
        return Lower(self.compiler, frame, Periods("on_day", {}, ("lines",)), "row", rows)

    def adjusting(self, node: Node, frame: Frame, change: Scalar, kind: Scalar, where: Scalar) -> Relation:
        """Lines for the differences that are not zero."""
        change = frame.add(change, "change")
        relation = frame.relation
        made: dict[str, Scalar] = {
            "unit_no": relation["unit_no"],
            "rule_no": integer(self.numbers[node.id]),
            "kind": kind,
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
    def times(self, node: Node, tree: Tree, part: Part) -> tuple[Relation, int]:
        """A coefficient: line by line, or where it looks at measures once for the node's period."""
        source = part.together()
        if _measured(tree):
            return self.measured_times(node, tree, part)
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
        size = part.size * (_most(factor) + 1) + self.compiler.most_rows
        return lines(f"times_{node.id}", relation, made, compare("<>", change, ZERO)), size

    def product(self, factor: Exact, points: Scalar) -> Scalar:
        """Points (in millionths) times a factor, rounded as lines are."""
        return millionths(self.compiler, values.times(factor, Exact(points, MILLION)))

    def subtotal(self, scope: Lower, part: Part) -> Column:
        """What a node's lines come to in each unit's period."""
        frame, source = scope.frame, part.together()
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
            "subtotals",
            joined,
            ("k_unit", "k_number"),
            {"total": Aggregate("sum", joined["points"], size=part.size)},
        )
        column = frame.attach(total, [("unit_no", "k_unit"), (number, "k_number")], ["total"], "subtotal")
        return frame.as_column(coalesce(column["total"], ZERO), "subtotal")

    def measured_times(self, node: Node, tree: Tree, part: Part) -> tuple[Relation, int]:
        """One line for each unit and period: what the coefficient makes of the subtotal."""
        scope = self.compiler.unit_scope(periods_of(self.compiler, node, so_far=True), node.units)
        total = self.subtotal(scope, part)
        scope.extras = {"subtotal": Exact(total, MILLION)}
        factor = values.minus(scope.number(tree), constant(1))
        change = scope.frame.add(self.product(factor, total), "change")
        size = part.size + _size(change, 1)
        return self.once_a_period(node, scope, change, integer(TIMES)), size

    def measured_limit(self, node: Node, limit: Limit, part: Part) -> tuple[Relation, int]:
        """A limit that looks at measures: once for each unit and period."""
        grain = "term" if limit.scope == "project" else limit.scope
        own = Node(node.id, node.label, node.clauses, node.path, units=node.units, per=grain)
        scope = self.compiler.unit_scope(periods_of(self.compiler, own, so_far=True), node.units)
        total = self.subtotal(scope, part)
        cap, floor = (
            None if t is None else scope.frame.add(millionths(self.compiler, scope.number(t)), "end")
            for t in (limit.cap, limit.floor)
        )
        change = scope.frame.add(subtract(_clamped(total, cap, floor), total), "change")
        size = max(part.size, *(_size(e, 1) for e in (cap, floor) if e is not None))
        kind = _which(cap, floor, change, total)
        return self.once_a_period(node, scope, bounded(change, -2 * size, 2 * size), kind), size

    def once_a_period(self, node: Node, scope: Lower, change: Scalar, kind: Scalar) -> Relation:
        """One adjusting line for each unit and period of a scope."""
        day = scope.periods.day(scope.frame, "last")
        relation = scope.frame.relation
        nobody = null("integer")
        made: dict[str, Scalar] = {
            "unit_no": relation["unit_no"],
            "rule_no": integer(self.numbers[node.id]),
            "kind": kind,
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
        or (n.op == "function" and (n.value in _MEASURED_FUNCTIONS or n.value.startswith(("peers_", "all_"))))
        for n in nodes(tree)
    )


def _exact(value: Value) -> Exact:
    assert isinstance(value, Exact)
    return value


def _most(factor: Exact) -> int:
    """A whole number that no value of a factor exceeds in magnitude."""
    top = max(-factor.numerator.low, factor.numerator.high)
    return -(-top // factor.denominator) if isinstance(factor.denominator, int) else top


def _which(cap: Scalar | None, floor: Scalar | None, change: Scalar, *totals: Scalar) -> Scalar:
    """Whether a cap or a floor made a change: the one beyond which a total stood, before or after."""
    if cap is None or floor is None:
        return integer(FLOOR if cap is None else CAP)
    under = either(*(compare("<", total, floor) for total in totals))
    over = either(*(compare(">", total, cap) for total in totals))
    floored = both(under, either(inverse(is_true(over)), compare(">", change, ZERO)))
    return case([(floored, integer(FLOOR))], integer(CAP))


def _keeps_nought(cap: Scalar | None, floor: Scalar | None) -> bool:
    """Whether limits that are the same for all leave a node without movements at nought."""
    return (
        all(end is None or isinstance(end, Literal) for end in (cap, floor))
        and _clamped(ZERO, cap, floor) == ZERO
    )


def _clamped(value: Scalar, cap: Scalar | None, floor: Scalar | None) -> Scalar:
    if floor is not None:
        value = larger(value, floor)
    if cap is not None:
        value = smaller(value, cap)
    return value
