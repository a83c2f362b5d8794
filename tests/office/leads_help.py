"""Leads as far along as a test needs them."""

import datetime

from zhaoshang.office.leads import services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.records.choices import Action

CODE = "91350100M000100Y43"
"""The example of GB 32100-2015."""
OTHER_CODE = "91110000802100433B"
VALUES = {
    "date": datetime.date(2026, 6, 15), "company": "虚构晶锐新能源科技有限公司", "company_code": CODE,
    "content": "建设储能电池生产线", "place": "青禾区高新产业园", "amount": 80_000_000_00, "currency": "CNY",
    "capital": "domestic", "tags": "", "filed_late_because": "",
}  # fmt: skip


def filed(people, today, lead: Lead | None = None, **values) -> Lead:
    """Of 青禾区, waiting to be signed."""
    lead = lead or services.create(people.reporter, people.qinghe, {**VALUES, **values}, today=today)
    return services.act(people.reporter, lead, Action.FILE, today=today)


def signed(people, today, **values) -> Lead:
    """Of 青禾区, sent up."""
    return services.act(people.unit_lead, filed(people, today, **values), Action.SIGN, today=today)


def approved(people, today, **values) -> Lead:
    """Of 青禾区, approved."""
    return services.act(
        people.commerce_verifier, signed(people, today, **values), Action.APPROVE, today=today
    )


def signed_by_bailu(people, today, **values) -> Lead:
    """Of 白鹭县, sent up."""
    lead = services.create(people.other_reporter, people.bailu, {**VALUES, **values}, today=today)
    lead = services.act(people.other_reporter, lead, Action.FILE, today=today)
    return services.act(people.other_lead, lead, Action.SIGN, today=today)
