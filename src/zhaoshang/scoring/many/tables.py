"""The parts of a run put together: one Parquet file a table and two lists to read, in the order of the list.

DuckDB writes the Parquet, on one thread and within a bound of memory, so that the same parts give the same
bytes however they came about.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger.cells import safe_text
from zhaoshang.ledger.whole_files import whole_file
from zhaoshang.problems import Language
from zhaoshang.quantities.dates import to_iso
from zhaoshang.scoring.many.listing import Jurisdiction
from zhaoshang.scoring.many.parts import BETWEEN, TABLES, TEXTS, Finished, files_of
from zhaoshang.version import VERSION

if TYPE_CHECKING:
    import duckdb

_MEGABYTE = 2**20
LEAST_MEMORY = 128 * _MEGABYTE
USUAL_MEMORY = 400 * _MEGABYTE
_LEAST_LINE = 2 * _MEGABYTE
_ROWS_AT_ONCE = 10_000

_LABELS = {
    "jurisdiction": "辖区", "scheme": "方案", "overlays": "读法", "scheme_digest": "方案摘要", "ledger": "台账",
    "ledger_digest": "台账摘要", "period": "考核期", "as_of": "截至", "engine_version": "引擎版本",
    "units": "单位数", "lines": "明细数", "problems": "问题数", "provisional": "暂定", "seconds": "秒",
    "state": "状态", "severity": "轻重", "code": "代码", "file": "文件", "sheet": "工作表", "row": "行",
    "field": "栏", "line": "行内", "position": "列", "text": "原文", "message": "说明",
}  # fmt: skip
_LABELS_OF_PROBLEMS = {**_LABELS, "line": "文本行"}
_RUNS = (
    "jurisdiction", "scheme", "overlays", "scheme_digest", "ledger", "ledger_digest", "period", "as_of",
    "engine_version", "units", "lines", "problems", "provisional", "seconds", "state",
)  # fmt: skip
_STATES = {"done": "完成", "kept": "沿用", "failed": "未成"}


def write_tables(
    out: Path,
    parts: Path,
    jurisdictions: Sequence[Jurisdiction],
    finished: Sequence[Finished],
    language: Language,
    memory: int | None,
) -> None:
    """Write every file of a run: each whole or not at all, the list of runs last of all.

    Raises ProblemsFound where one cannot be written.
    """
    longest = max((each.longest for each in finished), default=0)
    with _database(out, memory) as connection:
        for table in TABLES:
            files = files_of(parts, finished, table)
            with whole_file(out / f"{table}.parquet") as draft:
                query = f"COPY ({_rows_of(table, files, longest)}) TO {_text(str(draft))}"
                connection.execute(query + " (FORMAT parquet, COMPRESSION zstd)")
        problems = _rows_of("problems", files_of(parts, finished, "problems"), longest)
        columns = list(TABLES["problems"])
        rows = _fetched(connection.execute(problems))
        _write_csv(out / "problems.csv", columns, rows, _LABELS_OF_PROBLEMS, language)
    runs = (
        _run(jurisdiction, each, language) for jurisdiction, each in zip(jurisdictions, finished, strict=True)
    )
    _write_csv(out / "runs.csv", _RUNS, runs, _LABELS, language)


@contextmanager
def _database(out: Path, memory: int | None) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    bound = max(memory or USUAL_MEMORY, LEAST_MEMORY)
    with TemporaryDirectory(prefix=".", dir=out) as spill:
        settings: dict[str, Any] = {"threads": 1, "memory_limit": f"{bound}B", "temp_directory": spill}
        connection = duckdb.connect(config=settings)
        try:
            connection.execute("SET enable_progress_bar = false")  # it would go to standard output
            yield connection
        finally:
            connection.close()


def _rows_of(table: str, files: Sequence[Path], longest: int) -> str:
    """A query for the rows of these files in their order."""
    types = TABLES[table]
    shown = ", ".join(
        f"coalesce(string_split(nullif({_name(n)}, ''), chr({ord(BETWEEN)})), []) AS {_name(n)}"
        if t == TEXTS
        else _name(n)
        for n, t in types.items()
    )
    if not files:
        nothing = ", ".join(f"CAST(NULL AS {t}) AS {_name(n)}" for n, t in types.items())
        return f"SELECT * FROM (SELECT {nothing}) WHERE false"
    columns = ", ".join(f"{_text(n)}: '{'VARCHAR' if t == TEXTS else t}'" for n, t in types.items())
    listed = ", ".join(_text(str(file)) for file in files)
    return (
        f"SELECT {shown} FROM read_csv([{listed}], columns={{{columns}}}, auto_detect=false, header=false, "
        "delim=',', quote='\"', escape='\"', nullstr='', allow_quoted_nulls=false, "
        f"max_line_size={max(longest + 1, _LEAST_LINE)}, strict_mode=true, parallel=false)"
    )


def _name(name: str) -> str:
    return f'"{name}"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fetched(found: duckdb.DuckDBPyConnection) -> Iterator[Sequence[object]]:
    while rows := found.fetchmany(_ROWS_AT_ONCE):
        yield from rows


def _run(jurisdiction: Jurisdiction, finished: Finished, language: Language) -> list[object]:
    state = _STATES[finished.state] if language == "zh" else finished.state
    failed = finished.state == "failed"
    provisional = {True: "是", False: "否"} if language == "zh" else {True: "yes", False: "no"}
    return [
        jurisdiction.name,
        jurisdiction.scheme,
        "；".join(jurisdiction.overlays),
        finished.scheme_digest,
        str(jurisdiction.ledger),
        finished.ledger_digest,
        jurisdiction.period,
        None if finished.as_of is None else to_iso(finished.as_of),
        VERSION,
        None if failed else finished.units,
        None if failed else finished.lines,
        finished.problems,
        None if failed else provisional[finished.provisional],
        finished.seconds,
        state,
    ]


def _write_csv(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    labels: dict[str, str],
    language: Language,
) -> None:
    """A list for a spreadsheet: a BOM before it, formulas made safe."""
    with whole_file(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([labels[column] if language == "zh" else column for column in columns])
        for row in rows:
            writer.writerow(["" if c is None else safe_text(c) if isinstance(c, str) else c for c in row])
