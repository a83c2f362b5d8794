"""A score book is recalculated by another program, and every formula comes to what was written beside it."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from zhaoshang.demonstration import write_demonstration
from zhaoshang.documents.book_cells import stored
from zhaoshang.documents.score_book import write_score_book
from zhaoshang.ledger import Ledger, ledger_from_rows, read_ledger
from zhaoshang.problems import Language, ProblemsFound
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring import OutcomeResult, Result, score
from zhaoshang.scoring.result import PersonResult
from zhaoshang.tables import UnitDirectory

ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode"><value>0</value></prop>
</item>
</oor:items>
"""
ROWS = {
    "projects": [
        {"project": "P1", "name": "虚构甲子灯笼", "unit": "栗园镇", "amount": "6000", "tags": "演示数据"},
        {"project": "P2", "name": "虚构乙丑风车", "unit": "洼里镇", "amount": "1234.56"},
        {"project": "P3", "name": "=HYPERLINK(\"http://x\")", "unit": "洼里镇", "amount": "370"},
    ],
    "milestones": [
        {"project": "P1", "stage": "签约", "date": "2023-02-20"},
        {"project": "P2", "stage": "签约", "date": "2023-03-01"},
        {"project": "P3", "stage": "签约", "date": "2023-03-02"},
    ],
    "leads": [{"lead": f"X{n}", "unit": "区科协", "date": "2023-02-01", "amount": "6000"} for n in range(8)],
}  # fmt: skip


@pytest.fixture(scope="module")
def kaiping() -> Scheme:
    return load_scheme("kaiping-2023")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return ledger_from_rows(ROWS)


@pytest.fixture(scope="module")
def result(kaiping: Scheme, ledger: Ledger) -> Result:
    return score(kaiping, ledger, "2023-Q1")


