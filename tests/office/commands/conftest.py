"""An office of its own for each test."""

import os
import uuid
from urllib.parse import urlsplit, urlunsplit

import pytest
from office_by_command import Office


@pytest.fixture(scope="session")
def databases():
    """Makes databases, empty or like another: none for SQLite, a new one each where tests run on PostgreSQL."""
    given, made = os.environ.get("OFFICE_TEST_DATABASE", ""), []

    def make(like: str = "") -> str:
        if not given:
            return ""
        name = f"drill_{uuid.uuid4().hex[:10]}"
        template = f" TEMPLATE {urlsplit(like).path[1:]}" if like else ""
        _execute(given, f"CREATE DATABASE {name}{template}")
        made.append(name)
        parts = urlsplit(given)
        return urlunsplit(parts._replace(path=f"/{name}"))

    yield make
    for name in made:
        _execute(given, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, sql: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql)


@pytest.fixture
def office(tmp_path, databases) -> Office:
    return Office(tmp_path / "office", databases())
