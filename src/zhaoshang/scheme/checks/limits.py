"""Caps, floors and nominal marks against each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhaoshang.language import Tree
from zhaoshang.language.write import decimal
from zhaoshang.problems import Problem
from zhaoshang.scheme.checks.say import error, warning
from zhaoshang.scheme.model import Limit, Node, Scheme

_ZH = {"project": "项目", "month": "月", "quarter": "季", "half": "半年", "year": "年", "term": "考核期"}


def check(scheme: Scheme) -> Iterator[Problem]:
    """Every node's limits, and every section's nominal marks against those of its rules."""
    for node in (*scheme.nodes(), *((scheme.total,) if scheme.total else ())):
        at = "total" if node is scheme.total else f"rules.{node.id}"
        yield from _limits(scheme, node, at)
        yield from _full(scheme, node, at)


def _number(tree: Tree | None) -> Fraction | None:
    if tree is None:
        return None
    if tree.op == "number":
        return Fraction(tree.value)
    if tree.op == "negate":
        inner = _number(tree.parts[0])
        return None if inner is None else -inner
    return None


def _limits(scheme: Scheme, node: Node, at: str) -> Iterator[Problem]:
    calendar: list[tuple[Limit, Fraction]] = []
    for limit in node.limits:
        cap, floor = _number(limit.cap), _number(limit.floor)
        if cap is not None and floor is not None and floor > cap:
            zh = f"“{node.label}”的保底高于封顶"
            en = f"the floor of “{node.label}” is above its cap"
            yield error(scheme, "limits", at, zh, en)
        if cap is not None and limit.scope != "project":
            for shorter, value in calendar:
                if value > cap:
                    zh = f"“{node.label}”每{_ZH[shorter.scope]}封顶高于每{_ZH[limit.scope]}封顶，前者用不上"
                    en = f"the cap of “{node.label}” per {shorter.scope} is above that per {limit.scope} and idle"
                    yield warning(scheme, "limits", at, zh, en)
            calendar.append((limit, cap))


def _full(scheme: Scheme, node: Node, at: str) -> Iterator[Problem]:
    full = _number(node.full)
    parts = [_number(child.full) for child in node.rules]
    if full is None or not parts or None in parts:
        return
    if len({child.units for child in node.rules}) > 1:  # for different units: they do not add up
        return
    total = sum((p for p in parts if p is not None), Fraction(0))
    if total != full:
        zh = f"“{node.label}”满分{decimal(full)}，下级合计{decimal(total)}"
        en = f"“{node.label}” has {decimal(full)} nominal marks, its parts add up to {decimal(total)}"
        yield warning(scheme, "full", at, zh, en)
