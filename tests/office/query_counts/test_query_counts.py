"""How many times each page asks the database, page by page and role by role, is on record; a change is seen.

To record anew, after looking at why a number changed:

    RECORD_QUERY_COUNTS=yes .venv/bin/python -m pytest tests/office/query_counts
"""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, resolve, reverse

RECORD = Path(__file__).with_name("query_counts.json")
MOST = 40
"""No page asks more often than this, whoever opens it."""
NOT_ASKED = (
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK TO SAVEPOINT",
    "BEGIN",
    "COMMIT",
    "SELECT pg_advisory",
)
"""What marks transactions and takes turns; it differs from one kind of database to the other."""
NOBODY, ENROLLED, HALF_WAY = "nobody", "auditor", "somebody whose second factor is asked for"
APPS = ("web", "accounts", "organisation", "leads", "projects", "evidence", "audit", "exchange")
HOW = "RECORD_QUERY_COUNTS=yes .venv/bin/python -m pytest tests/office/query_counts"
POSTED = {
    "accounts/<int:pk>/lift/", "accounts/me/sessions/end-others/", "accounts/sessions/<int:pk>/end/",
    "audit/verify/", "evidence/<int:pk>/original/", "exchange/uploads/<int:pk>/take-in/", "leads/check/",
    "organisation/jurisdictions/<int:pk>/units/import/", "organisation/jurisdictions/<int:pk>/units/order/",
    "organisation/units/<int:pk>/move/", "projects/hand-over/<int:pk>/take-back/", "view/<int:pk>/change/",
    "view/<int:pk>/remove/", "view/<int:pk>/restore/", "views/<str:page>/save/",
}  # fmt: skip
"""What only takes forms, and shows no page of its own."""
NO_PAGE = {
    "language/": "Django's own: it only sends back to where one came from",
    "accounts/password/set/": "only sends to the profile",
    "accounts/me/sessions/": "only sends to the profile",
}
"""What is opened but shows nothing: why it has no record."""


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    roles: tuple[str, ...]


def page(name, *roles, of="", query="", **named) -> Page:
    """A page of the office as somebody opens it; ``of`` tells two pages of one name apart."""
    return Page(f"{name} {of}".strip(), reverse(name, kwargs=named or None) + query, roles)


