"""What the sign-in page may offer: the site's identity provider, and, with invented data, somebody to be."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment
from zhaoshang.office.organisation.queries import in_force, today

register = template.Library()


@register.simple_tag
def single_sign_on() -> list[dict[str, str]]:
    """The identity providers that the site has set up: name and address."""
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return [
        {"name": app["name"], "address": reverse("openid_connect_login", args=[app["provider_id"]])}
        for app in apps
    ]


@register.simple_tag
def demonstration_logins() -> dict[str, Any] | None:
    """One login for each role; None unless the data are invented and share a password that everybody may know."""
    password = getattr(settings, "DEMONSTRATION_PASSWORD", "")
    if not settings.DEMONSTRATION or not password:
        return None
    found: dict[str, dict[str, str]] = {}
    held = Appointment.objects.filter(
        in_force(today()), stands_in_for__isnull=True, user__is_active=True, user__must_change_password=False
    )
    for a in held.select_related("user", "unit").order_by("id"):
        words = {"username": a.user.username, "role": a.get_role_display(), "unit": a.unit.name}
        found.setdefault(a.role, words)
    return {"password": password, "people": [found[role] for role in Role if role in found]}
