"""Replaces everything that one unit has, in the file itself, and scores again those whom it touches.

One transaction: the ledger's tables, the unit's part of what was arranged, the run's trace, totals and
places. Facts that stay keep their numbers; what nobody touched is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.database import stored_columns
from zhaoshang.ledger.model import Row, content_of
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scoring.store.arranging import OF_UNITS, PLACE
from zhaoshang.scoring.store.changes import own_columns, refuse_others
from zhaoshang.scoring.store.one_unit import Desk
from zhaoshang.scoring.store.parts import Part, Parts
from zhaoshang.scoring.store.positions import NoRoom, give_places, make_gaps, spread_again
from zhaoshang.scoring.store.rescoring import Rescoring
from zhaoshang.scoring.store.rows import insert_rows
from zhaoshang.scoring.store.running import last_run, run
from zhaoshang.scoring.store.store import Store, arrange_again, reload
from zhaoshang.scoring.store.what_if import Effect
from zhaoshang.tables import TABLES

EVERYBODY, THESE, NOBODY = "everybody", "these", "nobody"


@dataclass(frozen=True)
class Replaced:
    """What a replacement came to.

    ``units``: who was touched, the unit itself first. ``scored``: THESE alone, EVERYBODY where the scheme does
    not allow that, NOBODY where the store holds no run. ``renumbered``: a gap was full, so that the facts of
    a table have new numbers.
    """

    units: tuple[str, ...]
    gone: int
    come: int
    scored: str
    renumbered: bool = False


def part_as_ledger(store: Store, unit: str) -> Ledger:
    """What one unit has, as a ledger to be changed and given to ``replace_unit``. Raises ProblemsFound."""
    parts = Parts(store)
    part = parts.of(parts.number_of(unit))
    rows = {
        table: tuple({**own_columns(row), **_fact(row)} for row in found) for table, found in part.items()
    }
    out = {row["fact"] for found in part.values() for row in found if row.get("counted") is False}
    return Ledger(dict.fromkeys(TABLES, ()) | rows, "", (), frozenset(map(str, out)))


def _fact(row: Row) -> Row:
    return {"fact": row["fact"]} if "fact" in row else {}


def replace_unit(
    store: Store, unit: str, ledger: Ledger, told: Callable[[str], None] | None = None
) -> Replaced:
    """Let ``ledger`` stand for everything that one unit has: its own facts, the projects that it answers for
    with their milestones, credits and assignments, and its credits in others' projects.

    Rows of others that the ledger has beside these, so that nothing it refers to is missing, must be as the
    store has them. Raises ProblemsFound; then nothing has changed.
    """
    held = last_run(store)
    parts = Parts(store)
    number = parts.number_of(unit)
    try:
        desk = Desk(store, held.period, held.as_of) if held else None
    except ProblemsFound as found:
        if {problem.code for problem in found.problems} != {"store.not_alone"}:
            raise
        desk = None
    names = parts.names_of(number)
    old = parts.of(number)
    new = _new_part(store, names, old, ledger)
    effect = Effect.of(parts, number, old, new)
    positions = {table: {row["position"] for row in rows} for table, rows in old.items()}
    refuse_others(store, unit, [(t, row) for t, rows in effect.come.items() for row in rows], positions)
    if store.place != PLACE:
        make_gaps(store.connection)
        store.place = PLACE
    touched = [name for (name,) in _names(store, effect.units)]
    size = [sum(len(rows) for rows in rows_by.values()) for rows_by in (effect.gone, effect.come)]
    store.connection.execute("BEGIN")
    try:
        renumbered = _write(store, effect)
        _refuse_dangling(store, effect)
        alone = desk is not None and not renumbered
        if alone:
            assert desk is not None and held is not None
            Rescoring(store, desk, effect, held).write()
        store.connection.execute("DELETE FROM ledger.about WHERE key = 'digest'")
        store.connection.execute("COMMIT")
    except BaseException:
        store.connection.execute("ROLLBACK")
        raise
    if alone:
        reload(store)
    else:
        arrange_again(store)
        if held is not None:
            run(store, held.period, held.as_of)
    scored = THESE if alone else EVERYBODY if held else NOBODY
    return Replaced(tuple(touched), size[0], size[1], scored, renumbered)


def _names(store: Store, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    listed = ", ".join(map(str, numbers))
    first = f"unit_no <> {numbers[0]}"
    return store.rows(f"SELECT unit_name FROM units WHERE unit_no IN ({listed}) ORDER BY {first}, unit_no")


def _new_part(store: Store, names: set[str], old: Part, ledger: Ledger) -> Part:
    """The unit's part with its own rows as the ledger has them; rows of others stay as they are."""
    given: Part = {}
    for table in OF_UNITS:
        rows: list[Row] = [dict(row) for row in ledger.tables.get(table, ())]
        if TABLES[table].is_fact:
            counted = {row["fact"] for row in ledger.counted(table)}
            for row in rows:
                row["counted"] = row["fact"] in counted
        given[table] = rows
    own = _Own(names, old, given)
    problems: list[Problem] = []
    out: Part = {}
    for table, rows in given.items():
        problems += [
            _of_others(table, row)
            for row in rows
            if not own.has(table, row) and not _is_there(store, table, row)
        ]
        stays = [row for row in old.get(table, ()) if not own.has(table, row)]
        out[table] = [*(row for row in rows if own.has(table, row)), *stays]
    if problems:
        raise ProblemsFound(problems)
    return out


