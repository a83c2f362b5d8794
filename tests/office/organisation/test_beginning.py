"""An office begins with one jurisdiction and three people who administer it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

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
