"""Where a record has its page, as far as it has one."""

from __future__ import annotations

from django.db.models import Model
from django.urls import NoReverseMatch, reverse


def page_of(record: Model) -> str:
    """The address at which a record is read; empty where it has none."""
    own = getattr(record, "get_absolute_url", None)
    return "" if own is None else str(own())


def list_address(page: str) -> str:
    """The address of a list, or empty where there is none."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
