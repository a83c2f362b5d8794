"""A ledger of any size into one DuckDB file, in a bounded amount of memory.

The same checks and messages as ``read_ledger``: sheets are opened and matched by ``reading`` and ``draft``,
cells are read by ``staging``, rows beside each other by ``import_checks``. The file appears when all is well.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from zhaoshang.ledger.content_sql import content_sql, name_sql, quoted
from zhaoshang.ledger.csv_files import is_plain
from zhaoshang.ledger.database import (
    FORMAT,
    create_tables,
    keep_warnings,
    open_database,
    say_about,
    stored_columns,
)
from zhaoshang.ledger.draft import Draft, start_reading
from zhaoshang.ledger.import_checks import Checks
from zhaoshang.ledger.mapping import SavedMapping, SheetMapping
from zhaoshang.ledger.messages import by_place, many_more
from zhaoshang.ledger.parquet_files import ParquetSheet, damaged_parquet
from zhaoshang.ledger.reading import OpenedSheet, open_sheet
from zhaoshang.ledger.sheets import Sheet, refuse
from zhaoshang.ledger.sources import open_sheets
from zhaoshang.ledger.spooling import Spool, source_of_parquet, source_of_plain_csv
from zhaoshang.ledger.staging import (
    MOST_TOLD,
    Staging,
    create_draft,
)
from zhaoshang.ledger.whole_files import whole_database
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.tables import TABLES, Table, UnitDirectory

if TYPE_CHECKING:
    from zhaoshang.ledger.database import Connection

Progress = Callable[[str, int, "int | None"], None]
"""Told of a table's key, of how many rows are done, and of how many there are if that is known. Besides the
tables there are CHECKING and WRITING, whose rows are the tables done."""
CHECKING, WRITING = "checking", "writing"
_ROWS_AT_ONCE = 20_000
_SECONDS_BETWEEN = 0.5


@dataclass(frozen=True)
class Imported:
    """What an import has made: the file, its rows and those that count by table, and what is worth a look."""

    path: Path
    rows: Mapping[str, int]
    counted: Mapping[str, int]
    warnings: tuple[Problem, ...]


def import_ledger(
    source: str | Path,
    target: str | Path,
    units: UnitDirectory | None = None,
    mapping: SavedMapping | None = None,
    *,
    memory: str | None = None,
    progress: Progress | None = None,
) -> Imported:
    """Read a ledger, whatever ``read_ledger`` reads, into a DuckDB file that takes the place of ``target``.

    ``units`` and ``mapping`` are as for ``read_ledger``. ``memory``, such as ``400MB``, is what the database
    may use; what does not fit goes to a folder beside the target while it lasts. Raises ProblemsFound with
    everything that is wrong, warnings among it: of many, the first thousand, and how many more. Then
    nothing is written.
    """
    source, target = Path(source), Path(target)
    with whole_database(target) as draft, open_database(draft, read_only=False) as connection:
        _set_limits(connection, draft.parent, target, memory)
        with _database_errors(target):
            done = _Import(connection, target, source, mapping, units, progress or (lambda *_: None))
            return done.run()


def _set_limits(connection: Connection, workshop: Path, target: Path, memory: str | None) -> None:
    import duckdb

    place = str(workshop).replace("'", "''")
    connection.execute(f"SET temp_directory = '{place}/spilled'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute(f"ATTACH '{place}/work.duckdb' AS work")
    if memory is None:
        return
    try:
        connection.execute("SET memory_limit = ?", [memory])
    except duckdb.Error:
        problem = Problem(
            code="not_an_amount_of_memory",
            what=Words(zh="不是内存的大小", en="not an amount of memory"),
            text=memory,
            expected=Words(zh="如 400MB、2GB", en="such as 400MB or 2GB"),
        )
        raise ProblemsFound([problem]) from None


@contextmanager
def _database_errors(target: Path) -> Iterator[None]:
    """What the machine lacks, told as a problem; any other error is a bug and stays one."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        what = Words(
            zh="内存或磁盘空间不够，导入没有完成", en="there is too little memory or disk for the import"
        )
        advice = Words(
            zh="请用 --memory 给更多内存，或腾出磁盘", en="give more with --memory, or free some disk"
        )
        refuse(target, "out_of_memory", what, text=str(error).splitlines()[0][:200], advice=advice)
    except duckdb.IOException as error:
        what = Words(zh="无法写入，磁盘可能已满", en="it cannot be written; the disk may be full")
        refuse(target, "cannot_write", what, text=str(error).splitlines()[0][:200])


