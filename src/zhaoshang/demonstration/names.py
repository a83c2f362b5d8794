"""Names that nobody can take for real: a year of the sixty-year cycle and a toy of the temple fair.

``虚构甲子纸鸢装备制造有限公司`` — 虚构 (invented) stands first in every one of them. No company code is ever given:
a made-up one could be somebody's. Places are 子虚, 乌有 and 亡是, which Chinese readers have known to be
nowhere since the second century before Christ.
"""

from __future__ import annotations

from dataclasses import dataclass

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
TOYS = (
    "纸鸢", "萤火", "风车", "泥人", "陀螺", "竹马", "皮影", "灯笼", "折扇", "糖画", "面人", "空竹",
    "拨浪鼓", "九连环", "七巧板", "走马灯", "万花筒", "竹蜻蜓",
    "布老虎", "兔儿爷", "毛猴", "鲁班锁", "孔明灯", "不倒翁",
)  # fmt: skip
PLACES = ("子虚市", "乌有市", "亡是市", "子虚省乌有市", "子虚省亡是市")
ABROAD = ("乌有国", "子虚国", "亡是国")


@dataclass(frozen=True)
class Trade:
    """A line of business: its chain, how its companies are called, its code of GB/T 4754, what they build."""

    chain: str
    company: str
    industry: str
    builds: tuple[str, ...]


TRADES = (
    Trade("装备制造", "装备制造", "C35", ("智能输送设备生产线", "精密零部件加工", "矿山机械再制造", "数控机床组装")),
    Trade("应急产业", "应急科技", "C40", ("应急电源生产", "消防机器人制造", "防汛器材生产基地", "智能检测仪器")),
    Trade("精品钢铁", "新材料", "C31", ("特种焊丝生产线", "高强紧固件", "轻量化型材加工", "耐磨钢球")),
    Trade("商贸物流", "供应链", "G59", ("智慧冷链物流园", "多式联运中转中心", "电商仓配基地", "跨境分拨中心")),
    Trade("文旅融合", "文旅", "R90", ("花海营地", "工业遗址研学园", "陶瓷文化街区", "滨河休闲带")),
    Trade("现代农业", "农业科技", "A01", ("数字温室", "中央厨房", "种苗繁育基地", "果蔬精深加工")),
)  # fmt: skip


@dataclass(frozen=True)
class Company:
    """An invented company."""

    name: str
    short: str
    trade: Trade


def company(number: int, abroad: str | None = None) -> Company:
    """The invented company of a number from 0; each number up to 1,439 has a name of its own."""
    year = STEMS[number % 10] + BRANCHES[number % 12]
    toy = TOYS[(number // 60 + number * 7) % len(TOYS)]
    trade = TRADES[(number * 5 + number // 7) % len(TRADES)]
    short = f"虚构{year}{toy}"
    name = f"{short}{trade.company}有限公司" if abroad is None else f"{short}控股（{abroad}）有限公司"
    return Company(name, short, trade)
