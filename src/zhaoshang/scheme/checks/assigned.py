"""Items that projects are assigned to should come best-paying first; parameters should have a value for all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from zhaoshang.language import Selection, Tree
from zhaoshang.language.types import POINTS
from zhaoshang.language.write import decimal
from zhaoshang.problems import Problem, Words
from zhaoshang.scheme.checks.known import may_apply, rules_of
from zhaoshang.scheme.checks.say import warning
from zhaoshang.scheme.checks.targets import held
from zhaoshang.scheme.model import Scheme, Unit, View
from zhaoshang.scheme.trees import every_part


def check(scheme: Scheme) -> Iterator[Problem]:
    """Every assigning view, and every parameter that differs by group."""
    for view in scheme.views.values():
        if view.assign is not None:
            yield from _order(scheme, view)
    for parameter in scheme.parameters.values():
        have = {c.key for c in parameter.cases}
        if parameter.by != "group" or None in have:
            continue
        lacking = [g for g in dict.fromkeys(u.group for u in scheme.units if u.group) if g not in have]
        if lacking:
            zh = f"参数“{parameter.label}”没有 {'、'.join(lacking)} 的值"
            en = f"parameter “{parameter.label}” has no value for {', '.join(lacking)}"
            advice = Words("补上，或写 else", "add it, or write else")
            yield warning(scheme, "parameter", f"parameters.{parameter.id}", zh, en, advice)


def _order(scheme: Scheme, view: View) -> Iterator[Problem]:
    assert view.assign is not None
    labels = {item.id: item.label for item in view.assign.items}
    for unit in scheme.units:
        pays = [(item.id, pay) for item in view.assign.items if (pay := _pay(scheme, view, item.id, unit))]
        for (first, less), (second, more) in pairwise(pays):
            if more > less:
                a, b = labels[first], labels[second]
                zh = f"{unit.name}：归项时“{a}”（每个{decimal(less)}）排在“{b}”（每个{decimal(more)}）之前"
                en = f"{unit.name}: “{a}” ({decimal(less)} each) is filled before “{b}” ({decimal(more)})"
                advice = Words("把分值高的一项写在前面", "put the better-paying item first")
                yield warning(scheme, "assign_order", f"views.{view.id}", zh, en, advice)
                return


def _pay(scheme: Scheme, view: View, item: str, unit: Unit) -> Fraction | None:
    """What one project in an item is worth to a unit, where a rule says so plainly."""
    for rule in rules_of(scheme):
        points = rule.points
        if points is None or points.op != "multiply" or unit not in may_apply(rule.units, scheme):
            continue
        worth, counted = points.parts
        if worth.op == "number" and worth.type == POINTS:
            factor = _factor(scheme, view, item, unit, counted)
            if factor is not None:
                return Fraction(worth.value) * factor
    return None


def _factor(scheme: Scheme, view: View, item: str, unit: Unit, tree: Tree) -> Fraction | None:
    """How much one more project in an item adds to a number."""
    if tree.op == "aggregate":
        return Fraction(1) if _counts(tree, view, item) else None
    if tree.op != "function":
        return None
    if tree.value == "min":
        found = [f for p in tree.parts if (f := _factor(scheme, view, item, unit, p)) is not None]
        return min(found) if found else None
    target = scheme.targets.get(tree.subject) if isinstance(tree.subject, str) else None
    if target is None or target.done is None or not _counts(target.done, view, item):
        return None
    if tree.value == "done":
        return Fraction(1)
    value = held(scheme, target).get(unit.joint or unit.name)
    return 1 / value if tree.value == "rate" and value else None


def _counts(tree: Tree, view: View, item: str) -> bool:
    if tree.op != "aggregate" or not isinstance(tree.subject, Selection) or tree.subject.view != view.id:
        return False
    return any(part.op == "choice" and part.value == item for part in every_part(tree))
