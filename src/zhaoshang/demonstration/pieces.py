"""Rows that the special years have in common: a project with its stages and money, a trip, a figure.

Knows no scheme. Every row carries the mark of the demonstration where its table has tags.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zhaoshang.demonstration.chance import Chance, working_day
from zhaoshang.demonstration.names import ABROAD, PLACES, company
from zhaoshang.demonstration.year import TAG, Year
from zhaoshang.quantities.dates import to_iso


def add_project(
    year: Year,
    unit: str,
    amount: int,
    days: Mapping[str, int],
    *,
    tags: Sequence[str] = (),
    foreign: bool = False,
) -> str:
    """A project of ``amount`` in 万 (dollars for a foreign one) that reached stages on ``days``. Gives its number.

    Stages after the year's last day have not happened.
    """
    chance = year.chance("project", str(len(year.tables.get("projects", ()))))
    who = company(year.next_company(), chance.one_of(ABROAD) if foreign else None)
    number = f"P{len(year.tables.get('projects', ())) + 1:03}"
    year.row(
        "projects",
        project=number,
        name=f"{who.short}{chance.one_of(who.trade.builds)}项目",
        unit=unit,
        investor=who.name,
        capital="外资" if foreign else "内资",
        origin="境外" if foreign else chance.one_of(("省外", "省外", "市外")),
        industry=who.trade.industry,
        chain=who.trade.chain,
        amount=amount,
        currency="USD" if foreign else "CNY",
        tags="；".join((TAG, *tags)),
    )
    for stage, day in days.items():
        on = working_day(day, day - 3, day + 3)
        if on <= year.last:
            year.row("milestones", project=number, stage=stage, date=to_iso(on), status="已审核")
    return number


def add_fund(
    year: Year,
    unit: str,
    day: int,
    amount: int,
    *,
    project: str | None = None,
    foreign: bool = False,
    purpose: str = "首次出资",
) -> None:
    """Money that arrived, in 万 (dollars where foreign); nothing after the year's last day."""
    on = working_day(day, year.first, year.last)
    if on > year.last or amount == 0:
        return
    year.row(
        "funds",
        fund=f"F{len(year.tables.get('funds', ())) + 1:04}",
        unit=unit,
        project=project,
        date=to_iso(on),
        amount=amount,
        currency="USD" if foreign else "CNY",
        capital="外资" if foreign else "内资",
        origin="境外" if foreign else "省外",
        purpose=purpose,
        voucher="验资报告" if purpose == "首次出资" else "进账单",
        status="已审核",
        tags=TAG,
    )


def add_activity(
    year: Year,
    unit: str,
    day: int,
    kind: str,
    chance: Chance,
    *,
    mode: str = "线下",
    led_by: str = "分管领导",
    person: str | None = None,
    foreign: bool = False,
    count: int = 1,
    tags: Sequence[str] = (),
) -> str:
    """A trip, a visit, an event. Gives its number."""
    out = kind in ("外出招商", "赴企拜访", "推介会")
    number = f"H{len(year.tables.get('activities', ())) + 1:04}"
    who = company(chance.between(0, 1_439), chance.one_of(ABROAD) if foreign else None)
    year.row(
        "activities",
        activity=number,
        unit=unit,
        date=to_iso(day),
        kind=kind,
        mode=mode,
        company=None if kind in ("例会", "签约活动", "推介会") else who.name,
        capital="外资" if foreign else "内资",
        led_by=led_by,
        person=person or f"演示人员{chance.between(1, 40):02}",
        place=chance.one_of(PLACES) if out else "本地",
        count=count,
        status="已审核",
        tags="；".join((TAG, *tags)),
    )
    return number


def add_lead(
    year: Year,
    unit: str,
    day: int,
    amount: int | None,
    chance: Chance,
    *,
    foreign: bool = False,
    project: str | None = None,
    tags: Sequence[str] = (),
) -> None:
    """A lead of ``amount`` in 万 (dollars where foreign), None where it names none."""
    who = company(year.next_company(), chance.one_of(ABROAD) if foreign else None)
    year.row(
        "leads",
        lead=f"X{len(year.tables.get('leads', ())) + 1:04}",
        unit=unit,
        date=to_iso(day),
        company=who.name,
        content=f"有意投资{chance.one_of(who.trade.builds)}",
        amount=amount,
        currency="USD" if foreign else "CNY",
        capital="外资" if foreign else "内资",
        project=project,
        status="已审核",
        tags="；".join((TAG, *tags)),
    )


def add_figure(
    year: Year, unit: str, indicator: str, day: int, value: object, project: str | None = None
) -> None:
    """A figure from outside."""
    year.row(
        "indicators",
        unit=unit,
        indicator=indicator,
        date=to_iso(day),
        value=value,
        project=project,
        status="已审核",
    )


def add_award(year: Year, unit: str, item: str, day: int, points: object) -> None:
    """Points that somebody decided."""
    year.row("awards", unit=unit, date=to_iso(day), item=item, points=points, status="已审核")


def tenths(value: int) -> str:
    """Whole tenths as a decimal: 153 is 15.3."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 10}.{abs(value) % 10}"
