"""The forms of a project and of its facts. They check what can be seen on the form; the rest is the services'."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.leads.models import Capital
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.fields import (
    CURRENCY_CHOICES,
    CompanyCodeField,
    IndustryField,
    LandField,
    MoneyField,
    ShareField,
)
from zhaoshang.office.projects.models import Change, Credit, Milestone, Project
from zhaoshang.tables import TABLES

PARTS = [
    ("投资方", gettext_lazy("投资方")), ("项目公司", gettext_lazy("项目公司")), ("合作方", gettext_lazy("合作方")),
    ("建设方", gettext_lazy("建设方")), ("其他", gettext_lazy("其他")),
]  # fmt: skip
NOTHING = ("", "—")


def _choices(table: str, column: str) -> list[tuple[str, Any]]:
    labels = TABLES[table].by_key[column].label_of
    return [NOTHING, *((code, gettext_lazy(label)) for code, label in labels.items())]


def _text(label: Any, longest: int, **extra: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=extra.pop("required", False), **extra)


def _long(label: Any, **extra: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=extra.pop("required", False), widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000, **extra,
    )  # fmt: skip


def _day(label: Any, required: bool = False, **extra: Any) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput, **extra)


class WithMoney(forms.Form):
    """A form with an amount and its currency, which may also be named in the amount."""

    def clean(self) -> dict[str, Any]:
        """One amount in one currency."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if isinstance(values.get("amount"), tuple):
            amount, named = values["amount"]
            values["amount"] = amount
            if named is not None:
                values["currency"] = named
            if amount < 0:
                self.add_error("amount", _("金额不能为负"))
        return values


class ReasonForm(forms.Form):
    """Why."""

    reason = _long(gettext_lazy("原因"), required=True)


class ProjectForm(WithMoney):
    """The facts of a project."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("责任单位"), empty_label=None)
    number = _text(gettext_lazy("项目编号"), 30, help_text=gettext_lazy("不填则按年份自动编号。"))
    name = _text(gettext_lazy("项目名称"), 120, required=True, help_text=gettext_lazy("与协议上的名称一致。"))
    investor = _text(gettext_lazy("投资方"), 100)
    investor_code = CompanyCodeField(
        label=gettext_lazy("统一社会信用代码"), required=False, help_text=gettext_lazy("18位，核对校验位。")
    )
    filing_code = _text(gettext_lazy("备案项目代码"), 30)
    capital = forms.ChoiceField(
        label=gettext_lazy("资金类型"), choices=[NOTHING, *Capital.choices], required=False
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("资金来源地"), choices=_choices("projects", "origin"), required=False
    )
    amount = MoneyField(
        label=gettext_lazy("总投资"), help_text=gettext_lazy("不写单位按万计；也可写 1.5亿元、200万美元。")
    )
    currency = forms.ChoiceField(label=gettext_lazy("币种"), choices=CURRENCY_CHOICES, initial="CNY")
    land = LandField(label=gettext_lazy("用地（亩）"), required=False)
    industry = IndustryField(
        label=gettext_lazy("行业代码"),
        required=False,
        help_text=gettext_lazy("GB/T 4754，字母加数字，如 C2614。"),
    )
    chain = _text(gettext_lazy("产业链"), 60)
    place = _text(gettext_lazy("建设地点"), 100)
    tags = _text(gettext_lazy("标签"), 200, help_text=gettext_lazy("用；隔开，如 化工；省台账。"))
    fixed_assets = forms.BooleanField(label=gettext_lazy("固投项目"), required=False, initial=True)
    content = _long(gettext_lazy("建设内容"))

    def __init__(self, *args: Any, units: QuerySet[Unit] | None = None, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(project: Project) -> dict[str, Any]:
        """What a form of a project begins with."""
        return {name: getattr(project, name) for name in ProjectForm.base_fields if name != "unit"}


class PartyForm(forms.Form):
    """A company that takes part."""

    name = _text(gettext_lazy("企业"), 100, required=True)
    company_code = CompanyCodeField(label=gettext_lazy("统一社会信用代码"), required=False)
    part = forms.ChoiceField(label=gettext_lazy("身份"), choices=PARTS)


PartyFormSet = forms.formset_factory(PartyForm, extra=0, can_delete=True, max_num=40)


class FactForm(WithMoney):
    """What the forms of shares, stages and events have in common: a correction says why."""

    reason = _long(gettext_lazy("更正事由"), required=True)

    def __init__(self, *args: Any, correcting: bool = False, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if not correcting:
            del self.fields["reason"]


class MilestoneForm(FactForm):
    """A stage reached."""

    stage = forms.ChoiceField(label=gettext_lazy("阶段"), choices=_choices("milestones", "stage"))
    date = _day(gettext_lazy("日期"), required=True)
    amount = MoneyField(
        label=gettext_lazy("金额"), required=False,
        help_text=gettext_lazy("不填则取签约金额，再取总投资；增资填增加额。不写单位按万计。"),
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=gettext_lazy("币种"), choices=[("", gettext_lazy("同项目")), *CURRENCY_CHOICES], required=False
    )
    accepted_on = _day(gettext_lazy("上级认定日期"), help_text=gettext_lazy("上级尚未认定的不填。"))
    decision = _text(gettext_lazy("认定文号"), 60)

    field_order = ("stage", "date", "amount", "currency", "accepted_on", "decision", "reason")

    def __init__(self, *args: Any, stages_open: Iterable[str] | None = None, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if stages_open is not None:
            open_now = [NOTHING, *((s, _(stages.LABELS[s])) for s in stages_open)]
            self.fields["stage"].choices = open_now  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(milestone: Milestone) -> dict[str, Any]:
        """What a form of a milestone begins with."""
        names = ("stage", "date", "amount", "currency", "accepted_on", "decision", "reason")
        return {name: getattr(milestone, name) for name in names}


class CreditForm(FactForm):
    """A unit's share."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("单位"),
        help_text=gettext_lazy("其他单位的归属须由该单位自己提交、签发。"),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=_choices("credits", "role")[1:])
    share = ShareField(label=gettext_lazy("份额"), help_text=gettext_lazy("同一天各单位合计不超过100%。"))
    filed_on = _day(gettext_lazy("备案日期"), help_text=gettext_lazy("共享协议备案的日期。"))
    person = _text(gettext_lazy("人员"), 40)
    first_day = _day(gettext_lazy("起"), help_text=gettext_lazy("不填不限。"))
    last_day = _day(gettext_lazy("止"), help_text=gettext_lazy("不填不限。"))

    field_order = ("unit", "role", "share", "filed_on", "person", "first_day", "last_day", "reason")

    def __init__(self, *args: Any, units: QuerySet[Unit] | None = None, **extra: Any) -> None:
        super().__init__(*args, **extra)
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(credit: Credit) -> dict[str, Any]:
        """What a form of a share begins with."""
        names = ("role", "share", "filed_on", "person", "first_day", "last_day", "reason")
        return {name: getattr(credit, name) for name in names}


