"""Projects in which nothing moves: still under way, and nothing new of them was approved for a long time."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.projects.queries import has_reached, merged
from zhaoshang.office.records.choices import State

STALLED_DAYS = 90
"""After how many days the workbench calls a project stalled; the list takes any number."""
DONE = (stages.ENDS, stages.MAIN_LINE[-1])


def stalled(projects: QuerySet[Project], day: datetime.date, days: int) -> QuerySet[Project]:
    """Of some projects (``queries.visible``) those whose last approved progress, or else whose registration, is
    at least so many days ago. What has come to its end, was withdrawn, merged or void, is not waited for."""
    # Asked as what there is not, which the database answers for all at once; the stage it would find one by one.
    last = day - datetime.timedelta(days=days)
    approved = Milestone.objects.filter(project=OuterRef("key"), state=State.APPROVED)
    return (
        projects.filter(Q(recorded_on__lte=last) | Exists(approved))
        .exclude(Exists(approved.filter(date__gt=last)))
        .exclude(has_reached(*DONE))
        .exclude(state=State.VOID)
        .exclude(Exists(merged()))
    )
