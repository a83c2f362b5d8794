"""How long a workbook of 5,000 leads takes from the upload until all are there, in a filled office; then undone.

OFFICE_DATA=… OFFICE_DATABASE=… python benchmarks/office/importing.py [rows]
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from typing import Any

from zhaoshang.office.operating.setting_up import ready

os.environ["OFFICE_DEMONSTRATION"] = "yes"
os.environ.setdefault("OFFICE_LOG_LEVEL", "WARNING")
ready()
# ruff: noqa: E402 - models can be had only now

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from zhaoshang.demonstration.names import company
from zhaoshang.office.accounts.models import User
from zhaoshang.office.exchange.models import Upload
from zhaoshang.office.leads.models import Lead

HEADERS = (
    "线索编号",
    "责任单位",
    "日期",
    "企业",
    "投资内容",
    "拟投资额（万）",
    "币种",
    "资金类型",
    "标签",
    "拟建地点",
)


def workbook(rows: int) -> bytes:
    """Leads as a unit keeps them."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("线索")
    sheet.append(HEADERS)
    day = timezone.localdate()
    for n in range(rows):
        who = company(n % 1440)
        sheet.append(
            (f"DR-{n:05}", "青禾区", day, f"{who.name[:-4]}{n // 1440}厂有限公司", f"拟投资建设{who.trade.builds[0]}。",
             800 + n % 900, "CNY", "内资", "", f"青禾区高新产业园{n % 90}号")
        )  # fmt: skip
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def timed(name: str, ask: Any) -> Any:
    """Do something, and say how long it took on the clock and of the processor."""
    clock, spent = time.perf_counter(), time.process_time()
    answer = ask()
    print(
        f"{name:8} {time.perf_counter() - clock:6.1f} s, {time.process_time() - spent:6.1f} s of processor",
        flush=True,
    )
    return answer


def main() -> None:
    """Upload, preview, take in, preview again; then take everything back."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    user = User.objects.get(username="reporter")
    client = Client(headers={"host": "localhost"})
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    file = workbook(rows)
    with transaction.atomic():
        sent = {
            "file": SimpleUploadedFile("leads.xlsx", file),
            "table": "", "mapping": "", "jurisdiction": user.appointments.first().unit.jurisdiction_id,
        }  # fmt: skip
        there = Lead.objects.count()
        answer = timed("upload", lambda: client.post("/exchange/upload/", sent))
        assert answer.status_code == 302, answer.content.decode()[-4000:]
        page = timed("preview", lambda: client.get(answer.url)).content.decode()
        plan = re.search(r'name="plan" value="([^"]*)"', page)
        assert plan is not None, re.sub(r"<[^>]+>", " ", page)[-3000:]
        timed("take in", lambda: client.post(f"{answer.url}take-in/", {"plan": plan[1]}))
        timed("preview", lambda: client.get(answer.url))
        print(f"{Lead.objects.count() - there} leads taken in of {rows} rows, {len(file) // 1024} kB")
        Upload.objects.get(pk=answer.url.split("/")[-2]).file.delete(save=False)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
