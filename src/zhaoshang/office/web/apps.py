"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """界面."""

    name = "zhaoshang.office.web"
    label = "web"
    verbose_name = "界面"

    def ready(self) -> None:
        """Let the side bar say how much waits."""
        from zhaoshang.office.web.navigation import show_count
        from zhaoshang.office.web.waiting import count_for

        show_count("web:todo", count_for)
