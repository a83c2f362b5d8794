# ruff: noqa: E501  the lines of a table are rows, not prose
"""The tables of facts: what was done on which day, as a point may cite it.

Pure data. Each line is a column: key, Chinese label, a note in Chinese and in English.
"""

from __future__ import annotations

from zhaoshang.problems import Words
from zhaoshang.tables.columns import (
    Column,
    Kind,
    Table,
    choice,
    code,
    day,
    money,
    number,
    of_kind,
    text,
    unit,
)

CAPITALS = (("domestic", "内资"), ("foreign", "外资"))
ORIGINS = (("out_of_province", "省外"), ("out_of_city", "市外"), ("local", "本地"), ("overseas", "境外"))
STAGES = (
    ("tracking", "跟踪"),
    ("negotiating", "在谈"),
    ("reviewed", "评审通过"),
    ("signed", "签约"),
    ("landed", "落地"),
    ("started", "开工"),
    ("increased", "增资"),
    ("resumed", "复工"),
    ("occupied", "入驻"),
    ("enrolled", "入统"),
    ("production", "投产"),
    ("capacity", "达产"),
    ("effective", "达效"),
    ("withdrawn", "退出"),
)
REPEATABLE_STAGES = frozenset({"increased", "resumed"})
"""A project reaches every other stage once: on its first approved row."""
STATUSES = (("approved", "已审核"), ("pending", "待审核"), ("returned", "退回"), ("void", "作废"))

# fmt: off
EVERY_FACT: tuple[Column, ...] = (
    choice("status", "状态", "只有已审核的计分；整列不填视为已审核，本列有而单元格空着视为待审核",
           "only approved rows count; without this column rows are approved, a blank in it means pending", STATUSES),
    code("id", "序号", "本表内不重复的编号，更正时引用", "a number unique in this table, for a correction to point at"),
    day("recorded_on", "登记日期", "何时登记；不填视同日期", "when it was recorded; blank means the date itself"),
    code("supersedes", "更正", "本行更正哪一行：填那一行的序号，被更正的不再计算",
         "the number of the row this one corrects, which then no longer counts"),
    text("reason", "事由", "更正、退回或作废的原因", "why the row corrects, was returned or is void", longest=2000),
    of_kind(Kind.LIST, "evidence", "佐证", "佐证材料代码，用；隔开", "codes of evidence, separated by ；"),
)

CURRENCY = of_kind(Kind.CURRENCY, "currency", "币种", "ISO 代码或中文名；不填为人民币", "an ISO code; blank means CNY")
CURRENCY_OF_PROJECT = of_kind(Kind.CURRENCY, "currency", "币种", "不填则同项目的币种", "blank means the project's currency")
CAPITAL = choice("capital", "资金类型", "内资或外资（港澳台资按外资）",
                 "domestic or foreign (Hong Kong, Macao and Taiwan count as foreign)", CAPITALS)
ORIGIN = choice("origin", "资金来源地", "资金从哪里来", "where the capital comes from", ORIGINS)
TAGS = of_kind(Kind.LIST, "tags", "标签", "用；隔开，如 化工；省台账", "words separated by ；, such as 化工；省台账")
COMPANY = text("company", "企业", "企业名称", "name of the company")
COMPANY_CODE = of_kind(Kind.COMPANY_CODE, "company_code", "统一社会信用代码",
                       "18位，校验码按 GB 32100 核对", "18 characters, check digit verified (GB 32100)")
PROJECT = code("project", "项目编号", "项目表中的编号", "the project's number in the projects table",
               required=True, refers_to="projects", also=("项目",))
PROJECT_IF_ANY = code("project", "项目编号", "有关的项目，没有可不填", "the project concerned, if any", refers_to="projects", also=("项目",))
EARNER = unit("unit", "责任单位", "单位名称或简称", "a unit's name or one of its aliases", required=True, also=("单位",))
DECISION = text("decision", "认定文号", "认定文件的文号", "number of the document that decided it")

