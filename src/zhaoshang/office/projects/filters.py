"""How the lists of projects are narrowed down: one set of filters for the table, the board and the Gantt."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.finding import any_holds
from zhaoshang.office.leads.models import Capital
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.fields import MoneyField
from zhaoshang.office.projects.models import HandOver, Party, Project
from zhaoshang.office.projects.queries import at_stage
from zhaoshang.office.projects.stalling import stalled
from zhaoshang.office.records.choices import State

SEARCHED = ("name", "number", "investor", "investor_code", "filing_code", "place", "content")
"""Where the words are looked for by which projects are found, beside the names of their parties."""
SHOWN_STATES = [(value, label) for value, label in State.choices if value != State.SUPERSEDED]
STAGES = [
    *((code, _(label)) for code, label in stages.LABELS.items() if code in stages.RANKS),
    ("none", _("未到任何阶段")),
]


class AmountFilter(django_filters.Filter):  # type: ignore[misc]
    """Money as people write it: 5000 is 5000万, 1亿 is that."""

    field_class = MoneyField

    def filter(self, qs: QuerySet[Project], value: Any) -> QuerySet[Project]:
        """Compare hundredths; where a currency was named, only projects in it."""
        if not value:
            return qs
        amount, currency = value
        found = qs.filter(**{f"amount__{self.lookup_expr}": amount})
        return found if currency is None else found.filter(currency=currency)


class ProjectFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By text, unit, stage, state, amount, chain, capital, tag, day, standing still. Void ones only when asked."""

    q = django_filters.CharFilter(label=_("名称、编号、企业、代码"), method="with_words")
    unit = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=Unit.objects.none(), method="of_unit", empty_label=_("全部单位")
    )
    stage = django_filters.ChoiceFilter(
        label=_("阶段"), choices=STAGES, method="at_stage", empty_label=_("全部阶段")
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=SHOWN_STATES, method="in_state", empty_label=_("全部状态")
    )
    amount_from = AmountFilter(label=_("总投资不低于"), field_name="amount", lookup_expr="gte")
    amount_to = AmountFilter(label=_("总投资不高于"), field_name="amount", lookup_expr="lte")
    chain = django_filters.CharFilter(label=_("产业链"), lookup_expr="icontains")
    capital = django_filters.ChoiceFilter(label=_("资金类型"), choices=Capital.choices, empty_label=_("全部"))
    tag = django_filters.CharFilter(label=_("标签"), field_name="tags", lookup_expr="icontains")
    since = django_filters.DateFilter(
        label=_("登记日期起"), field_name="recorded_on", lookup_expr="gte", widget=forms.DateInput
    )
    still = django_filters.NumberFilter(
        label=_("没有进展满（天）"),
        method="standing_still",
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"min": 1, "max": 9999}),
    )

    class Meta:
        model = Project
        fields = (
            "q", "unit", "stage", "state", "amount_from", "amount_to", "chain", "capital", "tag", "since", "still",
        )  # fmt: skip

    def __init__(self, *args: Any, units: QuerySet[Unit], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.filters["unit"].field.queryset = units
        for name in ("amount_from", "amount_to"):
            self.filters[name].field.widget = forms.TextInput(
                attrs={"placeholder": "5000、1亿", "class": "form-control"}
            )

    @property
    def qs(self) -> QuerySet[Project]:
        """The projects asked for."""
        found: QuerySet[Project] = super().qs
        asked = self.form.is_bound and self.form.is_valid() and self.form.cleaned_data.get("state")
        return found if asked else found.exclude(state=State.VOID)

    def with_words(self, projects: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        """Every word, of two characters or of one, somewhere in the project or its parties."""
        for word in value.split():
            parties = Party.objects.filter(any_holds(("name", "company_code"), word))
            projects = projects.filter(any_holds(SEARCHED, word) | Q(key__in=parties.values("project")))
        return projects

    def of_unit(self, projects: QuerySet[Project], name: str, value: Unit) -> QuerySet[Project]:
        """Its own, and those it took over."""
        taken = HandOver.objects.filter(project=OuterRef("key"), to_unit=value, accepted=True)
        return projects.filter(Q(unit=value) | Exists(taken))

    def at_stage(self, projects: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        """Those whose furthest approved stage it is."""
        return at_stage(projects, None if value == "none" else value)

    def standing_still(self, projects: QuerySet[Project], name: str, value: Any) -> QuerySet[Project]:
        """Those in which nothing moved for so many days."""
        return stalled(projects, today(), int(value))

    def in_state(self, projects: QuerySet[Project], name: str, value: str) -> QuerySet[Project]:
        """Those whose words in force stand so."""
        return projects.filter(state=value)
