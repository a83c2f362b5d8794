"""Where a record has its page, as far as it has one."""

from __future__ import annotations

from django.db.models import Model
from django.urls import NoReverseMatch, reverse


def page_of(record: Model) -> str:
    """The address of a record's own page; of its project's where only that has one; empty where neither has."""
    own = getattr(record, "get_absolute_url", None)
    if own is not None:
        return str(own())
    for subject in (record, getattr(record, "project", None)):
        if subject is not None:
            try:
                return reverse(f"{subject._meta.app_label}:detail", args=[subject.pk])
            except NoReverseMatch:
                continue
    return ""


def list_address(page: str) -> str:
    """The address of a list, or empty where there is none."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""
