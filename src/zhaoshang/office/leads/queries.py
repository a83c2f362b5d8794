"""Which leads somebody sees, and which wait for somebody. Nothing here writes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from zhaoshang.office.accounts.models import User
from zhaoshang.office.finding import any_holds
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.leads.permissions import answer_refusal
from zhaoshang.office.organisation.choices import ADMINISTRATORS, VERIFIERS, Role, UnitKind
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import READS_ALL, held_by, visible_records, with_predecessors_for
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.queries import left_the_unit

SEARCHED = ("number", "company", "company_code", "content", "place", "tags", "unit__name")
"""Where the words are looked for by which leads are found."""
FIRST_ORDER = ("filed_at", "id")
"""The order of first complete filing, over ``with_filing``."""


def own_units(user: User, day: datetime.date) -> frozenset[int]:
    """The units, and their predecessors, whose leads are somebody's own."""
    own = {held.unit.pk for held in held_by(user, day) if held.role not in ADMINISTRATORS}
    return with_predecessors_for(user, own) if own else frozenset()


def visible(user: User, day: datetime.date) -> QuerySet[Lead]:
    """The leads that somebody may read: all of their own units, and of those they oversee what was sent up."""
    seen = Q(unit__in=own_units(user, day)) | (visible_records(user, day) & left_the_unit())
    return Lead.objects.filter(seen).select_related("unit", "jurisdiction", "project")


def current(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Without what was corrected, and without corrections that are not approved yet."""
    return leads.exclude(state=State.SUPERSEDED).exclude(supersedes__state=State.APPROVED)


def with_filing(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """With ``filed_at``: when the lead, or the one it corrects, was sent up complete."""
    return leads.annotate(filed_at=Coalesce(F("original__submitted_at"), F("submitted_at")))


def matching(text: str) -> Q:
    """The condition on leads that have every word of a text somewhere; words may be of two characters."""
    found = Q()
    for word in text.split():
        found &= any_holds(SEARCHED, word)
    return found


@dataclass(frozen=True)
class Todo:
    """What waits for somebody."""

    to_sign: QuerySet[Lead]
    to_verify: QuerySet[Lead]
    returned: QuerySet[Lead]
    drafts: QuerySet[Lead]
    appeals: list[Appeal]

    def count(self) -> int:
        """How many things wait; drafts are not among them."""
        return self.to_sign.count() + self.to_verify.count() + self.returned.count() + len(self.appeals)


def todo(user: User, day: datetime.date) -> Todo:
    """The leads that wait for somebody to sign, verify or mend them, and the appeals they may answer."""
    leads = Lead.objects.select_related("unit", "jurisdiction", "created_by").order_by("date", "id")
    signing = _units_of(user, (Role.UNIT_LEAD,), day)
    filing = _units_of(user, (Role.REPORTER, Role.UNIT_LEAD), day)
    mine = Q(created_by=user) | Q(filed_by=user)
    return Todo(
        to_sign=leads.filter(state=State.FILED, unit__in=signing).exclude(mine),
        to_verify=leads.filter(to_verify(user, day)).exclude(mine).exclude(signed_by=user),
        returned=leads.filter(state=State.RETURNED, unit__in=filing),
        drafts=leads.filter(state=State.DRAFT, unit__in=filing, created_by=user),
        appeals=open_appeals(user, day),
    )


def to_verify(user: User, day: datetime.date) -> Q:
    """The condition on submitted leads that are somebody's to verify (``records.permissions`` says the same of
    each one): commerce verifies all but its own, which are for development and reform."""
    held = held_by(user, day)
    own = {h.unit.pk for h in held}
    commerce = {h.unit.jurisdiction_id for h in held if h.role == Role.COMMERCE_VERIFIER}
    reform = {h.unit.jurisdiction_id for h in held if h.role == Role.REFORM_VERIFIER}
    of_commerce = Q(unit__kind=UnitKind.COMMERCE)
    verified = (Q(jurisdiction__in=commerce) & ~of_commerce) | (Q(jurisdiction__in=reform) & of_commerce)
    return Q(state=State.SUBMITTED) & verified & ~Q(unit__in=own)


def _units_of(user: User, roles: tuple[Role, ...], day: datetime.date) -> frozenset[int]:
    held = {h.unit.pk for h in held_by(user, day) if h.role in roles}
    return with_predecessors_for(user, held) if held else frozenset()


def open_appeals(user: User, day: datetime.date) -> list[Appeal]:
    """The appeals that somebody may answer."""
    jurisdictions = {h.unit.jurisdiction_id for h in held_by(user, day) if h.role in VERIFIERS}
    if not jurisdictions:
        return []
    open_ones = Appeal.objects.filter(upheld__isnull=True, decision__lead__jurisdiction__in=jurisdictions)
    keys = list(open_ones.values_list("pk", flat=True))
    if not keys:  # as nearly always, and every page asks
        return []
    waiting = Appeal.objects.filter(pk__in=keys).select_related(
        "decision__lead__unit", "decision__lead__jurisdiction", "decision__over__unit", "made_by"
    )
    return [appeal for appeal in waiting if answer_refusal(user, appeal, day) is None]


def decisions_about(lead: Lead) -> QuerySet[FirstReport]:
    """Every decision that a lead, or what it corrects, won or lost; the replaced ones too, newest first."""
    about = Q(lead=lead.root_id) | Q(over=lead.root_id)
    related = ("lead__unit", "lead__jurisdiction", "over__unit", "decided_by", "replaced_by")
    return (
        FirstReport.objects.filter(about)
        .select_related(*related)
        .prefetch_related("appeals__made_by", "appeals__answered_by")
    )


def units_seen(user: User, day: datetime.date) -> QuerySet[Unit]:
    """The units whose leads somebody may read, for the filter."""
    own = own_units(user, day)
    whole = {held.unit.jurisdiction_id for held in held_by(user, day) if held.role in READS_ALL}
    above = Q(jurisdiction__above__in=whole, jurisdiction__read_from_above=True)
    return Unit.objects.filter(Q(pk__in=own) | Q(jurisdiction__in=whole) | above)
