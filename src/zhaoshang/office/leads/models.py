"""Leads: who reported a possible investment first, and what became of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.records.models import Record


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
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("线索")
        ordering = ("-date", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("jurisdiction", "number"), name="one_lead_of_a_number",
                condition=models.Q(supersedes__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("jurisdiction", "state", "date"), name="lead_by_state"),
            models.Index(fields=("company_code",), name="lead_by_company_code"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.company}"


class FirstReport(models.Model):
    """首报认定: which of two leads came first, decided by the verifying office with its reason."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="decisions", verbose_name=_("认定首报"))
    over = models.ForeignKey(Lead, models.PROTECT, related_name="lost_decisions", verbose_name=_("后报"))
    reason = models.TextField(_("理由"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
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

    def __str__(self) -> str:
        return f"{self.decision}"
