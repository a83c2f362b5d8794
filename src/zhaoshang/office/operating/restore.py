"""Restoring a backup: read through first, then laid into an empty place, then checked again.

With ``replace``, what was there is put aside (SQLite, evidence) or overwritten in one transaction (PostgreSQL).
"""

from __future__ import annotations

import datetime
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from zhaoshang.office.audit import chain, log
from zhaoshang.office.audit.retention import archive_folder
from zhaoshang.office.operating.archive import unpack
from zhaoshang.office.operating.backup import ARCHIVES, EVIDENCE, SQLITE_FILE, WITNESS, office_tables
from zhaoshang.office.operating.checking import Checked, check
from zhaoshang.office.operating.setting_up import cannot, in_use, migrate
from zhaoshang.problems import Words


@dataclass(frozen=True)
class Restored:
    """A backup that was restored: when it was made, what was found in it after, and where what was there is."""

    made_at: str
    rows: int
    put_aside: Path | None
    checked: Checked


def restore(file: Path, now: datetime.datetime, *, replace: bool, any_key: bool) -> Restored:
    """Restore a backup. Raises ProblemsFound, with nothing changed, where it is damaged, fits neither this
    version nor this kind of database, where something is there already, or while the office is being served."""
    with in_use("serve.lock", alone=True) as alone:
        if not alone:
            raise cannot(
                "office.serving", "系统正在运行", "the office is being served",
                advice=Words("先停掉 zhaoshang office serve", "stop zhaoshang office serve first"),
            )  # fmt: skip
        with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restoring-") as folder:
            laid = Path(folder)
            told = unpack(file, laid, settings.SECRET_KEY, any_key=any_key)
            _need_fitting(told)
            if not replace:
                _need_empty()
            aside = Path(settings.DATA) / f"replaced-{now.astimezone():%Y%m%d-%H%M%S}"
            if connection.vendor == "sqlite":
                _restore_sqlite(laid, aside)
            else:
                _restore_postgresql(laid, told, aside)
    migrate()
    log.record("office.restore", None, after={"file": file.name, "made_at": told["made_at"]})
    rows = sum(told["database"]["tables"].values())
    return Restored(told["made_at"], rows, aside if aside.exists() else None, check())


def _need_fitting(told: dict[str, Any]) -> None:
    vendor = told["database"]["vendor"]
    if vendor != connection.vendor:
        raise cannot(
            "backup.vendor", f"备份来自 {vendor}，现在的数据库是 {connection.vendor}",
            f"the backup is of {vendor}, the present database is {connection.vendor}",
            advice=Words("把 OFFICE_DATABASE 设为同一种数据库", "set OFFICE_DATABASE to a database of that kind"),
        )  # fmt: skip
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    squashed = {tuple(step) for step in told["migrations"]}
    unknown = sorted(".".join(step) for step in squashed - known)
    if unknown:
        raise cannot(
            "backup.version", "备份来自更新的版本", "the backup is of a newer version",
            f"{told['version']}: {', '.join(unknown[:5])}",
            Words("先把软件升级到那个版本", "upgrade to that version first"),
        )  # fmt: skip


def _need_empty() -> None:
    there = []
    if connection.vendor == "sqlite":
        name = Path(settings.DATABASES["default"]["NAME"])
        there += [str(name)] if name.exists() and name.stat().st_size else []
    elif office_tables():
        there.append(str(settings.DATABASES["default"]["NAME"]))
    evidence = Path(settings.MEDIA_ROOT)
    there += [str(evidence)] if evidence.is_dir() and any(evidence.iterdir()) else []
    if there:
        raise cannot(
            "restore.not_empty", "这里已有数据，没有动它", "there are data here already; they were left alone",
            "、".join(there),
            Words(
                "换一个空的 OFFICE_DATA / OFFICE_DATABASE，或加 --replace 顶替现有数据",
                "choose an empty OFFICE_DATA and OFFICE_DATABASE, or add --replace to take their place",
            ),
        )  # fmt: skip


