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
    language = models.CharField(_("界面语言"), max_length=10, default="zh-hans")

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
        ordering = ("-set_at",)
