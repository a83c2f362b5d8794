from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHAOSHANG_DATABASE", raising=False)


def test_postgresql_without_a_database_says_both_ways_to_give_one(
    zhaoshang: Zhaoshang, csv_ledger: Path
) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, "--period", "2023-Q1", "--engine", "postgresql")
    assert (ran.status, ran.out) == (2, "")
    assert "--database" in ran.err and "ZHAOSHANG_DATABASE" in ran.err


@pytest.mark.parametrize(
    "command", [("score",), ("explain", "--unit", "栗园镇"), ("next", "--unit", "栗园镇")]
)
def test_a_database_that_cannot_be_reached_is_a_sentence(
    zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    address = f"postgresql://me:secret@/office?host={tmp_path}"
    asked = (*command, "kaiping-2023", csv_ledger, "--period", "2023-Q1", "--engine", "postgresql")
    for ran in (zhaoshang(*asked, "--database", address), zhaoshang(*asked, ZHAOSHANG_DATABASE=address)):
        assert (ran.status, ran.out) == (2, "")
        assert (
            "连不上 PostgreSQL 数据库" in ran.err and "secret" not in ran.err and "Traceback" not in ran.err
        )


def test_options_that_would_do_nothing_are_told_with_all_else(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang(
        "score", "kaiping-2023", csv_ledger, "--period", "2023-Q9",
        "--database", "postgresql:///office", "--master", "local[4]",
    )  # fmt: skip
    assert ran.status == 2
    for said in (
        "--database",
        "只有 --engine postgresql 用得到",
        "--master",
        "只有 --engine spark 用得到",
        "2023-Q9",
    ):
        assert said in ran.err


def test_cases_run_on_any_engine_and_no_other(zhaoshang: Zhaoshang) -> None:
    first = zhaoshang("scheme", "test", "luan-2022", "--engine", "python")
    assert first.status == 0 and first == zhaoshang("scheme", "test", "luan-2022", "--engine", "duckdb")
    wrong = zhaoshang("scheme", "test", "luan-2022", "--engine", "postgres")
    assert wrong.status == 2 and "是否指 postgresql" in wrong.err
