"""Out and in again: the workbook, the folder and the zip of a ledger are the same ledger."""

import csv
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from random_ledgers import ledgers

from zhaoshang.ledger import (
    Ledger,
    ledger_from_rows,
    read_ledger,
    write_csv_folder,
    write_csv_zip,
    write_workbook,
)


def test_every_form_of_a_random_ledger_has_one_digest() -> None:
    forms: list[int] = []

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ledgers())
    def run(ledger: Ledger) -> None:
        with tempfile.TemporaryDirectory() as folder:
            workbook, files, archive = Path(folder) / "a.xlsx", Path(folder) / "csv", Path(folder) / "a.zip"
            write_workbook(ledger, workbook)
            write_csv_folder(ledger, files)
            write_csv_zip(ledger, archive)
            for path in (workbook, files, archive):
                again = read_ledger(path)
                assert again.tables == ledger.tables
                assert again.digest == ledger.digest
            forms.append(sum(len(rows) for rows in ledger.tables.values()))

    run()
    assert max(forms) > 1


def test_a_table_with_every_kind_of_awkward_text_reads_back() -> None:
    awkward = ["=1+1", "'=1+1", "''=1+1", "'quoted'", "+86", "-", "@x", "＝全角", "_x0041_"]
    awkward += ["a\nb", '"引号", 逗号', "1e5", "0012", "TRUE"]
    rows = [
        {"lead": f"L{number}", "unit": "栗园镇", "date": "2023-01-01", "company": text}
        for number, text in enumerate(awkward)
    ]
    ledger = ledger_from_rows({"leads": rows})
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(ledger, Path(folder) / "a.xlsx")
        write_csv_folder(ledger, Path(folder) / "csv")
        assert read_ledger(Path(folder) / "a.xlsx") == ledger
        assert read_ledger(Path(folder) / "csv") == ledger


def test_no_cell_of_an_exported_csv_could_be_run_as_a_formula() -> None:
    rows = [
        {
            "lead": "L1",
            "unit": "栗园镇",
            "date": "2023-01-01",
            "company": "'=HYPERLINK(1)",
            "content": "@SUM(A1)",
        }
    ]
    with tempfile.TemporaryDirectory() as folder:
        write_csv_folder(ledger_from_rows({"leads": rows}), Path(folder) / "csv")
        with (Path(folder) / "csv" / "leads.csv").open(encoding="utf-8-sig", newline="") as stream:
            _, row = csv.reader(stream)
    assert "'=HYPERLINK(1)" in row
    assert "'@SUM(A1)" in row
    assert not any(text.startswith(("=", "+", "@")) for text in row)


def test_the_same_ledger_gives_the_same_bytes() -> None:
    rows = {"leads": [{"lead": "L1", "unit": "栗园镇", "date": "2023-01-01"}]}
    with tempfile.TemporaryDirectory() as folder:
        for name in ("1", "2"):
            write_workbook(ledger_from_rows(rows), Path(folder) / f"{name}.xlsx")
            write_csv_zip(ledger_from_rows(rows), Path(folder) / f"{name}.zip")
        for suffix in (".xlsx", ".zip"):
            assert (Path(folder) / f"1{suffix}").read_bytes() == (Path(folder) / f"2{suffix}").read_bytes()


def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_exact_all_the_same() -> None:
    rows = {
        "projects": [{"project": "P1", "unit": "栗园镇", "amount（元）": "1234567890123.45"}],
        "indicators": [
            {"unit": "栗园镇", "indicator": "进出口额", "date": "2023-01-01", "value": "123456789012.123456"}
        ],
    }
    ledger = ledger_from_rows(rows)
    with tempfile.TemporaryDirectory() as folder:
        write_workbook(ledger, Path(folder) / "a.xlsx")
        assert read_ledger(Path(folder) / "a.xlsx") == ledger
    assert ledger.tables["indicators"][0]["value"] == 123_456_789_012_123_456


def test_a_digest_does_not_depend_on_the_order_of_rows() -> None:
    rows = [
        {"unit": "栗园镇", "date": "2023-01-01", "item": "招商图谱", "points": points}
        for points in ("1", "2", "1", "-3")
    ]
    forward, backward = ledger_from_rows({"awards": rows}), ledger_from_rows({"awards": rows[::-1]})
    assert forward == backward
    assert [row["fact"] for row in forward.tables["awards"]] == [
        "awards/栗园镇/2023-01-01/招商图谱" + number for number in ("", "/2", "/3", "/4")
    ]


def test_another_content_is_another_digest() -> None:
    row = {"lead": "L1", "unit": "栗园镇", "date": "2023-01-01"}
    digests = {
        ledger_from_rows({"leads": [{**row, **change}]}).digest
        for change in (
            {},
            {"amount": "1"},
            {"status": "pending"},
            {"recorded_on": "2023-01-02"},
            {"tags": "化工"},
        )
    }
    assert len(digests) == 5
    assert all(digest.startswith("sha256:") for digest in digests)


def test_a_default_written_out_is_the_same_content() -> None:
    row = {"lead": "L1", "unit": "栗园镇", "date": "2023-01-01"}
    written_out = {**row, "status": "已审核", "recorded_on": "2023/1/1", "currency": "CNY", "tags": ""}
    assert ledger_from_rows({"leads": [row]}) == ledger_from_rows({"leads": [written_out]})
