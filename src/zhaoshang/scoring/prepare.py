"""Numbers and arranges a ledger for a scheme. What the scheme does not read is left out.

What was approved later, or dated after the horizon, is not decided here but in the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

from zhaoshang.language.types import (
    PERCENT,
    USD,
    YUAN,
    Choice,
    Day,
    Number,
    Tags,
    Text,
    Truth,
)
from zhaoshang.ledger import Ledger
from zhaoshang.problems import Problem, ProblemsFound
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.scheme.fields import FACT_TABLES, WITHOUT_PROJECT, RowField, row_fields
from zhaoshang.scheme.model import Scheme, Unit
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.backends.backend import Row
from zhaoshang.scoring.facts import (
    LARGEST,
    LARGEST_MONEY,
    LARGEST_RATE,
    SHARE_SCALE,
    Facts,
    day_column,
    integer_column,
    is_calendar,
    is_day,
    text_column,
    truth_column,
)
from zhaoshang.scoring.ledger_facts import (
    counted_rows,
    earners,
    first_of_each_stage,
    ledger_rows,
    missing_rates,
    target_values,
    unfamiliar_words,
)
from zhaoshang.scoring.uses import Uses, uses


def _proved(column: Column, cells: Sequence[Any]) -> Column:
    """A column with the bounds that its own cells prove; days of an empty table keep the calendar's."""
    nullable = column.nullable and (None in cells or not cells)
    if column.kind != "integer" or (not cells and is_calendar(column)):
        return Column(column.kind, nullable, column.low, column.high, column.name)
    known = [c for c in cells if c is not None]
    if not known and is_calendar(column):
        return Column(column.kind, nullable, column.low, column.high, column.name)
    return Column("integer", nullable, min(known, default=0), max(known, default=0), column.name)


def _ends(days: Iterable[Any]) -> list[int]:
    """The earliest and the latest of some days."""
    known = [day for day in days if day is not None]
    return [min(known), max(known)] if known else []


def prepare(scheme: Scheme, ledger: Ledger) -> Facts:
    """Number and arrange a ledger for a scheme. Raises ProblemsFound, as for a rate that is missing."""
    who = earners(scheme, ledger)
    facts = prepare_for(scheme, ledger, who, earner_numbers(who))
    return replace(facts, warnings=(*facts.warnings, *unfamiliar_words(scheme, ledger)))


def prepare_for(scheme: Scheme, ledger: Ledger, who: Sequence[Unit], numbers: Mapping[str, int]) -> Facts:
    """``prepare`` for some of those who may earn, whose names have the ``numbers`` that a plan knows them by.

    Raises ProblemsFound.
    """
    return _Preparation(scheme, ledger, who, numbers).done()


def earner_numbers(who: Sequence[Unit]) -> dict[str, int]:
    """The number of everybody who may earn, by name and by alias."""
    numbers = {unit.name: i for i, unit in enumerate(who)}
    for i, unit in enumerate(who):
        for alias in unit.aliases:
            numbers.setdefault(alias, i)
    return numbers


