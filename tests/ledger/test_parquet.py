"""Parquet files in and out: typed columns, or text as people write it."""

import tempfile
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from random_ledgers import ledgers

from zhaoshang.ledger import Ledger, ledger_from_rows, read_ledger, write_rejected
from zhaoshang.ledger.parquet_out import write_parquet_folder
from zhaoshang.quantities.dates import to_day

PROJECTS = "'P1' AS project, '冷链物流园' AS name, '栗园镇' AS unit"


def parquet(path: Path, select: str) -> Path:
    """Write one row, or several, as a Parquet file of a folder."""
    path.parent.mkdir(exist_ok=True)
    duckdb.execute(f"COPY (SELECT {select}) TO '{path}' (FORMAT parquet)")
    return path.parent


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers())
def test_a_random_ledger_comes_back_from_parquet_with_its_digest(ledger: Ledger) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_parquet_folder(ledger, Path(folder) / "out")
        again = read_ledger(Path(folder) / "out")
        assert again.tables == ledger.tables
        assert again.digest == ledger.digest


def test_texts_and_words_that_look_like_formulas_come_back() -> None:
    rows = [
        {"lead": f"L{number}", "unit": "栗园镇", "date": "2023-01-01", "company": text, "tags": text}
        for number, text in enumerate(["=1+1", "'=1+1", "''=1", "'quoted'", "+86", "-", "@x", "＝全角"])
    ]
    ledger = ledger_from_rows({"leads": rows})
    with tempfile.TemporaryDirectory() as folder:
        write_parquet_folder(ledger, Path(folder) / "out")
        assert read_ledger(Path(folder) / "out") == ledger


def test_files_written_have_exact_types(tmp_path: Path) -> None:
    lead = {"lead": "L1", "unit": "栗园镇", "date": "2023-01-05", "amount": "0.000001", "tags": "化工"}
    credit = {"project": "P1", "unit": "栗园镇", "share": "50%"}
    project = {"project": "P1", "unit": "栗园镇", "amount": "1"}
    ledger = ledger_from_rows({"leads": [lead], "projects": [project], "credits": [credit]})
    write_parquet_folder(ledger, tmp_path / "out")
    types = {
        (table, name): kind
        for table in ("leads", "credits")
        for name, kind, *_ in duckdb.execute(f"DESCRIBE FROM '{tmp_path}/out/{table}.parquet'").fetchall()
    }
    assert types["leads", "amount"] == "DECIMAL(18,2)"
    assert types["leads", "date"] == "DATE"
    assert types["leads", "tags"] == "VARCHAR[]"
    assert types["leads", "sequence"] == "BIGINT"
    assert types["credits", "share"] == "DECIMAL(20,8)"
    (amount,) = duckdb.execute(
        f"SELECT CAST(amount AS VARCHAR) FROM '{tmp_path}/out/leads.parquet'"
    ).fetchall()
    assert amount == ("0.01",)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("CAST(3000.5 AS DECIMAL(18,2)) AS amount", 300_050),
        ("3000 AS amount", 300_000),
        ("CAST(3000.5000 AS DECIMAL(18,4)) AS amount", 300_050),
        ('CAST(3000.5 AS DECIMAL(18,2)) AS "amount（万元）"', 3_000_500_000),
        ("'3000.5' AS amount", 3_000_500_000),
        ("'3000.5万元' AS 总投资", 3_000_500_000),
    ],
)
def test_a_typed_amount_is_in_yuan_and_a_text_in_wan_unless_they_say_otherwise(
    tmp_path: Path, cell: str, fen: int
) -> None:
    folder = parquet(tmp_path / "ledger" / "projects.parquet", f"{PROJECTS}, {cell}")
    assert read_ledger(folder).tables["projects"][0]["amount"] == fen


def test_a_typed_amount_is_of_the_rows_own_currency(tmp_path: Path) -> None:
    folder = parquet(tmp_path / "ledger" / "项目.parquet", f"{PROJECTS}, 'USD' AS currency, 5 AS amount")
    (row,) = read_ledger(folder).tables["projects"]
    assert (row["amount"], row["currency"]) == (500, "USD")


