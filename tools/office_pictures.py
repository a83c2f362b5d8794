"""Pictures of what each role opens every day, on a wide screen and on a phone: docs/images/office-*.png.

.venv/bin/python tools/office_pictures.py [folder]

Makes the invented year in a folder of its own, on a day that is always the same, and serves it to itself.
"""

from __future__ import annotations

import datetime
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
TODAY, TEN = datetime.date(2026, 9, 30), datetime.time(10)
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--lang=zh-CN",
]
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def prepare() -> None:
    """The invented year, in an office of its own."""
    os.environ |= {
        "OFFICE_DEMONSTRATION": "yes", "OFFICE_DATA": tempfile.mkdtemp(prefix="pictures-"),
        "OFFICE_LOG_LEVEL": "error", "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }  # fmt: skip
    from zhaoshang.office.operating import setting_up

    setting_up.ready()
    setting_up.migrate()
    from zhaoshang.office.demonstration.year import make
    from zhaoshang.office.operating.serving import lay_static_files

    make(TODAY)
    lay_static_files()


@contextmanager
def served() -> Iterator[str]:
    """Serve the office from this process, where it stays ten in the morning; gives its address."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.utils import timezone

    from zhaoshang.office.wsgi import application

    class Quiet(WSGIRequestHandler):
        """Says nothing of every request."""

        def log_message(self, *args: object) -> None:
            """Nothing."""

    now = timezone.make_aware(datetime.datetime.combine(TODAY, TEN)).astimezone(datetime.UTC)
    with patch("django.utils.timezone.now", lambda: now):
        server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
        server.daemon_threads = True
        server.set_app(application)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Photographer:
    """Opens pages as somebody, and keeps what is seen of them."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address

    def page_of(self, username: str, size: dict[str, int]) -> Page:
        """A browser in which somebody is signed in; nobody for an empty name."""
        context = self.browser.new_context(viewport=size, locale="zh-CN", reduced_motion="reduce")  # type: ignore[arg-type]
        if username:
            context.add_cookies([{"name": "sessionid", "value": _session(username), "url": self.address}])
        return context.new_page()

    def take(
        self, name: str, username: str, path: str, size: dict[str, int] = WIDE,
        first: Callable[[Page], object] | None = None,
    ) -> None:  # fmt: skip
        """Open a page, do something on it first where that is asked for, and keep it."""
        page = self.page_of(username, size)
        page.goto(self.address + path)
        if first is not None:
            first(page)
        page.wait_for_load_state("networkidle")
        page.mouse.move(0, 0)
        page.screenshot(path=str(FOLDER / f"office-{name}.png"))
        print(name, path)
        page.context.close()


def _session(username: str) -> str:
    from django.test import Client

    from zhaoshang.office.accounts.models import User

    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return client.cookies["sessionid"].value


def _found() -> dict[str, int]:
    """Records that show something, by what they show."""
    from zhaoshang.office.demonstration.lead_stories import EXAMPLE_CODE
    from zhaoshang.office.leads.models import Lead
    from zhaoshang.office.projects.models import Milestone, Project

    disputed = Lead.objects.filter(company_code=EXAMPLE_CODE).order_by("submitted_at")
    first, later = disputed.first(), disputed.exclude(unit=disputed.first().unit).last()  # type: ignore[union-attr]
    started = Milestone.objects.filter(stage="started", state="approved").values("project")
    troubled = Project.objects.filter(root=None, pk__in=started, difficulties__isnull=False).first()
    assert first is not None and later is not None and troubled is not None
    signing = Milestone.objects.filter(state="submitted", stage="signed").first()
    far = Project.objects.filter(root=None, changes__isnull=False).first() or troubled
    return {
        "first": first.pk, "later": later.pk, "project": troubled.pk, "changed": far.pk,
        "signing": troubled.pk if signing is None else signing.project_id,
    }  # fmt: skip


def _typed(page: Page) -> None:
    """A lead half filled in, of a company that another unit reported first."""
    from zhaoshang.office.demonstration.lead_stories import EXAMPLE_CODE

    page.locator("[name=company]").fill("虚构丁巳空竹新材料有限公司")
    page.locator("[name=company_code]").fill(EXAMPLE_CODE)
    page.locator("#check .notice").wait_for()


def take_all(at: Photographer) -> None:
    """Every role's pages."""
    known = _found()
    project = f"/projects/{known['project']}/"
    at.take("sign-in", "", "/accounts/sign-in/")
    at.take("workbench", "reporter", "/")
    at.take("leads", "reporter", "/leads/")
    at.take("lead-form", "reporter", "/leads/new/", first=_typed)
    at.take("lead-first-report", "reporter", f"/leads/{known['later']}/")
    at.take("import", "yueya_reporter", "/exchange/")
    at.take("refused", "reporter", "/audit/")
    at.take("unit-lead-to-do", "lead", "/todo/")
    at.take("commerce-to-do", "commerce", "/todo/")
    at.take("decision", "commerce", f"/leads/{known['later']}/first/{known['first']}/")
    at.take("reform-stages", "reform", f"/projects/{known['signing']}/stages/")
    at.take("statistics-workbench", "statistics", "/")
    at.take("reviewer-project", "reviewer", f"/projects/{known['changed']}/changes/")
    at.take("leader-workbench", "leader", "/")
    at.take("projects", "leader", "/projects/")
    at.take("project", "leader", project)
    at.take("board", "leader", "/projects/board/")
    at.take("timeline", "leader", "/projects/timeline/")
    at.take("organisation-department", "organisation", "/projects/?stage=signed")
    at.take("log", "auditor", "/audit/")
    at.take("units", "system", "/organisation/")
    at.take("accounts", "security", "/accounts/")
    at.take("appointments", "security", "/organisation/appointments/")
    at.take("phone-sign-in", "", "/accounts/sign-in/", PHONE)
    at.take("phone-workbench", "commerce", "/", PHONE)
    at.take("phone-to-do", "commerce", "/todo/", PHONE)
    at.take("phone-leads", "commerce", "/leads/", PHONE)
    at.take("phone-lead-form", "reporter", "/leads/new/", PHONE)
    at.take("phone-project", "leader", project, PHONE)
    at.take("phone-stages", "reform", f"/projects/{known['signing']}/stages/", PHONE)
    at.take("phone-board", "leader", "/projects/board/", PHONE)
    at.take("phone-log", "audit", "/audit/", PHONE)
    at.take("phone-units", "system", "/organisation/", PHONE)
    at.take("phone-accounts", "security", "/accounts/", PHONE)


def main() -> None:
    """Make the year, serve it, and take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    prepare()
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=CHROMIUM, env={**os.environ, "LANGUAGE": "zh_CN"}
        )  # in Chinese where it knows it (chromium-l10n)
        take_all(Photographer(browser, address))
        browser.close()


if __name__ == "__main__":
    main()
