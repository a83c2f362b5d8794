"""A backup: the database as it is at one moment, every evidence file, the log's archives, and no secret."""

from __future__ import annotations

import datetime
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from zhaoshang.office.audit import chain, log
from zhaoshang.office.audit.retention import archive_folder
from zhaoshang.office.operating.archive import Writer
from zhaoshang.office.operating.checking import check_files
from zhaoshang.version import VERSION

SQLITE_FILE = "database/office.sqlite3"
EVIDENCE, ARCHIVES, WITNESS = "evidence", "audit-archive", "audit-witness.jsonl"


@dataclass(frozen=True)
class Made:
    """A backup that was made: its file, how much is in it, and evidence that was already wrong."""

    file: Path
    size: int
    rows: int
    files: int
    files_wrong: list[str]


def make(target: Path | None, now: datetime.datetime) -> Made:
    """Make a backup while the office goes on, into a folder or file, or into ``OFFICE_BACKUPS``."""
    file = _file(target, now)
    chain.witness()
    with Writer(file, settings.SECRET_KEY) as writer:
        if chain.witness_file().is_file():  # first: it must not know of events that the copy does not have
            writer.add(WITNESS, chain.witness_file())
        told = _add_database(writer)
        count = _add_folder(writer, Path(settings.MEDIA_ROOT), EVIDENCE)  # after the rows that name them
        _add_folder(writer, archive_folder(), ARCHIVES)
        names = sorted(name for name in os.environ if name.startswith("OFFICE_"))
        writer.finish({"made_at": now.isoformat(), "version": VERSION, "settings": names, **told})
    rows = sum(told["database"]["tables"].values())
    log.record("office.backup", None, after={"file": file.name, "rows": rows, "files": count})
    _count, wrong = check_files()
    return Made(file, file.stat().st_size, rows, count, wrong)


def _file(target: Path | None, now: datetime.datetime) -> Path:
    name = f"zhaoshang-office-{now.astimezone():%Y%m%d-%H%M%S}.tar.gz"
    if target is None:
        return Path(settings.OFFICE_BACKUPS) / name
    return target / name if target.is_dir() or not target.name.endswith(".tar.gz") else target


def _add_folder(writer: Writer, folder: Path, name: str) -> int:
    count = 0
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if file.is_file() and not file.name.endswith(".part"):
            writer.add(f"{name}/{file.relative_to(folder).as_posix()}", file)
            count += 1
    return count


def _add_database(writer: Writer) -> dict[str, Any]:
    """Copy the database as it is at one moment; gives its kind, its tables' sizes and its migrations."""
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".backup-") as folder:
        if connection.vendor == "sqlite":
            return _add_sqlite(writer, Path(folder))
        return _add_postgresql(writer, Path(folder))


def _add_sqlite(writer: Writer, folder: Path) -> dict[str, Any]:
    copy = folder / "office.sqlite3"
    with closing(sqlite3.connect(_sqlite_name())) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE")
        named = there.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
        tables = {
            name: there.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
            for (name,) in named.fetchall()
        }
        steps = there.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    writer.add(SQLITE_FILE, copy)
    return {"database": {"vendor": "sqlite", "tables": tables}, "migrations": [list(step) for step in steps]}


def _sqlite_name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _add_postgresql(writer: Writer, folder: Path) -> dict[str, Any]:
    """By COPY, table by table in one snapshot: needs no pg_dump of the server's own version, and no password on
    a command line."""
    tables: dict[str, int] = {}
    columns: dict[str, list[str]] = {}
    with _one_moment() as cursor:
        for table in office_tables():
            columns[table] = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            named = ", ".join(connection.ops.quote_name(c) for c in columns[table])
            file = folder / f"{table}.copy"
            with file.open("wb") as out, cursor.copy(f'COPY "{table}" ({named}) TO STDOUT') as copy:
                for data in copy:
                    out.write(data)
            tables[table] = _lines(file)
            writer.add(f"database/{table}.copy", file)
            file.unlink()
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        steps = [list(step) for step in cursor.fetchall()]
    database = {"vendor": "postgresql", "tables": tables, "columns": columns}
    return {"database": database, "migrations": steps}


@contextmanager
def _one_moment() -> Iterator[Any]:
    """A cursor that sees the database as it is now, whatever is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield cursor


def _lines(file: Path) -> int:
    """Rows of a COPY: a line each, for line breaks in values are written as two characters."""
    with file.open("rb") as opened:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: opened.read(1024 * 1024), b""))


def office_tables() -> list[str]:
    """The office's own tables, with Django's note of how far they were migrated."""
    own = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    through = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    there = set(connection.introspection.table_names())
    return sorted((own | through | {"django_migrations"}) & there)
