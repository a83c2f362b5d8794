"""The restore drill: everything is lost, and everything is there again."""

import os
import re
import shutil
import tarfile

import pytest
from office_by_command import Office

FILL = """
import datetime, json
from django.core.files.uploadedfile import SimpleUploadedFile
from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence import services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
today = datetime.date(2026, 6, 15)
city = Jurisdiction.objects.get()
unit = Unit.objects.create(jurisdiction=city, name="青禾区")
user = User.objects.create(username="reporter", display_name="填报甲")
Appointment.objects.create(user=user, unit=unit, role=Role.REPORTER, first_day=datetime.date(2020, 1, 1))
for i in range(3):
    lead = Lead.objects.create(jurisdiction=city, unit=unit, created_by=user, number=f"X{i}", recorded_on=today,
                               date=today, company="虚构公司\\t制表\\n换行\\\\N", amount=80_000_000_00 + i)
    upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.7 " + str(i).encode() * 5000)
    services.add(lead, "合同", upload, user, today=today)
print(json.dumps(1))
"""
LOOK = """
import json
from zhaoshang.office.audit.models import Event
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads.models import Lead
print(json.dumps({
    "events": list(Event.objects.filter(number__lte=4).order_by("number").values_list("number", "digest")),
    "evidence": list(Evidence.objects.order_by("pk").values_list("digest", "file", "name")),
    "leads": list(Lead.objects.order_by("pk").values_list("pk", "company", "amount")),
}))
"""
GO_ON = """
import json, datetime
from zhaoshang.office.leads.models import Lead
first = Lead.objects.order_by("pk").first()
new = Lead.objects.create(jurisdiction=first.jurisdiction, unit=first.unit, created_by=first.created_by, number="NEW",
                          recorded_on=datetime.date(2026, 6, 16), date=datetime.date(2026, 6, 16), company="后来")
print(json.dumps(new.pk))
"""
SIGN_IN = """
import json
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from zhaoshang.office.accounts.models import User
client = Client()
answer = client.post("/accounts/sign-in/", {{"login": "sysadmin", "password": "{password}"}}, follow=True)
who = User.objects.get(pk=client.session["_auth_user_id"])
print(json.dumps([answer.status_code, who.username]))
"""


@pytest.fixture(scope="session")
def model(tmp_path_factory, databases):
    """An office with an administrator, three leads and their contracts, to make others like it."""
    office = Office(tmp_path_factory.mktemp("model") / "office", databases())
    office.run("migrate")
    told = office.run(
        "create-administrator", "sysadmin", "--name", "张某", "--role", "system", "--jurisdiction", "990100",
        "--jurisdiction-name", "云川市", "--unit", "市政府办",
    )  # fmt: skip
    office.password = re.search(r"：(\S+)\s*$", told).group(1)
    office.ask(FILL)
    return office


@pytest.fixture
def filled(model, tmp_path, databases):
    """Such an office, this test's own."""
    shutil.copytree(model.data, tmp_path / "office")
    office = Office(tmp_path / "office", databases(like=model.database))
    office.password = model.password
    return office


def backed_up(office, folder):
    folder.mkdir()
    office.run("backup", "--to", str(folder))
    (file,) = folder.iterdir()
    return file


def wiped(office, databases):
    shutil.rmtree(office.data)
    office.database = databases()


def test_what_was_lost_is_there_again(filled, databases, tmp_path):
    before = filled.ask(LOOK)
    assert len(before["evidence"]) == 3
    file = backed_up(filled, tmp_path / "kept")
    wiped(filled, databases)
    told = filled.run("restore", str(file))
    assert "日志链完整" in told
    assert "佐证 3 份" in told
    assert filled.ask(LOOK) == before
    assert filled.ask(SIGN_IN.format(password=filled.password)) == [200, "sysadmin"]
    assert filled.ask(GO_ON) > before["leads"][-1][0]
    assert "日志链完整" in filled.run("verify")


def test_nothing_is_overwritten_unasked_and_what_is_replaced_is_put_aside(filled, databases, tmp_path):
    file = backed_up(filled, tmp_path / "kept")
    filled.ask(GO_ON)
    assert "已有数据" in filled.run("restore", str(file), fails=2)
    assert len(filled.ask(LOOK)["leads"]) == 4
    assert "原有数据放在" in filled.run("restore", str(file), "--replace")
    assert len(filled.ask(LOOK)["leads"]) == 3
    (aside,) = filled.data.glob("replaced-*")
    assert len([p for p in (aside / "evidence").rglob("*") if p.is_file()]) == 3
    assert list(filled.data.glob(".restoring-*")) == []


def test_a_damaged_backup_is_refused_and_changes_nothing(filled, databases, tmp_path):
    file = backed_up(filled, tmp_path / "kept")
    whole = file.read_bytes()
    wiped(filled, databases)
    for damaged in (whole[:-2000], whole[:5000] + b"\0" * 100 + whole[5100:], b"nothing like it"):
        file.write_bytes(damaged)
        assert "备份文件不完整或被改动过" in filled.run("restore", str(file), fails=2)
    assert not (filled.data / "office.sqlite3").exists()
    file.write_bytes(whole)
    filled.run("verify", str(file))
    filled.run("restore", str(file))


def test_a_backup_with_another_file_in_it_is_refused(filled, tmp_path):
    file, forged = backed_up(filled, tmp_path / "kept"), tmp_path / "forged.tar.gz"
    with tarfile.open(file) as old, tarfile.open(forged, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            if member.name.startswith("evidence/"):
                member.name = "evidence/../../../escaped"
            new.addfile(member, content)
    assert "备份文件不完整或被改动过" in filled.run("restore", str(forged), "--replace", fails=2)
    assert not list(tmp_path.rglob("escaped"))


def test_a_backup_holds_no_secret_and_is_nobody_elses_to_read(filled, tmp_path):
    file = backed_up(filled, tmp_path / "kept")
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as archive:
        text = archive.extractfile("manifest.json").read().decode()
    assert "OFFICE_SECRET_KEY" in text
    assert "k" * 60 not in text


def test_another_key_is_told_of_before_anything_is_done(filled, databases, tmp_path):
    file = backed_up(filled, tmp_path / "kept")
    wiped(filled, databases)
    filled.more["OFFICE_SECRET_KEY"] = "another" * 9
    assert "OFFICE_SECRET_KEY" in filled.run("restore", str(file), fails=2)
    assert "日志链完整" in filled.run("restore", str(file), "--with-another-key")


def test_evidence_that_was_lost_is_named_by_verify_and_by_backup(filled, tmp_path):
    (first, *_rest) = sorted(p for p in (filled.data / "evidence").rglob("*") if p.is_file())
    first.write_bytes(b"something else")
    assert "丢失或被改动" in filled.run("verify", fails=1)
    assert "丢失或被改动" in filled.run("backup", "--to", str(tmp_path), fails=1)


def test_a_backup_is_of_one_kind_of_database(filled, tmp_path):
    file = backed_up(filled, tmp_path / "kept")
    if os.environ.get("OFFICE_TEST_DATABASE"):
        filled.database = ""
    else:
        filled.database = "postgresql://nobody@127.0.0.1:1/nothing"
    assert "备份来自" in filled.run("restore", str(file), "--replace", fails=2)
