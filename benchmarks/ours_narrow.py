"""Our library's lines and totals in the other engines' columns, so that they can be compared. Never timed.

A lead beyond the month's limit is two lines with us, +0.2 of the rule and −0.2 of its limit, and one row of 0 points
with the others: the lines of one rule and one fact are added up first.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import rules

NODES = ("stages", "signed", "started", "landed", "leads", "no_signing", "overdue")
"""The scheme's nodes in the document's order, by which lines cite them."""
RULE_OF = {"signed": 10, "started": 20, "landed": 30, "leads": rules.LEAD, "overdue": rules.OVERDUE}
HUNDREDTH = 10_000
"""Our points are millionths."""


def narrow(store: Path, folder: Path) -> None:
    """Write ``trace.parquet`` and ``totals.parquet`` of what a store's run left in it."""
    family = " ".join(f"WHEN {NODES.index(node)} THEN {code}" for node, code in RULE_OF.items())
    missed, leads = NODES.index("no_signing"), NODES.index("leads")
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '3GB'")
    connection.execute(f"ATTACH '{store}' AS store (READ_ONLY)")
    connection.execute("USE store.scoring")
    connection.execute(f"""
COPY (
  SELECT unit_id, rule, fact_id, (sum(points) // {HUNDREDTH})::BIGINT AS points
  FROM (
    SELECT unit_name[3:]::BIGINT AS unit_id, points,
           CASE rule_no {family} ELSE {rules.NO_SIGNING} END + coalesce(table_row, 0) AS rule,
           CASE rule_no
             WHEN {missed} THEN datediff('quarter', DATE '{rules.FIRST_DAY}',
                                         DATE '0001-01-01' + (lines.on_day - 1)::INTEGER)
             WHEN {leads} THEN split_part(fact_name, '/', 2)[2:]::BIGINT
             ELSE split_part(fact_name, '/', 2)[2:]::BIGINT * 10
                  + list_position(['signed', 'started', 'landed'], split_part(fact_name, '/', 3)) END AS fact_id
    FROM lines JOIN units USING (unit_no) LEFT JOIN facts USING (fact_no))
  GROUP BY unit_id, rule, fact_id
) TO '{folder}/trace.parquet' (FORMAT parquet)""")
    connection.execute(f"""
COPY (
  SELECT unit_name[3:]::BIGINT AS unit_id, unit_group[2:]::BIGINT AS group_id,
         (coalesce(total, 0) // {HUNDREDTH})::BIGINT AS total, place
  FROM units LEFT JOIN totals USING (unit_no) LEFT JOIN (FROM places WHERE board = 'total') USING (unit_no)
) TO '{folder}/totals.parquet' (FORMAT parquet)""")
