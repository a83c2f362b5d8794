"""Are two results the same? Totals and places by a full join, the trace as a multiset."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Comparison:
    """How many units and awards an engine gets otherwise than the reference."""

    units: int
    wrong_totals: int
    wrong_places: int
    awards: int
    wrong_awards: int

    @property
    def same(self) -> bool:
        """Whether all is equal."""
        return not (self.wrong_totals or self.wrong_places or self.wrong_awards)


_DIFFERENCE = """
SELECT count(*), count(*) FILTER (a.total IS DISTINCT FROM b.total), count(*) FILTER (a.place IS DISTINCT FROM b.place)
FROM '{a}/totals.parquet' a FULL JOIN '{b}/totals.parquet' b USING (unit_id, group_id)
"""
_AWARDS = """
SELECT count(*), coalesce(sum(abs(n)) FILTER (n <> 0), 0) FROM (
  SELECT sum(n) AS n FROM (
    SELECT unit_id, rule, fact_id, points, 1 AS n FROM '{a}/trace.parquet'
    UNION ALL
    SELECT unit_id, rule, fact_id, points, -1 AS n FROM '{b}/trace.parquet')
  GROUP BY unit_id, rule, fact_id, points)
"""


def compare(reference: Path, other: Path) -> Comparison:
    """Compare two folders with ``trace.parquet`` and ``totals.parquet``. A wrong award counts once on each side."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '3GB'")
    units, totals, places = connection.execute(_DIFFERENCE.format(a=reference, b=other)).fetchall()[0]
    _, differing = connection.execute(_AWARDS.format(a=reference, b=other)).fetchall()[0]
    (awards,) = connection.execute(f"SELECT count(*) FROM '{reference}/trace.parquet'").fetchall()[0]
    return Comparison(units, totals, places, awards, int(differing))


def as_files(folder: Path) -> None:
    """Both results as Parquet, of an engine that left them in ``results.duckdb``."""
    with duckdb.connect(str(folder / "results.duckdb"), read_only=True) as connection:
        for table in ("trace", "totals"):
            connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")


def checksum(folder: Path) -> str:
    """A short sign of a result that depends neither on the order of rows nor on the width of integers."""
    signs = []
    for name, columns in (
        ("trace", ("unit_id", "rule", "fact_id", "points")),
        ("totals", ("unit_id", "group_id", "total", "place")),
    ):
        cells = ", ".join(f"{column}::BIGINT" for column in columns)
        found = duckdb.execute(f"SELECT bit_xor(hash({cells})) FROM '{folder / name}.parquet'").fetchall()
        signs.append(f"{found[0][0]:016x}")
    return "-".join(signs)
