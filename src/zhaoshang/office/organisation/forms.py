"""What administrators fill in about units, jurisdictions and appointments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Leave, Unit
from zhaoshang.office.organisation.queries import (
    administered,
    appointments_on,
    manageable_accounts,
    open_on,
    today,
)


class JurisdictionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A jurisdiction."""

    class Meta:
        model = Jurisdiction
        fields = ("code", "name", "above", "read_from_above", "scheme")
        help_texts = {
            "code": _("行政区划代码；开发区可自编"),
            "read_from_above": _("上级的领导、审核等角色可以阅读本辖区的记录，不能改动"),
            "scheme": _("考核方案的名称或文件夹，例如 kaiping-2023"),
        }

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = administered(by, Role.SYSTEM_ADMINISTRATOR, today())
        self.fields["above"].queryset = Jurisdiction.objects.filter(pk__in=keys).exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=self.instance.version
        )

    def validate_unique(self) -> None:
        """The service says whose code it is."""


class UnitForm(forms.Form):
    """What a unit is, but for its name."""

    name = forms.CharField(label=_("单位"), max_length=60)
    kind = Unit._meta.get_field("kind").formfield()
    assessed = forms.BooleanField(label=_("参加考核"), required=False)
    group = forms.CharField(label=_("类别"), max_length=40, required=False)
    team = forms.CharField(label=_("团队"), max_length=40, required=False)
    headcount = forms.IntegerField(label=_("在岗人数"), min_value=0, max_value=100_000, required=False)
    valid_from = forms.DateField(label=_("启用"), widget=forms.DateInput, required=False)
    aliases = forms.CharField(
        label=_("别名"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一行一个；导入表格时认得"),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        if unit is not None:
            aliases = unit.names.filter(until__isnull=True).order_by("id").values_list("name", flat=True)
            kept = {
                f: getattr(unit, f) for f in ("kind", "assessed", "group", "team", "headcount", "valid_from")
            }
            kwargs["initial"] = {**kept, "version": unit.version, "aliases": "\n".join(aliases)}
        super().__init__(*args, **kwargs)
        if unit is not None:
            del self.fields["name"]  # a name is changed with a day, on a page of its own

    def values(self) -> dict[str, Any]:
        """What ``services`` takes."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("name", "aliases", "version")}

    def alias_list(self) -> list[str]:
        """The aliases, one each."""
        return str(self.cleaned_data["aliases"]).splitlines()


class RenameForm(forms.Form):
    """A new name, and from when."""

    name = forms.CharField(label=_("新名称"), max_length=60)
    day = forms.DateField(label=_("自何日起"), widget=forms.DateInput, initial=today)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """From when a unit is no more."""

    day = forms.DateField(label=_("自何日起"), widget=forms.DateInput, initial=today)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MergeForm(CloseForm):
    """Into which unit, and from when."""

    into = forms.ModelChoiceField(Unit.objects.none(), label=_("并入"))
    field_order = ("into", "day", "version")

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Unit.objects.filter(open_on(today()), jurisdiction=unit.jurisdiction_id).exclude(pk=unit.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """Who, where, what and from when."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("人员"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("单位"))
    role = forms.ChoiceField(label=_("角色"), choices=[("", "---------"), *Role.choices])
    first_day = forms.DateField(label=_("起"), widget=forms.DateInput, initial=today)
    last_day = forms.DateField(
        label=_("止"), widget=forms.DateInput, required=False, help_text=_("不填为长期")
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = manageable_accounts(by, today()).filter(is_active=True).exclude(pk=by.pk)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        keys = administered(by, Role.SECURITY_ADMINISTRATOR, today())
        units = Unit.objects.filter(open_on(today()), jurisdiction__in=keys)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of an appointment, and why."""

    last_day = forms.DateField(label=_("最后一天"), widget=forms.DateInput, initial=today)
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("写入操作日志"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class LeaveForm(forms.Form):
    """The days somebody is away."""

    first_day = forms.DateField(label=_("起"), widget=forms.DateInput, initial=today)
    last_day = forms.DateField(label=_("止"), widget=forms.DateInput)
    note = forms.CharField(label=_("说明"), max_length=100, required=False)


class EndLeaveForm(forms.Form):
    """The last day of a leave that ends early."""

    last_day = forms.DateField(label=_("请假的最后一天"), widget=forms.DateInput, initial=today)


class StandInForm(forms.Form):
    """Who stands in for which appointment of somebody on leave, and on which days of it."""

    appointment = forms.ModelChoiceField(Appointment.objects.none(), label=_("代理的任职"))
    user = forms.ModelChoiceField(User.objects.none(), label=_("代理人"))
    first_day = forms.DateField(label=_("起"), widget=forms.DateInput)
    last_day = forms.DateField(label=_("止"), widget=forms.DateInput)

    def __init__(self, by: User, leave: Leave, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"first_day": max(leave.first_day, today()), "last_day": leave.last_day})
        super().__init__(*args, **kwargs)
        held = leave.user.appointments.filter(appointments_on(leave.first_day), stands_in_for__isnull=True)
        self.fields["appointment"].queryset = held.select_related("unit", "user")  # type: ignore[attr-defined]
        people = (
            manageable_accounts(by, today()).filter(is_active=True).exclude(pk__in=(by.pk, leave.user_id))
        )
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
