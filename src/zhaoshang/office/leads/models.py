"""Leads: who reported a possible investment first, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads import likeness
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.records.models import Record


def short_place(name: str) -> str:
    """A place's name without what kind of place it is: 云川市 -> 云川."""
    return name[:-1] if len(name) > 2 and name[-1] in "省市州盟区县旗镇乡" else name


class Capital(models.TextChoices):
    """资金类型."""

    DOMESTIC = "domestic", _("内资")
    FOREIGN = "foreign", _("外资")


class Lead(Record):
    """线索: one company's intention, as one unit reports it. Money is whole hundredths of ``currency``."""

    verified_by_role = Role.COMMERCE_VERIFIER

    number = models.CharField(_("线索编号"), max_length=30)
    date = models.DateField(_("日期"))
    company = models.CharField(_("企业"), max_length=100)
    company_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    content = models.TextField(_("投资内容"), blank=True)
    place = models.CharField(_("拟建地点"), max_length=100, blank=True)
    amount = models.BigIntegerField(_("拟投资额"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    capital = models.CharField(_("资金类型"), max_length=10, choices=Capital.choices, blank=True)
    tags = models.CharField(_("标签"), max_length=200, blank=True)
    filed_late_because = models.TextField(_("补报事由"), blank=True)
    project = models.ForeignKey(
        "projects.Project",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("转为项目"),
    )
    original = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name=_("原线索")
    )
    """The lead that was corrected first of all: its place in the order of filing is that of its corrections."""
    company_core = models.CharField(max_length=100, blank=True, editable=False)
    company_sound = models.CharField(max_length=700, blank=True, editable=False)
    """The company's name as it is compared (``likeness``): its core, and its readings as ``|jing rui|``."""
    history = HistoricalRecords(excluded_fields=["company_core", "company_sound"])

    class Meta:
        verbose_name = verbose_name_plural = _("线索")
        ordering = ("-date", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("jurisdiction", "number"), name="one_lead_of_a_number",
                condition=models.Q(supersedes__isnull=True, original__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("jurisdiction", "state", "date"), name="lead_by_state"),
            models.Index(fields=("-date", "-number"), name="lead_by_day"),
            models.Index(fields=("company_code",), name="lead_by_company_code"),
            models.Index(fields=("jurisdiction", "company_core"), name="lead_by_company_core"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.company}"

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("leads:detail", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the form of the name that is compared beside the name."""
        self.compare_by_name()
        super().save(*args, **kwargs)

    def compare_by_name(self) -> None:
        """Set the form of the company's name that is compared; ``save`` does it, writing many at once must."""
        names = (short_place(self.jurisdiction.name), short_place(self.unit.name))
        self.company_core = likeness.core(self.company, names)[:100]
        self.company_sound = f"|{'|'.join(likeness.sounds(self.company_core))}|"[:700]

    @property
    def root(self) -> Lead:
        """The lead itself, or the one that it corrects in the end: what decisions are about."""
        return self if self.original is None else self.original

    @property
    def root_id(self) -> int:
        """The key of ``root``, without asking the database."""
        return int(self.original_id or self.pk)


class LeadCounter(models.Model):
    """The last number given in a jurisdiction in a year."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("jurisdiction", "year"), name="one_lead_counter_of_a_year"),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.year}: {self.last}"


class LeadRules(models.Model):
    """规则: how a jurisdiction treats late filing and appeals. Where none are set, the defaults here hold."""

    jurisdiction = models.OneToOneField(Jurisdiction, models.CASCADE, related_name="+")
    late_days = models.PositiveIntegerField(_("补报期限（天）"), default=7)
    appeal_days = models.PositiveIntegerField(_("申诉期限（天）"), default=5)
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("线索规则")

    def __str__(self) -> str:
        return str(self.jurisdiction)


class FirstReport(models.Model):
    """首报认定: which of two leads came first, decided by the verifying office with its reason."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="decisions", verbose_name=_("认定首报"))
    over = models.ForeignKey(Lead, models.PROTECT, related_name="lost_decisions", verbose_name=_("后报"))
    reason = models.TextField(_("理由"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_on = models.DateField(_("认定日期"))
    is_final = models.BooleanField(_("最终认定"), default=False)
    """Made in answer to an appeal: it cannot be appealed against again."""
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        verbose_name = verbose_name_plural = _("首报认定")
        ordering = ("-decided_at",)

    def __str__(self) -> str:
        return f"{self.lead} › {self.over}"


class Appeal(models.Model):
    """申诉 against a first-report decision, answered by somebody other than who decided."""

    decision = models.ForeignKey(FirstReport, models.PROTECT, related_name="appeals")
    grounds = models.TextField(_("申诉理由"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    upheld = models.BooleanField(_("支持"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("申诉")
        ordering = ("-made_at",)
        constraints = (models.UniqueConstraint(fields=("decision",), name="one_appeal_of_a_decision"),)

    def __str__(self) -> str:
        return f"{self.decision}"
