"""The year of a scheme like Baodi's: parks with projects of substance, groups that go out and bring them in.

A group's project lands in a park or a town, and the group is written down as its referrer.
"""

from __future__ import annotations

from zhaoshang.demonstration.chance import Chance
from zhaoshang.demonstration.pieces import add_activity, add_figure, add_fund, add_project, tenths
from zhaoshang.demonstration.year import Profile, Year
from zhaoshang.quantities.dates import to_day, to_iso

_SIZES = (
    (480, 4), (500, 3), (700, 12), (1_000, 10), (1_200, 18), (2_500, 20), (5_000, 16), (8_000, 10),
    (10_000, 4), (15_000, 6), (30_000, 2),
)  # fmt: skip


def add_groups(year: Year) -> None:
    """Everything of the year, unit by unit."""
    homes = [profile for profile in year.profiles if profile.group in ("园区", "街镇")]
    for profile in year.profiles:
        chance = year.chance("groups", profile.key)
        staff = {"园区": 20, "街镇": 5}.get(profile.group or "", 3)
        year.row("units", unit=profile.unit, headcount=staff + chance.between(-1, 2))
        if profile.group == "走出去组":
            _group(year, profile, homes, chance)
        elif profile in homes:
            _home(year, profile, chance)
        else:
            _office(year, profile, chance)
        for _ in range(chance.between(2, 6)):
            add_activity(year, profile.unit, year.spring_to_winter(chance), "外出招商", chance)
        year.told(profile.unit)


def _home(year: Year, profile: Profile, chance: Chance) -> None:
    park = "entities" in profile.held
    for _ in range(chance.share(profile.held.get("entities", 9), profile.diligence) + 2):
        landed = year.spring_to_winter(chance)
        amount = chance.weighted(_SIZES)
        tags = ("实体项目",) if park and chance.happens(90) else ()
        number = add_project(
            year,
            profile.unit,
            amount,
            {"signed": landed - chance.between(30, 120), "landed": landed},
            tags=tags,
        )
        for part in range(3):
            if chance.happens(60):
                day = landed + 20 + part * 45
                add_fund(year, profile.unit, day, amount // 4, project=number, purpose="固投")
    if not park:
        return
    for month in range(1, 13):  # what projects of earlier years still bring
        day = to_day(f"{year.year}-{month:02}-{chance.between(10, 26)}")
        add_fund(year, profile.unit, day, chance.between(400, 900) * profile.diligence, purpose="固投")
    for _ in range(chance.between(3, 6)):
        landed = chance.day_in(year.first + 30, year.last - 60)
        amount = chance.one_of((300, 600, 800, 1_200))
        number = add_project(year, profile.unit, amount, {"landed": landed}, foreign=True)
        add_fund(year, profile.unit, landed + 30, amount * 2 // 3, project=number, foreign=True)
        add_figure(year, profile.unit, "新设外资企业", landed, 1)
    meant = chance.share(profile.held.get("market_entities", 0), profile.diligence)
    for month in range(1, 13):
        day = to_day(f"{year.year}-{month:02}-25")
        add_figure(year, profile.unit, "新增市场主体", day, max(meant // 12 + chance.between(-6, 8), 1))
        add_figure(year, profile.unit, "服务型总部型企业", day, chance.between(60, 130))


def _group(year: Year, profile: Profile, homes: list[Profile], chance: Chance) -> None:
    """Three or four projects, each on somebody's ground, and firms that registered."""
    meant = chance.share(profile.held.get("group_funds", 20_000), profile.diligence)
    several = chance.between(3, 4)
    for _ in range(several):
        landed = chance.day_in(year.first + 20, year.first + 240)
        home = chance.one_of(homes)
        amount = chance.one_of((8_000, 12_000, 20_000, 30_000))
        number = add_project(
            year, home.unit, amount, {"signed": landed - 60, "landed": landed}, tags=("实体项目",)
        )
        year.row("credits", project=number, unit=home.unit, role="主办", filed_on=to_iso(landed - 70))
        year.row("credits", project=number, unit=profile.unit, role="引荐", filed_on=to_iso(landed - 70))
        arrived = min(meant // several + chance.between(-600, 900), amount)
        add_fund(year, home.unit, landed + 25, arrived, project=number)
    for quarter in range(1, 5):
        meant = profile.held.get("group_registrations", 30) * profile.diligence // 400
        day = to_day(f"{year.year}-{quarter * 3:02}-25")
        add_figure(year, profile.unit, "注册企业", day, max(meant + chance.between(-2, 3), 0))


def _office(year: Year, profile: Profile, chance: Chance) -> None:
    if "approvals" in profile.held:
        for quarter in range(1, 5):
            value = tenths(min(1_000, 972 + quarter * 8 + chance.between(-4, 4)))
            add_figure(
                year, profile.unit, "审批用时达标率", to_day(f"{year.year}-{quarter * 3:02}-25"), value
            )
    if "promotions" in profile.held:
        for _ in range(chance.between(5, 7)):
            day = year.spring_to_winter(chance)
            companies = chance.between(30, 90)
            add_activity(year, profile.unit, day, "推介会", chance, count=companies, tags=("大型推介",))
        for month in range(1, 13):
            first = to_day(f"{year.year}-{month:02}-05")
            add_activity(
                year, profile.unit, chance.day_in(first, first + 15), "走访对接", chance,
                led_by="区级领导", person=f"演示领导{chance.between(1, 6):02}",
            )  # fmt: skip
        add_figure(year, profile.unit, "招商图谱", to_day(f"{year.year}-06-30"), 1)
