"""A large ledger in one file, from the command line: made, scored, asked about one unit, changed, written out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhaoshang.ledger import ledger_from_rows, read_database, read_ledger, write_csv_folder

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""

SCHEME = """\
title: 某区考核细则
window: {from: 2023-01-01}
rules:
  signed 签约: {clause: a, each: 进展, when: 阶段 = 签约, points: 1分 × 份额}
  leads 线索: {clause: a, each: 线索, points: 0.2分, cap: {month: 0.5分}}
rankings:
  board 总榜: {clause: a, groups: 类别}
"""
PEERS = SCHEME.replace("0.2分, cap: {month: 0.5分}", "0.2分").replace(
    "rankings:",
    "  best 最好: {clause: a, per: year, points: 1分 × 比(计数(线索)，同组最大(计数(线索))，0)}\nrankings:",
)
ROWS = {
    "projects": [
        {"project": "P1", "name": "虚构纸鸢生产线", "unit": "甲镇", "amount": "3000"},
        {"project": "P2", "name": "虚构风车物流园", "unit": "乙镇", "amount": "12000"},
    ],
    "credits": [
        {"project": "P2", "unit": "乙镇", "share": "60%"},
        {"project": "P2", "unit": "甲镇", "share": "40%"},
    ],
    "milestones": [
        {"project": "P1", "stage": "签约", "date": "2023-02-20"},
        {"project": "P2", "stage": "签约", "date": "2023-03-01"},
    ],
    "leads": [{"lead": f"X{n}", "unit": "丙局", "date": f"2023-02-{n:02}"} for n in range(1, 5)],
}


@pytest.fixture
def scheme(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str = SCHEME) -> Path:
        folder = tmp_path / "scheme"
        folder.mkdir()
        (folder / "scheme.yaml").write_text(text, encoding="utf-8")
        (folder / "units.csv").write_text("unit,group\n甲镇,一类\n乙镇,一类\n丙局,二类\n", encoding="utf-8")
        (folder / "clauses.csv").write_text(
            "clause,place,summary,carrier\na,第一条,各项计分,narrative\n", encoding="utf-8"
        )
        return folder

    return write


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    write_csv_folder(ledger_from_rows(ROWS), tmp_path / "台账")
    return tmp_path / "台账"


@pytest.fixture
def store(
    zhaoshang: Zhaoshang, scheme: Callable[..., Path], ledger: Path, tmp_path: Path
) -> tuple[Path, Path]:
    """The scheme's folder and a store scored for 2023."""
    folder, file = scheme(), tmp_path / "台账.duckdb"
    made = zhaoshang("store", "make", folder, ledger, file)
    assert (made.status, made.out) == (0, f"已写入 {file}：6 条事实，3 个单位\n")
    scored = zhaoshang("store", "score", folder, file, "--period", "2023", "--memory", "400MB")
    assert (scored.status, scored.out) == (0, "2023：9 条明细，3 个单位有分，共 3 个\n")
    return folder, file


def test_one_unit_is_told_with_its_places_and_lines(zhaoshang: Zhaoshang, store: tuple[Path, Path]) -> None:
    ran = zhaoshang("store", "unit", *store, "--period", "2023", "--unit", "甲镇")
    assert ran.out.splitlines() == [
        "甲镇  1.4分",
        "总榜：第1名，倒数第2名",
        "2023-02-20  1  签约  milestones/P1/signed  第一条",
        "2023-03-01  0.4  签约  milestones/P2/signed  第一条",
    ]
    english = zhaoshang("--language", "en", "store", "unit", *store, "--period", "2023", "--unit", "甲镇")
    assert english.out.startswith("甲镇  1.4 points\n总榜: place 1, 2 from the end\n")


