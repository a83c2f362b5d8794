"""A draft becomes a ledger: units by their proper names, references, corrections, order, names, digest.

Everything here looks at rows beside each other; what can be said of one row alone is in ``draft``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from zhaoshang.ledger.corrections import counted_rows, replaced_rows
from zhaoshang.ledger.draft import Draft
from zhaoshang.ledger.messages import (
    by_place,
    ends_before_it_begins,
    nobody_excluded,
    proper_name,
    repeated,
    responsible_unit_not_credited,
    stage_repeated,
    unit_not_then,
    unknown_reference,
)
from zhaoshang.ledger.model import Ledger, Row, digest_of, in_canonical_order, repeats_of_a_stage
from zhaoshang.problems import Problem, ProblemsFound
from zhaoshang.tables import FACT_TABLES, TABLES, Kind, Table, UnitDirectory, UnitEntry


def assemble(draft: Draft, units: UnitDirectory | None) -> Ledger:
    """The ledger of a draft. Raises ProblemsFound with everything that is wrong, warnings among it.

    ``units`` are those of the scheme; with None any name of a unit is taken, but for the aliases that the
    ledger's own table of units explains.
    """
    _name_units(draft, units)
    _take_currency_of_project(draft)
    _check_references(draft)
    _check_spans(draft)
    rows = {key: in_canonical_order(key, draft.rows[key]) for key in TABLES}
    not_counted: set[str] = set()
    for key in TABLES:
        if key in FACT_TABLES:
            replaced = replaced_rows(draft, key, rows[key])
            approved = counted_rows(rows[key], frozenset()) if replaced else ()
            not_counted |= {str(row["fact"]) for row in approved if row["fact"] in replaced}
            _check_unique(draft, TABLES[key], counted_rows(rows[key], replaced))
        else:
            _check_unique(draft, TABLES[key], rows[key])
    for row in repeats_of_a_stage(counted_rows(rows["milestones"], not_counted)):
        not_counted.add(str(row["fact"]))
        place = draft.place_of(row, TABLES["milestones"].by_key["stage"])
        draft.problems.append(stage_repeated(place, row["project"], row["stage"]))
    _warn_of_credits(draft)
    if any(problem.severity == "error" for problem in draft.problems):
        raise ProblemsFound(by_place(draft.problems))
    return Ledger(
        tables={key: tuple(each) for key, each in rows.items()},
        digest=digest_of(rows),
        warnings=tuple(by_place(draft.problems)),
        not_counted=frozenset(not_counted),
    )


SPANS = (
    ("units", "valid_from", "valid_to"),
    ("credits", "from", "to"),
    ("targets", "from", "to"),
    ("exclusions", "from", "to"),
)
"""The spans of days in tables: the table, the first day's column, the last day's."""


def entries_of(units: Iterable[Row]) -> list[UnitEntry]:
    """What rows of the table of units say of names and days."""
    return [
        UnitEntry(
            str(row["unit"]),
            row["aliases"] if isinstance(row["aliases"], tuple) else (),
            row["valid_from"] if isinstance(row["valid_from"], int) else None,
            row["valid_to"] if isinstance(row["valid_to"], int) else None,
        )
        for row in units
    ]


def _name_units(draft: Draft, units: UnitDirectory | None) -> None:
    """Replace every name of a unit by its proper one."""
    own = entries_of(draft.rows["units"])
    any_name = units is None
    directory = (units or UnitDirectory(())).with_entries(own)
    if any_name and not own:
        return
    # what becomes of a name does not depend on the day unless some unit has not always been
    dated = any(each.valid_from is not None or each.valid_to is not None for each in directory.entries)
    known: dict[tuple[str, int | None], str | Problem] = {}
    for table in TABLES.values():
        if table.key == "units":
            continue
        columns = [column for column in table.columns if column.kind is Kind.UNIT]
        for row in chain(draft.rows[table.key], draft.refused[table.key]) if columns else ():
            day = row.get("date") if dated else None
            day = day if isinstance(day, int) else None
            for column in columns:
                name = row[column.key]
                if not isinstance(name, str):
                    continue
                found = known.get((name, day))
                if found is None:
                    found = known[name, day] = proper_name(directory, name, day, any_name)
                if isinstance(found, str):
                    row[column.key] = found
                    if day is not None and not any_name and not directory.exists(found, day):
                        draft.problems.append(unit_not_then(draft.place_of(row, column), found))
                else:
                    draft.problems.append(replace(found, where=draft.place_of(row, column)))


def _take_currency_of_project(draft: Draft) -> None:
    """A milestone's amount is in its project's currency unless it says otherwise; no amount, no currency."""
    currency_of = {row["project"]: row["currency"] for row in draft.rows["projects"]}
    for key in ("milestones", "changes"):
        for row in draft.rows[key]:
            if row["amount"] is None:
                row["currency"] = None
            elif row["currency"] is None:
                row["currency"] = currency_of.get(row["project"], "CNY")


def _check_references(draft: Draft) -> None:
    for table in TABLES.values():
        for column in table.columns:
            target = column.refers_to
            if target is None or target in draft.unread_tables:
                continue
            identity = TABLES[target].identity[0]
            known = {row[identity] for row in chain(draft.rows[target], draft.refused[target])}
            for row in chain(draft.rows[table.key], draft.refused[table.key]):
                value = row[column.key]
                if value is not None and value not in known:
                    draft.problems.append(unknown_reference(draft.place_of(row, column), target, value))


def _check_spans(draft: Draft) -> None:
    """A span must not end before it begins, and a disqualification must say whose it is."""
    for key, first, last in SPANS:
        for row in draft.rows[key]:
            begin, end = row[first], row[last]
            if isinstance(begin, int) and isinstance(end, int) and end < begin:
                draft.problems.append(ends_before_it_begins(draft.place_of(row, TABLES[key].by_key[last])))
    for row in draft.rows["exclusions"]:
        if row["unit"] is None and row["person"] is None:
            column = TABLES["exclusions"].by_key["unit"]
            draft.problems.append(nobody_excluded(draft.place_of(row, column)))


def _check_unique(draft: Draft, table: Table, rows: Iterable[Row]) -> None:
    if not table.unique:
        return
    first: dict[tuple[object, ...], Row] = {}
    for row in sorted(rows, key=lambda each: draft.places[id(each)][1]):
        identity = tuple(row[key] for key in table.identity)
        earlier = first.setdefault(identity, row)
        if earlier is not row:
            place = draft.place_of(row, table.by_key[table.identity[0]])
            first_row = draft.place_of(earlier).row
            draft.problems.append(repeated(place, table, first_row, row[table.identity[0]]))


def _warn_of_credits(draft: Draft) -> None:
    credited: dict[object, set[object]] = {}
    for row in draft.rows["credits"]:
        credited.setdefault(row["project"], set()).add(row["unit"])
    for row in draft.rows["projects"]:
        if row["project"] in credited and row["unit"] not in credited[row["project"]]:
            place = draft.place_of(row, TABLES["projects"].by_key["unit"])
            draft.problems.append(responsible_unit_not_credited(place, row["project"], row["unit"]))
