"""Counts, sums and the rest over rows of a view, for every row of a frame at once.

Each becomes one join of the frame's keys with the view's rows, one grouping, and one outer join back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Indicator
from zhaoshang.scoring.algebra import (
    ONE,
    ZERO,
    Aggregate,
    Column,
    Group,
    Join,
    Null,
    Order,
    Relation,
    Scalar,
    Select,
    Values,
    Window,
    WindowColumn,
    both,
    case,
    coalesce,
    compare,
    integer,
    inverse,
    is_null,
    text,
)
from zhaoshang.scoring.algebra.scalars import null
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.frames import Frame, Periods, Rows, Value
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.uses import nodes

_BIG_SCALE = 10**9
"""A field whose denominator is not known in advance is rounded to so many parts before it is added up."""


@dataclass(frozen=True)
class Matched:
    """The frame's keys (renamed) beside the view's rows that belong to them."""

    relation: Relation
    keys: tuple[str, ...]
    on: tuple[tuple[str, str], ...]
    most_rows: int


def aggregate(lower: Lower, tree: Tree) -> Value:
    """A count, sum, mean … of the rows that a selection names."""
    if lower.mode == "row":  # 达到日 in a row runs over the row's own project
        lower = _project_scope(lower)
    selection = tree.subject
    rows = lower.compiler.view(selection.view)
    goal = None
    parts = tree.parts
    if tree.value == "reached":
        parts, goal = parts[:-1], lower.number(parts[-1])
    matched, fields = _match(lower, rows, parts[0] if parts else None, goal)
    lower.compiler.cite(lower, matched)
    of = None if selection.field is None else fields[selection.field]
    if tree.value in ("sum", "mean"):
        _note_blanks(lower, matched, of)
    value: Value = _REDUCE[tree.value](lower.frame, matched, of)
    return value


def _note_blanks(lower: Lower, matched: Matched, of: Value | None) -> None:
    """A sum skips unknown values; the run lists the facts that have them."""
    top, _below = _over_integer(of)
    if top.nullable and not isinstance(top, Null):
        source = matched.relation
        blank = Select("blanks", source, {"fact_no": source["fact_no"]}, is_null(top))
        lower.compiler.blanks.append(blank)


def of_project(lower: Lower, tree: Tree) -> Value:
    """同项目: a measure over the rows of the row's own project, to the horizon."""
    return _project_scope(lower).value(tree.parts[0])


def _project_scope(lower: Lower) -> Lower:
    return replace(lower, mode="project", seen=dict[tuple[object, ...], Value]())


def indicator(lower: Lower, figure: Indicator) -> Value:
    """A figure from outside: its latest, summed or mean value in the period; unknown where there is none."""
    rows = lower.compiler.view("indicators")
    name = rows.fields["indicator"]
    assert not isinstance(name, Exact)
    named = [compare("=", name, text(n)) for n in figure.names]
    condition = named[0]
    for other in named[1:]:
        from zhaoshang.scoring.algebra import either

        condition = either(condition, other)
    kept = replace(rows, relation=Select("figures", rows.relation, dict(rows.relation.columns), condition))
    matched, fields = _match(lower, kept, None, None)
    lower.compiler.cite(lower, matched)
    take = {"latest": _latest, "sum": _sum, "mean": _mean}[figure.take]
    value = take(lower.frame, matched, fields["value"])
    assert isinstance(value, Exact)
    return values.times(value, values.constant(figure.size))


def periods_holding(lower: Lower, tree: Tree) -> Value:
    """月数, 季数: how many whole months or quarters of the period satisfy a condition."""
    compiler, frame = lower.compiler, lower.frame
    grain: Any = {"months": "month", "quarters": "quarter"}[tree.value]
    listed: list[tuple[int, int]] = []
    days = {}
    for number, whole in lower.periods.days.items():
        first = max(whole.first, compiler.first_day)  # 历来 begins with the first fact
        for period in compiler.clock.periods(first, whole.last, grain):
            if period.last <= min(whole.last, compiler.clock.horizon):
                listed.append((number, len(listed)))
                days[len(listed) - 1] = compiler.clock.clipped(period)
    least, most = min(lower.periods.days, default=0), max(lower.periods.days, default=0)
    inner = compiler.fresh("part")
    parts = Values(
        "parts",
        {
            "number": Column("integer", False, least, most, "number"),
            "part": Column("integer", False, 0, max(len(listed), 1), "part"),
        },
        tuple(listed),
    )
    source = frame.relation
    joined = Join("parts", source, parts, ((lower.periods.number, "number"),), {inner: "part"})
    below = Frame(joined, (*frame.keys, inner), compiler.fresh)
    scope = replace(lower, frame=below, periods=Periods(inner, days, (inner,)), seen={})
    holds = below.add(case([(scope.scalar(tree.parts[0]), ONE)], ZERO), "holds")
    counted = Group("months", below.relation, frame.keys, {"n": Aggregate("sum", holds, len(listed) + 1)})
    column = frame.attach(counted, [(k, k) for k in frame.keys], ["n"], "n")["n"]
    return Exact(coalesce(column, ZERO))


