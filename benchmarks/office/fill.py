"""Fill a demonstration up to 10,000 projects and 200,000 events, in bulk: only to be measured, never to be used.

The rows are copies of the demonstration's own, so their shape is that of rows made by people; the events are
chained as the log's own are.

    OFFICE_DATA=… OFFICE_DATABASE=… python benchmarks/office/fill.py [projects] [events]
"""

from __future__ import annotations

import os
import sys

from zhaoshang.office.operating.setting_up import ready

os.environ["OFFICE_DEMONSTRATION"] = "yes"
ready()
# ruff: noqa: E402 - models can be had only now

from django.db import transaction
from django.utils import timezone

from zhaoshang.office.audit.log import digest_of
from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Credit, Milestone, Project

BATCH = 2000


def copy(row, **changes):
    """A row like another, not yet saved."""
    kept = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**{**kept, **changes})


def fill_records(wanted: int) -> None:
    """Projects with their milestones and credits, and as many leads."""
    models = list(
        Project.objects.filter(root__isnull=True, supersedes__isnull=True).exclude(state="superseded")
    )
    leads = list(Lead.objects.filter(supersedes__isnull=True, state="approved", project__isnull=True))
    milestones, credits = {}, {}
    for kind, kept in ((Milestone, milestones), (Credit, credits)):
        for row in kind.objects.filter(supersedes__isnull=True):
            kept.setdefault(row.project_id, []).append(row)
    there = Project.objects.count()
    for start in range(there, wanted, BATCH):
        many = [(n, models[n % len(models)]) for n in range(start, min(start + BATCH, wanted))]
        made = Project.objects.bulk_create(
            copy(m, number=f"Q-{n:05}", name=f"{m.name}{n}") for n, m in many
        )  # fmt: skip
        for kind, kept in ((Milestone, milestones), (Credit, credits)):
            rows = (
                copy(row, project_id=new.pk)
                for (_n, model), new in zip(many, made, strict=True)
                for row in kept.get(model.pk, ())
            )
            kind.objects.bulk_create(rows, batch_size=BATCH)
        Lead.objects.bulk_create(
            copy(leads[n % len(leads)], number=f"Y-{n:05}", company=f"{leads[n % len(leads)].company}{n}")
            for n, _m in many
        )  # fmt: skip
        print(f"{start + len(many)} projects", flush=True)


def fill_log(wanted: int) -> None:
    """Events like those that are there, each chained to the one before."""
    models = list(Event.objects.order_by("number")[:1000])
    last = Event.objects.order_by("-number").first()
    number, previous = last.number, last.digest
    while number < wanted:
        many = []
        for _ in range(min(BATCH, wanted - number)):
            number += 1
            event = copy(models[number % len(models)], number=number, at=timezone.now(), previous=previous)
            event.number = number
            event.digest = previous = digest_of(event)
            many.append(event)
        Event.objects.bulk_create(many)
    print(f"{number} events", flush=True)


if __name__ == "__main__":
    with transaction.atomic():
        fill_records(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
        fill_log(int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
