"""Workbooks out: the template to fill in, and records as people read them, in the library's own look.

Texts are written as texts, and those that a spreadsheet would run are quoted; the library's readers take the quote off.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from zhaoshang.ledger.cells import safe_text
from zhaoshang.ledger.model import Row
from zhaoshang.ledger.reading import CHOICES
from zhaoshang.ledger.workbook_out import (
    Look,
    new_workbook,
    refuse_too_long,
    width_of,
    write_header,
    write_value,
)
from zhaoshang.ledger.writing import text_of_value, with_unit
from zhaoshang.office.exchange.columns import CORRECTIONS, LEADS, PROJECTS, STATE, Shape, to_cell
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Change, Credit, Difficulty, Milestone, Party, Project
from zhaoshang.office.projects.queries import with_stage
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.models import Record
from zhaoshang.quantities.money import CURRENCIES
from zhaoshang.tables import TABLES, Column, Kind

_ROWS_SET_UP = 1000
_MONEY_DECIMALS = 2
_AT_ONCE = 500


def write_template(path: Path, shape: Shape, units: Sequence[str]) -> None:
    """An empty workbook of one table, with the units to choose from. The library's readers read it."""
    book = new_workbook(path)
    look = Look(book)
    sheet = book.add_worksheet(shape.table.label)
    lists = book.add_worksheet(CHOICES)
    lists.hide()
    for index, words in enumerate((units, list(CURRENCIES))):
        for row, word in enumerate(words):
            lists.write_string(row, index, word)
    write_header(sheet, look, shape.table, shape.columns, list(shape.more.values()))
    for index, column in enumerate(shape.columns):
        width = max(width_of(with_unit(column.label, column)) + 4, 20 if column.kind is Kind.UNIT else 14)
        sheet.set_column(index, index, width, look.of_column(column))
        if choices := _choices(column, len(units)):
            rule = {"validate": "list", "source": choices, "show_error": column.kind is Kind.CHOICE}
            sheet.data_validation(1, index, _ROWS_SET_UP, index, rule)
    last = len(shape.columns)
    sheet.set_column(last, last + len(shape.more) - 1, 20, look.text)
    book.close()


def _choices(column: Column, units: int) -> list[str] | str:
    if column.kind is Kind.CHOICE:
        return [choice.label for choice in column.choices]
    if column.kind is Kind.YES_NO:
        return ["是", "否"]
    if column.kind is Kind.CURRENCY:
        return f"={CHOICES}!$B$1:$B${len(CURRENCIES)}"
    return f"={CHOICES}!$A$1:$A${units}" if column.kind is Kind.UNIT and units else ""


def write_leads(path: Path, leads: QuerySet[Lead]) -> int:
    """Leads as a workbook, row by row. Gives how many. Raises ProblemsFound for more than a sheet holds."""
    rows = leads.select_related("unit", "project", "supersedes")
    return _write_list(path, LEADS, rows)


def write_projects(path: Path, projects: QuerySet[Project]) -> int:
    """Projects as a workbook, likewise."""
    return _write_list(path, PROJECTS, with_stage(projects).select_related("unit"))


def _write_list(path: Path, shape: Shape, records: QuerySet[Any]) -> int:
    refuse_too_long(path, shape.table.label, records.order_by().count())
    with translation.override("zh-hans"):
        book = new_workbook(path, many_rows=True)
        look = Look(book)
        main = _List(book, look, shape, shape.table.label)
        aside: _List | None = None
        for record in records.iterator(chunk_size=_AT_ONCE):
            if _stands_aside(record):
                aside = aside or _List(book, look, shape, CORRECTIONS)
                aside.write(record)
            else:
                main.write(record)
        book.close()
    return main.rows + (0 if aside is None else aside.rows)


def _stands_aside(record: Any) -> bool:
    """Whether a lead shares its number with the one in force: it was corrected, or corrects and is not approved."""
    if not isinstance(record, Lead):
        return False
    if record.state == State.SUPERSEDED:
        return True
    if record.state == State.VOID and record.original_id is not None:
        return True
    return record.supersedes is not None and record.supersedes.state == State.APPROVED


class _List:
    """One sheet of records, written row by row."""

    def __init__(self, book: Any, look: Look, shape: Shape, name: str) -> None:
        self.look, self.shape, self.rows = look, shape, 0
        self.sheet = book.add_worksheet(name)
        self.titles = [*shape.more.values(), *shape.shown]
        write_header(self.sheet, look, shape.table, shape.columns, self.titles)
        for index, column in enumerate(shape.columns):
            self.sheet.set_column(index, index, 24 if column.longest >= 200 else 16)
        self.sheet.set_column(len(shape.columns), len(shape.columns) + len(self.titles) - 1, 18)

    def write(self, record: Any) -> None:
        self.rows += 1
        _write_row(self.sheet, self.rows, self.look, self.shape.columns, _values(self.shape, record))
        texts = [getattr(record, key) for key in self.shape.more] + _shown(record)
        for index, text in enumerate(texts, len(self.shape.columns)):
            _write_text(self.sheet, self.rows, index, text, self.look)


def _values(shape: Shape, record: Any) -> Row:
    values: Row = {shape.number: record.number, "unit": record.unit.name}
    return values | {
        key: to_cell(shape.column(key), getattr(record, name)) for key, name in shape.fields.items()
    }


def _shown(record: Any) -> list[Any]:
    """What stands at the end for people to read."""
    if isinstance(record, Lead):
        return [record.get_state_display(), "" if record.project is None else record.project.number]
    stage = getattr(record, "stage", None)
    return [
        record.get_state_display(),
        stages.LABELS[stage] if stage else "",
        getattr(record, "stage_date", None),
    ]


def _write_row(sheet: Any, row: int, look: Look, columns: Sequence[Column], values: Row) -> None:
    for index, column in enumerate(columns):
        value = values.get(column.key)
        if isinstance(value, str):
            value = value.strip()
        if value not in (None, ""):
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
        sheet.write_string(row, index, safe_text(str(value).strip()), look.text)


def write_archive(path: Path, project: Project) -> int:
    """One project with its shares, stages, changes, companies and difficulties. Gives the number of rows."""
    root = project.archive
    with translation.override("zh-hans"):
        book = new_workbook(path)
        look = Look(book)
        own = _List(book, look, PROJECTS, PROJECTS.table.label)
        own.write(with_stage(type(project)._default_manager.filter(pk=project.pk).annotate(**_key())).get())
        count = own.rows
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


def _key() -> dict[str, Any]:
    from zhaoshang.office.projects.queries import ARCHIVE

    return {"key": ARCHIVE}


_FACTS: tuple[tuple[str, type[Record], dict[str, str], dict[str, str]], ...] = (
    ("credits", Credit, {"role": "role", "share": "share", "filed_on": "filed_on", "person": "person",
                         "from": "first_day", "to": "last_day"}, {}),
    ("milestones", Milestone, {key: key for key in ("stage", "date", "amount", "currency", "accepted_on", "decision")},
     {}),
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