# -- which rows


def _match(
    lower: Lower, rows: Rows, condition: Tree | None, goal: Exact | None
) -> tuple[Matched, dict[str, Value]]:
    compiler, frame = lower.compiler, lower.frame
    relation, inherits = _fulfilling(lower, rows, condition)
    if lower.mode == "unit" and goal is None and not inherits:
        numbered = _numbered(lower, rows, relation)
        if numbered is not None:
            return numbered, dict(rows.fields)

    keys = tuple(compiler.fresh("k") for _ in frame.keys)
    outer: dict[str, Scalar] = {}
    first, last = lower.periods.day(frame, "first"), lower.periods.day(frame, "last")
    named = dict(zip(keys, frame.keys, strict=True))
    on: list[tuple[str, str]] = []
    if lower.mode == "unit":
        outer["o_unit"] = frame.column("unit_no")
        on.append(("o_unit", "unit_no"))
    elif lower.mode == "project":
        outer["o_project"] = frame.column("project_no")
        on.append(("o_project", "project_no"))
    else:
        outer["o_all"], relation = _everybody(relation)
        on.append(("o_all", "o_every"))
    if goal is not None:
        outer["o_goal"], outer["o_goal_below"] = goal.numerator, goal.below
    if inherits:
        outer["o_term_first"], outer["o_term_last"] = lower.span(_TERM)
    conditions = []
    if lower.mode != "project":
        outer["o_first"], outer["o_last"] = first, last
    source = frame.relation
    left = Select("keys", source, {**{k: source[n] for k, n in named.items()}, **outer})
    if lower.mode != "project":
        conditions = [
            compare(">=", relation["on_day"], left["o_first"]),
            compare("<=", relation["on_day"], left["o_last"]),
        ]
    take = {n: n for n in relation.columns if n != "o_every"}
    joined: Relation = Join("matched", left, relation, tuple(on), take, both(*conditions))
    if inherits:
        assert condition is not None
        term = joined["o_term_first"], joined["o_term_last"]
        below = Frame(joined, (*keys, "unit_no", "fact_no"), compiler.fresh)
        scope = replace(compiler.row_scope(replace(rows, relation=joined), below), line_term=term)
        holds = scope.scalar(condition)
        joined = Select("matched", below.relation, dict(below.relation.columns), holds)
    if lower.mode != "unit":
        # A fact that several units are credited with is one fact here.
        lead = Window(
            "matched",
            joined,
            {"lead_unit": WindowColumn(Aggregate("min", joined["unit_no"]), (*keys, "fact_no"))},
        )
        joined = Select(
            "matched", lead, dict(joined.columns), compare("=", lead["unit_no"], lead["lead_unit"])
        )
    on_keys = tuple(zip(frame.keys, keys, strict=True))
    return Matched(joined, keys, on_keys, compiler.most_rows), dict(rows.fields)


def _fulfilling(lower: Lower, rows: Rows, condition: Tree | None) -> tuple[Relation, bool]:
    """A view's rows that satisfy a condition, and whether it waits for the period of the asking rule."""
    if condition is None:
        return rows.relation, False
    if any(n.op == "period_of_rule" and n.value == "term" for n in nodes(condition)):
        return rows.relation, True
    inner = lower.compiler.row_scope(rows)
    holds = inner.scalar(condition)
    relation = Select(rows.label or "rows", inner.frame.relation, dict(rows.relation.columns), holds)
    return relation, False


_MOST_NUMBERED = 40
"""Up to so many periods a row's own is told by conditions."""


def _numbered(lower: Lower, rows: Rows, relation: Relation) -> Matched | None:
    """Rows beside the number of their own period, where no day lies in two periods: no join is needed."""
    frame, periods = lower.frame, lower.periods
    if frame.keys != ("unit_no", periods.number) or not 0 < len(periods.days) <= _MOST_NUMBERED:
        return None
    in_order = sorted((d.first, d.last, number) for number, d in periods.days.items() if d.first <= d.last)
    if not in_order or any(a[1] >= b[0] for a, b in pairwise(in_order)):
        return None
    day, nowhere = relation["on_day"], null("integer")
    branches: list[tuple[Scalar, Scalar]] = []
    expected = None
    for first, last, number in in_order:
        if first != expected:
            branches.append((compare("<", day, integer(first)), nowhere))
        branches.append((compare("<=", day, integer(last)), integer(number)))
        expected = last + 1
    key = lower.compiler.fresh("number")
    own: dict[str, Scalar] = dict(relation.columns)
    told = Select(relation.label, relation, own | {key: case(branches, nowhere)})
    within = Select(relation.label, told, dict(told.columns), inverse(is_null(told[key])))
    on = (("unit_no", "unit_no"), (periods.number, key))
    return Matched(within, ("unit_no", key), on, lower.compiler.most_rows)


