"""Every template can be read, every component is on the living page, and pages that say what failed say what to do."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import RequestFactory

from zhaoshang.office.web.navigation import GROUPS, links_for

OFFICE = Path(__file__).parents[3] / "src/zhaoshang/office"
TEMPLATES = sorted(
    str(path.relative_to(app / "templates"))
    for app in OFFICE.iterdir()
    if app.is_dir()
    for path in (app / "templates").rglob("*.html")
)
COMPONENTS = sorted(path for path in (OFFICE / "web/templates/cotton").rglob("*.html"))
FAILURES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", [*FAILURES, "web/maintenance.html"])
def test_what_failed_is_said_with_nothing_but_the_template(name):
    page = get_template(name).render({})
    title = re.search(r"<h1>(.+?)</h1>", page)[1]
    assert title in re.search(r"<title>(.+?)</title>", page)[1]
    assert re.search(r'<p class="lead">.{8,}</p>', page)
    assert re.search(r"请|Please|照常", page)
    assert "本系统为非涉密系统" in page


def name_of(path):
    parts = path.relative_to(OFFICE / "web/templates/cotton").with_suffix("").parts
    return "c-" + ".".join(part for part in parts if part != "index").replace("_", "-")


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_it_is_used(path):
    name = name_of(path)
    used = re.compile(rf"<{re.escape(name)}[\s/>]")
    assert any(
        used.search(template.read_text(encoding="utf-8"))
        for template in OFFICE.glob("*/templates/**/*.html")
        if template != path
    )


@pytest.mark.django_db
def test_a_page_that_is_not_there_answers_in_words(client):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "没有找到这个页面" in page.content.decode()


@pytest.mark.django_db
def test_a_form_that_is_too_old_is_refused_in_words():
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert page.status_code == 403
    assert "这个页面放得太久了" in page.content.decode()


@pytest.mark.django_db
def test_a_failing_server_says_so_and_shows_nothing_of_itself(client, monkeypatch):
    from zhaoshang.office.web import design

    def fail(request):
        raise RuntimeError("a secret of the database")

    monkeypatch.setattr(design, "examples", fail)
    client.raise_request_exception = False
    page = client.get("/design/")
    assert page.status_code == 500
    assert "系统出了问题" in page.content.decode()
    assert "secret" not in page.content.decode()


def test_the_frame_links_only_to_what_a_person_may_open(yunchuan, client):
    shown = {}
    for role, somebody in yunchuan.people.items():
        request = RequestFactory().get("/todo/")
        request.user = somebody
        links = [link for _, links in links_for(request) for link in links]
        shown[role] = {link.address for link in links}
        client.force_login(somebody, "allauth.account.auth_backends.AuthenticationBackend")
        assert {client.get(address).status_code for address in shown[role]} == {200}
        assert [link.address for link in links if link.is_current] in ([], ["/todo/"])
    assert "/leads/" in shown["reporter"] and "/accounts/" not in shown["reporter"]
    assert (
        "/accounts/" in shown["security_administrator"] and "/leads/" not in shown["security_administrator"]
    )
    assert "/audit/" in shown["audit_administrator"] and "/audit/" not in shown["leader"]


def test_no_two_shortcuts_are_the_same():
    keys = [entry.key for group in GROUPS for entry in group.entries]
    assert len(set(keys)) == len(keys)