def test_dates_truths_and_lists_may_be_typed(tmp_path: Path) -> None:
    extra = "5 AS amount, false AS fixed_assets, ['省台账', '化工'] AS tags"
    parquet(tmp_path / "ledger" / "projects.parquet", f"{PROJECTS}, {extra}")
    days = "DATE '2023-03-05' AS date, TIMESTAMP '2023-03-06 12:00:00' AS recorded_on"
    stage = f"'P1' AS project, '签约' AS stage, {days}"
    ledger = read_ledger(parquet(tmp_path / "ledger" / "milestones.parquet", stage))
    (project,), (milestone,) = ledger.tables["projects"], ledger.tables["milestones"]
    assert (project["fixed_assets"], project["tags"]) == (False, ("化工", "省台账"))
    assert (milestone["date"], milestone["recorded_on"]) == (to_day("2023-03-05"), to_day("2023-03-06"))


@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT"])
def test_floating_point_is_refused_with_what_to_do(tmp_path: Path, problems, kind: str) -> None:
    folder = parquet(
        tmp_path / "ledger" / "projects.parquet", f"{PROJECTS}, CAST(3000.1 AS {kind}) AS amount"
    )
    (problem,) = problems(folder)
    assert (problem.code, problem.where.file, problem.where.field) == (
        "floating_point_column",
        "projects.parquet",
        "amount",
    )
    assert "DECIMAL" in problem.advice.zh


def test_more_decimals_than_fen_are_refused_by_row(tmp_path: Path, problems) -> None:
    folder = parquet(
        tmp_path / "ledger" / "projects.parquet", f"{PROJECTS}, CAST(3000.125 AS DECIMAL(18,3)) AS amount"
    )
    (problem,) = problems(folder)
    assert (problem.code, problem.where.row, problem.text) == ("too_many_decimals", 1, "3000.125")


def test_a_type_that_no_ledger_uses_is_named(tmp_path: Path, problems) -> None:
    when = "TIMESTAMPTZ '2023-03-05 12:00:00+08' AS date"
    folder = parquet(tmp_path / "ledger" / "leads.parquet", f"'L1' AS lead, '栗园镇' AS unit, {when}")
    (problem,) = problems(folder)
    assert (problem.code, problem.where.field) == ("unfit_type", "date")


def test_a_parquet_file_cut_short_says_so(tmp_path: Path, problems) -> None:
    folder = parquet(tmp_path / "ledger" / "projects.parquet", f"{PROJECTS}, 5 AS amount")
    file = folder / "projects.parquet"
    file.write_bytes(file.read_bytes()[:-40])
    (problem,) = problems(folder)
    assert (problem.code, problem.where.file) == ("unreadable_file", "projects.parquet")


def test_csv_and_parquet_may_stand_in_one_folder(tmp_path: Path) -> None:
    folder = parquet(tmp_path / "ledger" / "projects.parquet", f"{PROJECTS}, 5 AS amount")
    (folder / "milestones.csv").write_text("project,stage,date\nP1,签约,2023-03-05\n")
    assert len(read_ledger(folder).tables["milestones"]) == 1
    assert read_ledger(folder / "projects.parquet").tables["milestones"] == ()


def test_a_typed_amount_of_a_rejected_row_is_not_taken_for_wan(tmp_path: Path, problems) -> None:
    row = "'L1' AS lead, '' AS unit, DATE '2023-01-05' AS date, CAST(3000 AS DECIMAL(18,2)) AS amount"
    folder = parquet(tmp_path / "ledger" / "leads.parquet", row)
    write_rejected(folder, problems(folder), tmp_path / "退回.xlsx")
    book = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    book["leads"]["D2"] = "栗园镇"
    book.save(tmp_path / "退回.xlsx")
    (lead,) = read_ledger(tmp_path / "退回.xlsx").tables["leads"]
    assert lead["amount"] == 300_000
