"""DuckDB, with SQL written by hand for these four rules: what ours is measured against.

The best of several ways tried; docs/performance.md says which. The trace is written as it is made, in the narrowest
types that hold it, and totals are added up from the file. The facts lie

- in a DuckDB file, as they came: ``duckdb_sql``, the yardstick;
- in Parquet files: ``duckdb_parquet``, which must decode them each time;
- in a DuckDB file, sorted by unit and with the day of landing beside each milestone, as our store keeps them:
  ``duckdb_arranged``.

``duckdb_tables`` is the yardstick again, but leaves its results in a DuckDB file as our library does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import duckdb
import rules

from engines.common import THREADS, Run

AWARD = "unit_id, ({rule})::SMALLINT AS rule, ({fact})::BIGINT AS fact_id, ({points})::INTEGER AS points"


def by_tier(yuan: str, cell: list[str]) -> str:
    """A CASE over the tiers of an amount."""
    arms = " ".join(f"WHEN {yuan} < {edge} THEN {cell[tier]}" for tier, edge in enumerate(rules.TIERS))
    return f"CASE {arms} ELSE {cell[-1]} END"


TIER = by_tier("yuan", [str(tier) for tier in range(len(rules.TIERS) + 1)])


def worth(yuan: str, stage: int) -> str:
    """Hundredths of a point for a stage reached with an amount."""
    points, first, last = rules.POINTS[stage], rules.TIERS[0], rules.TIERS[-1]
    pro_rata = f"(({2 * points[0]} * {yuan} + {first}) // {2 * first})"
    stepped = f"{points[-1]} + {rules.STEP_POINTS[stage]} * (({yuan} - {last}) // {rules.STEP})"
    return by_tier(yuan, [pro_rata, *map(str, points[:-1]), stepped])


def in_yuan(milestones: str) -> str:
    """Milestones with their amount in yuan."""
    return f"(SELECT *, CASE WHEN is_usd THEN amount * {rules.YUAN_A_DOLLAR} ELSE amount END AS yuan FROM {milestones})"


def stage_awards(milestones: str) -> str:
    """Rule (a)."""
    arms = " ".join(f"WHEN {stage} THEN {worth('yuan', stage)}" for stage in rules.STAGES)
    award = AWARD.format(rule=f"stage * 10 + {TIER}", fact="fact_id", points=f"CASE stage {arms} END")
    return f"SELECT {award} FROM {in_yuan(milestones)}"


def lead_awards(leads: str) -> str:
    """Rule (b)."""
    turn = "row_number() OVER (PARTITION BY unit_id, year(date), month(date) ORDER BY date, lead_id)"
    full = rules.LEAD_LIMIT // rules.LEAD_POINTS
    points = f"CASE WHEN {turn} <= {full} THEN {rules.LEAD_POINTS} ELSE 0 END"
    return (
        f"SELECT {AWARD.format(rule=rules.LEAD, fact='lead_id', points=points)} FROM {leads} WHERE approved"
    )


def quarter_awards(milestones: str, units: str) -> str:
    """Rule (c): a unit's quarters with a signing are bits of one number, which is four times fewer rows to join."""
    award = AWARD.format(rule=rules.NO_SIGNING, fact="quarter", points=rules.NO_SIGNING_POINTS)
    return f"""
SELECT {award}
FROM (SELECT unit_id, coalesce(signed, 0) AS signed
      FROM {units} LEFT JOIN (
        SELECT unit_id, bit_or(1 << datediff('quarter', DATE '{rules.FIRST_DAY}', date)) AS signed
        FROM {in_yuan(milestones)} WHERE stage = {rules.SIGNED} AND yuan >= {rules.TIERS[0]} GROUP BY unit_id)
      USING (unit_id)),
     range({rules.QUARTERS}) AS quarters(quarter)
WHERE signed & (1 << quarter) = 0"""


