"""What the security administrator does with accounts, and that nobody else does it."""

import datetime
import io

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from zhaoshang.office.accounts import services
from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.queries import unused
from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation.models import Appointment
from zhaoshang.office.records.flow import Refused, Stale


@pytest.fixture
def admin(yunchuan):
    return yunchuan.security_administrator


@pytest.fixture
def page(yunchuan):
    """The browser of somebody who has signed in."""

    def signed_in(name="security_administrator"):
        client = Client()
        client.post("/accounts/sign-in/", {"login": name, "password": name})
        return client

    return signed_in


def test_a_new_account_may_do_nothing_and_its_password_is_shown_once(yunchuan, page):
    client = page()
    response = client.post("/accounts/new/", {"username": "zhaomin", "display_name": "赵敏"})
    user = User.objects.get(username="zhaomin")
    password = response.context["password"]
    assert user.check_password(password) and user.must_change_password
    assert password in response.content.decode() and response["Cache-Control"] == "no-store"
    assert password not in client.get(reverse("accounts:detail", args=[user.pk])).content.decode()
    assert not any(password in f"{e.before}{e.after}{e.reason}" for e in Event.objects.all())
    assert not user.appointments.exists()


@pytest.mark.parametrize("name", ["reporter", "REPORTER", "有 空格", "", "<b>"])
def test_a_user_name_is_ones_own_and_plain(yunchuan, admin, today, name):
    with pytest.raises(Refused):
        services.create_account(admin, name, "某人", today=today)
    assert Event.objects.filter(action="account.create", succeeded=False).count() == 1


def test_a_reset_ends_every_session_and_says_why_in_the_log(yunchuan, page):
    reporter = page("reporter")
    client, pk = page(), yunchuan.reporter.pk
    there = reverse("accounts:act", args=[pk, "reset-password"])
    assert "必填" in client.post(there, {"reason": ""}).content.decode()
    assert User.objects.get(pk=pk).check_password("reporter")
    response = client.post(there, {"reason": "本人当面申请"})
    assert User.objects.get(pk=pk).check_password(response.context["password"])
    assert reporter.get("/accounts/me/").status_code == 302
    event = Event.objects.get(action="account.reset_password")
    assert (event.user, event.reason, event.after) == (
        "security_administrator", "本人当面申请", '{"sessions_ended": 1}',
    )  # fmt: skip


def test_nobody_resets_their_own_by_the_administrators_way(yunchuan, admin, today):
    for attempt in (services.reset_password, services.deactivate, services.reset_second_factor):
        with pytest.raises(Refused, match="自己"):
            attempt(admin, admin, reason="图方便", today=today)


def test_a_closed_account_is_opened_again_with_a_new_first_password_and_without_its_appointments(
    yunchuan, page, today
):
    client, pk = page(), yunchuan.reporter.pk
    said = {"last_day": today.isoformat(), "reason": "调离"}
    client.post(reverse("accounts:act", args=[pk, "leave"]), said)
    user = User.objects.get(pk=pk)
    assert (user.is_active, user.deactivated_because) == (False, "调离")
    assert Appointment.objects.get(user=user).last_day == today
    shown = client.get(reverse("accounts:detail", args=[pk])).content.decode()
    assert "调离" in shown and "恢复账号" in shown
    response = client.post(reverse("accounts:act", args=[pk, "reactivate"]), {"reason": "调回"})
    user.refresh_from_db()
    assert user.is_active and user.check_password(response.context["password"])
    assert Appointment.objects.get(user=user).last_day == today


def test_accounts_unused_for_ninety_days_are_listed_never_used_ones_too(yunchuan, page):
    long_ago = timezone.now() - datetime.timedelta(days=91)
    User.objects.filter(username="reporter").update(last_login=long_ago)
    User.objects.filter(username="leader").update(last_login=None, date_joined=long_ago)
    User.objects.filter(username="auditor").update(last_login=long_ago, is_active=False)
    assert {u.username for u in unused(User.objects.all())} == {"reporter", "leader"}
    response = page().get("/accounts/?state=unused")
    assert "有 2 个账号超过 90 天未用" in response.content.decode()
    assert {u.username for u in response.context["filter"].qs} == {"reporter", "leader"}


def test_a_name_saved_from_an_old_page_is_refused(yunchuan, admin, today):
    services.rename(admin, yunchuan.reporter, "填报丙", today=today, version=0)
    with pytest.raises(Stale):
        services.rename(admin, yunchuan.reporter, "填报丁", today=today, version=0)
    assert User.objects.get(username="reporter").display_name == "填报丙"


@pytest.mark.parametrize("address", ["/accounts/", "/accounts/new/", "/organisation/appointments/"])
def test_the_pages_are_the_security_administrators(yunchuan, page, address):
    for name in yunchuan.people:
        expected = 200 if name == "security_administrator" else 403
        assert page(name).get(address).status_code == expected, name


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ("q=填报", {"reporter", "other_reporter"}), ("q=青禾", {"reporter", "unit_lead"}),
        ("role=auditor", {"auditor"}), ("q=没有这个人", set()),
    ],
)  # fmt: skip
def test_accounts_are_found_by_name_unit_and_role(yunchuan, page, filters, names, today):
    Appointment.objects.filter(user__username="leader").update(last_day=today)
    response = page().get(f"/accounts/?{filters}")
    assert {u.username for u in response.context["filter"].qs} == names


def test_the_list_is_taken_away_as_a_workbook_and_that_is_written_down(yunchuan, page):
    User.objects.filter(username="leader").update(display_name="=1+1")
    response = page().get("/accounts/?role=leader&_export=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["用户名", "姓名", "任职"]
    assert rows[1][:3] == ["leader", "=1+1", "市政府办 领导"]
    assert Event.objects.filter(action="exported", user="security_administrator").count() == 1


def test_lifting_the_wait_lets_somebody_in_at_once(yunchuan, page):
    client = Client(REMOTE_ADDR="10.6.6.6")
    for _ in range(6):
        client.post("/accounts/sign-in/", {"login": "reporter", "password": "Wrong-2026x"})
    page().post(reverse("accounts:lift", args=[yunchuan.reporter.pk]))
    client.post("/accounts/sign-in/", {"login": "reporter", "password": "reporter"})
    assert client.get("/accounts/me/").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_accounts(yunchuan, page, django_assert_max_num_queries):
    client = page()
    client.get("/accounts/")
    with django_assert_max_num_queries(20) as few:
        client.get("/accounts/")
    for n in range(15):
        person = User.objects.create(username=f"u{n}", display_name=f"人{n}")
        Appointment.objects.create(
            user=person, unit=yunchuan.qinghe, role="reporter", first_day=datetime.date(2020, 1, 1)
        )
    with django_assert_max_num_queries(len(few)):
        client.get("/accounts/")


def test_another_citys_accounts_are_not_there(yunchuan, page):
    from zhaoshang.office.organisation.models import Jurisdiction, Unit

    other = Jurisdiction.objects.create(code="990200", name="月湖市")
    unit = Unit.objects.create(jurisdiction=other, name="东岭区")
    Appointment.objects.filter(user=yunchuan.other_lead).update(unit=unit)
    client = page()
    assert "other_lead" not in client.get("/accounts/").content.decode()
    assert client.get(reverse("accounts:detail", args=[yunchuan.other_lead.pk])).status_code == 404
    session = UserSession.objects.create(
        user=yunchuan.other_lead, ip="10.0.0.1", session_key="x", user_agent=""
    )
    assert client.post(reverse("accounts:end-session", args=[session.pk])).status_code == 404
