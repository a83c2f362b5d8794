"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """项目."""

    name = "zhaoshang.office.projects"
    label = "projects"
    verbose_name = "项目"
