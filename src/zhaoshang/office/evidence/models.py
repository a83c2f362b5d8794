"""Files that prove a fact: what they hold by their own content, and who has seen the originals."""

from __future__ import annotations

import secrets

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.models import Jurisdiction, Unit


def stored_name(evidence: Evidence, name: str) -> str:
    """Where a file is kept: under a name that tells nothing of what it is, whose it is or when it came."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token}"


class Evidence(models.Model):
    """佐证: one file of one record. The file itself never changes; a better one is added beside it, and one that
    does not belong there is withdrawn, with a reason, but kept."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    record_type = models.ForeignKey(ContentType, models.PROTECT)
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    kind = models.CharField(_("材料"), max_length=60)
    name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(_("文件"), upload_to=stored_name, max_length=200)
    size = models.PositiveBigIntegerField(_("大小"))
    media_type = models.CharField(_("类型"), max_length=100)
    digest = models.CharField("SHA-256", max_length=64)
    scanned = models.CharField(_("病毒扫描"), max_length=20, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    original_seen_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    original_seen_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(_("撤下原因"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("佐证")
        ordering = ("kind", "id")
        indexes = (
            models.Index(fields=("record_type", "record_id"), name="evidence_of_a_record"),
            models.Index(fields=("digest",), name="evidence_by_digest"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_withdrawn(self) -> bool:
        """Whether it counts no more."""
        return self.withdrawn_at is not None
