"""What people arrange for themselves on pages: the views of lists that they have saved. Holds no facts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User


class SavedView(models.Model):
    """已存视图: a filter and an order of one list, by the name that one person gave it. ``page`` is the list's
    name among addresses (``leads:list``), ``query`` what stands after the question mark. One that was taken
    away is kept until the next one is, so that taking it away can be undone."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("用户"))
    page = models.CharField(max_length=60)
    name = models.CharField(_("视图名称"), max_length=30)
    query = models.CharField(max_length=1000, blank=True)
    is_default = models.BooleanField(_("打开列表时先用它"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("已存视图")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "page", "name"), condition=Q(removed_at=None), name="view_named_once"
            ),
            models.UniqueConstraint(
                fields=("user", "page"),
                condition=Q(is_default=True, removed_at=None),
                name="view_default_once",
            ),
        )

    def __str__(self) -> str:
        return self.name
