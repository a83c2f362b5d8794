"""Lines that change the past or come too early: conditions on later facts, deductions before the period is over."""

from __future__ import annotations

from collections.abc import Iterator

from zhaoshang.language import Selection, Tree
from zhaoshang.problems import Problem, Words
from zhaoshang.scheme.checks.known import Narrowed, narrowed_by_view, rules_of
from zhaoshang.scheme.checks.say import warning
from zhaoshang.scheme.fields import STAGES
from zhaoshang.scheme.model import Node, Scheme, View
from zhaoshang.scheme.trees import every_part, given

_ORDER = list(STAGES)


def check(scheme: Scheme) -> Iterator[Problem]:
    """Each-rules of own schemes, deductions of to-date ones, and what assigning views feed."""
    for rule in rules_of(scheme):
        if scheme.reckoning == "own":
            yield from _later_facts(scheme, rule)
            yield from _assigned(scheme, rule)
        elif rule.each is None and rule.per != "term" and rule.dated is None and _deducts(rule.points):
            zh = f"“{rule.label}”是累计方案里按期的扣分，期未结束就会扣"
            en = f"“{rule.label}” deducts by the period in a to-date scheme: it will count before the period is over"
            advice = Words("写 dated: 期末", "write dated: 期末")
            yield warning(scheme, "early_deduction", f"rules.{rule.id}", zh, en, advice)


def _deducts(points: Tree | None) -> bool:
    if points is None:
        return False
    if points.op == "negate":
        return True
    if points.op == "number":
        return bool(points.value < 0)
    return points.op in ("multiply", "divide") and _deducts(points.parts[0])


def _views(scheme: Scheme, view: str | None) -> list[View]:
    found: list[View] = []
    while view is not None and view in scheme.views:
        found.append(scheme.views[view])
        view = scheme.views[view].of
    return found


def _later_facts(scheme: Scheme, rule: Node) -> Iterator[Problem]:
    views = _views(scheme, rule.each)
    if rule.each is None or rule.dated is not None or any(v.lapse or v.dated for v in views):
        return
    narrowed = narrowed_by_view(scheme, rule.each)
    for condition in rule.when:
        narrowed.take(condition)
    columns = {c.id: c.tree for v in views for c in v.columns}
    looked_at = [*given(rule.points), *rule.when, *given(*(v.where for v in views))]
    seen: set[str] = set()
    while looked_at:
        tree = looked_at.pop()
        for part in every_part(tree):
            if part.op == "field" and part.value in columns and part.value not in seen:
                seen.add(part.value)
                looked_at.append(columns[part.value])
        found = _later(tree, narrowed)
        if found is not None:
            zh = f"“{rule.label}”要看行的日期之后的事（{found}），过去的期可能再变"
            en = f"“{rule.label}” looks past the row's day ({found}): past periods may change"
            advice = Words(
                "用 dated 记在最后一个条件成立的那一天", "date it on the day the last condition came true"
            )
            yield warning(scheme, "later_facts", f"rules.{rule.id}", zh, en, advice)
            return


def _later(tree: Tree, narrowed: Narrowed) -> str | None:
    """What of a sentence may come true after the row's own day, in words; None where nothing does."""
    stage = narrowed.equal.get("stage")
    at = _ORDER.index(stage) if stage in _ORDER else None
    if tree.op == "field" and tree.value.removesuffix("_on") in _ORDER and at is not None:
        other = tree.value.removesuffix("_on")
        if _ORDER.index(other) > at:
            return f"{STAGES[other]}日期"
    if tree.op == "function" and tree.value == "of_project":
        return None if _only_earlier(tree.parts[0], at) else "同项目"
    if tree.op in ("measure", "indicator", "aggregate"):
        return "单位的量"
    if tree.op == "function" and tree.subject is not None and tree.value not in ("target", "phased"):
        return "任务完成情况"
    for part in tree.parts:
        found = _later(part, narrowed)
        if found is not None:
            return found
    return None


def _only_earlier(tree: Tree, at: int | None) -> bool:
    """Whether a measure over a project's rows looks at one stage only, no later than the row's own."""
    if tree.op != "aggregate" or at is None or not isinstance(tree.subject, Selection):
        return False
    narrowed = Narrowed()
    for part in tree.parts:
        narrowed.take(part)
    stage = narrowed.equal.get("stage")
    return stage in _ORDER and _ORDER.index(stage) <= at


def _assigned(scheme: Scheme, rule: Node) -> Iterator[Problem]:
    assigns = {v.id for v in scheme.views.values() if any(w.assign for w in _views(scheme, v.id))}
    reads = {
        p.subject.view for t in given(rule.points) for p in every_part(t) if isinstance(p.subject, Selection)
    }
    if (rule.each in assigns) or (rule.per != "term" and reads & assigns):
        zh = f"“{rule.label}”按归项计分，归项到期末才定，不宜按行或按短期计"
        en = f"“{rule.label}” pays for assigned projects, which are settled only when the term ends"
        yield warning(
            scheme, "assigned", f"rules.{rule.id}", zh, en, Words("写成 per: term", "make it per: term")
        )
