"""The evidence of a record on its page: ``{% evidence_panel milestone needed=kinds %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from zhaoshang.office.evidence import permissions, queries
from zhaoshang.office.evidence.choices import needed_from
from zhaoshang.office.evidence.content import BY_MEDIA_TYPE
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.records.models import Record

register = template.Library()


@dataclass(frozen=True)
class Shown:
    """A file as the panel shows it, with what this person may do."""

    evidence: Evidence
    inline: bool
    may_see_original: bool
    may_withdraw: bool
    same: list[Evidence]


@register.inclusion_tag("evidence/_panel.html", takes_context=True)
def evidence_panel(
    context: Mapping[str, Any],
    record: Record,
    needed: Iterable[Any] | None = None,
    files: Iterable[Evidence] | None = None,
) -> dict[str, Any]:
    """What a record needs, has and lacks. ``needed`` are kinds (names, or ``Needed``); ``files`` the record's
    evidence where the page has fetched it for many records at once (``queries.of_many``)."""
    request, day = context["request"], today()
    user = request.user
    found = list(queries.of(record) if files is None else files)
    same = queries.same_files(user, found, day)
    original = permissions.original_refusal(user, record, day) is None
    withdraw = permissions.withdraw_refusal(user, record, day) is None
    kinds = queries.by_kind(found, needed_from(needed))
    return {
        "record": record,
        "label": record._meta.label_lower,
        "kinds": [(kind, [_shown(f, original, withdraw, same) for f in kind.files]) for kind in kinds],
        "missing": sum(kind.is_missing for kind in kinds),
        "needs": sum(kind.needed.required for kind in kinds),
        "may_add": permissions.add_refusal(user, record, day) is None,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
        "request": request,
    }


def _shown(file: Evidence, original: bool, withdraw: bool, same: Mapping[str, list[Evidence]]) -> Shown:
    form = BY_MEDIA_TYPE.get(file.media_type)
    return Shown(
        evidence=file,
        inline=form is not None and form.inline,
        may_see_original=original and not file.is_withdrawn and file.original_seen_at is None,
        may_withdraw=withdraw and not file.is_withdrawn,
        same=same.get(file.digest, []) if not file.is_withdrawn else [],
    )
