"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """交换."""

    name = "zhaoshang.office.exchange"
    label = "exchange"
    verbose_name = "交换"
