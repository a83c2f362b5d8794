"""Every function of the rule language as data: both names, what it takes, what it gives, an example.

The checker looks up how a function is typed, the documentation prints this table, suggestions come from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["value", "aggregate", "period", "target", "peers", "score"]


@dataclass(frozen=True)
class Function:
    """One function. ``takes`` and ``gives`` are in words; ``example`` type-checks in the documentation."""

    english: str
    chinese: str
    family: Family
    takes: str
    gives: str
    chinese_meaning: str
    english_meaning: str
    example: str


def _f(line: str, family: Family) -> Function:
    english, chinese, takes, gives, zh, en, example = (part.strip() for part in line.split("|"))
    return Function(english, chinese, family, takes, gives, zh, en, example)


_TABLE: dict[Family, str] = {
    "value": """
if | 如果 | condition, x, x | x | 条件为真取前者，为假或未知取后者 | the first value where the condition is true, else the second | 如果(类别 = 第一类别，2分，1分)
min | 取小 | x, x … | x | 最小的一个；有未知则未知 | the smallest; unknown if any is | 取小(100%，完成率(investment))
max | 取大 | x, x … | x | 最大的一个；有未知则未知 | the largest; unknown if any is | 取大(0元，金额 − 1亿元)
clamp | 限于 | number, least, most | number | 不低于前一个界，不高于后一个界；有未知则未知 | not below the first bound nor above the second; unknown if any is | 限于(完成率(investment)，80%，120%)
round | 四舍五入 | number, step | number | 四舍五入到步长的整数倍 | to a multiple of the step, half up | 四舍五入(完成率(investment)，0.1%)
steps | 每满 | number, step | count | 满几个整步；负数为零 | whole steps; 0 below zero | 每满(金额 − 100亿元，50亿元)
started_steps | 每起 | number, step | count | 起了几步，不满也算；负数为零 | started steps; 0 below zero | 每起(金额 − 100亿元，50亿元)
rest | 余 | number, step | number | 不满一步的余数；负数为零 | what is left of whole steps; 0 below zero | 余(金额，50亿元)
ratio | 比 | number, number, value | ratio | 甲比乙；乙为零时取第三个值 | the first over the second; the third where the second is zero | 比(合计(资金.金额)，合计(进展.金额)，0%)
known | 有 | any | condition | 不是空白 | is not blank | 有(签约日期)
unknown | 缺 | any | condition | 是空白 | is blank | 缺(落地日期)
default | 若缺 | x, x | x | 空白时取后者 | the second where the first is blank | 若缺(目标(projects_50m)，0)
holding | 满足数 | condition … | count | 成立的条件有几个 | how many conditions are true | 满足数(有(签约日期)，有(落地日期))
month | 月 | date | number | 几月 | the month's number in the year | 月(日期) ≤ 6
year | 年 | date | number | 哪一年 | the year | 年(日期) = 2023
""",
    "aggregate": """
count | 计数 | view | count | 有几行 | how many rows | 计数(进展 其中 阶段 = 签约)
sum | 合计 | view.field | number | 相加；没有行为零，跳过空白 | the sum; 0 of nothing, blanks skipped | 合计(资金.金额)
distinct | 去重 | view.field | count | 不同的值有几个 | how many different values | 去重(线索.企业)
largest | 最大 | view.field | number | 最大的值；没有则未知 | the largest; unknown of nothing | 最大(进展.金额)
smallest | 最小 | view.field | number | 最小的值；没有则未知 | the smallest; unknown of nothing | 最小(进展.金额)
mean | 平均 | view.field | number | 平均值；没有则未知 | the mean; unknown of nothing | 平均(指标值.数值)
latest | 最近 | view.field | x | 最后一天的值（同日取大） | the value of the last day (the larger on one day) | 最近(指标值.数值)
earliest | 最早 | view | date | 最早的日期 | the first date | 最早(进展 其中 阶段 = 签约)
reached | 达到日 | view.field, number | date | 累计达到该数的那一天 | the day on which the running sum reaches the number | 达到日(资金.金额，1000万元)
""",
    "period": """
