"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    """线索."""

    name = "zhaoshang.office.leads"
    label = "leads"
    verbose_name = "线索"

    def ready(self) -> None:
        """Say who sees the evidence of leads, and what happens to them is called."""
        from zhaoshang.office.audit.words import name_actions
        from zhaoshang.office.evidence.queries import show_with
        from zhaoshang.office.leads.models import Lead
        from zhaoshang.office.leads.queries import visible

        show_with(Lead, visible)
        name_actions(
            {
                "lead.create": _("起草线索"), "lead.change": _("修改线索"), "lead.correct": _("起草更正"),
                "lead.to_project": _("转为项目"), "lead.first_report": _("认定首报"), "lead.appeal": _("申诉"),
                "lead.appeal_answer": _("答复申诉"), "lead.rules": _("更改线索规则"),
            }
        )  # fmt: skip