def late_awards(milestones: str) -> str:
    """Rule (d)."""
    points = f"{rules.LATE_TIMES} * ({worth('yuan', rules.LANDED)})"
    return f"""
SELECT {AWARD.format(rule=f"{rules.OVERDUE} + {TIER}", fact="fact_id", points=points)}
FROM (SELECT * FROM {in_yuan(milestones)}
      WHERE stage = {rules.SIGNED} AND date < DATE '{rules.LAST_DAY}' - {rules.LATE_DAYS}) AS signed
ANTI JOIN (SELECT project_id, date FROM {milestones} WHERE stage = {rules.LANDED}) AS landed
ON landed.project_id = signed.project_id AND landed.date <= signed.date + {rules.LATE_DAYS}"""


def late_awards_arranged(milestones: str) -> str:
    """Rule (d), where the day of landing stands beside each milestone."""
    points = f"{rules.LATE_TIMES} * ({worth('yuan', rules.LANDED)})"
    return f"""
SELECT {AWARD.format(rule=f"{rules.OVERDUE} + {TIER}", fact="fact_id", points=points)}
FROM {in_yuan(milestones)}
WHERE stage = {rules.SIGNED} AND date < DATE '{rules.LAST_DAY}' - {rules.LATE_DAYS}
  AND (landed IS NULL OR landed > date + {rules.LATE_DAYS})"""


def trace(milestones: str, leads: str, units: str, late: Callable[[str], str] = late_awards) -> str:
    """All awards."""
    parts = (
        stage_awards(milestones),
        lead_awards(leads),
        quarter_awards(milestones, units),
        late(milestones),
    )
    return "\nUNION ALL\n".join(parts)


def totals(awards: str, units: str) -> str:
    """Totals and places from the awards."""
    return f"""
SELECT unit_id, group_id, total, rank() OVER (PARTITION BY group_id ORDER BY total DESC) AS place
FROM (SELECT unit_id, group_id, coalesce(total, 0)::BIGINT AS total
      FROM {units} LEFT JOIN (SELECT unit_id, sum(points) AS total FROM {awards} GROUP BY unit_id) USING (unit_id))"""


def into_files(run: Run, connection: duckdb.DuckDBPyConnection, awards: str, units: str) -> None:
    """Write both results as Parquet."""
    connection.execute(f"COPY ({awards}) TO '{run.trace}' (FORMAT parquet)")
    run.step("trace")
    summed = totals(f"'{run.trace}'", units)
    connection.execute(f"COPY ({summed}) TO '{run.totals}' (FORMAT parquet)")
    run.step("totals")


def into_tables(run: Run, connection: duckdb.DuckDBPyConnection, awards: str, units: str) -> None:
    """Write both results as tables of a DuckDB file, as our own library does."""
    run.database.unlink(missing_ok=True)
    connection.execute(f"ATTACH '{run.database}' AS results")
    connection.execute(f"CREATE TABLE results.trace AS {awards}")
    run.step("trace")
    connection.execute(f"CREATE TABLE results.totals AS {totals('results.trace', units)}")
    run.step("totals")
    connection.execute("DETACH results")
    run.step("close")


def main(engine: str) -> None:
    """A whole run."""
    run = Run(engine)
    tables, late = ["milestones", "leads", "units"], late_awards
    connection = duckdb.connect()
    if engine == "duckdb_parquet":
        tables = [f"'{run.path(table)}'" for table in tables]
    else:
        connection.execute(f"ATTACH '{run.data / 'facts.duckdb'}' AS facts (READ_ONLY)")
        connection.execute("USE facts")
    if engine == "duckdb_arranged":
        tables, late = ["arranged_milestones", "arranged_leads", "units"], late_awards_arranged
    connection.execute(f"SET threads = {THREADS}")
    connection.execute("SET preserve_insertion_order = false")
    write = into_tables if engine == "duckdb_tables" else into_files
    write(run, connection, trace(*tables, late=late), tables[2])
    run.finish()


if __name__ == "__main__":
    main(sys.argv[2])