of_project | 同项目 | measure | x | 在行内：同一项目各行上的量，到考核截止日 | in a row: the measure over the same project's rows, to the horizon | 同项目(合计(资金.金额))
to_date | 累计 | measure | x | 从考核期开始算起 | from the start of the term | 累计(计数(线索))
ever | 历来 | measure | x | 从有记录起算起 | from the beginning | 历来(计数(线索))
previous | 上期 | measure | x | 上一个期间 | the period before | 上期(计数(线索))
year_ago | 上年同期 | measure | x | 上年同期 | the same period of the year before | 上年同期(合计(资金.金额))
months | 月数 | condition | count | 期内有几个完整的月成立 | complete months of the period that satisfy it | 月数(计数(线索) ≥ 4)
quarters | 季数 | condition | count | 期内有几个完整的季成立 | complete quarters of the period that satisfy it | 季数(计数(线索) ≥ 4)
""",
    "target": """
target | 目标 | target | number | 目标值；没有这项任务则未知 | its value; unknown where the unit has none | 目标(investment)
done | 完成数 | target | number | 完成了多少 | what has been done | 完成数(investment)
rate | 完成率 | target | ratio | 完成数比目标；没有任务则未知 | done over the target; unknown without one | 完成率(investment)
shortfall | 缺额 | target | number | 还差多少；没有任务为零 | what is missing; 0 without a target | 缺额(projects_50m)
surplus | 超额 | target | number | 超出多少；没有任务为全部 | what is beyond; all of it without a target | 超额(projects_50m)
met | 完成 | target | condition | 是否完成 | whether it is met | 完成(investment)
phased | 时序目标 | target | number | 按整月直线推进到此时应完成的数 | what is due by now on a straight line of whole months | 时序目标(investment)
phased_rate | 时序完成率 | target | ratio | 完成数比时序目标 | done over what is due by now | 时序完成率(investment)
all_met | 全部完成 | target … | condition | 所列（不列则全部）任务都完成；一项没有则未知 | all those held are met; unknown where none is held | 全部完成()
any_met | 任一完成 | target … | condition | 所列任务有一项完成；一项没有则未知 | one of those held is met; unknown where none is held | 任一完成(projects_500m，projects_1b)
""",
    "peers": """
peers_max | 同组最大 | number | number | 同组各单位中最大的 | the largest in the unit's group | 同组最大(合计(资金.金额))
peers_min | 同组最小 | number | number | 同组最小的 | the smallest in the unit's group | 同组最小(合计(资金.金额))
peers_mean | 同组平均 | number | number | 同组平均 | the mean of the unit's group | 同组平均(合计(资金.金额))
peers_median | 同组中位 | number | number | 同组中位数 | the median of the unit's group | 同组中位(合计(资金.金额))
peers_rank | 同组名次 | number | count | 同组从大到小的名次，并列占同一名次 | the place in the unit's group, largest first | 同组名次(合计(资金.金额))
all_max | 全体最大 | number | number | 全体各单位中最大的 | the largest of all units | 全体最大(合计(资金.金额))
all_min | 全体最小 | number | number | 全体最小的 | the smallest of all units | 全体最小(合计(资金.金额))
all_mean | 全体平均 | number | number | 全体平均 | the mean of all units | 全体平均(合计(资金.金额))
all_median | 全体中位 | number | number | 全体中位数 | the median of all units | 全体中位(合计(资金.金额))
all_rank | 全体名次 | number | count | 全体从大到小的名次 | the place among all units, largest first | 全体名次(合计(资金.金额))
spread | 归一 | number, percentage | ratio | （数 − 同组最小）÷（同组最大 − 同组最小）；都相等时取第二个值 | where the number lies between the group's smallest and largest; the second value where all are equal | 归一(合计(资金.金额)，100%)
""",
    "score": """
points_of | 得分 | rule or section | points | 该节的得分（排名、结果、个人中用） | the points of a rule or section, in rankings, outcomes and persons | 得分(signed)
""",
}

FUNCTIONS: dict[str, Function] = {
    function.english: function
    for family, lines in _TABLE.items()
    for function in (_f(line, family) for line in lines.strip().splitlines())
}
"""By English name, in the order of the documentation."""

CANONICAL: dict[str, str] = {f.chinese: f.english for f in FUNCTIONS.values()} | {f: f for f in FUNCTIONS}
"""Either name of a function to its English one."""
