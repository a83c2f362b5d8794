"""Random schemes and ledgers, small but with every notion in them: texts of a pack, and rows as people write them.

A scheme is made of sentences that are right by their types. ``steady`` ones never look past a row's day, so
that months add up to the year; the others may. Every rule, view and row grows from a seed of its own, so that
all choices are equally likely and yet an example that fails is cut down to the parts that matter.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

NAMES = ("甲镇", "乙镇", "丙局", "丁局")
GROUPS = {"甲镇": "一类", "乙镇": "一类", "丙局": "二类", "丁局": "二类"}
CLAUSES = "clause,place,summary,carrier\na,第一条,各项计分,narrative\n"
YEARS = (2022, 2023, 2024)
EDGES = [
    date(y, m, d).isoformat()
    for y in (*YEARS, 2025)
    for m, d in (
        *((1, 1), (1, 31), (2, 1), (2, 28), (3, 1), (3, 30), (3, 31), (4, 1), (5, 31), (6, 30)),
        *((7, 1), (8, 15), (9, 30), (10, 7), (10, 8), (12, 30), (12, 31)),
    )
] + ["2024-02-29", "2021-12-31"]
TIERS = ("5000万元", "1亿元", "50亿元")
AMOUNTS = ["", "0", "0.0001", "0.000001", "1234.567891", "999999999.999999", "1000000000"]
AMOUNTS += ["4999.999999", "5000", "5000.000001", "9999.999999", "10000", "10000.000001"]
AMOUNTS += ["499999.999999", "500000", "500000.000001"]
FUNDS = ["-0.000001", "-500", "0.000001", "333.333333", "1000", "4999.999999", "999999999.999999"]
"""Money in ten thousands, at the edges of the tiers and a hundredth of a yuan to either side."""

some = st.sampled_from


@dataclass(frozen=True)
class Random:
    """A scheme's text, its units and targets, a ledger's rows, and what may be asked of them."""

    scheme: str
    units: str
    targets: str
    facts: dict[str, list[dict[str, Any]]]
    own: bool

    def __repr__(self) -> str:
        return f"Random(\n{self.scheme}\n{self.units}\n{self.targets}\nfacts={self.facts!r})"


class Sentences:
    """Sentences of each type over each sort of row, drawn one by one."""

    def __init__(self, steady: bool) -> None:
        self.steady, self.dice = steady, random.Random()
        self.views: dict[str, str] = {}  # view to its table
        self.targets: list[str] = []
        self.columns: dict[str, str] = {}  # view to the column of points it has

    def pick(self, *options: Any) -> Any:
        return self.dice.choice(options)

    def chance(self, percent: int) -> bool:
        return self.dice.randint(1, 100) <= percent

    # -- rows
    def row_atom(self, table: str) -> str:
        common = [
            "类别 = 一类",
            "单位 ≠ 乙镇",
            "日期 ≥ 2023-03-31",
            "日期 在 2023-Q4",
            "月(日期) ≤ 6",
            "序 ≤ 2",
            "序 > 1",
        ]
        own = {
            "进展": [
                *(
                    "阶段 = 签约",
                    "阶段 = 落地",
                    "阶段 属于 (签约，增资，开工)",
                    "资金类型 = 外资",
                    "份额 ≥ 50%",
                ),
                *(
                    "角色 = 主办",
                    "备案日期 ≤ 日期",
                    "标签 含 化工",
                    "固投项目",
                    "签约日期 ≤ 日期",
                    "非 (标签 含 化工)",
                ),
                *(
                    f"金额 {self.pick('≥', '>', '<')} {self.pick(*TIERS)}",
                    "美元金额 ≥ 1000万美元",
                    "缺(备案日期)",
                ),
            ],
            "线索": [
                "有(企业)",
                "资金类型 = 内资",
                f"拟投资额 ≥ {self.pick(*TIERS)}",
                "标签 含 化工",
                "有(拟投资额)",
            ],
            "资金": [
                "金额 > 0元",
                "资金类型 = 外资",
                "用途 = 增资",
                "资金来源地 属于 (省外，境外)",
                "有(项目)",
            ],
            "活动": ["类型 = 外出招商", "家数 ≥ 2", "有(家数) 且 家数 < 3", "方式 = 线上"],
            "认定": ["事项 = 加", "分值 ≥ 1分", "分值 < 0分"],
        }[table]
        ahead = []
        if not self.steady and table in ("进展", "线索", "资金"):
            ahead = [
                "有(落地日期)",
                "落地日期 ≤ 日期 + 30天",
                "同项目(合计(资金.金额)) ≥ 3000万元",
                "缺(投产日期)",
            ]
            ahead += ["达到日(资金.金额，1000万元) ≤ 日期 + 6个月", "落地日期 在 考核期"]
        if not self.steady:
            ahead += ["线索数 ≥ 2", "到位额 > 1000万元"]
        return str(self.pick(*common, *own, *ahead))

    def row_truth(self, table: str) -> str:
        first = self.row_atom(table)
        if self.chance(30):
            return f"{first} {self.pick('且', '或')} {self.row_atom(table)}"
        return first

    def row_count(self, table: str) -> str:
        options = ["序", "月(日期)", "2个", "满足数(序 > 1，类别 = 一类)"]
        step = self.pick("1000万元", "3000万元", "1亿元")
        if table in ("进展", "资金"):
            options += [f"{f}(金额，{step})" for f in ("每满", "每起")]
            options += [f"每满(取大(0元，金额 − 5000万元)，{step})", "比(余(金额，1亿元)，1000万元，0)"]
        if table == "线索":
            options += [f"每起(若缺(拟投资额，1元)，{step})"]
        if table == "活动":
            options += ["若缺(家数，1)", "家数"]
        if table == "认定":
            options += ["比(分值，1分，0)"]
        return str(self.pick(*options))

    def row_points(self, table: str, view: str | None = None) -> str:
        options = [f"{self.pick('1分', '0.3分', '单价', '-2分')} × {self.row_count(table)}"]
        options += [
            "单价",
            "1.5分",
            f"如果({self.row_atom(table)}，2分，-1分)",
            f"取小(3分，0.7分 × {self.row_count(table)})",
        ]
        if table == "进展":
            options += [
                "档次.得 × 份额",
                "档次.得",
                "1分 × 比(金额，总投资，1)",
                "四舍五入(档次.得 × 份额，0.5分)",
            ]
            options += ["-2 × 档次.得", "累进.得", "1分 × 金额 ÷ 3000万元 × 份额"]
        if table == "资金":
            options += ["1分 × 金额 ÷ 700万元", "累进.得", "四舍五入(0.01分 × 金额 ÷ 3万元，0.1分)"]
        if table == "认定":
            options += ["分值", "分值 × 2", "取小(分值，2分)"]
        if not self.steady and table in ("进展", "资金"):
            options += ["1分 × 比(金额，同项目(合计(资金.金额))，0)", "0.5分 × 同项目(计数(资金))"]
        if not self.steady:
            options += ["1分 × 比(活动数，线索数，0)"]
        if not self.steady and self.targets:
            options += ["1分 × 取小(2，若缺(完成率(目标一)，0))"]
        if view in self.columns:
            options += [self.columns[str(view)]] * 3
        return str(self.pick(*options))

    # -- units in a period
    def selection(self, *tables: str) -> tuple[str, str]:
        """A view or table among those of some tables, and its table."""
        named = [v for v, t in self.views.items() if t in tables]
        source = self.pick(*named, *tables)
        return source, self.views.get(source, source)

    def where(self, table: str) -> str:
        if not self.chance(50):
            return ""
        atom = self.row_atom(table)
        if self.chance(15):
            atom = "日期 在 考核期"
        return f" 其中 {atom}"

    def count(self, deep: bool = True) -> str:
        options = []
        view, table = self.selection("进展", "线索", "资金", "活动", "认定")
        options.append(f"计数({view}{self.where(table)})")
        options.append("合计(活动.家数)")
        options.append(f"去重(线索.企业{self.where('线索')})")
        if deep:
            inner = self.count(False)
            options += [
                f"月数({inner} ≥ 1)",
                f"季数({inner} = 0)",
                f"{self.pick('上期', '累计', '历来', '上年同期')}({inner})",
            ]
            options += [
                f"全体名次({inner})",
                f"同组最大({inner})",
                f"同组名次({self.money(False)})",
                f"全体中位({inner})",
            ]
            if self.targets:
                options += ["完成数(目标一)", "缺额(目标一)", "超额(目标一)"]
        return str(self.pick(*options))

    def money(self, deep: bool = True) -> str:
        view, table = self.selection("进展", "资金")
        options = [
            f"合计({view}.金额{self.where(table)})",
            f"{self.pick('最大', '最小', '平均', '最近')}({view}.金额)",
        ]
        if deep:
            options += [f"{self.pick('上期', '累计', '历来', '上年同期')}({self.money(False)})"]
            options += [f"全体平均({self.money(False)})", f"取大(1元，{self.money(False)})"]
        return str(self.pick(*options))

    def ratio(self) -> str:
        options = [
            f"比({self.count()}，{self.count()}，{self.pick('0', '1', '0.5')})",
            f"比({self.money()}，{self.money()} − 3000万元，{self.pick('0%', '100%')})",
            f"归一({self.count()}，100%)",
            f"归一({self.money()}，0%)",
            "增速",
            f"比({self.count()} − 上年同期({self.count(False)})，{self.count(False)}，0)",
            "若缺(增速，0%)",
        ]
        if self.targets:
            options += [
                "完成率(目标一)",
                "取小(100%，完成率(目标二))",
                "时序完成率(目标一)",
                "取小(120%，若缺(完成率(目标一)，0))",
            ]
        return str(self.pick(*options))

    def unit_truth(self) -> str:
        options = [
            f"{self.count()} {self.pick('≥', '=', '<')} {self.pick('0', '1', '2')}",
            f"{self.money()} > {self.pick(*TIERS)}",
            f"{self.ratio()} ≥ {self.pick('50%', '0.5', '1')}".replace("%", ""),
            "有(增速)",
            "类别 = 一类",
            "在岗人数 ≥ 2",
            "最早(线索) ≤ 期末 − 10天",
            "期末 − 期初 > 30天",
        ]
        if self.targets:
            options += ["完成(目标一)", "全部完成()", "非 任一完成(目标一，目标二)", "有任务"]
        return str(self.pick(*options))

    def unit_points(self) -> str:
        options = [
            f"{self.pick('1分', '0.3分', '单价')} × {self.count()}",
            f"{self.pick('5分', '0.7分')} × 取小(3，{self.ratio()})",
            f"如果({self.unit_truth()}，2分，-1分)",
            f"1分 × 四舍五入({self.ratio()}，0.05)",
            f"1分 × {self.pick('每满', '每起')}({self.money()}，700万元)",
            "合计(认定.分值)",
            f"取大(-1分，0.1分 × {self.count()})",
            f"3分 × {self.ratio()}",
        ]
        return str(self.pick(*options))

    # -- nodes
    def limit(self) -> str:
        amount = self.pick("1分", "2.5分", "限额", "0分", "单价")
        if self.chance(10):
            amount = f"0.5分 × {self.count(False)}"
        if self.chance(40):
            known = ["month", "quarter", "half", "year", "term"]
            if not (self.steady and amount.startswith("0.5分 ×")):  # measured for a project, it looks ahead
                known.append("project")
            scopes = self.dice.sample(known, self.pick(1, 2))
            return "{" + ", ".join(f"{s}: {amount}" for s in scopes) + "}"
        return str(amount)

    def limits(self) -> list[str]:
        out = []
        if self.chance(35):
            out.append(f"cap: {self.limit()}")
        if self.chance(20):
            out.append(f"floor: {self.pick('-1分', '-3.5分', '0分', '{month: -1分, term: -2分}')}")
        if self.chance(15):
            out.append("best: project")
        if self.chance(25):
            measured = [
                f"取小(2，若缺({self.ratio()}，1))",
                "比(小计，全体最大(小计)，1)",
                "如果(小计 > 2分，50%，1)",
            ]
            out.append(f"times: {self.pick('80%', '1.5', '单价 ÷ 1分', *measured)}")
        return out

    def section(self, number: int) -> list[str]:
        """A section with a rule or two; the first takes the section's number."""
        keys = self.limits()
        with_base = self.chance(30)
        if with_base:
            keys += [f"base: {self.pick('10分', '单价')}", f"per: {self.pick('year', 'quarter', 'term')}"]
        lines = [f"  s{number} 节{number}:", "    clause: a", *(f"    {k}" for k in keys), "    rules:"]
        for which in self.pick((number,), (number, number + 100)):
            rule = self.rule(which, "      ")
            lines += [line for line in rule if not (with_base and line.strip().startswith("per:"))]
        return lines

    def rule(self, number: int, indent: str) -> list[str]:
        keys = []
        if self.chance(20):
            keys.append("units: 类别 = 一类")
        if self.chance(60):
            view, table = self.selection("进展", "线索", "资金", "活动", "认定")
            keys.append(f"each: {view}")
            if self.chance(40):
                keys.append(f"when: {self.row_truth(table)}")
            keys.append(f"points: {self.row_points(table, view)}")
            if self.chance(25):
                late = ["取大(日期，2023-06-30)", "日期 + 1个月", "次日"]
                if table == "进展":
                    late += ["取大(日期，若缺(签约日期，日期))"]
                keys.append(f"dated: {self.pick(*late)}".replace("次日", "日期 + 1天"))
        else:
            keys.append(f"per: {self.pick('month', 'quarter', 'half', 'year', 'term', 'window')}")
            if self.chance(40):
                keys.append(f"when: {self.unit_truth()}")
            keys.append(f"points: {self.unit_points()}")
            if self.chance(30):
                keys.append(f"dated: {self.pick('期末', '次期首日', '至今')}")
        if self.chance(10):
            keys.append("from: 2023-06-30")
        keys += self.limits()
        return [f"{indent}r{number} 规则{number}:", f"{indent}  clause: a", *(f"{indent}  {k}" for k in keys)]

    def view(self, number: int, with_targets: bool) -> list[str]:
        of, table = self.selection("进展", "进展", "进展", "线索", "资金", "活动", "认定")
        keys = [f"of: {of}"]
        name = f"视图{number}"
        if self.chance(35):
            keys.append(f"columns: {{c{number} 列{number}: {self.row_points(table, of)}}}")
            self.columns[name] = f"列{number}"
        elif of in self.columns:
            self.columns[name] = self.columns[of]
        if self.chance(60):
            keys.append(f"where: {self.row_truth(table)}")
        forms = ["plain", "plain", "first", "own"]
        if table == "进展":
            forms += ["lapse", "lapse", "dated", "dated", *([] if self.steady else ["assign"])]
        form = self.pick(*forms)
        if form == "first":
            key = {"进展": "项目", "线索": "企业", "资金": "用途", "活动": "企业", "认定": "事项"}[table]
            keys.append(f"first: [{key}, 单位]" if self.chance(50) else f"first: {key}")
        if form == "own":
            keys.append("joint: no")
        if form == "lapse":
            keys += [
                f"within: {self.pick('1年', '6个月', '30天')}",
                f"without: {self.pick('落地日期', '投产日期')}",
            ]
            if self.chance(30):
                keys.append("roll: workday")
        if form == "dated":
            keys.append(f"dated: {self.pick('上级认定日期', '取大(日期，备案日期)')}")
        if form == "assign":
            take = self.pick("1个", "2个", *(["若缺(目标(目标一)，1个)"] if with_targets else []))
            keys += [
                "assign:",
                "  prefer: 标签 含 化工",
                "  items:",
                f"    a{number} 甲项{number}: {{where: {self.row_atom(table)}, take: {take}}}",
                f"    b{number} 乙项{number}: {{where: 金额 > 0元, take: 1个}}",
            ]
        self.views[name] = table
        return [f"  v{number} {name}:", *(f"    {k}" for k in keys)]


