"""The list of events, on a page and as a workbook."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from typing import IO

import django_tables2 as tables
import xlsxwriter
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.audit.models import Event
from zhaoshang.office.audit.words import action_words, kind_words
from zhaoshang.office.web.tables import KEPT, MomentColumn, NumberColumn, tag

MOST_ROWS = 1_000_000
"""What one sheet of a workbook holds."""


class EventTable(tables.Table):  # type: ignore[misc]
    """Events. Only what an index gives quickly can be sorted by."""

    number = NumberColumn(
        verbose_name=gettext_lazy("序号"), linkify=("audit:event", {"number": tables.A("number")})
    )
    at = MomentColumn(verbose_name=gettext_lazy("时间"), seconds=":s", attrs=KEPT)
    person = tables.Column(verbose_name=gettext_lazy("人员"), order_by=("user", "number"), empty_values=())
    unit = tables.Column(verbose_name=gettext_lazy("单位"), orderable=False, attrs=KEPT)
    action = tables.Column(verbose_name=gettext_lazy("操作"), order_by=("action", "number"), attrs=KEPT)
    name = tables.Column(verbose_name=gettext_lazy("对象"), orderable=False, empty_values=())
    succeeded = tables.Column(verbose_name=gettext_lazy("结果"), orderable=False)
    address = tables.Column(verbose_name=gettext_lazy("来源地址"), orderable=False)

    class Meta:
        order_by = "-number"

    def render_person(self, record: Event) -> str:
        """Name and user name; what nobody signed in did is the office's own."""
        if not record.user:
            return _("系统")
        return record.person if record.person == record.user else f"{record.person}（{record.user}）"

    def render_action(self, value: str) -> str:
        """In words."""
        return action_words(value)

    def render_name(self, record: Event) -> str:
        """Kind and name."""
        kind = kind_words(record.kind) if record.kind else ""
        if not record.name or record.name == kind:
            return kind or "—"
        return f"{kind} · {record.name}" if kind else record.name

    def render_succeeded(self, value: bool) -> SafeString:
        """As a badge."""
        return tag(_("成功"), "green") if value else tag(_("未成"), "red")


def write_workbook(events: QuerySet[Event]) -> tuple[IO[bytes], int, str]:
    """The events as a workbook in a file of its own that vanishes when closed; gives the count and the digest."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_("操作日志"))
    heads = ("序号", "时间", "用户", "姓名", "单位", "操作", "成功", "对象类别", "对象编号", "对象名称",
             "原值", "新值", "事由", "来源地址", "摘要")  # fmt: skip
    for i, head in enumerate(heads):
        sheet.write_string(0, i, _(head))
    count = 0
    for count, cells in enumerate(_rows(events), 1):
        for i, cell in enumerate(cells):
            sheet.write_string(count, i, cell[:32_000])
    book.close()
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()
    out.seek(0)
    return out, count, digest


def _rows(events: QuerySet[Event]) -> Iterator[tuple[str, ...]]:
    for e in events[:MOST_ROWS].iterator(chunk_size=2000):
        yield (
            str(e.number), localtime(e.at).strftime("%Y-%m-%d %H:%M:%S"), e.user, e.person, e.unit,
            action_words(e.action), _("是") if e.succeeded else _("否"), kind_words(e.kind), e.key, e.name,
            e.before, e.after, e.reason, e.address, e.digest,
        )  # fmt: skip