def _restore_sqlite(laid: Path, aside: Path) -> None:
    copy = laid / SQLITE_FILE
    with closing(sqlite3.connect(copy)) as opened:
        if opened.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise cannot("backup.broken", "备份里的数据库已损坏", "the database in the backup is damaged")
    connection.close()
    database = Path(settings.DATABASES["default"]["NAME"])
    pairs = [(copy, database), *_files(laid)]
    beside = [database.with_name(database.name + ending) for ending in ("-wal", "-shm")]
    with _put_in_place(pairs, beside, aside):
        pass


def _files(laid: Path) -> list[tuple[Path, Path]]:
    return [
        (laid / EVIDENCE, Path(settings.MEDIA_ROOT)),
        (laid / ARCHIVES, archive_folder()),
        (laid / WITNESS, chain.witness_file()),
    ]


@contextmanager
def _put_in_place(pairs: list[tuple[Path, Path]], also_aside: list[Path], aside: Path) -> Iterator[None]:
    """Move new files to where they belong, and what was there aside; all the way back where anything fails."""
    moved: list[tuple[Path, Path]] = []
    try:
        for old in (*(to for _from, to in pairs), *also_aside):
            if old.exists() and (old.is_file() or any(old.iterdir())):
                aside.mkdir(mode=0o700, parents=True, exist_ok=True)
                _move(old, aside / old.name, moved)
        for new, to in pairs:
            if new.exists():
                to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if to.is_dir():
                    to.rmdir()
                _move(new, to, moved)
        yield
    except BaseException:
        for came_from, now_at in reversed(moved):
            shutil.move(now_at, came_from)
        raise


def _move(old: Path, to: Path, moved: list[tuple[Path, Path]]) -> None:
    shutil.move(old, to)
    moved.append((old, to))


def _restore_postgresql(laid: Path, told: dict[str, Any], aside: Path) -> None:
    """All in one transaction: old tables dropped, tables made as they were then, rows put in, files put in place."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in office_tables():
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")
        _make_tables({(app, name) for app, name in told["migrations"]})
        with connection.cursor() as cursor:
            for table in office_tables():
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, columns in told["database"]["columns"].items():
                _fill(cursor, table, columns, laid / "database" / f"{table}.copy")
            _check_rows(cursor, told["database"]["tables"])
            _reset_sequences(cursor)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with _put_in_place(_files(laid), [], aside):
            pass


def _make_tables(steps: set[tuple[str, str]]) -> None:
    """Make the tables as they were when the backup was made; what came after is brought in by ``migrate``."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    here = steps & set(graph.nodes)
    followed = {
        step
        for step in here
        if any(c.key in here and c.key[0] == step[0] for c in graph.node_map[step].children)
    }
    newest = sorted(here - followed)
    executor.migrate(newest)


def _fill(cursor: Any, table: str, columns: list[str], file: Path) -> None:
    named = ", ".join(connection.ops.quote_name(c) for c in columns)
    with file.open("rb") as opened, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
        while data := opened.read(1024 * 1024):
            copy.write(data)


def _check_rows(cursor: Any, tables: dict[str, int]) -> None:
    for table, count in tables.items():
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
        found = cursor.fetchone()[0]
        if found != count:
            raise cannot("restore.rows", "恢复的行数不对", "rows are missing", f"{table}: {found} / {count}")


def _reset_sequences(cursor: Any) -> None:
    """Let numbers go on after the highest that was restored."""
    cursor.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) "
        "FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    )
    quote = connection.ops.quote_name
    for table, column, sequence in cursor.fetchall():
        if table in office_tables():
            cursor.execute(
                f"SELECT setval(%s, COALESCE((SELECT MAX({quote(column)}) FROM {quote(table)}), 0) + 1, false)",
                [sequence],
            )
