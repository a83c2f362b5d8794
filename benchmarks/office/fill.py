"""Fill an empty office in PostgreSQL with 10,000 projects and 200,000 events, in bulk: only to be measured.

The invented year is made first, through the office's own services, as if half a year ago. Its projects are then
copied under other names and older dates, with their milestones, credits, parties, files and histories; what is
still under way is copied only to the newest. The events follow on the year's own and are chained as those are.

    OFFICE_DATA=… OFFICE_DATABASE=… python benchmarks/office/fill.py [projects] [events]
"""

from __future__ import annotations

import datetime
import os
import sys
from collections import defaultdict
from typing import Any

from zhaoshang.office.operating.setting_up import migrate, ready

os.environ["OFFICE_DEMONSTRATION"] = "yes"
ready()
# ruff: noqa: E402 - models can be had only now

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils import timezone

from zhaoshang.demonstration.names import TOYS, company
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.log import digest_of
from zhaoshang.office.audit.models import Event
from zhaoshang.office.demonstration.year import make
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads import likeness
from zhaoshang.office.leads.models import Lead, short_place
from zhaoshang.office.organisation.models import Appointment, Jurisdiction
from zhaoshang.office.projects.models import Change, Credit, Difficulty, HandOver, Milestone, Party, Project

BATCH = 2000
CLERKS = 50
AGO = datetime.timedelta(days=183)
"""How long ago the invented year ended: the events since then are those that are added."""
UNDER_WAY = 400
"""The newest so many projects are copied with what is not approved yet; older ones have long been settled."""
LEADS_BESIDE = 4
"""Of the leads one in so many became no project."""
YEARS = 5
PARTS = (Milestone, Credit, Party, Change, HandOver, Difficulty)
SHORT = {company(n).name: company(n).short for n in range(100)}
"""What the names of the year's own companies begin with, and those of their projects."""
READ = ("seen", "seen", "seen", "listed")


def copy(row: Any, back: datetime.timedelta = datetime.timedelta(0), **changes: Any) -> Any:
    """A row like another, its days so much earlier, not yet saved."""
    kept = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if not field.primary_key:
            kept[field.attname] = value - back if isinstance(value, datetime.date) else value
    return type(row)(**{**kept, **changes})


def company_of(number: int) -> tuple[str, str]:
    """The name and the short name of an invented company; two of three investors have one project, the others two."""
    number = number * 3 // 4
    found, more = company(number % 1440), number // 1440
    short = found.short + (TOYS[more % len(TOYS)] if more else "")
    return found.name.replace(found.short, short), short


def fill_people() -> None:
    """Fifty clerks with the demonstration's password, so that no two of them share a session."""
    models_of = [
        a for a in Appointment.objects.select_related("user").order_by("id")
        if a.stands_in_for_id is None and not a.role.endswith("_administrator")
    ]  # fmt: skip
    User.objects.update(password_changed_at=timezone.now())
    for n in range(CLERKS):
        like = models_of[n % len(models_of)]
        user = copy(like.user, username=f"clerk{n + 1:02}", display_name=f"演示{n + 1:02}")
        user.password_changed_at = timezone.now()
        user.save()
        copy(like, user_id=user.pk).save()


def fill_projects(wanted: int) -> list[Project]:
    """Projects like those there are, with everything that hangs on them; gives those that were added."""
    rows = Project.objects.filter(root__isnull=True, state="approved").order_by("id")
    likes = list(rows)
    parts: dict[type[models.Model], dict[int, list[Any]]] = {kind: defaultdict(list) for kind in PARTS}
    for kind, kept in parts.items():
        for row in kind._default_manager.select_related("project").order_by("id"):
            if getattr(row, "supersedes_id", None) is None and getattr(row, "into_project_id", None) is None:
                kept[row.project_id].append(row)
    files = defaultdict(list)
    for file in Evidence.objects.filter(withdrawn_at__isnull=True):
        files[file.record_type_id, file.record_id].append(file)
    added: list[Project] = []
    first = Project.objects.count()
    for start in range(first, wanted, BATCH):
        many = [(n, likes[n % len(likes)]) for n in range(start, min(start + BATCH, wanted))]
        made = Project.objects.bulk_create([_project(n, like, wanted) for n, like in many])
        pairs: list[tuple[Any, Any]] = [(like, new) for (_n, like), new in zip(many, made, strict=True)]
        for kind, kept in parts.items():
            copies = [
                (row, _part(row, new, settled=n < wanted - UNDER_WAY))
                for (n, like), new in zip(many, made, strict=True)
                for row in kept[like.pk]
                if n >= wanted - UNDER_WAY or getattr(row, "state", "approved") == "approved"
            ]
            kind._default_manager.bulk_create([new for _row, new in copies], batch_size=BATCH)
            pairs += copies
        types = ContentType.objects.get_for_models(Project, Milestone)
        Evidence.objects.bulk_create(
            (
                copy(file, record_id=new.pk)
                for row, new in pairs
                if type(row) in types
                for file in files[types[type(row)].pk, row.pk]
            ),
            batch_size=BATCH,
        )
        added += made
        print(f"{start + len(many)} projects", flush=True)
    return added


