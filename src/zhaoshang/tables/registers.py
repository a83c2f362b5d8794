# ruff: noqa: E501  the lines of a table are rows, not prose
"""The tables beside the facts: units, projects, who earns, targets, people, rates and what was published.

Pure data. Each line is a column: key, Chinese label, a note in Chinese and in English.
"""

from __future__ import annotations

from zhaoshang.problems import Words
from zhaoshang.tables.columns import Kind, Table, choice, code, day, money, number, of_kind, share, text, unit
from zhaoshang.tables.facts import CAPITAL, COMPANY_CODE, CURRENCY, EARNER, ORIGIN, PROJECT, STAGES, TAGS

# fmt: off
FROM = day("from", "起始日期", "自哪天起；不填不限", "from which day; blank means no beginning")
TO = day("to", "截止日期", "至哪天止（含）；不填不限", "to which day, included; blank means no end")
PERIOD = of_kind(Kind.PERIOD, "period", "期间", "如 2023、2023-Q1、2023-03", "such as 2023, 2023-Q1 or 2023-03", required=True)

BEFORE_FACTS: tuple[Table, ...] = (
    Table("units", "单位", Words("方案自带单位名单；这里可补充单位和栏目", "a scheme brings its own units; more may be added here"), (
        unit("unit", "单位", "单位的规范名称", "the unit's proper name", required=True),
        text("group", "类别", "分类排名用的类别", "the group it is ranked in"),
        text("team", "团队", "所属团队", "the team it belongs to"),
        number("headcount", "在岗人数", "在岗人数", "people on post", unit="人", most=10**7),
        of_kind(Kind.LIST, "aliases", "别名", "其他叫法，用；隔开", "other names, separated by ；"),
        number("order", "排序", "名单上的先后，从1起", "place in the protocol order, from 1", least=1),
        text("lead_unit", "牵头单位", "由哪个单位牵头", "the unit that leads it"),
        text("joint", "联合", "标记相同的单位共同得分、共担任务", "units with the same mark earn and are held to targets together"),
        day("valid_from", "启用日期", "单位从哪天起存在", "the day the unit came to be"),
        day("valid_to", "停用日期", "单位到哪天为止（含）", "the last day the unit existed"),
    ), identity=("unit", "valid_from"), unique=True),
    Table("projects", "项目", Words("一个项目一行；进展另填进展表", "one row for each project; its stages go into milestones"), (
        code("project", "项目编号", "本表内不重复", "unique in this table", required=True),
        text("name", "项目名称", "项目名称", "the project's name", required=True),
        EARNER,
        text("investor", "投资方", "投资企业名称", "the investing company"),
        of_kind(Kind.COMPANY_CODE, "investor_code", "统一社会信用代码", COMPANY_CODE.note.zh, COMPANY_CODE.note.en),
        CAPITAL, ORIGIN,
        of_kind(Kind.INDUSTRY_CODE, "industry", "行业代码", "GB/T 4754，如 C26、2614", "GB/T 4754, such as C26 or 2614"),
        text("chain", "产业链", "所属产业链", "the industrial chain it belongs to"),
        money("amount", "总投资", "计划总投资", "total investment planned", required=True),
        CURRENCY,
        of_kind(Kind.YES_NO, "fixed_assets", "固投项目", "是或否；不填为是", "是 or 否; blank means 是"),
        number("land", "用地", "用地面积，亩", "land in mu", scale=4, most=10**8, unit="亩"),
        TAGS,
    ), identity=("project",), unique=True),
    Table("credits", "归属", Words("项目由几家共享时填；填了就只有这里的单位得分",
          "for projects several units share; where there are rows, only those units earn"), (
        PROJECT, EARNER,
        choice("role", "角色", "在项目中的角色", "part in the project",
               (("lead", "主办"), ("support", "协办"), ("referrer", "引荐"))),
        share("share", "份额", "如 50%；不填为 100%", "such as 50%; blank means 100%"),
        day("filed_on", "备案日期", "共享协议备案的日期", "the day the sharing was filed"),
        text("person", "人员", "具体人员", "the person"),
        FROM, TO,
    ), identity=("project", "unit", "role", "person", "from"), unique=True),
)

