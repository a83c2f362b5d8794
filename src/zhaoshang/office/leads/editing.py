"""When two people edit one lead: what the other changed meanwhile, beside what this one wrote."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from zhaoshang.office.leads.history import label_of, words_of
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.services import WITH_REASON


@dataclass(frozen=True)
class Changed:
    """A field that somebody else changed: as it was seen, as it is now, and as this person wrote it."""

    label: str
    seen: str
    now: str
    mine: str


@dataclass(frozen=True)
class Changes:
    """All that was changed since a page was opened, by whom and when last."""

    fields: tuple[Changed, ...]
    who: str
    at: datetime.datetime | None
    state: str


def changed_since(lead: Lead, version: int | None, mine: Mapping[str, Any]) -> Changes:
    """What changed after a version that somebody saw. Two queries."""
    fresh = Lead.objects.get(pk=lead.pk)
    versions = list(lead.history.select_related("history_user").order_by("history_id"))
    seen = next((v for v in reversed(versions) if v.version == version), versions[0] if versions else fresh)
    later = [v for v in versions if version is None or v.version > version]
    written = SimpleNamespace(**{name: mine.get(name, getattr(fresh, name)) for name in WITH_REASON})
    words = [[words_of(v, name) or "—" for v in (seen, fresh, written)] for name in WITH_REASON]
    fields = tuple(
        Changed(label_of(name), then, now, own)
        for name, (then, now, own) in zip(WITH_REASON, words, strict=True)
        if name != "currency" and then != now
    )
    people = dict.fromkeys(str(v.history_user) for v in later if v.history_user is not None)
    return Changes(
        fields, "、".join(people), later[-1].history_date if later else None, fresh.get_state_display()
    )