PARAMETERS = """\
parameters:
  price 单价: [{from: 2022-01-01, value: 1分}, {from: 2023-07-01, value: 1.25分}]
  limit 限额: {一类: 2分, 二类: 3分}
tables:
  size 档次:
    by: 金额
    rows:
      - {row: small 小, from: 0元, 得: 1分 × 金额 ÷ 5000万元}
      - {row: middle 中, from: 5000万元, 得: 1分}
      - {row: large 大, above: 1亿元, 得: 2分}
      - {row: huge 特大, from: 50亿元, 得: 5分 + 1分 × 每满(金额 − 50亿元，7亿元)}
  parts 累进:
    by: 金额
    marginal: yes
    rows:
      - {from: 0元, 得: 1分 ÷ 1亿元}
      - {from: 5000万元, 得: 0.5分 ÷ 1亿元}
      - {from: 1亿元, 得: 0.01分 ÷ 1亿元}
measures:
  leads_n 线索数: 计数(线索)
  trips 活动数: 计数(活动)
  arrived 到位额: 合计(资金.金额)
indicators:
  growth 增速: {in: '%', take: TAKE}
"""


def seeds(least: int, most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 2**48), min_size=least, max_size=most)


@st.composite
def districts(draw: Any, steady: bool = False, reckoning: str | None = None) -> Random:
    """A random scheme and ledger."""
    s = Sentences(steady)
    s.dice.seed(draw(st.integers(0, 2**48)))
    own = (reckoning or s.pick("own", "to_date")) == "own"
    last = s.pick(None, None, "2024-12-31", "2024-02-29", "2023-12-31")
    first = s.pick("2022-01-01", "2023-01-01", "2022-10-08", "2023-01-15")
    lines = [
        "title: 随机",
        f"window: {{from: {first}{', to: ' + last if last else ''}}}",
        f"term: {s.pick('year', 'year', 'window')}",
        f"reckoning: {'own' if own else 'to_date'}",
        f"decimals: {s.pick(0, 1, 2, 3, 6, 6)}",
        "tags: [化工, 非固投]",
        "items: [加, 减]",
        *PARAMETERS.replace("TAKE", s.pick("latest", "sum", "mean")).rstrip().split("\n"),
    ]
    with_targets = s.chance(60)
    board = f"groups: {s.pick('类别', '全体')}"
    board += s.pick("", "", ", by: 得分(r0)", ", units: 类别 = 一类", ", tiebreak: [r0]")
    total = s.pick(*[None] * 5, "cap: 20分", "floor: 0分", "cap: {month: 4分, term: 9分}", "times: 50%")
    registers = _registers(s, with_targets)
    views: list[str] = []
    for number, seed in enumerate(draw(seeds(0, 3))):
        s.dice.seed(seed)
        views += s.view(number, with_targets)
    if views:
        lines += ["views:", *views]
    if with_targets:
        view, _ = s.selection("进展", "线索", "资金")
        per = s.pick("", "", ", per: quarter")
        lines += ["targets:", f"  t1 目标一: {{clause: a, done: 计数({view}){per}}}"]
        lines += [f"  t2 目标二: {{clause: a, done: {s.count(False)}, value: 2}}"]
        s.targets = ["目标一", "目标二"]
    lines.append("rules:")
    for number, seed in enumerate(draw(seeds(1, 4))):
        s.dice.seed(seed)
        lines += s.section(number) if s.chance(40) else s.rule(number, "  ")
    if total:
        lines += ["total:", "  clause: a", f"  {total}"]
    lines += ["rankings:", f"  board 总榜: {{clause: a, {board}}}"]
    return Random("\n".join(lines) + "\n", *registers, _ledger(draw), own)


