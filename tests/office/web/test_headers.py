"""Every page says what a browser may do with it, and holds to that itself."""

import re
from html.parser import HTMLParser

import pytest
from django.test import override_settings

OPEN_PAGES = ["/design/", "/accounts/sign-in/", "/nowhere/"]
OWN_PAGES = ["/", "/todo/", "/search/", "/search/?q=%E7%94%B5%E6%B1%A0"]


class Inline(HTMLParser):
    """Collects what a strict policy refuses."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.in_script = False

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "style" or re.fullmatch(r"on[a-z]+", name) or "hx-on" in name:
                self.found.append((tag, name, value))
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append((tag, name, value))
        self.in_script = tag == "script"
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.found.append((tag, "inline", self.getpos()))

    def handle_data(self, data):
        if self.in_script and data.strip():
            self.found.append(("script", "text", data))

    def handle_endtag(self, tag):
        self.in_script = False


def inline_parts(page):
    reader = Inline()
    reader.feed(page.content.decode())
    return reader.found


def check(page):
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy and "style-src 'self';" in policy
    for refused in ("unsafe-inline", "unsafe-eval", "http:", "https:", "*"):
        assert refused not in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in page["Permissions-Policy"]
    assert "no-store" in page["Cache-Control"]
    assert inline_parts(page) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", OPEN_PAGES)
def test_a_page_for_anybody_is_strict(client, address):
    check(client.get(address))


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_page_for_those_signed_in_is_strict(client, yunchuan, address):
    client.force_login(yunchuan.reporter, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(address)
    assert page.status_code == 200
    check(page)


def test_inline_parts_would_be_noticed():
    reader = Inline()
    reader.feed('<p style="color:red" onclick="x()"><script>alert(1)</script><a href="javascript:x()">x</a>')
    assert len(reader.found) == 5


@pytest.mark.django_db
def test_the_banner_stands_on_every_page(client):
    for address in OPEN_PAGES:
        assert "本系统为非涉密系统，严禁存储、处理、传输国家秘密" in client.get(address).content.decode()


@pytest.mark.django_db
def test_htmx_may_neither_evaluate_nor_inject(client):
    page = client.get("/design/").content.decode()
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1]
    for said in ('"allowEval":false', '"allowScriptTags":false', '"includeIndicatorStyles":false'):
        assert said in config


@pytest.mark.django_db
@override_settings(SECURE_HSTS_SECONDS=3600)
def test_through_tls_a_browser_is_told_to_stay_there(client):
    assert client.get("/design/", secure=True)["Strict-Transport-Security"].startswith("max-age=3600")


@pytest.mark.django_db
def test_pages_are_chinese_whatever_the_browser_prefers_until_english_is_chosen(client):
    page = client.get("/design/", headers={"accept-language": "en"})
    assert 'lang="zh-hans"' in page.content.decode()
    client.post("/language/", {"language": "en", "next": "/design/"})
    page = client.get("/design/", headers={"accept-language": "zh"})
    assert 'lang="en"' in page.content.decode()
    assert "storing, processing or sending them here is forbidden" in page.content.decode()


@pytest.mark.django_db
def test_while_the_maintenance_file_is_there_the_office_says_that_it_is_closed(client, settings, tmp_path):
    mark = tmp_path / "maintenance"
    settings.OFFICE_MAINTENANCE_FILE = mark
    assert client.get("/design/").status_code == 200
    mark.write_text("预计 18:30 恢复\n备份", encoding="utf-8")
    client.handler.load_middleware()
    page = client.get("/design/")
    assert page.status_code == 503 and page["Retry-After"]
    assert "预计 18:30 恢复" in page.content.decode() and "备份</strong>" not in page.content.decode()


@pytest.mark.django_db
def test_the_living_page_is_hidden_from_a_real_site(client, settings):
    settings.DEMONSTRATION = False
    assert client.get("/design/").status_code == 404
