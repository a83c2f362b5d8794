"""What is to be done from time to time, and ``tick``, which does what is due.

There is no clock of the office's own: something outside (cron, a systemd timer) calls ``zhaoshang office tick``
every minute or so. Calling it more often, or twice at once, does no harm.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

Work = Callable[[datetime.datetime, datetime.datetime | None], str | None]
"""What a job does: told the present moment and that of its last success, it says what it did, or None where there
was nothing to do."""


@dataclass(frozen=True)
class Periodic:
    """A job: its name, how long to leave between two runs, and what it does."""

    name: str
    every: datetime.timedelta
    work: Work


@dataclass(frozen=True)
class Ran:
    """A job that was due, and how it ended: what it did, or why it could not."""

    name: str
    succeeded: bool
    outcome: str


_jobs: dict[str, Periodic] = {}


def register(name: str, every: datetime.timedelta, work: Work) -> None:
    """Have something done from time to time; called from an app's ``ready()``. ``work`` must be safe to repeat:
    it may be cut short and run again."""
    _jobs[name] = Periodic(name, every, work)


def registered() -> tuple[Periodic, ...]:
    """Every job there is, in the order of registration."""
    return tuple(_jobs.values())


def tick(now: datetime.datetime) -> list[Ran] | None:
    """Run what is due; None where another tick is still at it. A job that fails keeps none from running."""
    with _alone() as alone:
        return [_run(job, now) for job in registered() if _is_due(job, now)] if alone else None


def _is_due(job: Periodic, now: datetime.datetime) -> bool:
    from zhaoshang.office.audit.models import Job

    last = Job.objects.filter(name=job.name).values_list("started_at", flat=True).first()
    return last is None or now - last >= job.every or last > now  # a clock set back stops nothing


def _run(job: Periodic, now: datetime.datetime) -> Ran:
    import structlog

    from zhaoshang.office.audit.models import Job

    told = structlog.get_logger("zhaoshang.office.tick").bind(job=job.name)
    known, _made = Job.objects.get_or_create(name=job.name)
    try:
        outcome, succeeded = job.work(now, known.done_at) or "", True
    except Exception as error:  # one job's failure is that job's
        outcome, succeeded = f"{type(error).__name__}: {error}", False
        told.exception("job failed")
    done_at = now if succeeded else known.done_at
    Job.objects.filter(pk=known.pk).update(
        started_at=now, done_at=done_at, succeeded=succeeded, outcome=outcome[:2000]
    )
    told.info("job done", succeeded=succeeded, outcome=outcome)
    return Ran(job.name, succeeded, outcome)


_LOCK = 7_240_616


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other tick is running, on this machine or, with PostgreSQL, on any."""
    from django.conf import settings
    from django.db import connection

    folder = Path(settings.DATA)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "tick.lock").open("w") as file:
        if not _locked(file):
            yield False
            return
        if connection.vendor != "postgresql":
            yield True
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
            mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _locked(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # not a Unix
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