def _registers(s: Sentences, with_targets: bool) -> tuple[str, str]:
    joint = s.pick(("", "", "", ""), ("j", "", "j", ""), ("j", "j", "", ""))
    units = "unit,group,headcount,joint\n"
    units += "".join(f"{n},{GROUPS[n]},{s.pick(0, 1, 2, 3)},{j}\n" for n, j in zip(NAMES, joint, strict=True))
    if not with_targets:
        return units, ""
    cells = {j or str(i): s.pick("", "1", "2", "3") for i, j in enumerate(joint)}
    rows = [
        f"{n},{y},{cells[j or str(i)]}"
        for y in YEARS
        for i, (n, j) in enumerate(zip(NAMES, joint, strict=True))
    ]
    return units, "unit,year,t1\n" + "\n".join(rows) + "\n"


def _ledger(draw: Any) -> dict[str, list[dict[str, Any]]]:
    projects = [f"P{i}" for i in range(draw(st.integers(1, 4)))]
    made = {
        table: [
            row(random.Random(seed), number, projects) for number, seed in enumerate(draw(seeds(least, most)))
        ]
        for table, (row, least, most) in {
            "milestones": (_milestone, 0, 9),
            "credits": (_credit, 0, 4),
            "leads": (_lead, 0, 6),
            "funds": (_fund, 0, 6),
            "activities": (_activity, 0, 3),
            "awards": (_award, 0, 4),
            "indicators": (_figure, 0, 4),
        }.items()
    }
    once = {(row["project"], row["unit"]): row for row in made["credits"]}
    made["credits"] = list(once.values())
    made["projects"] = [_project(random.Random(draw(st.integers(0, 2**48))), p) for p in projects]
    made["rates"] = [
        {"currency": "USD", "date": "2000-01-01", "rate": "6.9"},
        {"currency": "USD", "date": "2023-03-31", "rate": "7.12345678"},
    ]
    return {table: rows for table, rows in made.items() if rows}


