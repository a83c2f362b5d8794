"""What must be true of a project's facts beside each other: shares within the whole, each stage once, events of
identity in their order. Each question is answered with the reason why not, or None."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Change, Credit, Milestone, Project
from zhaoshang.office.projects.packs import scheme_of
from zhaoshang.office.projects.queries import GONE, current_of, documents_of, facts_for_conditions, stage_of
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.models import Record
from zhaoshang.quantities.numbers import format_percent
from zhaoshang.tables import REPEATABLE_STAGES

WHOLE = 10**8
"""100% in the units of a share."""


@dataclass(frozen=True)
class Share:
    """A share, in hundred-millionths, from a day to a day, both included; None is without end."""

    first: datetime.date | None
    last: datetime.date | None
    share: int


def fullest_day(shares: Sequence[Share]) -> tuple[datetime.date | None, int]:
    """The first day on which the shares add up to the most, and that sum; None is a day before all dates."""
    starts = sorted({s.first for s in shares if s.first is not None})
    best: tuple[datetime.date | None, int] = (None, _sum_on(shares, datetime.date.min))
    for day in starts:
        total = _sum_on(shares, day)
        if total > best[1]:
            best = (day, total)
    return best


def _sum_on(shares: Iterable[Share], day: datetime.date) -> int:
    return sum(
        s.share for s in shares if (s.first is None or s.first <= day) and (s.last is None or day <= s.last)
    )


def _share_of(credit: Credit) -> Share:
    return Share(credit.first_day, credit.last_day, credit.share)


def beside(record: Credit | Milestone | Change) -> list[Record]:
    """The other rows of the same kind and project that stand, but for the one that this one corrects."""
    others = type(record)._default_manager.filter(project=record.project_id).exclude(state__in=GONE)
    skipped = [key for key in (record.pk, record.supersedes_id) if key is not None]
    return list(others.exclude(pk__in=skipped).select_related("unit"))


def credit_refusal(credit: Credit) -> str | None:
    """Why a share cannot stand: with the approved ones it exceeds the whole on some day, or says what one says."""
    if not 0 < credit.share <= WHOLE:
        return _("份额应大于0、不超过100%")
    if credit.first_day and credit.last_day and credit.last_day < credit.first_day:
        return _("止日早于起日")
    others: list[Credit] = beside(credit)  # type: ignore[assignment]
    own = (credit.unit_id, credit.role, credit.person, credit.first_day)
    if any((o.unit_id, o.role, o.person, o.first_day) == own for o in others):
        return _("这家单位的同一角色已有归属，请更正原来的一条")
    approved = [_share_of(o) for o in others if o.state == State.APPROVED]
    return over_the_whole([*approved, _share_of(credit)])


def over_the_whole(shares: Sequence[Share]) -> str | None:
    """What is told where shares of one day add up to more than 100%."""
    day, total = fullest_day(shares)
    if total <= WHOLE:
        return None
    if day is None:
        return _("份额合计%(total)s，超过100%%") % {"total": format_percent(total, 8)}
    return _("自%(day)s起份额合计%(total)s，超过100%%") % {"day": day, "total": format_percent(total, 8)}


def credit_warnings(credits: Iterable[Credit], today: datetime.date) -> list[str]:
    """What to tell of a project's shares: pending ones that will not fit, and a part of today's whole that is
    nobody's."""
    standing = [c for c in credits if c.state not in GONE]
    found = []
    everything = over_the_whole([_share_of(c) for c in standing])
    if everything is not None:
        found.append(_("连同未审核的归属，%(problem)s") % {"problem": everything})
    approved = [_share_of(c) for c in standing if c.state == State.APPROVED]
    total = _sum_on(approved, today)
    if approved and total < WHOLE:
        found.append(
            _("今天的份额合计%(total)s，其余%(rest)s不归任何单位")
            % {"total": format_percent(total, 8), "rest": format_percent(WHOLE - total, 8)}
        )
    return found


def milestone_refusal(milestone: Milestone, today: datetime.date) -> str | None:
    """Why a stage cannot be reported: reached before, the project over or merged, or not yet signed."""
    others: list[Milestone] = beside(milestone)  # type: ignore[assignment]
    return refusal_beside(milestone, today, others, identity_events([milestone.project_id]))


def refusal_beside(
    milestone: Milestone, today: datetime.date, others: Sequence[Milestone], events: Iterable[Change]
) -> str | None:
    """The same, of a milestone beside the others of its project that stand, and ``identity_events``."""
    label = stages.LABELS.get(milestone.stage, milestone.stage)
    if milestone.date > today:
        return _("日期不能晚于今天")
    if milestone.stage not in REPEATABLE_STAGES and any(o.stage == milestone.stage for o in others):
        return _("“%(stage)s”只计首次，已经报过；有误请更正原来的一条") % {"stage": label}
    approved = [o for o in others if o.state == State.APPROVED]
    if milestone.stage in stages.NEEDS_SIGNING and not any(o.stage == "signed" for o in approved):
        return _("签约审核通过以后才能报“%(stage)s”") % {"stage": label}
    if milestone.stage == "increased" and not milestone.amount:
        return _("增资须填增加的金额")
    if stage_of(approved) == stages.ENDS and milestone.stage != "resumed":
        ended = max(o.date for o in approved if o.stage == stages.ENDS)
        if milestone.date >= ended:
            return _("项目已于%(day)s退出；复工以后才能再报进展") % {"day": ended}
    own = [
        event for event in events
        if milestone.project_id == (event.project_id if event.kind == "merge" else event.into_project_id)
    ]  # fmt: skip
    return _identity_refusal(milestone, own)


