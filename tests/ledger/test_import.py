"""A ledger taken into a database piece by piece is the ledger read whole; what is wrong is said the same."""

import csv
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from random_ledgers import Typed, crowded_tables, ledgers, typed_tables

from zhaoshang.ledger import (
    Ledger,
    import_ledger,
    mapping_of,
    read_database,
    read_ledger,
    write_csv_folder,
    write_csv_zip,
    write_workbook,
)
from zhaoshang.ledger.database import database_digest, open_database
from zhaoshang.ledger.parquet_out import write_parquet_folder
from zhaoshang.ledger.staging import MOST_TOLD
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day
from zhaoshang.tables import UnitDirectory, UnitEntry

UNITS = UnitDirectory(
    [
        UnitEntry("栗园镇", ("栗园",)),
        UnitEntry("洼里镇", ("旧镇",), valid_from=to_day("2023-03-06")),
        UnitEntry("河东镇", ("旧镇",), valid_to=to_day("2023-03-05")),
    ]
)
SLOW = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def csv_of(tables: Typed, folder: Path) -> Path:
    folder.mkdir()
    for key, rows in tables.items():
        (folder / f"{key}.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    return folder


def parquet_of(tables: Typed, folder: Path) -> Path:
    """The same cells, as text."""
    folder.mkdir()
    for key, rows in tables.items():
        cells = ", ".join(f'unnest(CAST(${n} AS VARCHAR[])) AS "{name}"' for n, name in enumerate(rows[0], 1))
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (SELECT {cells}) TO '{folder}/{key}.parquet' (FORMAT parquet)",
                [[row[name] or None for row in rows] for name in rows[0]],
            )
    return folder


def outcome(read: Callable[[], Ledger]) -> Any:
    """What reading gives: the ledger, or all that is said against it."""
    try:
        return read()
    except ProblemsFound as found:
        return found.problems


def imported(source: Path, target: Path, units: UnitDirectory | None, **more: Any) -> Ledger:
    import_ledger(source, target, units, **more)
    return read_database(target)


def assert_same(source: Path, folder: Path, units: UnitDirectory | None, **more: Any) -> Any:
    whole = outcome(lambda: read_ledger(source, units, **more))
    pieces = outcome(lambda: imported(source, folder / "a.duckdb", units, **more))
    if isinstance(whole, Ledger) and isinstance(pieces, Ledger):
        assert pieces.tables == whole.tables
        assert pieces.not_counted == whole.not_counted
        assert pieces.warnings == whole.warnings
        assert database_digest(folder / "a.duckdb") == whole.digest
    else:
        assert pieces == whole
        assert not (folder / "a.duckdb").exists()
    return whole


def test_every_form_of_a_random_ledger_is_imported_as_it_is_read() -> None:
    @SLOW
    @given(ledgers())
    def run(ledger: Ledger) -> None:
        forms: list[tuple[str, Callable[[Ledger, Path], None]]] = [
            ("a.xlsx", write_workbook),
            ("csv", write_csv_folder),
            ("a.zip", write_csv_zip),
            ("parquet", write_parquet_folder),
        ]
        with tempfile.TemporaryDirectory() as folder:
            for name, write in forms:
                write(ledger, Path(folder) / name)
                (Path(folder) / f"from {name}").mkdir()
                read = assert_same(Path(folder) / name, Path(folder) / f"from {name}", None)
                assert read.digest == ledger.digest

    run()


@SLOW
@given(typed_tables())
def test_cells_as_people_type_them_are_imported_as_they_are_read(tables: Typed) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("csv", csv_of), ("parquet", parquet_of)):
            assert isinstance(assert_same(write(tables, Path(folder) / name), Path(folder), None), Ledger)


def test_of_damaged_ledgers_the_same_is_said_in_the_same_order() -> None:
    codes: set[str] = set()

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(crowded_tables())
    def run(tables: Typed) -> None:
        with tempfile.TemporaryDirectory() as folder:
            source = csv_of(tables, Path(folder) / "csv")
            for units in (None, UNITS):
                found = assert_same(source, Path(folder), units)
                for problem in found.warnings if isinstance(found, Ledger) else found:
                    codes.add(problem.code)
                (Path(folder) / "a.duckdb").unlink(missing_ok=True)
            assert_same(parquet_of(tables, Path(folder) / "parquet"), Path(folder), UNITS)

    run()
    assert {"repeated", "unknown_reference", "unknown_unit"} <= codes


PROJECT = {"project": "P1", "name": "冷链物流园", "unit": "栗园", "amount": "3000"}


def stage(name: str, day: str, **more: str) -> dict[str, str]:
    return {"project": "P1", "stage": name, "date": day, **more}


