"""What pages are made of comes from this site alone, and what is not ours is never in the repository."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WEB = ROOT / "src/zhaoshang/office/web"
OFFICE = ROOT / "src/zhaoshang/office"
VENDOR = WEB / "static/vendor"
ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")
LOADING = re.compile(
    r"""(?:url\(|@import|src=|href=|fetch\(|importScripts\(|new WebSocket\()\s*["'(]*\s*(?:https?:)?//"""
)


def served_files() -> list[Path]:
    return sorted(p for p in (WEB / "static").rglob("*") if p.suffix in {".js", ".css", ".svg"})


def test_the_vendored_files_are_there():
    names = {path.name for path in VENDOR.iterdir()}
    assert {"bootstrap.css", "htmx.js", "icons.svg", "licences"} <= names, "run `make assets`"
    assert all(licence.read_text().strip() for licence in (VENDOR / "licences").iterdir())


@pytest.mark.parametrize("path", served_files(), ids=lambda path: path.name)
def test_no_served_file_loads_anything_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not LOADING.search(text)
    assert "sourceMappingURL" not in text
    if path.is_relative_to(WEB / "static/web"):
        assert not [found for found in ADDRESS.findall(text) if not f"{found}/".startswith(NAMESPACES)]


@pytest.mark.parametrize("path", sorted(OFFICE.glob("*/templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_names_another_site(path):
    text = path.read_text(encoding="utf-8")
    assert not [found for found in ADDRESS.findall(text) if not f"{found}/".startswith(NAMESPACES)]


def test_the_lock_file_pins_content_and_names_no_registry():
    lock = json.loads((OFFICE / "assets/package-lock.json").read_text())
    packages = {name: about for name, about in lock["packages"].items() if name}
    assert packages
    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not [name for name, about in packages.items() if "resolved" in about]


def test_versions_asked_for_are_exact():
    asked = json.loads((OFFICE / "assets/package.json").read_text())
    versions = [*asked["dependencies"].values(), *asked["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_nothing_vendored_or_minified_is_committed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    committed = listed.stdout.splitlines()
    assert not [name for name in committed if ".min." in name or "/vendor/" in name or name.endswith(".mo")]


def test_every_icon_that_is_used_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text()))
    used = set()
    for template in OFFICE.glob("*/templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        used |= set(re.findall(r'{% icon "([^"]+)"', text))
        used |= set(re.findall(r'<c-[a-z.]+[^>]*? icon="([a-z0-9-]+)"', text))
        used |= set(re.findall(r'<c-icon[^>]*? name="([a-z0-9-]+)"', text))
    for module in OFFICE.glob("web/*.py"):
        used |= set(re.findall(r'"([a-z0-9-]+)", "[a-z]"', module.read_text(encoding="utf-8")))
    assert used
    assert used <= drawn
