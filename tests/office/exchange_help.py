"""Workbooks as a unit hands them in."""

import io

from openpyxl import Workbook

LEAD_HEADERS = [
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
]
LEAD = [
    "X1",
    "青禾区",
    "2026-06-15",
    "虚构晶锐公司",
    "储能电池",
    80000,
    "CNY",
    "内资",
    "化工；省台账",
    "高新园",
]
PROJECT_HEADERS = ["项目编号", "项目名称", "责任单位", "总投资（亿元）", "用地（亩）", "建设地点"]
PROJECT = ["P1", "虚构电池项目", "青禾区", 5, 120.5, "高新园"]


def workbook(**sheets) -> bytes:
    """A workbook of sheets by name, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


CODE = "91350100M000100Y43"
"""The example of GB 32100-2015."""
ORIGINS = ["", "out_of_province", "out_of_city", "local", "overseas"]
INDUSTRIES = ["", "C26", "2614", "C"]
