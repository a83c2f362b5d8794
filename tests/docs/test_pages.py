"""Pages outside the generated ones: their commands exist, and what they link to is there."""

import re
from pathlib import Path

import pytest

from zhaoshang.cli.door import _command

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(p for p in (ROOT / "docs").rglob("*.md") if "reference" not in p.parts),
]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
COMMAND = re.compile(r"(?:^|`)zhaoshang ([a-z][^`\n#]*)", re.MULTILINE)


def options_of(words):
    """The options of the command that these words call, and the words that no command took. Raises KeyError."""
    command = _command()
    while getattr(command, "commands", None) and words:
        command, words = command.commands[words[0]], words[1:]
    return {o for p in command.params for o in (*p.opts, *p.secondary_opts)} | {"--language", "--help"}, words


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_command_on_a_page_exists_and_takes_its_options(page):
    for line in COMMAND.findall(page.read_text(encoding="utf-8")):
        words = [word for word in re.split(r"[\s|]+", line) if word]
        try:
            options, rest = options_of(words)
        except KeyError as unknown:
            pytest.fail(f"there is no command {unknown} in: zhaoshang {line}")
        unknown = [word for word in rest if word.startswith("-") and word not in options]
        assert not unknown, f"zhaoshang {line}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_every_link_of_a_page_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert "://" not in target, target
        assert (page.parent / target).exists(), target


def test_the_lock_files_name_no_place_to_fetch_from_and_pin_every_package_by_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text and "--index" not in text and "--find-links" not in text
        packages = re.findall(r"^[\w.\[\]-]+==", text, re.MULTILINE)
        assert packages and len(packages) == len(re.findall(r"^[^\s].*\\$", text, re.MULTILINE))
