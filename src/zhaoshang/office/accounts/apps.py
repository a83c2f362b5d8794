"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """账号."""

    name = "zhaoshang.office.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        """Listen to what is told of second factors."""
        from zhaoshang.office.accounts import signals

        del signals
