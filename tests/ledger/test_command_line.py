"""``zhaoshang ledger`` from a terminal."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from zhaoshang.cli.ledger import app
from zhaoshang.ledger import import_ledger, read_ledger
from zhaoshang.problems import ProblemsFound
from zhaoshang.tables import TABLES

run = CliRunner().invoke


def test_a_template_is_written(tmp_path: Path) -> None:
    result = run(app, ["template", str(tmp_path / "模板.xlsx")])
    assert result.exit_code == 0
    assert read_ledger(tmp_path / "模板.xlsx").tables.keys() == TABLES.keys()


def test_a_good_ledger_is_counted_and_named_by_its_digest(workbook, sheets) -> None:
    path = workbook(sheets)
    result = run(app, ["check", str(path)])
    assert result.exit_code == 0
    assert "项目 projects：2 行" in result.output
    assert read_ledger(path).digest in result.output


def test_warnings_are_told_and_do_not_fail(workbook, sheets) -> None:
    result = run(app, ["check", str(workbook({**sheets, "会议纪要": [["x"]]}))])
    assert result.exit_code == 0
    assert "会议纪要" in result.output


def test_a_bad_ledger_raises_every_problem_and_writes_the_rejected_rows(
    workbook, sheets, tmp_path: Path
) -> None:
    sheets["项目"][1][3] = sheets["项目"][2][3] = "若干"
    result = run(app, ["check", str(workbook(sheets)), "--rejected", str(tmp_path / "退回.xlsx")])
    assert isinstance(result.exception, ProblemsFound)
    assert len(result.exception.problems) == 2
    assert (tmp_path / "退回.xlsx").exists()


@pytest.mark.parametrize("out", ["文件夹", "a.zip", "b.xlsx", "c.parquet"])
def test_a_ledger_converted_keeps_its_digest(workbook, sheets, tmp_path: Path, out: str) -> None:
    path = workbook(sheets)
    assert run(app, ["convert", str(path), str(tmp_path / out)]).exit_code == 0
    assert read_ledger(tmp_path / out).digest == read_ledger(path).digest


def test_a_folder_with_something_in_it_is_not_written_over(workbook, sheets, tmp_path: Path) -> None:
    (tmp_path / "旧").mkdir()
    (tmp_path / "旧" / "projects.csv").write_text("keep", encoding="utf-8")
    result = run(app, ["convert", str(workbook(sheets)), str(tmp_path / "旧")])
    assert isinstance(result.exception, ProblemsFound)
    assert (tmp_path / "旧" / "projects.csv").read_text(encoding="utf-8") == "keep"


def test_a_mapping_is_used(workbook, tmp_path: Path) -> None:
    mapping = tmp_path / "映射.yaml"
    mapping.write_text("sheets: {信息: {table: leads, columns: {号: lead}}}", encoding="utf-8")
    path = workbook({"信息": [["号", "单位", "日期"], ["X1", "栗园镇", "2023-01-01"]]})
    result = run(app, ["check", str(path), "--mapping", str(mapping)])
    assert "线索 leads：1 行" in result.output


def test_the_units_of_a_scheme_are_known(workbook, tmp_path: Path) -> None:
    scheme = tmp_path / "某区-2023"
    scheme.mkdir()
    (scheme / "scheme.yaml").write_text(
        "title: 某区招商引资考核方案\nwindow: {from: 2023-01-01, to: 2023-12-31}\n", encoding="utf-8"
    )
    (scheme / "units.csv").write_text("unit,aliases\n栗园镇,栗园\n", encoding="utf-8")
    good = workbook({"线索": [["线索编号", "单位", "日期"], ["L1", "栗园", "2023-01-01"]]}, "good.xlsx")
    bad = workbook({"线索": [["线索编号", "单位", "日期"], ["L1", "粟园镇", "2023-01-01"]]}, "bad.xlsx")
    assert run(app, ["check", str(good), "--scheme", str(scheme)]).exit_code == 0
    found = run(app, ["check", str(bad), "--scheme", str(scheme)]).exception
    assert isinstance(found, ProblemsFound)
    assert [problem.code for problem in found.problems] == ["unknown_unit"]
    assert run(app, ["template", str(tmp_path / "a.xlsx"), "--scheme", str(scheme)]).exit_code == 0


def test_a_ledger_is_imported_and_read_from_its_database(workbook, sheets, tmp_path: Path) -> None:
    path, database = workbook(sheets), tmp_path / "a.duckdb"
    result = run(app, ["import", str(path), str(database), "--memory", "200MB"])
    assert result.exit_code == 0
    assert "项目 projects：2 行" in result.output
    digest = read_ledger(path).digest
    assert digest in run(app, ["check", str(database)]).output
    for out in ("again.parquet", "again.xlsx", "again"):
        assert digest in run(app, ["convert", str(database), str(tmp_path / out)]).output
        assert read_ledger(tmp_path / out).digest == digest


def test_a_check_in_little_memory_says_what_any_check_says(workbook, sheets, tmp_path: Path) -> None:
    path = workbook({**sheets, "会议纪要": [["x"]]})
    whole, pieces = (run(app, ["check", str(path), *more]) for more in ([], ["--memory", "200MB"]))
    assert pieces.exit_code == 0
    assert pieces.output == whole.output
    sheets["项目"][1][3] = "若干"
    out = tmp_path / "退回.xlsx"
    result = run(app, ["check", str(workbook(sheets)), "--memory", "200MB", "--rejected", str(out)])
    assert isinstance(result.exception, ProblemsFound)
    assert out.exists()


def test_what_was_imported_badly_is_not_there(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][1][3] = "若干"
    result = run(app, ["import", str(workbook(sheets)), str(tmp_path / "a.duckdb")])
    assert isinstance(result.exception, ProblemsFound)
    assert not (tmp_path / "a.duckdb").exists()


def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    workbook, sheets, tmp_path: Path, monkeypatch, capsys
) -> None:
    from zhaoshang.cli.progress import shown_progress

    with shown_progress() as progress:
        assert progress is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with shown_progress() as progress:
        assert progress is not None
        import_ledger(workbook(sheets), tmp_path / "a.duckdb", progress=progress)
    assert "项目" in capsys.readouterr().err