class ChangeForm(FactForm):
    """An event of identity."""

    kind = forms.ChoiceField(label=gettext_lazy("变更"), choices=_choices("changes", "kind"))
    date = _day(gettext_lazy("日期"), required=True)
    amount = MoneyField(
        label=gettext_lazy("变更后的金额"),
        required=False,
        help_text=gettext_lazy("重签、升格须填。不写单位按万计。"),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("币种"), choices=[("", gettext_lazy("同项目")), *CURRENCY_CHOICES], required=False
    )
    to_unit = forms.ModelChoiceField(
        Unit.objects.none(), label=gettext_lazy("变更后单位"), required=False, empty_label="—"
    )
    into_project = _text(
        gettext_lazy("并入或拆出的项目"), 30, help_text=gettext_lazy("填项目编号；合并、拆分须填。")
    )
    note = _long(gettext_lazy("说明"), help_text=gettext_lazy("更换业主的，写明新业主。"))

    field_order = ("kind", "date", "amount", "currency", "to_unit", "into_project", "note", "reason")

    def __init__(self, *args: Any, units: QuerySet[Unit], projects: QuerySet[Project], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["to_unit"].queryset = units  # type: ignore[attr-defined]
        self.projects = projects

    def clean_into_project(self) -> Project | None:
        """The first row of the project of that number."""
        number = self.cleaned_data["into_project"].strip()
        if not number:
            return None
        found = self.projects.filter(number=number, root=None).first()
        if found is None:
            raise forms.ValidationError(_("没有编号为%(number)s的项目") % {"number": number})
        return found

    @staticmethod
    def initial_of(change: Change) -> dict[str, Any]:
        """What a form of an event begins with."""
        names = ("kind", "date", "amount", "currency", "to_unit", "note", "reason")
        begun = {name: getattr(change, name) for name in names}
        return {**begun, "into_project": "" if change.into_project is None else change.into_project.number}


class HandOverForm(forms.Form):
    """Offering a project to another unit."""

    to = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("接收单位"))
    date = _day(gettext_lazy("移交日期"), required=True)
    note = _long(gettext_lazy("说明"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["to"].queryset = units  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """Accepting a project, or declining it."""

    accepted = forms.ChoiceField(
        label=gettext_lazy("答复"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("接收")), ("no", gettext_lazy("不接收"))],
    )  # fmt: skip
    answer = _long(gettext_lazy("说明"), help_text=gettext_lazy("不接收的，写明原因。"))

    def clean(self) -> dict[str, Any]:
        """A refusal has its reason."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("accepted") == "no" and not values.get("answer", "").strip():
            self.add_error("answer", _("请写明不接收的原因"))
        return values


class DifficultyForm(forms.Form):
    """What stands in a project's way."""

    raised_on = _day(gettext_lazy("提出日期"), required=True)
    owner = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("协调单位"))
    due_on = _day(gettext_lazy("办结期限"))
    what = _long(gettext_lazy("问题"), required=True)
    resolved_on = _day(gettext_lazy("办结日期"))
    outcome = _long(gettext_lazy("办理结果"))

    field_order = ("what", "raised_on", "owner", "due_on", "resolved_on", "outcome")

    def __init__(self, *args: Any, units: QuerySet[Unit], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["owner"].queryset = units  # type: ignore[attr-defined]
