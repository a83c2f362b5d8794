"""The office without a mouse: signing in, searching, going about; and where one is, is always to be seen."""

import pytest
from end_to_end_help import filed_lead

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRESENT = """(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
    return {name: (e.getAttribute("aria-label") || e.innerText || e.name || "").trim().slice(0, 40), tag: e.tagName,
            drawn: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none",
            shown: r.width > 0 && r.height > 0 && r.right > 0 && r.bottom > 0}; })()"""


def tab(at):
    """Go on to the next thing, which must be seen and seen to be the present one."""
    at.page.keyboard.press("Tab")
    present = at.page.evaluate(PRESENT)
    assert present["drawn"] and present["shown"], present
    return present


def test_signing_in_searching_and_opening_what_was_found(desk, yunchuan):
    lead = filed_lead(yunchuan)
    at = desk()
    page = at.open("/accounts/sign-in/")
    page.keyboard.type("reporter")
    tab(at)
    page.keyboard.type("reporter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    at.look()
    page.keyboard.press("/")
    page.keyboard.type("纸鸢")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    at.look()
    for _step in range(60):
        if tab(at)["name"] == lead.company:
            break
    with page.expect_navigation():
        page.keyboard.press("Enter")
    at.look()
    at.sees(lead.number)
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("l")
    at.look()
    with page.expect_navigation():
        page.keyboard.press("n")
    at.look()
    at.sees("填报线索")


def test_the_way_through_a_page_begins_with_a_leap_to_its_text_and_follows_the_eye(desk, yunchuan):
    filed_lead(yunchuan)
    at = desk("reporter")
    page = at.open("/leads/")
    assert tab(at)["name"] == "跳到正文"
    page.keyboard.press("Enter")
    order = [tab(at)["name"]]
    while order[-1] != "q":
        order.append(tab(at)["name"])
    assert order[:5] == ["工作台", "导出 Excel", "线索规则", "我的待办", "填报线索"]
    page.keyboard.press("?")  # typed into a field, it is only a character
    assert not page.get_by_role("dialog").is_visible()


def test_menus_dialogs_and_their_closing(desk, yunchuan):
    lead = filed_lead(yunchuan)
    at = desk("unit_lead")
    page = at.open(f"/leads/{lead.pk}/")
    page.locator(".bar-person summary").focus()
    page.keyboard.press("Enter")
    tab(at)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("details.menu[open]").count() == 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="键盘快捷键")
    dialog.wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    bureau = desk("reporter")
    page = bureau.open(f"/leads/{lead.pk}/edit/")  # only what is still a draft may be changed
    bureau.sees(lead.company)
    assert "/edit/" not in page.url
