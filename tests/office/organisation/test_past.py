"""The list of units as of an earlier day: who there was, called what, with how many people, in which group."""

import datetime

import pytest
from django.urls import reverse

from zhaoshang.office.audit import log
from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation import services
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.past import as_of

DAY = datetime.timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """Lets the log be written on a day, at noon."""

    def on(day):
        noon = datetime.datetime.combine(day, datetime.time(4), tzinfo=datetime.UTC)
        monkeypatch.setattr(log.timezone, "now", lambda: noon)

    return on


@pytest.fixture
def a_year(yunchuan, today, at):
    """青禾区 grew from 12 to 15 to 20 people, became 青禾新区, and 白鹭县 was merged into it."""
    admin, qinghe = yunchuan.system_administrator, yunchuan.qinghe
    for days, values in (
        (300, {"headcount": 12}),
        (200, {"headcount": 15, "team": "一队"}),
        (100, {"headcount": 20}),
    ):
        day = today - days * DAY
        at(day)
        qinghe = services.change_unit(admin, qinghe, values, today=day)
    at(today)
    services.set_aliases(admin, qinghe, ["青禾"], today=today)
    services.rename_unit(admin, qinghe, "青禾新区", today - 150 * DAY, today=today)
    services.merge_unit(admin, yunchuan.bailu, qinghe, today - 50 * DAY, today=today)
    return yunchuan


def then(a_year, today, days):
    (unit,) = as_of(Unit.objects.filter(pk=a_year.qinghe.pk), today - days * DAY)
    return unit.name, unit.headcount, unit.team


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, ("青禾新区", 20, "一队")), (100, ("青禾新区", 20, "一队")), (101, ("青禾新区", 15, "一队")),
     (150, ("青禾新区", 15, "一队")), (151, ("青禾区", 15, "一队")), (200, ("青禾区", 15, "一队")),
     (201, ("青禾区", 12, "")), (300, ("青禾区", 12, "")), (301, ("青禾区", None, ""))],
)  # fmt: skip
def test_a_unit_is_shown_as_it_was(a_year, today, days, said):
    assert then(a_year, today, days) == said


def rows(client, day):
    answer = client.get(reverse("organisation:list"), {"on": day.isoformat()})
    assert answer.status_code == 200
    return {unit.name: unit.headcount for unit in answer.context["page"].object_list}, answer.content.decode()


def test_the_page_lists_who_there_was_that_day(a_year, today, client):
    client.force_login(a_year.system_administrator)
    before, page = rows(client, today - 160 * DAY)
    assert before["青禾区"] == 15
    assert "白鹭县" in before
    assert "已并入" not in page
    after, _page = rows(client, today - 50 * DAY)
    assert after["青禾新区"] == 20
    assert "白鹭县" not in after


def test_nothing_of_it_is_kept(a_year, today, client):
    events = Event.objects.count()
    as_of(Unit.objects.all(), today - 300 * DAY)
    fresh = Unit.objects.get(pk=a_year.qinghe.pk)
    assert (fresh.name, fresh.headcount) == ("青禾新区", 20)
    assert Event.objects.count() == events


def test_one_query_more_however_many_units(a_year, today, django_assert_num_queries):
    with django_assert_num_queries(3):  # units, names, events
        as_of(Unit.objects.prefetch_related("names"), today - 300 * DAY)
