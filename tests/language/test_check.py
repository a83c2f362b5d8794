"""What a sentence means in its surroundings, and everything that can be wrong with it."""

from __future__ import annotations

import pytest

from zhaoshang.language import Selection, Sentence, Tree, check
from zhaoshang.language.functions import FUNCTIONS
from zhaoshang.language.types import COUNT, DAY, DAYS, PERCENT, PLAIN, POINTS, TRUTH, YUAN, Number
from zhaoshang.problems import Place, ProblemsFound


def wrong(text: str, scope, expected=None):
    with pytest.raises(ProblemsFound) as found:
        check(Sentence(text, Place(file="scheme.yaml", line=7, position=20)), scope, expected)
    return found.value.problems


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("金额 + 1亿元", YUAN),
        ("0.5分 × 序", POINTS),  # counts vanish in a product
        ("1分 × 金额 ÷ 5000万元", POINTS),
        ("美元金额 × 10元/美元", YUAN),
        ("金额 ÷ 1亿元", PERCENT),
        ("份额 × 80%", PERCENT),
        ("序 × 2", COUNT),
        ("日期 + 1年", DAY),
        ("日期 + 30天", DAY),
        ("日期 − 签约日期", DAYS),
        ("如果(已备案，1分，2分)", POINTS),
        ("取小(100%，份额)", PERCENT),
        ("每满(金额，5000万元)", COUNT),
        ("余(金额，5000万元)", YUAN),
        ("比(金额，1亩，0元/亩)", Number((("mu", -1), ("yuan", 1)))),
        ("规模分档.分数", POINTS),
        ("完成率(investment)", PERCENT),
        ("缺额(projects)", COUNT),
        ("目标(investment)", YUAN),
        ("完成(projects)", TRUTH),
        ("若缺(份额，1)", PERCENT),
        ("年(日期)", PLAIN),
        ("满足数(已备案，金额 > 0元)", COUNT),
    ],
)
def test_dimensions_follow_the_arithmetic(row, text, type_) -> None:
    assert check(Sentence(text), row).type == type_


@pytest.mark.parametrize(
    ("text", "position", "offending", "told"),
    [
        ("金额 ≥ 200万美元", 6, "200万美元", "是否指 美元金额"),
        ("金额 ≥ 5000", 6, "5000", "要写单位"),
        ("序 + 份额", 5, "份额", "个数与百分比不能混用"),
        ("金额 + 1分", 6, "1分", "元与分不能混用"),
        ("1分 ÷ 金额", 6, "金额", "比(甲，乙"),
        ("1分 ÷ 序", 6, "序", "除数可能为零"),
        ("阶段 = 签定", 6, "签定", "是否指 签约"),
        ("标签 含 华工", 6, "华工", "化工"),
        ("标签 = 化工", 1, "标签 = 化工", "用“含”"),
        ("阶段 > 签约", 1, "阶段 > 签约", "只能比较相等"),
        ("日期 在 签约日期", 6, "签约日期", "应为期间"),
        ("金额 且 已备案", 1, "金额", "应为条件"),
        ("计数(进展) > 0", 1, "计数(进展)", "同项目"),
        ("累计(线索数) > 0", 1, "累计(线索数)", "measures"),
        ("进展.金额", 1, "进展.金额", "合计(进展.金额)"),
        ("规模分档.分", 1, "规模分档.分", "分数"),
        ("四舍五入(金额，份额)", 9, "份额", "不能混用"),
        ("取小(金额)", 1, "取小(金额)", "2个参数"),
        ("最小值(金额，1元)", 1, "最小值(金额，1元)", "没有名为“最小值”的函数"),
        ("完成率(investments)", 5, "investments", "是否指 investment"),
        ("金 > 1元", 1, "金", "是否指"),
        ("得分(landed) > 1分", 4, "landed", "signed"),
    ],
)
def test_each_mistake_is_placed_and_told_what_to_do(row, text, position, offending, told) -> None:
    problem = wrong(text, row)[0]
    assert (problem.where.file, problem.where.line) == ("scheme.yaml", 7)
    assert problem.where.position == 19 + position  # the sentence itself begins at column 20
    assert problem.text == offending
    assert told in problem.in_language("zh")
    assert problem.in_language("en")


