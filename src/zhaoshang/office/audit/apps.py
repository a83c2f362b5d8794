"""The app as Django knows it."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """审计."""

    name = "zhaoshang.office.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        """See to it that a database refuses to change the log whenever its tables may have been made anew."""
        post_migrate.connect(_lay, sender=self, dispatch_uid="audit.append_only")
        from zhaoshang.office import jobs

        jobs.register()


def _lay(using: str, **kwargs: Any) -> None:
    from zhaoshang.office.audit import append_only

    connection = connections[using]
    if {"audit_event", "audit_anchor"} <= set(connection.introspection.table_names()):
        append_only.lay(connection)
