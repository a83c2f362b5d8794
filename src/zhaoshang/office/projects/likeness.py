"""Projects that look like one another: the same investor or nearly, the same place, a whole cut into parts.

A warning with its reasons, never a decision: those who verify decide.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhaoshang.office.finding import holds
from zhaoshang.office.projects.models import Project
from zhaoshang.office.projects.queries import in_force
from zhaoshang.office.records.choices import State
from zhaoshang.quantities.money import format_money

CLOSE_DAYS = 365
"""Projects of one investor registered within so many days may be parts of one."""
ALIKE = 60
"""Per cent of pairs of characters that two names share, from which on they are alike."""
_MOST = 200
_COMPARED = (
    "number", "name", "investor", "investor_code", "place", "amount", "currency", "recorded_on", "root", "unit__name",
)  # fmt: skip
_LEGAL_FORM = re.compile(r"股份有限公司|有限责任公司|有限公司|集团|公司|控股|（.*?）|\(.*?\)|[\s·.,，。—-]")
_COMMON_WORDS = re.compile(
    r"建设项目|生产基地|产业园|项目|基地|工程|[一二三四五六七八九十]+期|年产|[\s·.,，。—\-（）()]"
)


@dataclass(frozen=True)
class Facts:
    """What is compared of a project. The amount is in hundredths of its currency."""

    key: int | None
    name: str
    investor: str
    investor_code: str
    place: str
    amount: int | None
    currency: str
    day: datetime.date


@dataclass(frozen=True)
class Likeness:
    """A project that is like the one at hand, and in what. ``is_part``: together they may be one, cut up."""

    project: Project
    reasons: tuple[str, ...]
    is_part: bool
    weight: int = field(compare=False, default=0)


def bare_company(name: str) -> str:
    """A company's name without its legal form and brackets."""
    return _LEGAL_FORM.sub("", unicodedata.normalize("NFKC", name)).casefold()


def bare_title(name: str) -> str:
    """A project's name without the words that every project has."""
    return _COMMON_WORDS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def alike(one: str, other: str) -> int:
    """How alike two bare names are, in per cent of their pairs of characters; the same name is 100."""
    if not one or not other:
        return 0
    if one == other:
        return 100
    a = {one[i : i + 2] for i in range(len(one) - 1)}
    b = {other[i : i + 2] for i in range(len(other) - 1)}
    return 200 * len(a & b) // (len(a) + len(b)) if a and b else 0


def facts_of(project: Project) -> Facts:
    """What is compared of a project in the database."""
    return Facts(
        project.archive, project.name, project.investor, project.investor_code, project.place, project.amount,
        project.currency, project.recorded_on,
    )  # fmt: skip


def facts_from(values: Mapping[str, Any], today: datetime.date, key: int | None = None) -> Facts:
    """What is compared of a project that is only being filled in."""
    text = {f: str(values.get(f) or "") for f in ("name", "investor", "investor_code", "place", "currency")}
    amount = values.get("amount")
    return Facts(
        key, text["name"], text["investor"], text["investor_code"], text["place"],
        amount if isinstance(amount, int) else None, text["currency"] or "CNY", today,
    )  # fmt: skip


def like(jurisdiction: int, facts: Facts) -> list[Likeness]:
    """The projects of a jurisdiction that are like one, the likest first. One query."""
    wanted = Q()
    if facts.investor_code:
        wanted |= Q(investor_code=facts.investor_code)
    if facts.place:
        wanted |= Q(place=facts.place)
    for path, bare in (("investor", bare_company(facts.investor)), ("name", bare_title(facts.name))):
        for part in _parts(bare):
            wanted |= holds(path, part)
    if not wanted:
        return []
    near = in_force().filter(wanted, jurisdiction=jurisdiction).exclude(state=State.VOID)
    others = near.exclude(key=facts.key).select_related("unit").only(*_COMPARED).order_by("-id")[:_MOST]
    found = [each for other in others if (each := compare(facts, other)) is not None]
    return sorted(found, key=lambda each: -each.weight)[:8]


def _parts(bare: str) -> Iterable[str]:
    """A few pieces of a name, one of which a like name is bound to hold."""
    size = 2 if len(bare) < 6 else 3
    return [bare[i : i + size] for i in range(0, max(len(bare) - size + 1, 0), size)][:5]


def compare(facts: Facts, other: Project) -> Likeness | None:
    """In what a project is like another; None where it is not."""
    reasons, weight = [], 0
    same_investor = bool(facts.investor_code) and facts.investor_code == other.investor_code
    likeness = alike(bare_company(facts.investor), bare_company(other.investor))
    if same_investor:
        reasons.append(_("统一社会信用代码相同"))
        weight += 60
    elif likeness >= ALIKE:
        reasons.append(
            _("投资方名称相同")
            if likeness == 100
            else _("投资方名称相近（%(investor)s）") % {"investor": other.investor}
        )
        weight += likeness // 2
    same_investor = same_investor or likeness == 100
    titles = alike(bare_title(facts.name), bare_title(other.name))
    if titles >= ALIKE:
        reasons.append(_("项目名称相同") if titles == 100 else _("项目名称相近"))
        weight += titles // 2
    same_place = bool(facts.place) and facts.place == other.place
    if same_place:
        reasons.append(_("建设地点相同"))
        weight += 15
    same_amount = facts.amount == other.amount and facts.currency == other.currency
    if same_amount and reasons:
        reasons.append(_("总投资相同"))
        weight += 15
    if weight < 40 or not (same_investor or likeness >= ALIKE or titles >= ALIKE):
        return None
    part = _part(facts, other, same_investor, same_place)
    return Likeness(other, (*reasons, *part), bool(part), weight)


def _part(facts: Facts, other: Project, same_investor: bool, same_place: bool) -> tuple[str, ...]:
    """Why two projects may be one that was cut up: one investor, near in time, not the same amount over again."""
    days = abs((facts.day - other.recorded_on).days)
    if not same_investor or days > CLOSE_DAYS or facts.amount is None or facts.currency != other.currency:
        return ()
    total = format_money(facts.amount + other.amount, facts.currency)
    where = _("、同一地点") if same_place else ""
    return (
        _("同一投资方%(where)s，登记相隔%(days)s天，两项合计%(total)s：可能是一个项目拆开填报")
        % {"where": where, "days": days, "total": total},
    )