def recalculated(book: Path, folder: Path) -> Path:
    """The book as LibreOffice works it out anew, after every cached value of a formula has been spoilt."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.fail("soffice is missing: install libreoffice-calc (apt-get install libreoffice-calc)")
    spoilt, profile = folder / "spoilt.xlsx", folder / "profile"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(spoilt, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>987654\g<2>", data)
            new.writestr(name, data)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    ran = subprocess.run(
        [soffice, "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML",          "--outdir", str(folder / "out"), str(spoilt)],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    made = folder / "out" / "spoilt.xlsx"
    assert made.is_file(), ran.stdout + ran.stderr
    return made


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, str) or isinstance(theirs, str) or theirs is None:
        return bool(ours == theirs)
    return round(Decimal(repr(ours)), 6) == round(Decimal(repr(theirs)), 6)


def hold_every_formula(book: Path, folder: Path) -> int:
    """Compare every formula of a book with what LibreOffice makes of it. Gives how many there were."""
    formulas, ours = load_workbook(book), load_workbook(book, data_only=True)
    theirs = load_workbook(recalculated(book, folder), data_only=True)
    assert ours.sheetnames == theirs.sheetnames
    wrong, count = [], 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type == "f":
                    count += 1
                    mine = ours[sheet.title][cell.coordinate].value
                    other = theirs[sheet.title][cell.coordinate].value
                    if mine is None or not same(mine, other):
                        wrong.append((sheet.title, cell.coordinate, cell.value, mine, other))
    assert not wrong, wrong[:10]
    return count


@cache
def scheme_of(pack: str) -> Scheme:
    return load_scheme(pack)


@pytest.mark.parametrize(
    ("pack", "language"),
    [
        ("kaiping-2023", "zh"),
        ("xinxiang-2023", "en"),
        ("shuangyashan-2023-winter", "zh"),
        ("luan-2022", "zh"),
    ],
)
def test_every_formula_comes_to_the_same_in_another_program(
    pack: str, language: Language, tmp_path: Path
) -> None:
    scheme = scheme_of(pack)
    year = 2022 if pack == "luan-2022" else 2023
    made = write_demonstration(tmp_path / "年", scheme, 3, year, language, lambda step: None)
    invented = read_ledger(tmp_path / "年" / made.files[0], UnitDirectory.of(scheme.units))
    book = tmp_path / "成绩册.xlsx"
    write_score_book(made.result, scheme, invented, book, language)
    units = len(made.result.units)
    assert hold_every_formula(book, tmp_path) > units * 5


def with_names(result: Result, names: dict[str, str]) -> Result:
    units = tuple(replace(unit, unit=names.get(unit.unit, unit.unit)) for unit in result.units)
    return replace(result, units=units)


def test_names_that_a_formula_could_misread_still_get_their_own_lines(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    odd = {"栗园镇": "洼里*", "区科协": "=1+1", "开平镇": "007", "越河镇": "7", "双桥镇": "<甲", "郑庄子镇": "甲a",
           "荆各庄街道办事处": "甲A"}  # fmt: skip
    book = tmp_path / "成绩册.xlsx"
    write_score_book(with_names(result, odd), kaiping, ledger, book)
    assert hold_every_formula(book, tmp_path) > 300
    scores = {row[1]: row[2] for row in cells(book, "汇总")}
    assert scores["洼里*"] == 1 and scores["洼里镇"] != 1


def cells(book: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def book(kaiping: Scheme, ledger: Ledger, result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("books") / "成绩册.xlsx"
    write_score_book(result, kaiping, ledger, path)
    return path


def test_the_sheets_are_those_that_a_unit_looks_for(book: Path) -> None:
    assert load_workbook(book).sheetnames == ["汇总", "明细", "目标", "结果运用", "条款", "核对说明"]


def test_the_summary_ranks_each_group_and_leaves_the_unranked_without_a_place(book: Path) -> None:
    rows = {row[1]: row for row in cells(book, "汇总")}
    # two contracts below 50 million, 1234.56 ÷ 5000 and 370 ÷ 5000, and 10 points lost for want of a larger one
    assert rows["栗园镇"][0] == 1 and rows["栗园镇"][2] == 1
    assert rows["洼里镇"][0] == 2 and rows["洼里镇"][2:5] == (-9.679088, 0.320912, -10)
    assert rows["税务庄街道办事处"][:5] == (3, "税务庄街道办事处", -10, 0, -10)
    assert rows["税务庄街道办事处"][8] == "并列"
    assert rows["区支重中心"][0] is None and rows["区支重中心"][8] == "只计分，不排名"
    assert rows["小计（11个单位）"][2] == -98.679088
    assert rows["区科协"][2:6] == (1, 1, 0, 11)  # what a cap takes back is no deduction


def test_the_file_stores_the_decimal_itself_and_not_a_double_near_it(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    town = result.unit("栗园镇")
    odd = replace(town, lines=(replace(town.lines[0], points=8_700_000),), score=8_700_000)
    write_score_book(replace(result, units=(odd,)), kaiping, ledger, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        lines, summary = (file.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (2, 1))
    assert "<v>8.7</v>" in lines and "8.69999" not in lines
    assert re.search(r"<f>ROUND\(SUMIFS\([^<]*</f><v>8\.7</v>", summary)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("0.6", True), ("-123456789.123456", True), ("1234567890.123456", False), ("100000000000000000", True),
     ("0.000000000000001", True)],
)  # fmt: skip
def test_a_cell_keeps_fifteen_digits(text: str, kept: bool) -> None:
    assert stored(text) == (Decimal(text) if kept else None)


def test_points_that_a_spreadsheet_would_round_are_refused_and_nothing_is_written(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    town = result.unit("栗园镇")
    long = 1_234_567_890_123_456
    odd = replace(town, lines=(replace(town.lines[0], points=long),), score=long)
    with pytest.raises(ProblemsFound) as found:
        write_score_book(replace(result, units=(odd,)), kaiping, ledger, tmp_path / "a.xlsx")
    (problem,) = found.value.problems
    assert problem.text == "1234567890.123456" and problem.advice is not None and "csv" in problem.advice.zh
    assert list(tmp_path.iterdir()) == []


def test_a_line_has_its_unit_day_rule_row_clause_facts_points_and_arithmetic(book: Path) -> None:
    rows = cells(book, "明细")
    heads = next(row for row in rows if row[0] == "单位")
    line = dict(zip(heads, next(row for row in rows if row[0] == "栗园镇"), strict=True))
    assert line.pop("日期").isoformat() == "2023-02-20T00:00:00"
    assert line == {
        "单位": "栗园镇", "类别": "第一类别", "规则": "签约项目加分", "档次": "第一档（5000万元至1亿元）",
        "条款": "附件2·三(一)", "事实": "虚构甲子灯笼（P1） 签约", "分值": 1, "计入": "加分",
        "说明": "折算金额 6000万元，属“第一档（5000万元至1亿元）”；1分",
        "规则编号": "signed", "事实编号": "milestones/P1/signed",
    }  # fmt: skip


def test_the_lines_and_the_scores_agree_on_the_last_sheet(book: Path) -> None:
    checks = [row for row in cells(book, "核对说明") if row[0] == "总核对"]
    assert [row[1] for row in checks] == ["各单位得分合计", "明细分值合计", "是否相符"]
    assert checks[0][2] == checks[1][2] and checks[2][2] == "相符"


def test_targets_have_a_live_rate_and_the_whole_stands_first(book: Path) -> None:
    rows = [row for row in cells(book, "目标") if row[0] not in (None, "单位")]
    whole = [row for row in rows if row[0] == "总体目标"]
    assert whole and whole[0][2:5] == ("亿元以上项目", "个", 20)
    town = next(row for row in rows if row[0] == "栗园镇")
    assert town[2:8] == ("五千万元以上项目", "个", 8, 0, 0, "未完成")
    sheet = load_workbook(book)["目标"]
    assert any(str(cell.value).startswith("=F") for cell in sheet["G"])


def test_what_follows_and_the_clauses_are_listed_in_words(book: Path) -> None:
    outcome = next(row for row in cells(book, "结果运用") if row[1] == "典型发言")
    assert outcome[2].startswith("附件2·四") and outcome[3]
    clause = next(row for row in cells(book, "条款") if row[0] == "KP-A2.13")
    assert clause[1] and clause[2] and "“" in clause[3] and ":" not in clause[3]


def test_invented_data_is_marked_on_every_sheet_and_real_data_on_none(
    book: Path, kaiping: Scheme, tmp_path: Path
) -> None:
    for sheet in load_workbook(book):
        assert str(sheet["A3"].value).startswith("演示数据")
        assert sheet.oddFooter.left.text.startswith("演示数据")
    real = ledger_from_rows({})
    write_score_book(score(kaiping, real, "2023-Q1"), kaiping, real, tmp_path / "真.xlsx")
    with zipfile.ZipFile(tmp_path / "真.xlsx") as file:
        assert not any("演示数据" in file.read(name).decode() for name in file.namelist() if "xml" in name)


def test_a_name_that_looks_like_a_formula_stays_text(book: Path) -> None:
    sheet = load_workbook(book)["明细"]
    (found,) = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert found.data_type == "s" and found.value.startswith("'=")


def test_the_same_result_gives_the_same_bytes(
    book: Path, kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    write_score_book(result, kaiping, ledger, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()
    assert load_workbook(book).properties.created.date().isoformat() == "2023-03-31"


def test_unpublished_points_leave_scores_blank_and_are_said_to_be_provisional(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    unknown = replace(
        result,
        provisional=True,
        units=tuple(replace(unit, score=None, rank=None, places={}) for unit in result.units),
    )
    write_score_book(unknown, kaiping, ledger, tmp_path / "a.xlsx")
    rows = cells(tmp_path / "a.xlsx", "汇总")
    assert "暂定" in rows[1][0]
    assert {row[2] for row in rows if row[1] in ("栗园镇", "区科协")} == {"未公布"}
    assert not any(row[0] == "总核对" for row in cells(tmp_path / "a.xlsx", "核对说明"))


def test_places_that_do_not_follow_the_score_are_shown_as_they_are(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    town = result.unit("栗园镇")
    (board,) = town.places
    last = replace(town, rank=11, places={board: (11, 1)})
    units = tuple(last if unit is town else unit for unit in result.units)
    write_score_book(replace(result, units=units), kaiping, ledger, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["汇总"]
    assert [row[0].value for row in sheet.iter_rows() if row[1].value == "栗园镇"] == [11]
    assert any("不按得分" in str(cell.value) for cell in sheet["A"])


def test_persons_have_a_sheet_of_their_own_where_points_are_divided(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    divided = replace(
        result,
        persons=(PersonResult("栗园镇", "甲", 600_000),),
        outcomes=(OutcomeResult("栗园镇", "甲", "先进个人", "一", "名次 ≤ 1", None, None),),
    )
    write_score_book(divided, kaiping, ledger, tmp_path / "a.xlsx")
    assert ("栗园镇", "甲", 0.6) in cells(tmp_path / "a.xlsx", "个人")
    assert any(row[1] == "甲" and row[2] == "先进个人" for row in cells(tmp_path / "a.xlsx", "结果运用"))


def test_sheets_print_across_and_repeat_their_head(book: Path) -> None:
    for sheet in load_workbook(book):
        setup = sheet.page_setup
        assert (setup.orientation, setup.paperSize, setup.fitToWidth) == ("landscape", 9, None) or (
            setup.orientation, setup.paperSize, setup.fitToWidth) == ("landscape", 9, 1)  # fmt: skip
        assert sheet.print_title_rows == "$4:$4" and sheet.freeze_panes is not None
        assert "&P" in sheet.oddFooter.center.text


def test_english_readers_get_english_sheets(
    kaiping: Scheme, ledger: Ledger, result: Result, tmp_path: Path
) -> None:
    write_score_book(result, kaiping, ledger, tmp_path / "a.xlsx", "en")
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == [
        "Summary", "Lines", "Targets", "Outcomes", "Clauses", "How to check",
    ]  # fmt: skip
    line = next(row for row in cells(tmp_path / "a.xlsx", "Lines") if row[0] == "栗园镇")
    assert (line[2], line[3], line[8]) == ("signed", "50m_100m", "gain")
