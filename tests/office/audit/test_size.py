"""A log too long to look at: 20,000 events."""

import datetime

from django.urls import reverse
from django.utils import timezone

from zhaoshang.office.audit import chain, log
from zhaoshang.office.audit.models import Event

COUNT = 20_000


def test_twenty_thousand_events_are_walked_and_listed_by_the_index(client, yunchuan, settings, tmp_path):
    settings.DATA = tmp_path
    _fill()
    walked = chain.verify()
    assert walked.holds
    assert walked.count == COUNT
    client.force_login(yunchuan.auditor)
    answer = client.get(reverse("audit:list"), {"action": "record.sign", "page": 20})
    assert len(answer.context["table"].paginated_rows) == 50
    plan = Event.objects.filter(jurisdiction__in=["990100", ""], action="record.sign").order_by("-number")
    assert "INDEX" in plan[:50].explain().upper()


def _fill() -> None:
    now, previous, batch = timezone.now(), "", []
    for number in range(1, COUNT + 1):
        event = Event(
            number=number, at=now + datetime.timedelta(seconds=number), user="u", person="某人", unit="某单位",
            jurisdiction="990100", action="record.sign" if number % 7 else "seen", kind="leads.lead",
            key=str(number % 5000), name="某线索", after='{"state": "submitted"}', previous=previous,
        )  # fmt: skip
        event.digest = previous = log.digest_of(event)
        batch.append(event)
        if len(batch) == 5000:
            Event.objects.bulk_create(batch)
            batch = []
