"""The list of projects as a table."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.projects import stages
from zhaoshang.office.projects.models import Project
from zhaoshang.office.projects.queries import with_stage_rank
from zhaoshang.office.web.tables import KEPT, DayColumn, NumberColumn, StateColumn, tag
from zhaoshang.office.web.templatetags.office import money_words, stage_tone, yi


class ProjectTable(tables.Table):  # type: ignore[misc]
    """Projects. ``queries.attach`` puts stage, unit and merger on the rows of the page."""

    number = tables.Column(
        gettext_lazy("项目编号"), linkify=("projects:detail", {"pk": tables.A("archive")}), attrs=KEPT
    )
    name = tables.Column(
        gettext_lazy("项目名称"),
        linkify=("projects:detail", {"pk": tables.A("archive")}),
        attrs={"td": {"class": "wide"}},
    )
    unit = tables.Column(
        gettext_lazy("责任单位"),
        accessor="unit__name",
        order_by=("unit__order", "unit__name"),
        attrs=KEPT,
    )
    investor = tables.Column(gettext_lazy("投资方"), attrs={"td": {"class": "wide"}})
    stage = tables.Column(gettext_lazy("阶段"), empty_values=())
    stage_date = DayColumn(
        verbose_name=gettext_lazy("到达日期"), orderable=False, empty_values=(), attrs=KEPT
    )
    amount = NumberColumn(gettext_lazy("总投资（亿元）"))
    state = StateColumn(gettext_lazy("状态"))

    class Meta:
        order_by = "-id"

    def render_unit(self, value: str, record: Any) -> str:
        """The unit that looks after it now; where it was handed over, both."""
        if record.keeper_name == value:
            return value
        return _("%(now)s（%(first)s移交）") % {"now": record.keeper_name, "first": value}

    def render_stage(self, record: Any) -> SafeString:
        """The stage reached, and that it went into another project."""
        stage = getattr(record, "stage", None)
        label = _(stages.LABELS[stage]) if stage else _("未到阶段")
        shown = tag(label, stage_tone(stage))
        return format_html("{}{}", shown, tag(_("已并入"), "grey")) if record.is_merged else shown

    def render_stage_date(self, record: Any) -> str:
        """The day it was reached."""
        return str(record.stage_date or "—")

    def render_amount(self, value: int, record: Project) -> str:
        """In 亿元; other currencies with their name."""
        return yi(value) if record.currency == "CNY" else money_words(value, record.currency)

    def order_stage(self, projects: Any, is_descending: bool) -> tuple[Any, bool]:
        """By how far along."""
        return with_stage_rank(projects).order_by(("-" if is_descending else "") + "stage_rank", "-id"), True
