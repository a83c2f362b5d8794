# ruff: noqa: E501  (a table, one key a line)
"""Every key of a scheme file, with its Chinese twin, what it takes and what it is for.

Pure data. The reader, the formatter between the two languages and the published JSON Schema all come
from here, so none of them can say something else.
"""

from __future__ import annotations

from zhaoshang.problems import Words
from zhaoshang.scheme.kinds import (
    Again,
    ByKey,
    Either,
    Field,
    Fixed,
    Keys,
    Kind,
    Line,
    ListOf,
    Named,
    Patch,
    fixed,
)

TEXT, EXPRESSION, CONDITION, DAY = Line("text"), Line("expression"), Line("condition"), Line("day")
WHOLE, NUMBER, DURATION, NAME = Line("whole"), Line("number"), Line("duration"), Line("name")
CELL = Line("cell")
YES_NO = Fixed(
    {"yes": "是", "no": "否"},
    {"是": "yes", "否": "no", "true": "yes", "false": "no", "真": "yes", "假": "no"},
)
NONE = "none"
"""In an overlay: removes what it stands for."""
NONE_ZH = "无"

GRAIN = fixed(month="月", quarter="季", half="半年", year="年", term="考核期", window="活动期")
LIMIT_SCOPE = fixed(project="项目", month="月", quarter="季", half="半年", year="年", term="考核期")


def _key(chinese: str, kind: Kind, zh: str, en: str) -> Field:
    return Field(chinese, kind, Words(zh, en))


def _need(chinese: str, kind: Kind, zh: str, en: str) -> Field:
    return Field(chinese, kind, Words(zh, en), required=True)


CLAUSE = _key(
    "条款",
    ListOf(TEXT, or_one=True),
    "依据的条款，第一个印在结果上",
    "the clauses it rests on; the first is printed",
)
BY = _key("由", TEXT, "由谁", "by whom")
TO = _key("至", TEXT, "向谁", "to whom")

# fmt: off
LIMIT = Either(text=EXPRESSION, map=Keys({
    scope: _key(chinese, EXPRESSION, f"每{chinese}的限额", f"the limit per {scope}") for scope, chinese in LIMIT_SCOPE.words.items()
}, what=Words("各期限额", "limits by scope")))

NODE = Keys({
    "clause": CLAUSE,
    "units": _key("适用单位", CONDITION, "哪些单位适用；传给下级", "which units it applies to; passes down"),
    "when": _key("当", CONDITION, "对行或对单位和期间的条件；传给下级，须全部成立", "condition on the row, or the unit and period; passes down, all must hold"),
    "each": _key("逐条", NAME, "逐条计分的视图名", "the view whose rows it runs over"),
    "per": _key("每期", GRAIN, "每单位每期计一行", "one line a unit and period"),
    "points": _key("计分", EXPRESSION, "计多少分；没有公布的写 未公布", "how many points; 未公布 where never published"),
    "dated": _key("记于", EXPRESSION, "记在哪一天；传给下级", "the line's day; passes down"),
    "from": _key("自", DAY, "哪天起施行", "in force from"),
    "to": _key("止", DAY, "施行到哪天（含）", "in force to, included"),
    "base": _key("基础分", EXPRESSION, "本节每期第一天先给的分", "points given on the first day of the section's period"),
    "best": _key("取高", fixed(project="项目"), "同一项目只取最高一条", "of one project's lines only the highest"),
    "cap": _key("封顶", LIMIT, "最多几分；可按期写", "at most; may be given by scope"),
    "floor": _key("保底", LIMIT, "最少几分；可按期写", "at least; may be given by scope"),
    "times": _key("系数", EXPRESSION, "乘的系数；可用 小计", "coefficient; may use 小计"),
    "full": _key("满分", EXPRESSION, "标称满分；不限制得分", "nominal marks; limits nothing"),
    "rules": _key("规则", Named(Again("node")), "下级规则；有它就是节", "the rules in it: what has them is a section"),
}, what=Words("规则或节", "a rule or section"))

