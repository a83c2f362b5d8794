import datetime
import fcntl
import json

import pytest
from django.utils import timezone

from zhaoshang.office import jobs, ticking
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.models import Event, Job
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment

NOW = datetime.datetime(2026, 6, 15, 2, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def alone(db, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(ticking, "_jobs", {})


def test_a_job_is_done_when_it_is_due_and_told_when_it_last_succeeded():
    told = []
    ticking.register("count", 10 * MINUTE, lambda now, since: told.append(since))
    for minutes in (0, 1, 9, 10, 11):
        ticking.tick(NOW + minutes * MINUTE)
    assert told == [None, NOW]


def test_one_that_fails_keeps_none_from_running_and_is_tried_again():
    def fail(now, since):
        raise ValueError("没有纸了")

    ticking.register("broken", MINUTE, fail)
    ticking.register("whole", MINUTE, lambda now, since: "done")
    assert [(r.name, r.succeeded) for r in ticking.tick(NOW)] == [("broken", False), ("whole", True)]
    job = Job.objects.get(name="broken")
    assert "没有纸了" in job.outcome
    assert job.done_at is None
    assert len(ticking.tick(NOW + MINUTE)) == 2


def test_a_clock_set_back_stops_nothing():
    ticking.register("count", 60 * MINUTE, lambda now, since: None)
    ticking.tick(NOW)
    assert len(ticking.tick(NOW - datetime.timedelta(days=400))) == 1


def test_there_is_one_tick_at_a_time(tmp_path):
    ticking.register("count", MINUTE, lambda now, since: None)
    with (tmp_path / "tick.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert ticking.tick(NOW) is None
    assert len(ticking.tick(NOW)) == 1


def test_every_job_of_the_office_itself_runs_on_an_empty_office():
    jobs.register()
    assert all(ran.succeeded for ran in ticking.tick(timezone.now()))


def test_an_appointment_that_ended_is_written_down_once(yunchuan):
    Appointment.objects.create(
        user=yunchuan.reporter, unit=yunchuan.bailu, role=Role.REPORTER, first_day=datetime.date(2026, 1, 1),
        last_day=datetime.date(2026, 6, 14),
    )  # fmt: skip
    assert jobs.tell_expired_appointments(NOW, NOW - datetime.timedelta(days=3)) == "1 appointments"
    assert jobs.tell_expired_appointments(NOW + MINUTE, NOW) is None
    event = Event.objects.get(action="appointment.expired")
    assert json.loads(event.after)["last_day"] == "2026-06-14"


def test_an_account_nobody_uses_is_told_of_once_a_month(yunchuan):
    User.objects.update(last_login=timezone.now())
    User.objects.filter(username="leader").update(last_login=timezone.now() - datetime.timedelta(days=100))
    now = timezone.now()
    assert jobs.tell_unused_accounts(now, None) == "1 accounts"
    assert jobs.tell_unused_accounts(now, None) is None
    assert jobs.tell_unused_accounts(now + datetime.timedelta(days=31), None) == "1 accounts"
    assert Event.objects.filter(action="account.unused", name="leader").count() == 2
