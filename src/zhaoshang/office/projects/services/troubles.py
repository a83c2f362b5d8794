"""What stands in a project's way, who sees to it, and how it ended."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.projects.models import Difficulty, Project
from zhaoshang.office.projects.permissions import raise_refusal, settle_refusal
from zhaoshang.office.projects.services.writing import locked_archive, save, set_values
from zhaoshang.office.records.flow import Refused, Stale

DIFFICULTY_FIELDS = ("raised_on", "what", "owner", "due_on", "resolved_on", "outcome")


def raise_difficulty(
    by: User, project: Project, values: Mapping[str, Any], *, today: datetime.date
) -> Difficulty:
    """Write down what stands in a project's way. Raises Refused."""
    with attempt("difficulty.create", by, project):
        root = locked_archive(project)
        insist(raise_refusal(by, root, today))
        difficulty = Difficulty(project=root, created_by=by)
        _before, after = set_values(difficulty, DIFFICULTY_FIELDS, values)
        _sound(difficulty, today)
        save(difficulty, by)
        log.record("difficulty.create", by, difficulty, after=after)
    return difficulty


def change_difficulty(
    by: User,
    difficulty: Difficulty,
    values: Mapping[str, Any],
    *,
    today: datetime.date,
    version: int | None = None,
) -> Difficulty:
    """Change a difficulty, or say how it ended. Raises Refused, or Stale."""
    with attempt("difficulty.change", by, difficulty):
        root = locked_archive(difficulty.project)
        fresh = Difficulty.objects.select_for_update().get(pk=difficulty.pk)
        if version is not None and version != fresh.version:
            raise Stale(_("这条记录在您打开之后已被他人改动；您填写的内容还在，请核对后再提交"))
        insist(settle_refusal(by, fresh, root, today))
        before, after = set_values(fresh, DIFFICULTY_FIELDS, values)
        _sound(fresh, today)
        if after:
            fresh.version += 1
            save(fresh, by)
            log.record("difficulty.change", by, fresh, before=before, after=after)
    return fresh


def _sound(difficulty: Difficulty, today: datetime.date) -> None:
    if difficulty.owner.jurisdiction_id != difficulty.project.jurisdiction_id:
        raise Refused(_("只能是同一辖区的单位"))
    if difficulty.raised_on > today or (
        difficulty.resolved_on is not None and difficulty.resolved_on > today
    ):
        raise Refused(_("日期不能晚于今天"))
    if difficulty.resolved_on is not None and difficulty.resolved_on < difficulty.raised_on:
        raise Refused(_("办结日期早于提出日期"))
    if difficulty.resolved_on is not None and not difficulty.outcome.strip():
        raise Refused(_("办结须写明办理结果"))
