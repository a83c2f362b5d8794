"""The scoring store: a ledger database whose facts stand arranged for one scheme, sorted by unit.

Schema ``scoring`` of the file holds, beside what a run leaves there:

================ =====================================================================================
units            who may earn, numbered in protocol order
names            their names and aliases, with their numbers
by_unit_<table>  the ledger's own rows beside the number of each unit that they concern, sorted by it
earned_<table>   the facts of a table as units earn them, beside their projects, sorted by unit
facts            every fact's number, table, day, day of recording and name, in canonical order
about            for which scheme the facts were arranged, and the proved bounds of every column
================ =====================================================================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.database import about, kept_warnings, open_database, problem_of
from zhaoshang.scheme.fields import FACT_TABLES
from zhaoshang.scheme.model import Scheme, Unit
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.ledger_facts import earners, target_values
from zhaoshang.scoring.store.arranging import DENSE_PLACE
from zhaoshang.scoring.store.making import LARGE, arrange, count_of, described_as_json, place_in
from zhaoshang.scoring.store.rows import ledger_on_demand
from zhaoshang.scoring.uses import uses

if TYPE_CHECKING:
    import duckdb

SCHEMA = "scoring"
LAYOUT = "3"


@dataclass
class Store:
    """An open store.

    ``facts`` are the arranged facts as a plan sees them: bounds, no rows. ``raw`` are the bounds of what they
    were arranged from, for a plan over a part of the ledger. ``place``: SQL for the place of a row of
    the ledger's own tables, with gaps between places. ``filled``: the
    columns of units' parts in which anything stands.
    """

    connection: duckdb.DuckDBPyConnection
    scheme: Scheme
    ledger: Ledger
    facts: Facts = field(init=False)
    raw: Facts = field(init=False)
    place: str = DENSE_PLACE
    filled: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return self.connection.execute(sql, list(values)).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside, or nothing of it."""
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


@contextmanager
def open_store(
    path: str | Path, scheme: Scheme, memory: str | None = None, threads: int | None = None
) -> Iterator[Store]:
    """Open a ledger database for scoring by a scheme; its facts are arranged first where they are not yet.

    ``memory``, such as ``400MB``, bounds what the database holds at once; beyond it, it spills to a folder
    beside the file. Raises ProblemsFound.
    """
    path = Path(path)
    with open_database(path):
        pass  # refuses what is no ledger database
    with open_database(path, read_only=False) as connection:
        limit(connection, path, memory, threads)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.execute(f"USE zhaoshang.{SCHEMA}")
        digest = about(connection).get("digest", "")
        ledger = replace(ledger_on_demand(connection, digest, LARGE), warnings=kept_warnings(connection))
        known = _known(connection)
        store = Store(connection, scheme, ledger)
        if known is None or known["arranged_for"] != _arranged_for(scheme):
            arrange_again(store)
        else:
            reload(store)
        yield store


def arrange_again(store: Store) -> None:
    """Arrange a store's ledger afresh; the run that it held is gone. Raises ProblemsFound."""
    with store.transaction():
        arrange(store.connection, store.scheme, store.ledger, _arranged_for(store.scheme))
    reload(store)


def reload(store: Store) -> None:
    """See what is arranged now."""
    known = _known(store.connection)
    assert known is not None
    store.place = place_in(store.connection)
    store.filled = known["filled"]
    store.facts = _facts(store.connection, store.scheme, store.ledger, known)
    raw: dict[str, tuple[Table, Sequence[Any]]]
    raw = {label: (_table(label, columns), ()) for label, columns in known["raw"].items()}
    raw |= {label: store.facts.data[label] for label in ("units", "rates", "assignments")}
    store.raw = replace(store.facts, data=raw)


def keep_bounds(
    store: Store, raw: Facts, kept: Mapping[str, Table], filled: Mapping[str, Sequence[str]]
) -> None:
    """Write down the bounds of what is arranged after rows have come: of ``raw``, of ``kept`` tables, and the
    columns that are ``filled`` now."""
    known = _known(store.connection)
    assert known is not None
    known["raw"] = {label: described_as_json(raw.data[label][0]) for label in known["raw"]}
    for label, table in kept.items():
        before = _table(label, known["tables"][label])
        known["tables"][label] = described_as_json(_wider(before, table))
    known["tables"]["assignments"] = described_as_json(raw.data["assignments"][0])
    known["filled"] = {table: list(columns) for table, columns in filled.items()}
    known["assignments"] = count_of(store.connection, "assignments")
    known["currencies"] = sorted(raw.currencies)
    known["days"], known["most_rows"] = list(raw.days), raw.most_rows
    store.connection.execute(
        "UPDATE about SET value = ? WHERE key = 'facts'", [json.dumps(known, ensure_ascii=False)]
    )


