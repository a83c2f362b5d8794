"""A ledger as one DuckDB file is the same ledger."""

import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from random_ledgers import ledgers

from zhaoshang.ledger import Ledger, ledger_from_rows
from zhaoshang.ledger.database import open_database, read_database, write_database
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day

PROJECT = {"project": "P1", "name": "冷链物流园", "unit": "栗园镇", "amount": "3000", "tags": "化工；省台账"}


def stored(ledger: Ledger, path: Path, question: str) -> list[tuple[object, ...]]:
    write_database(ledger, path)
    with open_database(path) as connection:
        return connection.execute(question).fetchall()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(ledgers())
def test_a_random_ledger_comes_back_as_it_was(ledger: Ledger) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.duckdb"
        write_database(ledger, path)
        again = read_database(path)
        assert again.tables == ledger.tables
        assert (again.digest, again.not_counted) == (ledger.digest, ledger.not_counted)
        assert again.warnings == ledger.warnings
        assert [each.name for each in Path(folder).iterdir()] == ["ledger.duckdb"]


def test_cells_have_the_types_that_engines_count_on(tmp_path: Path) -> None:
    stages = [{"project": "P1", "stage": "签约", "date": "2023-03-05"}]
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": stages})
    path = tmp_path / "a.duckdb"
    question = 'SELECT amount, fixed_assets, tags, investor, "position" FROM ledger.projects'
    assert stored(ledger, path, question) == [(3_000_000_000, True, ["化工", "省台账"], None, 0)]
    with open_database(path) as connection:
        (row,) = connection.execute('SELECT "date", fact, counted FROM ledger.milestones').fetchall()
        assert row == (to_day("2023-03-05"), "milestones/P1/signed", True)
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        assert {"rates", "units", "about", "warnings"} <= {name for (name,) in tables}


def test_a_stage_reached_again_is_kept_and_not_counted(tmp_path: Path) -> None:
    stages = [{"project": "P1", "stage": "签约", "date": f"2023-03-0{day}"} for day in (5, 6)]
    ledger = ledger_from_rows({"projects": [PROJECT], "milestones": stages})
    question = "SELECT fact, counted FROM ledger.milestones ORDER BY position"
    assert stored(ledger, tmp_path / "a.duckdb", question) == [
        ("milestones/P1/signed", True),
        ("milestones/P1/signed/2", False),
    ]
    assert read_database(tmp_path / "a.duckdb").warnings == ledger.warnings


def test_columns_that_units_bring_along_come_back(tmp_path: Path) -> None:
    units = [
        {"unit": "栗园镇", "片区": "东", "UNIT_NO": "1", "unit_no ": "2"},
        {"unit": "洼里镇", "片区": ""},
    ]
    ledger = ledger_from_rows({"units": units})
    write_database(ledger, tmp_path / "a.duckdb")
    assert read_database(tmp_path / "a.duckdb").tables == ledger.tables


def test_a_database_of_something_else_is_told_so(tmp_path: Path, problems) -> None:
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    (tmp_path / "text.duckdb").write_text("项目编号,阶段\n" * 1000)
    for name, code in (("none", "no_such_file"), ("other", "not_a_ledger_database")):
        (problem,) = problems(read_database, tmp_path / f"{name}.duckdb")
        assert problem.code == code
    (problem,) = problems(read_database, tmp_path / "text.duckdb")
    assert problem.code == "not_a_ledger_database"


def test_nothing_is_left_where_writing_fails(tmp_path: Path) -> None:
    ledger = ledger_from_rows({"projects": [PROJECT]})
    (tmp_path / "there").mkdir()
    with pytest.raises(ProblemsFound):
        write_database(ledger, tmp_path / "there")
    assert [each.name for each in tmp_path.iterdir()] == ["there"]
