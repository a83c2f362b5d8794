"""What chance alone may not bring in a year, and every reader looks for: the very large, the foreign, the odd.

Placed with the busiest units, at the edges of the usual tiers; and rows as real ledgers have them: returned
and sent again, corrected, void.
"""

from __future__ import annotations

from zhaoshang.demonstration.amounts import IN_DOLLARS
from zhaoshang.demonstration.chance import Chance
from zhaoshang.demonstration.names import ABROAD, company
from zhaoshang.demonstration.projects import LAGS, Plan, write_project
from zhaoshang.demonstration.year import TAG, Profile, Year
from zhaoshang.quantities.dates import to_day, to_iso

_EVERYTHING = tuple(stage for stage, _, _ in LAGS)
_TO_SIGNED = _EVERYTHING[:3]
_ON_EDGES = (5_000, 10_000, 50_000, 100_000, 4_999)


def add_rates(year: Year) -> None:
    """A rate a month for two currencies, wandering a little around seven yuan and ninety fen."""
    chance = year.chance("rates")
    dollar = 69_000  # ten-thousandths of a yuan
    for month in range(-12, 13):
        at = year.year * 12 + month
        day = f"{at // 12}-{at % 12 + 1:02}-01"
        dollar += chance.between(-900, 900) + (69_500 - dollar) // 10
        year.row("rates", currency="USD", date=day, rate=_decimal(dollar, 4))
        year.row("rates", currency="HKD", date=day, rate=_decimal(dollar * 100 // 78, 5))


def _decimal(value: int, places: int) -> str:
    return f"{value // 10**places}.{value % 10**places:0{places}}"


def add_showpieces(year: Year) -> None:
    """The largest, those on an edge, foreign ones, and those that are no fixed-asset investment."""
    chance = year.chance("showpieces")
    local = _busiest(year, local=True)
    others = _busiest(year, local=False)
    if not local and not others:
        return
    homes = local or others
    _write(year, homes[0], chance, month=4, amount=1_000_000, stages=_TO_SIGNED)
    _write(year, (others or homes)[0], chance, month=3, amount=500_000, stages=_EVERYTHING[:5])
    for month in (2, 5):  # the rarest task of all is done by one
        _write(year, homes[0], chance, month=month, amount=120_000, stages=_EVERYTHING[:5])
    for i, amount in enumerate(_ON_EDGES):
        _write(year, homes[(i + 2) % len(homes)], chance, month=2 + i, amount=amount, stages=_EVERYTHING)
    for i in range(6):
        owner = (others or homes)[i % len(others or homes)] if i % 3 == 2 else homes[i % len(homes)]
        currency, amount = ("HKD", 4_000) if i == 4 else ("USD", 500 if i == 0 else chance.one_of(IN_DOLLARS))
        _write(
            year,
            owner,
            chance,
            month=2 + i,
            amount=amount,
            currency=currency,
            stages=_EVERYTHING[: 4 + i % 3],
        )
    _busy_month(year, homes[0], chance)
    for i, signed in enumerate(
        (f"{year.year - 1}-08-18", f"{year.year - 1}-09-29", f"{year.year - 1}-11-10")
    ):
        owner = homes[(i * 3 + 1) % len(homes)]
        plan = Plan(
            owner.unit, company(year.next_company()), to_day(signed) - 60, 6_000 + 2_500 * i,
            fixed_assets=False, stages=_EVERYTHING[:4],
        )  # fmt: skip
        landed = to_day(f"{year.year}-0{2 + i}-16")
        write_project(year, owner, plan, chance, signed=to_day(signed), landed=landed)


def _busy_month(year: Year, owner: Profile, chance: Chance) -> None:
    """A month with more leads than most rules count."""
    for _ in range(9):
        day = chance.day_in(to_day(f"{year.year}-05-04"), to_day(f"{year.year}-05-30"))
        who = company(year.next_company())
        year.row(
            "leads",
            lead=f"X{len(year.tables.get('leads', ())) + 1:04}",
            unit=owner.unit,
            date=to_iso(day),
            company=who.name,
            content=f"推介会上表示有意投资{chance.one_of(who.trade.builds)}",
            amount=chance.one_of((3_000, 5_000, 8_000, 12_000)),
            currency="CNY",
            capital="内资",
            status="已审核",
            tags=TAG,
        )


def _busiest(year: Year, *, local: bool) -> list[Profile]:
    found = [profile for profile in year.profiles if profile.local == local and profile.quota]
    return sorted(found, key=lambda profile: -profile.quota)


def _write(
    year: Year,
    owner: Profile,
    chance: Chance,
    *,
    month: int,
    amount: int,
    stages: tuple[str, ...],
    currency: str = "CNY",
) -> None:
    signed = chance.day_in(to_day(f"{year.year}-{month:02}-03"), to_day(f"{year.year}-{month:02}-25"))
    who = company(year.next_company(), chance.one_of(ABROAD) if currency != "CNY" else None)
    plan = Plan(owner.unit, who, signed - 65, amount, currency, stages=stages, hurried=True)
    write_project(year, owner, plan, chance, signed=signed)


def add_untidy_rows(year: Year) -> None:
    """Rows returned with a reason and sent again, void ones, and corrections that name what they replace."""
    signings = [row for row in year.tables.get("milestones", ()) if row["stage"] == "signed"]
    signings = [row for row in signings if row["status"] == "已审核" and row["date"] >= f"{year.year}-02"]
    for i, row in enumerate(signings[5::23][:6]):
        earlier = {**row, "status": "退回" if i % 3 else "作废"}
        earlier["reason"] = "签约合同缺盖章页，请补齐后重报" if i % 3 else "重复登记"
        earlier.pop("accepted_on", None)
        year.tables["milestones"].append(earlier)
    for i, row in enumerate(signings[9::31][:3], 1):
        wrong = dict(row)
        wrong["id"] = f"J{i}"
        wrong["amount"] = str(int(row["amount"]) * 11 // 10)
        year.tables["milestones"].append(wrong)
        row["id"], row["supersedes"], row["reason"] = f"J{i}-1", f"J{i}", "签约金额录入有误，按合同更正"
    landings = [row for row in year.tables.get("milestones", ()) if row["stage"] == "landed"]
    for row in landings[7::29][:3]:
        row["status"], row["reason"] = "退回", "落地佐证不齐：缺项目前期备案"
        row.pop("accepted_on", None)
    _sequence(year)


def _sequence(year: Year) -> None:
    """Leads that a unit filed on one day are numbered in the order they came."""
    seen: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in year.tables.get("leads", ()):
        seen.setdefault((row["unit"], row["date"]), []).append(row)
    for rows in seen.values():
        if len(rows) > 1:
            for number, row in enumerate(rows, 1):
                row["sequence"] = str(number)
