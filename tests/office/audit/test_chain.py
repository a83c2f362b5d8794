import datetime
import json

import pytest
from django.db import DatabaseError, connection, transaction

from zhaoshang.office.audit import append_only, chain, log
from zhaoshang.office.audit.models import Event


@pytest.fixture
def ten(yunchuan, settings, tmp_path):
    settings.DATA = tmp_path
    for i in range(10):
        log.record("lead.change", yunchuan.reporter, name=f"第{i + 1}条", after={"amount": i})
    return yunchuan


def tamper(sql: str, values: list[object] = ()) -> None:
    """What somebody with the database's own password could do."""
    append_only.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    append_only.lay(connection)


def test_a_chain_that_nobody_touched_holds(ten):
    walked = chain.verify()
    assert walked.holds
    assert (walked.count, walked.last) == (10, 10)


def test_a_changed_event_is_named(ten):
    tamper("UPDATE audit_event SET after = '{\"amount\": 999}' WHERE number = 4")
    assert (chain.verify().broken.what, chain.verify().broken.number) == ("changed", 4)
    assert "第 4 条" in chain.verify().broken.words


def test_an_event_rewritten_with_a_fitting_digest_is_named_by_the_next(ten):
    event = Event.objects.get(number=4)
    event.reason = "另一种说法"
    tamper(
        "UPDATE audit_event SET reason = %s, digest = %s WHERE number = 4",
        [event.reason, log.digest_of(event)],
    )
    assert (chain.verify().broken.what, chain.verify().broken.number) == ("changed", 4)


@pytest.mark.parametrize("number", [1, 6])
def test_a_missing_event_is_named(ten, number):
    tamper("DELETE FROM audit_event WHERE number = %s", [number])
    assert (chain.verify().broken.what, chain.verify().broken.number) == ("missing", number)


def test_events_that_changed_places_are_named(ten):
    tamper("UPDATE audit_event SET number = 999 WHERE number = 4")
    tamper("UPDATE audit_event SET number = 4 WHERE number = 5")
    tamper("UPDATE audit_event SET number = 5 WHERE number = 999")
    assert (chain.verify().broken.what, chain.verify().broken.number) == ("reordered", 4)


def test_the_end_cut_off_is_noticed_by_what_was_witnessed_outside(ten):
    assert chain.witness() == 10
    assert chain.witness() is None
    tamper("DELETE FROM audit_event WHERE number > 7")
    assert (chain.verify().broken.what, chain.verify().broken.number) == ("missing", 8)


def test_a_log_written_anew_from_the_beginning_is_noticed_too(ten):
    chain.witness()
    tamper("DELETE FROM audit_event")
    for i in range(12):
        log.record("lead.change", ten.reporter, name=f"第{i + 1}条")
    assert (chain.verify().broken.what, chain.verify().broken.number) == ("changed", 10)


def test_a_witness_cut_short_by_a_full_disk_accuses_nobody(ten):
    chain.witness()
    with chain.witness_file().open("a") as file:
        file.write('{"number": 11, "dig')
    assert chain.verify().holds


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET name = 'x' WHERE number = 3",
        "DELETE FROM audit_event WHERE number = 3",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(ten, sql):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert chain.verify().count == 10


def test_postgresql_refuses_to_empty_the_log_at_once(ten):
    if connection.vendor != "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.all().delete()
        return
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_event")


def test_a_database_without_its_triggers_does_not_pass(ten):
    append_only.lift(connection)
    assert chain.verify().broken.what == "unprotected"
    append_only.lay(connection)
    assert chain.verify().holds


def test_whatever_strangers_type_can_be_written_down(ten):
    event = log.record("sign_in", None, name="a\0b\ud800" * 100, succeeded=False)
    assert len(event.name) == 200
    assert "\0" not in Event.objects.get(pk=event.pk).name
    assert chain.verify().holds


def test_a_list_is_one_event_with_its_filter_and_count(ten):
    event = log.listed(
        ten.leader, Event, 37, {"state": "approved", "q": "", "unit": ["甲", "乙"], "page": "3"}
    )
    assert event.action == "listed"
    assert event.kind == "audit.event"
    assert json.loads(event.after) == {"count": 37, "filters": {"state": "approved", "unit": "甲、乙"}}


def test_an_export_says_how_many_and_which_file(ten):
    event = log.exported(ten.leader, Event, 5, digest="ab" * 32)
    assert json.loads(event.after) == {"count": 5, "sha256": "ab" * 32}


def test_times_are_told_in_utc_whatever_the_zone(ten):
    event = Event.objects.get(number=1)
    event.at = event.at.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    assert log.digest_of(event) == event.digest
