"""Everything of one project for its page: its facts, who is credited, how far it has come, and what one may do."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects import laws, permissions, stages
from zhaoshang.office.projects.likeness import Likeness, facts_of, like
from zhaoshang.office.projects.models import Change, Credit, Difficulty, HandOver, Milestone, Party, Project
from zhaoshang.office.projects.packs import scheme_of
from zhaoshang.office.projects.queries import documents_of, facts_for_conditions, stage_of, visible
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.models import Record
from zhaoshang.office.records.permissions import actions

PEOPLE = ("created_by", "filed_by", "signed_by", "verified_by", "offered_by", "answered_by")
UNITS = ("unit", "from_unit", "to_unit", "owner")


@dataclass
class Item:
    """A record as it is shown: with what the person may do to it, and the documents it has."""

    record: Any
    actions: tuple[Action, ...]
    may_change: bool
    may_correct: bool
    documents: list[Evidence] = field(default_factory=list)
    correction: Any = None


@dataclass
class Archive:
    """One project's archive, as one person sees it on one day."""

    root: Project
    project: Project
    item: Item
    pending: Item | None
    keeper: Unit
    parties: list[Party]
    milestones: list[Item]
    credits: list[Item]
    changes: list[Item]
    incoming: list[Change]
    hand_overs: list[HandOver]
    difficulties: list[Difficulty]
    stage: str | None
    next_step: stages.NextStep | None
    has_scheme: bool
    steps: list[dict[str, Any]]
    share_warnings: list[str]
    likenesses: list[Likeness]
    seen: frozenset[int]
    may: dict[str, bool]

    @property
    def records(self) -> list[Any]:
        """Every record of the archive, for its history."""
        found = [self.root, self.project, *([self.pending.record] if self.pending else [])]
        items = [*self.milestones, *self.credits, *self.changes]
        return [*dict.fromkeys([*found, *(i.record for i in items), *self.difficulties])]

    @property
    def open_difficulties(self) -> int:
        """How many are not settled."""
        return sum(d.resolved_on is None for d in self.difficulties)


def open_archive(user: User, pk: int, today: datetime.date) -> Archive | None:
    """The archive that a row of a project belongs to; None where there is none that somebody may see."""
    wanted = Project.objects.filter(pk=pk).values_list("root_id", flat=True).first()
    key = wanted or pk
    own = Q(pk=key) | Q(root=key)
    shown = visible(user, today).filter(own).order_by("-id").values_list("pk", flat=True).first()
    if shown is None:
        return None
    versions = list(Project.objects.filter(own).order_by("id"))
    root = next(v for v in versions if v.pk == key)
    project = next(v for v in versions if v.pk == shown)
    waiting = [
        v for v in versions if v.root_id and v.state not in (State.APPROVED, State.SUPERSEDED, State.VOID)
    ]
    hand_overs = list(root.hand_overs.all())
    difficulties = list(root.difficulties.all())
    facts: dict[type[Record], list[Any]] = {
        Milestone: list(Milestone.objects.filter(project=key)),
        Credit: list(Credit.objects.filter(project=key)),
        Change: list(Change.objects.filter(project=key).select_related("into_project")),
    }
    every = [record for found in facts.values() for record in found]
    for record in every:
        record.project = root
    _fill_in([*versions, *every, *hand_overs, *difficulties])
    accepted = sorted((h for h in hand_overs if h.accepted), key=lambda h: (h.date, h.pk))
    keeper = accepted[-1].to_unit if accepted else project.unit
    documents = documents_of([*versions, *every])
    make = _Maker(
        user, today, documents, {r.supersedes_id: r for r in (*versions, *every) if r.supersedes_id}
    )
    milestones: list[Milestone] = facts[Milestone]
    credits: list[Credit] = facts[Credit]
    scheme = scheme_of(project.jurisdiction)
    stage = stage_of(milestones)
    kinds = {document.kind for files in documents.values() for document in files}
    wanted_documents = () if scheme is None else tuple(scheme.evidence.values())
    near = like(project.jurisdiction_id, facts_of(project)) if project.state != State.VOID else []
    manages = permissions.manage_refusal(user, project, today, keeper) is None
    return Archive(
        root=root, project=project, item=make(project), pending=make(waiting[-1]) if waiting else None,
        keeper=keeper, parties=list(root.parties.order_by("id")),
        milestones=[make(m) for m in milestones], credits=[make(c) for c in credits],
        changes=[make(c) for c in facts[Change]],
        incoming=list(Change.objects.filter(into_project=key, state=State.APPROVED).select_related("project")),
        hand_overs=hand_overs, difficulties=difficulties,
        stage=stage,
        next_step=stages.next_step(stage, wanted_documents, kinds, facts_for_conditions(project)),
        has_scheme=scheme is not None, steps=steps(milestones, stage),
        share_warnings=laws.credit_warnings(credits, today), likenesses=near,
        seen=_seen(user, today, near),
        may={
            "report": manages, "offer": permissions.offer_refusal(user, project, today, keeper) is None,
            "raise": permissions.raise_refusal(user, project, today, keeper) is None,
        },
    )  # fmt: skip


