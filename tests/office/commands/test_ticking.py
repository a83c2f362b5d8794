import datetime
import fcntl
import json

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.utils import timezone

from zhaoshang.office import jobs, ticking
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.audit.models import Event, Job
from zhaoshang.office.exchange.models import Upload
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Leave
from zhaoshang.office.organisation.queries import roles_in

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


def test_sessions_that_have_run_out_are_forgotten_with_their_line_in_the_list(yunchuan):
    for key, hours in (("over", -1), ("running", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=NOW + hours * 60 * MINUTE)
    for key in ("over", "running", "lost"):
        UserSession.objects.create(user=yunchuan.reporter, ip="10.0.0.1", session_key=key, user_agent="")
    assert jobs.end_sessions(NOW, None) == "2 sessions"
    assert list(Session.objects.values_list("session_key", flat=True)) == ["running"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["running"]
    assert jobs.end_sessions(NOW + MINUTE, NOW) is None


def test_a_stand_in_ends_with_the_leave_by_itself_and_that_is_written_down(yunchuan):
    away = Leave.objects.create(
        user=yunchuan.unit_lead, first_day=datetime.date(2026, 6, 8), last_day=datetime.date(2026, 6, 14)
    )
    held = Appointment.objects.get(user=yunchuan.unit_lead)
    Appointment.objects.create(
        user=yunchuan.leader, unit=yunchuan.qinghe, role=Role.UNIT_LEAD, first_day=away.first_day,
        last_day=away.last_day, stands_in_for=held, leave=away,
    )  # fmt: skip
    for day, leads in ((14, True), (15, False)):  # whether or not anything ticks
        roles = roles_in(yunchuan.leader, yunchuan.qinghe, datetime.date(2026, 6, day))
        assert (Role.UNIT_LEAD in roles) is leads
    assert jobs.tell_expired_appointments(NOW, NOW - datetime.timedelta(days=1)) == "1 appointments"
    told = json.loads(Event.objects.get(action="appointment.expired").after)
    assert told == {"last_day": "2026-06-14", "stand_in": True}


def test_old_uploads_go_and_what_the_log_says_of_them_stays(yunchuan, settings, tmp_path):
    settings.MEDIA_ROOT, settings.OFFICE_UPLOAD_DAYS = tmp_path / "media", 180
    for name, days in (("旧.xlsx", 181), ("新.xlsx", 179)):
        upload = Upload.objects.create(
            jurisdiction=yunchuan.city, name=name, digest="0" * 64, uploaded_by=yunchuan.reporter,
            file=ContentFile(b"x", name="x.xlsx"),
        )  # fmt: skip
        Upload.objects.filter(pk=upload.pk).update(uploaded_at=NOW - datetime.timedelta(days=days))
    old, new = Upload.objects.order_by("uploaded_at")
    assert jobs.delete_uploads(NOW, None) == "1 uploads"
    assert list(Upload.objects.all()) == [new]
    assert not old.file.storage.exists(old.file.name)
    assert new.file.storage.exists(new.file.name)
    assert Event.objects.get(action="exchange.upload_deleted").name == "旧.xlsx"
    assert jobs.delete_uploads(NOW, NOW) is None


def test_no_event_younger_than_half_a_year_goes_whatever_a_site_asks_for(yunchuan, settings, monkeypatch):
    settings.OFFICE_LOG_DAYS = 1
    for days in (200, 185, 184, 183, 1):
        then = NOW - datetime.timedelta(days=days)
        with monkeypatch.context() as patched:
            patched.setattr(log.timezone, "now", lambda then=then: then)
            log.record("sign_in", yunchuan.reporter, name=str(days))
    assert jobs.remove_old(NOW, None).startswith("2 events")
    assert set(Event.objects.filter(action="sign_in").values_list("name", flat=True)) == {"184", "183", "1"}


def test_everything_that_is_to_be_done_from_time_to_time_is_registered():
    jobs.register()
    assert {job.name for job in ticking.registered()} == {
        "sessions", "appointments", "unused accounts", "witness", "verify", "retention", "uploads",
    }  # fmt: skip