def test_what_if_shows_what_would_change_and_changes_nothing(
    zhaoshang: Zhaoshang, store: tuple[Path, Path]
) -> None:
    asked = ("store", "what-if", *store, "--period", "2023", "--unit", "甲镇")
    ran = zhaoshang(
        *asked,
        "--without",
        "milestones/P1/signed",
        "--row",
        "线索：线索编号=X9，日期=2023-05-01，责任单位=甲镇",
    )
    assert ran.status == 0, ran.err
    assert ran.out.splitlines() == [
        "现在：", "甲镇  1.4分", "总榜：第1名，倒数第2名",
        "假如：", "甲镇  0.6分", "总榜：第1名，倒数第1名",
        "− 2023-02-20  1  签约  milestones/P1/signed  第一条",
        "+ 2023-05-01  0.2  线索  leads/X9  第一条",
    ]  # fmt: skip
    again = zhaoshang("store", "unit", *store, "--period", "2023", "--unit", "甲镇")
    assert again.out.startswith("甲镇  1.4分\n")


def test_what_if_tells_of_a_partner_whose_points_change_too(
    zhaoshang: Zhaoshang, store: tuple[Path, Path]
) -> None:
    ran = zhaoshang(
        "store", "what-if", *store, "--period", "2023", "--unit", "乙镇", "--without", "milestones/P2/signed"
    )
    assert "同项目单位 甲镇：1.4 → 1" in ran.out.splitlines()


def test_bad_rows_are_all_told_and_by_their_numbers(zhaoshang: Zhaoshang, store: tuple[Path, Path]) -> None:
    asked = ("store", "what-if", *store, "--period", "2023", "--unit", "甲镇")
    no_day = ("--row", "线索: 线索编号=X9，日期=后天，责任单位=甲镇")
    no_unit = ("--row", "线索: 线索编号=X8，日期=2023-05-01，责任单位=甲阵")
    ran = zhaoshang(*asked, *no_day, *no_unit, "--without", "leads/X7")
    assert ran.status == 2
    assert "有3个问题" in ran.err
    assert "第1行" in ran.err and "第2行" in ran.err
    assert "后天" in ran.err and "甲阵" in ran.err and "leads/X7" in ran.err
    unread = zhaoshang(*asked, "--row", "线索 X9")
    assert unread.status == 2 and "看不懂这一行" in unread.err


def test_a_row_that_others_have_is_refused(zhaoshang: Zhaoshang, store: tuple[Path, Path]) -> None:
    ran = zhaoshang(
        "store", "what-if", *store, "--period", "2023", "--unit", "甲镇",
        "--row", "线索: 线索编号=X1，日期=2023-05-01，责任单位=甲镇",
    )  # fmt: skip
    assert ran.status == 2 and "已有别的单位的这一行" in ran.err


def test_a_unit_is_taken_out_changed_and_put_back(
    zhaoshang: Zhaoshang, store: tuple[Path, Path], tmp_path: Path
) -> None:
    part = tmp_path / "丙局"
    assert zhaoshang("store", "part", *store, part, "--unit", "丙局").status == 0
    leads = (part / "leads.csv").read_text(encoding="utf-8-sig").replace("2023-02-04", "2023-03-04")
    (part / "leads.csv").write_text(leads, encoding="utf-8-sig")
    ran = zhaoshang("store", "replace", *store, part, "--unit", "丙局")
    assert ran.out.splitlines() == ["去掉 1 行，加入 1 行", "已重算：丙局"]
    unit = zhaoshang("store", "unit", *store, "--period", "2023", "--unit", "丙局")
    assert unit.out.startswith("丙局  0.7分\n")
    days = [row["date"] for row in read_database(store[1]).tables["leads"]]
    assert len(days) == 4 and days == sorted(days)


def test_others_rows_in_a_units_ledger_are_refused_unless_they_are_as_they_were(
    zhaoshang: Zhaoshang, store: tuple[Path, Path], ledger: Path
) -> None:
    same = zhaoshang("store", "replace", *store, ledger, "--unit", "甲镇")
    assert same.out.startswith("去掉 0 行，加入 0 行\n")
    leads = ledger / "leads.csv"
    leads.write_text(
        leads.read_text(encoding="utf-8-sig").replace("2023-02-04", "2023-03-04"), encoding="utf-8-sig"
    )
    ran = zhaoshang("store", "replace", *store, ledger, "--unit", "甲镇")
    assert ran.status == 2 and "这一行不是这个单位的" in ran.err
    assert read_database(store[1]).digest == ledger_from_rows(ROWS).digest


