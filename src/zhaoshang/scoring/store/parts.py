"""A unit's own part of a ledger: what it did itself, and every row of the projects that concern it.

A project concerns whoever answers for it, is credited with it, or has a fact of its own that names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from zhaoshang.ledger.model import Row
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scoring.store.arranging import OF_UNITS
from zhaoshang.scoring.store.store import Store
from zhaoshang.tables import TABLES, Kind

Part = dict[str, list[Row]]
"""Rows by table. Beside its own columns every row has its ``position``, a fact its ``fact`` and whether it is
``counted``, a project its ``project_no``."""

BESIDE = ("position", "fact", "counted", "project_no")


class Parts:
    """Reads parts of a store's ledger, by the numbers of units. Statements are prepared once.

    ``numbers``: units by any of their names.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.numbers: dict[str, int] = dict(store.rows("SELECT name, number FROM names"))
        self._columns: dict[str, list[str]] = {}
        for table in OF_UNITS:
            if not store.filled[table]:
                continue
            self._columns[table] = columns = [*store.filled[table], *_beside(table)]
            listed = ", ".join(f'"{name}"' for name in columns)
            store.connection.execute(
                f"PREPARE part_{table} AS SELECT {listed} FROM by_unit_{table} WHERE of_unit = $1"
            )

    def names_of(self, number: int) -> set[str]:
        """A unit's proper name and its other names."""
        return {name for name, own in self.numbers.items() if own == number}

    def number_of(self, unit: str) -> int:
        """A unit's number. Raises ProblemsFound for one that is not there."""
        if unit not in self.numbers:
            raise ProblemsFound([no_such_unit(unit)])
        return int(self.numbers[unit])

    def of(self, number: int) -> Part:
        """One unit's part, in canonical order, rows that do not count too."""
        out: Part = {}
        for table, columns in self._columns.items():
            found = self._store.connection.execute(f"EXECUTE part_{table}({number})").fetchall()
            out[table] = _rows(table, columns, found)
        return out

    def of_projects(self, projects: Collection[str]) -> Part:
        """Every row of some projects, whosever they are."""
        out: Part = {}
        for table, how in OF_UNITS.items() if projects else ():
            if "project" not in how:
                continue
            columns = [*(c.key for c in TABLES[table].columns), *_beside(table)]
            cells = {"position": self._store.place, "project_no": "b.project_no"}
            listed = ", ".join(cells.get(name, f'r."{name}"') for name in columns)
            numbered = ""
            if table == "projects":
                numbered = "LEFT JOIN (SELECT DISTINCT project, project_no FROM by_unit_projects) AS b USING (project)"
            found = self._store.rows(
                f"SELECT {listed} FROM ledger.{table} AS r {numbered} "
                "WHERE list_contains(CAST($1 AS VARCHAR[]), r.project)",
                [sorted(projects)],
            )
            out[table] = _rows(table, columns, found)
        return out


def _beside(table: str) -> list[str]:
    """What stands beside a table's own columns."""
    facts = ["fact", "counted"] if TABLES[table].is_fact else []
    return ["position", *facts, *(["project_no"] if table == "projects" else [])]


def _rows(table: str, columns: Sequence[str], found: Iterable[Sequence[Any]]) -> list[Row]:
    blank = dict.fromkeys(TABLES[table].by_key)
    rows: list[Any] = [{**blank, **dict(zip(columns, row, strict=True))} for row in found]
    for key in [c.key for c in TABLES[table].columns if c.kind is Kind.LIST and c.key in columns]:
        for row in rows:
            row[key] = None if row[key] is None else tuple(row[key])
    rows.sort(key=lambda row: row["position"])
    return rows


def no_such_unit(unit: str) -> Problem:
    """A unit that the store does not know."""
    return Problem(
        "store.no_such_unit", Words("没有这个单位", "there is no such unit"), text=unit,
        advice=Words("请填规范名称", "write its proper name"),
    )  # fmt: skip


def together(parts: Sequence[Part]) -> Part:
    """Several parts as one, each row once, in canonical order."""
    out: Part = {}
    for table in OF_UNITS:
        rows = {row["position"]: row for part in parts for row in part.get(table, ())}
        out[table] = [rows[position] for position in sorted(rows, key=int)]  # type: ignore[arg-type]
    return out


def counted(part: Mapping[str, Sequence[Row]]) -> dict[str, tuple[Row, ...]]:
    """The rows that count, of every table of a ledger."""
    own = {table: tuple(row for row in rows if row.get("counted", True)) for table, rows in part.items()}
    return dict.fromkeys(TABLES, ()) | own


def names_in(part: Mapping[str, Sequence[Row]]) -> set[str]:
    """Everybody whom rows of a part name as a unit that did something."""
    return {str(row["unit"]) for rows in part.values() for row in rows if row.get("unit") is not None}


def concerned_with(projects: Iterable[object], part: Mapping[str, Sequence[Row]]) -> set[str]:
    """The names of the units that some projects concern, where the part has every row of these projects."""
    wanted = set(projects)
    return {
        str(row["unit"])
        for table, how in OF_UNITS.items()
        if how == "unit or project" or table in ("projects", "credits")
        for row in part.get(table, ())
        if row["project"] in wanted and row["unit"] is not None
    }


def part_of(names: set[str], rows: Part) -> Part:
    """Those of some rows that concern a unit with these names, all of whose rows must be there."""
    own = {
        row["project"]
        for table in ("projects", "credits", *(t for t, how in OF_UNITS.items() if how == "unit or project"))
        for row in rows.get(table, ())
        if row["unit"] in names and row["project"] is not None
    }
    activities = {row["activity"] for row in rows.get("activities", ()) if row["unit"] in names}
    out: Part = {}
    for table, how in OF_UNITS.items():
        out[table] = [
            row
            for row in rows.get(table, ())
            if ("unit" in how and row["unit"] in names)
            or ("project" in how and row["project"] in own)
            or (how == "activity" and row["activity"] in activities)
        ]
    return out