AFTER_FACTS: tuple[Table, ...] = (
    Table("visits", "拜访对象", Words("一次活动见了几家企业时，一家一行", "several companies met in one activity, one row each"), (
        code("activity", "活动编号", "活动表中的编号", "the activity's number", required=True, refers_to="activities"),
        text("company", "企业", "企业名称", "name of the company", required=True),
        COMPANY_CODE,
        text("kind", "机构类别", "企业、商会、协会等", "company, chamber, association …", suggestions=("企业", "商会", "协会", "院校")),
        text("chain", "产业链", "所属产业链", "the industrial chain it belongs to"),
    ), identity=("activity", "company"), unique=True),
    Table("targets", "目标", Words("方案自带目标；这里可补充本地、分期、到人的目标",
          "a scheme brings its targets; local, dated and personal ones may be added here"), (
        EARNER,
        text("person", "人员", "到人的目标填", "for a target of one person"),
        text("target", "目标", "方案中的目标名称或代码", "the target's name or id in the scheme", required=True),
        FROM, TO,
        number("value", "数值", "金额类以万为单位（美元目标为万美元）", "money in ten thousands of the target's own currency",
               scale=6, most=10**12, required=True),
    ), identity=("unit", "person", "target", "from", "to"), unique=True),
    Table("people", "人员", Words("参与考核或分配的人员", "people who are assessed or share in points"), (
        text("person", "人员", "姓名或代号", "name or code", required=True),
        EARNER,
        number("year", "年度", "如 2023", "such as 2023", least=1900, most=2199),
        text("role", "角色", "在招商工作中的角色", "part in the work", suggestions=("顾问", "专员", "组长", "组员")),
        text("post", "职务类别", "职务类别", "class of post"),
        of_kind(Kind.YES_NO, "on_post", "在岗", "是或否；不填为是", "是 or 否; blank means 是"),
        number("contribution", "贡献", "分配时的权数", "weight in sharing points", scale=6),
        number("points", "分配得分", "已分配的得分", "points already given", scale=6, least=None, unit="分"),
        number("companies", "包保企业数", "包保的企业数", "companies looked after"),
    ), identity=("person", "unit", "year"), unique=True),
    Table("exclusions", "取消资格", Words("取消评先资格；得分不变", "no honours for a time; scores stay"), (
        unit("unit", "责任单位", "被取消的单位；只涉及个人时可不填", "the unit; blank if only a person is meant", also=("单位",)),
        text("person", "人员", "被取消的人员", "the person"),
        day("from", "起始日期", "自哪天起", "from which day", required=True),
        TO,
        text("decision", "认定文号", "决定的文号", "number of the decision", required=True),
    ), identity=("unit", "person", "from", "to", "decision")),
    Table("assignments", "归项", Words("一个项目可归多项时，由人指定归哪一项",
          "the item a project is to fill, where several would do"), (
        PROJECT,
        choice("stage", "阶段", "按哪个阶段归项", "at which stage", STAGES, required=True),
        text("item", "事项", "归入的事项", "the item it fills", required=True),
    ), identity=("project", "stage"), unique=True),
    Table("returns", "报送", Words("每次报送一行，零报送也填", "one row for each return, nil returns included"), (
        EARNER,
        text("report", "报表", "报表名称", "name of the report", required=True),
        PERIOD,
        day("submitted_on", "报送日期", "实际报送的日期", "the day it came in", required=True),
    ), identity=("unit", "report", "period", "submitted_on")),
    Table("results", "历史名次", Words("已公布的或上级的名次", "places published before, or by an upper level"), (
        EARNER, PERIOD,
        text("group", "类别", "排名所在类别", "the group ranked in"),
        number("score", "得分", "公布的得分", "the score published", scale=6, least=None, unit="分"),
        number("rank", "名次", "公布的名次", "the place published", least=1),
    ), identity=("unit", "period", "group"), unique=True),
    Table("rates", "汇率", Words("折算外币用", "for converting other currencies"), (
        of_kind(Kind.CURRENCY, "currency", "币种", "ISO 代码或中文名", "an ISO code or Chinese name", required=True),
        day("date", "日期", "汇率的日期", "the day of the rate", required=True),
        number("rate", "汇率", "1个外币合多少元人民币", "yuan for one of the currency", scale=8, most=10**6, required=True),
    ), identity=("currency", "date"), unique=True),
)
# fmt: on
