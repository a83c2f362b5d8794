"""Who there is: jurisdictions, units through their renamings and mergers, and who is appointed to what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role, UnitKind


class Jurisdiction(models.Model):
    """A city, district or development zone. Every record belongs to one; nothing crosses but reading upward."""

    code = models.CharField(_("代码"), max_length=20, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    above = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name=_("上级")
    )
    read_from_above = models.BooleanField(_("上级可阅"), default=False)
    scheme = models.CharField(_("考核方案"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("辖区")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit under the name it has today; the names it had are kept beside it."""

    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, related_name="units", verbose_name=_("辖区")
    )
    name = models.CharField(_("单位"), max_length=60)
    kind = models.CharField(_("性质"), max_length=20, choices=UnitKind.choices, default=UnitKind.ASSESSED)
    assessed = models.BooleanField(_("参加考核"), default=True)
    group = models.CharField(_("类别"), max_length=40, blank=True)
    team = models.CharField(_("团队"), max_length=40, blank=True)
    order = models.PositiveIntegerField(_("排序"), default=0)
    headcount = models.PositiveIntegerField(_("在岗人数"), null=True, blank=True)
    valid_from = models.DateField(_("启用"), null=True, blank=True)
    valid_to = models.DateField(_("停用"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("并入")
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ("jurisdiction", "order", "id")
        constraints = (models.UniqueConstraint(fields=("jurisdiction", "name"), name="one_unit_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """Another name of a unit: an alias, or the name it bore until a day."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(_("名称"), max_length=60)
    until = models.DateField(_("用到"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("曾用名与别名")
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="one_alias_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class Leave(models.Model):
    """Days on which somebody is away, and may be stood in for."""

    user = models.ForeignKey(User, models.PROTECT, related_name="leaves", verbose_name=_("人员"))
    first_day = models.DateField(_("起"))
    last_day = models.DateField(_("止"))
    note = models.CharField(_("说明"), max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("请假")
        ordering = ("-first_day", "user")

    def __str__(self) -> str:
        return f"{self.user} {self.first_day} – {self.last_day}"


class Appointment(models.Model):
    """Somebody's role in a unit, from a day to a day; or that of somebody on leave, stood in for.

    A stand-in's appointment names the one it stands in for and the leave that allows it; it counts only while
    both do (``queries.in_force``)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=30, choices=Role.choices)
    first_day = models.DateField(_("起"))
    last_day = models.DateField(_("止"), null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("代理")
    )
    leave = models.ForeignKey(
        Leave, models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("请假")
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        ordering = ("unit", "role", "user")

    def __str__(self) -> str:
        return f"{self.user} · {self.unit} · {self.get_role_display()}"
