"""What offices hand in by mistake, and what they are told."""

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from zhaoshang.ledger import ledger_from_rows, read_ledger, write_workbook
from zhaoshang.ledger.workbook_out import refuse_too_long
from zhaoshang.problems import ProblemsFound
from zhaoshang.tables import UnitDirectory, UnitEntry

FILES = Path(__file__).parent / "files"
PROJECT = {"project": "P1", "name": "精细化工", "unit": "栗园镇", "amount": "3000"}
SIGNED = {"project": "P1", "stage": "signed", "date": "2023-02-20"}


def test_everything_wrong_is_said_at_once_with_its_place(workbook, sheets, problems) -> None:
    sheets["项目"][1][3] = "约3000万"
    sheets["项目"][2][1] = None
    sheets["进展"][1][1] = "签定"
    sheets["进展"][2][2] = "3月1日"
    found = problems(workbook(sheets))
    places = [
        (problem.code, problem.where.sheet, problem.where.row, problem.where.field) for problem in found
    ]
    assert places == [
        ("not_a_number", "项目", 2, "总投资"),
        ("required_blank", "项目", 3, "项目名称"),
        ("not_a_choice", "进展", 2, "阶段"),
        ("not_a_date", "进展", 3, "日期"),
    ]
    assert found[0].text == "约3000万"
    assert found[0].where.file == "台账.xlsx"


def test_a_project_refused_does_not_also_make_its_milestones_wrong(workbook, sheets, problems) -> None:
    sheets["项目"][1][3] = "约3000万"
    assert len(problems(workbook(sheets))) == 1


def test_a_row_with_one_mistake_is_searched_for_others(problems) -> None:
    rows = {"projects": [PROJECT], "milestones": [{**SIGNED, "project": "P9", "date": "去年"}],
            "leads": [{"lead": "L1", "unit": "粟园镇", "date": "去年"}]}  # fmt: skip
    found = problems(ledger_from_rows, rows, UnitDirectory([UnitEntry("栗园镇")]))
    assert [(problem.where.sheet, problem.code) for problem in found] == [
        ("milestones", "not_a_date"), ("milestones", "unknown_reference"),
        ("leads", "not_a_date"), ("leads", "unknown_unit"),
    ]  # fmt: skip


def test_a_cell_says_what_would_have_been_right(problems) -> None:
    (problem,) = problems(
        ledger_from_rows, {"projects": [PROJECT], "milestones": [{**SIGNED, "stage": "签定"}]}
    )
    assert problem.expected is not None
    assert "签约" in problem.expected.zh
    assert "signed" in problem.expected.en


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("amount", "-5", "out_of_bounds"),
        ("amount", "0.0000001", "too_many_decimals"),
        ("amount", "十亿", "not_a_number"),
        ("amount", date(2023, 3, 5), "not_a_number"),
        ("amount", True, "not_a_number"),
        ("currency", "金条", "unknown_currency"),
        ("capital", "民资", "not_a_choice"),
        ("fixed_assets", "也许", "not_yes_or_no"),
        ("investor_code", "91350100M000100Y44", "wrong_check_digit"),
        ("investor_code", "91350100M000100Y4", "wrong_company_code"),
        ("investor_code", "913501O0M000100Y43", "wrong_company_code"),
        ("land", "12.34567", "too_many_decimals"),
        ("name", "精" * 201, "text_too_long"),
        ("name", "精细\x07化工", "control_character"),
        ("project", 130205000000000001.0, "digits_lost"),
    ],
)
def test_a_cell_that_does_not_fit_its_column_is_refused(
    problems, column: str, cell: object, code: str
) -> None:
    found = problems(ledger_from_rows, {"projects": [{**PROJECT, column: cell}]})
    assert [problem.code for problem in found] == [code]


def test_a_valid_company_code_is_kept_in_capitals() -> None:
    rows = {"projects": [{**PROJECT, "investor_code": "９１350100m000100y43"}]}
    assert ledger_from_rows(rows).tables["projects"][0]["investor_code"] == "91350100M000100Y43"


