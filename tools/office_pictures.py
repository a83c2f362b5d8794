"""Pictures of the office's main pages, from a demonstration that is being served: docs/images/office-*.png.

zhaoshang office demo &    python tools/office_pictures.py [address] [folder]
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
FOLDER = Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images")
CHROMIUM = [
    "--lang=zh-CN",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
]
WIDE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
EXAMPLE_CODE = "91350100M000100Y43"
PASSWORD = "Yunchuan-2026"


def sign_in(page: Page, username: str) -> None:
    """Sign in as one of the invented people."""
    page.goto(f"{ADDRESS}/accounts/sign-in/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{ADDRESS}/")


def take(page: Page, name: str, path: str = "", whole: bool = False) -> None:
    """Open a page and keep what is seen of it."""
    if path:
        page.goto(f"{ADDRESS}{path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(FOLDER / f"office-{name}.png"), full_page=whole)
    print(name, page.url)


def warned_lead(page: Page) -> str:
    """The address of a lead that somebody else reported first."""
    page.goto(f"{ADDRESS}/leads/?q={EXAMPLE_CODE}")
    return page.locator("main table a[href^='/leads/']").first.get_attribute("href") or "/leads/"


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        page = browser.new_context(viewport=WIDE, locale="zh-CN").new_page()  # type: ignore[arg-type]
        take(page, "sign-in", "/accounts/sign-in/")
        sign_in(page, "reporter")
        take(page, "workbench")
        take(page, "leads", "/leads/")
        take(page, "lead-first-report", warned_lead(page))
        take(page, "refused", "/audit/")
        page = browser.new_context(viewport=WIDE, locale="zh-CN").new_page()  # type: ignore[arg-type]
        sign_in(page, "leader")
        take(page, "projects", "/projects/")
        project = page.locator("main table a[href^='/projects/']").nth(18).get_attribute("href") or ""
        take(page, "project", project)
        take(page, "board", "/projects/board/")
        take(page, "timeline", "/projects/timeline/")
        page = browser.new_context(viewport=WIDE, locale="zh-CN").new_page()  # type: ignore[arg-type]
        sign_in(page, "auditor")
        take(page, "log", "/audit/")
        page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()  # type: ignore[arg-type]
        sign_in(page, "commerce")
        take(page, "phone-workbench", "/")
        take(page, "phone-to-do", "/todo/")
        take(page, "phone-leads", "/leads/")
        take(page, "phone-project", project)
        browser.close()


if __name__ == "__main__":
    main()
