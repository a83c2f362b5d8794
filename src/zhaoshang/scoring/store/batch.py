"""A whole run straight into Parquet files, for those who take the results elsewhere: the store stays as it was.

``trace.parquet`` has a row for every line, in the narrowest whole numbers that hold it:

============ ==========================================================================================
unit_no      the unit
cited        rule, kind of line and table row in one number: ``((rule_no × 8 + kind) × rows) + row + 1``
about        the fact's place in its table; for lines of a period, below nought: the day on which it counts,
             as many days before nought as it is after the day before the scheme's first
points       in the scheme's own precision, such as hundredths
============ ==========================================================================================

``totals.parquet``: unit_no, total (in that precision too), and place and place_from_end on the first board.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zhaoshang.scoring.algebra import (
    Column,
    Relation,
    Scalar,
    Select,
    case,
    divide,
    fused,
    integer,
    is_null,
    multiply,
    pruned,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import bounded
from zhaoshang.scoring.backends.sql import DUCKDB, statement_for_many_rows
from zhaoshang.scoring.compile.plan import Plan
from zhaoshang.scoring.store.arranging import OF_TABLE
from zhaoshang.scoring.store.running import StoreBackend, plan_of, trace_of
from zhaoshang.scoring.store.store import Store

_TYPES = (("SMALLINT", 2**15 - 1), ("INTEGER", 2**31 - 1), ("BIGINT", 2**63 - 1))


@dataclass(frozen=True)
class Batch:
    """What the files are of: how ``cited``, ``about`` and ``points`` are read."""

    rows_a_kind: int
    first_day: int
    precision: int
    files: tuple[Path, ...]


def score_to_parquet(store: Store, period: str, folder: str | Path, as_of: int | None = None) -> Batch:
    """Score everybody and write trace, totals and places. Raises ProblemsFound."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    plan = plan_of(store.scheme, store.facts, period, as_of)
    relation, rows, first_day, precision = _narrow(plan)
    lean = fused(*pruned(relation))
    query = StoreBackend(store).text(lean)
    columns = ", ".join(f"CAST({c.name} AS {_type_of(c)}) AS {c.name}" for c in lean.columns.values())
    trace, totals = folder / "trace.parquet", folder / "totals.parquet"
    run = store.connection.execute
    run(f"COPY (SELECT {columns} FROM ({query})) TO '{_path(trace)}' (FORMAT parquet)")
    run(
        "CREATE OR REPLACE TEMP TABLE totals AS "  # in millionths, as boards read it
        f"SELECT unit_no, CAST(sum(points) * {10 ** (6 - precision)} AS HUGEINT) AS total "
        f"FROM '{_path(trace)}' GROUP BY unit_no"
    )
    run(f"COPY ({_placed(store, plan, 10 ** (6 - precision))}) TO '{_path(totals)}' (FORMAT parquet)")
    run("DROP TABLE temp.totals")
    return Batch(rows, first_day, precision, (trace, totals))


def _path(path: Path) -> str:
    return str(path).replace("'", "''")


def _narrow(plan: Plan) -> tuple[Relation, int, int, int]:
    relation, rows = trace_of(plan)
    scheme = plan.scheme
    first_day = scheme.window.first
    precision = 6 if scheme.predecessor is not None else scheme.decimals
    fact = relation["fact_no"]
    before = subtract(integer(first_day - 1), relation["on_day"])
    outputs: dict[str, Scalar] = {
        "unit_no": relation["unit_no"],
        "cited": relation["cited"],
        "about": case([(is_null(fact), before)], _place(fact, plan)),
        "points": divide(relation["points"], integer(10 ** (6 - precision))),
    }
    return Select("trace", relation, outputs), rows, first_day, precision


def _place(fact: Scalar, plan: Plan) -> Scalar:
    """A fact's place in its own table: its number without the table's part."""
    tables = [table for label, (table, _) in plan.compiler.facts.data.items() if label.startswith("earned_")]
    most = max((table["fact_no"].high % OF_TABLE for table in tables), default=0)
    of_table = multiply(divide(fact, integer(OF_TABLE)), integer(OF_TABLE))
    return bounded(subtract(fact, of_table), 0, most)


def _type_of(column: Column) -> str:
    """The narrowest type that holds every value a column is proved to have."""
    most = max(-column.low, column.high)
    return next((name for name, limit in _TYPES if most <= limit), "HUGEINT")


def _placed(store: Store, plan: Plan, scale: int) -> str:
    """Every unit with its total, and its place on the scheme's first board where it has one."""
    totals = (
        f"SELECT u.unit_no, coalesce(t.total // {scale}, 0) AS total FROM units AS u LEFT JOIN temp.totals AS t "
        "ON t.unit_no = u.unit_no"
    )
    ranking = next(iter(store.scheme.rankings.values()), None)
    if ranking is None or (ranking.by is None and not all(node.published for node in store.scheme.nodes())):
        return totals
    (lean,) = pruned(plan.board(ranking.id))
    board = statement_for_many_rows(lean, DUCKDB)
    return (
        f"SELECT a.*, b.place, b.place_from_end FROM ({totals}) AS a LEFT JOIN ({board}) AS b USING (unit_no)"
    )