KINDS: dict[str, Kind] = {"node": NODE}
"""What Again refers to."""

DATED_VALUES = ListOf(Keys({
    "from": _need("自", DAY, "从哪天起", "from which day"),
    "value": _need("值", EXPRESSION, "值", "the value"),
}, what=Words("按日期的值", "a dated value")))

VIEW = Keys({
    "of": _need("取自", NAME, "台账的表，或另一个视图", "a table of the ledger, or another view"),
    "columns": _key("列", Named(EXPRESSION), "算出来的列，后面的可用前面的", "derived columns, in order"),
    "where": _key("条件", CONDITION, "只留成立的行", "keeps the rows for which it is true"),
    "expect": _key("应合", CONDITION, "不成立的行是录入错误", "rows that fail are bad input"),
    "dated": _key("记于", EXPRESSION, "行记在哪一天；未知的暂不计", "the day its rows count on; not yet where unknown"),
    "first": _key("首个", ListOf(NAME, or_one=True), "这些字段相同的只留最早一条", "keeps the earliest row of each key"),
    "joint": _key("联合", YES_NO, "否：只算本单位自己的", "no: own facts only"),
    "rate_on": _key("汇率日", EXPRESSION, "用哪一天的汇率", "which day's exchange rate"),
    "within": _key("期限", DURATION, "逾期：多长时间内", "lapse: within how long"),
    "without": _key("未见", EXPRESSION, "逾期：没有哪个日期", "lapse: without which date"),
    "roll": _key("顺延", fixed(workday="工作日"), "最后一天遇节假日顺延", "a last day on a holiday moves on"),
    "assign": _key("归项", Keys({
        "prefer": _key("优先", CONDITION, "先取哪些", "which rows go first"),
        "items": _need("各项", Named(Keys({
            "where": _need("条件", CONDITION, "哪些能归入", "which rows may fill it"),
            "take": _need("取满", EXPRESSION, "每单位取几个", "how many it takes of a unit"),
        })), "按顺序归入的各项", "the items, in order"),
    }), "一个项目只归一项", "a project fills one item only"),
}, what=Words("视图", "a view"))

TABLE = Keys({
    "by": _need("依据", EXPRESSION, "按什么分档", "what is looked up"),
    "marginal": _key("超额累进", YES_NO, "是：各段按各段的率", "yes: each part at its own rate"),
    "rows": _need("各档", ListOf(Keys({
        "row": _key("档", NAME, "这一档的名称", "the row's name"),
        "from": _key("自", EXPRESSION, "达到（含）起", "at this and above"),
        "above": _key("超过", EXPRESSION, "超过（不含）起", "strictly above this"),
    }, other=EXPRESSION, what=Words("一档", "a row"))), "由低到高", "from low to high"),
}, what=Words("分档表", "a table"))

TARGET = Keys({
    "clause": CLAUSE,
    "done": _key("完成量", EXPRESSION, "完成了多少", "what fills it"),
    "value": _key("目标值", EXPRESSION, "各单位相同的目标值", "the value where all have the same"),
    "values": _key("各单位目标值", ByKey(EXPRESSION), "按单位写的目标值", "values by unit"),
    "units": _key("适用单位", CONDITION, "哪些单位有这项任务", "which units are held to it"),
    "per": _key("每期", GRAIN, "目标的期", "the target's own period"),
    "headline": _key("总目标", EXPRESSION, "全区总数", "the total for all"),
    "met": _key("完成条件", CONDITION, "代替“完成量不少于目标值”", "replaces “done at least the value”"),
}, what=Words("目标", "a target"))

RUNG = Either(text=TEXT, map=Keys({
    "outcome": _need("名称", TEXT, "结果", "what follows"), "by": BY, "to": TO,
}, what=Words("一级", "a rung")))

