"""What an upload would do: row by row new, unchanged or changed, or why not. Writes nothing."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhaoshang.ledger.messages import by_place
from zhaoshang.ledger.writing import text_of_value
from zhaoshang.office.accounts.models import User
from zhaoshang.office.exchange.columns import SHAPES, STAGES, Shape, of_cell, plain, to_cell
from zhaoshang.office.exchange.reading import Found, FoundRow
from zhaoshang.office.leads import permissions as lead_permissions
from zhaoshang.office.leads import queries as lead_queries
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.projects import permissions as project_permissions
from zhaoshang.office.projects import queries as project_queries
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.permissions import edit_refusal
from zhaoshang.problems import Problem, Words
from zhaoshang.tables import UnitDirectory, UnitEntry

NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True)
class Changed:
    """One field that a row changes, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """A row with nothing wrong, what becomes of it, and the values to write."""

    row: FoundRow
    outcome: str
    number: str
    title: str
    unit: Unit
    record: Lead | Project | Milestone | None
    values: dict[str, Any]
    changes: tuple[Changed, ...] = ()

    @property
    def told(self) -> str:
        """The day and the amount as they were read, so that a slip is seen before anything is taken in."""
        shape = SHAPES[self.row.table]
        found = []
        for key in ("date", "amount"):
            value = self.row.values.get(key)
            if value is not None:
                currency = self.row.values.get("currency") if key == "amount" else None
                words = text_of_value(value, shape.column(key))
                foreign = f" {currency}" if currency not in (None, "CNY") else ""
                found.append(f"{shape.label(key)}：{words}{foreign}")
        return "；".join(found)


