"""What every page is told, whoever made it: the side bar, whose page it is, and whether the data are invented."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from zhaoshang.office.organisation.queries import held_by
from zhaoshang.office.web.navigation import links_for
from zhaoshang.version import VERSION

PERSONAL_PAGES = {
    "account": ("accounts:profile", "accounts:me", "mfa_index"),
    "password": ("accounts:password", "account_change_password"),
    "sessions": ("accounts:sessions", "usersessions_list"),
    "sign_out": ("accounts:sign-out", "account_logout"),
    "sign_in": ("accounts:sign-in", "account_login"),
    "search": ("web:search",),
    "todo": ("web:todo",),
}
"""Page of the frame -> the names it may have, the first that exists is linked."""


def office(request: HttpRequest) -> dict[str, Any]:
    """The variable ``office`` of every template; what is not used costs nothing."""
    return {
        "office": {
            "navigation": SimpleLazyObject(lambda: links_for(request)),
            "units": SimpleLazyObject(lambda: _units(request)),
            "pages": SimpleLazyObject(_personal_pages),
            "is_demonstration": getattr(settings, "DEMONSTRATION", False),
            "version": VERSION,
        }
    }


def _units(request: HttpRequest) -> str:
    """The units in which the person holds a role today, as the top bar names them."""
    names = dict.fromkeys(str(held.unit) for held in held_by(request.user, timezone.localdate()))
    return "、".join(list(names)[:2]) + ("…" if len(names) > 2 else "")


def _personal_pages() -> dict[str, str]:
    found = {}
    for page, names in PERSONAL_PAGES.items():
        for name in names:
            try:
                found[page] = reverse(name)
                break
            except NoReverseMatch:
                continue
    return found
