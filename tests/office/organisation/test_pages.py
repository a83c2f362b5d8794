"""The pages of administrators about units, jurisdictions and appointments."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Leave, Unit


@pytest.fixture
def system(yunchuan):
    client = Client()
    client.force_login(yunchuan.system_administrator)
    return client


@pytest.fixture
def security(yunchuan):
    client = Client()
    client.force_login(yunchuan.security_administrator)
    return client


def now():
    return timezone.localdate()


def body(response):
    return response.content.decode()


def test_the_units_are_shown_in_their_order_to_both_administrators_and_to_nobody_else(
    yunchuan, system, security
):
    for client in (system, security):
        shown = body(client.get("/organisation/"))
        assert 0 < shown.index("青禾区") < shown.index("白鹭县") < shown.index("市商务局")
    assert "新增单位" in body(system.get("/organisation/"))
    assert "新增单位" not in body(security.get("/organisation/"))
    for person in (yunchuan.leader, yunchuan.reporter, yunchuan.audit_administrator):
        client = Client()
        client.force_login(person)
        assert client.get("/organisation/").status_code == 403


def test_a_unit_is_added_changed_renamed_moved_and_closed(yunchuan, system):
    form = {
        "name": "经济开发区",
        "kind": "assessed",
        "assessed": "on",
        "group": "园区",
        "aliases": "经开区\n开发区",
    }
    there = reverse("organisation:create-unit", args=[yunchuan.city.pk])
    assert system.post(there, form).status_code == 302
    unit = Unit.objects.get(name="经济开发区")
    assert [n.name for n in unit.names.order_by("id")] == ["经开区", "开发区"]
    page = reverse("organisation:unit", args=[unit.pk])
    form = {"kind": "assessed", "team": "一队", "aliases": "经开区", "version": unit.version}
    assert system.post(page, form).status_code == 302
    assert "已被他人改动" in body(system.post(page, {**form, "team": "二队"}))
    unit.refresh_from_db()
    assert (unit.team, unit.names.count()) == ("一队", 1)
    rename = reverse("organisation:rename-unit", args=[unit.pk])
    system.post(rename, {"name": "高新区", "day": now().isoformat(), "version": unit.version})
    assert "经济开发区" in body(system.get(page))
    system.post(reverse("organisation:move-unit", args=[unit.pk]), {"to": "up"})
    assert [u.name for u in yunchuan.city.units.all()][-2] == "高新区"
    unit.refresh_from_db()
    close = reverse("organisation:close-unit", args=[unit.pk])
    system.post(close, {"day": now().isoformat(), "version": unit.version})
    assert "已停用" in body(system.get("/organisation/"))


def test_one_unit_goes_into_another(yunchuan, system):
    page = reverse("organisation:merge-unit", args=[yunchuan.bailu.pk])
    form = {"into": yunchuan.qinghe.pk, "day": now().isoformat(), "version": 0}
    assert system.post(page, form).status_code == 302
    assert "已并入青禾区" in body(system.get("/organisation/"))


def test_rows_that_were_dragged_are_saved_at_once(yunchuan, system):
    order = reverse("organisation:order-units", args=[yunchuan.city.pk])
    system.post(order, {"unit": [yunchuan.commerce.pk, yunchuan.bailu.pk]})
    assert [u.name for u in yunchuan.city.units.all()][:3] == ["市商务局", "白鹭县", "青禾区"]


def test_a_district_is_made_and_its_units_come_from_its_scheme(yunchuan, system):
    form = {"code": "990101", "name": "云岭区", "above": yunchuan.city.pk, "scheme": "kaiping-2023"}
    assert system.post("/organisation/jurisdictions/new/", form).status_code == 302
    place = Jurisdiction.objects.get(code="990101")
    assert "云岭区" in body(system.get("/organisation/jurisdictions/"))
    response = system.post(reverse("organisation:import-units", args=[place.pk]), follow=True)
    assert place.units.filter(name="栗园镇").exists()
    assert "栗园镇" in body(system.get(f"/organisation/?jurisdiction={place.pk}"))
    assert response.status_code == 200


def test_a_scheme_that_is_not_there_is_said_in_words(yunchuan, system):
    Jurisdiction.objects.update(scheme="no-such-scheme")
    response = system.post(reverse("organisation:import-units", args=[yunchuan.city.pk]), follow=True)
    assert response.status_code == 200
    assert "no-such-scheme" in body(response)


def test_a_code_that_is_taken_is_said_at_the_form(yunchuan, system):
    response = system.post("/organisation/jurisdictions/new/", {"code": "990100", "name": "又一个"})
    assert "已被另一辖区使用" in body(response)


def test_somebody_is_appointed_goes_on_leave_and_is_stood_in_for(yunchuan, security):
    day = now()
    form = {"user": yunchuan.auditor.pk, "unit": yunchuan.qinghe.pk, "role": "reporter", "first_day": day}
    assert security.post("/organisation/appointments/new/", form).status_code == 302
    assert Appointment.objects.filter(user=yunchuan.auditor, role="reporter").exists()
    away = reverse("organisation:leave", args=[yunchuan.unit_lead.pk])
    security.post(away, {"first_day": day, "last_day": day + datetime.timedelta(days=5)})
    leave = Leave.objects.get()
    page = reverse("organisation:stand-in", args=[leave.pk])
    form = {
        "appointment": yunchuan.unit_lead.appointments.get().pk, "user": yunchuan.other_lead.pk,
        "first_day": day, "last_day": day + datetime.timedelta(days=6),
    }  # fmt: skip
    assert "请假期间" in body(security.post(page, form))
    assert security.post(page, {**form, "last_day": day}).status_code == 302
    assert "代理 签发甲" in body(security.get("/organisation/appointments/?when=stand_in"))
    assert "代理 签发甲" in body(security.get(reverse("accounts:detail", args=[yunchuan.other_lead.pk])))
    back = reverse("organisation:end-leave", args=[leave.pk])
    assert security.post(back, {"last_day": day - datetime.timedelta(days=1)}).status_code == 302
    assert "代理 签发甲" not in body(security.get("/organisation/appointments/?when=stand_in"))


def test_an_appointment_is_ended_with_a_reason(yunchuan, security):
    held = yunchuan.reporter.appointments.get()
    page = reverse("organisation:end-appointment", args=[held.pk])
    form = {"last_day": now().isoformat(), "reason": "轮岗", "version": held.version}
    assert security.post(page, form).status_code == 302
    held.refresh_from_db()
    assert held.last_day == now()


def test_the_list_of_units_asks_no_more_with_more_units(yunchuan, system, django_assert_max_num_queries):
    system.get("/organisation/")
    with django_assert_max_num_queries(20) as few:
        system.get("/organisation/")
    for n in range(30):
        unit = Unit.objects.create(jurisdiction=yunchuan.city, name=f"街道{n}", order=100 + n)
        unit.names.create(name=f"街办{n}")
    with django_assert_max_num_queries(len(few)):
        system.get("/organisation/")
