"""Places for rows that come later: between their neighbours in canonical order, in the gaps left for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger.content_sql import name_sql
from zhaoshang.ledger.database import say_about
from zhaoshang.ledger.model import Row
from zhaoshang.scoring.store.arranging import DENSE_PLACE, GAP, OF_UNITS
from zhaoshang.scoring.store.changes import order_of
from zhaoshang.tables import TABLES

if TYPE_CHECKING:
    import duckdb


class NoRoom(Exception):
    """A gap is full: the table's rows must be given new places."""


def make_gaps(connection: duckdb.DuckDBPyConnection) -> None:
    """Spread the rows of a ledger that stand one after the other."""
    for table in OF_UNITS:
        connection.execute(f"UPDATE ledger.{table} AS r SET position = {DENSE_PLACE}")
    say_about(connection, gaps=str(GAP))


def spread_again(connection: duckdb.DuckDBPyConnection, table: str, coming: int) -> None:
    """Give a table's rows new places, with room for so many between any two."""
    gap = GAP * (coming // GAP + 1)
    connection.execute(
        f"UPDATE ledger.{table} SET position = n.place FROM (SELECT position AS old, "
        f"row_number() OVER (ORDER BY position) * {gap} AS place FROM ledger.{table}) AS n "
        "WHERE position = n.old"
    )


def give_places(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Give new rows, in canonical order, their ``position`` among those that the table has. Raises NoRoom."""
    between: dict[tuple[int, int | None], list[Row]] = {}
    for row in rows:
        between.setdefault(_neighbours(connection, table, row), []).append(row)
    for (before, after), some in between.items():
        for number, row in enumerate(some, 1):
            room = GAP * (len(some) + 1) if after is None else after - before
            if room <= len(some):
                raise NoRoom(table)
            row["position"] = before + room * number // (len(some) + 1)


def _neighbours(connection: duckdb.DuckDBPyConnection, table: str, row: Row) -> tuple[int, int | None]:
    """The places of the rows before and after where a row belongs; 0 is before the first."""
    first, *rest = _columns(table)
    key: list[Any] = list(order_of(table, row))
    nth = key.pop() if TABLES[table].is_fact else 1
    if not TABLES[table].is_fact:
        key = [value for _, value in key]
    lower, higher = _compared(rest, key[1:], "<"), _compared(rest, key[1:], ">")
    same = " AND ".join(["TRUE", *(f"{c} IS NOT DISTINCT FROM ${i}" for i, c in enumerate(rest, 2))])
    named = "fact" if TABLES[table].is_fact else "NULL"
    found = connection.execute(
        f"SELECT max(position) FILTER ({lower}), min(position) FILTER ({higher}), "
        f"list(position) FILTER ({same}), list({named}) FILTER ({same}) "
        f"FROM ledger.{table} WHERE {first} = $1",
        key,
    ).fetchone()
    assert found is not None
    before, after, places, names = found
    for place, name in zip(places or (), names or (), strict=True):
        if name is None or int(name[len(str(key[-1])) + 1 :] or 1) < nth:
            before = place if before is None else max(before, place)
        else:
            after = place if after is None else min(after, place)
    if before is None:
        before = _one(connection, f"SELECT max(position) FROM ledger.{table} WHERE {first} < $1", key[:1])
    if after is None:
        after = _one(connection, f"SELECT min(position) FROM ledger.{table} WHERE {first} > $1", key[:1])
    return before or 0, after


def _columns(table: str) -> list[str]:
    """What decides canonical order, as SQL; the first is never blank."""
    if TABLES[table].is_fact:
        return ['"date"', "recorded_on", f"({name_sql(TABLES[table])})"]
    return [f'"{key}"' for key in TABLES[table].identity]


def _compared(columns: Sequence[str], values: Sequence[Any], sign: str) -> str:
    """Whether some columns, one after the other, come before or after values ($2 and on); blanks come first."""
    out = ["FALSE"]
    for at, (column, value) in enumerate(zip(columns, values, strict=True)):
        if value is None:
            apart = "FALSE" if sign == "<" else f"{column} IS NOT NULL"
        else:
            apart = f"{column} {sign} ${at + 2}" + (f" OR {column} IS NULL" if sign == "<" else "")
        equal = [f"{c} IS NOT DISTINCT FROM ${i}" for i, c in enumerate(columns[:at], 2)]
        out.append(" AND ".join([*equal, f"({apart})"]))
    return " OR ".join(f"({each})" for each in out)


def _one(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> int | None:
    found = connection.execute(sql, list(values)).fetchone()
    return None if found is None else found[0]
