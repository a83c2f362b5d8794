"""Every form on the page of forms is a pack, and comes out on both engines as its cases say."""

from pathlib import Path

import pytest

from zhaoshang.scheme import lint, load_scheme
from zhaoshang.scoring.cases import run_cases

DOCS = Path(__file__).parents[2] / "docs"
FORMS = sorted(p.parent for p in (DOCS / "forms").glob("*/scheme.yaml"))
NAMES = [form.name for form in FORMS]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_a_form_comes_out_as_worked_by_hand(form, engine):
    reports = list(run_cases(form, engine))
    assert reports
    problems = [p.in_language("zh") for report in reports for p in report.problems]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("form", FORMS, ids=NAMES)
def test_a_form_has_nothing_that_the_checker_calls_an_error(form):
    errors = [p.in_language("zh") for p in lint(load_scheme(form)) if p.severity == "error"]
    assert not errors, "\n".join(errors)


def test_the_page_of_forms_shows_every_pack_and_no_other():
    page = (DOCS / "forms.md").read_text(encoding="utf-8")
    shown = [line.split('"')[1] for line in page.splitlines() if line.startswith("--8<--")]
    assert sorted(shown) == sorted(f"forms/{name}/scheme.yaml" for name in NAMES)
