"""The living page of components in a real browser: nothing wrong for those who cannot see it, on a desk and a phone."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site

# Playwright keeps a loop running in the tests' thread, in which Django would refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SIZES = [(1366, 768), (390, 844)]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": "/usr/bin/chromium", "args": ARGUMENTS}


@pytest.fixture
def open_page(browser, live_server, yunchuan, client):
    """Opens an address as the reporter; what the browser complains about is collected and must be nothing."""
    client.force_login(yunchuan.reporter, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.cookies[site.SESSION_COOKIE_NAME].value
    contexts, complaints = [], []

    def go(address="/design/", width=1366, height=768, **more):
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("address", ["/design/", "/", "/search/?q=电池"])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, address, width, height):
    page = open_page(address, width, height)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_office_can_be_used_from_the_keyboard(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('shortcuts-dialog').open")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/todo/")


def test_what_cannot_be_undone_asks_first_and_no_is_the_first_answer(open_page):
    page = open_page()
    page.evaluate("""() => { const b = document.getElementById('confirm-example');
        b.addEventListener('click', () => { document.title = 'done'; }); }""")
    page.click("#confirm-example")
    assert page.inner_text("#confirm-title") == "作废这条记录？"
    assert page.evaluate("document.activeElement.value") == "no"
    page.keyboard.press("Enter")
    assert page.title() != "done"
    assert page.evaluate("document.activeElement.id") == "confirm-example"
    page.click("#confirm-example")
    page.click("#confirm-dialog [value=yes]")
    page.wait_for_function("document.title === 'done'")


def test_a_message_from_the_server_brings_its_undo(open_page):
    page = open_page()
    page.evaluate("""document.dispatchEvent(new CustomEvent('toast',
        {detail: {level: 'success', text: '已退回 <b>1</b> 条', undo: '/design/'}}))""")
    assert page.inner_text(".toasts .toast-text") == "已退回 <b>1</b> 条"
    assert page.get_attribute(".toasts form", "action") == "/design/"
    assert page.input_value(".toasts [name=csrfmiddlewaretoken]")


def test_rows_can_be_added_and_taken_away(open_page):
    page = open_page()
    page.click("[data-row-add]")
    assert page.locator("[data-row]").count() == 3
    assert page.input_value("[name=form-TOTAL_FORMS]") == "3"
    assert page.evaluate("document.activeElement.name") == "form-2-party"
    page.locator("[data-row-drop]").first.click()
    assert page.locator("[data-row]:visible").count() == 2
    assert page.evaluate("document.querySelector('[name=form-0-DELETE]').checked")


def test_on_a_phone_the_menu_is_a_drawer_that_gives_the_keyboard_back(open_page):
    page = open_page(width=390, height=844)
    assert not page.is_visible("#side")
    page.click("[data-drawer-open]")
    page.wait_for_selector("#side", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#side", state="hidden")
    assert page.evaluate("document.activeElement.hasAttribute('data-drawer-open')")


def test_without_scripts_every_page_still_reads(open_page):
    page = open_page(java_script_enabled=False)
    assert page.is_visible("h1") and page.is_visible("#side")


def test_paper_has_no_bars_and_heads_of_tables_come_again(open_page):
    page = open_page()
    page.emulate_media(media="print")
    for hidden in (".side", ".bar", ".filters", ".page-actions"):
        assert not page.is_visible(hidden)
    assert page.is_visible(".strip")
    head = page.evaluate("getComputedStyle(document.querySelector('.table-cards thead')).display")
    assert head == "table-header-group"
