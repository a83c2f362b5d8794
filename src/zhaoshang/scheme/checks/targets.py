"""Targets: parts against headlines, headlines that nobody has, years without any."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhaoshang.language.types import Number
from zhaoshang.language.write import number
from zhaoshang.problems import Problem, Words
from zhaoshang.quantities.periods import number_of
from zhaoshang.scheme.checks.known import may_apply
from zhaoshang.scheme.checks.say import warning
from zhaoshang.scheme.model import Scheme, Target
from zhaoshang.scheme.trees import VALUE_ONLY, every_part, given, of_scheme


def check(scheme: Scheme) -> Iterator[Problem]:
    """Every target."""
    used = {
        part.subject
        for section, _, tree in of_scheme(scheme)
        if section != "targets"
        for part in every_part(tree)
        if part.op == "function"
        and isinstance(part.subject, str)
        and part.value in (*VALUE_ONLY, "rate", "phased_rate", "met")
    }
    for target in scheme.targets.values():
        yield from _parts(scheme, target, target.id in used)
    yield from _years(scheme)


def held(scheme: Scheme, target: Target) -> dict[str, Fraction]:
    """What each unit must reach by the end of the first year there is, joint units once; constants only."""
    years = sorted({v.year for v in scheme.target_values if v.target == target.id})
    found: dict[str, Fraction] = {}
    joint = {u.name: u.joint or u.name for u in scheme.units}
    if target.value is not None and target.value.op == "number":
        for unit in may_apply(given(target.units), scheme):
            found[unit.joint or unit.name] = target.value.value
    for name, tree in target.values.items():
        if tree.op == "number":
            found[joint.get(name, name)] = tree.value
    for cell in sorted(
        (v for v in scheme.target_values if v.target == target.id), key=lambda v: v.until or 0
    ):
        if cell.year == years[0]:
            found[joint.get(cell.unit, cell.unit)] = cell.value
    return found


def _parts(scheme: Scheme, target: Target, used: bool) -> Iterator[Problem]:
    at = f"targets.{target.id}"
    parts = held(scheme, target)
    computed = (target.value is not None and target.value.op != "number") or any(
        t.op != "number" for t in target.values.values()
    )
    if not parts and not computed:
        if target.headline is not None:
            zh, en = (
                f"总目标“{target.label}”没有分给任何单位",
                f"the headline target “{target.label}” is assigned to nobody",
            )
            yield warning(scheme, "unassigned", at, zh, en)
        elif used and target.met is None:
            zh, en = (
                f"没有单位有“{target.label}”的目标值，用到它的规则不会计分",
                f"no unit has a value for “{target.label}”: rules that use it write nothing",
            )
            yield warning(scheme, "no_value", at, zh, en)
        return
    if (
        target.headline is None
        or target.headline.op != "number"
        or computed
        or not isinstance(target.type, Number)
    ):
        return
    total, headline = sum(parts.values(), Fraction(0)), Fraction(target.headline.value)
    if total != headline:
        a, b = number(total, target.type), number(headline, target.type)
        zh, en = (
            f"“{target.label}”各单位合计{a}，总目标{b}",
            f"the parts of “{target.label}” add up to {a}, the headline is {b}",
        )
        advice = Words(
            "文件本来如此可不理；否则核对 targets.csv", "check targets.csv unless the document says so itself"
        )
        yield warning(scheme, "headline", at, zh, en, advice)


def _years(scheme: Scheme) -> Iterator[Problem]:
    if scheme.term != "year" or scheme.window.last is None or not scheme.target_values:
        return
    have = {v.year for v in scheme.target_values}
    first, last = number_of(scheme.window.first, "year"), number_of(scheme.window.last, "year")
    for year in range(first, last + 1):
        if year not in have:
            zh = f"{year}年一项任务也没有"
            en = f"there is no target at all for {year}"
            yield warning(scheme, "year_without_targets", "targets", zh, en)