@dataclass(frozen=True)
class Plan:
    """All of an upload: what its rows would do, and every problem, those of the office among them."""

    planned: tuple[Planned, ...]
    total: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """What must be mended before anything is taken in."""
        return [problem for problem in self.problems if problem.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        """What is worth a look."""
        return [problem for problem in self.problems if problem.severity != "error"]

    def count(self, outcome: str) -> int:
        """How many rows become so."""
        return sum(each.outcome == outcome for each in self.planned)

    @property
    def writes(self) -> bool:
        """Whether there is anything to take in."""
        return not self.errors and any(each.outcome != SAME for each in self.planned)

    @property
    def digest(self) -> str:
        """Tells whether what was shown is still what would be done."""
        told = [
            (p.row.table, p.number, p.outcome, None if p.record is None else (p.record.pk, p.record.version))
            for p in self.planned
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def directory_of(jurisdiction: Jurisdiction) -> UnitDirectory:
    """The units of a jurisdiction by every name they have or had. Two queries."""
    units = Unit.objects.filter(jurisdiction=jurisdiction).prefetch_related("names").order_by("order", "id")
    return UnitDirectory(
        UnitEntry(
            unit.name,
            tuple(name.name for name in unit.names.all()),
            None if unit.valid_from is None else unit.valid_from.toordinal(),
            None if unit.valid_to is None else unit.valid_to.toordinal(),
        )
        for unit in units
    )


def plan_of(user: User, jurisdiction: Jurisdiction, found: Found, day: datetime.date) -> Plan:
    """Hold what was read against what the office has. A constant number of queries, however many rows."""
    from zhaoshang.office.exchange.staging import Staging

    planning = Planning(user, jurisdiction, day)
    planned: list[Planned] = []
    for table, shape in SHAPES.items():
        rows = [row for row in found.rows if row.table == table]
        if rows and shape is STAGES:
            begun = {each.number: each for each in planned if each.row.table == "projects"}
            planned += Staging(planning, begun).of(rows)
        elif rows:
            planned += planning.of_table(shape, rows)
        planning.of_wrong(shape, [row for row in found.wrong if row.table == table])
    return Plan(tuple(planned), found.total, tuple(by_place([*found.problems, *planning.problems])))


class Planning:
    """The rows of one upload against what is there; ``problems`` has what is wrong."""

    def __init__(self, user: User, jurisdiction: Jurisdiction, day: datetime.date) -> None:
        self.user, self.jurisdiction, self.day = user, jurisdiction, day
        self.problems: list[Problem] = []
        units = Unit.objects.filter(jurisdiction=jurisdiction).select_related("jurisdiction", "merged_into")
        self.units = {unit.name: unit for unit in units}

    def of_table(self, shape: Shape, rows: list[FoundRow]) -> Iterable[Planned]:
        """What becomes of each lead or project."""
        numbers = [str(row.values[shape.number]) for row in rows]
        there = self.there(shape, numbers)
        visible = self.visible(shape, there)
        first: dict[str, FoundRow] = {}
        for row, number in zip(rows, numbers, strict=True):
            before = len(self.problems)
            earlier = first.setdefault(number, row)
            if earlier is not row:
                self.refuse(
                    row, shape.number, "repeated", _("编号与第%(row)d行重复") % {"row": earlier.where.row}
                )
                continue
            record = there.get(number)
            if record is not None and record.pk not in visible:
                self.refuse(
                    row,
                    shape.number,
                    "number_taken",
                    _("编号%(number)s已被其他单位使用") % {"number": number},
                )
                continue
            planned = self._planned(shape, row, number, record)
            if len(self.problems) == before:
                yield planned

    def of_wrong(self, shape: Shape, rows: list[FoundRow]) -> None:
        """What can be said already of rows that cannot be read whole: whether they are somebody else's."""
        for row in rows:
            unit = self.units.get(str(row.values.get("unit")))
            if unit is not None:
                self._ask(shape, row, None, unit)

    def there(self, shape: Shape, numbers: list[str]) -> dict[str, Lead | Project]:
        """The records in force of some numbers, leads or projects. One query."""
        found: QuerySet[Any]
        here = {"jurisdiction": self.jurisdiction, "number__in": numbers}
        if shape.model is Lead:
            found = lead_queries.current(Lead.objects.filter(**here))
            found = found.exclude(state=State.VOID, original__isnull=False)
        else:
            found = project_queries.in_force(Project.objects.filter(**here))
        return {
            record.number: record
            for record in found.select_related("unit__jurisdiction", "unit__merged_into")
        }

    def visible(self, shape: Shape, there: dict[str, Lead | Project]) -> set[int]:
        """The keys of those among some records that the person sees. One query."""
        keys = [record.pk for record in there.values()]
        seen: QuerySet[Any]
        if shape.model is Lead:
            seen = lead_queries.visible(self.user, self.day).filter(pk__in=keys)
        else:
            seen = project_queries.visible(self.user, self.day).filter(pk__in=keys)
        return set(seen.order_by().values_list("pk", flat=True))

    def _planned(self, shape: Shape, row: FoundRow, number: str, record: Lead | Project | None) -> Planned:
        unit = record.unit if record is not None else self.units[str(row.values["unit"])]
        values, changes = self._values(shape, row, record)
        title = str(row.values["name" if shape.model is Project else "company"] or "")
        if record is not None and row.values["unit"] != record.unit.name:
            self.refuse(
                row, "unit", "unit_differs", _("%(number)s是%(unit)s的，导入不能更换单位") % {
                    "number": number, "unit": record.unit.name,
                },
            )  # fmt: skip
        if record is not None and not changes:
            return Planned(row, SAME, number, title, unit, record, {})
        self._check(shape, row, values)
        self._ask(shape, row, record, unit)
        outcome = NEW if record is None else CHANGED
        return Planned(row, outcome, number, title, unit, record, values, tuple(changes))

    def _values(
        self, shape: Shape, row: FoundRow, record: Lead | Project | None
    ) -> tuple[dict[str, Any], list[Changed]]:
        """What to write: of a new record all, of one that is there only what the file says otherwise."""
        values: dict[str, Any] = {}
        changes: list[Changed] = []
        for key, name in shape.fields.items():
            column, value = shape.column(key), row.values[key]
            if record is None:
                values[name] = of_cell(column, value)
                continue
            spoken_of = key in row.headers or (key == "currency" and value not in (None, "CNY"))
            had = to_cell(column, getattr(record, name))
            if spoken_of and had != value:
                values[name] = of_cell(column, value)
                changes.append(
                    Changed(shape.label(key), text_of_value(had, column), text_of_value(value, column))
                )
        for key, label in shape.more.items():
            text = row.more.get(key)
            if text is None:
                continue
            had_text = "" if record is None else plain(getattr(record, key))
            if record is None or had_text != text:
                values[key] = text
                changes.append(Changed(label, had_text, text))
        return values, changes

    def _check(self, shape: Shape, row: FoundRow, values: dict[str, Any]) -> None:
        """What the office asks of the words beyond what the library does."""
        for name, value in values.items():
            longest = getattr(shape.model._meta.get_field(name), "max_length", None)
            if longest and isinstance(value, str) and len(value) > longest:
                self.refuse(row, name, "text_too_long", _("至多%(most)d字") % {"most": longest}, value[:40])
        number = str(row.values[shape.number])
        if len(number) > 30:
            self.refuse(row, shape.number, "text_too_long", _("至多%(most)d字") % {"most": 30}, number)
        if shape.model is Lead:
            if not values.get("company", "—"):
                self.refuse(row, "company", "required", _("请填写企业"))
            if values.get("date") is not None and values["date"] > self.day:
                self.refuse(row, "date", "later_than_today", _("日期不能晚于今天"), str(values["date"]))
        if row.values.get("supersedes"):
            self.refuse(
                row, "supersedes", "correction", _("更正不能用导入：请在记录的页面上提出更正"),
                str(row.values["supersedes"]),
            )  # fmt: skip

    def _ask(self, shape: Shape, row: FoundRow, record: Lead | Project | None, unit: Unit) -> None:
        """Whether the person may."""
        if record is None:
            ask = lead_permissions.file_refusal if shape.model is Lead else project_permissions.create_refusal
            why_not = ask(self.user, unit, self.day)
            if why_not is not None:
                self.refuse(row, "unit", "not_own_unit", why_not, unit.name)
        elif record.state == State.APPROVED:
            self.refuse(
                row,
                shape.number,
                "approved",
                _("已审核通过，不能用导入修改：请在它的页面上提出更正"),
                record.number,
            )
        else:
            why_not = edit_refusal(self.user, record, self.day)
            if why_not is not None:
                self.refuse(row, shape.number, "may_not_be_changed", why_not, record.number)

    def refuse(self, row: FoundRow, key: str, code: str, words: str, text: str | None = None) -> None:
        """Something is wrong with a cell of a row."""
        self.problems.append(Problem(code, Words(words, words), row.place(key), text))
