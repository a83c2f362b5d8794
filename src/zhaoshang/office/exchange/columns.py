"""What of a lead and of a project stands in a workbook, and what a cell of it is in the office.

The library's columns carry most of it; what only the office asks for stands behind them under its own headers.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from zhaoshang.ledger.cells import reader_of, safe_text, text_of
from zhaoshang.ledger.model import Value
from zhaoshang.ledger.writing import with_unit
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import TABLES, Column, Kind, Table

STATE = "办理状态"
"""A column for people to read; what an upload says there is passed over."""
CORRECTIONS, STAGE_CORRECTIONS = "更正记录", "进展更正记录"
"""The sheets of rows that share their number with the one in force; an upload passes them over."""
PASSED_OVER = frozenset({CORRECTIONS, STAGE_CORRECTIONS})
STAGE_DATES: Mapping[str, str] = MappingProxyType({
    "签约日期": "signed", "落地日期": "landed", "开工日期": "started", "入统日期": "enrolled", "投产日期": "production",
})  # fmt: skip
"""Columns of the list of projects that are rows of the table of stages."""


@dataclass(frozen=True)
class Shape:
    """One kind of record as a table: the library's columns by the office's fields, then the office's own."""

    table: Table
    model: type[Lead] | type[Project] | type[Milestone]
    fields: Mapping[str, str]
    more: Mapping[str, str]
    shown: tuple[str, ...] = (STATE,)
    number: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "number", self.table.identity[0])

    @property
    def columns(self) -> list[Column]:
        """The library's columns, in its own order."""
        wanted = {self.number, "unit", *self.fields}
        return [column for column in self.table.columns if column.key in wanted]

    def column(self, key: str) -> Column:
        """A column of the library by its key."""
        return self.table.by_key[key]

    def label(self, key: str) -> str:
        """The header of a column, or of one of the office's own."""
        return self.more[key] if key in self.more else with_unit(self.column(key).label, self.column(key))


LEADS = Shape(
    TABLES["leads"], Lead,
    MappingProxyType({key: key for key in (
        "date", "company", "company_code", "content", "amount", "currency", "capital", "tags",
    )}),
    MappingProxyType({"place": "拟建地点", "filed_late_because": "补报事由"}),
    (STATE, "转为项目"),
)  # fmt: skip
PROJECTS = Shape(
    TABLES["projects"], Project,
    MappingProxyType({key: key for key in (
        "name", "investor", "investor_code", "capital", "origin", "industry", "chain", "amount", "currency",
        "fixed_assets", "land", "tags",
    )}),
    MappingProxyType({"content": "建设内容", "place": "建设地点", "filing_code": "备案项目代码"}),
    (STATE, "当前阶段", "到达日期"),
)  # fmt: skip
NOTES: Mapping[str, str] = MappingProxyType({
    "拟建地点": "打算落在哪里，如园区、街道", "补报事由": "超过规定天数才登记的，写明原因",
    "建设内容": "建什么、规模多大",
    "建设地点": "项目所在的园区、街道", "备案项目代码": "发改部门备案的项目代码",
    **dict.fromkeys(STAGE_DATES, "到达这一阶段的日期；没有到的空着。导入后成为“进展”里的草稿"),
})  # fmt: skip
"""What the office's own columns want."""
STAGES = Shape(
    TABLES["milestones"], Milestone,
    MappingProxyType({key: key for key in ("stage", "date", "amount", "currency", "accepted_on", "decision")}),
    MappingProxyType({}), ("项目名称", STATE),
)  # fmt: skip
SHAPES = {"leads": LEADS, "projects": PROJECTS, "milestones": STAGES}


def of_cell(column: Column, value: Value) -> Any:
    """A value of the library as the office keeps it."""
    if column.kind is Kind.DATE:
        return None if value is None else datetime.date.fromordinal(int(str(value)))
    if column.kind is Kind.YES_NO:
        return True if value is None else value
    if column.kind is Kind.LIST:
        return "；".join(value) if isinstance(value, tuple) else ""
    if column.kind in (Kind.MONEY, Kind.NUMBER):
        return value
    return "" if value is None else str(value)


def to_cell(column: Column, value: Any) -> Value:
    """What the office keeps as a value of the library: what its own reader would make of it, where it can."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime.date):
        return value.toordinal()
    if isinstance(value, (bool, int)):
        return value
    text = value.strip()
    try:
        return reader_of(column)(safe_text(text)) if text else None
    except Unreadable:
        return (text,) if column.kind is Kind.LIST else str(text)


def plain(value: str) -> str:
    """A text of the office's own columns as it comes back from a cell."""
    return text_of(safe_text(value.strip()))