def pages(o) -> list[Page]:
    """Every page that is opened with GET, on things of a small office, for those who open it."""
    FILERS, READERS = ("reporter", "unit_lead"), ("reporter", "commerce_verifier", "leader")
    SYSTEM, SECURITY, LOG = "system_administrator", "security_administrator", "audit_administrator"
    record = {"kind": "projects.milestone", "key": o.drafted.pk}
    archive = ("facts", "stages", "credits", "changes", "difficulties", "hand-over", "history", "all")
    return [
        page("web:home", *READERS, "unit_lead", "auditor", SYSTEM, SECURITY, LOG),
        page("web:todo", *READERS, "unit_lead"),
        page("web:search", *READERS, query="?q=电池"),
        page("web:views", "reporter", page="leads:list"),
        page("web:design", "reporter"),
        # signing in, and one's own account
        page("account_login", NOBODY),
        page("account_inactive", NOBODY),
        page("account_signup", NOBODY),
        page("account_reset_password", NOBODY),
        page("account_logout", "reporter"),
        page("account_reauthenticate", "reporter"),
        page("account_change_password", "reporter"),
        page("mfa_index", "reporter"),
        page("mfa_activate_totp", "reporter"),
        page("mfa_authenticate", HALF_WAY),
        *(
            page(f"mfa_{name}", ENROLLED)
            for name in (
                "reauthenticate",
                "deactivate_totp",
                "view_recovery_codes",
                "generate_recovery_codes",
            )
        ),
        page("mfa_download_recovery_codes", ENROLLED),
        page("accounts:profile", "reporter", SECURITY, ENROLLED),
        # accounts
        page("accounts:list", SECURITY),
        page("accounts:list", SECURITY, of="exported", query="?_export=xlsx"),
        page("accounts:create", SECURITY),
        page("accounts:detail", SECURITY, pk=o.reporter.pk),
        page("accounts:act", SECURITY, pk=o.reporter.pk, action="deactivate"),
        # organisation
        page("organisation:list", SYSTEM, SECURITY),
        page("organisation:unit", SYSTEM, pk=o.qinghe.pk),
        page("organisation:rename-unit", SYSTEM, pk=o.qinghe.pk),
        page("organisation:merge-unit", SYSTEM, pk=o.qinghe.pk),
        page("organisation:close-unit", SYSTEM, pk=o.qinghe.pk),
        page("organisation:jurisdictions", SYSTEM),
        page("organisation:create-jurisdiction", SYSTEM),
        page("organisation:jurisdiction", SYSTEM, pk=o.city.pk),
        page("organisation:create-unit", SYSTEM, pk=o.city.pk),
        page("organisation:appointments", SECURITY),
        page("organisation:appoint", SECURITY),
        page("organisation:end-appointment", SECURITY, pk=o.appointment.pk),
        page("organisation:leave", SECURITY, pk=o.reporter.pk),
        page("organisation:end-leave", SECURITY, pk=o.leave.pk),
        page("organisation:stand-in", SECURITY, pk=o.leave.pk),
        # leads
        page("leads:list", *READERS, "auditor"),
        page("leads:list", "leader", of="narrowed", query="?q=虚构&state=submitted&sort=-amount"),
        page("leads:todo", *FILERS, "commerce_verifier"),
        page("leads:create", *FILERS),
        page("leads:detail", *READERS, pk=o.lead.pk),
        page("leads:detail", "reporter", "commerce_verifier", of="with one like it", pk=o.signed_lead.pk),
        page("leads:edit", "reporter", pk=o.draft_lead.pk),
        page("leads:correct", "reporter", pk=o.lead.pk),
        page("leads:to-project", "reporter", pk=o.lead.pk),
        page("leads:act", "commerce_verifier", pk=o.signed_lead.pk, action="return"),
        page("leads:decide", "commerce_verifier", pk=o.signed_lead.pk, other=o.like_lead.pk),
        page("leads:appeal", "other_lead", pk=o.decision.pk),
        page("leads:answer", "second_verifier", pk=o.appeal.pk),
        page("leads:rules", *READERS, SYSTEM),
        # projects
        page("projects:list", *READERS),
        page("projects:list", "leader", of="narrowed", query="?q=电池&stage=signed&sort=-stage"),
        page("projects:board", *READERS),
        page("projects:timeline", *READERS),
        page("projects:new", *FILERS),
        page("projects:detail", *READERS, "reform_verifier", pk=o.project.pk),
        *(page("projects:tab", "reporter", "leader", of=tab, pk=o.project.pk, tab=tab) for tab in archive),
        page("projects:edit", "reporter", pk=o.draft_project.pk),
        page("projects:correct", "reporter", pk=o.project.pk),
        page("projects:offer", "unit_lead", pk=o.project_to_offer.pk),
        page("projects:hand-over-answer", "other_lead", pk=o.hand_over.pk),
        page("projects:difficulty-new", "reporter", "commerce_verifier", pk=o.project.pk),
        page("projects:difficulty", "reporter", pk=o.project.pk, difficulty=o.difficulty.pk),
        *(
            page("projects:fact-new", "reporter", of=kind, pk=o.project.pk, kind=kind)
            for kind in ("milestone", "credit", "change")
        ),
        page("projects:fact-edit", "reporter", of="milestone", kind="milestone", pk=o.drafted.pk),
        page("projects:fact-edit", "reporter", of="credit", kind="credit", pk=o.draft_credit.pk),
        page("projects:fact-edit", "reporter", of="change", kind="change", pk=o.draft_change.pk),
        page("projects:fact-correct", "reporter", of="milestone", kind="milestone", pk=o.signed.pk),
        page("projects:fact-correct", "reporter", of="credit", kind="credit", pk=o.credit.pk),
        page("projects:fact-correct", "reporter", of="change", kind="change", pk=o.change.pk),
        page("projects:act", "reform_verifier", kind="milestone", pk=o.started.pk, action="return"),
        # evidence
        page("evidence:record", "reporter", **record),
        page("evidence:add", "reporter", **record),
        page("evidence:file", "reporter", pk=o.evidence.pk),
        page("evidence:withdraw", "reporter", pk=o.evidence.pk),
        # the log
        page("audit:list", LOG, "auditor"),
        page("audit:list", LOG, of="exported", query="?_export=xlsx"),
        page("audit:event", LOG, "auditor", number=o.event.number),
        # files handed in and taken away
        page("exchange:list", "reporter"),
        page("exchange:upload", "reporter"),
        page("exchange:preview", "reporter", pk=o.upload.pk),
        page("exchange:rejected", "reporter", pk=o.upload.pk),
        page("exchange:match", "reporter", pk=o.upload.pk),
        page("exchange:template", "reporter", table="leads"),
        page("exchange:export", *READERS, of="leads", table="leads"),
        page("exchange:export", *READERS, of="projects", table="projects"),
        page("exchange:export", *READERS, of="one project", table="projects", pk=o.project.pk),
    ]


