"""The ledger in memory: exact typed rows in canonical order, their names, and a digest of their content.

Knows nothing of files. Values are those of the columns' kinds: text and codes are str, dates day numbers,
numbers whole numbers of 10^-scale, yes and no bool, lists tuples of str, blanks None.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from zhaoshang.problems import Problem
from zhaoshang.quantities.dates import to_iso
from zhaoshang.tables import FACT_TABLES, REPEATABLE_STAGES, TABLES

Value = str | int | bool | tuple[str, ...] | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Ledger:
    """What happened, read whole and without error.

    ``tables`` has every table by key; facts stand in the order of date, day of recording and name, other
    rows in that of their identity. ``digest`` is over the content, so that a workbook, its CSV and any
    order of rows and columns agree. ``not_counted`` names the approved facts that a correction or an
    earlier row of the same stage has put out of account.
    """

    tables: Mapping[str, tuple[Row, ...]]
    digest: str
    warnings: tuple[Problem, ...] = ()
    not_counted: frozenset[str] = frozenset()

    def counted(self, table: str) -> tuple[Row, ...]:
        """The rows that count: of a table of facts, the approved ones that nothing has replaced."""
        rows = self.tables[table]
        if table not in FACT_TABLES:
            return rows
        return tuple(
            row for row in rows if row["status"] == "approved" and row["fact"] not in self.not_counted
        )


def fact_name(table: str, row: Mapping[str, Value]) -> str:
    """The name by which a point cites a fact, such as ``milestones/P1/signed`` or ``leads/L1``.

    A row of a read ledger carries its name, unique by a ``/2``, ``/3`` … where facts would share one; for
    any other row this is the name before such a number. Indicators and awards go by their ``id``, else by
    unit, what and day.
    """
    name = row.get("fact")
    if isinstance(name, str):
        return name
    if table == "milestones":  # by far the most facts
        return f"milestones/{row['project']}/{row['stage']}"
    identity = TABLES[table].identity
    if table in ("indicators", "awards") and row.get("id"):
        identity = ("id",)
    return "/".join([table, *(_as_text(table, key, row.get(key)) for key in identity)])


def _as_text(table: str, key: str, value: Value) -> str:
    if value is None:
        return ""
    if TABLES[table].by_key[key].kind.value == "date" and isinstance(value, int):
        return to_iso(value)
    return str(value)


_encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, check_circular=False, separators=(",", ":")
).encode


def content_of(row: Mapping[str, Value]) -> str:
    """A row's content as one canonical line: blanks and derived keys left out, keys sorted."""
    return _encode({key: value for key, value in row.items() if value is not None and key != "fact"})


def in_canonical_order(table: str, rows: Iterable[Row]) -> list[Row]:
    """The rows in their one order, whatever order they came in. Facts are given their names."""
    if table not in FACT_TABLES:
        identity = TABLES[table].identity

        def place(row: Row) -> list[tuple[bool, Value]]:
            return [(row[key] is not None, row[key]) for key in identity]

        by_identity = groupby(sorted(rows, key=place), key=place)
        return [row for _, same in by_identity for row in _by_content(list(same))]
    named = [(row["date"], row["recorded_on"], fact_name(table, row), row) for row in rows]
    named.sort(key=lambda each: each[:3])
    ordered: list[Row] = []
    seen: Counter[str] = Counter()
    for (_, _, name), same in groupby(named, key=lambda each: each[:3]):
        for row in _by_content([each[3] for each in same]):
            seen[name] += 1
            row["fact"] = name if seen[name] == 1 else f"{name}/{seen[name]}"
            ordered.append(row)
    return ordered


def _by_content(alike: list[Row]) -> list[Row]:
    return alike if len(alike) == 1 else sorted(alike, key=content_of)


def digest_of(tables: Mapping[str, Iterable[Row]]) -> str:
    """The digest of a ledger's content; tables must be in canonical order. Empty tables do not show in it."""
    digest = hashlib.sha256()
    for key in TABLES:
        for row in tables.get(key, ()):
            digest.update(f"{key}\t{content_of(row)}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def repeats_of_a_stage(milestones: Iterable[Row]) -> list[Row]:
    """Of counted milestones in canonical order, those whose project had reached the stage before."""
    seen: set[tuple[Value, Value]] = set()
    later = []
    for row in milestones:
        if row["stage"] in REPEATABLE_STAGES:
            continue
        if (row["project"], row["stage"]) in seen:
            later.append(row)
        seen.add((row["project"], row["stage"]))
    return later
