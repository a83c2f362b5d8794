"""Projects from the first contact to production, with the lags that projects have.

Those signed in the year before come along, for their year to land runs out in this one.
"""

from __future__ import annotations

from dataclasses import dataclass

from zhaoshang.demonstration.amounts import amount_of
from zhaoshang.demonstration.chance import Chance, working_day
from zhaoshang.demonstration.names import Company, company
from zhaoshang.demonstration.year import TAG, Profile, Year
from zhaoshang.quantities.dates import add_months, to_day, to_iso

ACCEPTED_STAGES = ("signed", "landed", "production")
"""Stages that a higher level confirms some time later."""
FINER_STAGES = ("negotiating", "reviewed", "started", "enrolled")
"""Stages that are only written down for projects of a hundred million yuan and more, and foreign ones."""
LAGS = (
    ("negotiating", 10, 45),
    ("reviewed", 8, 30),
    ("signed", 6, 35),
    ("landed", 20, 170),
    ("started", 8, 50),
    ("enrolled", 12, 45),
    ("production", 70, 260),
)
"""Days from one stage to the next, least and most."""


@dataclass(frozen=True)
class Plan:
    """A project before any of it is written down. ``amount`` in 万 of ``currency``."""

    unit: str
    company: Company
    begun: int
    amount: int
    currency: str = "CNY"
    fixed_assets: bool = True
    stages: tuple[str, ...] = tuple(stage for stage, _, _ in LAGS)
    withdrawn: int | None = None
    hurried: bool = False


def add_projects(year: Year, profile: Profile) -> None:
    """The projects of one unit: what the year before left, and what this year begins."""
    chance = year.chance("projects", profile.key)
    for _ in range(chance.share(profile.quota, 32)):
        _left_over(year, profile, chance)
    for _ in range(chance.share(max(profile.quota, 1), profile.diligence)):
        begun = chance.day_in(year.first - 75, year.first + 255)
        write_project(year, profile, _plan(year, profile, chance, begun), chance)


def _plan(year: Year, profile: Profile, chance: Chance, begun: int) -> Plan:
    amount = amount_of(chance, profile.spread)
    everything = tuple(stage for stage, _, _ in LAGS)
    reached = chance.weighted(((7, 76), (3, 14), (2, 4), (1, 6)))  # most go on; some stay where they are
    return Plan(
        profile.unit,
        company(year.next_company()),
        begun,
        amount,
        fixed_assets=not chance.happens(4),
        stages=everything[:reached],
        hurried=amount < 10_000,
    )


def _left_over(year: Year, profile: Profile, chance: Chance) -> None:
    """A project signed in the year before: landed since, late, given up, or lapsing."""
    signed = chance.day_in(to_day(f"{year.year - 1}-01-10"), to_day(f"{year.year - 1}-12-20"))
    fate = chance.weighted((("on time", 70), ("late", 8), ("never", 10), ("withdrawn", 8), ("too late", 4)))
    amount = amount_of(chance, profile.spread)
    who = company(year.next_company())
    lasts = {"on time": 7, "late": 5, "never": 3, "withdrawn": 3, "too late": 3}[fate]
    everything = tuple(stage for stage, _, _ in LAGS)
    anniversary = add_months(signed, 12)
    withdrawn = None
    if fate == "withdrawn":
        withdrawn = working_day(anniversary - chance.between(20, 150), signed, anniversary)
    elif fate == "too late":
        withdrawn = working_day(anniversary + chance.between(10, 60), anniversary + 1, anniversary + 90)
    plan = Plan(
        profile.unit,
        who,
        signed - 70,
        amount,
        stages=everything[:lasts],
        withdrawn=withdrawn,
        hurried=amount < 10_000,
    )
    late = anniversary + chance.between(15, 80) if fate == "late" else None
    write_project(year, profile, plan, chance, signed=signed, landed=late)


def write_project(
    year: Year,
    profile: Profile,
    plan: Plan,
    chance: Chance,
    signed: int | None = None,
    landed: int | None = None,
) -> str:
    """Write a project, its lead, who shares in it, its stages and its money. Gives its number.

    ``signed`` and ``landed`` fix those days; the others follow from the lags. What would come after the
    year's end is not written.
    """
    number = f"P{len(year.tables.get('projects', ())) + 1:03}"
    foreign = plan.currency != "CNY"
    trade = plan.company.trade
    origin = "境外" if foreign else chance.weighted((("省外", 6), ("市外", 3), ("本地", 2)))
    year.row(
        "projects",
        project=number,
        name=f"{plan.company.short}{chance.one_of(trade.builds)}项目",
        unit=plan.unit,
        investor=plan.company.name,
        capital="外资" if foreign else "内资",
        origin=origin,
        industry=trade.industry,
        chain=trade.chain,
        amount=plan.amount,
        currency=plan.currency,
        fixed_assets="是" if plan.fixed_assets else "否",
        land=chance.between(8, 60) if plan.fixed_assets and plan.amount >= 5_000 else None,
        tags=TAG,
    )
    days = _days(plan, chance, signed, landed)
    if plan.begun >= year.first - 120:
        _lead_of(year, plan, number, chance)
    _credits(year, profile, plan, number, days, chance)
    for stage, day in days:
        if day > year.last:
            break
        if stage in FINER_STAGES and plan.amount < 10_000 and not foreign:
            continue
        if plan.withdrawn is not None and day >= plan.withdrawn:
            break
        _milestone(year, number, stage, day, plan, chance)
    if plan.withdrawn is not None and plan.withdrawn <= year.last:
        year.row("milestones", project=number, stage="退出", date=to_iso(plan.withdrawn), status="已审核")
    _funds(year, plan, number, dict(days), chance)
    return number


