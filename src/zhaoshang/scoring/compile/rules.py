"""Rules write lines: one for each row of a view, or one for each unit and period."""

from __future__ import annotations

from dataclasses import dataclass

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Node
from zhaoshang.scoring.algebra import (
    ZERO,
    Relation,
    Scalar,
    both,
    compare,
    either,
    integer,
    inverse,
    is_null,
    is_true,
    multiply,
)
from zhaoshang.scoring.algebra.scalars import coalesce, null
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.compiler import Cited, Compiler
from zhaoshang.scoring.compile.lines import BASE, RULE, lines
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.periods import Days, Numbered
from zhaoshang.scoring.compile.values import Exact


@dataclass
class Written:
    """A rule's lines, and what an explanation needs: the scope they were made in and the facts cited.

    ``applies`` is true of the scope's rows for which the rule's conditions hold; ``unknown`` of those that
    wrote no line because a value was unknown.
    """

    node: Node
    lines: Relation
    scope: Lower
    applies: Scalar
    unknown: Scalar
    seq: Scalar
    cited: tuple[Cited, ...]


def written(compiler: Compiler, node: Node, rule_no: int) -> Written:
    """The lines of one rule whose points are published."""
    assert node.points is not None
    return _each(compiler, node, rule_no) if node.each is not None else _per(compiler, node, rule_no)


def millionths(compiler: Compiler, value: Exact) -> Scalar:
    """Points rounded half up at the scheme's precision, in millionths."""
    decimals = compiler.scheme.decimals
    rounded = values.round_half_up(value, 10**decimals)
    whole = multiply(integer(10 ** (6 - decimals)), rounded)
    return whole


def _each(compiler: Compiler, node: Node, rule_no: int) -> Written:
    assert node.each is not None and node.points is not None
    scope = compiler.row_scope(compiler.view(node.each), population=node.units)
    frame = scope.frame
    applies = frame.add(is_true(scope.truth(*node.units, *node.when)), "applies")
    on_day = frame.column("on_day")
    day = on_day if node.dated is None else frame.add(scope.scalar(node.dated), "day")
    points = frame.add(millionths(compiler, scope.number(node.points)), "points")
    row = _table_row(scope, node.points)
    began = frame.column("began_on") if "began_on" in frame.relation.columns else on_day
    in_time = both(
        compare(">=", day, integer(compiler.scheme.window.first)),
        compare("<=", day, integer(compiler.clock.horizon)),
        *_in_force(node, day),
    )
    if compiler.scheme.window.last is not None and node.last_day is None:
        # What began under the rules is carried past their end; what began after it is not theirs.
        in_time = both(in_time, compare("<=", began, integer(compiler.scheme.window.last)))
    relation = frame.relation
    seq = relation["fact_no"]
    made = _made(compiler, relation, rule_no, row, seq, relation["project_no"], day, points, seq)
    where = both(applies, in_time, inverse(is_null(points)))
    unknown = both(applies, either(is_null(day), both(in_time, is_null(points))))
    return Written(
        node, lines(f"rule_{node.id}", relation, made, where), scope, both(applies, in_time), unknown, seq, ()
    )


def _in_force(node: Node, day: Scalar) -> list[Scalar]:
    out = []
    if node.first_day is not None:
        out.append(compare(">=", day, integer(node.first_day)))
    if node.last_day is not None:
        out.append(compare("<=", day, integer(node.last_day)))
    return out


def _made(
    compiler: Compiler,
    relation: Relation,
    rule_no: int,
    row: Scalar,
    fact: Scalar,
    project: Scalar,
    day: Scalar,
    points: Scalar,
    seq: Scalar,
    kind: int = RULE,
) -> dict[str, Scalar]:
    return {
        "unit_no": relation["unit_no"],
        "rule_no": integer(rule_no),
        "kind": integer(kind),
        "table_row": row,
        "fact_no": fact,
        "project_no": project,
        "on_day": coalesce(day, integer(compiler.scheme.window.first)),
        "points": coalesce(points, ZERO),
        "order_no": integer(rule_no),
        "seq": seq,
    }


def _table_row(scope: Lower, points: Tree) -> Scalar:
    """The row of the table that a rule's points look up."""
    table = cited_table(points)
    return null("integer") if table is None else scope.frame.add(scope.table_row(table), "row")


def cited_table(points: Tree) -> Tree | None:
    """The first table that the points look up for every line. One that only a branch looks up is not cited."""
    if points.op == "table":
        return None if points.value.marginal else points
    if points.op == "function" and points.value in ("if", "default"):
        return None
    return next((table for part in points.parts if (table := cited_table(part)) is not None), None)


def periods_of(compiler: Compiler, node: Node, so_far: bool) -> Numbered:
    """A node's periods. One still open gives a value so far only if it lies wholly inside the span."""
    every = compiler.clock.rule_periods(node.per)
    if not so_far:
        return every
    span, horizon = compiler.clock.span, compiler.clock.horizon
    return {
        n: d
        for n, d in every.items()
        if d.full_last <= horizon or (span.first <= d.first and d.full_last <= span.last)
    }


def _per(compiler: Compiler, node: Node, rule_no: int) -> Written:
    assert node.points is not None
    dated = node.dated
    so_far = dated is None and compiler.scheme.reckoning == "to_date"
    so_far = so_far or (dated is not None and dated.op == "day_of_rule" and dated.value == "so_far")
    scope = compiler.unit_scope(periods_of(compiler, node, so_far), node.units)
    frame = scope.frame
    compiler.citing = []
    applies = frame.add(is_true(scope.truth(*node.when)), "applies")
    if dated is not None and not so_far:
        day = frame.add(scope.scalar(dated), "day")
    else:
        day = scope.periods.day(frame, "last" if so_far else "full_last")
    points = frame.add(millionths(compiler, scope.number(node.points)), "points")
    row = _table_row(scope, node.points)
    cited, compiler.citing = tuple(compiler.citing), None
    in_time = both(
        compare(">=", day, integer(compiler.scheme.window.first)),
        compare("<=", day, integer(compiler.clock.horizon)),
        *_in_force(node, day),
    )
    relation = frame.relation
    seq = relation[scope.periods.number]
    nobody = null("integer")
    made = _made(compiler, relation, rule_no, row, nobody, nobody, day, points, seq)
    where = both(applies, in_time, inverse(is_null(points)))
    unknown = both(applies, either(is_null(day), both(in_time, is_null(points))))
    return Written(
        node,
        lines(f"rule_{node.id}", relation, made, where),
        scope,
        both(applies, in_time),
        unknown,
        seq,
        cited,
    )


def base_lines(compiler: Compiler, node: Node, rule_no: int) -> Relation:
    """A section's base: points on the first day of each of its periods."""
    assert node.base is not None
    scope = compiler.unit_scope(compiler.clock.rule_periods(node.per), node.units)
    frame = scope.frame
    applies = is_true(scope.truth(*node.when))
    on_its_day = scope.periods.derived("base", lambda d: Days(d.first, d.first, d.full_last))
    points = frame.add(millionths(compiler, scope.at(on_its_day).number(node.base)), "points")
    day = scope.periods.day(frame, "first")
    relation = frame.relation
    nobody = null("integer")
    made = _made(compiler, relation, rule_no, nobody, nobody, nobody, day, points, integer(-1), BASE)
    where = both(applies, inverse(is_null(points)), *_in_force(node, day))
    return lines(f"base_{node.id}", relation, made, where)
