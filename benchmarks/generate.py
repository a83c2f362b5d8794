"""Invents the facts: the same ones as narrow integers and as a ledger folder. Deterministic by size.

    python benchmarks/generate.py small 1m 10m

A unit's activity is skewed: the busiest has thousands of milestones, most have a few dozen, some none. Two amounts
in a hundred lie on a tier's edge or one unit of money beside it, three landings in a hundred on the 365th day or the
next, and six projects in a hundred are in dollars. Rows come in no order. Knows the rules only to know their edges.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from places import data_folder, ledger_folder
from rules import DAYS, FIRST_DAY, LATE_DAYS, STEP, TIERS, YUAN_A_DOLLAR
from sizes import SIZES, Size

ROWS_AT_ONCE = 500_000
STAGE_NAMES = pa.array(["", "signed", "started", "landed"])


Columns = dict[str, np.ndarray]


def invent_projects(size: Size, chance: np.random.Generator) -> Columns:
    """Projects: unit (from 0), amount in the project's own currency, whether that is dollars."""
    count = size.milestones * 11 // 20 + 20
    busy = chance.permutation(size.units)
    unit = busy[(size.units * chance.random(count) ** 1.6).astype(np.int64)]
    amount = np.exp(chance.uniform(np.log(2e6), np.log(1.2e10), count)).astype(np.int64)
    giant = chance.random(count) < 0.01
    amount[giant] = chance.integers(80, 400, giant.sum()) * 100_000_000
    even = chance.random(count) < 0.6  # people like round figures, which also lie on the half of a hundredth
    amount[even] = np.maximum(amount[even] // 10_000, 1) * 10_000
    dollars = chance.random(count) < 0.06
    amount[dollars] //= YUAN_A_DOLLAR
    edges = np.array([*TIERS, TIERS[-1] + STEP, TIERS[-1] + 2 * STEP])
    edgy = np.nonzero(chance.random(count) < 0.02)[0]
    edge = chance.choice(edges, len(edgy)) // np.where(dollars[edgy], YUAN_A_DOLLAR, 1)
    amount[edgy] = edge + chance.integers(-1, 2, len(edgy))
    return {"unit": unit, "amount": amount, "is_usd": dollars}


def invent_milestones(size: Size, count: int, chance: np.random.Generator) -> Columns:
    """Milestones in no order: project (from 0), stage, day (from 0). Every project is signed; some go on."""
    signed = chance.integers(0, DAYS, count)
    started = signed + chance.integers(5, 300, count)
    landed = signed + chance.integers(20, 700, count)
    edgy = chance.random(count) < 0.03
    landed[edgy] = signed[edgy] + LATE_DAYS + chance.integers(0, 2, edgy.sum())
    project, stage, day = [], [], []
    for number, days, kept in ((1, signed, 1.0), (2, started, 0.75), (3, landed, 0.65)):
        found = np.nonzero((chance.random(count) < kept) & (days < DAYS))[0]
        project.append(found)
        stage.append(np.full(len(found), number, np.int8))
        day.append(days[found].astype(np.int32))
    columns = [np.concatenate(each) for each in (project, stage, day)]
    assert len(columns[0]) >= size.milestones, "too few projects were invented"
    order = chance.permutation(len(columns[0]))[: size.milestones]
    return dict(zip(("project", "stage", "day"), (column[order] for column in columns), strict=True))


def invent_leads(size: Size, chance: np.random.Generator) -> Columns:
    """Leads in the order of their numbers: unit (from 0), day (from 0), whether approved."""
    busy = chance.permutation(size.units)
    return {
        "unit": busy[(size.units * chance.random(size.leads) ** 3).astype(np.int64)],
        "day": chance.integers(0, DAYS, size.leads).astype(np.int32),
        "approved": chance.random(size.leads) < 0.85,
    }


def numbered(prefix: str, numbers: np.ndarray, digits: int) -> pa.Array:
    """Names such as P0000001 from numbers from 0; digits lead, so that names sort as the numbers do."""
    padded = pc.utf8_lpad(pc.cast(pa.array(numbers + 1), pa.string()), digits, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), padded, "")


def dates(days: np.ndarray) -> pa.Array:
    """Arrow dates from days since the first."""
    start = np.datetime64(FIRST_DAY, "D").astype(np.int32)
    return pa.array((start + days).astype(np.int32)).cast(pa.date32())


def money(amounts: np.ndarray) -> pa.Array:
    """Whole amounts as the ledger's decimals of two places."""
    return pc.cast(pc.cast(pa.array(amounts), pa.decimal128(19, 0)), pa.decimal128(18, 2))


def currencies(is_usd: np.ndarray) -> pa.Array:
    """Codes of currency."""
    return pc.if_else(pa.array(is_usd), "USD", "CNY")