def routes(patterns=None, before="") -> dict[str, str]:
    """Every address of the office as it is declared -> its name."""
    found = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, route)
        else:
            found[route.replace("^", "")] = pattern.lookup_str
    return found


class Door:
    """Lets people in by the page on which they sign in, each once."""

    def __init__(self, office):
        self.office, self.clients = office, {}

    def client(self, who) -> Client:
        if who not in self.clients:
            self.clients[who] = self._let_in(who)
        return self.clients[who]

    def _let_in(self, who) -> Client:
        client = Client()
        name = ENROLLED if who == HALF_WAY else who
        if who == HALF_WAY:
            self.client(ENROLLED)
        if who != NOBODY:
            client.post(reverse("account_login"), {"login": name, "password": name})
        if who == ENROLLED:
            user = getattr(self.office, name)
            TOTP.activate(user, generate_totp_secret())
            RecoveryCodes.activate(user)
        return client


def asked(client, page) -> int:
    """How often a page asks when it is opened for the second time; once is for what is remembered from then on."""
    client.get(page.address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.address)
        response.getvalue()
    assert response.status_code == (403 if page.name == "account_signup" else 200), page
    return sum(not query["sql"].startswith(NOT_ASKED) for query in captured)


def on_record() -> dict[str, dict[str, int]]:
    return json.loads(RECORD.read_text(encoding="utf-8"))


def app_of(name) -> str:
    return name.partition(":")[0] if ":" in name else "accounts"


def record_anew(app, counted):
    kept = {name: counts for name, counts in on_record().items() if app_of(name) != app}
    text = json.dumps(kept | counted, ensure_ascii=False, indent=1, sort_keys=True)
    RECORD.write_text(text + "\n", encoding="utf-8")


def told(counted, recorded) -> list[str]:
    """Where two sets of counts differ, in words."""
    said = []
    for name in sorted(counted | recorded):
        now, then = counted.get(name, {}), recorded.get(name, {})
        for role in sorted(now | then):
            if now.get(role) != then.get(role):
                said.append(f"{name} as {role}: {then.get(role)} on record, {now.get(role)} now")
    return said


@pytest.mark.parametrize("app", APPS)
def test_every_page_asks_as_often_as_is_on_record(small_office, app):
    door = Door(small_office)
    counted = {
        page.name: {role: asked(door.client(role), page) for role in page.roles}
        for page in pages(small_office)
        if app_of(page.name) == app
    }
    if os.environ.get("RECORD_QUERY_COUNTS"):
        record_anew(app, counted)
    recorded = {name: counts for name, counts in on_record().items() if app_of(name) == app}
    assert told(counted, recorded) == [], f"Look why, then: {HOW}"


def test_no_page_asks_very_often():
    often = {name: counts for name, counts in on_record().items() if max(counts.values()) > MOST}
    assert often == {}


def test_every_page_is_on_record(small_office):
    opened = {resolve(page.address.partition("?")[0]).route for page in pages(small_office)}
    declared = set(routes())
    new = declared - opened - POSTED - set(NO_PAGE)
    assert not new, f"{sorted(new)}: name each in pages() of {Path(__file__).name}, then: {HOW}"
    assert declared >= POSTED | set(NO_PAGE), "something named here has gone"


@pytest.mark.parametrize("route", sorted(POSTED))
def test_what_has_no_record_shows_no_page(yunchuan, client, route):
    client.force_login(yunchuan.reporter)
    assert client.get("/" + re.sub("<[^>]+>", "1", route)).status_code == 405


@pytest.mark.parametrize("route", sorted(NO_PAGE))
def test_what_only_sends_elsewhere_has_no_record(yunchuan, client, route):
    client.force_login(yunchuan.reporter)
    assert client.get("/" + route).status_code == 302
