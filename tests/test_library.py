"""The small surface that other programs use."""

from __future__ import annotations

from pathlib import Path

import pytest

import zhaoshang
from zhaoshang.ledger import ledger_from_rows, write_csv_folder

FACTS = {
    "projects": [{"project": "A", "name": "甲项目", "unit": "栗园镇", "amount": "3000"}],
    "milestones": [{"project": "A", "stage": "signed", "date": "2023-01-05"}],
}


def test_load_read_score_and_explain_in_four_calls(tmp_path: Path):
    write_csv_folder(ledger_from_rows(FACTS), tmp_path / "台账")
    scheme = zhaoshang.load_scheme("kaiping-2023")
    ledger = zhaoshang.read_ledger(tmp_path / "台账", scheme)
    result = zhaoshang.score(scheme, ledger, "2023-01")
    assert result.unit("栗园镇").score == 600_000
    sheet = zhaoshang.explain(result, scheme, ledger, "栗园镇")
    assert "附件2·三(一)" in sheet and "甲项目" in sheet
    assert "完成百分比 60%" in sheet


def test_an_unknown_unit_is_a_problem_with_the_nearest_names():
    scheme = zhaoshang.load_scheme("kaiping-2023")
    ledger = ledger_from_rows({})
    result = zhaoshang.score(scheme, ledger, "2023-01")
    with pytest.raises(zhaoshang.ProblemsFound) as found:
        zhaoshang.explain(result, scheme, ledger, "栗园")
    assert "栗园镇" in found.value.problems[0].in_language("zh")


def test_nothing_else_is_on_the_surface():
    with pytest.raises(AttributeError):
        zhaoshang.something_else  # noqa: B018