def test_a_number_in_a_date_cell_is_told_to_become_a_date(workbook, sheets, problems) -> None:
    sheets["进展"][1][2] = 44977
    (problem,) = problems(workbook(sheets))
    assert problem.code == "not_a_date"
    assert problem.advice is not None
    assert "格式" in problem.advice.zh


def test_references_must_lead_somewhere(problems) -> None:
    found = problems(ledger_from_rows, {
        "projects": [PROJECT],
        "milestones": [{**SIGNED, "project": "P9"}],
        "visits": [{"activity": "A1", "company": "某公司"}],
        "reserves": [{"reserve": "R1", "unit": "栗园镇", "date": "2023-01-01", "name": "储备", "duplicate_of": "R0"}],
    })  # fmt: skip
    assert [(problem.code, problem.text) for problem in found] == [
        ("unknown_reference", "P9"), ("unknown_reference", "R0"), ("unknown_reference", "A1"),
    ]  # fmt: skip


def test_two_projects_may_not_share_a_number(problems) -> None:
    (problem,) = problems(ledger_from_rows, {"projects": [PROJECT, {**PROJECT, "name": "另一个"}]})
    assert (problem.code, problem.where.row) == ("repeated", 2)
    assert "第1行" in problem.what.zh


def test_a_span_may_not_end_before_it_begins(problems) -> None:
    credit = {"project": "P1", "unit": "栗园镇", "from": "2023-05-01", "to": "2023-04-30"}
    (problem,) = problems(ledger_from_rows, {"projects": [PROJECT], "credits": [credit]})
    assert problem.code == "ends_before_it_begins"


def test_an_exclusion_must_be_of_somebody(problems) -> None:
    rows = {"exclusions": [{"from": "2023-05-01", "decision": "开纪〔2023〕1号"}]}
    assert [problem.code for problem in problems(ledger_from_rows, rows)] == ["nobody_excluded"]


def test_an_industry_in_words_is_kept_and_warned_about() -> None:
    ledger = ledger_from_rows({"projects": [{**PROJECT, "industry": "化工"}]})
    assert [warning.code for warning in ledger.warnings] == ["not_an_industry_code"]
    assert ledger.tables["projects"][0]["industry"] == "化工"


# headers


def test_a_missing_required_column_is_named_with_the_likely_one(workbook, sheets, problems) -> None:
    sheets["项目"][0][3] = "总投资额"
    missing, unknown = sorted(problems(workbook(sheets)), key=lambda problem: problem.severity)
    assert (missing.code, missing.severity) == ("missing_column", "error")
    assert missing.advice is not None
    assert "总投资额" in missing.advice.zh
    assert (unknown.code, unknown.severity) == ("unknown_column", "warning")


def test_a_sheet_whose_header_is_wrong_does_not_make_others_wrong(workbook, sheets, problems) -> None:
    sheets["项目"][0] = ["A", "B", "C", "D"]
    codes = {problem.code for problem in problems(workbook(sheets)) if problem.severity == "error"}
    assert codes == {"missing_column"}


@pytest.mark.parametrize("again", ["总投资（亿元）", "amount"])
def test_two_headers_for_one_column_are_an_error(workbook, sheets, problems, again: str) -> None:
    for row, cell in zip(sheets["项目"], [again, 1, 1], strict=True):
        row.append(cell)
    (problem,) = problems(workbook(sheets))
    assert (problem.code, problem.text) == ("duplicate_header", again)


def test_a_unit_of_money_that_is_none_is_an_error(workbook, sheets, problems) -> None:
    sheets["项目"][0][3] = "总投资（万吨）"
    (problem,) = problems(workbook(sheets))
    assert (problem.code, problem.where.field) == ("unknown_money_unit", "总投资（万吨）")


def test_cells_are_checked_even_where_a_header_is_wrong(workbook, sheets, problems) -> None:
    sheets["进展"][0][1] = "阶段名称"
    sheets["进展"][1][2] = "二月"
    codes = [problem.code for problem in problems(workbook(sheets)) if problem.severity == "error"]
    assert codes == ["missing_column", "not_a_date"]