def _wider(one: Table, other: Table) -> Table:
    own = {}
    for name, column in one.own.items():
        more = other.own[name]
        low, high = min(column.low, more.low), max(column.high, more.high)
        own[name] = Column(column.kind, column.nullable or more.nullable, low, high, name)
    return Table(one.label, own)


def limit(connection: duckdb.DuckDBPyConnection, path: Path, memory: str | None, threads: int | None) -> None:
    """Bound what the database may hold at once, and say where it may put the rest."""
    spill = str(path.with_suffix(".spill")).replace("'", "''")
    connection.execute(f"SET temp_directory = '{spill}'")
    if memory is not None:
        connection.execute(f"SET memory_limit = '{memory}'")
    if threads is not None:
        connection.execute(f"SET threads = {threads}")


def _arranged_for(scheme: Scheme) -> str:
    """What the arrangement depends on: not the whole scheme, so that overlays and what-ifs share one."""
    read = uses(scheme)
    items = [
        (view.id, item.id, item.label)
        for view in scheme.views.values()
        if view.assign is not None
        for item in view.assign.items
    ]
    parts = [
        LAYOUT,
        scheme.subject,
        sorted((table, sorted(read.fields(table))) for table in FACT_TABLES),
        read.tags,
        items,
        [repr(unit) for unit in scheme.units],
        sorted(scheme.unit_fields),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _known(connection: duckdb.DuckDBPyConnection) -> dict[str, Any] | None:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = 'about'", [SCHEMA]
    ).fetchone()
    if found is None:
        return None
    row = connection.execute("SELECT value FROM about WHERE key = 'facts'").fetchone()
    return None if row is None else json.loads(row[0])


# -- seeing what was arranged
def _facts(
    connection: duckdb.DuckDBPyConnection, scheme: Scheme, ledger: Ledger, known: Mapping[str, Any]
) -> Facts:
    data: dict[str, tuple[Table, Sequence[Any]]] = {}
    for label, columns in known["tables"].items():
        rows: Sequence[Any] = ()
        if label == "rates":
            rows = [tuple(row) for row in known["rates"]]
        elif label == "assignments" and known["assignments"]:
            rows = connection.execute("SELECT * FROM assignments").fetchall()
        data[label] = (_table(label, columns), rows)
    return Facts(
        data,
        Earners(connection, scheme, ledger),  # type: ignore[arg-type]
        FactNames(connection),  # type: ignore[arg-type]
        (),
        (),
        (),
        target_values(scheme, ledger) if scheme.targets else (),
        frozenset(known["currencies"]),
        known["most_rows"],
        tuple(known["days"]),
        has_joint_units=known["joint"],
        unit_field_scale=known["unit_field_scale"],
        warnings=tuple(problem_of(each) for each in known["warnings"]),
    )


def _table(label: str, columns: Sequence[Any]) -> Table:
    own = {name: Column(kind, nullable, low, high, name) for name, kind, nullable, low, high in columns}
    return Table(label, own)


class Earners(Sequence[Unit]):
    """Who may earn, read from the ledger only when somebody asks for more than how many they are."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scheme: Scheme, ledger: Ledger) -> None:
        self._connection, self._scheme, self._ledger = connection, scheme, ledger
        self._all: tuple[Unit, ...] | None = None

    def __len__(self) -> int:
        return count_of(self._connection, "units") if self._all is None else len(self._all)

    def __getitem__(self, index: Any) -> Any:
        return self.all()[index]

    def all(self) -> tuple[Unit, ...]:
        """Everybody, in protocol order."""
        if self._all is None:
            self._all = earners(self._scheme, self._ledger)
        return self._all


class FactNames(Sequence[str]):
    """Names of facts by their numbers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __len__(self) -> int:
        return count_of(self._connection, "facts")

    def __getitem__(self, number: Any) -> Any:
        found = self._connection.execute("SELECT fact_name FROM facts WHERE fact_no = ?", [number]).fetchone()
        if found is None:
            raise IndexError(number)
        return found[0]
