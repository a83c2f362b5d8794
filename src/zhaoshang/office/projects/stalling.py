"""Projects in which nothing moves: still under way, and nothing new of them was approved for a long time."""

from __future__ import annotations

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.projects.queries import merged, with_stage
from zhaoshang.office.records.choices import State

STALLED_DAYS = 90
"""After how many days the workbench calls a project stalled; the list takes any number."""
DONE = (stages.ENDS, stages.MAIN_LINE[-1])


def stalled(projects: QuerySet[Project], day: datetime.date, days: int) -> QuerySet[Project]:
    """Of some projects (``queries.visible``) those whose last approved progress, or else whose registration, is
    at least so many days ago. What has come to its end, was withdrawn, merged or void, is not waited for."""
    latest = Milestone.objects.filter(project=OuterRef("key"), state=State.APPROVED).order_by("-date")
    return (
        with_stage(projects)
        .annotate(moved_on=Coalesce(Subquery(latest.values("date")[:1]), F("recorded_on")))
        .filter(Q(stage__isnull=True) | ~Q(stage__in=DONE), moved_on__lte=day - datetime.timedelta(days=days))
        .exclude(state=State.VOID)
        .exclude(Exists(merged()))
    )
