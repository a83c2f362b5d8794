"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """线索."""

    name = "zhaoshang.office.leads"
    label = "leads"
    verbose_name = "线索"
