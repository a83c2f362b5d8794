"""A unit's part of the ledger with some rows changed, added or left out, checked as any ledger is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhaoshang.ledger.assembly import assemble
from zhaoshang.ledger.cells import Cell, is_blank, reader_of
from zhaoshang.ledger.draft import Draft, read_sheet
from zhaoshang.ledger.headers import bind
from zhaoshang.ledger.mapping import table_named
from zhaoshang.ledger.model import Ledger, Row, fact_name
from zhaoshang.ledger.sheets import Sheet
from zhaoshang.ledger.writing import text_of_value, with_unit
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.scoring.store.arranging import OF_UNITS
from zhaoshang.scoring.store.parts import BESIDE, Part
from zhaoshang.scoring.store.store import Store
from zhaoshang.tables import REPEATABLE_STAGES, TABLES, Table, UnitDirectory, UnitEntry

Cells = Mapping[str, Cell]
Given = Mapping[str, Sequence[Cells]]
"""Rows by table, tables and columns by key or Chinese name, cells as people write them."""


def with_changes(
    store: Store, numbers: Mapping[str, int], unit: str, part: Part, rows: Given, without: Sequence[str] = ()
) -> Part:
    """A unit's part after changes. A row that is there already, by its ``id`` or by what its table tells rows
    apart by, has the given cells changed; any other is added. ``without`` names facts that go.

    ``numbers``: units by any of their names. Raises ProblemsFound with everything that is wrong.
    """
    draft, mine, others = Draft(), {}, {}  # type: Draft, dict[str, list[Row]], dict[str, list[Row]]
    for table, found in part.items():
        of_others = [row for row in found if "unit or" in OF_UNITS[table] and row["unit"] != unit]
        others[table] = of_others
        mine[table] = [row for row in found if row not in of_others and row.get("fact") not in without]
    gone = set(without) - {row["fact"] for found in part.values() for row in found if "fact" in row}
    draft.problems += [_no_such_fact(name) for name in sorted(gone)]
    for title, given in rows.items():
        table_ = table_named(title)
        if table_ is None or table_.key not in OF_UNITS:
            draft.problems.append(_no_such_table(title))
            continue
        for number, cells in enumerate(given, 1):
            _read(draft, table_, number, cells, mine.setdefault(table_.key, []))
    added = {id(row) for found in draft.rows.values() for row in found}
    for table, stays in mine.items():
        for row in stays:
            bare = {key: cell for key, cell in row.items() if key not in ("fact", "counted")}
            draft.rows[table].append(bare)
            draft.places[id(bare)] = (Place(sheet=TABLES[table].label), 0, {})
    _name_units(draft, numbers, added)
    draft.refused = {table: [*others.get(table, ()), *_elsewhere(store, draft, table)] for table in TABLES}
    ledger = assemble(draft, None)
    new = [(t, row) for t in OF_UNITS for row in ledger.tables[t] if "position" not in row]
    refuse_others(store, unit, new, {t: {row.get("position") for row in part.get(t, ())} for t in OF_UNITS})
    return _as_part(ledger, others)


def _read(draft: Draft, table: Table, number: int, cells: Cells, mine: list[Row]) -> None:
    """Read one row; what it stands in for is taken out of ``mine``."""
    place = Place(sheet=table.label)
    bound = bind(table, list(cells), place).columns
    old = _meant(table, {each.column.key: cells[each.header] for each in bound}, mine)
    if old is not None:
        mine.remove(old)
        keys = {each.column.key for each in bound}
        as_text = {
            with_unit(c.key, c): text_of_value(old[c.key], c) for c in table.columns if c.key not in keys
        }
        cells = {**as_text, **cells}
    elif table.key == "projects" and all(each.column.key != "name" for each in bound):
        project = next((cells[each.header] for each in bound if each.column.key == "project"), None)
        cells = {**cells, "name": project}
    sheet = Sheet(table.label, [])
    read_sheet(draft, table, sheet, list(cells), 0, [(number, list(cells.values()))])


def _meant(table: Table, given: Mapping[str, Cell], mine: Sequence[Row]) -> Row | None:
    """The row that is there already for what some cells name; None where they name a new one."""
    known: dict[str, Any] = {}
    for key in ("id", *table.identity):
        if key in given and not is_blank(given[key]):
            try:
                known[key] = reader_of(table.by_key[key])(given[key])
            except Unreadable:
                return None
    if "id" in known and "id" in table.by_key:
        return next((row for row in mine if row["id"] == known["id"]), None)
    again = table.key == "awards" or known.get("stage") in REPEATABLE_STAGES
    required = {column.key for column in table.required}
    if again or any(key in required and key not in known for key in table.identity):
        return None
    found = [
        row for row in mine if all(row[key] == cell for key, cell in known.items() if key in table.identity)
    ]
    return found[0] if len(found) == 1 or (found and not table.unique) else None


def _name_units(draft: Draft, numbers: Mapping[str, int], added: set[int]) -> None:
    """Refuse names of units that nobody has; the store knows its own units and their other names."""
    from zhaoshang.ledger.messages import proper_name

    proper: dict[int, str] = {}
    for each, number in numbers.items():
        proper.setdefault(number, each)
    directory: UnitDirectory | None = None
    for table in OF_UNITS:
        columns = [column for column in TABLES[table].columns if column.kind.value == "unit"]
        for row in draft.rows[table]:
            for column in columns if id(row) in added else ():
                name = row[column.key]
                if isinstance(name, str) and name in numbers:
                    row[column.key] = proper[numbers[name]]
                elif isinstance(name, str):
                    directory = directory or UnitDirectory(
                        [UnitEntry(n, (), None, None) for n in proper.values()]
                    )
                    found = proper_name(directory, name, None, False)
                    if isinstance(found, str):
                        row[column.key] = found
                    else:
                        draft.problems.append(found.at(**vars(draft.place_of(row, column))))


def _elsewhere(store: Store, draft: Draft, target: str) -> list[Row]:
    """Rows of a table that others have and rows of this part refer to: their names are enough."""
    key = TABLES[target].identity[0]
    here = {row[key] for row in draft.rows[target]}
    asked = {
        row[column.key]
        for table in OF_UNITS
        for column in TABLES[table].columns
        if column.refers_to == target
        for row in draft.rows[table]
        if row[column.key] is not None
    } - here
    if not asked:
        return []
    found = store.rows(
        f'SELECT DISTINCT "{key}" FROM ledger.{target} WHERE list_contains(CAST($1 AS VARCHAR[]), "{key}")',
        [sorted(map(str, asked))],
    )
    return [dict.fromkeys(TABLES[target].by_key) | {key: name} for (name,) in found]


def refuse_others(
    store: Store, unit: str, new: Sequence[tuple[str, Row]], own: Mapping[str, set[Any]]
) -> None:
    """Raise ProblemsFound for new rows whose names somebody else's row has already.

    ``own``: the positions, by table, of the rows that the unit's part had before.
    """
    problems = []
    for table, row in new:
        kinds = [TABLES[table].identity] if TABLES[table].unique else []
        kinds += [("id",)] if row.get("id") is not None else []
        for keys in kinds:
            # The first column alone is looked up: it tells rows apart, or is the project's and so all here.
            where = " AND ".join(f'"{key}" IS NOT DISTINCT FROM ${i}' for i, key in enumerate(keys, 1))
            found = store.rows(
                f"SELECT {store.place} FROM ledger.{table} AS r WHERE {where}", [row[key] for key in keys]
            )
            if any(position not in own.get(table, ()) for (position,) in found):
                problems.append(_of_others(table, str(row[keys[0]])))
    if problems:
        raise ProblemsFound(problems)


def _as_part(ledger: Ledger, others: Mapping[str, Sequence[Row]]) -> Part:
    out: Part = {}
    for table in OF_UNITS:
        rows = list(ledger.tables[table])
        if TABLES[table].is_fact:
            is_counted = {id(row) for row in ledger.counted(table)}
            for row in rows:
                row["counted"] = id(row) in is_counted
        out[table] = in_order(table, [*rows, *others.get(table, ())])
    return out


def in_order(table: str, rows: Sequence[Row]) -> list[Row]:
    """Rows in canonical order, told by what they are and not by where they stood."""
    return sorted(rows, key=lambda row: order_of(table, row))


def order_of(table: str, row: Row) -> tuple[Any, ...]:
    """What a row's place in canonical order is decided by."""
    if TABLES[table].is_fact:
        name = str(row["fact"])
        base = fact_name(table, {key: cell for key, cell in row.items() if key != "fact"})
        return row["date"], row["recorded_on"], base, int(name[len(base) + 1 :] or 1)
    return tuple((row[key] is not None, row[key]) for key in TABLES[table].identity)


def own_columns(row: Row) -> Row:
    """A row without what stands beside its columns."""
    return {key: cell for key, cell in row.items() if key not in BESIDE}


def _no_such_fact(name: str) -> Problem:
    what = Words("这个单位没有这条事实", "the unit has no such fact")
    return Problem("store.no_such_fact", what, text=name)


def _no_such_table(name: str) -> Problem:
    return Problem(
        "store.no_such_table",
        Words("不能单独改这张表", "rows of this table cannot be changed for one unit"),
        text=name,
        expected=Words("、".join(TABLES[t].label for t in OF_UNITS), ", ".join(OF_UNITS)),
    )


def _of_others(table: str, name: str) -> Problem:
    label = TABLES[table].label
    return Problem(
        "store.of_others",
        Words(f"“{label}”里已有别的单位的这一行", f"{table} already has this row, and it is not the unit's"),
        Place(sheet=label),
        name,
        advice=Words("请换一个编号", "use another number"),
    )