OUTCOME = Keys({
    "clause": CLAUSE,
    "after": _need("期后", GRAIN, "哪种期间之后", "after each period of which length"),
    "of": _key("对象", fixed(persons="个人"), "排个人而不是单位", "ranks people, not units"),
    "ranking": _key("榜", NAME, "按哪个榜；默认第一个", "on which board; the first by default"),
    "units": _key("适用单位", CONDITION, "在哪些单位里重排名次", "places are counted again among these"),
    "when": _key("当", CONDITION, "条件", "the condition"),
    "cases": _key("情形", Named(CONDITION), "几种情形之一；名称作理由", "named conditions, any of them; the name is the reason"),
    "ladder": _key("阶梯", ByKey(RUNG), "连续几期各有什么结果", "what follows after so many periods running"),
    "rungs": _key("级", fixed(all="全部", highest="最高"), "全部：达到的各级都列", "all: every rung reached is listed"),
    "resets": _key("重计", fixed(month="月", quarter="季", half="半年", year="年"), "每年重新数", "when counting starts afresh"),
    "outcome": _key("名称", TEXT, "结果；不写同标签", "what follows; the label by default"),
    "by": BY, "to": TO,
}, what=Words("结果", "an outcome"))

DEADLINE = Keys({
    "clause": CLAUSE,
    "kind": _need("类", fixed(report="报送", ranking="排名", publication="通报", meeting="会议", phase="阶段", deadline="期限"), "什么事", "what it is"),
    "every": _key("每", fixed(week="周", month="月", quarter="季", half="半年", year="年"), "多久一次", "how often"),
    "on": _key("在", DAY, "一次性的日期", "once, on this day"),
    "from": _key("自", DAY, "阶段起始", "first day of a phase"),
    "to": _key("至", TEXT, "阶段结束的日期；否则是向谁", "last day of a phase; else to whom"),
    "weekday": _key("星期", WHOLE, "1至7，每周用", "1 to 7, with every week"),
    "day": _key("日", TEXT, "期末月的几日；last 为最后一天", "day of the period's last month; or last"),
    "after": _key("后", DURATION, "期末之后几天，如 5天", "days past the period's end, such as 5天"),
    "roll": _key("顺延", fixed(previous="提前", next="推后", none="无"), "遇休息日怎样移", "where a date on a rest day moves"),
    "who": _key("谁", TEXT, "由谁办", "who does it"),
}, what=Words("日程", "a calendar entry"))

EVIDENCE = Keys({
    "clause": CLAUSE,
    "stage": _need("阶段", NAME, "哪个阶段要", "which stage needs it"),
    "required": _key("必需", YES_NO, "是否必需；默认是", "whether it must be there; yes by default"),
    "when": _key("当", CONDITION, "什么情况下要", "when it is needed"),
    "verified_by": _key("核验单位", TEXT, "由谁核验", "who verifies it"),
}, what=Words("佐证", "a document required"))

REVIEW = Keys({
    "clause": CLAUSE,
    "seats": _need("成员", ListOf(TEXT), "成员单位", "who sits on it"),
    "dimensions": _key("内容", ListOf(TEXT), "评审内容", "what it looks at"),
    "results": _key("结论", ListOf(TEXT), "可作的结论", "what it may decide"),
}, what=Words("评审", "a review"))

DUTY = Keys({
    "clause": CLAUSE,
    "who": _need("谁", TEXT, "由谁", "who"),
    "does": _need("做", TEXT, "做什么，自己的短话", "does what, in our own short words"),
}, what=Words("职责", "a duty"))

