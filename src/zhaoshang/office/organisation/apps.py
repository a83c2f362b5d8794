"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """机构."""

    name = "zhaoshang.office.organisation"
    label = "organisation"
    verbose_name = "机构"
