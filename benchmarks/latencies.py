"""What a person waits for, in a warm process: one unit among many facts, and a small district.

Run by the product's Python: ``python latencies.py 1m 10m``. The store must hold a run already.
"""

from __future__ import annotations

import datetime
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import district_ledger
from engines.common import MARK, THREADS
from places import BUILD, HERE, SCHEME, store_file
from sizes import SIZES

from zhaoshang.ledger.importing import import_ledger
from zhaoshang.library import load_scheme, read_ledger, score
from zhaoshang.scheme import Scheme
from zhaoshang.scoring.store.one_unit import Desk
from zhaoshang.scoring.store.running import run as score_store
from zhaoshang.scoring.store.store import open_store
from zhaoshang.tables import TABLES, UnitDirectory

TIMES, WARM_UP = 200, 20
FEN = 100
DISTRICT = BUILD / "district"


def timed(
    what: str, milestones: int, questions: Iterator[Callable[[], Any]], times: int = TIMES
) -> dict[str, Any]:
    """Ask again and again, each time something else; milliseconds."""
    taken, used = [], []
    for number, ask in zip(range(times + WARM_UP), questions, strict=False):
        start, busy = time.perf_counter(), time.process_time()
        ask()
        if number >= WARM_UP:
            taken.append((time.perf_counter() - start) * 1000)
            used.append((time.process_time() - busy) * 1000)
    taken.sort()
    return {
        "what": what,
        "milestones": milestones,
        "times": len(taken),
        "median_ms": statistics.median(taken),
        "processor_ms": statistics.median(used),
        "p95_ms": taken[int(len(taken) * 0.95)],
        "most_ms": taken[-1],
    }


def one_more_landing(rows: dict[str, list[dict[str, Any]]]) -> None:
    """Suppose that the unit brings one more project of 6亿元, signed and landed on one day."""
    day = datetime.date(2025, 11, 11).toordinal()
    blank = {
        table: dict.fromkeys(column.key for column in TABLES[table].columns)
        for table in ("projects", "milestones")
    }
    unit = next((row["unit"] for table in ("projects", "leads") for row in rows.get(table, ())), None)
    project = blank["projects"] | {
        "project": "supposed", "name": "假设项目", "unit": unit, "amount": 600_000_000 * FEN, "currency": "CNY",
        "fixed_assets": True,
    }  # fmt: skip
    rows.setdefault("projects", []).append(project)
    for stage in ("signed", "landed"):
        milestone = {
            "project": "supposed", "stage": stage, "date": day, "recorded_on": day, "amount": 600_000_000 * FEN,
            "currency": "CNY", "status": "approved", "fact": f"milestones/supposed/{stage}", "counted": True,
        }  # fmt: skip
        rows.setdefault("milestones", []).append(blank["milestones"] | milestone)


def among(desk: Desk, units: list[str], milestones: int, where: str) -> list[dict[str, Any]]:
    """The questions about single units."""
    chance = random.Random(1)
    some = [chance.choice(units) for _ in range(TIMES + WARM_UP)]
    return [
        timed(
            f"one unit {where}: score, place",
            milestones,
            ((lambda u=unit: desk.standing(u)) for unit in some),
        ),
        timed(
            f"one unit {where}: what if",
            milestones,
            ((lambda u=unit: desk.standing(u, one_more_landing)) for unit in some),
        ),
    ]


@contextmanager
def desk_of(store: Any, scheme: Scheme, period: str) -> Iterator[Desk]:
    """A store's run held ready."""
    with open_store(store, scheme, threads=THREADS) as opened:
        yield Desk(opened, period)


def one_unit(size: str) -> list[dict[str, Any]]:
    """One unit among the facts of a size."""
    count = SIZES[size].milestones
    with desk_of(store_file(size), load_scheme(SCHEME), "campaign") as desk:
        units = [row[0] for row in desk.store.rows("SELECT unit_name FROM units ORDER BY unit_no")]
        ((busiest,),) = desk.store.rows(
            "SELECT unit_name FROM units JOIN trace USING (unit_no) GROUP BY unit_no, unit_name "
            "ORDER BY count(*) DESC, unit_no LIMIT 1"
        )
        found = among(desk, units, count, "of all")
        busy = timed(
            "the busiest unit: score, place",
            count,
            ((lambda: desk.standing(busiest)) for _ in range(TIMES)),
            20,
        )
        return [*found, busy]


def district() -> list[dict[str, Any]]:
    """A district of 80 units with 32 rules: one unit, what if, and everybody."""
    district_ledger.write(DISTRICT / "ledger")
    scheme = load_scheme(HERE / "district")
    ledger = read_ledger(DISTRICT / "ledger", scheme)
    count, store = len(ledger.tables["milestones"]), DISTRICT / "store.duckdb"
    store.unlink(missing_ok=True)
    import_ledger(DISTRICT / "ledger", store, UnitDirectory.of(scheme.units))
    with open_store(store, scheme, threads=THREADS) as opened:
        score_store(opened, "2025")
    with desk_of(store, scheme, "2025") as desk:
        found = among(desk, [unit.name for unit in scheme.units], count, "of a district")
    everybody = ((lambda: score(scheme, ledger, "2025")) for _ in range(TIMES))
    return [*found, timed("a district, everybody, every line in words", count, everybody, 10)]


def main(sizes: list[str]) -> None:
    """Everything; what fails says why and stops nothing else."""
    found: list[dict[str, Any]] = []
    for ask in (*((lambda s=size: one_unit(s)) for size in sizes), district):
        try:
            found += ask()
        except Exception as error:
            print(f"latencies: {error!r}", file=sys.stderr)
            found.append({"what": "failed, see the log", "failure": repr(error)})
    print(MARK + json.dumps({"latencies": found}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