SCHEME = Keys({
    "title": _need("标题", TEXT, "文件名称", "the document's title"),
    "number": _key("文号", TEXT, "发文字号", "its number"),
    "issued": _key("印发日期", DAY, "印发的日期", "the day it was issued"),
    "window": _need("适用期", Keys({
        "from": _need("自", DAY, "第一天", "the first day"),
        "to": _key("止", DAY, "最后一天；不写就到被代替为止", "the last day; none: until replaced"),
    }), "适用于哪些日子", "the days on which the rules apply"),
    "term": _key("考核期", fixed(year="年", window="活动期"), "目标和年度条款的期", "the span of targets and yearly caps"),
    "reckoning": _key("计分方式", fixed(own="当期", to_date="累计"), "月归月，还是从头累计", "each period on its own, or to date"),
    "periods": _key("可算的期", ListOf(fixed(month="月", quarter="季", half="半年", year="年", campaign="活动期"), or_one=True), "哪些期可以算分；不写都可以", "which periods may be scored; all by default"),
    "snapshot": _key("汇总日", Either(text=WHOLE, map=Keys({
        "day": _need("日", WHOLE, "每期最后一个月的几日", "day of the period's last month"),
        "roll": _key("顺延", fixed(previous="提前", next="推后", none="无"), "遇休息日怎样移；默认提前到工作日", "where it moves from a rest day; to the working day before by default"),
    })), "默认按几日的数算分，如 25", "the day as of which a period is scored, such as 25"),
    "subject": _key("主体", fixed(unit="单位", person="个人", project="项目"), "谁得分", "who earns"),
    "score_in": _key("计量单位", Fixed({"points": "分", "yuan": "元"}, {"分": "points", "元": "yuan"}), "以什么计", "in what"),
    "decimals": _key("小数位", WHOLE, "每行保留几位小数，默认6", "decimals of a line, 6 by default"),
    "tags": _key("标签表", ListOf(TEXT, or_one=True), "用到的项目标签", "the tags this document knows"),
    "items": _key("事项表", ListOf(TEXT, or_one=True), "认定的事项", "the items of its awards"),
    "unit_fields": _key("单位字段", Named(TEXT), "units.csv 的其他列：文本，或数的单位", "further columns of units.csv: 文本 or the unit of a number"),
    "indicators": _key("指标", Named(Keys({
        "in": _key("单位制", TEXT, "数值的单位，如 % 万元 分", "the unit of its values, such as % 万元 分"),
        "take": _key("取值", fixed(latest="最近", sum="合计", mean="平均"), "一期有几个值时怎样合", "how several values of a period combine"),
        "named": _key("又名", ListOf(TEXT, or_one=True), "台账里的其他叫法", "other names in ledgers"),
    }, what=Words("指标", "an indicator"))), "来自外部的数", "figures from outside"),
    "parameters": _key("参数", Named(Either(text=EXPRESSION, items=DATED_VALUES, map=Keys({
        "by": _key("依据", NAME, "按哪个字段分；默认类别", "by which field; the group by default"),
        "else": _key("其他", Either(text=EXPRESSION, items=DATED_VALUES), "其余单位的值", "the value for all others"),
    }, other=Either(text=EXPRESSION, items=DATED_VALUES), what=Words("分列的值", "values by field")))), "文件里的数值", "values of the document"),
    "tables": _key("分档表", Named(TABLE), "分档", "tables of rows from low to high"),
    "views": _key("视图", Named(VIEW), "取哪些事实", "which facts"),
    "measures": _key("量", Named(EXPRESSION), "有名称的量", "named unit expressions"),
    "targets": _key("目标", Named(TARGET), "任务", "what units must reach"),
    "rules": _key("规则", Named(Again("node")), "计分规则，按文件的层次", "the rules, in the document's own outline"),
    "total": _key("总分节", Keys({k: v for k, v in NODE.fields.items() if k in ("clause", "units", "cap", "floor", "times", "full")}, what=Words("总分", "the total")), "对总分的限制", "limits on the whole score"),
    "rankings": _key("排名", Named(Keys({
        "clause": CLAUSE,
        "groups": _key("分组", NAME, "按什么分组：类别 团队 单位字段 全体", "grouped by: 类别 团队, a unit field, or 全体"),
        "units": _key("适用单位", CONDITION, "谁参加", "who takes part"),
        "by": _key("依据", EXPRESSION, "按什么排；默认总分", "ranked by; 总分 by default"),
        "tiebreak": _key("并列比", ListOf(NAME, or_one=True), "同分时依次比哪些规则", "rules compared in turn on a tie"),
    }, what=Words("榜", "a board"))), "各榜；第一个是总排名", "boards; the first is the rank"),
    "outcomes": _key("结果", Named(OUTCOME), "名次和条件带来什么", "what places and conditions bring about"),
    "persons": _key("个人", Keys({
        "clause": CLAUSE,
        "pool": _need("总分值", EXPRESSION, "分给个人的总数", "what is shared out"),
        "divide": _need("分配依据", NAME, "人员表的哪一列作权数", "the column of the people table that weighs"),
    }), "单位得分分到个人", "divides a unit's score among its people"),
    "follows": _key("承接", TEXT, "接替哪个包；它结转的行在这里计", "the pack this replaces: what it carried counts here"),
    "calendar": _key("日程", Named(DEADLINE), "期限、阶段、通报", "deadlines, phases, publications"),
    "evidence": _key("佐证", Named(EVIDENCE), "各阶段要的材料", "documents that stages need"),
    "reviews": _key("评审", Named(REVIEW), "评审小组", "review panels"),
    "duties": _key("职责", Named(DUTY), "谁做什么", "who does what"),
}, what=Words("方案", "a scheme"))

