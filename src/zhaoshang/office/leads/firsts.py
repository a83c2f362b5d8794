"""The first-report check: who filed a company, or one like it, before; and what that means for who asks.

What is told of another unit's lead is its unit, its day and its state, never its content, unless the person
may read it anyway. Which names are alike is ``likeness``'s business. Nothing here writes.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads import likeness
from zhaoshang.office.leads.models import FirstReport, Lead, short_place
from zhaoshang.office.leads.permissions import COMPARED
from zhaoshang.office.leads.queries import own_units, visible, with_filing
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.records.choices import State

ALIKE = 70
"""From this likeness of names on, in percent, two companies may be one."""
SOMEWHAT = 45
"""From this one on, if amount and place are alike as well."""
MOST_SHOWN = 5
MOST_COMPARED = 80
"""Rows taken from the database for comparison: those surely alike first, then those with the most in common."""
NOT_COMPARED = ("content", "tags", "reason", "returned_because", "filed_late_because")
"""Long texts of a lead that no comparison reads."""

SAME_CODE, SAME_NAME, SAME_SOUND, ALIKE_NAME, ALIKE_TERMS = range(5)
"""Why a lead is shown, the strongest reason first."""


@dataclass(frozen=True)
class Asked:
    """What is about to be filed, or was: as much of it as is known."""

    jurisdiction: Jurisdiction
    unit: Unit
    company: str = ""
    company_code: str = ""
    place: str = ""
    amount: int | None = None
    currency: str = "CNY"
    root: int | None = None
    filed_at: datetime.datetime | None = None


@dataclass(frozen=True)
class Match:
    """A lead that may be of the same company. ``lead`` is for those who may read it; the rest for all."""

    kind: int
    unit: Unit
    date: datetime.date
    filed_at: datetime.datetime | None
    state: State
    is_own: bool
    lead: Lead | None
    root: int
    terms: bool
    is_earlier: bool
    decision: FirstReport | None = None

    @property
    def is_certain(self) -> bool:
        """Whether it is of the same company beyond doubt."""
        return self.kind == SAME_CODE

    @property
    def why(self) -> str:
        """Why it is shown, for the person who asks."""
        words = {
            SAME_CODE: _("统一社会信用代码相同"),
            SAME_NAME: _("企业名称实质相同"),
            SAME_SOUND: _("企业名称读音相同"),
            ALIKE_NAME: _("企业名称相近"),
            ALIKE_TERMS: _("名称有相同之处"),
        }[self.kind]
        return _("%(name)s，金额与地点也相近") % {"name": words} if self.terms else words

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(self.state.label)


@dataclass(frozen=True)
class Check:
    """What the check found, the earliest filing first among the strongest reasons."""

    matches: tuple[Match, ...]
    asked: bool = True
    is_filed: bool = False
    """Whether it is about a lead that has been sent up, not about one being filled in."""

    @property
    def first(self) -> Match | None:
        """The earliest filing of another unit for certainly the same company, or as decided."""
        certain = [m for m in self.matches if m.is_certain and not m.is_own and m.is_earlier]
        return certain[0] if certain else None

    @property
    def later(self) -> Match | None:
        """The earliest filing of the same company by another unit after this one."""
        certain = [m for m in self.matches if m.is_certain and not m.is_own and not m.is_earlier]
        return certain[0] if certain and self.is_filed else None

    @property
    def tone(self) -> str:
        """How loud to say it: danger, warning or success."""
        if self.first is not None:
            return "danger"
        return "warning" if self.matches else "success"

    @property
    def title(self) -> str:
        """The finding in one sentence."""
        if not self.matches:
            return _("没有发现相同或相近的线索")
        first = self.first
        if first is not None:
            return _("%(unit)s已先报送这家企业（%(day)s，%(state)s）") % {
                "unit": first.unit.name,
                "day": _day(first),
                "state": first.state_label,
            }
        if self.later is not None:
            return _("%(unit)s后来也报送了这家企业；本线索在先") % {"unit": self.later.unit.name}
        if any(m.is_own for m in self.matches):
            return _("本单位已有这家企业或相近企业的线索")
        return _("发现 %(count)d 条可能是同一企业的线索") % {"count": len(self.matches)}

    @property
    def advice(self) -> str:
        """What one may do now."""
        first = self.first
        if not self.matches:
            return _("可以填报。以上报时间先后为准，先完整上报的为首报。")
        if self.is_filed and (first is not None or self.later is not None):
            return _("先后有争议的，可以上传佐证，由审核部门认定首报；对认定不服的，可在期限内申诉。")
        if first is not None:
            return _(
                "您仍可填报，但默认不作首报。如果本单位洽谈在先，请上传佐证并在投资内容中写明经过，由审核部门认定首报；"
                "也可以与%(unit)s商量协办，或者放弃填报。"
            ) % {"unit": first.unit.name}
        if any(m.is_own for m in self.matches):
            return _("请先打开已有的线索核对：同一家企业的同一投资，应在原线索上修改或更正，不要重复填报。")
        return _(
            "请核对是否同一家企业，最好填上统一社会信用代码。不是同一家的，继续填报即可；是同一家的，先完整上报的为首报。"
        )


def _day(match: Match) -> str:
    return (timezone.localdate(match.filed_at) if match.filed_at is not None else match.date).isoformat()


def check(asked: Asked, viewer: User, day: datetime.date) -> Check:
    """Look for leads of the same company or of one like it. Two leads of one chain of corrections are one."""
    code = asked.company_code.strip().upper()
    units = {unit.pk: unit for unit in Unit.objects.filter(jurisdiction=asked.jurisdiction)}
    places = tuple(short_place(one.name) for one in (asked.jurisdiction, *units.values()))
    core = likeness.core(asked.company, places) if asked.company.strip() else ""
    if len(core) < 2 and not code:
        return Check((), asked=False)
    readings = likeness.sounds(core) if core else ()
    found = [
        match
        for lead in _candidates(asked, code, core, readings, viewer, day)
        if (match := _matched(asked, lead, units[lead.unit_id], code, core, readings)) is not None
    ]
    return Check(_as_the_viewer_may_see(asked, found, viewer, day), is_filed=asked.filed_at is not None)


def about(lead: Lead, viewer: User, day: datetime.date) -> Check:
    """The check for a lead that is there already."""
    filed = None if lead.state == State.RETURNED else lead.root.submitted_at
    return check(
        Asked(
            lead.jurisdiction, lead.unit, lead.company, lead.company_code, lead.place, lead.amount, lead.currency,
            lead.root_id, filed,
        ),
        viewer,
        day,
    )  # fmt: skip


def _candidates(
    asked: Asked, code: str, core: str, readings: Iterable[str], viewer: User, day: datetime.date
) -> QuerySet[Lead]:
    """Leads worth comparing: sent up, or of one's own unit, and with something in common."""
    same = Q(company_code=code) if code else Q(pk__in=())
    in_common = []
    if core:
        same |= Q(company_core=core)
        for reading in readings:
            same |= Q(company_sound__contains=f"|{reading}|")
        in_common = [Q(company_core__contains=piece) for piece in likeness.pieces(core)]
        if asked.amount and asked.amount > 0:
            close = (asked.amount * 4 // 5, asked.amount * 5 // 4)
            in_common.append(Q(amount__range=close, currency=asked.currency) & ~Q(place=""))
    near = reduce(or_, in_common, same)
    own = Q(unit=asked.unit) if asked.unit.pk in own_units(viewer, day) else Q(pk__in=())
    leads = Lead.objects.filter(near, jurisdiction=asked.jurisdiction)
    leads = leads.filter(Q(state__in=COMPARED, submitted_at__isnull=False) | (own & ~Q(state=State.VOID)))
    leads = leads.exclude(state=State.SUPERSEDED)
    standing = Lead.objects.filter(pk=OuterRef("supersedes"), state=State.APPROVED)
    leads = leads.filter(Q(supersedes__isnull=True) | ~Exists(standing))
    if asked.root is not None:
        leads = leads.exclude(pk=asked.root).exclude(original=asked.root)
    # A piece that half of all names have tells nothing: what counts is how many of them two names share.
    common = sum((_one_if(condition) for condition in in_common), Value(0))
    surest = Case(When(same, then=len(in_common) + 1), default=common, output_field=IntegerField())
    ordered = with_filing(leads).annotate(_surest=surest).order_by("-_surest", "filed_at", "id")
    return ordered.defer(*NOT_COMPARED)[:MOST_COMPARED]


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=1), default=0, output_field=IntegerField())


