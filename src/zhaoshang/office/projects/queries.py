"""What is read of projects: which somebody sees, the stage each has reached, and whose each is now. Writes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.choices import ADMINISTRATORS, VERIFIERS, Role
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import held_by, visible_records, with_predecessors_for
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Change, Credit, HandOver, Milestone, Project
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.permissions import may
from zhaoshang.office.records.queries import left_the_unit

Kind = TypeVar("Kind", Milestone, Credit, Change)

if TYPE_CHECKING:
    from zhaoshang.office.projects.conditions import Fact
    from zhaoshang.office.records.models import Record

GONE = (State.VOID, State.SUPERSEDED)
"""States of rows that stand for nothing any more."""
SHOWN = ("number", "name", "investor", "amount", "currency", "state", "root", "unit__name")
"""What a row of a list or a card shows of a project: reading all forty columns took longer than showing them."""
FURTHEST_FIRST = tuple(sorted(stages.RANKS, key=lambda stage: -stages.RANKS[stage]))
ARCHIVE = Coalesce(F("root_id"), F("id"))


class Reached(NamedTuple):
    """An approved milestone as lists and drawings need it."""

    pk: int
    project_id: int
    stage: str
    date: datetime.date
    state: str


def in_force(projects: QuerySet[Project] | None = None) -> QuerySet[Project]:
    """One row of every project: the words that are in force, or the first row while nothing is approved. ``key`` is
    that of the archive, on which everything else hangs."""
    found = Project.objects.all() if projects is None else projects
    return found.exclude(state=State.SUPERSEDED).filter(
        Q(root__isnull=True) | Q(state=State.APPROVED)
    ).annotate(key=ARCHIVE)  # fmt: skip


def own_units(user: User, day: datetime.date) -> frozenset[int]:
    """The units for which somebody acts, and those that were merged into them."""
    held = {h.unit.pk for h in held_by(user, day) if h.role not in ADMINISTRATORS}
    return with_predecessors_for(user, held) if held else frozenset()


def visible(user: User, day: datetime.date) -> QuerySet[Project]:
    """The projects somebody may read: their units' own, those their units have a share in or were offered, and of
    a jurisdiction that they read all that was sent up."""
    units = own_units(user, day)
    seen = Q(unit__in=units) | (visible_records(user, day) & left_the_unit())
    if units:
        shared = Credit.objects.filter(project=OuterRef("key"), unit__in=units).exclude(state=State.VOID)
        offered = HandOver.objects.filter(project=OuterRef("key"), to_unit__in=units).exclude(accepted=False)
        seen = seen | Q(Exists(shared)) | Q(Exists(offered))
    return in_force().filter(seen)


def visible_rows(user: User, day: datetime.date) -> QuerySet[Project]:
    """Every row of the archives that somebody may read, corrections under way included."""
    keys = visible(user, day).values("key")
    return Project.objects.filter(Q(pk__in=keys) | Q(root__in=keys))


def visible_facts(kind: type[Kind]) -> Callable[[User, datetime.date], QuerySet[Kind]]:
    """Who sees the facts of a kind: whoever sees the project."""

    def seen(user: User, day: datetime.date) -> QuerySet[Kind]:
        return kind._default_manager.filter(project__in=visible(user, day).values("key"))

    return seen


def has_reached(*names: str) -> Q:
    """The condition on projects that one of some stages stands: it is approved and, if it is the withdrawal, work was
    not resumed after it."""
    own = Milestone.objects.filter(project=OuterRef("key"), state=State.APPROVED)
    resumed = Milestone.objects.filter(
        project=OuterRef("project"), state=State.APPROVED, stage="resumed", date__gte=OuterRef("date")
    )
    found = Q()
    # Two questions and not one with an "or" in it: either is a list of keys to the database.
    on_the_way = [name for name in names if name != stages.ENDS]
    if on_the_way:
        found |= Q(Exists(own.filter(stage__in=on_the_way)))
    if stages.ENDS in names:
        found |= Q(Exists(own.filter(~Exists(resumed), stage=stages.ENDS)))
    return found


def _by_stage(values: Mapping[str, Any], default: Value) -> Case:
    # A question for each stage, the furthest first. The database answers each of them for all projects at once,
    # or for the few of a page one by one, as it finds cheaper; the largest of a project's own it always looks up
    # one by one, which took three times as long on ten thousand.
    steps = (When(has_reached(stage), then=Value(values[stage])) for stage in FURTHEST_FIRST)
    return Case(*steps, default=default)


@cache
def _stage() -> Case:
    return _by_stage({stage: stage for stage in stages.RANKS}, Value(None, output_field=CharField()))


def with_stage(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Add ``stage``, the furthest approved one, or None."""
    return projects.annotate(stage=_stage())