def test_a_column_without_a_header_is_warned_about_once(workbook, sheets) -> None:
    for row in sheets["项目"][1:]:
        row.extend([None, "重点项目"])
    (warning,) = read_ledger(workbook(sheets)).warnings
    assert (warning.code, warning.where.row, warning.text) == ("column_without_header", 2, "重点项目")


# workbooks


def test_merged_cells_are_named(workbook, sheets, problems) -> None:
    path = workbook(sheets)
    book = openpyxl.load_workbook(path)
    book["进展"].merge_cells("B2:B3")
    book.save(path)
    codes = {problem.code: problem for problem in problems(path)}
    assert codes["merged_cells"].text == "B2:B3"
    assert codes["merged_cells"].where.sheet == "进展"


def test_a_merged_title_above_the_header_does_no_harm(workbook, sheets) -> None:
    path = workbook({**sheets, "项目": [["2023年招商引资项目台账"], *sheets["项目"]]})
    book = openpyxl.load_workbook(path)
    book["项目"].merge_cells("A1:D1")
    book.save(path)
    assert [warning.code for warning in read_ledger(path).warnings] == ["rows_above_header"]


def test_a_formula_in_error_is_not_taken_for_a_blank(workbook, sheets, problems) -> None:
    import xlsxwriter

    path = workbook(sheets)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("项目")
        for y, row in enumerate([[*sheets["项目"][0], "用地（亩）"], [*sheets["项目"][1]]]):
            sheet.write_row(y, 0, row)
        sheet.write_formula(1, 4, "=#REF!+1", None, "#REF!")
    (problem,) = problems(path)
    assert (problem.code, problem.where.row, problem.where.field) == ("formula_error", 2, "用地（亩）")
    assert "#REF!" in problem.what.zh


def test_a_formula_in_error_in_an_old_workbook_is_not_taken_for_a_blank(problems) -> None:
    (problem,) = problems(FILES / "formula_error.xls")
    assert (problem.code, problem.where.sheet, problem.where.row) == ("formula_error", "进展", 3)
    assert "#DIV/0!" in problem.what.en


def test_a_formula_never_calculated_is_not_taken_for_a_blank(workbook, sheets, problems) -> None:
    path = workbook(sheets)
    book = openpyxl.load_workbook(path)
    book["项目"]["E1"] = "用地（亩）"
    book["项目"]["E2"] = "=6*2"  # openpyxl stores no result
    book.save(path)
    (problem,) = problems(path)
    assert problem.code == "formula_not_calculated"


def test_a_workbook_with_a_password_says_so(problems) -> None:
    (problem,) = problems(FILES / "password.xlsx")
    assert problem.code == "password_protected"


def test_an_old_workbook_with_a_password_says_so(tmp_path: Path, problems) -> None:
    path = tmp_path / "a.xls"
    content = (FILES / "small.xls").read_bytes()
    code_page, file_password = b"\x42\x00\x02\x00", b"\x2f\x00\x02\x00"
    assert code_page in content
    path.write_bytes(content.replace(code_page, file_password, 1))
    (problem,) = problems(path)
    assert problem.code == "password_protected"


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_workbook_cut_short_on_its_way_says_so(workbook, sheets, problems, share: float) -> None:
    path = workbook(sheets)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    (problem,) = problems(path)
    assert problem.code == "damaged_file"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_an_old_workbook_cut_short_says_so(tmp_path: Path, problems, share: float) -> None:
    content = (FILES / "small.xls").read_bytes()
    path = tmp_path / "a.xls"
    path.write_bytes(content[: int(len(content) * share)])
    assert [problem.code for problem in problems(path)] == ["damaged_file"]


