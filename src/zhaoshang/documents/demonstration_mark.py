"""Demonstration data is marked as such in the ledger itself, and the mark goes with it onto every output."""

from __future__ import annotations

from zhaoshang.ledger import Ledger
from zhaoshang.problems import Words

DEMONSTRATION_TAG = "演示数据"
"""A project, lead, payment or activity with this tag is invented."""
DEMONSTRATION_NOTICE = Words(
    "演示数据：企业、项目、金额、日期都是虚构的，与各单位的实际工作无关",
    "Demonstration data: companies, projects, amounts and dates are invented; no unit did any of this",
)
_TAGGED = ("projects", "leads", "funds", "activities")


def is_demonstration(ledger: Ledger) -> bool:
    """Whether any row of the ledger is marked as invented."""
    return any(
        DEMONSTRATION_TAG in tags
        for table in _TAGGED
        for row in ledger.tables.get(table, ())
        if isinstance(tags := row.get("tags"), tuple)
    )
