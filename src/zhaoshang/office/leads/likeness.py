"""How alike two companies' names, places and amounts are: text in, whole percentages out.

Knows nothing of leads, people or the database. ``core`` is what is compared: the name in half-width and lower
case without brackets, legal form and leading place names. ``sounds`` is how it is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from pypinyin import lazy_pinyin

from zhaoshang.quantities.numbers import half_width

PLACES = (
    "中国", "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
    "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃",
    "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港", "澳门", "石家庄", "太原", "沈阳", "长春",
    "哈尔滨", "南京", "杭州", "合肥", "福州", "南昌", "济南", "郑州", "武汉", "长沙", "广州", "海口", "成都",
    "贵阳", "昆明", "拉萨", "西安", "兰州", "西宁", "银川", "乌鲁木齐", "呼和浩特", "南宁", "大连", "青岛",
    "宁波", "厦门", "深圳", "苏州", "无锡", "东莞", "佛山", "珠海",
)  # fmt: skip
"""Provinces, their capitals and the cities whose names companies bear most; a jurisdiction adds its own."""
TRADES = (
    "科技", "技术", "新能源", "能源", "电子", "信息", "实业", "工业", "产业", "投资", "发展", "贸易", "商贸", "国际",
    "集团", "控股", "环保", "生物", "医药", "材料", "新材料", "机械", "装备", "制造", "智能", "股份", "建设", "工程",
    "农业", "食品", "物流", "文化", "旅游", "半导体", "光电", "汽车", "电池", "化工", "管理", "服务", "企业",
)  # fmt: skip
"""Words of trades: what is left of a name without them is what tells one company from another (字号)."""
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu",
    "澹台": "tan tai", "黑": "he", "翟": "zhai", "乐": "yue", "员": "yun", "缪": "miao", "柏": "bai",
    "重": "chong", "种": "chong", "冼": "xian", "覃": "qin", "召": "shao",
}  # fmt: skip
"""Surnames, of one character or two, that are read otherwise than the same characters elsewhere."""

_TRADES_BY_LENGTH = tuple(sorted(TRADES, key=len, reverse=True))
_BRACKETED = re.compile(r"[(（\[【〔]([^)）\]】〕]*)[)）\]】〕]")
_NOISE = re.compile(r"[\s·・.,，。、'’\"“”\-—_/&]+")
_LEGAL_FORM = re.compile(
    r"(?:集团)?(?:股份)?(?:有限责任|有限)?(?:股份)?(?:分|总|子)?公司$|(?:普通|有限)合伙(?:企业)?$|合伙企业$|"
    r"(?:集团|控股|股份|有限|有限责任)$|(?:co)?ltd$|limited$|inc$|gmbh$|corporation$|corp$|llc$"
)
_DIVISION = re.compile(r"^(?:特别行政区|自治区|自治州|自治县|地区|新区|开发区|高新区|省|市|州|盟|区|县|镇)")
_LEAST = 2
"""No step may leave fewer characters than this: a name that is all place and form stays a name."""


def core(name: str, places: Iterable[str] = ()) -> str:
    """The name as it is compared. Applying it twice changes nothing; only an empty name gives an empty one."""
    known = sorted({*PLACES, *(p for p in places if len(p) >= _LEAST)}, key=lambda p: (-len(p), p))
    text = _plain(name)
    while True:
        shorter = _plain(_without_place(_without_form(_without_brackets(text, known)), known))
        if shorter == text:
            return text
        text = shorter


def _plain(name: str) -> str:
    text = half_width(name).lower()
    return _NOISE.sub("", text) or text.strip()


def _kept(shorter: str, text: str) -> str:
    return shorter if len(shorter) >= _LEAST else text


def _without_brackets(text: str, places: list[str]) -> str:
    """A place or a legal form in brackets goes; anything else in them is part of the name."""

    def inner(found: re.Match[str]) -> str:
        inside = found[1]
        if inside in ("集团", "控股") or _LEGAL_FORM.fullmatch(inside):
            return ""
        bare = inside
        for place in places:
            if bare.startswith(place):
                bare = bare[len(place) :]
                break
        return "" if not bare or _DIVISION.fullmatch(bare) else inside

    return _kept(_BRACKETED.sub(inner, text), text)


def _without_form(text: str) -> str:
    return _kept(_LEGAL_FORM.sub("", text), text)


def _without_place(text: str, places: list[str]) -> str:
    for place in places:
        if text.startswith(place):
            rest = text[len(place) :]
            return _kept(_DIVISION.sub("", rest), _kept(rest, text))
    return text


@lru_cache(maxsize=30_000)
def distinctive(core_name: str) -> str:
    """The core without words of trades at its end: 晶锐新能源科技 -> 晶锐."""
    text = core_name
    while True:
        for word in _TRADES_BY_LENGTH:
            if text.endswith(word) and len(text) - len(word) >= _LEAST:
                text = text[: -len(word)]
                break
        else:
            return text


def sounds(core_name: str) -> tuple[str, ...]:
    """How a core may be said, syllable by syllable without tones: as read anywhere, and as a surname begins it."""
    usual = _syllables(core_name)
    found = [usual]
    for length in (2, 1):
        reading = SURNAMES.get(core_name[:length])
        if reading is not None and len(core_name) > length:
            found.append(f"{reading} {_syllables(core_name[length:])}")
    return tuple(dict.fromkeys(found))


def _syllables(text: str) -> str:
    return " ".join(lazy_pinyin(text))


def ratio(one: str, other: str) -> int:
    """How much of two texts is common, in their order, in whole percent."""
    if not one or not other:
        return 0
    matched = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 200 * sum(block.size for block in matched) // (len(one) + len(other))


def name_likeness(one: str, other: str) -> int:
    """How alike two cores are, in whole percent: what tells companies apart weighs twice as much as the rest."""
    if one == other:
        return 100 if one else 0
    return (2 * ratio(distinctive(one), distinctive(other)) + ratio(one, other)) // 3


def sound_alike(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two names may be said alike; ``sounds`` gives the readings."""
    return bool(set(one) & set(other) - {""})


def amounts_alike(one: int | None, other: int | None) -> bool:
    """Whether two amounts of one currency differ by no more than a fifth of the larger."""
    if not one or not other or one < 0 or other < 0:
        return False
    return 5 * abs(one - other) <= max(one, other)


def places_alike(one: str, other: str) -> bool:
    """Whether two places may be the same: one within the other, or three fifths in common."""
    here, there = _plain(one), _plain(other)
    if len(here) < _LEAST or len(there) < _LEAST:
        return False
    return here in there or there in here or ratio(here, there) >= 60


def pieces(core_name: str) -> tuple[str, ...]:
    """Two-character pieces of what tells a name apart: names without one in common are not compared."""
    text = distinctive(core_name)
    return tuple(dict.fromkeys(text[i : i + 2] for i in range(len(text) - 1))) or ((text,) if text else ())
