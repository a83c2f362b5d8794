"""What units do all year: leads, trips and visits, and the monthly return."""

from __future__ import annotations

from zhaoshang.demonstration.amounts import MIDDLE, amount_of
from zhaoshang.demonstration.chance import working_day
from zhaoshang.demonstration.names import PLACES, company
from zhaoshang.demonstration.year import TAG, Profile, Year
from zhaoshang.quantities.dates import to_day, to_iso

_KINDS = (
    ("外出招商", 30), ("客商来访", 28), ("赴企拜访", 22), ("走访对接", 12), ("推介会", 3), ("签约活动", 3), ("例会", 2),
)  # fmt: skip
_LEADERS = (("党政一把手", 5), ("分管领导", 6), ("区级领导", 1), ("其他", 3))


def add_leads(year: Year, profile: Profile) -> None:
    """Leads that came to nothing, or have not yet. Some name no amount, a few were not accepted."""
    chance = year.chance("leads", profile.key)
    often = 12 if profile.local else 9
    for _ in range(chance.share(often, profile.diligence)):
        day = year.spring_to_winter(chance)
        who = company(year.next_company())
        known = not chance.happens(14)
        status = chance.weighted((("已审核", 90), ("待审核", 3), ("退回", 5), ("作废", 2)))
        if status == "待审核" and year.last - day > 30:
            status = "已审核"
        year.row(
            "leads",
            lead=f"X{len(year.tables.get('leads', ())) + 1:04}",
            unit=profile.unit,
            date=to_iso(day),
            company=who.name,
            content=f"有意投资{chance.one_of(who.trade.builds)}",
            amount=amount_of(chance, MIDDLE) if known else None,
            currency="CNY",
            capital="内资",
            status=status,
            reason={"退回": "企业名称、投资内容未写清，请补充", "作废": "与本单位先前所报为同一条"}.get(
                status
            ),
            tags=TAG,
        )


def add_activities(year: Year, profile: Profile) -> None:
    """Trips, visits, meetings."""
    chance = year.chance("activities", profile.key)
    for _ in range(chance.share(9 if profile.local else 5, profile.diligence)):
        kind = chance.weighted(_KINDS)
        out = kind in ("外出招商", "赴企拜访", "推介会")
        who = company(chance.between(0, 1_439))
        year.row(
            "activities",
            activity=f"H{len(year.tables.get('activities', ())) + 1:04}",
            unit=profile.unit,
            date=to_iso(year.spring_to_winter(chance)),
            kind=kind,
            mode=chance.weighted((("线下", 8), ("线上", 2))),
            company=None if kind == "例会" else who.name,
            capital="内资",
            led_by=chance.weighted(_LEADERS),
            person=f"演示人员{chance.between(1, 40):02}",
            place=chance.one_of(PLACES) if out else "本地",
            count=chance.between(8, 40) if kind == "推介会" else 1,
            status="已审核",
            tags=TAG,
        )


def add_returns(year: Year, profile: Profile, report: str) -> None:
    """One return a month; a few come late, and one or two not at all."""
    chance = year.chance("returns", profile.key)
    for month in range(1, 13):
        if chance.happens(1 if profile.diligence >= 80 else 5):
            continue
        after = to_day(f"{year.year + month // 12}-{month % 12 + 1:02}-01")
        due = working_day(after - 1, after - 7, after)
        late = chance.happens(4 if profile.diligence >= 80 else 12)
        on = due + chance.between(1, 9) if late else due - chance.between(0, 3)
        year.row(
            "returns",
            unit=profile.unit,
            report=report,
            period=f"{year.year}-{month:02}",
            submitted_on=to_iso(working_day(on, on - 3, on + 3)),
        )