def _matched(
    asked: Asked, lead: Lead, unit: Unit, code: str, core: str, readings: Iterable[str]
) -> Match | None:
    lead.unit = unit
    terms = (
        lead.currency == asked.currency
        and likeness.amounts_alike(asked.amount, lead.amount)
        and likeness.places_alike(asked.place, lead.place)
    )
    kind = _kind(lead, code, core, readings, terms)
    if kind is None:
        return None
    # What was returned is no complete filing; it will count from the day it is sent up again.
    filed_at: datetime.datetime | None = None if lead.state == State.RETURNED else lead.filed_at  # type: ignore[attr-defined]
    own_time = asked.filed_at
    return Match(
        kind, unit, lead.date, filed_at, State(lead.state), lead.unit_id == asked.unit.pk, lead, lead.root_id,
        terms, filed_at is not None and (own_time is None or filed_at < own_time),
    )  # fmt: skip


def _kind(lead: Lead, code: str, core: str, readings: Iterable[str], terms: bool) -> int | None:
    if code and lead.company_code:
        if code == lead.company_code:
            return SAME_CODE
        # Two codes are two companies; of one name in substance they may still be of one investor.
        return SAME_NAME if core and core == lead.company_core else None
    if not core:
        return None
    if core == lead.company_core:
        return SAME_NAME
    if likeness.sound_alike(readings, lead.company_sound.strip("|").split("|")):
        return SAME_SOUND
    alike = likeness.name_likeness(core, lead.company_core)
    if alike >= ALIKE:
        return ALIKE_NAME
    return ALIKE_TERMS if terms and alike >= SOMEWHAT else None


