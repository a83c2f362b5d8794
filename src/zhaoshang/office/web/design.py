"""Invented content for the living page of components. All names and figures are fictional."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.web.tables import AmountColumn, StageColumn, StateColumn

PROJECTS = [
    {"name": "储能电池七期项目", "unit": "青山县", "stage": "production", "stage_label": _("投产"), "state": "approved",
     "state_label": _("审核通过"), "amount": 276_700_000_000, "received": 266_800_000_000},
    {"name": "半导体封测三十三期项目", "unit": "高新技术产业开发区", "stage": "signed", "stage_label": _("签约"),
     "state": "submitted", "state_label": _("待审核"), "amount": 257_400_000_000, "received": 227_800_000_000},
    {"name": "生物医药二十二期项目", "unit": "石门县", "stage": "started", "stage_label": _("开工"),
     "state": "returned", "state_label": _("退回"), "amount": 217_500_000_000, "received": 212_700_000_000},
    {"name": "新能源汽车零部件十一期项目", "unit": "临湖区", "stage": "signed", "stage_label": _("签约"),
     "state": "draft", "state_label": _("草稿"), "amount": 271_700_000_000, "received": None},
]  # fmt: skip
UNITS = [("经济技术开发区", 13275, 100), ("滨江新区", 9461, 71), ("高新技术产业开发区", 7781, 59), ("青山县", 5023, 38),
         ("临湖区", 4069, 31), ("石门县", 2802, 21), ("云溪县", 260, 2)]  # fmt: skip


class ProjectTable(tables.Table):
    """A list as every app makes one."""

    name = tables.Column(_("项目名称"), linkify=lambda record: "#table")
    unit = tables.Column(_("责任单位"))
    stage = StageColumn(_("阶段"))
    state = StateColumn(_("状态"))
    amount = AmountColumn(_("总投资（亿元）"))
    received = AmountColumn(_("到位资金（亿元）"))


class ExampleForm(forms.Form):
    """A form with every kind of control."""

    name = forms.CharField(label=_("项目名称"), help_text=_("与协议上的名称一致。"), max_length=80)
    company_code = forms.CharField(
        label=_("统一社会信用代码"), required=False, help_text=_("18 位，保存时核对校验位。")
    )
    stage = forms.ChoiceField(
        label=_("阶段"), choices=[("", "---------"), ("signed", _("签约")), ("started", _("开工"))]
    )
    date = forms.DateField(label=_("日期"), widget=forms.DateInput)
    capital = forms.ChoiceField(
        label=_("资金类型"), choices=[("domestic", _("内资")), ("foreign", _("外资"))], widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    original_seen = forms.BooleanField(label=_("已核对原件"), required=False)
    document = forms.FileField(label=_("签约合同"), required=False, help_text=_("PDF 或图片，不超过 50 MB。"))
    content = forms.CharField(label=_("建设内容"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class PartyForm(forms.Form):
    """One row of several."""

    party = forms.CharField(label=_("投资方"))
    share = forms.DecimalField(label=_("份额（%）"))


class FilterForm(forms.Form):
    """A filter bar's form."""

    q = forms.CharField(label=_("名称或代码"), required=False)
    design_stage = forms.ChoiceField(
        label=_("阶段"), choices=[("", _("全部阶段")), ("signed", _("签约"))], required=False
    )
    since = forms.DateField(label=_("起始日期"), required=False)


def examples(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows."""
    table = ProjectTable(PROJECTS * 9)
    tables.RequestConfig(request, paginate={"per_page": 6}).configure(table)
    wrong = ExampleForm({"name": "", "stage": "", "date": "三月五日", "company_code": "91350100M000100Y4"})
    wrong.add_error("company_code", _("统一社会信用代码应为 18 位，这里是 17 位"))
    stages = [
        ("signed", _("签约")),
        ("started", _("开工")),
        ("production", _("投产")),
        ("withdrawn", _("退出")),
    ]
    return {
        "table": table,
        "empty_table": ProjectTable([]),
        "form": ExampleForm(initial={"date": datetime.date(2026, 3, 5)}),
        "wrong_form": wrong,
        "filter_form": FilterForm(request.GET or None),
        "formset": forms.formset_factory(PartyForm, extra=0, can_delete=True)(
            initial=[{"party": "恒源新材料", "share": 60}, {"party": "云川产业基金", "share": 40}]
        ),
        "ranking": [(place, *row) for place, row in enumerate(UNITS, 1)],
        "columns": [(stage, label, [p for p in PROJECTS if p["stage"] == stage]) for stage, label in stages],
        "states": ["draft", "filed", "submitted", "approved", "returned", "void", "superseded"],
        "page": Paginator(range(400), 20).get_page(request.GET.get("page", 7)),
        "tones": ["blue", "green", "amber", "red", "violet", "grey"],
    }
