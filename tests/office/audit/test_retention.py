import datetime
import gzip
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from zhaoshang.office.audit import append_only, chain, log, retention
from zhaoshang.office.audit.models import Anchor, Event

NOW = datetime.datetime(2026, 6, 15, 8, tzinfo=datetime.UTC)


@pytest.fixture
def a_year(yunchuan, settings, tmp_path, monkeypatch):
    """An event on the first of every month from June 2025 to June 2026."""
    settings.DATA = tmp_path
    for months in range(13):
        at = datetime.datetime(2025 + (5 + months) // 12, (5 + months) % 12 + 1, 1, tzinfo=datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        log.record("lead.change", yunchuan.reporter, name=f"{at:%Y-%m}")
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return yunchuan


def test_everything_is_kept_unless_a_site_says_otherwise(a_year):
    assert retention.remove_old(NOW) is None
    assert Event.objects.count() == 13


def test_nothing_younger_than_half_a_year_goes_whatever_is_set(a_year, settings):
    settings.OFFICE_LOG_DAYS = 30
    assert retention.remove_old(NOW).count == 7
    assert Event.objects.filter(action="lead.change").last().name == "2026-01"


def test_what_goes_is_in_a_signed_file_first_and_the_chain_goes_on(a_year, settings):
    settings.OFFICE_LOG_DAYS = 200
    removed = retention.remove_old(NOW)
    with gzip.open(removed.file, "rt", encoding="utf-8") as lines:
        kept = [json.loads(line) for line in lines]
    assert [e["name"] for e in kept] == [f"2025-{m:02}" for m in range(6, 12)]
    seal = json.loads(removed.file.with_name(removed.file.name + ".seal").read_text())
    assert seal["sha256"] == Anchor.objects.get().file_digest == retention.file_digest(removed.file)
    assert seal["signature"] == retention.signature(seal["sha256"])
    assert chain.verify().holds
    assert Event.objects.order_by("-number").first().action == "audit.archive"
    assert Event.objects.order_by("number").first().previous == kept[-1]["digest"]


def test_a_second_archive_begins_where_the_first_ended(a_year, settings):
    settings.OFFICE_LOG_DAYS = 300
    first = retention.remove_old(NOW)
    settings.OFFICE_LOG_DAYS = 200
    second = retention.remove_old(NOW)
    assert second.file.name.startswith(f"events-{first.through + 1}-")
    assert chain.verify().holds
    assert retention.archives_wrong() == []
    second.file.write_bytes(b"")
    assert retention.archives_wrong() == [second.file.name]


def test_a_broken_log_is_not_archived(a_year, settings):
    settings.OFFICE_LOG_DAYS = 200
    append_only.lift(connection)
    Event.objects.filter(number=2).update(name="改过")
    append_only.lay(connection)
    with pytest.raises(retention.NotRemoved, match="第 2 条"):
        retention.remove_old(NOW)
    assert Event.objects.count() == 13


def test_the_newest_event_stays_for_the_next_to_hold_on_to(a_year, settings):
    settings.OFFICE_LOG_DAYS = 200
    retention.remove_old(NOW + datetime.timedelta(days=4000))
    assert Event.objects.exists()
    log.record("lead.change", None)
    assert chain.verify().holds


def test_an_anchor_can_be_neither_changed_nor_deleted(a_year, settings):
    settings.OFFICE_LOG_DAYS = 200
    retention.remove_old(NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Anchor.objects.update(number=999)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Anchor.objects.all().delete()
