"""The list of units as a workbook. That it was taken away is in the log."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_units(units: Iterable[Unit], by: User, chosen: dict[str, str]) -> HttpResponse:
    """The units of a list, with the other names of each. Every cell is text or a whole number, never a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_("单位"))
    heads = (_("单位"), _("曾用名与别名"), _("性质"), _("类别"), _("团队"), _("在岗人数"), _("参加考核"), _("启用"),
             _("停用"), _("并入"))  # fmt: skip
    sheet.write_row(0, 0, [str(head) for head in heads])
    count = 0
    for count, unit in enumerate(units, 1):
        cells = (
            unit.name, "、".join(one.name for one in unit.names.all()), str(unit.get_kind_display()), unit.group,
            unit.team, "", _("是") if unit.assessed else _("否"), str(unit.valid_from or ""),
            str(unit.valid_to or ""), unit.merged_into.name if unit.merged_into else "",
        )  # fmt: skip
        for place, cell in enumerate(cells):
            sheet.write_string(count, place, str(cell))
        if unit.headcount is not None:
            sheet.write_number(count, heads.index(_("在岗人数")), unit.headcount)
    book.close()
    content = out.getvalue()
    log.exported(by, Unit, count, chosen, hashlib.sha256(content).hexdigest())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="units.xlsx"'
    return response
