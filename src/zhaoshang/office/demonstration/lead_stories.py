"""What happens to leads: reported, signed, verified; returned, disputed, corrected, filed late."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhaoshang.demonstration.names import company
from zhaoshang.office.demonstration.city import City
from zhaoshang.office.demonstration.clock import Story
from zhaoshang.office.demonstration.papers import picture
from zhaoshang.office.demonstration.project_stories import Plan, project
from zhaoshang.office.evidence import services as evidence
from zhaoshang.office.exchange import services as exchange
from zhaoshang.office.leads import deciding, services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.records.choices import Action

WAN = 10**6
"""Fen in 1万元."""
EXAMPLE_CODE = "91350100M000100Y43"
"""The company code that GB 32100-2015 gives as its example; nobody else's."""
AMOUNTS = (1200, 68000, 5000, 20000, 2600, 110000, 8000, 35000, 3800, 52000, 12000, 26000, 150000)
"""In 1万元."""
PLACES = ("高新产业园", "滨河工业园", "临港物流园", "老街片区", "中小企业园")


def values(city: City, unit: Unit, number: int, **more: Any) -> dict[str, Any]:
    """A lead of the invented company of a number."""
    who = company(number)
    build = build_of(number)
    place = unit.name if unit.name[-1] in "区县" else "月牙开发区"
    return {
        "date": city.clock.before(number % 3), "company": who.name, "company_code": "",
        "content": f"拟投资建设{build}，首期用地约{20 + number % 7 * 15}亩。",
        "place": f"{place}{PLACES[number % len(PLACES)]}", "amount": AMOUNTS[number * 7 % len(AMOUNTS)] * WAN,
        "currency": "CNY", "capital": "foreign" if number % 9 == 4 else "domestic",
        "tags": "", "filed_late_because": "", **more,
    }  # fmt: skip


def build_of(number: int) -> str:
    """What the invented company of a number would build."""
    builds = company(number).trade.builds
    return builds[number % len(builds)]


def sent_up(city: City, unit: Unit, given: dict[str, Any], wait: int) -> Any:
    """Filled in on one day and signed some days later; gives the lead."""
    lead = services.create(city.reporter(unit), unit, given, today=city.clock.today)
    lead = services.act(city.reporter(unit), lead, Action.FILE, today=city.clock.today)
    yield wait
    return services.act(city.lead(unit), lead, Action.SIGN, today=city.clock.today)


def approved(city: City, lead: Lead) -> Lead:
    """Approved by whoever verifies it."""
    return services.act(city.verifier(lead.verifying_role), lead, Action.APPROVE, today=city.clock.today)


def plain(city: City, start: int, unit: Unit, number: int, plan: Plan | None = None) -> Story:
    """A lead that goes its way; with a plan, it becomes a project."""
    yield start
    lead = yield from sent_up(city, unit, values(city, unit, number), 1 + number % 3)
    yield 2 + number % 4
    lead = approved(city, lead)
    if plan is not None:
        yield 6
        made = services.to_project(
            city.reporter(unit),
            lead,
            f"{company(number).short}{build_of(number)}项目",
            today=city.clock.today,
        )
        yield from project(city, made, company(number), plan)


