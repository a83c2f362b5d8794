"""A small district of four units with the rules most documents have, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from zhaoshang.problems import Problem, ProblemsFound
from zhaoshang.scheme import Scheme, load_scheme

SCHEME = """\
title: 某区考核细则
number: 某办〔2023〕2号
issued: 2023-02-13
window: {from: 2023-01-01}
periods: [month, quarter, half, year]
tags: [非固投, 化工]
unit_fields: {foreign_min 外资下限: 万美元, sort 性质: 文本}
indicators:
  growth 到位资金增速: {in: '%', take: latest, named: 资金同比}
parameters:
  places 名额: {第一类别: 1名, 第二类别: 2名}
tables:
  size 规模分档:
    by: 折算金额
    rows:
      - {from: 0元, 签约: 1分 × 折算金额 ÷ 5000万元, 落地: 3分}
      - {row: middle 第二档, from: 1亿元, 签约: 2分, 落地: 4分}
views:
  progress 计分进展:
    of: 进展
    columns:
      scaled 折算金额: 如果(资金类型 = 外资，美元金额 × 10元/美元，金额)
    where: 类别 = 第一类别 或 备案日期 ≤ 签约日期
  signed 签约项目: {of: 计分进展, where: 阶段 = 签约}
  landed 落地项目: {of: 计分进展, where: 阶段 = 落地}
  overdue 逾期未落地: {of: 签约项目, within: 1年, without: 落地日期}
  tips 信息线索: {of: 线索}
measures:
  big_tips 大额线索数: 计数(信息线索 其中 拟投资额 ≥ 5000万元)
targets:
  projects 亿元项目: {clause: A1, done: 计数(落地项目 其中 金额 ≥ 1亿元), headline: 5个}
  investment 实际投资额: {clause: A1, done: 合计(落地项目.金额)}
rules:
  signed 签约加分: {clause: [A2, A3], each: 签约项目, points: 规模分档.签约}
  info 信息加分: {clause: A4, each: 信息线索, points: 0.2分, cap: {month: 1分}}
  penalties 扣分:
    clause: A5
    units: 类别 = 第一类别
    rules:
      no_signing 零签约:
        per: quarter
        when: 计数(签约项目 其中 折算金额 ≥ 5000万元) = 0
        points: -10分
      late 逾期:
        each: 逾期未落地
        points: -2 × 规模分档.落地
  missed 任务未完成: {clause: A6, per: year, dated: 次期首日, when: 非 全部完成(), points: -10分}
rankings:
  total 总排名: {clause: A7, groups: 类别, units: 有任务}
outcomes:
  last 靠后:
    clause: A8
    after: quarter
    when: 倒数名次 ≤ 名额
    ladder:
      1: {outcome: 作出检查, by: 负责同志, to: 区委}
      2: 不予评优
"""
UNITS = """\
unit,group,aliases,foreign_min,sort
甲镇,第一类别,甲,200,镇
乙镇,第一类别,,,镇
丙局,第二类别,,,局
丁局,第二类别,,,局
"""
TARGETS = "unit,projects,investment（万元）\n甲镇,3,\n乙镇,2,\n丙局,,3000\n"
CLAUSES = """\
clause,place,summary,carrier
A1,附件1,各单位任务,target:projects；target:investment
A2,附件2·一,签约按档加分,rule:signed；table:size
A3,附件2·一注,外资折算,view:progress
A4,附件2·二,线索加分,rule:info
A5,附件2·三,两种扣分,rule:penalties；rule:no_signing；rule:late
A6,附件2·四,任务扣分,rule:missed
A7,附件2·五,分类排名,ranking:total；units
A8,附件2·六,靠后的处理,outcome:last
"""

PackMaker = Callable[..., Path]


@pytest.fixture
def make_pack(tmp_path: Path) -> PackMaker:
    """Writes the small district's pack, with one text in its scheme replaced, or other files given whole."""

    def make(
        old: str = "",
        new: str = "",
        *,
        scheme: str = SCHEME,
        units: str = UNITS,
        targets: str = TARGETS,
        clauses: str = CLAUSES,
        overlays: dict[str, str] | None = None,
        cases: str | None = None,
    ) -> Path:
        assert old in scheme, old
        folder = tmp_path / "small"
        folder.mkdir(exist_ok=True)
        (folder / "scheme.yaml").write_text(scheme.replace(old, new, 1) if old else scheme, encoding="utf-8")
        for name, text in (("units.csv", units), ("targets.csv", targets), ("clauses.csv", clauses)):
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "overlays").mkdir(exist_ok=True)
        for name, text in (overlays or {}).items():
            (folder / "overlays" / f"{name}.yaml").write_text(text, encoding="utf-8")
        if cases is not None:
            (folder / "cases").mkdir(exist_ok=True)
            (folder / "cases" / "all.yaml").write_text(cases, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def scheme_text() -> str:
    """The small district's scheme.yaml."""
    return SCHEME


@pytest.fixture
def small(make_pack: PackMaker) -> Scheme:
    return load_scheme(make_pack())


@pytest.fixture
def said() -> Callable[..., tuple[Problem, ...]]:
    """Everything that loading a pack complains about; fails where it does not."""

    def problems(folder: Path, *overlays: str) -> tuple[Problem, ...]:
        with pytest.raises(ProblemsFound) as found:
            load_scheme(folder, overlays)
        return found.value.problems

    return problems
