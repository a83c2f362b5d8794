"""What cannot be scored is said, not guessed."""

from __future__ import annotations

from datetime import date

import pytest

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score


def test_a_campaign_without_an_end_is_refused_until_a_day_is_given():
    scheme = load_scheme("kaiping-2023")
    assert scheme.window.last is None
    with pytest.raises(ProblemsFound) as refused:
        score(scheme, ledger_from_rows({}), "campaign")
    assert "--as-of" in refused.value.problems[0].in_language("zh")


def test_a_campaign_with_an_end_needs_no_day():
    scheme = load_scheme("shuangyashan-2023-winter")
    result = score(scheme, ledger_from_rows({}), "campaign")
    assert result.as_of == date(2024, 3, 31).toordinal()


def test_an_outcome_of_persons_that_asks_for_more_than_places_names_nobody_and_says_so(district):
    text = (
        "rules:\n  tips 信息: {clause: a, each: 线索, points: 1分}\n"
        "persons: {pool: 总分, divide: 贡献}\n"
        "outcomes:\n"
        "  best 先进个人: {clause: a, after: month, of: persons, when: 名次 ≤ 1 且 计数(线索) > 0}\n"
    )
    facts = {
        "leads": [{"lead": "L1", "unit": "甲镇", "date": "2023-01-05"}],
        "people": [{"person": "张某", "unit": "甲镇", "contribution": "1"}],
    }
    result = district(text).scored(facts, "2023-01").result
    assert result.outcomes == ()
    assert "outcome.persons" in {warning.code for warning in result.warnings}


def test_a_table_that_only_one_branch_looks_up_is_not_cited(district):
    text = (
        "tables:\n  size 档次:\n    by: 金额\n    rows:\n"
        "      - {from: 0元, 得: 1分}\n      - {from: 1亿元, 得: 2分}\n"
        "rules:\n"
        "  signed 签约: {clause: a, each: 进展, when: 阶段 = 签约, points: 如果(类别 = 一类，档次.得，5分)}\n"
        "  landed 落地: {clause: a, each: 进展, when: 阶段 = 落地, points: 档次.得}\n"
    )
    facts = {
        "projects": [{"project": "P", "name": "示例", "unit": "甲镇", "amount": "20000"}],
        "milestones": [
            {"project": "P", "stage": "signed", "date": "2023-01-05"},
            {"project": "P", "stage": "landed", "date": "2023-01-06"},
        ],
    }
    lines = district(text).scored(facts, "2023-01").result.unit("甲镇").lines
    assert [(line.rule, line.row) for line in lines] == [("signed", None), ("landed", "row_2")]