class _Own:
    """Which rows a unit may change: its facts, its projects with all that is said of them, its credits."""

    def __init__(self, names: set[str], *parts: Part) -> None:
        self.names = names
        self.projects, self.activities = (
            {row[key] for part in parts for row in part.get(table, ()) if row["unit"] in names}
            for table, key in (("projects", "project"), ("activities", "activity"))
        )

    def has(self, table: str, row: Row) -> bool:
        """Whether a row is among them."""
        if table == "visits":
            return row["activity"] in self.activities
        if row.get("unit") in self.names:
            return True
        return "unit or" not in OF_UNITS[table] and row.get("project") in self.projects


def _is_there(store: Store, table: str, row: Row) -> bool:
    """Whether the store has just this row."""
    where = " AND ".join(
        f'"{key}" IS NOT DISTINCT FROM ${i}' for i, key in enumerate(TABLES[table].identity, 1)
    )
    columns = [column.key for column in TABLES[table].columns]
    listed = ", ".join(f'"{column}"' for column in columns)
    found = store.rows(
        f"SELECT {listed} FROM ledger.{table} WHERE {where}",
        [row[key] for key in TABLES[table].identity],
    )
    as_rows = [
        {c: tuple(cell) if isinstance(cell, list) else cell for c, cell in zip(columns, cells, strict=True)}
        for cells in found
    ]
    return content_of(own_columns(row)) in {content_of(each) for each in as_rows}


# -- the ledger's own tables
def _write(store: Store, effect: Effect) -> bool:
    """Take the rows that go out of the ledger's tables and put those in that come. Gives whether some table
    has new places throughout."""
    renumbered = False
    for table in OF_UNITS:
        gone, come = effect.gone.get(table, ()), effect.come.get(table, ())
        if gone:
            listed = ", ".join(str(row["position"]) for row in gone)
            store.connection.execute(f"DELETE FROM ledger.{table} WHERE position IN ({listed})")
        if come:
            try:
                give_places(store.connection, table, come)
            except NoRoom:
                spread_again(store.connection, table, len(come))
                give_places(store.connection, table, come)
                renumbered = True
            insert_rows(store.connection, f"ledger.{table}", stored_columns(TABLES[table]), come)
    return renumbered


def _refuse_dangling(store: Store, effect: Effect) -> None:
    """Refuse to take away what rows that stay refer to."""
    problems = []
    for target, rows in effect.gone.items():
        key = TABLES[target].identity[0]
        names = {row[key] for row in rows} - {row[key] for row in effect.come.get(target, ())}
        for table in TABLES.values() if names else ():
            for column in table.columns:
                if column.refers_to == target:
                    asked = (
                        f'SELECT DISTINCT "{column.key}" FROM ledger.{table.key} WHERE "{column.key}" IN ?'
                    )
                    for (name,) in store.rows(asked, [sorted(map(str, names))]):
                        problems.append(_still_needed(table.label, str(name)))
    if problems:
        raise ProblemsFound(problems)


def _of_others(table: str, row: Row) -> Problem:
    return Problem(
        "store.not_of_unit",
        Words(
            "这一行不是这个单位的，与库里的也不一样",
            "this row is not the unit's, and not as the store has it",
        ),
        Place(sheet=TABLES[table].label),
        "/".join(str(row[key]) for key in TABLES[table].identity if row[key] is not None),
        advice=Words("只写这个单位的行", "give the unit's own rows only"),
    )


def _still_needed(table: str, name: str) -> Problem:
    return Problem(
        "store.still_needed",
        Words("别的行还引用着它，不能去掉", "other rows refer to it, so it cannot go"),
        Place(sheet=table),
        name,
    )