def with_stage_rank(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Add ``stage_rank``, how far along the stage is, for sorting; 0 for none."""
    return projects.annotate(stage_rank=_by_stage(stages.RANKS, Value(0)))


def at_stage(projects: QuerySet[Project], stage: str | None) -> QuerySet[Project]:
    """Those whose stage it is: they have reached it, and none that is further."""
    place = len(FURTHEST_FIRST) if stage is None else FURTHEST_FIRST.index(stage)
    found = projects if stage is None else projects.filter(has_reached(stage))
    return found.exclude(has_reached(*FURTHEST_FIRST[:place])) if place else found


def merged() -> QuerySet[Change]:
    """The approved mergers of the project at hand into another; for a subquery."""
    return Change.objects.filter(project=OuterRef("key"), kind="merge", state=State.APPROVED)


def keeper(project: Project) -> Unit:
    """The unit that looks after a project: its own, or the one that took it over last."""
    accepted = HandOver.objects.filter(project=project.archive, accepted=True).order_by("-date", "-id")
    last = accepted.select_related("to_unit__jurisdiction").first()
    return project.unit if last is None else last.to_unit


def root_of(project: Project) -> Project:
    """The first row of a project's archive."""
    return project if project.root is None else project.root


def current_of(project: Project) -> Project:
    """The row of a project's archive whose words are in force."""
    return in_force(Project.objects.filter(Q(pk=project.archive) | Q(root=project.archive))).get()


def stage_of(milestones: Iterable[Milestone | Reached]) -> str | None:
    """The stage reached by some milestones of one project: the same answer as ``with_stage``, without asking."""
    approved = [m for m in milestones if m.state == State.APPROVED]
    withdrawn = max((m.date for m in approved if m.stage == stages.ENDS), default=None)
    resumed = max((m.date for m in approved if m.stage == "resumed"), default=None)
    again = withdrawn is not None and resumed is not None and resumed >= withdrawn
    return stages.reached((m.stage for m in approved), again)


def facts_for_conditions(project: Project) -> dict[str, Fact]:
    """What the scheme's conditions on documents may ask of a project, by the library's names of fields."""
    amount = Fraction(project.amount, 100)
    yuan = amount if project.currency == "CNY" else None
    dollars = amount if project.currency == "USD" else None
    return {
        "unit": project.unit.name, "owner": project.unit.name, "group": project.unit.group or None,
        "team": project.unit.team or None, "capital": project.capital or None, "origin": project.origin or None,
        "industry": project.industry or None, "chain": project.chain or None,
        "fixed_assets": project.fixed_assets, "tags": frozenset(words(project.tags)),
        "amount": yuan, "total": yuan, "amount_usd": dollars, "total_usd": dollars,
        "land": None if project.land is None else Fraction(project.land, 10**4),
        "investor": project.investor or None, "investor_code": project.investor_code or None,
        "project": project.number, "project_name": project.name,
    }  # fmt: skip


def words(text: str) -> tuple[str, ...]:
    """Tags as people write them, with ； or ; or 、 or a comma between."""
    for sign in ";、，,":
        text = text.replace(sign, "；")
    return tuple(dict.fromkeys(word.strip() for word in text.split("；") if word.strip()))


def documents_of(records: Iterable[Record]) -> dict[tuple[str, int], list[Evidence]]:
    """The documents of some records, by model name and key; those withdrawn left out. One query."""
    wanted: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    for record in records:
        kind = ContentType.objects.get_for_model(record)
        wanted.setdefault(kind.pk, set()).add(record.pk)
        names[kind.pk] = record._meta.model_name or ""
    condition = Q(pk__in=())
    for kind, keys in wanted.items():
        condition |= Q(record_type=kind, record_id__in=keys)
    found: dict[tuple[str, int], list[Evidence]] = {}
    for document in Evidence.objects.filter(condition, withdrawn_at__isnull=True):
        found.setdefault((names[document.record_type_id], document.record_id), []).append(document)
    return found


Sums = dict[str, tuple[int, int, int]]
"""Stage -> how many projects, how many of them not in yuan, and the total of those in yuan, in fen."""


def by_stage(projects: QuerySet[Project], largest: int) -> tuple[Sums, list[int]]:
    """The sums of every stage, and the keys of the largest few projects of each. One query of narrow rows: a
    window over whole rows took seven times as long with ten thousand projects."""
    rows = with_stage(projects).order_by("-amount", "pk").values_list("stage", "pk", "amount", "currency")
    sums: Sums = {}
    taken: list[int] = []
    for stage, key, amount, currency in rows:
        count, foreign, total = sums.get(stage or "", (0, 0, 0))
        if count < largest:
            taken.append(key)
        yuan = currency == "CNY"
        sums[stage or ""] = (count + 1, foreign + (not yuan), total + (amount if yuan else 0))
    return sums, taken


def attach(projects: Iterable[Project]) -> list[Project]:
    """Projects of one page with ``stage``, ``stage_date``, ``keeper_name``, ``keeper_id``, ``is_merged`` and
    ``reached`` (approved milestones in order of date). Three queries, however many."""
    page = list(projects)
    keys = [project.archive for project in page]
    reached: dict[int, list[Reached]] = {}
    rows = Milestone.objects.filter(project__in=keys, state=State.APPROVED).order_by("date", "id")
    for milestone in map(Reached._make, rows.values_list("pk", "project_id", "stage", "date", "state")):
        reached.setdefault(milestone.project_id, []).append(milestone)
    taken = HandOver.objects.filter(project__in=keys, accepted=True).order_by("date", "id")
    kept = {
        key: (unit, name)
        for key, unit, name in taken.values_list("project_id", "to_unit_id", "to_unit__name")
    }
    merged = set(
        Change.objects.filter(project__in=keys, kind="merge", state=State.APPROVED).values_list(
            "project", flat=True
        )
    )
    for project in page:
        own = reached.get(project.archive, [])
        unit = kept.get(project.archive) or (project.unit_id, project.unit.name)
        project.reached, project.stage = own, stage_of(own)  # type: ignore[attr-defined]
        dates = [m.date for m in own if m.stage == project.stage]  # type: ignore[attr-defined]
        project.stage_date = min(dates, default=None)  # type: ignore[attr-defined]
        project.keeper_id, project.keeper_name = unit  # type: ignore[attr-defined]
        project.is_merged = project.archive in merged  # type: ignore[attr-defined]
    return page


def waiting(user: User, day: datetime.date) -> list[Record]:
    """The records of projects that wait for somebody: to be verified in their office, signed in their unit, or put
    right after a return; the oldest first. Offers of projects to their units are in ``offers_waiting``."""
    held = held_by(user, day)
    own = {h.unit.pk for h in held if h.role in (Role.REPORTER, Role.UNIT_LEAD)}
    leads = {h.unit.pk for h in held if h.role == Role.UNIT_LEAD}
    verified = {h.unit.jurisdiction_id for h in held if h.role in VERIFIERS}
    condition = (
        Q(state=State.RETURNED, unit__in=own)
        | Q(state=State.FILED, unit__in=leads)
        | Q(state=State.SUBMITTED, jurisdiction__in=verified)
    )
    found: list[Record] = []
    for kind in (Project, Milestone, Credit, Change):
        rows = kind._default_manager.filter(condition).select_related("unit__jurisdiction", "jurisdiction")
        found += (
            rows if kind is Project else rows.select_related("unit__jurisdiction", "jurisdiction", "project")
        )
    turn = {State.FILED: Action.SIGN, State.SUBMITTED: Action.APPROVE}
    mine = [r for r in found if r.state == State.RETURNED or may(user, turn[State(r.state)], r, day)]
    return sorted(mine, key=lambda r: (r.submitted_at or r.created_at, r.pk))


def offers_waiting(user: User, day: datetime.date) -> QuerySet[HandOver]:
    """Offers of projects that somebody may answer."""
    leads = {h.unit.pk for h in held_by(user, day) if h.role == Role.UNIT_LEAD}
    return HandOver.objects.filter(accepted__isnull=True, to_unit__in=leads).select_related(
        "project", "from_unit"
    )
