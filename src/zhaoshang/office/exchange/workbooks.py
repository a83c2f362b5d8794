"""Workbooks out: records as people read them, in the library's own look.

Texts are written as texts, and those that a spreadsheet would run are quoted; the library's readers take the quote off.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from zhaoshang.ledger.cells import safe_text
from zhaoshang.ledger.model import Row
from zhaoshang.ledger.workbook_out import (
    Look,
    new_workbook,
    refuse_too_long,
    width_of,
    write_header,
    write_value,
)
from zhaoshang.ledger.writing import text_of_value, with_unit
from zhaoshang.office.exchange.columns import (
    CORRECTIONS,
    LEADS,
    PROJECTS,
    STAGE_CORRECTIONS,
    STAGE_DATES,
    STAGES,
    STATE,
    Shape,
    to_cell,
)
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Change, Credit, Difficulty, Milestone, Party, Project
from zhaoshang.office.projects.queries import ARCHIVE, GONE, with_stage
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.models import Record
from zhaoshang.tables import TABLES, Column, Kind

_MONEY_DECIMALS = 2
_AT_ONCE = 500
_LEAD = ("number", "state", "unit__name", "project__number", "supersedes__state", "original")
_PROJECT = ("number", "state", "unit__name", "root")
_STAGE = ("state", "project__number", "project__name", "supersedes__state")
"""What is read beside the fields of a shape: a record has three times as many columns as stand in a workbook."""
_LABELS = dict(State.choices)


def _of(shape: Shape, *names: str) -> tuple[str, ...]:
    return (*shape.fields.values(), *shape.more, *names)


def write_leads(path: Path, leads: QuerySet[Lead]) -> int:
    """Leads as a workbook, row by row. Gives how many. Raises ProblemsFound for more than a sheet holds."""
    refuse_too_long(path, LEADS.table.label, leads.order_by().count())
    rows = (
        leads.select_related(None).select_related("unit", "project", "supersedes").only(*_of(LEADS, *_LEAD))
    )
    with translation.override("zh-hans"):
        book = new_workbook(path, many_rows=True)
        look = Look(book)
        main = Listing(book, look, LEADS, LEADS.table.label)
        aside: Listing | None = None
        for lead in rows.iterator(chunk_size=_AT_ONCE):
            if _stands_aside(lead):
                aside = aside or Listing(book, look, LEADS, CORRECTIONS)
                aside.write(lead)
            else:
                main.write(lead)
        book.close()
    return main.rows + (0 if aside is None else aside.rows)


def write_projects(path: Path, projects: QuerySet[Project]) -> int:
    """Projects as a workbook, likewise, with the day of each stage; all their stages stand on a second sheet.
    Gives how many projects."""
    refuse_too_long(path, PROJECTS.table.label, projects.order_by().count())
    reached = _milestones_of(projects)
    refuse_too_long(path, STAGES.table.label, reached.order_by().count())
    with translation.override("zh-hans"):
        book = new_workbook(path, many_rows=True)
        look = Look(book)
        main = Listing(book, look, PROJECTS, PROJECTS.table.label, days=days_of(reached))
        for project in (
            with_stage(projects)
            .select_related("unit")
            .only(*_of(PROJECTS, *_PROJECT))
            .iterator(chunk_size=_AT_ONCE)
        ):
            main.write(project)
        _write_stages(book, look, reached)
        book.close()
    return main.rows


def _milestones_of(projects: QuerySet[Project]) -> QuerySet[Milestone]:
    """The stages of some projects that stand, by project and day; a correction stands beside what it corrects."""
    found = Milestone.objects.filter(project__in=projects.order_by().values("key")).exclude(state__in=GONE)
    found = found.select_related("project", "supersedes").only(*_of(STAGES, *_STAGE))
    return found.order_by("project__number", "project_id", "date", "id")


def days_of(milestones: QuerySet[Milestone]) -> dict[int, dict[str, datetime.date]]:
    """The day on which each project reached each stage, for those that have a column. One query."""
    standing = milestones.filter(stage__in=STAGE_DATES.values(), supersedes=None) | milestones.filter(
        stage__in=STAGE_DATES.values(), state=State.APPROVED
    )
    days: dict[int, dict[str, datetime.date]] = {}
    rows = standing.order_by("-date").values_list("project_id", "stage", "date")
    for project, stage, day in rows.iterator(chunk_size=2000):
        days.setdefault(project, {})[stage] = day
    return days


def _write_stages(book: Any, look: Look, milestones: QuerySet[Milestone]) -> int:
    main = Listing(book, look, STAGES, STAGES.table.label)
    aside: Listing | None = None
    for milestone in milestones.iterator(chunk_size=_AT_ONCE):
        if _stands_aside(milestone):
            aside = aside or Listing(book, look, STAGES, STAGE_CORRECTIONS)
            aside.write(milestone)
        else:
            main.write(milestone)
    return main.rows + (0 if aside is None else aside.rows)


def _stands_aside(record: Any) -> bool:
    """Whether a record shares its number with the one in force: it was corrected, or corrects and is not approved."""
    if isinstance(record, Milestone):
        if record.state in GONE:
            return True
        return record.supersedes is not None and record.supersedes.state == State.APPROVED
    if not isinstance(record, Lead):
        return False
    if record.state == State.SUPERSEDED:
        return True
    if record.state == State.VOID and record.original_id is not None:
        return True
    return record.supersedes is not None and record.supersedes.state == State.APPROVED


_WIDTHS = {
    Kind.CODE: 13, Kind.UNIT: 12, Kind.DATE: 12, Kind.MONEY: 14, Kind.CURRENCY: 7, Kind.CHOICE: 10, Kind.YES_NO: 9,
    Kind.COMPANY_CODE: 21, Kind.LIST: 14, Kind.TEXT: 22, Kind.NUMBER: 10,
}  # fmt: skip
_LONG, _SHORT = 28, 12
_A3, _A4 = 8, 9


def width_for(column: Column) -> int:
    """How wide a column of the library stands: its header is whole, longer texts take several lines."""
    return max(_WIDTHS.get(column.kind, 14), min(width_of(with_unit(column.label, column)) + 3, 20))


def set_up_print(sheet: Any, *, wide: bool) -> None:
    """As wide as a page, with its number at the foot; A3 where the columns are many."""
    sheet.set_paper(_A3 if wide else _A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")


class Listing:
    """One sheet of records, written row by row. ``days`` are those of each project's stages, by archive."""

    def __init__(
        self, book: Any, look: Look, shape: Shape, name: str,
        days: dict[int, dict[str, datetime.date]] | None = None,
    ) -> None:  # fmt: skip
        self.look, self.shape, self.rows, self.days = look, shape, 0, days
        self.labels = {
            state: str(label) for state, label in _LABELS.items()
        }  # asked of each record: a quarter
        self.sheet = book.add_worksheet(name)
        self.titles = [*shape.more.values(), *shape.shown, *(() if days is None else STAGE_DATES)]
        write_header(self.sheet, look, shape.table, shape.columns, self.titles)
        self.widths = [width_for(column) for column in shape.columns]
        self.widths += [_LONG if title in ("建设内容", "项目名称") else _SHORT for title in self.titles]
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self.sheet.hide_gridlines(0)  # on paper too
        set_up_print(self.sheet, wide=len(self.widths) > 16)

    def write(self, record: Any) -> None:
        """The next row."""
        self.rows += 1
        cells = _values(self.shape, record)
        texts: list[Any] = [getattr(record, key) for key in self.shape.more] + _shown(record, self.labels)
        if self.days is not None:
            own = self.days.get(record.archive, {})
            texts += [own.get(stage) for stage in STAGE_DATES.values()]
        self.sheet.set_row(self.rows, self._height(cells, texts))
        _write_row(self.sheet, self.rows, self.look, self.shape.columns, cells)
        for index, text in enumerate(texts, len(self.shape.columns)):
            _write_text(self.sheet, self.rows, index, text, self.look)

    def _height(self, cells: Row, texts: list[Any]) -> int:
        """So high that a long text shows its first four lines."""
        shown = [cells.get(c.key) if c.kind is Kind.TEXT else "" for c in self.shape.columns] + texts
        lines = 1
        for text, width in zip(shown, self.widths, strict=True):
            if isinstance(text, str) and 2 * len(text) > width:  # only then can it need a second line
                lines = max(lines, -(-width_of(text) // width))
        return 6 + 15 * min(lines, 4)


def _values(shape: Shape, record: Any) -> Row:
    values: Row
    if isinstance(record, Milestone):
        values = {shape.number: record.project.number}
    else:
        values = {shape.number: record.number, "unit": record.unit.name}
    return values | {
        key: to_cell(shape.column(key), getattr(record, name)) for key, name in shape.fields.items()
    }


def _shown(record: Any, labels: Mapping[str, str]) -> list[Any]:
    """What stands at the end for people to read."""
    if isinstance(record, Lead):
        return [labels[record.state], "" if record.project is None else record.project.number]
    if isinstance(record, Milestone):
        return [record.project.name, labels[record.state]]
    stage = getattr(record, "stage", None)
    return [
        labels[record.state],
        stages.LABELS[stage] if stage else "",
        getattr(record, "stage_date", None),
    ]


def _write_row(sheet: Any, row: int, look: Look, columns: Sequence[Column], values: Row) -> None:
    for index, column in enumerate(columns):
        value = values.get(column.key)
        if isinstance(value, str):
            value = value.strip()
        if value not in (None, ""):
            if column.kind is Kind.TEXT:
                sheet.write_string(row, index, text_of_value(value, column), look.long)
                continue
            decimals = _MONEY_DECIMALS if column.kind is Kind.MONEY else _decimals(column, value)
            write_value(sheet, row, index, value, column, look, decimals)


def _decimals(column: Column, value: Any) -> int:
    if column.kind not in (Kind.NUMBER, Kind.SHARE):
        return 0
    return len(text_of_value(value, column).rstrip("%").partition(".")[2])


def _write_text(sheet: Any, row: int, index: int, value: Any, look: Look) -> None:
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, index, value, look.date)
    elif value:
        sheet.write_string(row, index, safe_text(str(value).strip()), look.long)


def write_archive(path: Path, project: Project) -> int:
    """One project with its shares, stages, changes, companies and difficulties. Gives the number of rows."""
    root = project.archive
    with translation.override("zh-hans"):
        book = new_workbook(path)
        look = Look(book)
        this = type(project)._default_manager.filter(pk=project.pk).annotate(key=ARCHIVE)
        reached = Milestone.objects.filter(project=root).select_related("project", "supersedes")
        reached = reached.order_by("date", "id")
        standing = reached.exclude(state__in=GONE)
        own = Listing(book, look, PROJECTS, PROJECTS.table.label, days=days_of(standing))
        own.write(with_stage(this).get())
        count = own.rows + _write_stages(book, look, reached)
        of_unit = ("unit", "to_unit", "into_project")
        for table, kind, keys, titles in _FACTS:
            related = [name for name in of_unit if name in {f.name for f in kind._meta.fields}]
            facts = kind._default_manager.filter(project=root).select_related(*related).order_by("id")
            count += _write_facts(book, look, table, keys, titles, project.number, facts)
        parties = (
            Party.objects.filter(project=root).order_by("id").values_list("name", "company_code", "part")
        )
        count += _write_plain(book, look, "参与企业", ("企业", "统一社会信用代码", "身份"), parties)
        troubles = Difficulty.objects.filter(project=root).order_by("raised_on", "id")
        fields = ("raised_on", "what", "owner__name", "due_on", "resolved_on", "outcome")
        titles = ("提出日期", "问题", "协调单位", "办结期限", "办结日期", "办理结果")
        count += _write_plain(book, look, "问题与协调", titles, troubles.values_list(*fields))
        book.close()
    return count


_FACTS: tuple[tuple[str, type[Record], dict[str, str], dict[str, str]], ...] = (
    ("credits", Credit, {"role": "role", "share": "share", "filed_on": "filed_on", "person": "person",
                         "from": "first_day", "to": "last_day"}, {}),
    ("changes", Change, {key: key for key in ("date", "kind", "amount", "currency")}, {"说明": "note"}),
)  # fmt: skip
"""The facts of an archive: table, model, the library's columns by field, and more by header."""


def _write_facts(
    book: Any, look: Look, key: str, fields: dict[str, str], titles: dict[str, str], number: str,
    facts: Iterable[Any],
) -> int:  # fmt: skip
    table = TABLES[key]
    wanted = {"project", "unit", "to_unit", "into_project", *fields}
    columns = [column for column in table.columns if column.key in wanted]
    sheet = book.add_worksheet(table.label)
    write_header(sheet, look, table, columns, [*titles, STATE])
    sheet.set_column(0, len(columns) + len(titles), 16)
    row = 0
    for row, fact in enumerate(facts, 1):
        values: Row = {"project": number, "unit": fact.unit.name}
        if key == "changes":
            values["to_unit"] = None if fact.to_unit is None else fact.to_unit.name
            values["into_project"] = None if fact.into_project is None else fact.into_project.number
        values |= {name: to_cell(table.by_key[name], getattr(fact, own)) for name, own in fields.items()}
        _write_row(sheet, row, look, columns, values)
        last = [getattr(fact, own) for own in titles.values()] + [fact.get_state_display()]
        for index, text in enumerate(last, len(columns)):
            _write_text(sheet, row, index, text, look)
    return row


def _write_plain(
    book: Any, look: Look, name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    sheet = book.add_worksheet(name)
    for index, title in enumerate(titles):
        sheet.write_string(0, index, title, look.optional)
    sheet.set_column(0, len(titles) - 1, 22)
    sheet.freeze_panes(1, 0)
    row = 0
    for row, values in enumerate(rows, 1):
        for index, value in enumerate(values):
            _write_text(sheet, row, index, value, look)
    return row