OVERLAY = Keys({
    "title": _need("标题", TEXT, "这种读法或改动叫什么", "what this reading or change is called"),
    "reading_of": _key("读法", TEXT, "是哪个疑问的读法；同一疑问只能取一个", "the question it answers; one reading a question"),
    "extends": _key("基于", ListOf(TEXT, or_one=True), "先加上哪些", "which overlays come first"),
    "patch": _need("改动", Patch(Keys({**SCHEME.fields, "units": _key("单位", ByKey(ByKey(TEXT)), "units.csv 中的格", "cells of units.csv")})), "与方案同样的层次", "in the scheme's own shape"),
}, what=Words("叠加", "an overlay"))

CASE = Keys({
    "case": _need("案例", TEXT, "这个案例说明什么", "what the case shows"),
    "period": _key("期间", TEXT, "算哪一期，如 2023-Q1", "which period, such as 2023-Q1"),
    "as_of": _key("截至", DAY, "截至哪天", "as of which day"),
    "overlays": _key("叠加", ListOf(TEXT, or_one=True), "用哪些叠加", "which overlays"),
    "facts": _key("事实", ByKey(ListOf(ByKey(CELL))), "台账各表的行", "rows of the ledger's tables"),
    "score": _key("得分", ByKey(NUMBER), "单位: 得分", "unit: score"),
    "lines": _key("各行", ByKey(ByKey(NUMBER)), "单位: {事实: 分}，该单位有事实的行必须全部列出", "unit: {fact: points}, all lines of that unit that have a fact"),
    "count": _key("行数", ByKey(WHOLE), "规则: 几行", "rule: how many lines"),
    "rules": _key("规则", ByKey(ByKey(NUMBER)), "规则: {单位: 分}", "rule: {unit: points}"),
    "rank": _key("名次", ByKey(TEXT), "单位: 名次；不排名写 none", "unit: place; none where not ranked"),
    "outcomes": _key("结果", ByKey(ListOf(TEXT)), "单位: [结果]", "unit: [outcomes]"),
    "targets": _key("目标", ByKey(ByKey(NUMBER)), "单位或全体: {目标: 完成数}", "unit or 全体: {target: done}"),
    "persons": _key("个人", ByKey(NUMBER), "人员: 分", "person: points"),
    "refused": _key("拒绝", TEXT, "应被拒绝", "this should be refused"),
}, what=Words("案例", "a case"))
# fmt: on
