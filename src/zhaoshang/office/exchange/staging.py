"""What the stages of a file would do to the archives of projects, row by row. Writes nothing.

A stage is told apart by its project and itself; an increase and a resumption, which may come again, by the day too.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhaoshang.ledger.model import Value
from zhaoshang.ledger.writing import text_of_value
from zhaoshang.office.exchange.columns import PROJECTS, STAGES, of_cell, to_cell
from zhaoshang.office.exchange.planning import CHANGED, NEW, SAME, Changed, Planned, Planning
from zhaoshang.office.exchange.reading import FoundRow
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects import laws
from zhaoshang.office.projects.models import Change, HandOver, Milestone, Project
from zhaoshang.office.projects.permissions import manage_refusal
from zhaoshang.office.projects.queries import GONE
from zhaoshang.office.projects.stages import LABELS
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.permissions import edit_refusal
from zhaoshang.tables import REPEATABLE_STAGES

Identity = tuple[str, str, datetime.date | None]


class Staging:
    """The stages of one upload. ``begun`` are the projects that it registers itself, by number."""

    def __init__(self, planning: Planning, begun: Mapping[str, Planned]) -> None:
        self.planning, self.begun = planning, begun
        self.user, self.day, self.refuse = planning.user, planning.day, planning.refuse
        self.projects: dict[str, Project] = {}
        self.standing: dict[int, list[Milestone]] = {}
        self.keepers: dict[int, Unit] = {}
        self.events: list[Change] = []

    def of(self, rows: list[FoundRow]) -> Iterator[Planned]:
        """What becomes of each row. A constant number of queries."""
        self._look_up({str(row.values["project"]) for row in rows})
        first: dict[Identity, FoundRow] = {}
        # a stage told with all its columns goes before its day in a list of projects
        for row in sorted(rows, key=lambda row: "stage" not in row.headers):
            number, stage = str(row.values["project"]), str(row.values["stage"])
            day = of_cell(STAGES.column("date"), row.values["date"])
            same = (number, stage, day if stage in REPEATABLE_STAGES else None)
            earlier = first.setdefault(same, row)
            if earlier is row:
                if (planned := self._planned(row, number, stage)) is not None:
                    yield planned
            elif earlier.values["date"] != row.values["date"] or earlier.where.sheet == row.where.sheet:
                words = _("“%(stage)s”与第%(row)d行重复") % {"stage": LABELS[stage], "row": earlier.where.row}
                self.refuse(row, "date", "repeated", words, str(day))

    def _look_up(self, numbers: set[str]) -> None:
        there = self.planning.there(PROJECTS, sorted(numbers))
        seen = self.planning.visible(PROJECTS, there)
        for number, project in there.items():
            if project.pk in seen and isinstance(project, Project):
                self.projects[number] = project
        keys = {project.archive for project in self.projects.values()}
        found = Milestone.objects.filter(project__in=keys).exclude(state__in=GONE).order_by("id")
        for milestone in found.select_related("unit__jurisdiction", "unit__merged_into", "project"):
            self.standing.setdefault(milestone.project_id, []).append(milestone)
        accepted = HandOver.objects.filter(project__in=keys, accepted=True).order_by("date", "id")
        self.keepers = {
            each.project_id: each.to_unit for each in accepted.select_related("to_unit__jurisdiction")
        }
        self.events = laws.identity_events(keys)

    def _planned(self, row: FoundRow, number: str, stage: str) -> Planned | None:
        project = self.projects.get(number)
        if row.values.get("supersedes"):
            words = _("更正不能用导入：请在记录的页面上提出更正")
            self.refuse(row, "supersedes", "correction", words, str(row.values["supersedes"]))
            return None
        if project is None:
            begun = self.begun.get(number)
            if begun is None:
                words = _("没有编号为%(number)s的项目，或不归本单位办理") % {"number": number}
                self.refuse(row, "project", "unknown_project", words, number)
                return None
            return self._new(row, stage, None, begun.unit, begun.title)
        there = self._there(project, row, stage)
        unit = self.keepers.get(project.archive, project.unit)
        if there is None:
            return self._new(row, stage, project, unit, project.name)
        return self._of_one_there(row, stage, project, there)

    def _there(self, project: Project, row: FoundRow, stage: str) -> Milestone | None:
        """The milestone that a row is about; a correction under way is left to its page."""
        standing = self.standing.get(project.archive, [])
        keys = {milestone.pk for milestone in standing}
        day = of_cell(STAGES.column("date"), row.values["date"])
        own = (
            m for m in standing
            if m.stage == stage and m.supersedes_id not in keys and (stage not in REPEATABLE_STAGES or m.date == day)
        )  # fmt: skip
        return next(own, None)

    def _new(
        self, row: FoundRow, stage: str, project: Project | None, unit: Unit, title: str
    ) -> Planned | None:
        values = {name: of_cell(STAGES.column(key), _said(row, key)) for key, name in STAGES.fields.items()}
        if project is not None:
            refused = manage_refusal(self.user, project, self.day, unit)
            if refused is not None:
                self.refuse(row, "project", "not_own_unit", refused, project.number)
                return None
        milestone = Milestone(jurisdiction=self.planning.jurisdiction, unit=unit, **values)
        if project is not None:
            milestone.project_id = project.archive
        others = [] if project is None else self.standing.get(project.archive, [])
        if not self._stands(row, milestone, others):
            return None
        return Planned(row, NEW, str(row.values["project"]), _title(title, stage), unit, None, values)

    def _of_one_there(self, row: FoundRow, stage: str, project: Project, there: Milestone) -> Planned | None:
        values: dict[str, Any] = {}
        changes: list[Changed] = []
        for key, name in STAGES.fields.items():
            column, value = STAGES.column(key), row.values[key]
            had = to_cell(column, getattr(there, name))
            if key not in row.headers or had == value:
                continue
            if key == "currency" and there.amount is None and row.values["amount"] is None:
                continue  # no amount, no currency
            values[name] = of_cell(column, value)
            changes.append(
                Changed(STAGES.label(key), text_of_value(had, column), text_of_value(value, column))
            )
        planned = Planned(
            row, CHANGED if changes else SAME, project.number, _title(project.name, stage), there.unit, there,
            values, tuple(changes),
        )  # fmt: skip
        if not changes:
            return planned
        if there.state == State.APPROVED:
            words = _("已审核通过，不能用导入修改：请在它的页面上提出更正")
            self.refuse(row, "date", "approved", words, f"{changes[0].before} → {changes[0].after}")
            return None
        refused = edit_refusal(self.user, there, self.day)
        if refused is not None:
            self.refuse(row, "project", "may_not_be_changed", refused, project.number)
            return None
        fresh = copy.copy(there)
        for name, value in values.items():
            setattr(fresh, name, value)
        others = [m for m in self.standing.get(project.archive, []) if m.pk != there.pk]
        return planned if self._stands(row, fresh, others) else None

    def _stands(self, row: FoundRow, milestone: Milestone, others: list[Milestone]) -> bool:
        """Whether a milestone can stand beside the others, as it will be asked again when it is written."""
        refused = laws.refusal_beside(milestone, self.day, others, self.events)
        longest = Milestone._meta.get_field("decision").max_length or 0
        if refused is None and len(milestone.decision) > longest:
            refused = _("至多%(most)d字") % {"most": longest}
        if refused is not None:
            self.refuse(row, "date", "not_possible", refused, LABELS.get(milestone.stage))
        return refused is None


def _said(row: FoundRow, key: str) -> Value:
    """What a row says in a column; of one that is not there, nothing: the library supposes a day of acceptance."""
    return row.values[key] if key in row.headers or key in ("stage", "currency") else None


def _title(name: str, stage: str) -> str:
    return f"{name} · {LABELS[stage]}"
