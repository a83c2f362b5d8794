"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """记录."""

    name = "zhaoshang.office.records"
    label = "records"
    verbose_name = "记录"
