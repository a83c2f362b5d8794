"""The generated pages say what the code says, and what they give as examples holds."""

import importlib.util
from pathlib import Path

import pytest

from zhaoshang.language import Sentence, check
from zhaoshang.language.functions import FUNCTIONS
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme.context import Context
from zhaoshang.scheme.load import read_pack
from zhaoshang.scheme.scopes import IN_OUTCOME, UnitScope

ROOT = Path(__file__).parents[2]
PAGES = ("language.md", "notation.md", "ledger.md", "command-line.md", "api.md", "schemes.md")


@pytest.fixture(scope="module")
def generated():
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "tools" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name, generated):
    page = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert page == generated[name], f"docs/reference/{name} is out of date: run make generate"


def test_there_is_no_generated_page_that_nobody_holds_against_the_code(generated):
    assert set(PAGES) == set(generated)


@pytest.fixture(scope="module")
def scopes():
    """A unit's scope of Kaiping after scoring, and the scope of a row of its milestones."""
    problems = []
    context = Context(read_pack("kaiping-2023"), problems)
    unit = UnitScope(context, IN_OUTCOME)
    return unit, unit.view("进展")[1]


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_the_example_of_a_function_means_something_in_kaiping(function, scopes):
    refused = []
    for scope in scopes:
        try:
            check(Sentence(function.example), scope)
        except ProblemsFound as found:
            refused.append(found)
    assert len(refused) < len(scopes), "\n".join(map(str, refused))


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))
def test_the_english_name_of_a_function_is_understood_like_the_chinese(function, scopes):
    english = function.example.replace(function.chinese + "(", function.english + "(")
    trees = []
    for sentence in (function.example, english):
        for scope in scopes:
            try:
                trees.append(check(Sentence(sentence), scope))
                break
            except ProblemsFound:
                pass
    assert len(trees) == 2 and trees[0].op == trees[1].op and trees[0].type == trees[1].type
