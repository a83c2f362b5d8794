"""A person at a browser, and what the daily paths begin with."""

import re
from contextlib import contextmanager
from hashlib import sha256

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads import services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.records.choices import Action

WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
ANY = re.compile(".")
"""The name of any link."""
THE_DAY = "2026-06-15"
"""The day on which all of this happens, as people write it."""
_SHAPE = r"""document.documentElement.outerHTML.replace(/>[^<]*\S[^<]*</g, ">x<")
    .replace(/(value|content|href|action|src)="[^"]*"/g, "$1").replace(/\d+/g, "0")"""
_TOO_WIDE = """[...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
_axe_saw: set[str] = set()


class Desk:
    """One person at one browser. Whatever its pages complain of is kept in ``complaints``."""

    def __init__(self, browser, address, viewport):
        self.address = address
        self.context = browser.new_context(viewport=viewport, locale="zh-CN", reduced_motion="reduce")
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.main = self.page.locator("main")
        self.complaints = []
        self._may_be_refused = False
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _told(self, message):
        if message.type not in ("error", "warning"):
            return
        if self._may_be_refused and "Failed to load resource" in message.text:
            return
        self.complaints.append(message.text)

    @contextmanager
    def refused(self):
        """Within this, a page may answer with a status that says no."""
        self._may_be_refused = True
        yield
        self.page.evaluate("1")  # what the browser had to say has been said by now
        self._may_be_refused = False

    def come_in(self, username):
        """Be signed in, without the page of signing in."""
        client = Client()
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(username=username), backend=backend)
        name = settings.SESSION_COOKIE_NAME
        held = {"name": name, "value": client.cookies[name].value, "url": self.address}
        self.context.add_cookies([held])
        return self

    def sign_in(self, username, password):
        """Sign in as people do."""
        self.open("/accounts/sign-in/")
        self.fill("用户名", username)
        self.fill("口令", password)
        return self.press("登录")

    def open(self, path):
        self.page.goto(f"{self.address}{path}")
        return self.look()

    def look(self):
        """The page at hand is one that axe finds nothing in, and nothing sticks out of it sideways. A page of just
        the shape of one that axe has seen at this width is not shown to it again."""
        self.page.wait_for_load_state()
        self.page.locator(".htmx-request").first.wait_for(state="detached")
        width = self.page.viewport_size["width"]
        shape = sha256(f"{width}{self.page.evaluate(_SHAPE)}".encode()).hexdigest()
        if shape not in _axe_saw:
            found = Axe().run(self.page).response["violations"]
            told = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]
            assert not told, (self.page.url, told)
            _axe_saw.add(shape)
        self.nothing_sticks_out()
        return self.page

    def nothing_sticks_out(self):
        size = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        if size[0] > size[1]:
            raise AssertionError((self.page.url, size, self.page.evaluate(_TOO_WIDE)))

    def press(self, name, within=None):
        """Press a button of the page's own part, say yes if it asks, and look at what comes."""
        self._press(name, within)
        return self.look()

    def confirm(self, name, within=None):
        """The same for a button that must ask."""
        assert self._press(name, within), f"{name} does not ask"
        return self.look()

    def _press(self, name, within=None):
        button = (within or self.main).get_by_role("button", name=name, exact=True).first
        asks = button.evaluate("b => b.closest('[data-confirm]') !== null")
        if asks:
            button.click()
            button = self.page.get_by_role("dialog").locator("[data-part=yes]")
        with self.page.expect_navigation():
            button.click()
        return asks

    def follow(self, name, within=None):
        link = (within or self.main).get_by_role("link", name=name).first
        with self.page.expect_navigation():
            link.click()
        return self.look()

    def go(self, name):
        """Go to a page by the bar at the side."""
        return self.follow(name, within=self.page.get_by_role("navigation", name="主导航"))

    def field(self, label):
        """The field of a form by its label, whether it must be filled in or not."""
        wanted = re.compile(rf"^\s*{re.escape(label)}\s*(\*\s*)?(必填)?\s*$")
        return self.main.locator("form:not(.filters)").get_by_label(wanted).first

    def fill(self, label, words):
        self.field(label).fill(words)

    def choose(self, label, option):
        self.field(label).select_option(label=option)

    def attach(self, label, name, content, media_type="application/octet-stream"):
        file = {"name": name, "mimeType": media_type, "buffer": content}
        self.field(label).set_input_files(file)

    def download(self, name):
        """Press a link that gives a file; gives what is in it, and its name."""
        with self.page.expect_download() as coming:
            self.main.get_by_role("link", name=name).first.click()
        return coming.value.path().read_bytes(), coming.value.suggested_filename

    def row(self, words):
        """The row of a table that holds some words."""
        return self.main.locator("tbody tr").filter(has_text=words).first

    def card(self, title):
        """A card by its heading."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        return self.main.locator("section.card").filter(has=heading).first

    def sees(self, *words):
        """Every one of these stands on the page."""
        for each in words:
            self.main.get_by_text(each).locator("visible=true").first.wait_for()

    def is_not_offered(self, *names):
        """Neither a button nor a link of these names."""
        for name in names:
            for kind in ("button", "link"):
                assert self.main.get_by_role(kind, name=name, exact=True).count() == 0, name

    def text(self):
        return self.main.inner_text()


def filed_lead(people, company="虚构丙寅纸鸢装备制造有限公司", day=None) -> Lead:
    """Of 青禾区, filled in and waiting to be signed."""
    today = day or timezone.localdate()
    values = {
        "date": today, "company": company, "content": "拟投资建设生产线", "place": "青禾区高新产业园",
        "amount": 80_000_000_00, "capital": "domestic",
    }  # fmt: skip
    lead = services.create(people.reporter, people.qinghe, values, today=today)
    return services.act(people.reporter, lead, Action.FILE, today=today)


def signed_lead(people, **values) -> Lead:
    """The same, sent up."""
    lead = filed_lead(people, **values)
    return services.act(people.unit_lead, lead, Action.SIGN, today=lead.recorded_on)
