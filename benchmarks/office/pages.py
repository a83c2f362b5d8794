"""What each page costs by itself on a filled office: queries, and processor time of the office and of PostgreSQL.

    OFFICE_DATA=… OFFICE_DATABASE=… python benchmarks/office/pages.py [person] [how pages' names begin …]

Processor time, not time on the clock: it does not grow when other programs run beside it.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from contextlib import nullcontext
from pathlib import Path

from zhaoshang.office.operating.setting_up import ready

os.environ["OFFICE_DEMONSTRATION"] = "yes"
os.environ.setdefault("OFFICE_LOG_LEVEL", "WARNING")
ready()
# ruff: noqa: E402 - models can be had only now

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Project

ROUNDS = 3
SLOW = 20
"""Milliseconds from which on a query is shown, where pages are named."""


def pages() -> dict[str, str]:
    """Every page that is measured, by name."""
    lead = Lead.objects.filter(state="approved").order_by("id")[5000]
    project = Project.objects.filter(state="approved", root__isnull=True).order_by("id")[5000]
    event = Event.objects.order_by("-number")[100]
    return {
        "workbench": "/", "to do": "/todo/", "leads to do": "/leads/todo/",
        "leads": "/leads/", "leads, page 300": "/leads/?page=300", "leads, words": "/leads/?q=电源",
        "leads, state": "/leads/?state=submitted", "leads by unit": "/leads/?sort=unit",
        "lead": f"/leads/{lead.pk}/",
        "projects": "/projects/", "projects, page 300": "/projects/?page=300", "projects, words": "/projects/?q=电源",
        "projects, stage": "/projects/?stage=signed", "projects by stage": "/projects/?sort=stage",
        "board": "/projects/board/", "board, words": "/projects/board/?q=电源",
        "timeline": "/projects/timeline/", "timeline, page 200": "/projects/timeline/?page=200",
        **{f"project: {tab}": f"/projects/{project.pk}/{tab}/" for tab in ("stages", "credits", "history", "all")},
        "project": f"/projects/{project.pk}/",
        "search, two": "/search/?q=电源", "search, name": f"/search/?q={project.name[:8]}",
        "search, nothing": "/search/?q=无此", "search, all": "/search/?q=虚构",
        "all leads exported": "/exchange/export/leads/", "all projects exported": "/exchange/export/projects/",
        "project exported": f"/exchange/export/projects/{project.pk}/",
        "log": "/audit/", "log, page 3000": "/audit/?page=3000", "log, words": "/audit/?what=电源",
        "log, person": "/audit/?who=clerk07", "log, day": "/audit/?since=2026-10-01&until=2026-10-02",
        "event": f"/audit/{event.number}/",
    }  # fmt: skip


def spent(process: int) -> float:
    """Milliseconds of processor that a process has used so far."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6


def measure(client: Client, path: str, backend: int, show: bool) -> tuple[int, int, float, float, float]:
    """Status, queries, office and database milliseconds, and thousands of characters of a page, as the median."""
    told: list[tuple[float, float]] = []
    status = count = size = 0
    for i in range(1 if "/export/" in path else ROUNDS + 1):
        before, database = time.process_time(), spent(backend)
        with CaptureQueriesContext(connection) if i == 0 else nullcontext() as queries:
            answer = client.get(path)
            size = len(b"".join(answer.streaming_content) if answer.streaming else answer.content)
        if queries is None or "/export/" in path:
            told.append(((time.process_time() - before) * 1000, spent(backend) - database))
        if queries is None:
            continue
        status, count = answer.status_code, len(queries)
        for query in queries.captured_queries if show else ():
            if float(query["time"]) * 1000 >= SLOW:
                print(f"    {query['time']} {query['sql']}\n")
    office, database = (statistics.median(each) for each in zip(*told, strict=True))
    return status, count, office, database, size / 1000


def main() -> None:
    """Print a line a page."""
    username, *wanted = sys.argv[1:] or ["leader"]
    client = Client(headers={"host": "localhost"})
    client.force_login(
        User.objects.get(username=username), "allauth.account.auth_backends.AuthenticationBackend"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('jit')")
        backend, _jit = cursor.fetchone()
    print(f"{username:24} status queries office ms database ms    kB")
    for name, path in pages().items():
        if wanted and not any(name.startswith(word) for word in wanted):
            continue
        status, count, office, database, size = measure(client, path, backend, bool(wanted))
        print(f"{name:24} {status:6} {count:7} {office:9.1f} {database:11.1f} {size:5.0f}", flush=True)


if __name__ == "__main__":
    main()