def _days(plan: Plan, chance: Chance, signed: int | None, landed: int | None) -> list[tuple[str, int]]:
    day = working_day(plan.begun, plan.begun - 3, plan.begun)
    days = [("tracking", day)]
    for stage, least, most in LAGS:
        if stage not in plan.stages:
            break
        most = (least + most) // 2 if plan.hurried else most
        day = day + chance.between(least, most)
        if stage == "signed" and signed is not None:
            day = signed
        if stage == "landed" and landed is not None:
            day = landed
        if signed is not None and stage in ("negotiating", "reviewed"):
            day = min(day, signed - 3)
        day = working_day(day, day - 3, day + 3)
        days.append((stage, day))
    return days


def _milestone(year: Year, project: str, stage: str, day: int, plan: Plan, chance: Chance) -> None:
    accepted = None
    if stage in ACCEPTED_STAGES and not chance.happens(3):
        on = working_day(day + chance.between(2, 24), day, year.last)
        accepted = to_iso(on) if day + 26 <= year.last or (chance.happens(60) and on <= year.last) else None
    fresh = year.last - day < 16
    year.row(
        "milestones",
        project=project,
        stage=stage,
        date=to_iso(day),
        amount=plan.amount if stage == "signed" else None,
        accepted_on=accepted,
        status="待审核" if fresh and chance.happens(45) else "已审核",
        recorded_on=to_iso(min(working_day(day + chance.between(0, 6), day, day + 9), year.last)),
        evidence={"signed": "signed_contract", "landed": "project_record", "enrolled": "enrolment",
                  "production": "production_proof"}.get(stage),
    )  # fmt: skip


def _lead_of(year: Year, plan: Plan, project: str, chance: Chance) -> None:
    day = max(plan.begun - chance.between(0, 12), year.first - 90)
    day = working_day(day, day - 3, day + 3)
    year.row(
        "leads",
        lead=f"X{len(year.tables.get('leads', ())) + 1:04}",
        unit=plan.unit,
        date=to_iso(day),
        company=plan.company.name,
        content=f"拟投资{plan.company.trade.chain}领域项目",
        amount=plan.amount,
        currency=plan.currency,
        capital="外资" if plan.currency != "CNY" else "内资",
        project=project,
        status="已审核",
        tags=TAG,
    )


def _credits(
    year: Year, profile: Profile, plan: Plan, project: str, days: list[tuple[str, int]], chance: Chance
) -> None:
    """Who shares: a department brings a project to a town, or a town is helped by a department."""
    signed = dict(days).get("signed", plan.begun + 60)
    towns = [p.unit for p in year.profiles if p.local and p.unit != plan.unit]
    departments = [p.unit for p in year.profiles if not p.local and p.unit != plan.unit]
    shares: list[tuple[str, str]] = [(plan.unit, "主办")]
    if not profile.local:
        if towns and chance.happens(55):
            shares.append((chance.one_of(towns), "协办"))
        if departments and chance.happens(6):
            shares.append((chance.one_of(departments), "引荐"))
    elif departments and chance.happens(10):
        shares.append((chance.one_of(departments), "引荐"))
    if len(shares) == 1 and profile.local:
        return  # it is all its own
    for unit, role in shares:
        day = plan.begun + chance.between(1, 12)
        if chance.happens(5):
            day = signed + chance.between(3, 40)  # filed when it was too late
        day = min(working_day(day, day - 3, day + 3), year.last)
        year.row(
            "credits",
            project=project,
            unit=unit,
            role=role,
            share="100%",
            filed_on=None if chance.happens(3) else to_iso(day),
        )


def _funds(year: Year, plan: Plan, project: str, days: dict[str, int], chance: Chance) -> None:
    """Money arrives in parts after landing; never more than was to be invested."""
    if "landed" not in days or plan.withdrawn is not None:
        return
    day = days["landed"] + chance.between(6, 60)
    left = 100
    for purpose in ("首次出资", "固投", "固投"):
        percent = chance.one_of((5, 8, 10, 12, 15, 20))
        amount = plan.amount * percent // 100
        day = working_day(day, day - 3, day + 3)
        if day > year.last or amount == 0 or left < percent:
            return
        if day >= year.first:
            year.row(
                "funds",
                fund=f"F{len(year.tables.get('funds', ())) + 1:04}",
                unit=plan.unit,
                project=project,
                date=to_iso(day),
                amount=amount,
                currency=plan.currency,
                capital="外资" if plan.currency != "CNY" else "内资",
                origin="境外" if plan.currency != "CNY" else None,
                purpose=purpose,
                voucher="验资报告" if purpose == "首次出资" else "进账单",
                status="已审核",
                tags=TAG,
            )
        left -= percent
        day += chance.between(40, 110)
