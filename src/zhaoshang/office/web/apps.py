"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """界面."""

    name = "zhaoshang.office.web"
    label = "web"
    verbose_name = "界面"
