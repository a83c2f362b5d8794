"""What a scheme's author is told of common mistakes: where, what stands there, what would be right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import lint, load_scheme


def one(problems):
    (problem,) = problems
    return problem


def place_of(folder, new: str, text: str) -> tuple[int, int]:
    """Line and column, from 1, of a text within what was put into the scheme."""
    whole = (folder / "scheme.yaml").read_text(encoding="utf-8")
    at = whole.index(new) + new.index(text)
    return whole.count("\n", 0, at) + 1, at - whole.rfind("\n", 0, at)


@pytest.mark.parametrize(
    ("old", "new", "text", "told"),
    [
        # a condition on money in the wrong currency
        ("落地项目 其中 金额 ≥ 1亿元", "落地项目 其中 金额 ≥ 200万美元", "200万美元", "是否指 美元金额"),
        # a field's name cut short
        ("备案日期 ≤ 签约日期", "备案日 ≤ 签约日期", "备案日", "是否指 备案日期"),
        # a stage that is none
        ("阶段 = 签约}", "阶段 = 签署}", "签署", "是否指 签约"),
        # a tag that the document does not list
        ("阶段 = 落地}", "标签 含 非固定}", "非固定", "是否指 非固投"),
        # a group that no unit is in
        ("units: 类别 = 第一类别", "units: 类别 = 第三类别", "第三类别", "第一类别"),
        # a number of points without its unit
        ("points: 0.2分", "points: 0.2", "0.2", "2分"),
        # division by what may be nought
        ("折算金额 ÷ 5000万元", "折算金额 ÷ 总投资", "总投资", "比(甲，乙"),
        # a column that the table lacks
        ("points: 规模分档.签约", "points: 规模分档.签约分", "规模分档.签约分", "是否指 签约"),
        # a target that is not there
        ("非 全部完成()", "非 完成(项目)", "项目", "是否指 亿元项目"),
        # things counted beside a percentage
        ("5000万元) = 0\n", "5000万元) = 10%\n", "10%", "个数"),
        # text where a condition belongs
        ("units: 有任务", "units: 在岗人数", "在岗人数", "应为条件"),
        # a measure taken inside a row
        ("where: 阶段 = 签约}", "where: 计数(线索) > 0}", "计数(线索)", "同项目"),
        # a view where a value belongs
        ("points: 0.2分", "points: 0.1分 × 签约项目", "签约项目", "计数(签约项目)"),
        # a subtotal where there is none yet
        ("points: 0.2分", "points: 小计", "小计", "只用在本节的系数里"),
        ("points: 0.2分", "points: 得分(signed)", "signed", "用在排名、结果、个人里"),
        # a place before there are places
        ("when: 非 全部完成()", "when: 名次 ≤ 1", "名次", "名次用在结果里"),
        # what the head of a document cannot say
        ("periods: [month", "decimals: 9\nperiods: [month", "9", "至多6位小数"),
        ("periods: [month", "snapshot: 32\nperiods: [month", "32", "1至31"),
        # a bracket forgotten
        ("when: 非 全部完成()", "when: 非 全部完成(", "非 全部完成(", "没有写完"),
        # a view that is not there
        ("each: 签约项目", "each: 签约", "签约", "是否指 签约项目"),
        # a condition written into each
        ("each: 签约项目", "each: 签约项目 其中 金额 > 0元", "签约项目 其中 金额 > 0元", "条件写在 when"),
        # a unit that is none
        ("{in: '%',", "{in: 吨,", "吨", "不是单位"),
        # what a lapse needs
        ("within: 1年", "within: 1分", "1分", "1年、6个月或 30天"),
        # a coefficient with a dimension
        ("cap: {month: 1分}", "times: 2分", "2分", "百分比或数"),
        # a ranking's tie broken by something that is no rule
        ("units: 有任务", "tiebreak: [产量]", "产量", "没有名为“产量”的规则或节"),
        # an unknown name to group by
        ("groups: 类别", "groups: 分类", "分类", "分组字段"),
    ],
)
def test_a_sentence_that_does_not_hold_is_said_in_its_place(make_pack, said, old, new, text, told) -> None:
    folder = make_pack(old, new)
    problem = one(said(folder))
    assert told in problem.in_language("zh")
    assert problem.text in (text, new.partition(": ")[2])
    if text != "非 全部完成(":
        assert (problem.where.file, problem.where.line, problem.where.position) == (
            "scheme.yaml",
            *place_of(folder, new, text),
        )


@pytest.mark.parametrize(
    ("old", "new", "text", "told"),
    [
        ("each: 签约项目, points", "each: 签约项目, point", "point", "是否指 points"),
        ("    per: quarter\n", "    per: quarterly\n", "quarterly", "是否指 quarter"),
        ("issued: 2023-02-13", "issued: 2023-02-30", "2023-02-30", "2023-03-05 这样的日期"),
        ("periods: [month, quarter, half, year]", "periods: {month: 是}", "{", "列表"),
        ("of: 线索}", "of: [线索]}", "[线索]", "应为一个名称"),
        ("number: 某办〔2023〕2号", "文号: 某办〔2023〕2号", "文号", "不混用"),
        ("number: 某办〔2023〕2号", "number:", "number", "空的"),
        ("number: 某办〔2023〕2号", "number: &a 某办", "&a", "锚点"),
        ("number: 某办〔2023〕2号", "number: !!str 某办", "!!str", "类型标记"),
        ("number: 某办〔2023〕2号", "number: 某办\nnumber: 某办", "number", "重复的键"),
    ],
)
def test_a_mistake_of_shape_names_the_key(make_pack, said, old, new, text, told) -> None:
    folder = make_pack(old, new)
    problems = said(folder)
    problem = problems[0]
    assert told in problem.in_language("zh")
    assert problem.where.line is not None and problem.where.position is not None
    line, _ = place_of(folder, new, text)
    assert problem.where.line in (line, line + 1)


def test_a_half_width_comma_in_braces_is_recognised_and_said_once(make_pack, said) -> None:
    folder = make_pack(
        "within: 1年, without: 落地日期", "where: 有(取小(日期, 落地日期)), within: 1年, without: 落地日期"
    )
    problem = one(said(folder))
    assert problem.code == "scheme.half_width_comma"
    assert problem.text == "有(取小(日期, 落地日期))"
    assert "有(取小(日期，落地日期))" in problem.in_language("zh")


def test_a_full_width_comma_or_a_line_of_its_own_is_right(make_pack) -> None:
    folder = make_pack("where: 阶段 = 签约}", "where: 阶段 = 签约 且 日期 ≤ 取大(日期，签约日期)}")
    assert load_scheme(folder).views["signed"].where is not None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    per: quarter\n", "   per: quarter\n", "缩进"),
        ("title: 某区考核细则", "title: 某区: 考核细则", "冒号"),
        ("title: 某区考核细则", 'title: "某区考核细则', "引号"),
        ("tags: [非固投, 化工]", "tags: [非固投, 化工", "括号"),
        ("title: 某区考核细则", "title: %考核", "% @ `"),
        ("title: 某区考核细则", "\ttitle: 考核", "制表符"),
    ],
)
def test_broken_yaml_is_said_with_its_line(make_pack, said, old, new, told) -> None:
    problem = one(said(make_pack(old, new)))
    assert problem.where.file == "scheme.yaml"
    assert problem.where.line is not None
    assert told in problem.in_language("zh")


def test_all_mistakes_are_told_at_once_and_each_once(make_pack, said, scheme_text) -> None:
    text = (
        scheme_text.replace("points: 0.2分", "points: 0.2")
        .replace("备案日期 ≤", "备案日 ≤")
        .replace("units: 有任务", "units: 有人物")
        .replace("points: 规模分档.签约", "points: 规模分档.签约分")
    )
    problems = said(make_pack(scheme=text, targets="unit,projects\n戊镇,1\n甲镇,0\n"))
    assert [p.text for p in problems] == ["备案日", "规模分档.签约分", "0.2", "有人物", "戊镇", "0"]
    assert problems[-1].where.row == 3


def test_two_shapes_in_one_rule_are_refused(make_pack, said) -> None:
    problems = said(make_pack("per: quarter\n", "per: quarter\n        each: 签约项目\n"))
    assert "each 与 per 只能有一个" in problems[0].in_language("zh")


def test_a_rule_cites_a_clause_and_has_points(make_pack, said) -> None:
    folder = make_pack(
        "info 信息加分: {clause: A4, each: 信息线索, points: 0.2分,", "info 信息加分: {each: 信息线索,"
    )
    assert {p.code for p in said(folder)} == {"scheme.no_clause", "scheme.no_points"}


def test_a_view_may_not_be_called_like_a_table_of_the_ledger(make_pack, said) -> None:
    problems = said(make_pack("tips 信息线索: {of: 线索}", "leads 信息线索: {of: 线索}"))
    assert "“leads”是台账的表名" in problems[0].in_language("zh")


def test_a_name_is_taken_once(make_pack, said) -> None:
    problem = one(said(make_pack("measures:\n", "measures:\n  places 名次数: 1个\n")))
    assert problem.code == "scheme.name_taken"
    assert "places" in problem.in_language("en")


@pytest.mark.parametrize(
    ("old", "new", "circle"),
    [
        ("signed 签约项目: {of: 计分进展", "signed 签约项目: {of: 签约项目", "签约项目 → 签约项目"),
        (
            "measures:\n",
            "measures:\n  a 甲量: 乙量 + 1个\n  b 乙量: 甲量 + 1个\n",
            "甲量 → 乙量 → 甲量",
        ),
        (
            "done: 合计(落地项目.金额)",
            "done: 合计(落地项目.金额), met: 全部完成(investment)",
            "实际投资额 → 实际投资额",
        ),
        (
            "of: 计分进展, where: 阶段 = 落地}",
            "of: 计分进展, where: 阶段 = 落地 且 完成(projects)}",
            "落地项目 → 亿元项目 → 落地项目",
        ),
    ],
)
def test_what_is_defined_by_itself_is_refused_with_its_circle(make_pack, said, old, new, circle) -> None:
    problems = [p for p in said(make_pack(old, new)) if p.code == "scheme.circle"]
    assert circle in one(problems).in_language("zh")


@pytest.mark.parametrize(
    ("files", "file", "row", "told"),
    [
        ({"targets": "unit,projects\n甲镇,三个\n"}, "targets.csv", 2, "不是数"),
        ({"targets": "unit,project\n甲镇,3\n"}, "targets.csv", 1, "是否指 projects"),
        ({"targets": "unit,investment（万美元）\n甲镇,3\n"}, "targets.csv", 1, "应为元"),
        ({"targets": "unit,investment（万斤）\n甲镇,3\n"}, "targets.csv", 1, "不是单位"),
        ({"targets": "unit,projects\n甲镇,3\n甲,4\n"}, "targets.csv", 3, "两次"),
        ({"targets": "unit,projects\n甲镇,3,4\n"}, "targets.csv", 2, "3格"),
        ({"targets": "unit,projects,until\n甲镇,3,六月\n"}, "targets.csv", 2, "不是日期"),
        (
            {"units": "unit,group,headcout\n甲镇,第一类别,3\n丙局,第二类别,\n"},
            "units.csv",
            1,
            "是否指 headcount",
        ),
        ({"units": "unit,group\n甲镇,第一类别\n甲镇,第二类别\n"}, "units.csv", 3, "已经有了"),
        ({"units": "unit,group,headcount\n甲镇,第一类别,十\n丙局,第二类别,\n"}, "units.csv", 2, "不是整数"),
        ({"clauses": "clause,place\nA1,一\nA1,二\n"}, "clauses.csv", 3, "重复"),
    ],
)
def test_a_mistake_in_a_csv_file_names_row_and_column(make_pack, said, files, file, row, told) -> None:
    problems = [p for p in said(make_pack(**files)) if p.where.file == file and told in p.in_language("zh")]
    assert problems and problems[0].where.row == row


def test_a_table_needs_every_column_in_every_row(make_pack, said) -> None:
    problems = said(make_pack("from: 1亿元, 签约: 2分, 落地: 4分", "from: 1亿元, 签约: 2分"))
    assert "少了 落地" in problems[0].in_language("zh")


def test_a_row_of_a_table_begins_at_or_above_something(make_pack, said) -> None:
    problems = said(make_pack("from: 1亿元, 签约: 2分", "from: 1亿元, above: 2亿元, 签约: 2分"))
    assert "from（含）或 above（不含）" in problems[0].in_language("zh")


PIECES = [
    "，",
    ",",
    "{",
    "}",
    "[",
    ": ",
    "\n",
    "  ",
    "none",
    "0",
    "1分",
    "计数(",
    " 其中 ",
    "'",
    "&a ",
    "名次",
    "%",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_whatever_a_file_is_damaged_into_the_answer_is_words(make_pack, scheme_text, data) -> None:
    """A list of problems or another scheme, never anything else."""
    at = data.draw(st.integers(0, len(scheme_text) - 1))
    lost = data.draw(st.integers(0, 12))
    text = scheme_text[:at] + data.draw(st.sampled_from(["", *PIECES])) + scheme_text[at + lost :]
    try:
        lint(load_scheme(make_pack(scheme=text)))
    except ProblemsFound as found:
        assert all(p.in_language("zh") and p.in_language("en") for p in found.problems)


@pytest.mark.parametrize("text", ["a: " + "[" * 5000, "- " * 3000 + "x", "title: x\nrules: " + "{a: " * 2000])
def test_a_file_nested_past_all_reason_is_a_message_too(make_pack, said, text) -> None:
    assert said(make_pack(scheme=text))[0].where.file == "scheme.yaml"


def test_a_sentence_nested_past_all_reason_is_a_message_too(make_pack, said) -> None:
    deep = "(" * 3000 + "0.2分" + ")" * 3000
    assert "太深" in said(make_pack("points: 0.2分", "points: " + deep))[0].in_language("zh")


def test_a_file_that_is_not_utf_8_says_so(make_pack, said) -> None:
    folder = make_pack()
    (folder / "scheme.yaml").write_bytes("title: 某区".encode("gb18030"))
    assert "UTF-8" in one(said(folder)).in_language("zh")


def test_units_in_gb18030_as_excel_saves_them_are_read(make_pack) -> None:
    folder = make_pack()
    (folder / "units.csv").write_bytes((folder / "units.csv").read_text(encoding="utf-8").encode("gb18030"))
    assert load_scheme(folder).units[0].name == "甲镇"


def test_a_window_does_not_end_before_it_begins(make_pack, said) -> None:
    problem = one(said(make_pack("{from: 2023-01-01}", "{from: 2023-01-01, to: 2022-12-31}")))
    assert "第一天之前" in problem.in_language("zh")


def test_points_of_a_section_may_be_read_in_an_outcome(make_pack) -> None:
    scheme = load_scheme(make_pack("when: 倒数名次 ≤ 名额", "when: 得分(signed) = 0分 且 总分 < 满分"))
    assert scheme.outcomes["last"].cases[0].when.op == "and"
