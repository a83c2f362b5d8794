"""The year of a scheme like Shuangyashan's winter campaign: reserves, leads, trips, signings, starts.

Counties work on everything; task forces on reserves and leads, some of which a county signs.
"""

from __future__ import annotations

from zhaoshang.demonstration.chance import Chance
from zhaoshang.demonstration.pieces import add_activity, add_figure, add_lead, add_project, tenths
from zhaoshang.demonstration.year import TAG, Profile, Year
from zhaoshang.quantities.dates import to_day, to_iso

_SIZES = (("signed_1b", (100_000, 120_000, 150_000)), ("signed_500m", (50_000, 60_000, 80_000)),
          ("signed_100m", (10_000, 12_000, 15_000, 20_000, 30_000, 45_000)))  # fmt: skip


def add_campaign(year: Year) -> None:
    """Everything of the campaign, unit by unit."""
    for profile in year.profiles:
        chance = year.chance("campaign", profile.key)
        if "outings" in profile.held:
            _county(year, profile, chance)
        else:
            _task_force(year, profile, chance)
        _reserves(year, profile, chance)
        year.told(profile.unit)


def _done(profile: Profile, target: str, chance: Chance) -> int:
    """About what was meant; no more than half as much again."""
    meant = profile.held.get(target, 0)
    return min(chance.share(meant, profile.diligence) + chance.one_of((-1, 0, 0, 0, 1)), meant * 3 // 2 + 1)


def _county(year: Year, profile: Profile, chance: Chance) -> None:
    growth = 150 + (profile.diligence - 90) // 2 + chance.between(-18, 14)
    for number, day in enumerate(("2023-12-25", "2024-01-25", "2024-02-23", "2024-03-29")):
        figure = growth - (3 - number) * chance.between(-4, 9)
        add_figure(year, profile.unit, "到位资金同比增速", to_day(day), tenths(figure))
    for _ in range(max(_done(profile, "outings", chance), 1)):
        mode = chance.weighted((("线下", 9), ("不见面", 1)))
        led_by = chance.weighted((("党政一把手", 4), ("分管领导", 5), ("其他市级领导", 1)))
        add_activity(
            year, profile.unit, chance.day_in(year.first, year.last), "外出招商", chance,
            mode=mode, led_by=led_by,
        )  # fmt: skip
    for _ in range(chance.between(1, 4)):
        add_activity(year, profile.unit, chance.day_in(year.first, year.last), "客商来访", chance)
    for number in range(max(_done(profile, "domestic", chance), 1)):
        tags = ("市领导推进",) if chance.happens(14) or (number == 0 and profile.diligence >= 100) else ()
        add_lead(year, profile.unit, _day(year, chance), _amount(chance), chance, tags=tags)
    if chance.happens(40):
        add_lead(year, profile.unit, _day(year, chance), None, chance)
    for _ in range(max(_done(profile, "foreign", chance), 0)):
        amount = chance.one_of((200, 260, 300, 500))
        add_lead(year, profile.unit, _day(year, chance), amount, chance, foreign=True)
    if chance.happens(30):
        add_lead(year, profile.unit, _day(year, chance), 80, chance, foreign=True)
    for target, sizes in _SIZES:
        done = _done(profile, target, chance)
        if target == "signed_1b" and profile.diligence < 70:
            done = 0
        elif target != "signed_100m" and profile.diligence >= 90 and chance.happens(60):
            done += 1
        for _ in range(max(done, 0)):
            _signed(year, profile, chance.one_of(sizes), chance)
    _starts(year, profile, chance)


def _signed(year: Year, profile: Profile, amount: int, chance: Chance) -> str:
    signed = chance.day_in(year.first + 4, year.last - 3)
    days = {"negotiating": signed - chance.between(12, 40), "signed": signed}
    if chance.happens(6 + profile.diligence // 8):
        days["started"] = max(signed + chance.between(10, 50), to_day("2024-01-04"))
        if chance.happens(70):
            days["enrolled"] = days["started"] + chance.between(6, 25)
    return add_project(year, profile.unit, amount, days)


def _starts(year: Year, profile: Profile, chance: Chance) -> None:
    """Projects signed before the winter that begin, or begin again, in its last quarter."""
    begin, end = to_day("2024-01-08"), year.last - 4
    for target, stage in (("started", "started"), ("resumed", "resumed")):
        for _ in range(max(_done(profile, target, chance), 0)):
            on = chance.day_in(begin, end)
            days = {"signed": to_day("2023-04-10") + chance.between(0, 180), stage: on}
            if chance.happens(55):
                days["enrolled"] = on + chance.between(4, 18)
            add_project(year, profile.unit, chance.one_of((8_000, 12_000, 16_000, 30_000)), days)


def _task_force(year: Year, profile: Profile, chance: Chance) -> None:
    for _ in range(max(_done(profile, "domestic", chance), 1)):
        add_lead(year, profile.unit, _day(year, chance), _amount(chance), chance)
    if chance.happens(25):
        add_lead(year, profile.unit, _day(year, chance), 12_000, chance, tags=("市领导推进",))
    if chance.happens(30):
        add_lead(year, profile.unit, _day(year, chance), None, chance)
    if chance.happens(30 + profile.diligence // 3):  # a county signs what the task force found
        homes = [p for p in year.profiles if "outings" in p.held]
        amount = chance.one_of((6_000, 20_000, 60_000, 110_000))
        signed = chance.day_in(year.first + 30, year.last - 30)
        days = {"signed": signed}
        if chance.happens(60):
            days["started"] = max(signed + chance.between(5, 14), to_day("2024-01-05"))
            days["enrolled"] = days["started"] + chance.between(4, 10)
        number = add_project(year, chance.one_of(homes).unit, amount, days)
        found = signed - chance.between(10, 28)
        found = chance.day_in(max(found, year.first), max(found, year.first))
        add_lead(year, profile.unit, found, amount, chance, project=number)


def _reserves(year: Year, profile: Profile, chance: Chance) -> None:
    full = 5 if "outings" in profile.held else 3
    earlier: str | None = None
    for _ in range(max(_done(profile, "reserves", chance), 1)):
        earlier = _reserve(year, profile, chance, chance.between(full, full + 4))
    if chance.happens(50):
        _reserve(year, profile, chance, chance.between(1, full - 1))
    if chance.happens(20):
        _reserve(year, profile, chance, full, repeats=earlier)


def _reserve(year: Year, profile: Profile, chance: Chance, companies: int, repeats: str | None = None) -> str:
    number = f"C{len(year.tables.get('reserves', ())) + 1:03}"
    what = chance.one_of(
        ("冷链物流园", "中药材加工", "寒地农机制造", "冰雪旅游度假区", "石墨新材料", "数字服务基地")
    )
    year.row(
        "reserves",
        reserve=number,
        unit=profile.unit,
        date=to_iso(_day(year, chance)),
        name=f"虚构{what}项目（储备{number[1:]}）",
        companies=companies,
        duplicate_of=repeats,
        status="已审核",
        tags=TAG,
    )
    return number


def _day(year: Year, chance: Chance) -> int:
    return chance.day_in(year.first, year.last - 6)


def _amount(chance: Chance) -> int:
    return chance.one_of((5_000, 8_000, 10_000, 15_000, 20_000, 30_000, 50_000))
