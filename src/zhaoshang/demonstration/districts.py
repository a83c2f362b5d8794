"""The year of a report like Lu'an's: signings, starts and trips of counties, with no target to reach."""

from __future__ import annotations

from zhaoshang.demonstration.pieces import add_activity, add_project
from zhaoshang.demonstration.year import Year

_SIZES = (
    (6_000, 10), (10_000, 8), (12_000, 16), (20_000, 22), (35_000, 18), (50_000, 10), (80_000, 8),
    (100_000, 5), (260_000, 3),
)  # fmt: skip


def add_districts(year: Year) -> None:
    """Everything of the year, county by county."""
    for profile in year.profiles:
        chance = year.chance("districts", profile.key)
        for _ in range(chance.share(26, profile.diligence) + chance.between(0, 8)):
            signed = year.spring_to_winter(chance)
            days = {"tracking": signed - chance.between(25, 90), "signed": signed}
            if chance.happens(25 + profile.diligence // 3):
                days["started"] = signed + chance.between(20, 110)
            add_project(year, profile.unit, chance.weighted(_SIZES), days)
        for _ in range(chance.share(18, profile.diligence) + chance.between(0, 4)):
            led_by = chance.weighted((("党政一把手", 4), ("分管领导", 5), ("其他", 1)))
            add_activity(year, profile.unit, year.spring_to_winter(chance), "外出招商", chance, led_by=led_by)
        for _ in range(chance.between(3, 8)):
            add_activity(year, profile.unit, year.spring_to_winter(chance), "客商来访", chance)
        year.told(profile.unit)
