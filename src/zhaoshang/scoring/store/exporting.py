"""A run of a store as Parquet files, for whoever wants every line of millions: numbers, what they stand for,
and one file with everything in words. Written by the database row group by row group, in bounded memory.

================ ======================================================================================
trace            unit_no, cited, fact_no, on_day, points: every line, points in millionths
units            unit_no, unit, group, team, total in millionths (blank where there are no lines)
rules            cited, rule, label, kind, row, clause
facts            fact_no, table, date, recorded_on, fact
totals           unit_no, total
places           board, unit_no, place, place_from_end
lines            unit, date, rule, label, row, clause, fact, points: readable, points as exact decimals
run              by which scheme, over which period: one row
================ ======================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zhaoshang.ledger.whole_files import whole_folder
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.model import Node
from zhaoshang.scoring.compile.lines import SUFFIX
from zhaoshang.scoring.compile.rules import cited_table
from zhaoshang.scoring.store.rows import insert_rows
from zhaoshang.scoring.store.running import KINDS, Run, last_run
from zhaoshang.scoring.store.store import Store

FILES = ("run", "rules", "units", "totals", "places", "facts", "trace", "lines")


def write_parquet(store: Store, folder: str | Path, told: Callable[[str], None] | None = None) -> list[Path]:
    """Write the run that a store holds into a new folder. Raises ProblemsFound; then nothing is written.

    ``told`` hears the name of each file before it is written.
    """
    held = last_run(store)
    if held is None:
        raise ProblemsFound([not_scored()])
    folder = Path(folder)
    _write_rules(store, held)
    queries = _queries(store, held)
    store.connection.execute("SET preserve_insertion_order = false")
    try:
        with whole_folder(folder) as draft:
            for name in FILES:
                if told is not None:
                    told(name)
                file = str(draft / f"{name}.parquet").replace("'", "''")
                store.connection.execute(
                    f"COPY ({queries[name]}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
                )
    finally:
        store.connection.execute("SET preserve_insertion_order = true")
        store.connection.execute("DROP TABLE IF EXISTS temp.rules")
    return [folder / f"{name}.parquet" for name in FILES]


def _queries(store: Store, held: Run) -> dict[str, str]:
    points = "CAST({0} AS DECIMAL(24,0)) * CAST('0.000001' AS DECIMAL(6,6))"
    date = "DATE '0001-01-01' + CAST({0} - 1 AS INTEGER)"
    columns = list(store.facts.data["units"][0].own)
    more = "".join(f", u.{name} AS {name.removeprefix('x_')}" for name in columns if name.startswith("x_"))
    return {
        "run": "SELECT " + ", ".join(f"{_literal(value)} AS {key}" for key, value in _told(held).items()),
        "rules": "SELECT * FROM temp.rules ORDER BY cited",
        "units": f'SELECT u.unit_no, u.unit_name AS unit, u.unit_group AS "group", u.unit_team AS team{more}, '
        "CAST(t.total AS DECIMAL(38,0)) AS total FROM units AS u "
        "LEFT JOIN totals AS t ON t.unit_no = u.unit_no ORDER BY u.unit_no",
        "totals": "SELECT unit_no, CAST(total AS DECIMAL(38,0)) AS total FROM totals ORDER BY unit_no",
        "places": "SELECT * FROM places",
        "facts": f'SELECT fact_no, in_table AS "table", {date.format("on_day")} AS "date", '
        f"{date.format('recorded_on')} AS recorded_on, fact_name AS fact FROM facts",
        "trace": "SELECT * FROM trace",
        "lines": f'SELECT u.unit_name AS unit, {date.format("l.on_day")} AS "date", r.rule, r.label, r.row, '
        f"r.clause, f.fact_name AS fact, {points.format('l.points')} AS points FROM trace AS l "
        "JOIN temp.rules AS r ON r.cited = l.cited JOIN units AS u ON u.unit_no = l.unit_no "
        "LEFT JOIN facts AS f ON f.fact_no = l.fact_no",
    }


def _told(held: Run) -> dict[str, Any]:
    return {**asdict(held), "overlays": "；".join(held.overlays)}


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _write_rules(store: Store, held: Run) -> None:
    """What the numbers that lines cite stand for, of those that some line cites."""
    scheme = store.scheme
    nodes: list[Node] = [*scheme.nodes(), *([] if scheme.total is None else [scheme.total])]
    rows = []
    for (cited,) in store.rows("SELECT DISTINCT cited FROM trace"):
        rest, row = divmod(cited, held.rows_a_kind)
        number, kind = divmod(rest, KINDS)
        node = nodes[number]
        rows.append(
            {
                "cited": cited,
                "rule": node.id + SUFFIX[kind],
                "label": node.label,
                "kind": kind,
                "row": row_name(node, row - 1) if row else None,
                "clause": scheme.place_of(node.clauses[0]) if node.clauses else "",
            }
        )
    typed = {"cited": "BIGINT", "rule": "VARCHAR", "label": "VARCHAR", "kind": "BIGINT", "row": "VARCHAR"}
    typed["clause"] = "VARCHAR"
    listed = ", ".join(f'"{name}" {sql}' for name, sql in typed.items())
    store.connection.execute(f"CREATE OR REPLACE TEMP TABLE rules ({listed})")
    insert_rows(store.connection, "temp.rules", typed, rows)


def row_name(node: Node, row: int) -> str:
    """The id of a row of the table that a rule's points look up."""
    assert node.points is not None
    table = cited_table(node.points)
    assert table is not None
    return str(table.value.rows[row])


def not_scored() -> Problem:
    """A store that holds no run by this scheme."""
    return Problem(
        "store.not_scored",
        Words("库里还没有按这个方案算过分", "the store holds no run by this scheme"),
        advice=Words("请先运行 zhaoshang store score", "run zhaoshang store score first"),
    )