Row = dict[str, Any]
APPROVED = ("approved", "approved", "approved", "approved", "pending")


def _project(dice: random.Random, project: str) -> Row:
    return {
        "project": project,
        "unit": dice.choice(NAMES),
        "amount": dice.choice([a for a in AMOUNTS if a not in ("", "0")]),
        "currency": dice.choice(("CNY", "CNY", "USD")),
        "capital": dice.choice(("内资", "外资", "")),
        "origin": dice.choice(("省外", "本地", "")),
        "tags": dice.choice(("", "化工", "化工；非固投")),
        "fixed_assets": dice.choice(("", "是", "否")),
    }


def _milestone(dice: random.Random, number: int, projects: list[str]) -> Row:
    stages = ("signed", "signed", "landed", "started", "production", "increased", "increased", "withdrawn")
    return {
        "project": dice.choice(projects),
        "stage": dice.choice(stages),
        "date": dice.choice(EDGES),
        "amount": dice.choice(("", "", *AMOUNTS)),
        "accepted_on": dice.choice(("", *EDGES)),
        "status": dice.choice(APPROVED),
    }


def _credit(dice: random.Random, number: int, projects: list[str]) -> Row:
    first, last = dice.choice((("", ""), ("", ""), ("2023-03-31", ""), ("", "2023-12-31")))
    return {
        "project": dice.choice(projects),
        "unit": dice.choice(NAMES),
        "role": dice.choice(("", "主办", "协办")),
        "share": dice.choice(("", "50%", "33.333333%")),
        "filed_on": dice.choice(("", *EDGES)),
        "from": first,
        "to": last,
    }


