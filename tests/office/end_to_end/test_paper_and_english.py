"""On paper there are no bars and nothing sticks out; in English every main page is in English."""

import re

import pytest
from end_to_end_help import filed_lead
from projects_help import approve

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = {"width": 718, "height": 1000}
"""A4 without its margins, in dots of 96 to the inch."""
CHROME = (".side", ".bar", ".page-actions", ".filters", ".toasts", ".tabs", ".crumbs", "main .btn")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def test_the_list_the_archive_and_the_board_print_cleanly(desk, yunchuan, a_project, a_milestone, today):
    project = approve(a_project(), yunchuan, today)
    approve(a_milestone(project), yunchuan, today)
    for number in range(2, 8):
        a_project(f"P2026-00{number}", name=f"虚构第{number}号高端装备智能制造产业园建设项目")
    filed_lead(yunchuan)
    at = desk("reporter", PAPER)
    for path in ("/projects/", f"/projects/{project.pk}/all/", "/projects/board/", "/leads/"):
        page = at.open(path)
        page.emulate_media(media="print")
        at.nothing_sticks_out()
        for part in CHROME:
            assert not any(each.is_visible() for each in page.locator(part).all()), (path, part)
        assert page.locator("main h1").is_visible()
        at.sees("项目" if "projects" in path else "线索")
        page.emulate_media(media="screen")


def test_the_main_pages_are_in_english_once_that_is_asked_for(desk, yunchuan, a_project, a_milestone, today):
    lead = filed_lead(yunchuan)
    project = approve(a_project(), yunchuan, today)
    a_milestone(project)
    at = desk("reporter")
    page = at.open("/")
    page.locator(".bar-person summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="English").click()
    at.look()
    assert page.locator("html").get_attribute("lang") == "en"
    named = {"云川市", "青禾区", "市商务局"}
    for path, title in (
        ("/", "Workbench"), ("/todo/", None), ("/leads/", None), (f"/leads/{lead.pk}/", lead.company),
        ("/leads/new/", None), ("/projects/", None), (f"/projects/{project.pk}/stages/", project.name),
        ("/exchange/", None), ("/accounts/me/", None),
    ):  # fmt: skip
        at.open(path)
        if title:
            assert page.locator("h1").inner_text() == title
        for label in page.locator("main th, main label, main h2, main button, .side-link").all_inner_texts():
            left = set(CHINESE.findall(label)) - named
            assert not left, (path, label)