def _as_the_viewer_may_see(
    asked: Asked, found: list[Match], viewer: User, day: datetime.date
) -> tuple[Match, ...]:
    found.sort(
        key=lambda m: (
            not m.is_certain,
            m.filed_at is None,
            m.filed_at.timestamp() if m.filed_at else 0,
            m.kind,
        )
    )
    found = found[:MOST_SHOWN]
    if not found:
        return ()
    keys = [m.lead.pk for m in found if m.lead is not None]
    readable = set(visible(viewer, day).filter(pk__in=keys).values_list("pk", flat=True))
    decisions = _decisions(asked, found)
    return tuple(
        replace(
            match,
            lead=match.lead if match.lead is not None and match.lead.pk in readable else None,
            decision=decisions.get(match.root),
            is_earlier=_is_earlier(match, decisions.get(match.root)),
        )
        for match in found
    )


def _is_earlier(match: Match, decision: FirstReport | None) -> bool:
    """A decision says who was first; without one the time of filing does."""
    return match.is_earlier if decision is None else decision.lead_id == match.root


def _decisions(asked: Asked, found: Iterable[Match]) -> Mapping[int, FirstReport]:
    if asked.root is None:
        return {}
    others = [match.root for match in found]
    between = Q(lead=asked.root, over__in=others) | Q(over=asked.root, lead__in=others)
    decided = FirstReport.objects.filter(between, replaced_by__isnull=True)
    return {
        (d.over_id if d.lead_id == asked.root else d.lead_id): d for d in decided.select_related("lead__unit")
    }


def asked_from(
    values: Mapping[str, Any], unit: Unit, root: int | None, filed_at: datetime.datetime | None
) -> Asked:
    """What a half-filled form asks about."""
    return Asked(
        unit.jurisdiction, unit, str(values.get("company") or ""), str(values.get("company_code") or ""),
        str(values.get("place") or ""), values.get("amount"), str(values.get("currency") or "CNY"), root, filed_at,
    )  # fmt: skip
