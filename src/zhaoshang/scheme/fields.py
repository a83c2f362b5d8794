"""What a row of each fact table shows to a scheme: the name of every field, its type, and where it comes from.

A fact of a project sees the project's fields and stage dates as well as its own; every fact sees the unit
that earns it. Money is typed by name, never by row: 金额 is in yuan, 美元金额 in US dollars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zhaoshang.language.types import (
    COUNT,
    DAY,
    MU,
    PERCENT,
    PLAIN,
    POINTS,
    TEXT,
    TRUTH,
    USD,
    YUAN,
    Choice,
    Tags,
    Type,
)
from zhaoshang.tables import TABLES

Source = Literal["own", "project", "own_or_project", "both", "stage", "credit", "earner", "built_in"]


@dataclass(frozen=True)
class RowField:
    """One field of a row.

    ``source`` says where its value stands: in the fact's own row; in its project's; in its own and, where
    blank, its project's; in both together (tags); in the project's first approved milestone of a stage;
    in the credit row through which a unit earns; with the earning unit; or given by the view itself.
    ``column`` is the ledger column, for ``stage`` the stage. Money appears twice, in each currency.
    """

    id: str
    label: str
    type: Type
    source: Source
    column: str


def _choice(table: str, column: str) -> Choice:
    """The values of a ledger column, by code and by label."""
    (found,) = (c for c in TABLES[table].columns if c.key == column)
    return Choice(dict(found.code_of), column)


STAGE = _choice("milestones", "stage")
CAPITAL = _choice("projects", "capital")
ORIGIN = _choice("projects", "origin")
ROLE = _choice("credits", "role")
PURPOSE = _choice("funds", "purpose")
ACTIVITY = _choice("activities", "kind")
MODE = _choice("activities", "mode")
LED_BY = _choice("activities", "led_by")
CHOICES = (STAGE, CAPITAL, ORIGIN, ROLE, PURPOSE, ACTIVITY, MODE, LED_BY)

STAGES: dict[str, str] = {code: label for label, code in STAGE.values.items() if label != code}
"""Every stage of a project, code to label, in the order that projects pass them."""


def _money(id_: str, label: str, source: Source, column: str) -> tuple[RowField, RowField]:
    return (
        RowField(id_, label, YUAN, source, column),
        RowField(id_ + "_usd", "美元" + label, USD, source, column),
    )


_EVERY: tuple[RowField, ...] = (
    RowField("fact", "编号", TEXT, "built_in", "fact"),
    RowField("date", "日期", DAY, "own", "date"),
    RowField("recorded_on", "登记日期", DAY, "own", "recorded_on"),
    RowField("ordinal", "序", COUNT, "built_in", "ordinal"),
    RowField("began_on", "起始日期", DAY, "built_in", "began_on"),
    RowField("unit", "单位", TEXT, "earner", "unit"),
    RowField("group", "类别", TEXT, "earner", "group"),
    RowField("team", "团队", TEXT, "earner", "team"),
    RowField("headcount", "在岗人数", COUNT, "earner", "headcount"),
    RowField("role", "角色", ROLE, "credit", "role"),
    RowField("share", "份额", PERCENT, "credit", "share"),
    RowField("filed_on", "备案日期", DAY, "credit", "filed_on"),
    RowField("person", "人员", TEXT, "credit", "person"),
)

_PROJECT: tuple[RowField, ...] = (
    RowField("project", "项目", TEXT, "own", "project"),
    RowField("project_name", "项目名称", TEXT, "project", "name"),
    RowField("owner", "责任单位", TEXT, "project", "unit"),
    RowField("investor", "投资方", TEXT, "project", "investor"),
    RowField("investor_code", "统一社会信用代码", TEXT, "project", "investor_code"),
    RowField("capital", "资金类型", CAPITAL, "project", "capital"),
    RowField("origin", "资金来源地", ORIGIN, "project", "origin"),
    RowField("industry", "行业代码", TEXT, "project", "industry"),
    RowField("chain", "产业链", TEXT, "project", "chain"),
    *_money("total", "总投资", "project", "amount"),
    RowField("fixed_assets", "固投项目", TRUTH, "project", "fixed_assets"),
    RowField("land", "用地", MU, "project", "land"),
    RowField("tags", "标签", Tags(), "project", "tags"),
    *(RowField(f"{stage}_on", f"{label}日期", DAY, "stage", stage) for stage, label in STAGES.items()),
)

FACT_TABLES: dict[str, str] = {
    "milestones": "进展",
    "leads": "线索",
    "funds": "资金",
    "activities": "活动",
    "visits": "拜访对象",
    "reserves": "储备",
    "indicators": "指标值",
    "awards": "认定",
}
"""The tables that schemes draw rows from, and their names in expressions."""

WITHOUT_PROJECT = ("activities", "visits", "reserves")

_OWN: dict[str, tuple[RowField, ...]] = {
    "milestones": (
        RowField("stage", "阶段", STAGE, "own", "stage"),
        *_money("amount", "金额", "own", "amount"),
        RowField("accepted_on", "上级认定日期", DAY, "own", "accepted_on"),
        RowField("decision", "认定文号", TEXT, "own", "decision"),
    ),
    "leads": (
        RowField("company", "企业", TEXT, "own", "company"),
        RowField("company_code", "企业代码", TEXT, "own", "company_code"),
        RowField("content", "投资内容", TEXT, "own", "content"),
        *_money("amount", "拟投资额", "own", "amount"),
        RowField("capital", "资金类型", CAPITAL, "own_or_project", "capital"),
        RowField("sequence", "当日序", COUNT, "own", "sequence"),
        RowField("tags", "标签", Tags(), "both", "tags"),
    ),
    "funds": (
        *_money("amount", "金额", "own", "amount"),
        RowField("capital", "资金类型", CAPITAL, "own_or_project", "capital"),
        RowField("origin", "资金来源地", ORIGIN, "own_or_project", "origin"),
        RowField("purpose", "用途", PURPOSE, "own", "purpose"),
        RowField("voucher", "凭证类型", TEXT, "own", "voucher"),
    ),
    "activities": (
        RowField("kind", "类型", ACTIVITY, "own", "kind"),
        RowField("mode", "方式", MODE, "own", "mode"),
        RowField("company", "企业", TEXT, "own", "company"),
        RowField("capital", "资金类型", CAPITAL, "own", "capital"),
        RowField("led_by", "带队", LED_BY, "own", "led_by"),
        RowField("leader", "带队人员", TEXT, "own", "person"),
        RowField("place", "地点", TEXT, "own", "place"),
        RowField("count", "家数", COUNT, "own", "count"),
        RowField("lead", "线索编号", TEXT, "own", "lead"),
        RowField("tags", "标签", Tags(), "own", "tags"),
    ),
    "visits": (
        RowField("activity", "活动编号", TEXT, "own", "activity"),
        RowField("company", "企业", TEXT, "own", "company"),
        RowField("company_code", "企业代码", TEXT, "own", "company_code"),
        RowField("kind", "机构类别", TEXT, "own", "kind"),
        RowField("chain", "产业链", TEXT, "own", "chain"),
    ),
    "reserves": (
        RowField("name", "名称", TEXT, "own", "name"),
        RowField("companies", "目标企业数", COUNT, "own", "companies"),
        RowField("sequence", "当日序", COUNT, "own", "sequence"),
        RowField("duplicate_of", "重复于", TEXT, "own", "duplicate_of"),
    ),
    "indicators": (
        RowField("indicator", "指标", TEXT, "own", "indicator"),
        RowField("value", "数值", PLAIN, "own", "value"),
    ),
    "awards": (
        RowField("item", "事项", TEXT, "own", "item"),
        RowField("points", "分值", POINTS, "own", "points"),
        RowField("decision", "认定文号", TEXT, "own", "decision"),
        RowField("reason", "事由", TEXT, "own", "reason"),
    ),
}


def row_fields(table: str) -> dict[str, RowField]:
    """Every field of a fact table's rows by id; the fact's own fields come before its project's."""
    project = () if table in WITHOUT_PROJECT else _PROJECT
    return {f.id: f for f in (*project, *_EVERY, *_OWN[table])}