def write(path: Path, count: int, table_of: object, compression: str = "snappy") -> None:
    """Write ``table_of(slice)`` for one slice of rows after another, so that text never fills the memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = None
    for start in range(0, max(count, 1), ROWS_AT_ONCE):
        table = pa.table(table_of(slice(start, min(start + ROWS_AT_ONCE, count))))  # type: ignore[operator]
        writer = writer or pq.ParquetWriter(path, table.schema, compression=compression)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def write_narrow(folder: Path, size: Size, projects: Columns, milestones: Columns, leads: Columns) -> None:
    """Integers as an engine likes them. ``fact_id`` is ten times the project plus the stage."""
    units = np.arange(size.units)

    def milestone(rows: slice) -> dict[str, pa.Array]:
        project, stage = milestones["project"][rows], milestones["stage"][rows]
        return {
            "fact_id": pa.array((project + 1) * 10 + stage),
            "unit_id": pa.array((projects["unit"][project] + 1).astype(np.int32)),
            "project_id": pa.array((project + 1).astype(np.int32)),
            "stage": pa.array(stage),
            "amount": pa.array(projects["amount"][project]),
            "date": dates(milestones["day"][rows]),
            "is_usd": pa.array(projects["is_usd"][project]),
        }

    def lead(rows: slice) -> dict[str, pa.Array]:
        return {
            "lead_id": pa.array(np.arange(rows.start, rows.stop) + 1),
            "unit_id": pa.array((leads["unit"][rows] + 1).astype(np.int32)),
            "date": dates(leads["day"][rows]),
            "approved": pa.array(leads["approved"][rows]),
        }

    def unit(rows: slice) -> dict[str, pa.Array]:
        return {
            "unit_id": pa.array((units[rows] + 1).astype(np.int32)),
            "group_id": pa.array((units[rows] % size.groups + 1).astype(np.int32)),
        }

    write(folder / "milestones.parquet", size.milestones, milestone)
    write(folder / "leads.parquet", size.leads, lead)
    write(folder / "units.parquet", size.units, unit)


def write_database(folder: Path) -> None:
    """The narrow files as one DuckDB file, as they are and arranged by unit: our own library, too, has its store."""
    path = folder / "facts.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET memory_limit = '1GB'")
        for table in ("milestones", "leads", "units"):
            connection.execute(f"CREATE TABLE {table} AS FROM '{folder / table}.parquet'")
        connection.execute("""
            CREATE TABLE arranged_milestones AS
            SELECT milestones.*, landed.date AS landed
            FROM milestones
            LEFT JOIN (SELECT project_id, date FROM milestones WHERE stage = 3) AS landed USING (project_id)
            ORDER BY unit_id, fact_id""")
        connection.execute("CREATE TABLE arranged_leads AS FROM leads ORDER BY unit_id, lead_id")


def write_ledger(folder: Path, size: Size, projects: Columns, milestones: Columns, leads: Columns) -> None:
    """The same facts as an office keeps them: names, codes, decimals."""
    units = np.arange(size.units)
    known = np.sort(np.unique(milestones["project"]))

    def unit(rows: slice) -> dict[str, pa.Array]:
        return {
            "unit": numbered("单位", units[rows], 6),
            "group": numbered("组", units[rows] % size.groups, 4),
        }

    def project(rows: slice) -> dict[str, pa.Array]:
        numbers = known[rows]
        return {
            "project": numbered("P", numbers, 7),
            "name": numbered("项目", numbers, 7),
            "unit": numbered("单位", projects["unit"][numbers], 6),
            "amount": money(projects["amount"][numbers]),
            "currency": currencies(projects["is_usd"][numbers]),
        }

    def milestone(rows: slice) -> dict[str, pa.Array]:
        numbers = milestones["project"][rows]
        return {
            "project": numbered("P", numbers, 7),
            "stage": STAGE_NAMES.take(pa.array(milestones["stage"][rows])),
            "date": dates(milestones["day"][rows]),
            "amount": money(projects["amount"][numbers]),
            "currency": currencies(projects["is_usd"][numbers]),
        }

    def lead(rows: slice) -> dict[str, pa.Array]:
        return {
            "lead": numbered("L", np.arange(rows.start, rows.stop), 7),
            "unit": numbered("单位", leads["unit"][rows], 6),
            "date": dates(leads["day"][rows]),
            "status": pc.if_else(pa.array(leads["approved"][rows]), "approved", "pending"),
        }

    def rate(_: slice) -> dict[str, pa.Array]:
        return {
            "currency": pa.array(["USD"]),
            "date": dates(np.array([-1])),
            "rate": pa.array([Decimal(YUAN_A_DOLLAR)], pa.decimal128(18, 8)),
        }

    write(folder / "units.parquet", size.units, unit, "zstd")
    write(folder / "projects.parquet", len(known), project, "zstd")
    write(folder / "milestones.parquet", size.milestones, milestone, "zstd")
    write(folder / "leads.parquet", size.leads, lead, "zstd")
    write(folder / "rates.parquet", 1, rate, "zstd")


def generate(name: str) -> None:
    """Invent and write one size, unless it is there."""
    done = data_folder(name) / "done"
    if done.exists():
        return
    size = SIZES[name]
    chance = np.random.default_rng(size.seed)
    projects = invent_projects(size, chance)
    milestones = invent_milestones(size, len(projects["unit"]), chance)
    leads = invent_leads(size, chance)
    write_narrow(data_folder(name), size, projects, milestones, leads)
    write_database(data_folder(name))
    write_ledger(ledger_folder(name), size, projects, milestones, leads)
    done.touch()


if __name__ == "__main__":
    for each in sys.argv[1:]:
        generate(each)