def imported(city: City, start: int, unit: Unit, numbers: range) -> Story:
    """Leads handed in as a file, then filed and signed one by one."""
    yield start
    by, today = city.reporter(unit), city.clock.today
    lines = ["线索编号,日期,单位,企业,投资内容,拟投资额（万元）,资金类型,拟建地点"]
    for number in numbers:
        row = values(city, unit, number, capital="内资")
        cells = (f"X{today.year}-9{number:02}", row["date"], unit.name, row["company"], row["content"],
                 row["amount"] // WAN, row["capital"], row["place"])  # fmt: skip
        lines.append(",".join(map(str, cells)))
    file = SimpleUploadedFile("线索.csv", "\n".join(lines).encode("utf-8-sig"), "text/csv")
    upload = exchange.keep(by, unit.jurisdiction, file, today=today, table="leads")
    exchange.take_in(by, upload, today=today)
    yield 1
    for lead in Lead.objects.filter(unit=unit, number__startswith=f"X{today.year}-9"):
        lead = services.act(by, lead, Action.FILE, today=city.clock.today)
        services.act(city.lead(unit), lead, Action.SIGN, today=city.clock.today)


def draft(city: City, start: int, unit: Unit, number: int) -> Story:
    """A lead that somebody began and left."""
    yield start
    services.create(
        city.reporter(unit), unit, values(city, unit, number, amount=None), today=city.clock.today
    )


def returned(city: City, start: int, unit: Unit, number: int, *, again: bool) -> Story:
    """A lead sent back with a reason; perhaps put right and sent up again."""
    yield start
    given = values(city, unit, number)
    lead = yield from sent_up(city, unit, {**given, "place": "待定"}, 1)
    yield 2
    verifier, today = city.verifier(lead.verifying_role), city.clock.today
    lead = services.act(verifier, lead, Action.RETURN, today=today, reason="拟建地点没有写明，请补充后再报。")
    if not again:
        return
    yield 2
    reporter, today = city.reporter(unit), city.clock.today
    lead = services.change(reporter, lead, given, today=today, version=lead.version, why="补充拟建地点")
    lead = services.act(reporter, lead, Action.FILE, today=today)
    lead = services.act(city.lead(unit), lead, Action.SIGN, today=today)
    yield 2
    approved(city, lead)


def late(city: City, start: int, unit: Unit, number: int) -> Story:
    """A lead filed weeks after the talk."""
    yield start
    because = "洽谈时经办人在外驻点，回单位后补报。"
    given = values(city, unit, number, date=city.clock.before(19), filed_late_because=because)
    lead = yield from sent_up(city, unit, given, 1)
    yield 3
    approved(city, lead)


def given_up(city: City, start: int, unit: Unit, number: int) -> Story:
    """A lead recalled before anybody verified it, and voided."""
    yield start
    lead = yield from sent_up(city, unit, values(city, unit, number), 1)
    reporter, today = city.reporter(unit), city.clock.today
    lead = services.act(reporter, lead, Action.RECALL, today=today, reason="企业告知暂缓投资")
    services.act(reporter, lead, Action.VOID, today=today, reason="企业告知暂缓投资")


def corrected(city: City, start: int, unit: Unit, number: int) -> Story:
    """An approved lead whose amount was wrong."""
    yield start
    lead = yield from sent_up(city, unit, values(city, unit, number, amount=45_000 * WAN), 1)
    yield 3
    lead = approved(city, lead)
    yield 25
    reporter, today = city.reporter(unit), city.clock.today
    new = services.correct(
        reporter, lead, {"amount": 4_500 * WAN}, reason="拟投资额误多写一位，以企业函件为准。", today=today,
        version=lead.version,
    )  # fmt: skip
    new = services.act(reporter, new, Action.FILE, today=today)
    new = services.act(city.lead(unit), new, Action.SIGN, today=today)
    yield 2
    approved(city, new)


def disputed(city: City, start: int, first: Unit, second: Unit, number: int, *, code: str, end: str) -> Story:
    """Two units report one company. ``end`` says how far it gets: open, decided, appealed or answered."""
    yield start
    given = values(city, first, number, company_code=code)
    one = yield from sent_up(city, first, given, 1)
    yield 4
    one = approved(city, one)
    other = yield from sent_up(city, second, {**values(city, second, number), "company_code": code}, 1)
    meeting = picture("洽谈现场照片", 120 + number % 60)
    evidence.add(other, "洽谈记录", meeting, city.reporter(second), today=city.clock.today)
    if end == "open":
        return
    yield 3
    decision = deciding.decide(
        city.people["commerce"], one, other, today=city.clock.today,
        reason=f"{first.name}完整上报在先，{second.name}没有提供更早的洽谈记录。",
    )  # fmt: skip
    if end == "decided":
        return
    yield 2
    grounds = "本单位年初已与企业签过意向书，现补交洽谈记录，请复核。"
    appeal = deciding.appeal(city.lead(second), decision, grounds, today=city.clock.today)
    if end == "appealed":
        return
    yield 4
    words = "意向书没有写明投资内容和地点，不足以证明在先，维持原认定。"
    deciding.answer(city.people["reform"], appeal, False, words, today=city.clock.today)
    yield 1
    reason = f"首报已认定为{first.name}，请改为协办。"
    verifier = city.verifier(other.verifying_role)
    services.act(verifier, other, Action.RETURN, today=city.clock.today, reason=reason)
