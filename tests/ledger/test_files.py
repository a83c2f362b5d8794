"""The forms a ledger comes in: workbooks old and new, CSV in a folder or a zip, in either encoding."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from zhaoshang.ledger import ledger_from_rows, read_ledger

FILES = Path(__file__).parent / "files"
PROJECTS_CSV = "project,name,unit,amount\nP1,精细化工新材料,栗园镇,3000\nP2,冷链物流园,洼里镇,25000\n"
MILESTONES_CSV = "项目编号,阶段,日期\nP1,签约,2023-02-20\nP2,签约,2023/3/1\n"
SAME = ledger_from_rows({
    "projects": [
        {"project": "P1", "name": "精细化工新材料", "unit": "栗园镇", "amount": "3000"},
        {"project": "P2", "name": "冷链物流园", "unit": "洼里镇", "amount": "25000"},
    ],
    "milestones": [
        {"project": "P1", "stage": "signed", "date": "2023-02-20"},
        {"project": "P2", "stage": "signed", "date": "2023-03-01"},
    ],
})  # fmt: skip


def zip_of(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_workbook_and_rows_in_memory_are_one_ledger(workbook, sheets) -> None:
    assert read_ledger(workbook(sheets)) == SAME


def test_a_folder_of_csv_agrees_with_the_workbook(csv_folder) -> None:
    assert read_ledger(csv_folder({"projects.csv": PROJECTS_CSV, "进展.csv": MILESTONES_CSV})) == SAME


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_is_read_in_either_encoding(csv_folder, encoding: str) -> None:
    folder = csv_folder({"projects.csv": PROJECTS_CSV, "milestones.csv": MILESTONES_CSV}, encoding)
    assert read_ledger(folder).digest == SAME.digest


def test_a_zip_agrees_with_the_folder_wherever_its_files_stand(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"台账/项目.csv": PROJECTS_CSV, "台账/milestones.csv": MILESTONES_CSV})
    assert read_ledger(path) == SAME


def test_a_zip_made_on_a_chinese_windows_has_its_names_in_gbk(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("XXXX.csv", PROJECTS_CSV)  # 4 bytes, as long as 项目 in GBK
        archive.writestr("milestones.csv", MILESTONES_CSV)
    path.write_bytes(raw.getvalue().replace(b"XXXX.csv", "项目".encode("gbk") + b".csv"))
    assert read_ledger(path) == SAME


def test_one_csv_file_is_a_ledger_of_one_table(tmp_path: Path) -> None:
    path = tmp_path / "projects.csv"
    path.write_text(PROJECTS_CSV, encoding="utf-8")
    assert len(read_ledger(path).tables["projects"]) == 2


@pytest.mark.parametrize("name", ["small.xls", "small.et"])
def test_old_workbooks_and_those_of_wps_are_read(name: str) -> None:
    ledger = read_ledger(FILES / name)
    assert [row["amount"] for row in ledger.tables["projects"]] == [3_000_000_000, 25_000_000_000]
    assert [row["amount"] for row in ledger.tables["milestones"]] == [None, 1_500_000_000]
    assert ledger.tables["projects"][0]["investor_code"] == "91350100M000100Y43"


def test_the_name_of_a_file_does_not_decide_how_it_is_read(workbook, sheets, tmp_path: Path) -> None:
    path = workbook(sheets)
    assert read_ledger(path.rename(tmp_path / "台账.xls")).digest == SAME.digest


def test_the_order_of_rows_and_columns_does_not_matter(workbook, sheets) -> None:
    turned = {
        "进展": [row[::-1] for row in [sheets["进展"][0], *sheets["进展"][:0:-1]]],
        "项目": [row[::-1] for row in [sheets["项目"][0], *sheets["项目"][:0:-1]]],
    }
    assert read_ledger(workbook(turned)) == SAME


def test_a_missing_table_and_an_empty_sheet_are_empty(workbook, sheets) -> None:
    ledger = read_ledger(workbook({**sheets, "线索": [], "活动": [["活动编号", "责任单位", "日期", "类型"]]}))
    assert ledger == SAME


def test_an_unknown_sheet_and_an_unknown_column_are_warned_about(workbook, sheets) -> None:
    sheets["项目"][0].append("联系电话")
    sheets["项目"][1].append("0315")
    ledger = read_ledger(workbook({**sheets, "线素": [["线索编号"]]}))
    assert ledger.digest == SAME.digest
    assert [(warning.code, warning.severity) for warning in ledger.warnings] == [
        ("unknown_column", "warning"), ("unknown_sheet", "warning"),
    ]  # fmt: skip
    assert ledger.warnings[0].where.field == "联系电话"
    assert ledger.warnings[1].advice is not None
    assert "线索" in ledger.warnings[1].advice.zh


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers(workbook, sheets, problems) -> None:
    sheets["项目"].insert(2, [None, " ", None, "\u3000"])
    sheets["项目"][3][3] = "约2亿"
    (problem,) = problems(workbook(sheets))
    assert problem.where.row == 4


def test_titles_above_the_header_are_passed_over_and_said(workbook, sheets) -> None:
    sheets["项目"] = [["2023年招商引资项目台账"], ["填报单位：区商务局", None, "单位：万元"], *sheets["项目"]]
    ledger = read_ledger(workbook(sheets))
    assert ledger.digest == SAME.digest
    assert [warning.code for warning in ledger.warnings] == ["rows_above_header"]


def test_noise_of_binary_storage_is_rounded_away_as_the_spreadsheet_shows_it(workbook, sheets) -> None:
    sheets["项目"][1][3] = 0.1 + 0.2
    assert read_ledger(workbook(sheets)).tables["projects"][0]["amount"] == 300_000


def test_a_number_for_a_code_is_read_as_its_digits(workbook, sheets) -> None:
    sheets["项目"][1][0] = sheets["进展"][1][0] = 1001
    assert read_ledger(workbook(sheets)).tables["projects"][0]["project"] == "1001"


def test_a_date_with_a_time_of_day_is_the_date(workbook, sheets) -> None:
    sheets["进展"][1][2] = datetime(2023, 2, 20, 15, 30)  # noqa: DTZ001  cells have no zone
    assert read_ledger(workbook(sheets)).digest == SAME.digest


def test_formulas_are_read_by_their_results(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][0].append("投资方")
    sheets["项目"][1][3:] = [777, 888]
    path = tmp_path / "公式.xlsx"
    results = {  # as Excel writes them
        b"<v>777</v>": b"<f>1500*2</f><v>3000</v>",
        b'<c r="E2"><v>888</v></c>': b'<c r="E2" t="str"><f>IF(1=1,"","x")</f><v></v></c>',
    }
    with zipfile.ZipFile(workbook(sheets)) as plain, zipfile.ZipFile(path, "w") as with_formulas:
        for name in plain.namelist():
            content = plain.read(name)
            for value, result in results.items():
                content = content.replace(value, result)
            with_formulas.writestr(name, content)
    assert read_ledger(path) == SAME
