"""The list of leads."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.leads.models import Lead
from zhaoshang.office.web.tables import KEPT, DayColumn, NumberColumn, StateColumn, tag
from zhaoshang.office.web.templatetags.office import money_words

SHOWN = (
    "number", "company", "unit__name", "date", "amount", "currency", "capital", "place", "state", "original",
)  # fmt: skip
"""What a row shows: the other columns of a lead, its jurisdiction and its project are not read for a list."""


class LeadTable(tables.Table):  # type: ignore[misc]
    """A lead a row; the number leads to its page."""

    number = tables.Column(
        gettext_lazy("线索编号"),
        linkify=("leads:detail", {"pk": tables.A("pk")}),
        attrs={"td": {"class": "keep"}},
    )
    company = tables.Column(gettext_lazy("企业"))
    unit = tables.Column(gettext_lazy("单位"), attrs=KEPT, order_by=("unit__order", "unit__name"))
    date = DayColumn(verbose_name=gettext_lazy("日期"), attrs={"td": {"class": "keep"}})
    amount = NumberColumn(verbose_name=gettext_lazy("拟投资额"), order_by=("currency", "amount"))
    capital = tables.Column(gettext_lazy("资金类型"))
    place = tables.Column(gettext_lazy("拟建地点"))
    state = StateColumn(gettext_lazy("状态"))

    class Meta:
        order_by = ("-date", "-number")

    def render_number(self, record: Lead) -> SafeString | str:
        """With a mark on what corrects another."""
        if record.original_id is None:
            return record.number
        return format_html("{} {}", record.number, tag(_("更正"), "violet"))

    def render_amount(self, record: Lead) -> str:
        """With its unit: currencies differ from row to row."""
        return "—" if record.amount is None else money_words(record.amount, record.currency)
