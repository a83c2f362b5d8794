"""The archive of one project: one page with tabs, each of which can be linked to, and all of it for printing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhaoshang.office.audit import log
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.projects import stages, telling
from zhaoshang.office.projects.archive import Archive, open_archive
from zhaoshang.office.projects.permissions import answer_refusal, settle_refusal
from zhaoshang.office.projects.views.asking import user_of
from zhaoshang.office.records.choices import State

TABS = {
    "facts": gettext_lazy("基本情况"),
    "stages": gettext_lazy("进展"),
    "credits": gettext_lazy("归属"),
    "changes": gettext_lazy("变更"),
    "difficulties": gettext_lazy("问题协调"),
    "hand-over": gettext_lazy("移交"),
    "history": gettext_lazy("历史"),
}
"""The tabs, by their word in addresses."""


@login_required
@require_safe
def detail(request: HttpRequest, pk: int, tab: str = "facts") -> HttpResponse:
    """One tab of the archive, or ``all`` of them on one sheet."""
    user, day = user_of(request), today()
    archive = open_archive(user, pk, day)
    if archive is None or tab not in (*TABS, "all"):
        raise Http404(_("没有这个项目，或者您不能查看"))
    if archive.root.pk != pk:
        return redirect("projects:tab", pk=archive.root.pk, tab=tab)
    log.seen(user, archive.root)
    told = tab in ("history", "all")
    coming = archive.next_step
    return render(
        request,
        "projects/detail.html",
        {
            "archive": archive,
            "project": archive.project,
            "tab": tab,
            "tabs": [(name, label, _count(archive, name)) for name, label in TABS.items()],
            "shown": tuple(TABS) if tab == "all" else (tab,),
            "events": telling.events_of(archive.records) if told else [],
            "versions": telling.versions_of(archive.records) if told else [],
            "next_label": _(stages.LABELS[coming.stage]) if coming else "",
            "stage_label": _(stages.LABELS[archive.stage]) if archive.stage else _("未到阶段"),
            "may_answer": {h.pk for h in archive.hand_overs if answer_refusal(user, h, day) is None},
            "may_settle": {
                d.pk
                for d in archive.difficulties
                if settle_refusal(user, d, archive.project, day, archive.keeper) is None
            },
            "today": day,
        },
    )


def _count(archive: Archive, tab: str) -> int | str:
    if tab == "stages":
        return sum(item.record.state == State.APPROVED for item in archive.milestones) or ""
    if tab == "credits":
        return sum(item.record.state == State.APPROVED for item in archive.credits) or ""
    if tab == "changes":
        return len(archive.changes) + len(archive.incoming) or ""
    if tab == "difficulties":
        return archive.open_difficulties or ""
    if tab == "hand-over":
        return sum(h.accepted is None for h in archive.hand_overs) or ""
    return ""
