"""A thing somebody tries: all of it or none, and a refusal is written down too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.records.flow import Refused, Stale


@contextmanager
def attempt(
    action: str, by: User | None, about: models.Model | None = None, *, name: str = ""
) -> Iterator[None]:
    """Do it in one transaction. What is refused leaves nothing behind but an event that says why."""
    try:
        with transaction.atomic():
            yield
    except Refused as refused:  # outside of what was rolled back
        saved = about if about is not None and about.pk is not None else None
        log.record(action, by, saved, name=name, reason=str(refused), succeeded=False)
        raise


def insist(why_not: str | None) -> None:
    """Raise Refused where there is a reason not to."""
    if why_not is not None:
        raise Refused(why_not)


def need_reason(reason: str) -> None:
    """Raise Refused where no reason was given."""
    if not reason.strip():
        raise Refused(_("请写明原因"))


def check_version(shown: int | None, now: int) -> None:
    """Refuse to go on from a page that shows what is no longer so. Raises Stale."""
    if shown is not None and shown != now:
        raise Stale(_("这一页在您打开之后已被他人改动；您填写的内容还在，请核对后再提交"))
