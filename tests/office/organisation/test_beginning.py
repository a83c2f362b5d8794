"""An office begins with one jurisdiction and three people who administer it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import ADMINISTRATORS
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.organisation.queries import held_by, today


def test_an_office_begins_with_three_administrators_who_choose_their_passwords(db, capsys):
    call_command("begin_office", "990100", "云川市", "市商务局")
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [name for name, _ in lines] == ["system", "security", "audit"]
    for name, password in lines:
        client = Client()
        response = client.post("/accounts/sign-in/", {"login": name, "password": password})
        assert [str(h.unit) for h in held_by(response.wsgi_request.user, today())] == ["市商务局"]
        assert client.get("/accounts/me/").url == "/accounts/password/"


def test_an_office_in_use_does_not_begin_again(yunchuan):
    with pytest.raises(CommandError, match="已在使用"):
        call_command("begin_office", "990200", "月湖市", "市商务局")
    assert Jurisdiction.objects.count() == 1


def test_there_is_no_account_that_nobody_made(db):
    """Nothing to rename or close, as default accounts would be (GB/T 22239-2019 8.1.4.2 b)."""
    assert not User.objects.exists()
    assert not Client().login(username="admin", password="admin")


def test_each_of_the_three_holds_one_role_and_no_other(db):
    call_command("begin_office", "990100", "云川市", "市商务局")
    roles = [[h.role for h in held_by(user, today())] for user in User.objects.order_by("pk")]
    assert roles == [[role] for role in ADMINISTRATORS]
