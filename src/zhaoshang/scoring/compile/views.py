"""Views: what schemes derive from a table or another view.

Order inside a view, as it counts: columns, where, expect, dated, first, lapse, assign; then 序.
"""

from __future__ import annotations

from dataclasses import replace

from zhaoshang.language import Tree
from zhaoshang.language.types import USD, YUAN
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.scheme.fields import row_fields
from zhaoshang.scheme.model import Lapse, View
from zhaoshang.scoring.algebra import (
    FALSE,
    ONE,
    TRUE,
    Aggregate,
    Column,
    Scalar,
    Select,
    Values,
    WindowColumn,
    add,
    both,
    case,
    coalesce,
    compare,
    either,
    integer,
    inverse,
    is_null,
)
from zhaoshang.scoring.algebra.scalars import bounded
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.assigned import assigned
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.earned import numbered
from zhaoshang.scoring.compile.fields import fields_of
from zhaoshang.scoring.compile.frames import Frame, Rows, Value
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.uses import nodes


def derived(compiler: Compiler, view: View) -> Rows:
    """A view over a table or another view."""
    rows = compiler.view(view.of)
    scope = compiler.row_scope(rows)
    frame = scope.frame
    fields = dict(rows.fields)
    early, late = _conditions(view)
    if early:  # what asks nothing of the derived columns goes first, so that fewer rows need them
        frame.keep_where(scope.truth(*early))
    if view.rate_on is not None:
        again = fields_of(compiler, view.table, frame, scope.scalar(view.rate_on))
        fields |= {i: v for i, v in again.items() if row_fields(view.table)[i].type in (YUAN, USD)}
        scope.rows = replace(rows, fields=fields)
        scope.seen.clear()
    for column in view.columns:
        fields[column.id] = frame.kept(scope.value(column.tree), "x")
        scope.rows = replace(rows, fields=fields)
    kept = scope.truth(*late)
    if not view.joint:
        kept = both(kept, frame.column("own"))
    if view.expect is not None:
        wrong = both(kept, inverse(case([(scope.scalar(view.expect), TRUE)], FALSE)))
        compiler.expectations.append(
            (view, Select("unexpected", frame.relation, {"fact_no": frame.column("fact_no")}, wrong))
        )
    if kept != TRUE:
        frame.keep_where(kept)
    if view.dated is not None:
        day = frame.add(scope.scalar(view.dated), "day")
        rows = _redated(compiler, frame, rows, fields, day)
        frame = Frame(rows.relation, frame.keys, compiler.fresh)
        fields = dict(rows.fields)
        scope = compiler.row_scope(rows, frame)
    if view.first:
        _keep_first(frame, fields, view.first)
    if view.lapse is not None:
        frame, fields = _lapsed(compiler, scope, fields, view.lapse)
    made = replace(rows, relation=frame.relation, fields=fields, label=f"view_{view.id}")
    if view.assign is not None:
        made = assigned(compiler, made, view.assign)
    return numbered(compiler, made)


def _conditions(view: View) -> tuple[list[Tree], list[Tree]]:
    """A view's condition as those parts that can be judged before its columns, and those after."""
    if view.where is None:
        return [], []
    parts = [view.where]
    while any(part.op == "and" for part in parts):
        parts = [p for part in parts for p in (part.parts if part.op == "and" else (part,))]
    made = {column.id for column in view.columns}
    money = {f.id for f in row_fields(view.table).values() if f.type in (YUAN, USD)}
    waits = made | money if view.rate_on is not None else made
    late = [p for p in parts if any(n.op == "field" and n.value in waits for n in nodes(p))]
    return [p for p in parts if p not in late], late


def _redated(compiler: Compiler, frame: Frame, rows: Rows, fields: dict[str, Value], day: Scalar) -> Rows:
    """The same rows on another day; those without one, or with one after the horizon, are not there yet."""
    there = compare("<=", day, integer(compiler.clock.horizon))
    source = frame.relation
    outputs: dict[str, Scalar] = dict(source.columns)
    outputs["on_day"] = bounded(coalesce(day, integer(EARLIEST_DAY)), EARLIEST_DAY, LATEST_DAY)
    relation = Select(source.label, source, outputs, there)
    own = {i: (relation["on_day"] if i == "date" else v) for i, v in fields.items()}
    return replace(rows, relation=relation, fields=own)


def _keep_first(frame: Frame, fields: dict[str, Value], names: tuple[str, ...]) -> None:
    """Keep the earliest fact of each key; rows with a blank key all stay."""
    keys: list[Column] = []
    for name in names:
        value = fields[name]
        keys.append(frame.as_column(value.numerator if isinstance(value, Exact) else value, "key"))
    blank = either(*(is_null(k) for k in keys))
    group = tuple(k.name for k in keys)
    _ = frame.relation
    # By the day on which it counts, then in canonical order: numbers of facts follow only their own days.
    for name in ("on_day", "fact_no"):
        column = frame.column(name)
        earliest = frame.window(WindowColumn(Aggregate("min", column), group), "first")
        frame.keep_where(either(blank, compare("=", frame.column(name), earliest)))


def _lapsed(
    compiler: Compiler, scope: object, fields: dict[str, Value], lapse: Lapse
) -> tuple[Frame, dict[str, Value]]:
    """Rows that nothing followed in time, dated the day after the last day."""
    from zhaoshang.scoring.compile.lower import Lower

    assert isinstance(scope, Lower)
    frame = scope.frame
    day = frame.column("on_day")
    if lapse.within.op == "months":
        last = scope.months_on(day, lapse.within.value)
    else:
        last = frame.add(add(day, values.round_half_up(scope.number(lapse.within))), "last")
    if lapse.roll_to_workday:
        last = _rolled(compiler, frame, last)
    followed = frame.add(scope.scalar(lapse.without), "followed")
    lapsed_on = bounded(add(last, ONE), EARLIEST_DAY, LATEST_DAY + 1)
    late = both(
        either(is_null(followed), compare(">", followed, last)),
        compare("<=", lapsed_on, integer(compiler.clock.horizon)),
    )
    source = frame.relation
    outputs: dict[str, Scalar] = dict(source.columns)
    outputs |= {"on_day": bounded(lapsed_on, EARLIEST_DAY, LATEST_DAY), "began_on": source["on_day"]}
    relation = Select(source.label, source, outputs, late)
    below = Frame(relation, frame.keys, compiler.fresh)
    own = {i: (relation["on_day"] if i == "date" else v) for i, v in fields.items()}
    own["began_on"] = relation["began_on"]
    return below, own


def _rolled(compiler: Compiler, frame: Frame, last: Scalar) -> Scalar:
    """A last day that falls on a rest day moves to the next working day."""
    from zhaoshang.quantities.workdays import is_workday, next_workday

    rest = tuple(
        (day, next_workday(day).day)
        for day in range(compiler.first_day, compiler.clock.horizon + 1)
        if not is_workday(day)
    )
    table = Values(
        "rest_days",
        {n: Column("integer", False, EARLIEST_DAY, LATEST_DAY, n) for n in ("day", "moved")},
        rest,
    )
    last = frame.as_column(last, "last")  # of facts of one day alone it is a constant
    moved = frame.attach(table, [(last.name, "day")], ["moved"], "rolled")["moved"]
    return frame.add(coalesce(moved, last), "last")
