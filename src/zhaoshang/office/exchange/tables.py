"""The files somebody has handed in."""

from __future__ import annotations

import json

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.exchange.models import Upload
from zhaoshang.office.web.tables import MomentColumn, tag


class UploadTable(tables.Table):  # type: ignore[misc]
    """A file a row; its name leads to its preview."""

    name = tables.Column(gettext_lazy("文件名"), linkify=("exchange:preview", {"pk": tables.A("pk")}))
    uploaded_at = MomentColumn(verbose_name=gettext_lazy("上传时间"))
    taken_at = tables.Column(gettext_lazy("状态"), empty_values=())
    summary = tables.Column(gettext_lazy("结果"), orderable=False)

    class Meta:
        order_by = ("-uploaded_at",)

    def render_taken_at(self, record: Upload) -> SafeString:
        """Whether it was taken in."""
        return tag(_("未入库"), "grey") if record.taken_at is None else tag(_("已入库"), "green")

    def render_summary(self, value: str) -> str:
        """How many rows became what."""
        return _("新增%(new)d，修改%(changed)d，不变%(same)d") % json.loads(value)
