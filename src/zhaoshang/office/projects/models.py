"""One project, one archive: its facts, its parties, who is credited, how far it has come and what is in its way.

The stage a project has reached is never stored: it is the furthest of its approved milestones (``queries``). A
correction of a project is a row of its own; parties, credits, milestones and the rest hang on the first row, the
``root`` of its archive, whichever row's words are in force.
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.models import Capital
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects.stages import verifier_of
from zhaoshang.office.records.models import Record
from zhaoshang.tables import TABLES


def _choices(table: str, column: str) -> list[tuple[str, str]]:
    """A ledger column's codes and labels: one list for files, scores and pages."""
    return [(code, _(label)) for code, label in TABLES[table].by_key[column].label_of.items()]


class Project(Record):
    """项目. Money is whole hundredths of ``currency``, land ten-thousandths of a mu."""

    verified_by_role = Role.COMMERCE_VERIFIER

    root = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="versions", verbose_name=_("原登记")
    )
    number = models.CharField(_("项目编号"), max_length=30)
    name = models.CharField(_("项目名称"), max_length=120)
    content = models.TextField(_("建设内容"), blank=True)
    place = models.CharField(_("建设地点"), max_length=100, blank=True)
    investor = models.CharField(_("投资方"), max_length=100, blank=True)
    investor_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    filing_code = models.CharField(_("备案项目代码"), max_length=30, blank=True)
    capital = models.CharField(_("资金类型"), max_length=10, choices=Capital.choices, blank=True)
    origin = models.CharField(
        _("资金来源地"), max_length=20, choices=_choices("projects", "origin"), blank=True
    )
    industry = models.CharField(_("行业代码"), max_length=5, blank=True)
    chain = models.CharField(_("产业链"), max_length=60, blank=True)
    amount = models.BigIntegerField(_("总投资"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    fixed_assets = models.BooleanField(_("固投项目"), default=True)
    land = models.BigIntegerField(_("用地"), null=True, blank=True)
    tags = models.CharField(_("标签"), max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("项目")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("jurisdiction", "number"), name="one_project_of_a_number",
                condition=models.Q(root__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("jurisdiction", "state"), name="project_by_state"),
            models.Index(fields=("investor_code",), name="project_by_investor_code"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        """Its archive."""
        return reverse("projects:detail", args=[self.archive])

    @property
    def archive(self) -> int:
        """The key of the row on which everything of this project hangs."""
        return self.root_id or self.pk


class Party(models.Model):
    """A company that takes part in a project."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="parties")
    name = models.CharField(_("企业"), max_length=100)
    company_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    part = models.CharField(_("身份"), max_length=40)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("参与企业")

    def __str__(self) -> str:
        return self.name


class Credit(Record):
    """归属: a unit's share in a project, in hundred-millionths, with the day on which it was filed."""

    verified_by_role = Role.COMMERCE_VERIFIER

    project = models.ForeignKey(Project, models.PROTECT, related_name="credits")
    role = models.CharField(_("角色"), max_length=20, choices=_choices("credits", "role"), blank=True)
    share = models.BigIntegerField(_("份额"), default=10**8)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    person = models.CharField(_("人员"), max_length=40, blank=True)
    first_day = models.DateField(_("起"), null=True, blank=True)
    last_day = models.DateField(_("止"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("归属")
        ordering = ("project", "id")

    def __str__(self) -> str:
        return f"{self.project} · {self.unit}"

    def get_absolute_url(self) -> str:
        """Its place in the archive of its project."""
        return reverse("projects:tab", args=[self.project_id, "credits"])


class Milestone(Record):
    """进展: a stage reached on a day. A blank amount is the signed one's, then the project's."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    stage = models.CharField(_("阶段"), max_length=20, choices=_choices("milestones", "stage"))
    date = models.DateField(_("日期"))
    amount = models.BigIntegerField(_("金额"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, blank=True)
    accepted_on = models.DateField(_("上级认定日期"), null=True, blank=True)
    decision = models.CharField(_("认定文号"), max_length=60, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("进展")
        ordering = ("date", "id")
        indexes = (
            models.Index(fields=("project", "state", "date"), name="milestone_of_project"),
            models.Index(fields=("stage", "state", "project"), name="milestone_by_stage"),
        )

    def __str__(self) -> str:
        return f"{self.project} · {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        """Its place in the archive of its project."""
        return reverse("projects:tab", args=[self.project_id, "stages"])

    def proper_role(self) -> Role:
        """By the stage (``stages.verifier_of``)."""
        return verifier_of(self.stage)


class Change(Record):
    """项目变更: an event of identity, with what it does to the counting."""

    verified_by_role = Role.REFORM_VERIFIER

    project = models.ForeignKey(Project, models.PROTECT, related_name="changes")
    kind = models.CharField(_("变更"), max_length=20, choices=_choices("changes", "kind"))
    date = models.DateField(_("日期"))
    amount = models.BigIntegerField(_("金额"), null=True, blank=True)
    currency = models.CharField(_("币种"), max_length=3, blank=True)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    into_project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("说明"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("项目变更")
        ordering = ("date", "id")

    def __str__(self) -> str:
        return f"{self.project} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its place in the archive of its project."""
        return reverse("projects:tab", args=[self.project_id, "changes"])


class HandOver(models.Model):
    """移交: at signing a project may pass from who found it to who looks after it; both keep their credit."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="hand_overs")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    date = models.DateField(_("日期"))
    note = models.TextField(_("说明"), blank=True)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(auto_now_add=True)
    accepted = models.BooleanField(_("接收"), null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("答复"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("移交")
        ordering = ("-offered_at",)

    def __str__(self) -> str:
        return f"{self.project} → {self.to_unit}"


class Difficulty(models.Model):
    """问题与协调: what stands in a project's way, who sees to it, by when, and how it ended."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="difficulties")
    raised_on = models.DateField(_("提出日期"))
    what = models.TextField(_("问题"))
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("协调单位"))
    due_on = models.DateField(_("办结期限"), null=True, blank=True)
    resolved_on = models.DateField(_("办结日期"), null=True, blank=True)
    outcome = models.TextField(_("办理结果"), blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = verbose_name_plural = _("问题与协调")
        ordering = ("resolved_on", "due_on", "id")

    def __str__(self) -> str:
        return self.what[:40]
