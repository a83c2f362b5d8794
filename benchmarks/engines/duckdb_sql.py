"""DuckDB, with SQL written by hand for these four rules: what ours is measured against.

The best of several ways tried; docs/performance.md says which. The trace is written as it is made, and totals are
added up from it.
"""

from __future__ import annotations

import duckdb
import rules
from engines.common import THREADS, Run


def by_tier(yuan: str, cell: list[str]) -> str:
    """A CASE over the tiers of an amount."""
    arms = " ".join(f"WHEN {yuan} < {edge} THEN {cell[tier]}" for tier, edge in enumerate(rules.TIERS))
    return f"CASE {arms} ELSE {cell[-1]} END"


def worth(yuan: str, stage: int) -> str:
    """Hundredths of a point for a stage reached with an amount."""
    points, first, last = rules.POINTS[stage], rules.TIERS[0], rules.TIERS[-1]
    pro_rata = f"(({2 * points[0]} * {yuan} + {first}) // {2 * first})"
    stepped = f"{points[-1]} + {rules.STEP_POINTS[stage]} * (({yuan} - {last}) // {rules.STEP})"
    return by_tier(yuan, [pro_rata, *map(str, points[:-1]), stepped])


def trace(milestones: str, leads: str, units: str) -> str:
    """All awards of the named tables."""
    tier = by_tier("yuan", [str(tier) for tier in range(len(rules.TIERS) + 1)])
    stages = " ".join(f"WHEN {stage} THEN {worth('yuan', stage)}" for stage in rules.STAGES)
    rows = f"SELECT *, CASE WHEN is_usd THEN amount * {rules.YUAN_A_DOLLAR} ELSE amount END AS yuan FROM {milestones}"
    columns = "unit_id::BIGINT AS unit_id, ({rule})::BIGINT AS rule, ({fact})::BIGINT AS fact_id, ({points})::BIGINT AS points"
    quarter = f"(year(date) - {rules.FIRST_DAY.year}) * 4 + quarter(date) - 1"
    turn = "row_number() OVER (PARTITION BY unit_id, year(date), month(date) ORDER BY date, lead_id)"
    return f"""
SELECT {columns.format(rule=f"stage * 10 + {tier}", fact="fact_id", points=f"CASE stage {stages} END")}
FROM ({rows})
UNION ALL
SELECT {
        columns.format(
            rule=rules.LEAD,
            fact="lead_id",
            points=f"CASE WHEN {turn} <= {rules.LEAD_LIMIT // rules.LEAD_POINTS} THEN {rules.LEAD_POINTS} ELSE 0 END",
        )
    }
FROM {leads} WHERE approved
UNION ALL
SELECT {columns.format(rule=rules.NO_SIGNING, fact="q", points=rules.NO_SIGNING_POINTS)}
FROM (SELECT unit_id, unnest(range({rules.QUARTERS})) AS q FROM {units}) AS wanted
ANTI JOIN (SELECT unit_id, {quarter} AS q FROM ({rows}) WHERE stage = {rules.SIGNED} AND yuan >= {
        rules.TIERS[0]
    }) AS found
USING (unit_id, q)
UNION ALL
SELECT {
        columns.format(
            rule=f"{rules.OVERDUE} + {tier}",
            fact="fact_id",
            points=f"{rules.LATE_TIMES} * ({worth('yuan', rules.LANDED)})",
        )
    }
FROM (SELECT * FROM ({rows}) WHERE stage = {rules.SIGNED} AND date < DATE '{rules.LAST_DAY}' - {
        rules.LATE_DAYS
    }) AS signed
ANTI JOIN (SELECT project_id, date FROM {milestones} WHERE stage = {rules.LANDED}) AS landed
ON landed.project_id = signed.project_id AND landed.date <= signed.date + {rules.LATE_DAYS}
"""  # noqa: E501


def totals(awards: str, units: str) -> str:
    """Totals and places from the awards."""
    return f"""
SELECT unit_id::BIGINT AS unit_id, group_id::BIGINT AS group_id, total,
       rank() OVER (PARTITION BY group_id ORDER BY total DESC) AS place
FROM (SELECT unit_id, group_id, coalesce(total, 0)::BIGINT AS total
      FROM {units} LEFT JOIN (SELECT unit_id, sum(points) AS total FROM {awards} GROUP BY unit_id) USING (unit_id))
"""


def main() -> None:
    """A whole run."""
    run = Run("duckdb_sql")
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    connection.execute("SET preserve_insertion_order = false")
    milestones, leads, units = (f"'{run.path(table)}'" for table in ("milestones", "leads", "units"))
    connection.execute(f"COPY ({trace(milestones, leads, units)}) TO '{run.trace}' (FORMAT parquet)")
    run.step("trace")
    summed = totals(f"'{run.trace}'", units)
    connection.execute(f"COPY ({summed}) TO '{run.totals}' (FORMAT parquet)")
    run.step("totals")
    run.finish()


if __name__ == "__main__":
    main()
