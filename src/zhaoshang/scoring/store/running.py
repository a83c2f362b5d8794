"""A whole run inside a store: every line, every total, every place, written beside the facts.

================ ======================================================================================
trace            unit_no, cited, fact_no, on_day, points: every line, as whole numbers
lines            the same with ``cited`` taken apart into rule_no, kind and table_row (a view)
totals           unit_no, total: the sum of each unit's lines, where it has any
places           board, unit_no, place, place_from_end
================ ======================================================================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.model import Ranking, Scheme
from zhaoshang.scoring.algebra import (
    LargeValues,
    Relation,
    Select,
    Stored,
    TooLarge,
    add,
    coalesce,
    fused,
    integer,
    multiply,
    pruned,
)
from zhaoshang.scoring.backends.backend import Row
from zhaoshang.scoring.backends.sql import DUCKDB, statement_for_many_rows, stored_in
from zhaoshang.scoring.clock import make_clock
from zhaoshang.scoring.compile.plan import Plan, make_plan
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.run import too_large
from zhaoshang.scoring.store.rows import write_rows
from zhaoshang.scoring.store.store import Store
from zhaoshang.version import VERSION

KINDS = 8
"""How many kinds of line ``cited`` has room for."""


@dataclass(frozen=True)
class Run:
    """What a store's trace, totals and places are of. ``rows_a_kind`` takes ``cited`` apart."""

    scheme: str
    scheme_digest: str
    overlays: tuple[str, ...]
    ledger_digest: str
    period: str
    as_of: int
    engine: str
    rows_a_kind: int
    lines: int = 0


class StoreBackend:
    """Evaluates relations inside a store. What is stored for one relation is kept while the backend is."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._large = LargeValues()

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation."""
        (lean,) = pruned(relation)
        return self._store.rows(self.text(lean))

    def text(self, lean: Relation, given: Sequence[str] = ()) -> str:
        """A pruned relation as a query; what it stores is made first, but for tables that are there already."""
        lean, constants = self._large.taken_out(fused(lean))
        for table, values in constants:
            write_rows(self._store.connection, table, values.rows)
        for stored in stored_in(lean):
            if stored.label not in given:
                body = statement_for_many_rows(stored.source, DUCKDB)
                self._store.connection.execute(f"CREATE OR REPLACE TEMP TABLE {stored.label} AS {body}")
        return statement_for_many_rows(lean, DUCKDB)


def plan_of(scheme: Scheme, facts: Facts, period: str, as_of: int | None = None) -> Plan:
    """A scheme compiled for a store's facts and a period. Raises ProblemsFound."""
    with exactly(scheme):
        return make_plan(scheme, facts, make_clock(scheme, period, as_of))


@contextmanager
def exactly(scheme: Scheme) -> Iterator[None]:
    """Tell of numbers that could need more than 38 digits as of any other problem."""
    try:
        yield
    except TooLarge as error:
        raise ProblemsFound([too_large(scheme, error)]) from None


def trace_of(plan: Plan) -> tuple[Relation, int]:
    """A plan's lines with what they cite in one number, and how many numbers a kind of line takes."""
    assert isinstance(plan.lines, Stored)
    lines = plan.lines.source
    rows = lines["table_row"].high + 2
    kind = add(multiply(integer(KINDS), lines["rule_no"]), lines["kind"])
    cited = add(multiply(integer(rows), kind), add(coalesce(lines["table_row"], integer(-1)), integer(1)))
    kept = {name: lines[name] for name in ("fact_no", "on_day", "points")}
    return Select("trace", lines, {"unit_no": lines["unit_no"], "cited": cited, **kept}), rows


def run(store: Store, period: str, as_of: int | None = None) -> Run:
    """Score everybody; the store then holds this run and no other. Raises ProblemsFound."""
    from zhaoshang.scoring.store.checking import refuse_unexpected

    if store.scheme.predecessor is not None:
        raise ProblemsFound([_follows(store.scheme)])
    plan = plan_of(store.scheme, store.facts, period, as_of)
    relation, rows = trace_of(plan)
    backend = StoreBackend(store)
    refuse_unexpected(store, plan, backend)
    (lean,) = pruned(relation)
    connection = store.connection
    with store.transaction():
        for view in ("lines",):
            connection.execute(f"DROP VIEW IF EXISTS {view}")
        connection.execute(f"CREATE OR REPLACE TABLE trace AS {backend.text(lean)}")
        connection.execute(_lines_view(rows))
        _write_totals(store)
        _write_places(store, plan, backend)
        made = _told(store, plan, period, rows)
        connection.execute("INSERT OR REPLACE INTO about VALUES ('run', ?)", [json.dumps(vars(made))])
        connection.execute(
            "CREATE OR REPLACE TABLE standings AS SELECT u.unit_no, coalesce(t.total, 0) AS total, "
            "u.* EXCLUDE (unit_no) FROM units AS u LEFT JOIN totals AS t ON t.unit_no = u.unit_no "
            "ORDER BY u.unit_group, u.unit_no"
        )
    return made


def _follows(scheme: Scheme) -> Problem:
    return Problem(
        "store.follows",
        Words(
            f"《{scheme.title}》承接前一个方案的分数，库里暂不能算",
            f"{scheme.id} carries lines over from an earlier scheme, which a store cannot score yet",
        ),
        advice=Words("请用 zhaoshang score", "use zhaoshang score"),
    )


def _told(store: Store, plan: Plan, period: str, rows: int) -> Run:
    ((lines,),) = store.rows("SELECT count(*) FROM trace")
    scheme = store.scheme
    return Run(
        scheme.id,
        scheme.digest,
        scheme.overlays,
        store.ledger.digest,
        period,
        plan.compiler.clock.horizon,
        VERSION,
        rows,
        lines,
    )


def _lines_view(rows: int) -> str:
    return (
        f"CREATE VIEW lines AS SELECT unit_no, cited // {rows * KINDS} AS rule_no, "
        f"(cited // {rows}) % {KINDS} AS kind, nullif(cited % {rows}, 0) - 1 AS table_row, "
        "fact_no, on_day, points FROM trace"
    )


def _write_totals(store: Store) -> None:
    store.connection.execute(
        "CREATE OR REPLACE TABLE totals AS SELECT unit_no, CAST(sum(points) AS HUGEINT) AS total "
        "FROM trace GROUP BY unit_no ORDER BY unit_no"
    )


def _write_places(store: Store, plan: Plan, backend: StoreBackend) -> None:
    connection = store.connection
    connection.execute(
        "CREATE OR REPLACE TABLE places (board VARCHAR, unit_no BIGINT, place BIGINT, place_from_end BIGINT)"
    )
    published = all(node.published for node in store.scheme.nodes())
    for ranking in store.scheme.rankings.values():
        if ranking.by is not None or published:
            place_everybody(store, plan, backend, ranking)


def place_everybody(store: Store, plan: Plan, backend: StoreBackend, ranking: Ranking) -> None:
    """Write one board's places, lines and totals being there. Raises ProblemsFound."""
    with exactly(store.scheme):
        (lean,) = pruned(plan.board(ranking.id))
    query = backend.text(lean, given=("lines", "totals"))
    store.connection.execute(f"INSERT INTO places SELECT '{ranking.id}', * FROM ({query}) ORDER BY unit_no")


def last_run(store: Store) -> Run | None:
    """The run that the store holds."""
    found = store.rows("SELECT value FROM about WHERE key = 'run'")
    return (
        Run(**{**json.loads(found[0][0]), "overlays": tuple(json.loads(found[0][0])["overlays"])})
        if found
        else None
    )
