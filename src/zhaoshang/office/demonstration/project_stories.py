"""What happens to projects: registered, shared, moved from stage to stage, hindered, handed over, ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhaoshang.demonstration.names import Company
from zhaoshang.office.demonstration.city import City
from zhaoshang.office.demonstration.clock import Story
from zhaoshang.office.demonstration.papers import paper, picture
from zhaoshang.office.evidence import services as evidence
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects import services
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.projects.queries import current_of, keeper
from zhaoshang.office.records.choices import Action
from zhaoshang.office.records.models import Record

LINE = (
    "negotiating",
    "reviewed",
    "signed",
    "landed",
    "started",
    "enrolled",
    "production",
    "capacity",
    "effective",
)
"""The stages in their order."""
PAPERS: Mapping[str, str] = {
    "signed": "签约合同",
    "started": "施工许可",
    "reviewed": "评审纪要",
    "production": "投产现场照片",
}


@dataclass(frozen=True)
class Plan:
    """How a project is to go: its last stage, how many days each takes, and what befalls it."""

    last: str
    days: int = 24
    pending: str = ""
    """How the next stage stands at the end: filed, submitted or returned; empty for not reported."""
    partner: str = ""
    """The short name of a unit that has a share of 40%."""
    to: str = ""
    """The short name of a unit that takes it over after signing."""
    befalls: tuple[str, ...] = field(default=())
    """difficulty, settled, upgrade, owner, correction, increased, withdrawn."""


def put_through(city: City, record: Any) -> Story:
    """Filed, signed a day later, approved some days after that."""
    unit = record.unit
    record = services.act(record, Action.FILE, city.reporter(unit), today=city.clock.today)
    yield 1
    record = services.act(record, Action.SIGN, city.lead(unit), today=city.clock.today)
    yield 2
    verifier = city.verifier(record.verifying_role)
    return services.act(record, Action.APPROVE, verifier, today=city.clock.today)


def project(city: City, made: Project, who: Company, plan: Plan) -> Story:
    """The life of a project that has just been made of a lead."""
    reporter = city.reporter(made.unit)
    more = {
        "origin": "overseas" if made.capital == "foreign" else "out_of_province", "industry": who.trade.industry,
        "chain": who.trade.chain, "land": (30 + made.pk * 17 % 200) * 10_000,
    }  # fmt: skip
    parties = (
        {"name": who.name, "part": "投资主体"},
        {"name": f"{who.short}（云川）有限公司", "part": "项目公司"},
    )
    made = services.change_project(
        reporter, made, more, parties, today=city.clock.today, version=made.version
    )
    if plan.last == "":
        return
    made = yield from put_through(city, made)
    yield from shares(city, made, plan)
    for stage in LINE[: LINE.index(plan.last) + 1]:
        yield plan.days
        yield from reached(city, made, stage)
        if stage == "signed":
            yield from after_signing(city, made, plan)
    yield from at_the_end(city, made, plan)


def shares(city: City, made: Project, plan: Plan) -> Story:
    """Who is credited: the unit alone, or with a partner."""
    given: list[tuple[Unit, str, int]] = [(made.unit, "lead", 100)]
    if plan.partner:
        given = [(made.unit, "lead", 60), (city.units[plan.partner], "support", 40)]
    for unit, role, share in given:
        values = {"role": role, "share": share * 10**6, "filed_on": city.clock.today}
        by, today = city.reporter(made.unit), city.clock.today
        yield from put_through(city, services.add_credit(by, made, unit, values, today=today))


def reported(city: City, made: Project, stage: str, **more: Any) -> Milestone:
    """A draft of a stage, with its document."""
    now = keeper(made)
    by, today = city.reporter(now), city.clock.today
    values = {"stage": stage, "date": city.clock.before(1), **more}
    milestone = services.add_milestone(by, made, values, today=today)
    if stage in PAPERS:
        title = f"{PAPERS[stage]}（{made.number}）"
        file = (
            picture(title, 90 + made.pk % 90) if "照片" in title else paper(title, f"{made.number} {stage}")
        )
        evidence.add(milestone, PAPERS[stage], file, by, today=today)
    return milestone


def reached(city: City, made: Project, stage: str, **more: Any) -> Story:
    """A stage reported and approved; its document seen in the original."""
    milestone = yield from put_through(city, reported(city, made, stage, **more))
    verifier = city.verifier(milestone.verifying_role)
    for file in files_of(milestone):
        evidence.see_original(file, verifier, today=city.clock.today)
    return milestone


def files_of(record: Record) -> Any:
    """The files of a record."""
    from zhaoshang.office.evidence.queries import of

    return of(record)


def after_signing(city: City, made: Project, plan: Plan) -> Story:
    """What befalls a project once it is signed."""
    if plan.to:
        to = city.units[plan.to]
        yield 5
        note = "项目选址在贵单位园区，签约后移交跟进落地。"
        offer = services.offer(city.lead(made.unit), made, to, city.clock.today, note, today=city.clock.today)
        yield 3
        services.answer_offer(
            city.lead(to), offer, True, "同意接收，已明确专人跟进。", today=city.clock.today
        )
    if "difficulty" in plan.befalls or "settled" in plan.befalls:
        yield 4
        yield from difficulty(city, made, settled="settled" in plan.befalls)
    if "upgrade" in plan.befalls:
        yield 9
        yield from changed(city, made, "upgrade", amount=made.amount * 3 // 2, note="追加二期，重新签约。")
    if "owner" in plan.befalls:
        yield 9
        yield from changed(city, made, "owner", note="业主变更为虚构申酉糖画新材料有限公司。")
    if "correction" in plan.befalls:
        yield 9
        yield from corrected(city, made)


def difficulty(city: City, made: Project, *, settled: bool) -> Story:
    """Something stands in the way; perhaps it is dealt with."""
    by, today = city.reporter(keeper(made)), city.clock.today
    what = ("用电增容方案未定，影响设备进场。", "地块有一处管线待迁改。", "环评补充材料尚未齐全。")[
        made.pk % 3
    ]
    values = {
        "raised_on": today, "what": what, "owner": city.units["reform" if settled else "commerce"],
        "due_on": city.clock.after(20 if settled else 45),
    }  # fmt: skip
    raised = services.raise_difficulty(by, made, values, today=today)
    if settled:
        yield 15
        done = {"resolved_on": city.clock.today, "outcome": "三方会商后已定方案，按月调度。"}
        services.change_difficulty(by, raised, done, today=city.clock.today, version=raised.version)


def changed(city: City, made: Project, kind: str, **values: Any) -> Story:
    """An event of identity."""
    by, today = city.reporter(keeper(made)), city.clock.today
    given = {"kind": kind, "date": today, "currency": made.currency, **values}
    yield from put_through(city, services.add_change(by, made, given, today=today))


def corrected(city: City, made: Project) -> Story:
    """The register had the land wrong."""
    by, today = city.reporter(made.unit), city.clock.today
    current = current_of(made)
    reason = "用地面积按规划条件核定数更正。"
    new = services.correct_project(
        by, current, {"land": (made.land or 0) + 80_000}, reason, today=today, version=current.version
    )
    yield from put_through(city, new)


def at_the_end(city: City, made: Project, plan: Plan) -> Story:
    """How it stands today: something more happened, or something waits."""
    if "increased" in plan.befalls:
        yield 12
        yield from reached(city, made, "increased", amount=made.amount // 4, currency=made.currency)
    if "withdrawn" in plan.befalls:
        yield 20
        yield from reached(city, made, "withdrawn")
    if not plan.pending:
        return
    yield 6
    coming = LINE[LINE.index(plan.last) + 1]
    milestone = reported(city, made, coming)
    unit, today = milestone.unit, city.clock.today
    milestone = services.act(milestone, Action.FILE, city.reporter(unit), today=today)
    if plan.pending == "filed":
        return
    milestone = services.act(milestone, Action.SIGN, city.lead(unit), today=today)
    if plan.pending == "returned":
        yield 1
        verifier = city.verifier(milestone.verifying_role)
        reason = "日期与材料所载不一致，请核对后再报。"
        services.act(milestone, Action.RETURN, verifier, today=city.clock.today, reason=reason)
