"""People who sign in. What they may do hangs on their appointments (``organisation``), never on the account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with a name of their own; shared accounts are not allowed (GB/T 22239-2019 8.1.4.2 c)."""

    display_name = models.CharField(_("姓名"), max_length=40)
    must_change_password = models.BooleanField(_("首次登录须改口令"), default=True)
    password_changed_at = models.DateTimeField(_("上次改口令"), null=True, blank=True)
    first_password_until = models.DateTimeField(_("初始口令有效至"), null=True, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")
    deactivated_on = models.DateField(_("停用日期"), null=True, blank=True)
    deactivated_because = models.CharField(_("停用原因"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("用户")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.display_name or self.username


class FormerPassword(models.Model):
    """A password that was used before, as its hash, so that it is not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    encoded = models.CharField(max_length=256)
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-set_at", "-id")


class KnownDevice(models.Model):
    """A browser from which somebody has signed in, and the address it did so from. Other people's failures
    never keep its owner out (docs/decisions/throttling.md)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_devices")
    token = models.CharField(max_length=64)
    address = models.GenericIPAddressField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "token"), name="one_known_device"),)
        indexes = (models.Index(fields=("user", "address"), name="known_address"),)


class Failure(models.Model):
    """A password or code that was wrong. Kept for a day, for nothing but the waiting time it causes."""

    kind = models.CharField(max_length=10)
    username = models.CharField(max_length=150)
    address = models.GenericIPAddressField()
    device = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=("kind", "username", "at"), name="failure_of_user"),
            models.Index(fields=("kind", "address", "at"), name="failure_from_address"),
        )


class UsedCode(models.Model):
    """A one-time code that was used, so that whoever read it over a shoulder cannot use it again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="a_code_is_used_once"),)