def _fill_in(records: list[Any]) -> None:
    """Hang units, people and what each record corrects on the records of one archive: two queries. Joined to each
    of five tables, the same few people and units made each query two hundred columns wide."""

    def keys(names: tuple[str, ...]) -> set[int]:
        return {getattr(r, f"{n}_id") for r in records for n in names if getattr(r, f"{n}_id", None)}

    units = Unit.objects.select_related("jurisdiction").order_by().in_bulk(keys(UNITS))
    people = User.objects.order_by().in_bulk(keys(PEOPLE))
    own = {(type(record), record.pk): record for record in records}
    for record in records:
        for names, found in ((UNITS, units), (PEOPLE, people)):
            for name in names:
                if getattr(record, f"{name}_id", None):
                    setattr(record, name, found[getattr(record, f"{name}_id")])
        if isinstance(record, Record):
            if record.jurisdiction_id == record.unit.jurisdiction_id:
                record.jurisdiction = record.unit.jurisdiction
            corrected = own.get((type(record), record.supersedes_id))
            if corrected is not None:
                record.supersedes = corrected


@dataclass
class _Maker:
    user: User
    today: datetime.date
    documents: dict[tuple[str, int], list[Evidence]]
    corrections: dict[int, Record]

    def __call__(self, record: Any) -> Item:
        correction = self.corrections.get(record.pk)
        waiting = correction is not None and correction.state not in (State.VOID, State.APPROVED)
        return Item(
            record, actions(self.user, record, self.today),
            permissions.change_refusal(self.user, record, self.today) is None,
            not waiting and permissions.correct_refusal(self.user, record, self.today) is None,
            self.documents.get((record._meta.model_name, record.pk), []), correction,
        )  # fmt: skip


def _seen(user: User, today: datetime.date, near: list[Likeness]) -> frozenset[int]:
    """Which of the like projects the person may open."""
    if not near:
        return frozenset()
    keys = [each.project.archive for each in near]
    return frozenset(
        visible(user, today).filter(Q(pk__in=keys) | Q(root__in=keys)).values_list("key", flat=True)
    )


def steps(milestones: list[Milestone], stage: str | None) -> list[dict[str, Any]]:
    """The main line for the row of stages: what was reached when, what was passed over (a project may come to the
    office when it is already signed), and where it stands."""
    days: dict[str, datetime.date] = {}
    for milestone in milestones:
        if milestone.state == State.APPROVED:
            days[milestone.stage] = min(milestone.date, days.get(milestone.stage, milestone.date))
    coming = stages.following(stage)
    furthest = max((stages.RANKS[s] for s in days if s in stages.MAIN_LINE), default=0)
    shown = [
        {
            "stage": s,
            "label": _(stages.LABELS[s]),
            "date": days.get(s),
            "done": s in days,
            "current": s == coming,
            "skipped": s not in days and stages.RANKS[s] < furthest,
        }
        for s in stages.MAIN_LINE
    ]
    if stage == stages.ENDS:
        shown.append(
            {
                "stage": stage,
                "label": _(stages.LABELS[stage]),
                "date": days[stage],
                "done": True,
                "current": False,
                "skipped": False,
            }
        )
    return shown
