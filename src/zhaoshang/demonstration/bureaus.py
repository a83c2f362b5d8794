"""The year of a scheme like Xinxiang's development zone: a few bureaus, whose points are shared among people.

One of them serves all others and is held to a longer list, which it fills item by item.
"""

from __future__ import annotations

from zhaoshang.demonstration.chance import Chance
from zhaoshang.demonstration.pieces import (
    add_activity,
    add_award,
    add_figure,
    add_fund,
    add_lead,
    add_project,
)
from zhaoshang.demonstration.year import Profile, Year
from zhaoshang.quantities.dates import to_day


def add_bureaus(year: Year) -> None:
    """Everything of the year, bureau by bureau."""
    for number, profile in enumerate(year.profiles, 1):
        chance = year.chance("bureaus", profile.key)
        serving = "contacts" in profile.held
        _signings(year, profile, chance, serving)
        _money(year, profile, chance, serving)
        _tips(year, profile, chance)
        _visits(year, profile, chance, serving)
        _people(year, profile, chance)
        if number % 3 == 1:
            add_award(year, profile.unit, "战新研发500强", _day(year, chance), chance.one_of((1, 2, 3)))
        if number == 2:
            add_award(year, profile.unit, "虚假签约", _day(year, chance), 0)
        year.told(profile.unit)
    _headquarters(year)


def _signings(year: Year, profile: Profile, chance: Chance, serving: bool) -> None:
    if serving:
        sizes: tuple[tuple[int, tuple[str, ...]], ...] = (
            (550_000, ("省台账",)), (120_000, ("化工", "省台账")), (110_000, ("化工",)),
            (60_000, ("省台账",)), (52_000, ("省台账", "化工")), (80_000, ("化工",)), (50_000, ("化工",)),
        )  # fmt: skip
        for at, (amount, tags) in enumerate(sizes):
            if chance.happens(profile.diligence + 8) or at == 1:
                _stages(year, profile, amount, chance, tags, landed=chance.happens(80))
        for amount, tags in ((400, ("省台账",)), (500, ()), (360, ())):
            signed = chance.day_in(year.first + 30, year.first + 200)
            days = {"signed": signed, "landed": signed + chance.between(20, 70)}
            number = add_project(year, profile.unit, amount, days, tags=tags, foreign=True)
            add_fund(year, profile.unit, days["landed"] + 20, amount * 3 // 4, project=number, foreign=True)
            if chance.happens(60):
                add_fund(
                    year, profile.unit, days["landed"] + 60, chance.one_of((40, 80, 125)),
                    project=number, foreign=True, purpose="增资",
                )  # fmt: skip
        return
    for _ in range(max(chance.share(2, profile.diligence), 1)):
        _stages(year, profile, chance.one_of((50_000, 62_000, 85_000)), chance, (), landed=True)
    if chance.happens(60):
        number = add_project(
            year, profile.unit, 200, {"signed": year.first + 60, "landed": year.first + 100}, foreign=True
        )
        add_fund(year, profile.unit, _day(year, chance), chance.one_of((50, 120)), project=number,
                 foreign=True, purpose="增资")  # fmt: skip


def _stages(
    year: Year, profile: Profile, amount: int, chance: Chance, tags: tuple[str, ...], *, landed: bool
) -> None:
    signed = chance.day_in(year.first + 15, year.last - 90)
    days = {"tracking": signed - chance.between(30, 70), "signed": signed}
    if landed:
        days["landed"] = signed + chance.between(20, 60)
    number = add_project(year, profile.unit, amount, days, tags=tags)
    if landed:
        add_fund(year, profile.unit, days["landed"] + 15, amount // 5, project=number)


def _money(year: Year, profile: Profile, chance: Chance, serving: bool) -> None:
    """Upgrading projects that start, and the money of older ones, toward what the bureau is held to."""
    for _ in range(chance.share(2 if serving else 3, profile.diligence)):
        started = chance.day_in(year.first + 40, year.last - 15)
        tag = chance.one_of(("转型升级", "承接转移"))
        amount = chance.one_of((10_000, 14_000, 20_000))
        number = add_project(
            year, profile.unit, amount, {"signed": started - 400, "started": started}, tags=(tag,)
        )
        add_fund(year, profile.unit, started + 12, amount // 2, project=number, purpose="固投")
    meant = chance.share(profile.held.get("funds", 0), profile.diligence * 4 // 10)
    for month in range(1, 13):
        amount = meant // 12 + chance.between(-300, 300)
        day = to_day(f"{year.year}-{month:02}-{chance.between(12, 24)}")
        add_fund(year, profile.unit, day, max(amount, 100), purpose="固投")


def _tips(year: Year, profile: Profile, chance: Chance) -> None:
    for month in range(1, 13):
        first = to_day(f"{year.year}-{month:02}-01")
        often = 4 if profile.diligence >= 100 or chance.happens(85) else chance.between(1, 3)
        for _ in range(often + chance.happens(20)):
            amount = chance.one_of((None, 3_000, 6_000, 10_000, 25_000))
            add_lead(year, profile.unit, chance.day_in(first, first + 27), amount, chance)


def _visits(year: Year, profile: Profile, chance: Chance, serving: bool) -> None:
    for _ in range(chance.share(9, profile.diligence)):
        kind = chance.one_of(("客商来访", "赴企拜访"))
        add_activity(year, profile.unit, _day(year, chance), kind, chance, foreign=chance.happens(20))
    if serving:
        add_activity(year, profile.unit, _day(year, chance), "签约活动", chance, count=12)
        for _ in range(chance.between(2, 3)):
            add_activity(year, profile.unit, _day(year, chance), "外出招商", chance)
        for _ in range(6):
            companies = chance.between(4, 7)
            add_activity(year, profile.unit, _day(year, chance), "走访对接", chance, count=companies)
        add_figure(year, profile.unit, "招商图谱", to_day(f"{year.year}-05-31"), 1)


def _people(year: Year, profile: Profile, chance: Chance) -> None:
    heads = chance.between(5, 9)
    year.row("units", unit=profile.unit, headcount=heads)
    for number in range(heads):
        year.row(
            "people",
            person=f"演示人员{profile.key}{number + 1:02}",
            unit=profile.unit,
            year=year.year,
            on_post="是",
            contribution=chance.between(3, 20),
        )


def _headquarters(year: Year) -> None:
    """A head office of each kind, with the figures that it is judged by."""
    kinds = (
        ("进出口总部", (("进出口额", (900, 1_200, 1_500)),)),
        ("建筑总部", (("年产值", (62_000,)), ("地方留存", (640,)))),
        ("金融总部", (("注册资金", (12_000,)), ("实缴资金", (6_000,)))),
    )
    for at, (tag, figures) in enumerate(kinds):
        chance = year.chance("headquarters", tag)
        unit = year.profiles[(at * 2 + 1) % len(year.profiles)].unit
        signed = chance.day_in(year.first + 20, year.first + 120)
        days = {"signed": signed, "landed": signed + 45}
        number = add_project(year, unit, 12_000, days, tags=(tag,))
        for indicator, values in figures:
            for quarter, value in enumerate(values, 2):
                add_figure(year, unit, indicator, to_day(f"{year.year}-{quarter * 3:02}-28"), value, number)


def _day(year: Year, chance: Chance) -> int:
    return year.spring_to_winter(chance)
