"""Every word of the pages about accounts, units and appointments is there in English."""

import ast
import re
from pathlib import Path

import pytest

OFFICE = Path(__file__).parents[3] / "src/zhaoshang/office"
APPS = ("accounts", "organisation")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENTRY = re.compile(r'^msgid "(.+)"\n(?:msgid_plural ".*"\nmsgstr\[0\]|msgstr) "(.+)"$', re.MULTILINE)
PARAMETER = re.compile(r"%\(\w+\)[sd]")


def said_in_english():
    found = {}
    for path in sorted(OFFICE.glob("*/locale/en/LC_MESSAGES/django.po")):
        found.update(ENTRY.findall(path.read_text(encoding="utf-8")))
    return {words.replace('\\"', '"'): english for words, english in found.items()}


def words_of(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "_",
                "gettext",
                "gettext_lazy",
            ):
                yield node.args[0].value
    else:
        for quoted in re.findall(r"""{%\s*translate\s+("[^"]*"|'[^']*')""", text):
            yield quoted[1:-1]
        for body in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*(?:plural|endblock)", text, re.DOTALL):
            yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", body)


PATHS = [path for app in APPS for kind in ("*.py", "*.html") for path in (OFFICE / app).rglob(kind)]
WORDS = sorted({words for path in PATHS if "migrations" not in path.parts for words in words_of(path)})
ENGLISH = said_in_english()


def test_there_are_words_to_look_at():
    assert len(WORDS) > 250


@pytest.mark.parametrize("words", WORDS)
def test_it_is_said_in_english_with_the_same_blanks(words):
    english = ENGLISH.get(words, "")
    assert english and not CHINESE.search(english)
    assert sorted(PARAMETER.findall(english)) == sorted(PARAMETER.findall(words))


@pytest.mark.parametrize("path", [p for p in PATHS if p.suffix == ".html"], ids=lambda path: path.name)
def test_no_template_speaks_chinese_past_the_translators(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    assert re.findall(r"[\u4e00-\u9fff]+", re.sub(r"{%.*?%}|{{.*?}}", "", text)) in ([], ["、"])