def _back(number: int, wanted: int) -> datetime.timedelta:
    return datetime.timedelta(days=365 * ((wanted - 1 - number) * YEARS // wanted))


def _project(number: int, like: Project, wanted: int) -> Project:
    name, short = company_of(number)
    back = _back(number, wanted)
    title = short + like.name.removeprefix(SHORT.get(like.investor, ""))
    amount = like.amount * (80 + number % 41) // 100
    year = (like.recorded_on - back).year
    return copy(
        like, back, number=f"P{year}-{number:05}", name=title, investor=name, amount=amount,
        place=f"{like.place}{number % 90 + 1}号",
    )  # fmt: skip


def _part(row: Any, new: Project, settled: bool) -> Any:
    back = row.project.recorded_on - new.recorded_on
    more = {"name": new.investor} if isinstance(row, Party) and row.name else {}
    if settled and isinstance(row, Difficulty) and row.resolved_on is None:
        more = {"resolved_on": new.recorded_on + datetime.timedelta(days=200), "outcome": "已协调解决。"}
    return copy(row, back, project_id=new.pk, **more)


def fill_leads(projects: list[Project], wanted: int) -> list[Lead]:
    """A lead for every project that was added, and some that came to nothing or are still under way."""
    likes = list(Lead.objects.filter(supersedes__isnull=True, original__isnull=True).order_by("id"))
    settled = [like for like in likes if like.state == "approved"]
    moving = [like for like in likes if like.state in ("draft", "filed", "submitted", "returned")]
    places = {}
    for like in likes:
        places[like.unit_id] = (short_place(like.jurisdiction.name), short_place(like.unit.name))
    count = len(projects) * LEADS_BESIDE // (LEADS_BESIDE - 1)
    made = []
    for n in range(count):
        project = projects[n] if n < len(projects) else None
        is_moving = project is None and n >= count - UNDER_WAY // 2
        like = (moving if is_moving else settled)[n % len(moving if is_moving else settled)]
        back = datetime.timedelta(0) if is_moving else _back(n % wanted, wanted)
        lead = copy(
            like, back, project_id=project and project.pk, number=f"X{(like.date - back).year}-{n:05}"
        )
        lead.company = company_of(n)[0]
        lead.place = f"{like.place}{n % 90 + 1}号"
        if project is not None:
            lead.unit_id, lead.amount = project.unit_id, project.amount
        # ``save`` does this for a row; here rows are written many at a time.
        lead.company_core = likeness.core(lead.company, places.get(lead.unit_id, ()))[:100]
        lead.company_sound = f"|{'|'.join(likeness.sounds(lead.company_core))}|"[:700]
        made.append(lead)
    Lead.objects.bulk_create(made, batch_size=BATCH)
    print(f"{len(made)} leads", flush=True)
    return made


def fill_history(after: dict[type[models.Model], int]) -> None:
    """What each step of the added rows left in their histories, written by PostgreSQL itself, over the years."""
    for kind, last in after.items():
        history = kind.history.model  # type: ignore[attr-defined]
        own = [f for f in history._meta.concrete_fields if not f.name.startswith("history_")]
        quoted = ", ".join(connection.ops.quote_name(f.column) for f in own)
        user = kind._meta.get_field("created_by").column if hasattr(kind, "created_by") else "NULL"
        steps = 4 if hasattr(kind, "state") else 1
        for step in range(steps):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO {history._meta.db_table} ({quoted}, history_date, history_type,"
                    f" history_change_reason, history_user_id) SELECT {quoted},"
                    f" now() - make_interval(secs => (max(id) OVER () - id) * %s + %s), %s, NULL, {user}"
                    f" FROM {kind._meta.db_table} WHERE id > %s ORDER BY id",
                    [_seconds_between(kind, last), (steps - step) * 3600, "~" if step else "+", last],
                )
    print("histories", flush=True)


def _seconds_between(kind: type[models.Model], last: int) -> float:
    return YEARS * 365 * 86_400 / kind._default_manager.filter(pk__gt=last).count()


def fill_log(wanted: int, records: list[Any]) -> None:
    """Events like those that are there, about what was added, each chained to the one before."""
    likes = list(Event.objects.filter(kind__in=("leads.lead", "projects.project")).order_by("number"))
    clerks = list(
        Appointment.objects.filter(user__username__startswith="clerk").select_related("user", "unit")
    )
    last = Event.objects.order_by("-number").first()
    assert last is not None
    number, previous, at = last.number, last.digest, last.at
    step = (timezone.now() - at) / max(wanted - number + 1, 1)
    while number < wanted:
        many = []
        for _ in range(min(BATCH, wanted - number)):
            number += 1
            at += step
            about = records[number * 7919 % len(records)]
            clerk = clerks[number * 31 % len(clerks)]
            event = copy(likes[number % len(likes)])
            if number % 5 > 1:
                event.action, event.before, event.after = READ[number % len(READ)], "", ""
            event.kind, event.key, event.name = about._meta.label_lower, str(about.pk), str(about)
            event.user, event.person, event.unit = clerk.user.username, str(clerk.user), clerk.unit.name
            event.number, event.at, event.previous = number, at, previous
            event.digest = previous = digest_of(event)
            many.append(event)
        Event.objects.bulk_create(many)
    print(f"{number} events", flush=True)


def fill(projects: int, events: int) -> None:
    """Everything, or nothing where something fails."""
    make(timezone.localdate() - AGO)
    kinds = (Project, Milestone, Credit, Party, Lead, Change, Difficulty)
    with transaction.atomic():
        before = {
            kind: kind._default_manager.order_by("-pk").values_list("pk", flat=True)[0] for kind in kinds
        }
        fill_people()
        added = fill_projects(projects)
        leads = fill_leads(added, projects)
        fill_history(before)
        fill_log(events, [*added, *leads])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


if __name__ == "__main__":
    migrate()
    if Jurisdiction.objects.exists():
        sys.exit("The office is not empty; it is filled only once.")
    asked = [int(a) for a in sys.argv[1:3]]
    fill(*asked, *(10_000, 200_000)[len(asked) :])