def test_repeats_corrections_and_credits_come_out_as_when_read_whole(tmp_path: Path) -> None:
    rows = [
        stage("签约", "2023-03-05", id="1", supersedes="", status="已审核", amount="1"),
        stage("签约", "2023-03-05", id="2", supersedes="", status="已审核", amount="1"),
        stage("签约", "2023-03-04", id="3", supersedes="1", status="已审核", amount="2亿元"),
        stage("增资", "2023-03-06", id="4", supersedes="", status="", amount="200万美元"),
        stage("增资", "2023-03-07", id="5", supersedes="4", status="退回", amount=""),
        stage("增资", "2023-03-08", id="6", supersedes="5", status="已审核", amount="5"),
    ]
    credit = {"project": "P1", "unit": "洼里镇", "share": "50%", "from": "2023-03-05"}
    tables = {"projects": [{**PROJECT, "currency": "USD"}], "milestones": rows, "credits": [credit]}
    for name, write in (("csv", csv_of), ("parquet", parquet_of)):
        (tmp_path / f"from {name}").mkdir()
        read = assert_same(write(tables, tmp_path / name), tmp_path / f"from {name}", UNITS)
        assert [each.code for each in read.warnings] == ["stage_repeated", "responsible_unit_not_credited"]
        assert read.not_counted == {"milestones/P1/signed/2", "milestones/P1/signed/3"}


LEADS = "lead,unit,date,amount\n"


