"""Our library's lines and totals in the other engines' columns, so that they can be compared. Never timed.

A lead beyond the month's limit is two lines with us, +0.2 and −0.2 under ``leads#cap``, and one row of 0 points with
the others: the lines of one rule and one fact are added up first.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import rules

ROWS = ("below_50m", "50m_100m", "100m_500m", "500m_1b", "1b_5b", "5b_10b", "over_10b")
HUNDREDTH = 10_000
"""Our points are millionths."""


def narrow(folder: Path) -> None:
    """Write ``trace.parquet`` and ``totals.parquet`` from ``lines.csv`` and ``scores.csv`` of one folder."""
    tier = " ".join(f"WHEN '{row}' THEN {number}" for number, row in enumerate(ROWS))
    quarter = f"datediff('quarter', DATE '{rules.FIRST_DAY}', DATE '0001-01-01' + (date - 1)::INTEGER)"
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '2GB'")
    connection.execute(f"""
COPY (
  SELECT unit_id, rule, fact_id, (sum(points) // {HUNDREDTH})::BIGINT AS points
  FROM (
    SELECT unit[3:]::BIGINT AS unit_id, points,
           CASE split_part(rule, '#', 1)
             WHEN 'signed' THEN 10 WHEN 'started' THEN 20 WHEN 'landed' THEN 30 WHEN 'leads' THEN {rules.LEAD}
             WHEN 'no_signing' THEN {rules.NO_SIGNING} WHEN 'overdue' THEN {rules.OVERDUE} END
           + CASE row {tier} ELSE 0 END AS rule,
           CASE split_part(rule, '#', 1)
             WHEN 'no_signing' THEN {quarter}
             WHEN 'leads' THEN split_part(fact, '/', 2)[2:]::BIGINT
             ELSE split_part(fact, '/', 2)[2:]::BIGINT * 10
                  + list_position(['signed', 'started', 'landed'], split_part(fact, '/', 3)) END AS fact_id
    FROM (SELECT * REPLACE (points::BIGINT AS points, date::BIGINT AS date)
          FROM read_csv('{folder}/lines.csv', header = true, all_varchar = true)))
  GROUP BY unit_id, rule, fact_id
) TO '{folder}/trace.parquet' (FORMAT parquet)""")
    connection.execute(f"""
COPY (
  SELECT unit[3:]::BIGINT AS unit_id, "group"[2:]::BIGINT AS group_id,
         (score::BIGINT // {HUNDREDTH})::BIGINT AS total, rank::BIGINT AS place
  FROM read_csv('{folder}/scores.csv', header = true, all_varchar = true)
) TO '{folder}/totals.parquet' (FORMAT parquet)""")