class _Preparation:
    def __init__(
        self, scheme: Scheme, ledger: Ledger, who: Sequence[Unit], numbers: Mapping[str, int]
    ) -> None:
        self.scheme, self.ledger, self.uses = scheme, ledger, uses(scheme)
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.data: dict[str, tuple[Table, Sequence[Row]]] = {}
        self.names: list[str] = []
        self.rows: list[Mapping[str, Any]] = []
        self.tables: list[str] = []
        self.days: list[int] = []
        self.currencies: set[str] = set()
        self.projects = {row["project"]: i for i, row in enumerate(ledger_rows(ledger, "projects"))}
        self.earners = tuple(who)
        self.earner_no = numbers
        self.unit_field_scale: dict[str, int] = {}

    def done(self) -> Facts:
        """Everything, arranged. Raises ProblemsFound."""
        self.units()
        self.project_table()
        self.credits()
        for table in FACT_TABLES:
            self.fact_table(table)
        self.rates()
        self.assignments()
        if self.problems:
            raise ProblemsFound(self.problems)
        return Facts(
            self.data,
            self.earners,
            tuple(self.names),
            tuple(self.rows),
            tuple(self.tables),
            tuple(self.projects),
            target_values(self.scheme, self.ledger),
            frozenset(self.currencies),
            self.most_rows(),
            tuple(_ends(self.days)),
            tuple(ledger_rows(self.ledger, "people")),
            any(unit.joint for unit in self.earners),
            self.unit_field_scale,
            tuple(self.warnings),
        )

    def most_rows(self) -> int:
        """How many rows, as earned by units, any view can have: no sum runs over more."""
        credited: dict[Any, int] = {}
        for row in self.data["credits"][1]:
            credited[row[0]] = credited.get(row[0], 0) + 1
        joint: dict[str, int] = {}
        for unit in self.earners:
            if unit.joint:
                joint[unit.joint] = joint.get(unit.joint, 0) + 1
        times = max(credited.values(), default=1) * max(joint.values(), default=1)
        return max(len(self.names), 1) * max(times, 1)

    def put(self, label: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        self.days += [
            day for i, c in enumerate(columns) if is_day(c) for day in _ends(row[i] for row in rows)
        ]
        for i, column in enumerate(columns):
            if column.name.endswith("_currency"):
                self.currencies.update(str(row[i]) for row in rows)
        proved = [_proved(c, [row[i] for row in rows]) for i, c in enumerate(columns)]
        self.data[label] = (Table(label, {c.name: c for c in proved}), rows)

    # -- who earns
    def units(self) -> None:
        columns = [
            self.unit_no("unit_no"),
            text_column("unit_name"),
            text_column("unit_group"),
            text_column("unit_team"),
            integer_column("headcount", 0, 10**6, True),
            text_column("joint"),
        ]
        for unit_field in self.scheme.unit_fields.values():
            values = [u.fields.get(unit_field.id) for u in self.earners]
            if isinstance(unit_field.type, Number):
                numbers = [v for v in values if isinstance(v, Fraction)]
                scale = lcm(*(v.denominator for v in numbers)) if numbers else 1
                self.unit_field_scale[unit_field.id] = scale
                most = max((abs(v) * scale for v in numbers), default=Fraction(0))
                columns.append(integer_column(f"x_{unit_field.id}", -int(most), int(most), True))
            else:
                columns.append(text_column(f"x_{unit_field.id}"))
        rows = []
        for unit in self.earners:
            extra = []
            for unit_field in self.scheme.unit_fields.values():
                value = unit.fields.get(unit_field.id)
                if isinstance(value, Fraction):
                    extra.append(int(value * self.unit_field_scale[unit_field.id]))
                else:
                    extra.append(value)  # type: ignore[arg-type]
            rows.append(
                (
                    self.earner_no[unit.name],
                    unit.name,
                    unit.group,
                    unit.team,
                    unit.headcount,
                    unit.joint,
                    *extra,
                )
            )
        self.put("units", columns, rows)

    def unit_no(self, name: str, nullable: bool = False) -> Column:
        return integer_column(name, 0, max(self.earner_no.values(), default=0), nullable)

    def earner(self, row: Mapping[str, Any], key: str) -> int | None:
        return self.earner_no.get(row.get(key) or "")

    def project_no(self, row: Mapping[str, Any]) -> int | None:
        return self.projects.get(row.get("project") or "")

    # -- projects and who is credited with them
    def project_table(self) -> None:
        columns = [self.project_column("project_no")]
        makers = []
        for row_field in used_of_project(self.uses):
            made, make = self.cells(row_field, "p_")
            columns += made
            makers.append(make)
        rows = [
            (i, *(cell for make in makers for cell in make(row)))
            for i, row in enumerate(ledger_rows(self.ledger, "projects"))
        ]
        self.put("projects", columns, rows)

    def project_column(self, name: str, nullable: bool = False) -> Column:
        return integer_column(name, 0, max(len(self.projects) - 1, 0), nullable)

    def credits(self) -> None:
        """Credit rows replace the responsible unit; where a project has none, it earns all."""
        person = self.scheme.subject == "person"
        given: dict[int, list[Row]] = {}
        seen: set[tuple[int, int, Any]] = set()
        for row in ledger_rows(self.ledger, "credits"):
            project = self.project_no(row)
            earner = self.earner(row, "person" if person else "unit")
            if project is None or self.scheme.subject == "project":
                continue
            given.setdefault(project, [])
            if earner is None or (project, earner, row.get("from")) in seen:
                continue
            seen.add((project, earner, row.get("from")))
            share = row.get("share")
            given[project].append(
                (
                    project,
                    earner,
                    row.get("role"),
                    SHARE_SCALE if share is None else share,
                    row.get("filed_on"),
                    row.get("person"),
                    row.get("from") or EARLIEST_DAY,
                    row.get("to") or LATEST_DAY,
                )
            )
        rows = [row for credited in given.values() for row in _one_after_another(credited)]
        for row in ledger_rows(self.ledger, "projects"):
            project = self.projects[row["project"]]
            if project in given:
                continue
            earner = project if self.scheme.subject == "project" else self.earner(row, "unit")
            if earner is not None:
                rows.append((project, earner, None, SHARE_SCALE, None, None, EARLIEST_DAY, LATEST_DAY))
        self.put(
            "credits",
            [
                self.project_column("project_no"),
                self.unit_no("unit_no"),
                text_column("role"),
                integer_column("share", 0, LARGEST[PERCENT]),
                day_column("filed_on", True),
                text_column("person"),
                day_column("first_day"),
                day_column("last_day"),
            ],
            rows,
        )

    # -- facts
    def fact_table(self, table: str) -> None:
        columns = [
            integer_column("fact_no", 0, 10**9),
            self.project_column("project_no", True),
            self.unit_no("unit_no", True),
            day_column("on_day"),
        ]
        makers = []
        for row_field in used_of_table(self.uses, table):
            made, make = self.cells(row_field, "f_")
            columns += made
            makers.append(make)
        rows: list[Row] = []
        for row in self.counted(table):
            number = len(self.names)
            self.names.append(row["fact"])
            self.rows.append(row)
            self.tables.append(table)
            project = None if table in WITHOUT_PROJECT else self.project_no(row)
            cells = (cell for make in makers for cell in make(row))
            rows.append((number, project, self.own_earner(table, row, project), row["date"], *cells))
        self.put(table, columns, rows)
        self.problems += missing_rates(self.ledger, table, self.uses.fields(table), self.counted(table))

    def own_earner(self, table: str, row: Mapping[str, Any], project: int | None) -> int | None:
        if table == "milestones":
            return None
        if self.scheme.subject == "project":
            return project
        if self.scheme.subject == "person" and row.get("person"):
            return self.earner(row, "person")
        return self.earner(row, "unit")

    def counted(self, table: str) -> list[Mapping[str, Any]]:
        """Approved rows in canonical order; a stage counts once; visits take after their activity."""
        rows = counted_rows(self.ledger, table)
        if table == "milestones":
            return first_of_each_stage(rows, {r["project"]: r for r in ledger_rows(self.ledger, "projects")})
        if table == "visits":
            activities = {r["activity"]: r for r in counted_rows(self.ledger, "activities")}
            own: list[Mapping[str, Any]] = []
            nth: Counter[str] = Counter()
            for row in rows:
                activity = activities.get(row["activity"])
                nth[row["activity"]] += 1
                if activity:
                    whole = {"fact": f"visits/{row['activity']}/{nth[row['activity']]}", **row}
                    own.append({**whole, **{k: activity[k] for k in ("unit", "date", "recorded_on")}})
            return own
        return list(rows)

    # -- cells
    def cells(self, row_field: RowField, prefix: str) -> tuple[list[Column], Any]:
        """The columns that carry a ledger column, and what makes their cells from a row."""
        name, key, kind = prefix + row_field.id.removesuffix("_usd"), row_field.column, row_field.type
        if kind in (YUAN, USD):
            return (
                [integer_column(name, -LARGEST_MONEY, LARGEST_MONEY, True), text_column(name + "_currency")],
                lambda row: (row.get(key), row.get("currency") or "CNY"),
            )
        if isinstance(kind, Tags):
            tags = self.uses.tags
            return (
                [truth_column(f"{name}_{i}", False) for i in range(len(tags))],
                lambda row: [tag in (row.get(key) or ()) for tag in tags],
            )
        if key == "recorded_on":
            return [day_column(name)], lambda row: (row.get(key) or row["date"],)
        if key == "fixed_assets":  # blank = yes
            return [truth_column(name, False)], lambda row: (row.get(key) is not False,)
        if isinstance(kind, Number):
            most = LARGEST.get(kind, 10**17)
            return [integer_column(name, -most, most, True)], lambda row: (row.get(key),)
        if isinstance(kind, Day):
            return [day_column(name, True)], lambda row: (row.get(key),)
        if isinstance(kind, Truth):
            return [truth_column(name)], lambda row: (row.get(key),)
        assert isinstance(kind, Text | Choice)
        return [text_column(name)], lambda row: (row.get(key),)

    def assignments(self) -> None:
        """A person's choice of the item that a project's stage fills."""
        items = {
            name: item.id
            for view in self.scheme.views.values()
            if view.assign is not None
            for item in view.assign.items
            for name in (item.id, item.label)
        }
        rows: list[Row] = []
        for row in ledger_rows(self.ledger, "assignments"):
            project, item = self.project_no(row), items.get(row["item"])
            if project is not None and item is not None:
                rows.append((project, row["stage"], item))
        columns = [self.project_column("project_no"), text_column("stage"), text_column("item")]
        self.put("assignments", columns, list(dict.fromkeys(rows)))

    # -- exchange rates
    def rates(self) -> None:
        by_currency: dict[str, list[tuple[int, int]]] = {}
        for row in ledger_rows(self.ledger, "rates"):
            by_currency.setdefault(row["currency"], []).append((row["date"], row["rate"]))
        rows: list[Row] = []
        for currency, dated in by_currency.items():
            dated.sort()
            ends = [day - 1 for day, _ in dated[1:]] + [LATEST_DAY]
            rows += [(currency, day, end, rate) for (day, rate), end in zip(dated, ends, strict=True)]
        self.put(
            "rates",
            [
                text_column("currency"),
                day_column("first_day"),
                day_column("last_day"),
                integer_column("rate", 1, LARGEST_RATE),
            ],
            rows,
        )


def used_of_project(used: Uses) -> list[RowField]:
    """The fields of projects that a scheme reads, through facts of any table."""
    return [
        f
        for f in _distinct(used.of_projects(), used, row_fields("milestones"))
        if f.source in ("project", "both", "own_or_project") or f.id in ("capital", "origin", "tags")
    ]


def used_of_table(used: Uses, table: str) -> list[RowField]:
    """The fields of a table's own rows that a scheme reads, and those that every plan needs."""
    own = row_fields(table)
    if table == "indicators":
        return [own[i] for i in ("indicator", "value", "recorded_on")]
    found = [
        f
        for f in _distinct(used.fields(table), used, own)
        if f.source in ("own", "own_or_project", "both") and f.id not in ("date", "project")
    ]
    if table == "milestones" and not any(f.id == "stage" for f in found):
        found.append(own["stage"])
    return found


def _distinct(fields: set[str], used: Uses, of: Mapping[str, RowField]) -> list[RowField]:
    """The used fields of a table; an amount in yuan and the same in dollars are one ledger column."""
    found: dict[str, RowField] = {}
    for row_field in of.values():
        if row_field.id in fields or (row_field.id == "tags" and used.tags):
            found.setdefault(row_field.id.removesuffix("_usd") + "/" + row_field.source, row_field)
    return list(found.values())


def _one_after_another(credited: Sequence[Row]) -> list[Row]:
    """One project's credits, each ended by the same unit's next: no fact is earned twice by one unit."""
    out: list[Row] = []
    following: dict[Any, Any] = {}
    for row in sorted(credited, key=lambda row: (row[1], row[6]), reverse=True):
        *most, last = row
        out.append((*most, min(last, following.get(row[1], LATEST_DAY + 1) - 1)))
        following[row[1]] = row[6]
    return out[::-1]
