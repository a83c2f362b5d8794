"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """佐证."""

    name = "zhaoshang.office.evidence"
    label = "evidence"
    verbose_name = "佐证"
