"""An upload being looked at before anything is taken in, and an office's own headers remembered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.models import Jurisdiction, Unit


class Mapping(models.Model):
    """映射: how a unit's own spreadsheet is read, as ``zhaoshang.ledger.mapping`` writes it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField(_("名称"), max_length=60)
    text = models.TextField()
    saved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = _("导入映射")

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """导入: a file as it came, its digest, and what became of it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(upload_to="uploads/%Y/%m/", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    table = models.CharField(_("表"), max_length=20, blank=True)
    """What the sheets are that are not called like a table."""
    mapping = models.ForeignKey(Mapping, models.SET_NULL, null=True, blank=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(_("入库时间"), null=True, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("导入")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name
