"""The PostgreSQL back end: relations evaluated by a server, over temporary tables of one session.

Nothing of the database itself is read or written: the search path holds only the session's own temporary
schema and the server's catalogue, and all of it is gone when the connection closes.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scoring.algebra import LargeValues, Relation, Table
from zhaoshang.scoring.backends.backend import Data, Row
from zhaoshang.scoring.backends.names import plain_name, with_plain_names
from zhaoshang.scoring.backends.requirements import missing_extra
from zhaoshang.scoring.backends.sql import POSTGRESQL, statement, stored_in

if TYPE_CHECKING:
    import psycopg

DATABASE_VARIABLE = "ZHAOSHANG_DATABASE"
_TYPES = {"integer": "BIGINT", "truth": "BOOLEAN", "text": "TEXT"}
_SETTINGS = {
    "search_path": "pg_temp, pg_catalog",
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",  # a backslash is a backslash
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_session_timeout": "0",
    "jit": "off",  # compiling a statement of a thousand expressions takes longer than running it
    "join_collapse_limit": "1",  # joins in the order written: on keys, with hardly any choice to plan
    "from_collapse_limit": "1",
    "enable_nestloop": "off",  # the size of a common table expression is a guess, and a wrong one is quadratic
    "work_mem": "'64MB'",
}


class PostgreSQL:
    """Evaluates relations in a session of its own, which holds the tables it was made with.

    ``database`` is a URL or any other libpq connection string; by default that in ZHAOSHANG_DATABASE.
    Raises ProblemsFound where psycopg is not installed or the database cannot be reached.
    """

    def __init__(self, data: Data, database: str | None = None) -> None:
        missing = missing_extra("psycopg", "postgresql")
        if missing:
            raise ProblemsFound(missing)
        self._connection = _connect(database or os.environ.get(DATABASE_VARIABLE) or "")
        self._closed = weakref.finalize(self, self._connection.close)
        self._stored: dict[int, Relation] = {}
        self._large = LargeValues()
        for table, rows in data.values():
            self._load(table, rows)

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation. Stored relations are computed once and kept."""
        relation, constants = self._large.taken_out(relation)
        for table, values in constants:
            self._load(table, values.rows)
        for stored in stored_in(relation):
            if id(stored) not in self._stored:
                body = with_plain_names(statement(stored.source, POSTGRESQL))
                self._do(f"CREATE TEMPORARY TABLE {plain_name(stored.label)} AS {body}")
                self._do(f"ANALYZE {plain_name(stored.label)}")
                self._stored[id(stored)] = stored
        text = with_plain_names(statement(relation, POSTGRESQL))
        return self._connection.execute(_text(text)).fetchall()

    def close(self) -> None:
        """End the session, and with it everything that was loaded."""
        self._closed()

    def _load(self, table: Table, rows: Sequence[Row]) -> None:
        columns = ", ".join(f"{plain_name(c.name)} {_TYPES[c.kind]}" for c in table.columns.values())
        self._do(f"CREATE TEMPORARY TABLE {table.label} ({columns})")
        if not rows:
            return
        with self._connection.cursor().copy(_text(f"COPY {table.label} FROM STDIN")) as copy:
            for row in rows:
                copy.write_row(row)
        self._do(f"ANALYZE {table.label}")

    def _do(self, text: str) -> None:
        self._connection.execute(_text(text))

    @staticmethod
    def no_database() -> Problem:
        """Nothing says which database is meant."""
        return Problem(
            "engine.no_database",
            Words("没有说用哪个 PostgreSQL 数据库", "nothing says which PostgreSQL database to use"),
            expected=Words("如 postgresql://用户@主机/库", "such as postgresql://user@host/database"),
            advice=Words(
                f"用 --database 给出，或设环境变量 {DATABASE_VARIABLE}",
                f"give it as --database, or in the environment variable {DATABASE_VARIABLE}",
            ),
        )


def _text(text: str) -> Any:
    """psycopg's types ask for literal strings; these statements have no parameters and come from the printer."""
    return text


def _connect(database: str) -> psycopg.Connection[Any]:
    """A session with our settings. Raises ProblemsFound where it cannot be had."""
    import psycopg
    from psycopg.types.numeric import IntLoader

    if not database:
        raise ProblemsFound([PostgreSQL.no_database()])
    try:
        connection = psycopg.connect(database, autocommit=True, application_name="zhaoshang")
    except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
        raise ProblemsFound([_unreachable(database, error)]) from None
    connection.adapters.register_loader("numeric", IntLoader)  # no fraction is ever put out
    known = {name for (name,) in _names(connection)}
    for name, value in _SETTINGS.items():
        if name in known:  # servers before version 14 have no idle_session_timeout
            connection.execute(_text(f"SET {name} = {value}"))
    return connection


def _names(connection: psycopg.Connection[Any]) -> Iterable[tuple[str]]:
    return connection.execute("SELECT name FROM pg_catalog.pg_settings").fetchall()


def _unreachable(database: str, error: Exception) -> Problem:
    """The server's own words, without the password that a URL may hold."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        named = conninfo_to_dict(database)
        where = " ".join(str(named[key]) for key in ("host", "port", "dbname", "user") if named.get(key))
    except ProgrammingError:
        return Problem(
            "engine.database_address",
            Words("看不懂数据库地址", "the address of the database cannot be read"),
            expected=Words("如 postgresql://用户@主机/库", "such as postgresql://user@host/database"),
        )
    said = " ".join(str(error).split()).rstrip(".")
    return Problem(
        "engine.database_unreachable",
        Words(f"连不上 PostgreSQL 数据库：{said}", f"the PostgreSQL database cannot be reached: {said}"),
        text=where or None,
        advice=Words(
            "请检查地址、口令和服务是否在运行", "check the address, the password, and that the server runs"
        ),
    )
