"""What if: a unit's lines, total and places before and after some rows are changed, without changing them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhaoshang.ledger.model import Row
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.store.arranging import OF_UNITS
from zhaoshang.scoring.store.changes import Given, in_order, own_columns, with_changes
from zhaoshang.scoring.store.one_unit import Desk, Standing
from zhaoshang.scoring.store.parts import Part, Parts, concerned_with, together

Seen = tuple[int, int, int | None, str | None, int, int]
"""A line as people tell lines apart: rule_no, kind, table_row, fact, day, points."""


@dataclass(frozen=True)
class WhatIf:
    """What a change would do: the unit's standing before and after, and that of units that share its projects.

    ``gone`` and ``new``: the unit's lines that only the one or the other has.
    """

    before: Standing
    after: Standing
    gone: tuple[Seen, ...]
    new: tuple[Seen, ...]
    others: Mapping[str, tuple[Standing, Standing]] = field(default_factory=dict)


def what_if(desk: Desk, unit: str, rows: Given, without: Sequence[str] = ()) -> WhatIf:
    """Change, add or leave out some of a unit's rows, and see what comes of it.

    ``rows``: by table, cells as people write them, as in ``with_changes``; ``without``: names of facts. A
    partner whose project changes is scored again too, so that places are right. Raises ProblemsFound.
    """
    number = desk.parts.number_of(unit)
    part = desk.parts.of(number)
    changed = with_changes(desk.store, desk.parts.numbers, desk.name_of(number), part, rows, without)
    effect = Effect.of(desk.parts, number, part, changed)
    before = desk.scored(effect.units, effect.before)
    after = desk.scored(effect.units, effect.after)
    gone, new = (Counter(seen(each[number])) for each in (before, after))
    others = {before[n].unit: (before[n], after[n]) for n in effect.units if n != number}
    return WhatIf(
        before[number],
        after[number],
        tuple((gone - new).elements()),
        tuple((new - gone).elements()),
        others,
    )


def seen(standing: Standing) -> list[Seen]:
    """A standing's lines without the numbers that its facts happen to have."""
    at = {name: i for i, name in enumerate(LINE_COLUMNS)}
    rule, kind, row, day, points = (at[n] for n in ("rule_no", "kind", "table_row", "on_day", "points"))
    fact = at["fact_no"]
    return [
        (line[rule], line[kind], line[row], standing.facts.get(line[fact]), line[day], line[points])
        for line in standing.lines
    ]


@dataclass(frozen=True)
class Effect:
    """A change of one unit's part: which rows go and come, whom it touches, and all rows of these.

    ``units`` begins with the unit itself; rows in ``after`` that are new have no position.
    """

    units: tuple[int, ...]
    before: Part
    after: Part
    gone: Part
    come: Part

    @classmethod
    def of(cls, parts: Parts, number: int, old: Part, new: Part) -> Effect:
        """What replacing one part by another comes to."""
        named = {str(row["project"]) for rows in new.values() for row in rows if row.get("project")}
        known = {row["project"] for part in (old, new) for row in part.get("projects", ())}
        beside = parts.of_projects(named - known)  # projects of others, which the unit has begun to name
        old = together([old, beside])
        new = {table: [*new.get(table, ()), *_missing(beside, new, table)] for table in OF_UNITS}
        gone, come = _difference(old, new), _difference(new, old)
        come = {
            table: [
                {key: cell for key, cell in row.items() if key not in ("position", "project_no")}
                for row in rows
            ]
            for table, rows in come.items()
        }
        projects = {
            row["project"] for rows in (*gone.values(), *come.values()) for row in rows if row.get("project")
        }
        names = concerned_with(projects, old) | concerned_with(projects, new)
        partners = sorted({parts.numbers[name] for name in names if name in parts.numbers} - {number})
        units = (number, *partners)
        before = together([old, *(parts.of(partner) for partner in partners)])
        after: Part = {}
        for table in OF_UNITS:
            out = {row["position"] for row in gone.get(table, ())}
            stays = [row for row in before.get(table, ()) if row["position"] not in out]
            after[table] = in_order(table, [*stays, *come.get(table, ())])
        return cls(units, before, after, gone, come)


def _missing(beside: Part, new: Part, table: str) -> list[Row]:
    there = {row.get("position") for row in new.get(table, ())}
    return [row for row in beside.get(table, ()) if row["position"] not in there]


def _difference(one: Part, other: Part) -> Part:
    """The rows of one part that another does not have just so."""
    out: Part = {}
    for table, rows in one.items():
        have = Counter(_told(row) for row in other.get(table, ()))
        kept: list[Row] = []
        for row in rows:
            told = _told(row)
            if have[told]:
                have[told] -= 1
            else:
                kept.append(row)
        out[table] = kept
    return out


def _told(row: Row) -> tuple[Any, ...]:
    return (*sorted(own_columns(row).items(), key=lambda item: item[0]), row.get("fact"), row.get("counted"))
