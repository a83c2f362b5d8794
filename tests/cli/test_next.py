"""``zhaoshang next`` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhaoshang.cli import main
from zhaoshang.ledger import ledger_from_rows, write_csv_folder


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    facts = {
        "projects": [{"project": "A", "name": "甲项目", "unit": "栗园镇", "amount": "6000"}],
        "milestones": [{"project": "A", "stage": "signed", "date": "2023-02-01"}],
    }
    write_csv_folder(ledger_from_rows(facts), tmp_path / "ledger")
    return str(tmp_path / "ledger")


def test_steps_are_shown_from_the_best_on_and_called_arithmetic(ledger: str, capsys):
    args = ["next", "kaiping-2023", ledger, "--period", "2023-Q1", "--unit", "栗园镇", "--language", "zh"]
    assert main(args) == 0
    out = capsys.readouterr().out
    assert "甲项目（A）落地" in out and "+3.00" in out
    assert "只是算术，不是建议" in out


def test_json_gives_exact_decimals(ledger: str, capsys):
    args = ["next", "kaiping-2023", ledger, "--period", "2023-Q1", "--unit", "栗园镇", "--format", "json"]
    assert main(args) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["score"] == "1"
    assert {"step": "甲项目（A）落地", "points": "3", "place": 1} in found["steps"]


def test_an_unknown_unit_is_told_what_it_may_have_meant(ledger: str, capsys):
    args = ["next", "kaiping-2023", ledger, "--period", "2023-Q1", "--unit", "栗园", "--language", "zh"]
    assert main(args) == 2
    assert "栗园镇" in capsys.readouterr().err
