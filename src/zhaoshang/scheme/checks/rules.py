"""Rules that can never fire, or never matter."""

from __future__ import annotations

from collections.abc import Iterator

from zhaoshang.language import Tree
from zhaoshang.problems import Problem, Words
from zhaoshang.scheme.checks.known import may_apply, narrowed_by_view, rules_of
from zhaoshang.scheme.checks.say import error, warning
from zhaoshang.scheme.fields import row_fields
from zhaoshang.scheme.model import Node, Scheme
from zhaoshang.scheme.trees import given

_BY_GRAIN = {"month": "month", "quarter": "quarter", "half": "half", "year": "year", "window": "campaign"}


def check(scheme: Scheme) -> Iterator[Problem]:
    """Rules, views, rankings and outcomes."""
    for view in scheme.views.values():
        narrowed = narrowed_by_view(scheme, view.id)
        if narrowed.contradiction is not None:
            field = _label(scheme, view.table, narrowed.contradiction)
            zh, en = (
                f"视图“{view.label}”的条件互相矛盾（{field}），永远没有行",
                f"view “{view.label}” contradicts itself ({field}): it never has a row",
            )
            yield error(scheme, "never", f"views.{view.id}", zh, en)
    for rule in rules_of(scheme):
        yield from _rule(scheme, rule)
    for section, things in (
        ("rankings", scheme.rankings),
        ("outcomes", scheme.outcomes),
        ("targets", scheme.targets),
    ):
        for thing in things.values():
            units = given(thing.units)
            if scheme.units and units and not may_apply(units, scheme):
                zh, en = (
                    f"“{thing.label}”的适用单位里一个也没有",
                    f"no unit satisfies the units of “{thing.label}”",
                )
                yield error(scheme, "never", f"{section}.{thing.id}", zh, en)
    yield from _places(scheme)


def _rule(scheme: Scheme, rule: Node) -> Iterator[Problem]:
    at = f"rules.{rule.id}"
    if not rule.published:
        yield warning(
            scheme, "unpublished", at, f"“{rule.label}”的分值没有公布，得分将为空",
            f"the points of “{rule.label}” were never published: scores will be null",
        )  # fmt: skip
    if scheme.units and not may_apply(rule.units, scheme):
        zh = f"规则“{rule.label}”不适用于任何单位"
        en = f"rule “{rule.label}” applies to no unit"
        yield error(
            scheme, "never", at, zh, en, Words("检查本级和上级的 units", "check units here and above")
        )
    narrowed = narrowed_by_view(scheme, rule.each)
    before = narrowed.contradiction
    for condition in rule.when:
        narrowed.take(condition)
    if narrowed.contradiction is not None and before is None:
        each = rule.each or ""
        table = scheme.views[each].table if each in scheme.views else each
        field = _label(scheme, table, narrowed.contradiction)
        zh, en = (
            f"规则“{rule.label}”的条件互相矛盾（{field}），永远不会成立",
            f"the conditions of rule “{rule.label}” contradict each other ({field}): it can never fire",
        )
        yield error(scheme, "never", at, zh, en)
    first, last = rule.first_day, rule.last_day
    window = scheme.window
    late = first is not None and window.last is not None and first > window.last
    early = last is not None and last < window.first
    if (first is not None and last is not None and first > last) or late or early:
        zh, en = (
            f"规则“{rule.label}”的施行日期落在适用期之外",
            f"rule “{rule.label}” is never in force within the window",
        )
        yield error(scheme, "never", at, zh, en)
    if rule.points is not None and rule.points.op == "number":
        if rule.points.value == 0:
            zh = f"规则“{rule.label}”总是零分"
            en = f"rule “{rule.label}” is always worth nothing"
            yield warning(scheme, "worthless", at, zh, en)
        elif rule.each is None and not rule.when:
            zh, en = (
                f"规则“{rule.label}”没有条件，每期都给同样的分",
                f"rule “{rule.label}” gives the same points every period",
            )
            advice = Words("是基础分的话，写成节的 base", "as basic marks, write it as a section's base")
            yield warning(scheme, "constant", at, zh, en, advice)


def _label(scheme: Scheme, table: str, field: str) -> str:
    for view in scheme.views.values():
        for column in view.columns:
            if column.id == field:
                return column.label
    try:
        return row_fields(table)[field].label
    except KeyError:
        return field


def _places(scheme: Scheme) -> Iterator[Problem]:
    for board in scheme.rankings.values():
        lacking = [u.name for u in scheme.units if board.groups == "group" and not u.group]
        if lacking and len(lacking) < len(scheme.units):
            zh, en = (
                f"有{len(lacking)}个单位没有类别，自成一组：{'、'.join(lacking[:5])}",
                f"{len(lacking)} units have no group and make one of their own: {', '.join(lacking[:5])}",
            )
            yield warning(scheme, "no_group", f"rankings.{board.id}", zh, en)
    for outcome in scheme.outcomes.values():
        at = f"outcomes.{outcome.id}"
        grain = scheme.term if outcome.after == "term" else outcome.after
        if scheme.periods and _BY_GRAIN.get(grain) not in scheme.periods:
            zh, en = (
                f"“{outcome.label}”在每{grain}之后，而 periods 里没有",
                f"“{outcome.label}” follows each {grain}, which periods does not list",
            )
            yield warning(scheme, "period", at, zh, en, Words("在 periods 里加上", "add it to periods"))
        if not outcome.ranking and any(_reads_places(c.when) for c in outcome.cases):
            zh, en = (
                f"“{outcome.label}”看名次，而方案没有排名",
                f"“{outcome.label}” reads places, and the scheme has no ranking",
            )
            yield error(scheme, "no_ranking", at, zh, en, Words("写一个 rankings", "declare rankings"))


def _reads_places(tree: Tree) -> bool:
    return tree.op in ("place", "place_from_end") or any(_reads_places(p) for p in tree.parts)
