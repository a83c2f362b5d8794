"""What happened, in an order that cannot be changed afterwards: every event carries the digest of the one before.

The database itself refuses to change or delete an event (``append_only``); ``retention`` alone removes old ones.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing somebody did. Names are kept as text, so that the log outlives what it speaks of."""

    number = models.BigIntegerField(_("序号"), unique=True)
    at = models.DateTimeField(_("时间"))
    user = models.CharField(_("用户"), max_length=150, blank=True)
    person = models.CharField(_("姓名"), max_length=40, blank=True)
    unit = models.CharField(_("单位"), max_length=60, blank=True)
    jurisdiction = models.CharField(_("辖区"), max_length=20, blank=True)
    action = models.CharField(_("操作"), max_length=60)
    succeeded = models.BooleanField(_("成功"), default=True)
    kind = models.CharField(_("对象"), max_length=60, blank=True)
    key = models.CharField(_("对象编号"), max_length=60, blank=True)
    name = models.CharField(_("对象名称"), max_length=200, blank=True)
    before = models.TextField(_("原值"), blank=True)
    after = models.TextField(_("新值"), blank=True)
    reason = models.TextField(_("事由"), blank=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("日志")
        ordering = ("-number",)
        indexes = (
            models.Index(fields=("kind", "key"), name="event_of_an_object"),
            models.Index(fields=("at",), name="event_by_time"),
            models.Index(fields=("user", "number"), name="event_of_a_user"),
            models.Index(fields=("action", "number"), name="event_of_an_action"),
            models.Index(fields=("jurisdiction", "number"), name="event_of_a_jurisdiction"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.name}"


class Anchor(models.Model):
    """Where the chain begins after its older part was written to a file and removed."""

    number = models.BigIntegerField(_("截至序号"), unique=True)
    at = models.DateTimeField(_("截至时间"))
    digest = models.CharField(_("摘要"), max_length=64)
    count = models.BigIntegerField(_("条数"))
    file = models.CharField(_("归档文件"), max_length=200)
    file_digest = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("归档时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("日志归档")
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"≤ {self.number}"


class Job(models.Model):
    """When a periodic job last ran, and how it ended."""

    name = models.CharField(_("任务"), max_length=60, unique=True)
    started_at = models.DateTimeField(_("上次运行"), null=True, blank=True)
    done_at = models.DateTimeField(_("上次成功"), null=True, blank=True)
    succeeded = models.BooleanField(_("成功"), null=True)
    outcome = models.TextField(_("结果"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("定时任务")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