def test_a_workbook_with_a_broken_sheet_inside_says_so(workbook, sheets, problems, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(workbook(sheets)) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content[: len(content) // 2] if "sheet1.xml" in name else content)
    assert {problem.code for problem in problems(broken)} == {"damaged_file"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.xlsx", b"", "empty_file"),
        ("空.csv", b"", "empty_file"),
        ("改名.xlsx", "这不是工作簿".encode(), "damaged_file"),
        ("图.png", b"\x89PNG\r\n\x1a\n", "not_a_ledger"),
        ("a.zip", b"PK\x03\x04 not really", "damaged_file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged_file"),
    ],
)
def test_what_is_no_workbook_is_told_so(
    tmp_path: Path, problems, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (problem,) = problems(path)
    assert (problem.code, problem.where.file) == (code, name)


def test_a_missing_path_is_told_so(tmp_path: Path, problems) -> None:
    (problem,) = problems(tmp_path / "没有.xlsx")
    assert problem.code == "no_such_file"


# CSV


def test_a_folder_without_csv_is_told_so(tmp_path: Path, problems) -> None:
    (problem,) = problems(tmp_path)
    assert problem.code == "no_csv"


def test_text_in_no_known_encoding_is_told_so(csv_folder, problems) -> None:
    (problem,) = problems(csv_folder({"projects.csv": b"project,name\nP1,\xff\xff\x80"}))
    assert (problem.code, problem.where.file) == ("wrong_encoding", "projects.csv")


def test_excels_unicode_text_is_told_to_be_saved_as_utf_8(csv_folder, problems) -> None:
    (problem,) = problems(csv_folder({"projects.csv": "project\tname\nP1\t化工".encode("utf-16")}))
    assert problem.code == "wrong_encoding"


def test_a_thousands_separator_without_quotes_is_explained(csv_folder, problems) -> None:
    folder = csv_folder({"projects.csv": "project,name,unit,amount\nP1,化工,栗园镇,3,000\n"})
    (problem,) = problems(folder)
    assert (problem.code, problem.where.row) == ("too_many_cells", 2)
    assert problem.advice is not None
    assert "千分位" in problem.advice.zh


def test_a_row_with_too_few_cells_lacks_what_is_required(csv_folder, problems) -> None:
    found = problems(csv_folder({"projects.csv": "project,name,unit,amount\nP1,化工\n"}))
    assert [(problem.code, problem.where.field) for problem in found] == [
        ("required_blank", "unit"), ("required_blank", "amount"),
    ]  # fmt: skip


def test_semicolons_between_columns_are_explained(csv_folder, problems) -> None:
    (problem,) = problems(csv_folder({"projects.csv": "project;name;unit;amount\nP1;化工;栗园镇;1\n"}))
    assert problem.code == "wrong_separator"


def test_an_unpaired_quote_is_placed(csv_folder, problems) -> None:
    (problem,) = problems(csv_folder({"projects.csv": 'project,name,unit,amount\nP1,"化工,栗园镇,1\n'}))
    assert problem.code == "broken_csv"


# archives


def test_a_name_that_leads_out_of_an_archive_is_refused(tmp_path: Path, problems) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../projects.csv", "project\n")
    (problem,) = problems(path)
    assert problem.code == "unsafe_archive"
    assert list(tmp_path.iterdir()) == [path]


def test_an_archive_that_would_swell_without_bounds_is_refused(tmp_path: Path, problems) -> None:
    path = tmp_path / "a.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("projects.csv", "w") as member,
    ):
        for _ in range(300):
            member.write(b"0" * 2**20)
    (problem,) = problems(path)
    assert problem.code == "archive_too_large"


def test_an_archive_without_csv_is_told_so(tmp_path: Path, problems) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("说明.txt", "x")
    (problem,) = problems(path)
    assert problem.code == "no_csv"


# out


def test_a_table_past_excels_rows_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(ProblemsFound) as found:
        refuse_too_long(path, "线索", 1_048_576)
    assert found.value.problems[0].code == "sheet_too_long"
    refuse_too_long(path, "线索", 1_048_575)
    assert not path.exists()


def test_nothing_half_written_is_left_where_writing_fails(tmp_path: Path) -> None:
    ledger = ledger_from_rows({"projects": [PROJECT]})
    with pytest.raises(ProblemsFound) as found:
        write_workbook(ledger, tmp_path / "没有的文件夹" / "a.xlsx")
    assert found.value.problems[0].code == "cannot_write"
    assert list(tmp_path.iterdir()) == []
