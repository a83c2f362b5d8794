"""A site may say from which addresses its administrators work; everybody else is let in from anywhere."""

import pytest
from django.urls import reverse

from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation.choices import ADMINISTRATORS

LOGIN, PROFILE = "/accounts/sign-in/", "/accounts/me/"


@pytest.fixture(autouse=True)
def the_site_says(settings):
    settings.OFFICE_ADMINISTRATION_FROM = ["10.1.2.0/24", "10.9.9.9"]


def opened(client, name, address):
    client.force_login(name)
    response = client.get(PROFILE, REMOTE_ADDR=address)
    return response.status_code == 200 and response.wsgi_request.user.is_authenticated


@pytest.mark.parametrize("role", ADMINISTRATORS)
@pytest.mark.parametrize(
    ("address", "is_let_in"), [("10.1.2.77", True), ("10.9.9.9", True), ("10.1.3.1", False), ("", False)]
)
def test_administrators_are_let_in_from_there_only(yunchuan, client, role, address, is_let_in):
    assert opened(client, yunchuan.people[role], address) is is_let_in


@pytest.mark.parametrize("role", ["reporter", "leader", "commerce_verifier", "auditor"])
def test_others_are_let_in_from_anywhere(yunchuan, client, role):
    assert opened(client, yunchuan.people[role], "10.1.3.1")


def test_a_session_carried_elsewhere_ends_and_that_is_written_down(yunchuan, client):
    assert opened(client, yunchuan.system_administrator, "10.9.9.9")
    response = client.get(PROFILE, REMOTE_ADDR="10.1.3.1")
    assert response.url == reverse("account_login")
    event = Event.objects.order_by("-number").first()
    assert (event.action, event.user, event.succeeded, event.address) == (
        "sign_out.address", "system_administrator", False, "10.1.3.1",
    )  # fmt: skip
    assert client.get(PROFILE, REMOTE_ADDR="10.9.9.9").status_code == 302  # it has ended everywhere


def test_where_the_site_says_nothing_they_are_let_in_from_anywhere(yunchuan, client, settings):
    settings.OFFICE_ADMINISTRATION_FROM = []
    assert opened(client, yunchuan.system_administrator, "203.0.113.5")


def test_a_header_written_by_a_stranger_does_not_help(yunchuan, client):
    client.force_login(yunchuan.system_administrator)
    answer = client.get(PROFILE, REMOTE_ADDR="203.0.113.5", headers={"x-forwarded-for": "10.9.9.9"})
    assert answer.status_code == 302


def test_signing_in_is_written_down_with_the_unit_and_the_jurisdiction(yunchuan, client):
    client.post(LOGIN, {"login": "reporter", "password": "reporter"})
    event = Event.objects.get(action="sign_in")
    assert (event.unit, event.jurisdiction) == ("青禾区", "990100")