@pytest.mark.parametrize(
    "text",
    [
        LEADS + "\n \u3000,,,\nL1,栗园镇,2023-01-01,1\n\nL1,栗园镇,昨天,\n",
        LEADS
        + "\n".join(f"L{n},栗园镇,2023-01-0{n},1" for n in range(1, 9))
        + "\nL9,栗园镇,昨天,\n,\u3000,,\nL1,,\n",
        (LEADS + "L1,栗园镇,2023-01-01,1\nL2,,2023-01-01,1").replace("\n", "\r\n"),
        LEADS + "L1,栗园镇,2023-01-01,1\rL2,栗园镇,2023-01-01,1\n",
        LEADS + "L1,栗园镇,2023-01-01,1,,\nL2,栗园镇,2023-01-01,,\n",
        LEADS + "#L1,栗园镇,2023-01-01,NULL\n'L2,\\栗园镇\\,2023-01-01,\n",
        LEADS + "\n".join(f"L{n},栗园镇,2023-01-01," for n in range(30)) + "\nL3,栗园镇,2023-01-01,1,2\n",
        LEADS + 'L1,"栗园\n镇",2023-01-01,1\nL2,栗园镇,2023-01-01,约1\n',
        LEADS + "L1,栗园镇,2023-01-01,1,234.5\nL2,栗园镇\n",
        LEADS + 'L1,栗园镇,2023-01-01,"1\n',
        "\ufeff" + LEADS + "L1,栗园镇,2023-01-01,1\n",
        "报表,,,\n" + LEADS + "L1,栗园镇,2023-01-01,1\n",
        "lead,unit,amount（亿吨）\nL1,栗园镇,1\nL1,,\n",
        "lead,unit,date,amount（万美元）,currency,status,片区\nL1,栗园镇,2023-01-01,1,CNY,,东\nL2,栗园镇,2023-01-01,2,,,\n",
        "lead,unit,date,,status\nL1,栗园镇,2023-01-01,多余,\n",
        "lead;unit;date\nL1;栗园镇;2023-01-01\n",
        LEADS,
        "",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_oddities_of_csv_are_met_as_when_read_whole(
    csv_folder, tmp_path: Path, text: str, encoding: str
) -> None:
    assert_same(csv_folder({"leads.csv": text, "别的.csv": "a,b\n1,2\n"}, encoding), tmp_path, None)


def test_cells_of_a_workbook_keep_their_types(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][1][3] = 0.1 + 0.2
    sheets["项目"].append([7, True, "栗园镇", 1e15])
    sheets["进展"].append([7, "签约", 45000])
    found = assert_same(workbook(sheets), tmp_path, None)
    assert {problem.code for problem in found} == {"amount_too_large", "not_a_date"}


def test_a_cell_that_the_workbook_calls_wrong_is_refused(workbook, sheets, tmp_path: Path, problems) -> None:
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("线索")
    for x, title in enumerate(("线索编号", "责任单位", "日期", "拟投资额")):
        sheet.write(0, x, title)
        sheet.write(1, x, ("L1", "栗园镇", "2023-01-01", "")[x])
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    book.close()
    (problem,) = assert_same(path, tmp_path, None)
    assert (problem.where.row, problem.where.field) == (2, "拟投资额")


def test_one_sheet_may_fill_several_tables(csv_folder, tmp_path: Path) -> None:
    columns = {"编号": "project", "单位": "unit", "投资": "amount", "名": "name"}
    mapping = mapping_of(
        {"sheets": {"签约表": [
            {"table": "projects", "columns": columns, "values": {"单位": {"栗": "栗园镇"}}},
            {"table": "milestones", "columns": {"编号": "project", "时间": "date"}, "fixed": {"stage": "签约"},
             "where": "时间"},
        ]}}
    )  # fmt: skip
    text = "编号,名,单位,投资,时间\nP1,甲,栗,1,2023-01-01\nP2,乙,洼里镇,2,\nP3,丙,洼里镇,3,昨天\n"
    for name, rows in (("bad", text), ("good", text.replace("昨天", "2023-02-01"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "签约表.csv").write_text(rows)
        assert_same(tmp_path / name, tmp_path, None, mapping=mapping)
    assert [row["fact"] for row in read_database(tmp_path / "a.duckdb").tables["milestones"]] == [
        "milestones/P1/signed",
        "milestones/P3/signed",
    ]


def test_typed_parquet_is_imported_as_it_is_read(tmp_path: Path) -> None:
    cells = (
        "'P' || i AS project, '项目' AS name, '栗园镇' AS unit, CAST(i + 0.25 AS DECIMAL(18,2)) AS amount, "
        "i % 2 = 0 AS fixed_assets, ['化工', '省台账'] AS tags, CAST(i AS DECIMAL(20,4)) AS land"
    )
    days = "'P' || i AS project, 'signed' AS stage, DATE '2023-01-01' + CAST(i AS INTEGER) AS date, i AS id"
    names = ("project", "unit", "amount", "fixed_assets", "tags", "land")
    blank = "' ' AS name, " + ", ".join(f"NULL AS {name}" for name in names)
    folder = tmp_path / "parquet"
    folder.mkdir()
    duckdb.execute(
        f"COPY (SELECT {cells} FROM range(9) t(i) UNION ALL BY NAME SELECT {blank}) "
        f"TO '{folder}/projects.parquet' (FORMAT parquet)"
    )
    duckdb.execute(
        f"COPY (SELECT {days} FROM range(9) t(i)) TO '{folder}/milestones.parquet' (FORMAT parquet)"
    )
    assert isinstance(assert_same(folder, tmp_path, UNITS), Ledger)
    duckdb.execute(
        "COPY (SELECT 'P9' AS project, 'signed' AS stage, DATE '1800-01-01' AS date, 1.5::DOUBLE AS amount) "
        f"TO '{folder}/milestones.parquet' (FORMAT parquet)"
    )
    (tmp_path / "a.duckdb").unlink()
    found = assert_same(folder, tmp_path, UNITS)
    assert [problem.code for problem in found] == [
        "floating_point_column",
        "date_out_of_range",
        "unknown_reference",
    ]


def test_of_very_many_problems_the_first_are_told_and_the_rest_counted(
    csv_folder, tmp_path: Path, problems
) -> None:
    rows = "".join(f"L{number},栗园镇,昨天,\n" for number in range(MOST_TOLD + 234))
    found = problems(import_ledger, csv_folder({"leads.csv": LEADS + rows}), tmp_path / "a.duckdb")
    assert len(found) == MOST_TOLD + 1
    assert [each.where.row for each in found[:3]] == [2, 3, 4]
    assert (found[-1].code, "234" in found[-1].what.zh) == ("many_more", True)


def test_of_very_many_warnings_the_first_are_kept_and_the_rest_counted(csv_folder, tmp_path: Path) -> None:
    rows = "".join("P1,签约,2023-01-01\n" for _ in range(MOST_TOLD + 12))
    files = {"projects.csv": as_csv([PROJECT]), "milestones.csv": "project,stage,date\n" + rows}
    done = import_ledger(csv_folder(files), tmp_path / "a.duckdb")
    assert len(done.warnings) == MOST_TOLD + 1
    assert "11" in done.warnings[-1].what.en
    assert done.counted["milestones"] == 1
    assert done.rows["milestones"] == MOST_TOLD + 12


def test_nothing_is_left_of_an_import_that_fails(csv_folder, tmp_path: Path, problems) -> None:
    source = csv_folder({"leads.csv": LEADS + "L1,栗园镇,昨天,\n"})
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / "a.duckdb").write_text("what was here before")
    problems(import_ledger, source, tmp_path / "a.duckdb")
    assert (tmp_path / "a.duckdb").read_text() == "what was here before"
    (problem,) = problems(import_ledger, source, tmp_path / "a.duckdb", memory="much")
    assert (problem.code, problem.text) == ("not_an_amount_of_memory", "much")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "a.duckdb"])


def test_progress_is_told_of_every_table(csv_folder, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    files = {"projects.csv": as_csv([PROJECT]), "leads.csv": LEADS + "L1,栗园镇,2023-01-01,\n"}
    done = import_ledger(
        csv_folder(files), tmp_path / "a.duckdb", memory="200MB", progress=lambda *each: told.append(each)
    )
    assert {("projects", 1, 1), ("leads", 1, 1)} <= set(told)
    assert (done.rows["projects"], done.counted["leads"], done.path) == (1, 1, tmp_path / "a.duckdb")


def test_rows_lie_in_canonical_order(csv_folder, tmp_path: Path) -> None:
    days = [f"L{number},栗园镇,2023-01-{(number * 7) % 28 + 1:02},\n" for number in range(3000)]
    import_ledger(csv_folder({"leads.csv": LEADS + "".join(days)}), tmp_path / "a.duckdb", memory="100MB")
    with open_database(tmp_path / "a.duckdb") as connection:
        question = 'SELECT position, fact FROM ledger.leads ORDER BY "date", recorded_on, fact'
        found = connection.execute(question).fetchall()
    assert [position for position, _ in found] == list(range(3000))
