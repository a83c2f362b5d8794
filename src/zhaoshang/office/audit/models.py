"""What happened, in an order that cannot be changed afterwards: every event carries the digest of the one before."""

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
        indexes = (models.Index(fields=("kind", "key"), name="event_of_an_object"),)

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.name}"
