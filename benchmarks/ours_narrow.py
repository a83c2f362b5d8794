"""Our library's lines and totals in the other engines' columns, so that they can be compared. Never timed.

A lead beyond the month's limit is two lines with us, +0.2 of the rule and −0.2 of its limit, and one row of 0 points
with the others: the lines of one rule and one fact are added up first.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import rules

NODES = ("stages", "signed", "started", "landed", "leads", "no_signing", "overdue")
"""The scheme's nodes in the document's order, by which lines cite them."""
RULE_OF = {"signed": 10, "started": 20, "landed": 30, "leads": rules.LEAD, "overdue": rules.OVERDUE}
OF_TABLE = 1 << 40
"""Leads are the second table of facts; this lies between two tables' numbers."""
HUNDREDTH = 10_000
"""Our points are millionths."""


def narrow(store: Path, folder: Path) -> None:
    """Write ``trace.parquet`` and ``totals.parquet`` of what a store's run left in it."""
    connection = _opened(store)
    _write_trace(connection, folder, "lines")
    _write_totals(
        connection,
        folder,
        f"SELECT unit_no, total // {HUNDREDTH} AS total, place FROM totals "
        "FULL JOIN (FROM places WHERE board = 'total') USING (unit_no)",
    )


def narrow_files(store: Path, folder: Path) -> None:
    """The same of what a run wrote into ``raw/``, where a fact is told by its place in its own table."""
    connection = _opened(store)
    raw = folder / "raw"
    reading = json.loads((raw / "reading.json").read_text())
    rows, leads = reading["rows_a_kind"], NODES.index("leads")
    connection.execute(f"""
CREATE TEMP VIEW told AS SELECT unit_no, cited // {rows * 8} AS rule_no, nullif(cited % {rows}, 0) - 1 AS table_row,
  CASE WHEN about >= 0 THEN about + CASE cited // {rows * 8} WHEN {leads} THEN {OF_TABLE} ELSE 0 END END AS fact_no,
  CASE WHEN about < 0 THEN {reading["first_day"]} - 1 - about END AS on_day, points * {HUNDREDTH} AS points
FROM '{raw}/trace.parquet'""")
    _write_trace(connection, folder, "told")
    _write_totals(connection, folder, f"SELECT unit_no, total, place FROM '{raw}/totals.parquet'")


def _opened(store: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '3GB'")
    connection.execute(f"ATTACH '{store}' AS store (READ_ONLY)")
    connection.execute("USE store.scoring")
    return connection


def _write_trace(connection: duckdb.DuckDBPyConnection, folder: Path, lines: str) -> None:
    family = " ".join(f"WHEN {NODES.index(node)} THEN {code}" for node, code in RULE_OF.items())
    missed, leads = NODES.index("no_signing"), NODES.index("leads")
    folder.mkdir(parents=True, exist_ok=True)
    connection.execute(f"""
COPY (
  SELECT unit_id, rule, fact_id, (sum(points) // {HUNDREDTH})::BIGINT AS points
  FROM (
    SELECT unit_name[3:]::BIGINT AS unit_id, points,
           CASE rule_no {family} ELSE {rules.NO_SIGNING} END + coalesce(table_row, 0) AS rule,
           CASE rule_no
             WHEN {missed} THEN datediff('quarter', DATE '{rules.FIRST_DAY}',
                                         DATE '0001-01-01' + (l.on_day - 1)::INTEGER)
             WHEN {leads} THEN split_part(fact_name, '/', 2)[2:]::BIGINT
             ELSE split_part(fact_name, '/', 2)[2:]::BIGINT * 10
                  + list_position(['signed', 'started', 'landed'], split_part(fact_name, '/', 3)) END AS fact_id
    FROM {lines} AS l JOIN units USING (unit_no) LEFT JOIN facts USING (fact_no))
  GROUP BY unit_id, rule, fact_id
) TO '{folder}/trace.parquet' (FORMAT parquet)""")


def _write_totals(connection: duckdb.DuckDBPyConnection, folder: Path, totals: str) -> None:
    connection.execute(f"""
COPY (
  SELECT unit_name[3:]::BIGINT AS unit_id, unit_group[2:]::BIGINT AS group_id,
         coalesce(total, 0)::BIGINT AS total, place
  FROM units LEFT JOIN ({totals}) USING (unit_no)
) TO '{folder}/totals.parquet' (FORMAT parquet)""")
