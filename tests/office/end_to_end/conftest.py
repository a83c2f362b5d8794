"""A browser in which anything that a page complains of fails the test, and people who sign in by its page."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop of its own in this thread
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
WIDE = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM}


class Desk:
    """One person at one browser."""

    def __init__(self, browser, address, viewport):
        self.address = address
        self.context = browser.new_context(viewport=viewport, locale="zh-CN", reduced_motion="reduce")
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.complaints = []
        self.refused = False
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _told(self, message):
        if message.type not in ("error", "warning"):
            return
        if self.refused and "Failed to load resource" in message.text:
            return
        self.complaints.append(message.text)

    def sign_in(self, username):
        self.open("/accounts/sign-in/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", username)
        with self.page.expect_navigation():
            self.page.press("input[name=password]", "Enter")
        self.look()
        return self

    def open(self, path):
        self.page.goto(f"{self.address}{path}")
        return self.look()

    def look(self):
        """The page at hand is one that axe finds nothing in, and nothing sticks out of it sideways."""
        self.page.wait_for_load_state("networkidle")
        found = Axe().run(self.page).response["violations"]
        assert not found, [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
        size = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert size[0] <= size[1], f"{self.page.url} is {size[0]} wide in {size[1]}"
        return self.page

    def press(self, name, exact=True):
        """Press a button of the page's own part, and look at what comes."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=exact).first.click()
        return self.look()

    def follow(self, name):
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()
        return self.look()

    def confirm(self, name):
        """Press a button that asks first, and say yes."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).first.click()
        dialog = self.page.get_by_role("dialog")
        dialog.wait_for()
        with self.page.expect_navigation():
            dialog.get_by_role("button", name=name, exact=True).click()
        return self.look()

    def text(self):
        return self.page.inner_text("main")


@pytest.fixture
def desk(browser, live_server, transactional_db):
    """Opens a browser, signed in as somebody; every complaint of its pages fails the test."""
    desks = []

    def open_for(username=None, viewport=WIDE):
        made = Desk(browser, live_server.url, viewport)
        desks.append(made)
        return made if username is None else made.sign_in(username)

    yield open_for
    complaints = [c for made in desks for c in made.complaints]
    for made in desks:
        made.context.close()
    assert complaints == []
