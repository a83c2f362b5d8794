"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """审计."""

    name = "zhaoshang.office.audit"
    label = "audit"
    verbose_name = "审计"