def identity_events(archives: Collection[int]) -> list[Change]:
    """The approved mergers and splits that bear on what may be reported of some projects. One query."""
    bearing = Q(project__in=archives, kind="merge") | Q(into_project__in=archives, kind="split")
    found = Change.objects.filter(bearing, state=State.APPROVED)
    return list(found.select_related("project", "into_project").order_by("id"))


def _identity_refusal(milestone: Milestone, events: Iterable[Change]) -> str | None:
    """A merged project goes on in the other; a part split off does not count again what the whole had reached."""
    for event in events:
        if event.kind == "merge" and milestone.date >= event.date:
            return _("项目已于%(day)s并入%(project)s，以后的进展请报在那里") % {
                "day": event.date, "project": event.into_project,
            }  # fmt: skip
        if event.kind == "split" and milestone.stage not in REPEATABLE_STAGES:
            before = Milestone.objects.filter(
                project=event.project_id, state=State.APPROVED, stage=milestone.stage, date__lte=event.date
            )
            if before.exists():
                return _("拆分前%(project)s已计过“%(stage)s”，拆出的项目不再计") % {
                    "project": event.project, "stage": milestone.get_stage_display(),
                }  # fmt: skip
    return None


def change_refusal(change: Change, today: datetime.date) -> str | None:
    """Why an event of identity cannot be reported."""
    if change.date > today:
        return _("日期不能晚于今天")
    project = current_of(change.project)
    approved = Milestone.objects.filter(project=change.project_id, state=State.APPROVED)
    signed = approved.filter(stage="signed").order_by("date").first()
    if change.kind in ("resign", "upgrade", "split") and signed is None:
        return _("签约审核通过以后才有%(kind)s") % {"kind": change.get_kind_display()}
    if change.kind == "resign" and signed is not None and change.date < signed.date:
        return _("重签日期早于签约日期%(day)s") % {"day": signed.date}
    if change.kind in ("resign", "upgrade") and not change.amount:
        return _("请填变更后的金额")
    if change.kind == "upgrade" and change.amount is not None and change.amount <= project.amount:
        return _("升格后的金额应大于原来的总投资")
    if change.kind == "owner" and not change.note.strip():
        return _("请在说明里写明新业主")
    if change.kind in ("merge", "split"):
        return _partner_refusal(change, project)
    return None


def _partner_refusal(change: Change, project: Project) -> str | None:
    other = change.into_project
    if other is None:
        return _("请选择并入的项目") if change.kind == "merge" else _("请选择拆出的项目")
    if other.pk == change.project_id:
        return _("不能是项目自己")
    if other.jurisdiction_id != project.jurisdiction_id:
        return _("只能是同一辖区的项目")
    current = current_of(other)
    if current.state != State.APPROVED:
        return _("%(project)s还没有审核通过") % {"project": current}
    others: list[Change] = beside(change)  # type: ignore[assignment]
    if change.kind == "merge":
        if any(o.kind == "merge" for o in others):
            return _("项目已经报过合并")
        if Change.objects.filter(project=other, kind="merge").exclude(state__in=GONE).exists():
            return _("%(project)s自己已并入其他项目") % {"project": current}
        return None
    if any(o.kind == "split" and o.into_project_id == other.pk for o in others):
        return _("这次拆分已经报过")
    if current.currency == project.currency and current.amount > project.amount:
        return _("拆出的项目金额大于原项目")
    return None


def missing_documents(milestone: Milestone) -> tuple[stages.Need, ...]:
    """The documents that the scheme requires for a milestone and that neither it nor the project has."""
    scheme = scheme_of(milestone.jurisdiction)
    if scheme is None or not scheme.evidence:
        return ()
    kinds = {
        document.kind for files in documents_of([milestone, milestone.project]).values() for document in files
    }
    facts = facts_for_conditions(current_of(milestone.project))
    needs = stages.needs_of(milestone.stage, scheme.evidence.values(), kinds, facts)
    return tuple(need for need in needs if need.is_missing)


def refusal(record: Record, today: datetime.date, action: Action | None = None) -> str | None:
    """Why a record cannot stand beside the others; asked when it is saved, and again when it is moved along."""
    if isinstance(record, Credit):
        return credit_refusal(record)
    if isinstance(record, Change):
        return change_refusal(record, today)
    if isinstance(record, Milestone):
        why_not = milestone_refusal(record, today)
        if why_not is not None or action is not Action.APPROVE:
            return why_not
        if record.project.state not in (State.APPROVED, State.SUPERSEDED):
            return _("项目本身还没有审核通过")
        missing = missing_documents(record)
        if missing:
            return _("缺少佐证：%(names)s") % {"names": "、".join(need.label for need in missing)}
    return None
