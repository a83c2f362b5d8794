"""The list of units: narrowed down by its address, page by page, and taken away as a workbook."""

import io
import json

import openpyxl
import pytest

from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation.models import Unit


@pytest.fixture
def system(yunchuan, client):
    client.force_login(yunchuan.system_administrator)
    return client


def names(response):
    return [unit.name for unit in response.context["page"]]


def test_units_are_found_by_a_name_they_had_by_nature_and_by_group(yunchuan, system):
    yunchuan.bailu.names.create(name="白鹭洲县")
    assert names(system.get("/organisation/?q=鹭洲")) == ["白鹭县"]
    assert names(system.get("/organisation/?kind=commerce")) == ["市商务局"]
    assert names(system.get("/organisation/?group=县")) == ["青禾区", "白鹭县"]


def test_units_that_are_no_more_come_last_and_can_be_asked_for(yunchuan, system):
    Unit.objects.filter(pk=yunchuan.qinghe.pk).update(valid_to="2025-12-31")
    assert names(system.get("/organisation/"))[-1] == "青禾区"
    assert names(system.get("/organisation/?state=closed")) == ["青禾区"]
    assert "青禾区" not in names(system.get("/organisation/?state=open"))


def test_the_list_is_paged_and_says_how_many_there_are(yunchuan, system):
    Unit.objects.bulk_create(
        [Unit(jurisdiction=yunchuan.city, name=f"第{n}街道", order=100 + n) for n in range(60)]
    )
    first = system.get("/organisation/")
    assert len(names(first)) == 50
    assert "共 67 个单位" in first.content.decode()
    assert names(system.get("/organisation/?page=2"))[-1] == "第59街道"


def test_a_filter_that_finds_nothing_says_what_to_do(system, yunchuan):
    assert "请放宽筛选条件" in system.get("/organisation/?q=没有这个").content.decode()


def test_what_is_shown_can_be_taken_away_and_that_is_written_down(yunchuan, system):
    Unit.objects.filter(pk=yunchuan.bailu.pk).update(name="=白鹭县", headcount=7)
    answer = system.get("/organisation/?group=县区&_export=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["单位", "青禾区", "=白鹭县"]
    assert rows[2][5] == 7
    event = Event.objects.filter(action="exported").get()
    assert (event.kind, json.loads(event.after)["count"]) == ("organisation.unit", 2)


def test_units_of_another_jurisdiction_are_neither_listed_nor_taken_away(yunchuan, system):
    from zhaoshang.office.organisation.models import Jurisdiction

    other = Jurisdiction.objects.create(code="990200", name="别处市")
    Unit.objects.create(jurisdiction=other, name="别处区")
    shown = system.get(f"/organisation/?jurisdiction={other.pk}")
    assert "别处区" not in shown.content.decode()
    answer = system.get(f"/organisation/?jurisdiction={other.pk}&_export=xlsx")
    assert "别处区" not in str(
        list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    )
