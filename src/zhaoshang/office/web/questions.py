"""What somebody is asked and has to answer: appeals against first reports, and projects that are offered to their unit.

Who may answer is for each app's own queries and permissions to say; here both kinds stand in one list.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.queries import open_appeals
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import kept_with
from zhaoshang.office.projects.queries import offers_waiting


@dataclass(frozen=True)
class Question:
    """What is asked, by which unit, since when, and where it is answered."""

    kind: str | Promise
    about: str
    unit: Unit
    words: str
    since: datetime.date
    address: str


def questions_for(user: User, day: datetime.date) -> list[Question]:
    """What somebody may answer on a day, the longest waiting first."""
    kept: dict[datetime.date, list[Question]] = kept_with(user, "_questions")
    if day not in kept:  # the page and the side bar ask in one request
        asked = [*_appeals(user, day), *_offers(user, day)]
        kept[day] = sorted(asked, key=lambda one: (one.since, one.address))
    return kept[day]


def _appeals(user: User, day: datetime.date) -> list[Question]:
    return [
        Question(
            gettext_lazy("首报申诉"), str(appeal.decision.over), appeal.decision.over.unit, appeal.grounds,
            timezone.localdate(appeal.made_at), reverse("leads:answer", args=[appeal.pk]),
        )
        for appeal in open_appeals(user, day)
    ]  # fmt: skip


def _offers(user: User, day: datetime.date) -> list[Question]:
    return [
        Question(
            gettext_lazy("项目移交"), str(offer.project), offer.from_unit,
            offer.note or _("自%(date)s起移交本单位") % {"date": offer.date},
            timezone.localdate(offer.offered_at), reverse("projects:hand-over-answer", args=[offer.pk]),
        )
        for offer in offers_waiting(user, day)
    ]  # fmt: skip
