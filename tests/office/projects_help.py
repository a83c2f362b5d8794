"""What tests of projects do again and again: a record all the way to approval, and signing in."""

import datetime

from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.projects import services
from zhaoshang.office.records.choices import Action

WAN, YI = 10**6, 10**10
"""Fen in 1万元 and in 1亿元."""


def approve(record, city, today):
    """Filed and signed by the record's own unit, approved by the office that verifies it."""
    reporter, lead = (
        ("reporter", "unit_lead") if record.unit == city.qinghe else ("other_reporter", "other_lead")
    )
    verifier = {
        Role.COMMERCE_VERIFIER: city.commerce_verifier,
        Role.REFORM_VERIFIER: city.reform_verifier,
        Role.STATISTICS_VERIFIER: city.statistics_verifier,
    }[record.verifying_role]
    record = services.act(record, Action.FILE, getattr(city, reporter), today=today)
    record = services.act(record, Action.SIGN, getattr(city, lead), today=today)
    return services.act(record, Action.APPROVE, verifier, today=today)


def day(text):
    """A date as it is written."""
    return datetime.date.fromisoformat(text)
