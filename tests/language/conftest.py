"""A row of an imaginary ledger and its unit, just large enough to check sentences in."""

from __future__ import annotations

import pytest

from zhaoshang.language import Reference, Sentence
from zhaoshang.language.scope import Table, TableRow
from zhaoshang.language.types import COUNT, DAY, PERCENT, POINTS, SPAN, TEXT, TRUTH, USD, YUAN, Choice, Tags

STAGES = Choice({"signed": "signed", "签约": "signed", "landed": "landed", "落地": "landed"}, "stage")
TAGS = Tags({"化工": "化工", "500强": "500强"})

FIELDS = {
    name: Reference("field", id_, type_)
    for id_, label, type_ in (
        ("amount", "金额", YUAN),
        ("amount_usd", "美元金额", USD),
        ("date", "日期", DAY),
        ("signed_on", "签约日期", DAY),
        ("stage", "阶段", STAGES),
        ("tags", "标签", TAGS),
        ("company", "企业", TEXT),
        ("share", "份额", PERCENT),
        ("ordinal", "序", COUNT),
        ("filed", "已备案", TRUTH),
    )
    for name in (id_, label)
}
UNIT = {
    "任务数": Reference("parameter", "quota", COUNT, positive=True),
    "本期": Reference("period_of_rule", "period", SPAN),
    "线索数": Reference("measure", "tips", COUNT),
    "得分率": Reference("measure", "rate", PERCENT),
}
SIZE = Table(
    "size",
    Sentence("金额"),
    {"points": "points", "分数": "points"},
    (
        TableRow("small", Sentence("0元"), False, {"points": Sentence("1分")}),
        TableRow("large", Sentence("1亿元"), True, {"points": Sentence("2分 × 每满(金额，1亿元)")}),
    ),
)


class Imaginary:
    """The scope of a row, or of a unit."""

    def __init__(self, kind: str, inside_project: bool = False) -> None:
        self.kind, self.inside_project = kind, inside_project

    def resolve(self, name):
        return (FIELDS.get(name) if self.kind == "row" else None) or UNIT.get(name)

    def names(self):
        return [*(FIELDS if self.kind == "row" else ()), *UNIT]

    def view(self, name):
        return ("milestones", Imaginary("row")) if name in ("进展", "milestones") else None

    def view_names(self):
        return ["进展", "milestones"]

    def table(self, name):
        return SIZE if name in ("size", "规模分档") else None

    def table_names(self):
        return ["size", "规模分档"]

    def target(self, name):
        return {"investment": ("investment", YUAN), "projects": ("projects", COUNT)}.get(name)

    def target_names(self):
        return ["investment", "projects"]

    def node(self, name):
        return ("signed", POINTS) if name == "signed" else None

    def node_names(self):
        return ["signed"]

    def of_project(self):
        return Imaginary("unit", inside_project=True)


@pytest.fixture
def row() -> Imaginary:
    return Imaginary("row")


@pytest.fixture
def unit() -> Imaginary:
    return Imaginary("unit")
