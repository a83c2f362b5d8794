"""A list of jurisdictions scored from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""


@pytest.fixture
def listed(tmp_path: Path, csv_ledger: Path) -> Callable[..., Path]:
    """Writes a list in which every jurisdiction has the same good ledger, or one that is not there."""

    def write(**ledgers: bool) -> Path:
        rows = [
            f"{name},kaiping-2023,,{csv_ledger if good else '没有'},2023-Q1,\n"
            for name, good in ledgers.items()
        ]
        path = tmp_path / "清单.csv"
        path.write_text("辖区,方案,读法,台账,考核期,截至\n" + "".join(rows), encoding="utf-8")
        return path

    return write


def test_all_scored_is_status_0_with_a_few_figures_and_where_the_files_are(
    zhaoshang: Zhaoshang, listed: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "结果"
    ran = zhaoshang("many", listed(甲区=True, 乙区=True), "--out", out, "--workers", 2)
    assert ran.status == 0
    figures = {line.split()[0]: line.split()[1] for line in ran.out.splitlines()}
    assert (figures["辖区"], figures["算出"], figures["没有算出"], figures["单位"]) == ("2", "2", "0", "114")
    assert "用时" in ran.out
    assert ran.err == f"已写入 {out}\n"
    assert sorted(path.name for path in out.iterdir()) == [
        "lines.parquet", "outcomes.parquet", "parts", "places.parquet", "problems.csv", "problems.parquet",
        "runs.csv", "totals.parquet",
    ]  # fmt: skip


def test_one_that_fails_is_named_with_its_reason_and_the_status_is_1(
    zhaoshang: Zhaoshang, listed: Callable[..., Path], tmp_path: Path
) -> None:
    path = listed(甲区=True, 丁区=False)
    ran = zhaoshang("many", path, "--out", tmp_path / "结果", "--workers", 1)
    assert ran.status == 1
    assert "没有算出  1" in " ".join(ran.out.split()).replace("没有算出 ", "没有算出  ")
    assert ran.err.startswith("丁区：清单.csv 第3行 “台账”：没有这个台账")
    english = zhaoshang("--language", "en", "many", path, "--out", tmp_path / "out", "--workers", 1)
    assert english.status == 1 and english.err.startswith(
        "丁区: 清单.csv, row 3, “台账”: there is no such ledger"
    )
    assert "failed" in english.out


def test_resuming_keeps_what_was_done(
    zhaoshang: Zhaoshang, listed: Callable[..., Path], tmp_path: Path
) -> None:
    asked = ("many", listed(甲区=True), "--out", tmp_path / "结果", "--workers", 1)
    assert zhaoshang(*asked).status == 0
    refused = zhaoshang(*asked)
    assert refused.status == 2 and "--resume" in refused.err
    again = zhaoshang(*asked, "--resume")
    assert again.status == 0 and "沿用先前结果 1" in " ".join(again.out.split())


def test_everything_wrong_with_list_and_options_comes_at_once(zhaoshang: Zhaoshang, tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("辖区,方案,台账,考核期\n甲区,kaiping,x,2023\n", encoding="utf-8")
    out = tmp_path / "结果"
    ran = zhaoshang("many", path, "--out", out, "--engine", "pyton", "--memory", "3MB")
    assert ran.status == 2 and ran.out == "" and not out.exists()
    assert [word in ran.err for word in ("--engine", "--memory", "第2行 “方案”", "kaiping-2023")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("text", "size"), [("400MB", 400 * 2**20), ("1.5gb", 3 * 2**29), ("200000 kb", 200_000 * 2**10)]
)
def test_a_size_of_memory_is_read_as_people_write_it(text: str, size: int) -> None:
    from zhaoshang.cli.many import memory_of

    problems: list[Any] = []
    assert memory_of(text, problems) == size and problems == []


@pytest.mark.parametrize("text", ["", "much", "400", "-1GB", "12MB"])
def test_what_is_no_size_of_memory_is_refused(text: str) -> None:
    from zhaoshang.cli.many import memory_of

    problems: list[Any] = []
    assert memory_of(text, problems) is None and [p.code for p in problems] == ["usage.memory"]