@dataclass
class _Import:
    connection: Connection
    target: Path
    source: Path
    mapping: SavedMapping | None
    units: UnitDirectory | None
    progress: Progress
    draft: Draft = field(default_factory=Draft)
    sheets: list[tuple[Place, Mapping[str, str]]] = field(default_factory=list)
    more: int = 0

    def run(self) -> Imported:
        self.connection.execute("BEGIN")  # one for all, as each would wait for the disk
        for table in TABLES.values():
            create_draft(self.connection, table)
        self.connection.execute("COMMIT")
        with open_sheets(self.source, self.draft.problems) as sheets:
            for sheet in sheets:
                self._read(sheet)
        self.progress(CHECKING, 0, None)
        checks = Checks(self.connection, self.draft, self.sheets, self.units)
        checks.check()
        self.more += checks.more
        warnings = self._problems()
        self._write(checks)
        keep_warnings(self.connection, warnings)
        say_about(self.connection, format=FORMAT, source=self.source.name)
        rows, counted = {}, {}
        for table in TABLES.values():
            rows[table.key] = self._count(f"ledger.{table.key}")
            of_facts = f"ledger.{table.key} WHERE counted"
            counted[table.key] = self._count(of_facts) if table.is_fact else rows[table.key]
        return Imported(self.target, rows, counted, warnings)

    def _count(self, relation: str) -> int:
        counted = self.connection.execute(f"SELECT count(*) FROM {relation}").fetchone()
        return int(counted[0]) if counted else 0

    def _problems(self) -> tuple[Problem, ...]:
        """The warnings, if there is nothing worse."""
        found = by_place(self.draft.problems)
        errors = [problem for problem in found if problem.severity == "error"]
        if not errors:
            return _first(found, self.more, "warning")
        raise ProblemsFound(_first(found, self.more, "error"))

    # reading

    def _read(self, sheet: Sheet) -> None:
        opened = open_sheet(self.draft, sheet, self.mapping)
        if opened is None:
            return
        ready = [fill == SheetMapping(fill.table) for fill in opened.fills] == [True] and all(opened.header)
        if ready and isinstance(sheet, ParquetSheet) and opened.number == 0:
            self._read_parquet(opened, sheet)
        elif not (ready and sheet.csv and self._read_plain_csv(opened, sheet.csv)):
            self._read_rows(opened)
        opened.tell_unknown(self.draft)

    def _read_plain_csv(self, opened: OpenedSheet, path: Path) -> bool:
        """Let the database read a CSV file that holds nothing unusual; False where it is not such a file."""
        if not is_plain(path):
            return False
        name = "work.spool_plain"
        source = source_of_plain_csv(self.connection, name, path, opened.number, len(opened.header))
        if source is None:
            return False
        (fill,) = opened.fills
        reading = start_reading(self.draft, TABLES[fill.table], opened.sheet, opened.header, opened.number)
        opened.was_used(fill, reading.used)
        with self._watched(fill.table, self._count(name)):
            self._stage(Staging(self.connection, reading, source, len(self.sheets)))
        self.connection.execute(f"DROP TABLE {name}")
        return True

    def _read_parquet(self, opened: OpenedSheet, sheet: ParquetSheet) -> None:
        import duckdb

        (fill,) = opened.fills
        try:
            reading = start_reading(self.draft, TABLES[fill.table], sheet, opened.header, opened.number)
            opened.was_used(fill, reading.used)
            source = source_of_parquet(self.connection, sheet)
            with self._watched(fill.table, sheet.count):
                self._stage(Staging(self.connection, reading, source, len(self.sheets)))
        except (duckdb.InvalidInputException, duckdb.IOException) as error:
            self.draft.problems.append(damaged_parquet(sheet.path, error))

    def _read_rows(self, opened: OpenedSheet) -> None:
        spools = []
        for number, fill in enumerate(opened.fills):
            opened.tell_missing(self.draft, fill)
            table = TABLES[fill.table]
            reading = start_reading(
                self.draft, table, opened.sheet, opened.header, opened.number, fill.columns, fill.fixed
            )
            opened.was_used(fill, reading.used)
            spools.append((fill, Spool(self.connection, f"work.spool_{number}", reading)))
        rows, done = iter(opened.rows), 0
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            for fill, spool in spools:
                spool.add(opened.translated(some, fill))
            done += len(some)
            self.progress(opened.fills[0].table, done, None)
        for _, spool in spools:
            self._stage(Staging(self.connection, spool.reading, spool.source, len(self.sheets)))
            self.connection.execute(f"DROP TABLE {spool.name}")

    def _stage(self, staging: Staging) -> None:
        self.sheets.append((staging.reading.place, staging.reading.header_of))
        staging.fill()
        self.more += staging.more

    @contextmanager
    def _watched(self, table: str, total: int) -> Iterator[None]:
        """Tell how far a long statement has come, by asking the database now and then."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(_SECONDS_BETWEEN):
                share = max(self.connection.query_progress(), 0)
                self.progress(table, int(total * share / 100), total)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
        self.progress(table, total, total)

    # writing

    def _write(self, checks: Checks) -> None:
        self.connection.execute("SET preserve_insertion_order = true")
        create_tables(self.connection)
        for done, table in enumerate(TABLES.values()):
            self.progress(WRITING, done, len(TABLES))
            if table.key not in checks.filled:
                continue
            statement = _facts(table, checks) if table.is_fact else _others(table, checks)
            self.connection.execute(statement)
        self.progress(WRITING, len(TABLES), len(TABLES))


def _first(problems: Sequence[Problem], more: int, severity: str) -> tuple[Problem, ...]:
    """As many problems as a reader can use, and how many more there are; errors come before warnings."""
    if len(problems) + more <= MOST_TOLD:
        return tuple(problems)
    kept = [problem for problem in problems if problem.severity == severity][:MOST_TOLD]
    left = len(problems) - len(kept) + more
    return (*kept, many_more(left, "error" if severity == "error" else "warning")) if left else tuple(kept)


def _stored(table: Table) -> list[str]:
    """The columns of a table that are not derived from its place among others."""
    return [quoted(key) for key in stored_columns(table) if key not in ("position", "fact", "counted")]


def _facts(table: Table, checks: Checks) -> str:
    columns = ", ".join(f"t.{name}" for name in _stored(table))
    names = ", ".join(_stored(table))
    shared, out = f"work.shared_{table.key}", f"work.out_{table.key}"
    return (
        f'INSERT INTO ledger.{table.key} ({names}, fact, counted, "position") '
        f"SELECT {names}, CASE WHEN nth_ = 1 THEN name_ ELSE name_ || '/' || nth_ END, counted_, "
        f"row_number() OVER () - 1 FROM (SELECT {columns}, {name_sql(table)} AS name_, "
        f"coalesce(s.nth_, 1) AS nth_, t.status = 'approved' AND o.number_ IS NULL AS counted_ "
        f"FROM {checks.rows[table.key]} t "
        f"LEFT JOIN (SELECT sheet_, number_, nth_ FROM {shared} WHERE nth_ > 1) s "
        "ON t.sheet_ = s.sheet_ AND t.number_ = s.number_ "
        f"LEFT JOIN {out} o ON t.sheet_ = o.sheet_ AND t.number_ = o.number_ "
        'ORDER BY t."date", t.recorded_on, name_, nth_)'
    )


def _others(table: Table, checks: Checks) -> str:
    names = ", ".join(_stored(table))
    order = [f"{quoted(key)} NULLS FIRST" for key in table.identity]
    if not table.unique:
        order += [content_sql(table), "sheet_", "number_"]
    return (
        f'INSERT INTO ledger.{table.key} ({names}, "position") SELECT {names}, row_number() OVER () - 1 '
        f"FROM (SELECT * FROM {checks.rows[table.key]} ORDER BY {', '.join(order)})"
    )
