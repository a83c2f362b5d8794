"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """交换."""

    name = "zhaoshang.office.exchange"
    label = "exchange"
    verbose_name = "交换"

    def ready(self) -> None:
        """Say what the log calls what is done here."""
        from zhaoshang.office.audit.words import name_actions

        name_actions({
            "exchange.upload": _("上传表格"), "exchange.take_in": _("表格入库"),
            "exchange.save_mapping": _("保存表头对应"),
            "exchange.upload_deleted": _("到期删除上传的表格"), "exchange.template": _("下载模板"),
        })  # fmt: skip