def test_everything_wrong_in_a_sentence_is_said(row) -> None:
    problems = wrong("金额 ≥ 200万美元 且 阶段 = 签定 且 标签 含 华工", row)
    assert [p.text for p in problems] == ["200万美元", "签定", "华工"]


def test_a_bare_word_beside_a_choice_is_one_of_its_values(row) -> None:
    tree = check(Sentence("阶段 = 签约"), row)
    assert (tree.parts[1].op, tree.parts[1].value) == ("choice", "signed")
    assert check(Sentence('标签 含 "500强"'), row).parts[1].value == "500强"
    either = check(Sentence("阶段 属于 (签约，landed)"), row)
    assert [p.value for p in either.parts[1:]] == ["signed", "landed"]


def test_division_is_by_a_positive_literal_a_target_or_a_value_that_is_never_nought(row) -> None:
    for text in ("1分 × 金额 ÷ 1亿元", "金额 ÷ 目标(investment)", "1分 × 序 ÷ 任务数"):
        assert check(Sentence(text), row).op == "divide"
    assert wrong("金额 ÷ 0元", row)[0].code == "language.division"


def test_rows_are_counted_in_a_units_scope_under_a_condition_of_the_row(unit) -> None:
    tree = check(Sentence("合计(进展.金额 其中 阶段 = 签约 且 金额 ≥ 1亿元)"), unit)
    assert (tree.op, tree.value, tree.type) == ("aggregate", "sum", YUAN)
    assert tree.subject == Selection("milestones", "amount")
    assert wrong("计数(进展.金额)", unit)[0].code == "language.selection"
    assert wrong("合计(进展)", unit)[0].code == "language.selection"
    assert wrong("合计(进展.企业)", unit)[0].code == "language.type"
    assert wrong("合计(进展.金钱)", unit)[0].code == "language.unknown_name"
    assert wrong("计数(进度)", unit)[0].advice.zh == "是否指 进展"


def test_the_projects_other_rows_are_reached_from_a_row_only(row, unit) -> None:
    tree = check(Sentence("同项目(合计(进展.金额 其中 阶段 = 签约)) ≥ 1亿元"), row)
    assert tree.parts[0].parts[0].op == "aggregate"
    assert wrong("同项目(合计(进展.金额))", unit)[0].code == "language.project"


def test_a_table_brings_its_bounds_and_cells_along(row) -> None:
    tree = check(Sentence("规模分档.分数"), row)
    assert (tree.value.rows, tree.value.strict) == (("small", "large"), (False, True))
    assert len(tree.parts) == 5  # what is looked up, then a bound and a cell for each row


def test_an_expected_type_is_insisted_upon(row) -> None:
    assert check(Sentence("2分"), row, POINTS).type == POINTS
    problem = wrong("2", row, POINTS)[0]
    assert "2分" in problem.in_language("zh")


def test_a_mistake_in_a_tables_cell_is_placed_in_the_cell(row) -> None:
    from zhaoshang.language.scope import Table, TableRow

    broken = Table(
        "size",
        Sentence("金额"),
        {"分数": "points"},
        (
            TableRow(
                "only", Sentence("0元"), False, {"points": Sentence("1分 + 1元", Place(line=3, position=9))}
            ),
        ),
    )
    row.table = lambda name: broken
    problem = wrong("规模分档.分数", row)[0]
    assert (problem.where.line, problem.where.position, problem.text) == (3, 14, "1元")


def every(tree: Tree):
    yield tree
    for part in tree.parts:
        yield from every(part)


def test_a_checked_tree_holds_nothing_unresolved(row) -> None:
    tree = check(Sentence("如果(阶段 = 签约 且 序 ≤ 任务数，规模分档.分数，1分 × 份额)"), row)
    assert not {"name", "attribute", "call"} & {part.op for part in every(tree)}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda f: f.english)
def test_every_function_is_described_in_both_languages(function) -> None:
    assert function.takes and function.gives and function.chinese_meaning and function.english_meaning
    assert function.chinese in function.example