FACTS: tuple[Table, ...] = (
    Table("milestones", "进展", Words("项目每到一个阶段填一行，只增不改；当前阶段由此得出",
          "one row for each stage a project reaches; the current stage is derived from them"), (
        PROJECT,
        choice("stage", "阶段", "到达的阶段；除增资、复工外每阶段只计首次",
               "the stage reached; each counts once, but for increased and resumed", STAGES, required=True),
        day("date", "日期", "到达该阶段的日期", "the day the stage was reached", required=True),
        money("amount", "金额", "不填则取签约金额，再取总投资；增资填增加额",
              "blank: the signed amount, then the project's total; for an increase, the increase"),
        CURRENCY_OF_PROJECT,
        day("accepted_on", "上级认定日期", "无此列视为当日认定；有此列而空着视为尚未认定",
            "without this column, accepted on the date; a blank in it means not yet accepted"),
        DECISION,
        *EVERY_FACT,
    ), identity=("project", "stage"), is_fact=True),
    Table("changes", "项目变更", Words("重签、更换业主、升格、合并、拆分", "re-signing, new owner, upgrade, merger, split"), (
        PROJECT,
        day("date", "日期", "变更的日期", "the day of the change", required=True),
        choice("kind", "类型", "变更的类型", "what kind of change",
               (("resign", "重签"), ("owner", "更换业主"), ("upgrade", "升格"), ("merge", "合并"), ("split", "拆分")),
               required=True),
        money("amount", "金额", "变更后的金额", "the amount after the change"),
        CURRENCY_OF_PROJECT,
        unit("to_unit", "变更后单位", "变更后的责任单位", "the unit responsible from then on"),
        code("into_project", "并入项目", "合并或拆分到的项目编号", "the project merged or split into", refers_to="projects"),
        *EVERY_FACT,
    ), identity=("project", "kind"), is_fact=True),
    Table("leads", "线索", Words("招商信息，一条一行", "one row for each lead"), (
        code("lead", "线索编号", "本表内不重复", "unique in this table", required=True),
        EARNER,
        day("date", "日期", "报送日期", "the day it was filed", required=True),
        COMPANY, COMPANY_CODE,
        text("content", "投资内容", "拟投资什么", "what is to be invested in", longest=2000),
        money("amount", "拟投资额", "拟投资额", "the investment intended"),
        CURRENCY, CAPITAL,
        code("project", "项目编号", "由此线索形成的项目", "the project it became", refers_to="projects"),
        number("sequence", "当日序", "同一天内的先后，从1起", "order within a day, from 1", least=1),
        TAGS, *EVERY_FACT,
    ), identity=("lead",), unique=True, is_fact=True),
    Table("funds", "到位资金", Words("实际到账的资金，一笔一行", "money that has arrived, one row for each payment"), (
        code("fund", "流水号", "本表内不重复", "unique in this table", required=True),
        EARNER, PROJECT_IF_ANY,
        day("date", "日期", "到账日期", "the day it arrived", required=True),
        money("amount", "金额", "到账金额；退回填负数", "the amount; negative for money returned",
              required=True, may_be_negative=True),
        CURRENCY, CAPITAL, ORIGIN,
        choice("purpose", "用途", "资金的用途", "what the money is for",
               (("first", "首次出资"), ("increase", "增资"), ("fixed_assets", "固投"), ("working", "流动"))),
        text("voucher", "凭证类型", "到账凭证的类型", "kind of voucher",
             suggestions=("验资报告", "进账单", "发票", "统计报表")),
        TAGS, *EVERY_FACT,
    ), identity=("fund",), unique=True, is_fact=True),
    Table("activities", "活动", Words("外出招商、接待、推介会等，一次一行", "one row for each trip, visit or event"), (
        code("activity", "活动编号", "本表内不重复", "unique in this table", required=True),
        EARNER,
        day("date", "日期", "活动日期", "the day of the activity", required=True),
        choice("kind", "类型", "活动的类型", "kind of activity",
               (("outbound", "外出招商"), ("visit_in", "客商来访"), ("visit_out", "赴企拜访"), ("promotion", "推介会"),
                ("signing", "签约活动"), ("contact", "走访对接"), ("training", "培训"), ("meeting", "例会")), required=True),
        choice("mode", "方式", "怎样进行", "how it was held",
               (("in_person", "线下"), ("online", "线上"), ("door_to_door", "上门"), ("no_meeting", "不见面"))),
        COMPANY, CAPITAL,
        choice("led_by", "带队", "由谁带队", "who led it",
               (("city_head", "市主要领导"), ("city_leader", "其他市级领导"), ("district_leader", "区级领导"),
                ("unit_head", "党政一把手"), ("deputy", "分管领导"), ("other", "其他"))),
        text("person", "人员", "带队或经办人员", "who led or handled it"),
        text("place", "地点", "活动地点", "where"),
        number("count", "家数", "涉及企业数", "how many companies"),
        code("lead", "线索编号", "由哪条线索而来", "the lead it followed", refers_to="leads"),
        TAGS, *EVERY_FACT,
    ), identity=("activity",), unique=True, is_fact=True),
    Table("reserves", "储备项目", Words("谋划储备的项目，一个一行", "one row for each project held in reserve"), (
        code("reserve", "储备编号", "本表内不重复", "unique in this table", required=True),
        EARNER,
        day("date", "日期", "入库日期", "the day it was entered", required=True),
        text("name", "名称", "储备项目名称", "name of the project", required=True),
        number("companies", "目标企业数", "目标企业有几家", "how many target companies"),
        number("sequence", "当日序", "同一天内的先后，从1起", "order within a day, from 1", least=1),
        code("duplicate_of", "重复于", "与哪个储备项目重复", "the reserve it repeats", refers_to="reserves"),
        TAGS, *EVERY_FACT,
    ), identity=("reserve",), unique=True, is_fact=True),
    Table("indicators", "指标值", Words("来自外部的数值：增速、进出口、税收、上级得分等",
          "figures from outside: growth, customs, tax, an upper level's score"), (
        EARNER,
        text("indicator", "指标", "指标名称或代码", "the indicator's name or id", required=True),
        day("date", "日期", "数值所属日期", "the day the figure is of", required=True),
        number("value", "数值", "只填数；百分数填百分号前的数（13.5%填13.5），金额类以万为单位",
               "a bare number: for 13.5% write 13.5; money in ten thousands",
               scale=6, least=None, most=10**12, required=True),
        PROJECT_IF_ANY,
        *EVERY_FACT,
    ), identity=("unit", "indicator", "date"), is_fact=True),
    Table("awards", "认定加减分", Words("经认定的加分减分事项，一项一行", "points decided by someone, one row for each decision"), (
        EARNER,
        day("date", "日期", "认定日期", "the day of the decision", required=True),
        text("item", "事项", "方案中的事项名称", "the item's name in the scheme", required=True),
        number("points", "分值", "加分为正，减分为负", "positive for a bonus, negative for a deduction",
               scale=6, least=None, most=10**9, required=True, unit="分"),
        DECISION, PROJECT_IF_ANY,
        *EVERY_FACT,
    ), identity=("unit", "date", "item"), is_fact=True),
)
# fmt: on
