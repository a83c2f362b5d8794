"""Signing in, being sent away, and what is written down of it; through the pages themselves."""

import datetime
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zhaoshang.office.accounts import services
from zhaoshang.office.accounts.adapters import SecondFactorAdapter
from zhaoshang.office.accounts.addresses import client_address
from zhaoshang.office.accounts.middleware import SEEN, SINCE
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.models import Event

LOGIN, PROFILE = "/accounts/sign-in/", "/accounts/me/"
CHANGE, ENROL = "/accounts/password/", "/accounts/second-factor/totp/activate/"


def sign_in(client, name, password=None, **more):
    return client.post(LOGIN, {"login": name, "password": password or name}, **more)


def is_in(client):
    response = client.get(PROFILE)
    return response.status_code == 200 and response.wsgi_request.user.is_authenticated


def last():
    return Event.objects.order_by("-number").first()


def code(secret, step=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def test_a_person_signs_in_and_out_and_both_are_written_down(yunchuan, client):
    assert sign_in(client, "reporter").status_code == 302
    assert is_in(client)
    event = last()
    assert (event.action, event.user, event.address, event.succeeded) == (
        "sign_in",
        "reporter",
        "127.0.0.1",
        True,
    )
    client.post("/accounts/sign-out/")
    assert not is_in(client)
    assert Event.objects.filter(action="sign_out", user="reporter", unit="青禾区").count() == 1


@pytest.mark.parametrize("name", ["reporter", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_told_the_same_and_written_down(yunchuan, client, name):
    response = sign_in(client, name, "Wrong-2026x")
    assert response.status_code == 200
    assert "用户名或口令不对" in response.content.decode()
    shown = {"reporter": "reporter", "nobody": "no…（6）"}[
        name
    ]  # a password typed in the wrong place is not kept
    assert (last().action, last().succeeded, last().name) == ("sign_in", False, shown)


def test_who_failed_five_times_waits_even_with_the_right_password_but_not_in_a_known_browser(yunchuan):
    home, stranger = Client(), Client(REMOTE_ADDR="10.6.6.6")
    sign_in(home, "reporter")
    home.post("/accounts/sign-out/")
    for _ in range(5):
        sign_in(stranger, "reporter", "Wrong-2026x")
    response = sign_in(stranger, "reporter")
    assert "分钟后再试" in response.content.decode()
    assert not is_in(stranger)
    assert last().action == "sign_in.wait"
    here = Client(REMOTE_ADDR="10.6.6.6")
    here.cookies["office_device"] = home.cookies["office_device"].value
    sign_in(here, "reporter")
    assert is_in(here)
    sign_in(home, "reporter")
    assert is_in(home)


def test_there_is_no_sign_up_and_no_mail(db, client):
    assert client.get("/accounts/sign-up/").status_code == 403
    assert (
        client.post("/accounts/sign-up/", {"username": "x", "password1": "Qinghe-2026x"}).status_code == 403
    )
    assert not User.objects.exists()
    assert "安全管理员" in client.get("/accounts/password/forgotten/").content.decode()
    assert client.get("/accounts/email/").status_code == 404


def test_a_closed_account_does_not_sign_in(yunchuan, client, today):
    services.deactivate(yunchuan.security_administrator, yunchuan.reporter, reason="调离", today=today)
    assert sign_in(client, "reporter").url == "/accounts/closed/"
    assert not is_in(client)
    assert (last().action, last().succeeded) == ("sign_in", False)


@pytest.fixture
def first(yunchuan, today):
    return services.reset_password(
        yunchuan.security_administrator, yunchuan.reporter, reason="遗忘", today=today
    )


def test_a_first_password_opens_one_page_only_until_it_is_changed(yunchuan, client, first):
    sign_in(client, "reporter", first)
    for page in (PROFILE, "/organisation/", ENROL):
        assert client.get(page).url == CHANGE
    assert client.get(PROFILE, headers={"HX-Request": "true"}).headers["HX-Redirect"] == CHANGE
    assert client.get(CHANGE).status_code == 200
    new = {"oldpassword": first, "password1": "Summer-2026x", "password2": "Summer-2026x"}
    assert client.post(CHANGE, new).url == PROFILE
    assert is_in(client)
    assert Event.objects.filter(action="password.change", user="reporter").count() == 1
    user = User.objects.get(username="reporter")
    assert (user.must_change_password, user.first_password_until) == (False, None)


def test_a_first_password_is_not_kept_as_ones_own(yunchuan, client, first):
    sign_in(client, "reporter", first)
    response = client.post(CHANGE, {"oldpassword": first, "password1": first, "password2": first})
    assert "最近5次" in response.content.decode()
    assert client.get(PROFILE).url == CHANGE


def test_a_first_password_runs_out(yunchuan, client, first):
    User.objects.filter(username="reporter").update(first_password_until=timezone.now())
    response = sign_in(client, "reporter", first)
    assert response.url == LOGIN
    assert "初始口令已过期" in client.get(LOGIN).content.decode()
    assert not is_in(client)


def test_an_old_password_must_be_changed_first_and_is_announced_before(yunchuan, client):
    sign_in(client, "reporter")
    since = timezone.now() - datetime.timedelta(days=85)
    User.objects.filter(username="reporter").update(password_changed_at=since)
    assert "还有 5 天到期" in client.get(PROFILE).content.decode()
    User.objects.filter(username="reporter").update(password_changed_at=since - datetime.timedelta(days=5))
    assert client.get(PROFILE).url == CHANGE


def test_guessing_the_present_password_on_the_page_that_changes_it_is_throttled_too(yunchuan, client):
    sign_in(client, "reporter")
    new = {"oldpassword": "Wrong-2026x", "password1": "Summer-2026x", "password2": "Summer-2026x"}
    for _ in range(5):
        client.post(CHANGE, new)
    response = client.post(CHANGE, {**new, "oldpassword": "reporter"})
    assert "分钟后再试" in response.content.decode()


def test_changing_the_password_ends_the_other_sessions(yunchuan):
    here, there = Client(), Client()
    sign_in(here, "reporter")
    sign_in(there, "reporter")
    here.post(CHANGE, {"oldpassword": "reporter", "password1": "Summer-2026x", "password2": "Summer-2026x"})
    assert is_in(here) and not is_in(there)


def shift(client, key, seconds):
    session = client.session
    session[key] -= seconds
    session.save()


def test_who_is_idle_for_twenty_minutes_is_signed_out_and_comes_back_to_the_page(yunchuan, client):
    sign_in(client, "reporter")
    assert is_in(client)
    shift(client, SEEN, 19 * 60)
    assert is_in(client)
    shift(client, SEEN, 20 * 60 + 1)
    response = client.get(PROFILE)
    assert response.url == f"{LOGIN}?next=%2Faccounts%2Fme%2F"
    assert last().action == "sign_out.idle"
    assert "离开较久" in client.get(LOGIN).content.decode()


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(yunchuan, client):
    sign_in(client, "reporter")
    assert is_in(client)
    shift(client, SEEN, 15 * 60)
    assert client.get(PROFILE, headers={"X-Background": "1"}).status_code == 200
    shift(client, SEEN, 6 * 60)
    assert not is_in(client)


def test_a_session_ends_after_a_working_day_however_busy(yunchuan, client):
    sign_in(client, "reporter")
    assert is_in(client)
    shift(client, SINCE, 12 * 3600 + 1)
    assert not is_in(client)
    assert Event.objects.filter(action="sign_out.age").exists()


def test_sessions_are_listed_and_ended_one_by_one_or_all_others(yunchuan):
    here, there, third = Client(), Client(HTTP_USER_AGENT="Tablet"), Client()
    for client in (here, there, third):
        sign_in(client, "reporter")
    page = here.get(PROFILE).content.decode()
    assert page.count("127.0.0.1") == 3 and "Tablet" in page
    other = re.search(r"/accounts/sessions/(\d+)/end/", page)[0]
    assert here.post(other).url == PROFILE
    assert is_in(here) and is_in(there) + is_in(third) == 1
    here.post("/accounts/me/sessions/end-others/")
    assert is_in(here) and not is_in(there) and not is_in(third)


def test_nobody_ends_anothers_session_but_the_security_administrator(yunchuan):
    reporter, lead, admin = Client(), Client(), Client()
    sign_in(reporter, "reporter")
    sign_in(lead, "unit_lead")
    sign_in(admin, "security_administrator")
    page = admin.get(reverse("accounts:detail", args=[yunchuan.reporter.pk])).content.decode()
    end = re.search(r"/accounts/sessions/(\d+)/end/", page)[0]
    assert lead.post(end).status_code == 404
    assert is_in(reporter)
    admin.post(end)
    assert not is_in(reporter)
    event = Event.objects.filter(action="session.end").get()
    assert (event.user, event.name) == ("security_administrator", "填报甲")


def enrol(client):
    secret = re.search(r'<code class="secret">(\w+)</code>', client.get(ENROL).content.decode())[1]
    return secret, client.post(ENROL, {"code": code(secret)})


def test_a_verifier_enrols_a_second_factor_before_anything_else_where_the_site_says_so(
    yunchuan, client, settings, django_capture_on_commit_callbacks
):
    settings.OFFICE_SECOND_FACTOR = True
    sign_in(client, "commerce_verifier")
    assert client.get(PROFILE).url == ENROL
    with django_capture_on_commit_callbacks(execute=True):
        secret, response = enrol(client)
    assert response.url == "/accounts/second-factor/recovery-codes/"
    assert client.get(response.url).content.decode().count("<li><code>") == 10
    assert is_in(client)
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept and SecondFactorAdapter().decrypt(kept) == secret
    assert Event.objects.filter(action="second_factor.enrol").count() == 2
    assert client.get("/accounts/second-factor/totp/deactivate/").status_code in (200, 302)
    client.post("/accounts/second-factor/totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.parametrize("name", ["reporter", "unit_lead", "leader", "auditor"])
def test_a_role_of_which_none_is_asked_goes_on_without(yunchuan, client, settings, name):
    settings.OFFICE_SECOND_FACTOR = True
    sign_in(client, name)
    assert is_in(client)


@pytest.fixture
def enrolled(yunchuan, client):
    sign_in(client, "reporter")
    secret, _ = enrol(client)
    client.post("/accounts/sign-out/")
    return secret


def test_with_a_second_factor_the_password_alone_signs_nobody_in(yunchuan, client, enrolled):
    response = sign_in(client, "reporter")
    assert response.url == "/accounts/second-factor/authenticate/"
    assert not is_in(client)
    wrong = client.post(response.url, {"code": "000000"})
    assert wrong.status_code == 200
    assert (last().action, last().succeeded) == ("second_factor", False)
    assert not is_in(client)
    client.post(response.url, {"code": code(enrolled, 1)})
    assert is_in(client)


def test_a_code_works_once(yunchuan, client, enrolled):
    again, other = code(enrolled, 1), Client()
    for browser in (client, other):
        browser.post(sign_in(browser, "reporter").url, {"code": again})
    assert is_in(client) and not is_in(other)
    cache.clear()  # as on another server, which knows nothing of the first use but what the database says
    assert "已经用过" in other.post("/accounts/second-factor/authenticate/", {"code": again}).content.decode()


def test_a_recovery_code_stands_for_the_telephone_once(yunchuan, client, enrolled):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client.post(sign_in(client, "reporter").url, {"code": codes[0]})
    assert is_in(client)
    assert Event.objects.filter(action="second_factor.recovery_code_used").exists()
    other = Client()
    other.post(sign_in(other, "reporter").url, {"code": codes[0]})
    assert not is_in(other)


def test_codes_are_not_guessed(yunchuan, client, enrolled):
    stranger = Client(REMOTE_ADDR="10.6.6.6")
    there = sign_in(stranger, "reporter").url
    for n in range(5):
        stranger.post(there, {"code": f"{n:06d}"})
    assert "分钟后再试" in stranger.post(there, {"code": code(enrolled, 1)}).content.decode()
    client.post(sign_in(client, "reporter").url, {"code": code(enrolled, 1)})
    assert is_in(client)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "seen"),
    [
        ([], "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (["10.0.0.1"], "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (["10.0.0.1"], "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (["10.0.0.0/24"], "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (["10.0.0.1"], "10.0.0.1", "<script>", "10.0.0.1"),
        (["10.0.0.1"], "10.9.9.9", "1.2.3.4", "10.9.9.9"),
        (["10.0.0.1"], "::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (["10.0.0.1"], "", "1.2.3.4", "0.0.0.0"),
    ],
)
def test_an_address_is_believed_of_trusted_proxies_only(rf, settings, proxies, remote, forwarded, seen):
    settings.OFFICE_TRUSTED_PROXIES = proxies
    assert client_address(rf.get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)) == seen


def test_a_page_for_those_signed_in_asks_strangers_to_sign_in(db, client):
    for page in (PROFILE, "/accounts/", "/organisation/", "/organisation/appointments/"):
        assert client.get(page).url == f"{LOGIN}?next={page}"
