"""Every word of the pages that Chinese readers see, English readers see in English."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

OFFICE = Path(__file__).parents[3] / "src/zhaoshang/office"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WEB_TEMPLATES = sorted((OFFICE / "web/templates").rglob("*.html"))
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
PARAMETER = re.compile(r"{{\s*(\w+)\s*}}")


def words_of_template(text):
    for quoted in re.findall(r"""{%\s*translate\s+("[^"]*"|'[^']*')""", text):
        yield quoted[1:-1]
    for body in re.findall(
        r"{%\s*blocktranslate[^%]*%}(.*?){%\s*(?:plural|endblocktranslate)", text, re.DOTALL
    ):
        yield PARAMETER.sub(r"%(\1)s", body)


def words_of_module(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def all_words():
    for path in WEB_TEMPLATES:
        yield from words_of_template(path.read_text(encoding="utf-8"))
    for path in sorted((OFFICE / "web").rglob("*.py")):
        yield from words_of_module(path.read_text(encoding="utf-8"))


def test_words_are_found():
    assert len(set(all_words())) > 150


@pytest.mark.parametrize("words", sorted(set(all_words())))
def test_it_is_said_in_english(words):
    with translation.override("en"):
        said = translation.ngettext(words, words, 2) if "%(number)s" in words else translation.gettext(words)
    assert not CHINESE.search(said), f"no English for {words!r}: edit web/locale/en, then `make assets`"
    assert re.findall(r"%\(\w+\)s", said) == re.findall(r"%\(\w+\)s", words)


@pytest.mark.parametrize("path", WEB_TEMPLATES, ids=lambda path: path.name)
def test_no_template_speaks_chinese_past_the_translators(path):
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text)
    allowed = {"简体中文", "储能电池七期项目", "青山县", "："}  # a language's own name; fictional names
    left = re.findall(r"[\u4e00-\u9fff：]+", text)
    assert [words for words in left if words not in allowed] == []
