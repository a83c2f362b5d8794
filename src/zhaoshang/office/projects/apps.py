"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """项目."""

    name = "zhaoshang.office.projects"
    label = "projects"
    verbose_name = "项目"

    def ready(self) -> None:
        """Say what this app's events are called, and who sees the documents of its records."""
        from zhaoshang.office.audit.words import name_actions
        from zhaoshang.office.evidence.queries import show_with
        from zhaoshang.office.projects.models import Change, Credit, Milestone, Project
        from zhaoshang.office.projects.queries import visible_facts, visible_rows

        show_with(Project, visible_rows)
        for kind in (Milestone, Credit, Change):
            show_with(kind, visible_facts(kind))
        name_actions(
            {
                "project.create": _("登记项目"), "project.change": _("修改项目"), "project.correct": _("更正项目"),
                "milestone.create": _("登记进展"), "milestone.change": _("修改进展"),
                "milestone.correct": _("更正进展"), "credit.create": _("登记归属"),
                "credit.change": _("修改归属"), "credit.correct": _("更正归属"), "change.create": _("登记变更"),
                "change.change": _("修改变更"), "change.correct": _("更正变更"),
                "hand_over.offer": _("提出移交"), "hand_over.accept": _("接收项目"),
                "hand_over.decline": _("不接收项目"), "hand_over.take_back": _("撤回移交"),
                "difficulty.create": _("登记问题"), "difficulty.change": _("问题办理"),
            }
        )  # fmt: skip