_TERM = Tree("period_of_rule", None, value="term")  # type: ignore[arg-type]


def _everybody(relation: Relation) -> tuple[Scalar, Relation]:
    own: dict[str, Scalar] = dict(relation.columns)
    return ONE, Select("everybody", relation, own | {"o_every": ONE})


# -- what is made of them


def _grouped(frame: Frame, matched: Matched, made: dict[str, Aggregate]) -> dict[str, Column]:
    grouped = Group("grouped", matched.relation, matched.keys, made)
    return frame.attach(grouped, matched.on, list(made), "a")


def _count(frame: Frame, matched: Matched, of: Value | None) -> Value:
    made = _grouped(frame, matched, {"n": Aggregate("sum", ONE, matched.most_rows)})
    return Exact(coalesce(made["n"], ZERO))


def _over_integer(of: Value | None) -> tuple[Scalar, int]:
    """A field as whole numbers over one integer."""
    if isinstance(of, Exact):
        if isinstance(of.denominator, int):
            return of.numerator, of.denominator
        rounded = values.round_half_up(of, _BIG_SCALE)
        return case([(of.unknown(), null("integer"))], rounded), _BIG_SCALE
    assert of is not None
    return of, 1


def _sum(frame: Frame, matched: Matched, of: Value | None) -> Value:
    top, below = _over_integer(of)
    made = _grouped(frame, matched, {"total": Aggregate("sum", top, matched.most_rows)})
    return Exact(coalesce(made["total"], ZERO), below)


def _extreme(function: Any) -> Any:
    def reduce(frame: Frame, matched: Matched, of: Value | None) -> Value:
        top, below = _over_integer(of)
        column = _grouped(frame, matched, {"value": Aggregate(function, top)})["value"]
        return Exact(column, below) if isinstance(of, Exact) else column

    return reduce


def _mean(frame: Frame, matched: Matched, of: Value | None) -> Value:
    top, below = _over_integer(of)
    known = case([(is_null(top), ZERO)], ONE)
    made = _grouped(
        frame,
        matched,
        {"total": Aggregate("sum", top, matched.most_rows), "n": Aggregate("sum", known, matched.most_rows)},
    )
    return values.over(Exact(made["total"], below), Exact(made["n"]))


def _latest(frame: Frame, matched: Matched, of: Value | None) -> Value:
    top, _below = _over_integer(of)
    source = matched.relation
    kept = Select("known", source, dict(source.columns), inverse(is_null(top)))
    day = WindowColumn(Aggregate("max", kept["on_day"]), matched.keys)
    dated = Window("dated", kept, {"last_day": day})
    last = Select("last", dated, dict(source.columns), compare("=", dated["on_day"], dated["last_day"]))
    return _extreme("max")(frame, replace(matched, relation=last), of)  # type: ignore[no-any-return]


def _distinct(frame: Frame, matched: Matched, of: Value | None) -> Value:
    top, _ = _over_integer(of)
    source = matched.relation
    shown = Select(
        "known", source, {**{k: source[k] for k in matched.keys}, "value": top}, inverse(is_null(top))
    )
    different = Group("different", shown, (*matched.keys, "value"), {})
    return _count(frame, replace(matched, relation=different), None)


def _earliest(frame: Frame, matched: Matched, of: Value | None) -> Value:
    return _grouped(frame, matched, {"day": Aggregate("min", matched.relation["on_day"])})["day"]


def _reached(frame: Frame, matched: Matched, of: Value | None) -> Value:
    top, below = _over_integer(of)
    source = matched.relation
    order = (Order("on_day"), Order("fact_no"))
    running = Window(
        "running",
        source,
        {"so_far": WindowColumn(Aggregate("sum", top, matched.most_rows), matched.keys, order, "rows")},
    )
    enough = values.compared(
        ">=", Exact(running["so_far"], below), Exact(source["o_goal"], source["o_goal_below"])
    )
    shown = Select("reached", running, dict(source.columns), enough)
    return _earliest(frame, replace(matched, relation=shown), None)


_REDUCE: dict[str, Any] = {
    "count": _count,
    "sum": _sum,
    "distinct": _distinct,
    "largest": _extreme("max"),
    "smallest": _extreme("min"),
    "mean": _mean,
    "latest": _latest,
    "earliest": _earliest,
    "reached": _reached,
}
