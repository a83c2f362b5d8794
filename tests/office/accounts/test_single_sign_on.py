"""The site's own identity provider says who somebody is; the office, whether they have an account."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from zhaoshang.office.accounts import services
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.models import Event

PROFILE = "/accounts/me/"


class Provider(BaseHTTPRequestHandler):
    """A provider that believes every code, and says that it belongs to ``server.claims``."""

    def answer(self, said):
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.startswith("/.well-known/"):
            self.answer({"issuer": here, "authorization_endpoint": f"{here}/authorize",
                         "token_endpoint": f"{here}/token", "userinfo_endpoint": f"{here}/userinfo"})  # fmt: skip
        else:
            self.answer(self.server.claims)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": "token", "token_type": "Bearer", "expires_in": 60})

    def log_message(self, *words):
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.claims = {"sub": "7", "preferred_username": "Reporter"}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {"provider_id": "site", "name": "统一身份认证", "client_id": "office", "secret": "x",
           "settings": {"server_url": f"http://127.0.0.1:{server.server_port}"}}  # fmt: skip
    settings.OFFICE_OIDC_ORIGINS = ["https://id.example"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    sys.path.insert(0, str(Path(__file__).parent))
    settings.ROOT_URLCONF = "urls_with_single_sign_on"
    yield server
    sys.path.pop(0)
    server.shutdown()
    server.server_close()


def come_back(client):
    """Choose the provider, and come back from it with a code."""
    page = client.get("/accounts/sign-in/").content.decode()
    assert "统一身份认证" in page and "/accounts/oidc/site/login/" in page
    away = client.post("/accounts/oidc/site/login/").url
    asked = parse_qs(urlsplit(away).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/accounts/oidc/site/login/callback/", {"code": "c", "state": asked["state"][0]})


def is_in(client):
    return client.get(PROFILE).status_code == 200


def test_who_has_an_account_of_that_name_signs_in_and_is_joined_to_it(yunchuan, client, provider):
    come_back(client)
    assert is_in(client)
    assert Event.objects.filter(action="account.single_sign_on", user="reporter").count() == 1
    assert Event.objects.filter(action="sign_in", user="reporter", succeeded=True).count() == 1


def test_once_joined_it_is_the_identity_that_counts(yunchuan, client, provider):
    come_back(client)
    client.post("/accounts/sign-out/")
    provider.claims = {"sub": "7", "preferred_username": "unit_lead"}
    come_back(client)
    assert client.get(PROFILE).wsgi_request.user == yunchuan.reporter


@pytest.mark.parametrize("claims", [{"sub": "8", "preferred_username": "nobody"}, {"sub": "8"}])
def test_who_has_none_is_sent_away_and_gets_none(yunchuan, client, provider, claims):
    provider.claims = claims
    count = User.objects.count()
    assert come_back(client).url == "/accounts/sign-in/"
    assert not is_in(client)
    assert User.objects.count() == count
    assert Event.objects.filter(action="sign_in", succeeded=False).count() == 1


def test_a_closed_account_stays_closed(yunchuan, client, provider, today):
    come_back(client)
    client.post("/accounts/sign-out/")
    services.deactivate(yunchuan.security_administrator, yunchuan.reporter, reason="调离", today=today)
    come_back(client)
    assert not is_in(client)


def test_the_second_factor_is_asked_for_all_the_same(yunchuan, client, provider, settings):
    settings.OFFICE_SECOND_FACTOR = True
    provider.claims = {"sub": "9", "preferred_username": "commerce_verifier"}
    come_back(client)
    assert client.get(PROFILE).url == "/accounts/second-factor/totp/activate/"


def test_the_page_lets_the_browser_follow_to_the_provider_and_no_other_page_does(yunchuan, client, provider):
    policy = client.get("/accounts/sign-in/")["Content-Security-Policy"]
    assert "form-action 'self' https://id.example;" in policy
    assert "id.example" not in client.get("/accounts/password/forgotten/")["Content-Security-Policy"]
