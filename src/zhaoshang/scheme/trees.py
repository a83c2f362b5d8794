"""Walking checked sentences: what they refer to, and every sentence of a scheme with its owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhaoshang.language import Selection, Tree
from zhaoshang.scheme.model import Scheme, Target, View

Reference = tuple[str, str]
"""A kind (view, measure, target, done, parameter, indicator, table, unit_field, node …) and an id."""

VALUE_ONLY = ("target", "phased")
"""Functions that read a target's value without what has been done."""


def every_part(tree: Tree) -> Iterator[Tree]:
    """The tree itself and all below it."""
    yield tree
    for part in tree.parts:
        yield from every_part(part)


def references(tree: Tree, all_targets: Iterable[str] = ()) -> Iterator[Reference]:
    """Everything a sentence refers to; ``all_targets`` stands for 全部完成() and 有任务."""
    targets = tuple(all_targets)
    for part in every_part(tree):
        if isinstance(part.subject, Selection):
            yield "view", part.subject.view
        elif part.op == "table":
            yield "table", part.value.table
        elif part.op in ("measure", "parameter", "indicator", "unit_field"):
            yield part.op, part.value
        elif part.op == "has_target":
            yield from (("target", t) for t in targets)
        elif part.op == "function" and part.value in ("all_met", "any_met"):
            for target in part.subject or targets:
                yield from (("target", target), ("done", target))
        elif part.op == "function" and part.value == "points_of":
            yield "node", part.subject
        elif part.op == "function" and isinstance(part.subject, str):
            yield "target", part.subject
            if part.value not in VALUE_ONLY:
                yield "done", part.subject


def given(*trees: Tree | None) -> tuple[Tree, ...]:
    """The sentences that are there."""
    return tuple(t for t in trees if t is not None)


def of_view(view: View) -> tuple[Tree, ...]:
    """Every sentence of a view."""
    lapse = (view.lapse.within, view.lapse.without) if view.lapse else ()
    assign = view.assign
    items = tuple(t for i in assign.items for t in (i.where, i.take)) if assign else ()
    prefer = given(assign.prefer) if assign else ()
    columns = tuple(c.tree for c in view.columns)
    return (*columns, *given(view.where, view.expect, view.dated, view.rate_on), *lapse, *prefer, *items)


def of_target_value(target: Target) -> tuple[Tree, ...]:
    """The sentences that say what a target demands, and of whom."""
    return (*given(target.value, target.units, target.headline), *target.values.values())


def of_scheme(scheme: Scheme) -> Iterator[tuple[str, str, Tree]]:
    """Every sentence with its owner: the section of the file and the id there."""
    for view in scheme.views.values():
        yield from (("views", view.id, t) for t in of_view(view))
    for measure in scheme.measures.values():
        yield "measures", measure.id, measure.tree
    for target in scheme.targets.values():
        yield from (
            ("targets", target.id, t) for t in (*of_target_value(target), *given(target.done, target.met))
        )
    for node in (*scheme.nodes(), *((scheme.total,) if scheme.total else ())):
        limits = tuple(t for limit in node.limits for t in given(limit.cap, limit.floor))
        own = given(node.points, node.dated, node.base, node.times, node.full)
        yield from (("rules", node.id, t) for t in (*node.units, *node.when, *own, *limits))
    for board in scheme.rankings.values():
        yield from (("rankings", board.id, t) for t in given(board.units, board.by))
    for outcome in scheme.outcomes.values():
        yield from (
            ("outcomes", outcome.id, t) for t in (*given(outcome.units), *(c.when for c in outcome.cases))
        )
    for evidence in scheme.evidence.values():
        yield from (("evidence", evidence.id, t) for t in given(evidence.when))
    if scheme.persons is not None:
        yield "persons", "persons", scheme.persons.pool