def _lead(dice: random.Random, number: int, projects: list[str]) -> Row:
    return {
        "lead": f"L{number}",
        "unit": dice.choice(NAMES),
        "date": dice.choice(EDGES),
        "company": dice.choice(("", "甲公司", "乙公司")),
        "amount": dice.choice(AMOUNTS),
        "capital": dice.choice(("", "内资")),
        "project": dice.choice(("", *projects)),
        "tags": dice.choice(("", "化工")),
    }


def _fund(dice: random.Random, number: int, projects: list[str]) -> Row:
    return {
        "fund": f"F{number}",
        "unit": dice.choice(NAMES),
        "date": dice.choice(EDGES),
        "amount": dice.choice(FUNDS),
        "currency": dice.choice(("CNY", "USD")),
        "capital": dice.choice(("", "外资")),
        "purpose": dice.choice(("", "增资")),
        "origin": dice.choice(("", "省外")),
        "project": dice.choice(("", *projects)),
        "status": dice.choice(APPROVED),
    }


def _activity(dice: random.Random, number: int, projects: list[str]) -> Row:
    return {
        "activity": f"A{number}",
        "unit": dice.choice(NAMES),
        "date": dice.choice(EDGES),
        "kind": dice.choice(("外出招商", "客商来访")),
        "company": dice.choice(("", "甲公司")),
        "count": dice.choice(("", 1, 3)),
        "mode": dice.choice(("", "线上")),
    }


def _award(dice: random.Random, number: int, projects: list[str]) -> Row:
    points = dice.choice(("1", "-2", "0.5", "2.000001", "-0.333333"))
    own = {"unit": dice.choice(NAMES), "date": dice.choice(EDGES), "item": dice.choice(("加", "减"))}
    return {**own, "decision": "纪要", "points": points}


def _figure(dice: random.Random, number: int, projects: list[str]) -> Row:
    value = dice.choice(("5", "-12.5", "0", "33.333333"))
    return {"unit": dice.choice(NAMES), "indicator": "增速", "date": dice.choice(EDGES), "value": value}