def test_a_run_is_written_as_parquet_that_adds_up(
    zhaoshang: Zhaoshang, store: tuple[Path, Path], tmp_path: Path
) -> None:
    import duckdb

    out = tmp_path / "结果"
    assert zhaoshang("store", "export", *store, out).status == 0
    assert sorted(path.stem for path in out.iterdir()) == sorted(
        ("run", "rules", "units", "totals", "places", "facts", "trace", "lines")
    )
    lines = duckdb.sql(
        f"SELECT unit, CAST(sum(points) AS VARCHAR) FROM '{out}/lines.parquet' GROUP BY unit"
    ).fetchall()
    assert dict(lines) == {"甲镇": "1.400000", "乙镇": "0.600000", "丙局": "0.500000"}
    capped = duckdb.sql(f"SELECT rule, clause FROM '{out}/lines.parquet' WHERE points < 0").fetchall()
    assert capped == [("leads#cap", "第一条")] * 2
    again = zhaoshang("store", "export", *store, out)
    assert again.status == 2 and "已经存在" in again.err


def test_a_scheme_with_peers_is_scored_whole_but_not_one_unit_alone(
    zhaoshang: Zhaoshang, scheme: Callable[..., Path], ledger: Path, tmp_path: Path
) -> None:
    folder, file = scheme(PEERS), tmp_path / "台账.duckdb"
    zhaoshang("store", "make", folder, ledger, file)
    assert zhaoshang("store", "score", folder, file, "--period", "2023").status == 0
    ran = zhaoshang("store", "unit", folder, file, "--period", "2023", "--unit", "甲镇")
    assert ran.status == 2 and "不能单独重算" in ran.err
    part = tmp_path / "丙局"
    zhaoshang("store", "part", folder, file, part, "--unit", "丙局")
    replaced = zhaoshang("store", "replace", folder, file, part, "--unit", "丙局")
    assert "已重算" in replaced.out and "全部单位" in replaced.out


def test_a_store_not_scored_for_the_period_says_so(zhaoshang: Zhaoshang, store: tuple[Path, Path]) -> None:
    ran = zhaoshang("store", "unit", *store, "--period", "2023-Q1", "--unit", "甲镇")
    assert ran.status == 2 and "store score" in ran.err


def test_what_is_no_store_or_no_unit_is_told(
    zhaoshang: Zhaoshang, store: tuple[Path, Path], ledger: Path, tmp_path: Path
) -> None:
    missing = zhaoshang("store", "score", store[0], tmp_path / "没有.duckdb", "--period", "2023")
    assert missing.status == 2 and "没有这个文件" in missing.err
    other = zhaoshang("store", "score", store[0], ledger / "leads.csv", "--period", "2023")
    assert other.status == 2 and "不是台账数据库" in other.err
    unit = zhaoshang("store", "unit", *store, "--period", "2023", "--unit", "戊镇")
    assert unit.status == 2 and "没有这个单位" in unit.err
    memory = zhaoshang("store", "score", *store, "--period", "2023", "--memory", "许多")
    assert memory.status == 2 and "--memory" in memory.err


def test_the_command_that_reads_workbooks_reads_a_small_store_too(
    zhaoshang: Zhaoshang, store: tuple[Path, Path], ledger: Path
) -> None:
    folder, file = store
    assert read_ledger(ledger).digest == read_database(file).digest
    one, two = (
        zhaoshang("score", folder, source, "--period", "2023", "--format", "json")
        for source in (ledger, file)
    )
    assert one.status == two.status == 0
    assert one.out == two.out
