"""A year of the invented city, made through the same services that people use, as the people who may."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from unittest.mock import patch

from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import transaction

from zhaoshang.office.demonstration import lead_stories as leads
from zhaoshang.office.demonstration.city import City, begin, hand_out_password, on_leave
from zhaoshang.office.demonstration.clock import DAY, Clock, Story, tell
from zhaoshang.office.demonstration.project_stories import Plan

DAYS = 320
UNITS = ("qinghe", "bailu", "shiliu", "yueya", "baigong", "yuanke")
PLANS: tuple[tuple[int, Plan], ...] = (
    (2, Plan("effective", 20, befalls=("increased",))),
    (5, Plan("capacity", 22, partner="yuanke")),
    (9, Plan("production", 24, befalls=("settled", "correction"))),
    (14, Plan("production", 26, to="shiliu", pending="filed")),
    (20, Plan("enrolled", 26, befalls=("upgrade",))),
    (26, Plan("enrolled", 28, partner="bailu", pending="submitted")),
    (33, Plan("started", 28, befalls=("difficulty",))),
    (40, Plan("started", 26, to="shiliu", befalls=("settled",))),
    (48, Plan("started", 30, partner="qinghe", pending="submitted")),
    (56, Plan("landed", 30, befalls=("owner",))),
    (64, Plan("landed", 26, befalls=("difficulty",), pending="returned")),
    (75, Plan("landed", 28, partner="shiliu", pending="filed")),
    (90, Plan("signed", 28, befalls=("withdrawn",))),
    (110, Plan("signed", 32, pending="submitted")),
    (130, Plan("signed", 24, befalls=("difficulty",))),
    (150, Plan("signed", 22, partner="yuanke", pending="returned")),
    (170, Plan("reviewed", 26)),
    (195, Plan("reviewed", 20, pending="submitted")),
    (215, Plan("reviewed", 18, pending="filed")),
    (232, Plan("negotiating", 20)),
    (246, Plan("negotiating", 16, pending="submitted")),
    (258, Plan("negotiating", 14, pending="filed")),
    (272, Plan("negotiating", 12)),
    (290, Plan("")),
    (302, Plan("")),
)  # fmt: skip
"""When each project begins as a lead, in days from the start, and how it goes."""


def make(today: datetime.date) -> City:
    """Make the city and its year up to the day before ``today``, all or nothing, in an office that is empty."""
    clock = Clock(today - DAYS * DAY)
    quickly = patch.object(ScryptPasswordHasher, "work_factor", 2)  # everybody knows the password anyway
    with quickly, clock.running(), transaction.atomic():
        city = begin(clock)
        tell(clock, _stories(city), today - DAY)
        clock.go_to(today - DAY)
        on_leave(city)
        hand_out_password()
    return city


def _stories(city: City) -> Iterator[Story]:
    units = city.units
    for number, (start, plan) in enumerate(PLANS):
        yield leads.plain(city, start, units[UNITS[number % len(UNITS)]], number, plan)
    for number in range(30, 36):  # leads that stay leads
        yield leads.plain(city, 40 + (number - 30) * 47, units[UNITS[number % 6]], number)
    yield leads.plain(city, 150, units["commerce"], 41)
    for start, key, number in ((DAYS - 5, "qinghe", 42), (DAYS - 4, "bailu", 43), (DAYS - 2, "qinghe", 44)):
        yield leads.plain(city, start, units[key], number)  # still on their way
    yield leads.draft(city, DAYS - 3, units["qinghe"], 45)
    yield leads.returned(city, 60, units["shiliu"], 46, again=True)
    yield leads.returned(city, DAYS - 9, units["qinghe"], 47, again=False)
    yield leads.imported(city, DAYS - 16, units["yueya"], range(54, 57))
    yield leads.late(city, 120, units["bailu"], 48)
    yield leads.given_up(city, 200, units["yuanke"], 49)
    yield leads.corrected(city, 100, units["baigong"], 50)
    yield leads.disputed(city, 80, units["qinghe"], units["bailu"], 51, code="", end="answered")
    yield leads.disputed(city, DAYS - 20, units["shiliu"], units["qinghe"], 52, code="", end="appealed")
    yield leads.disputed(
        city, DAYS - 12, units["bailu"], units["qinghe"], 53, code=leads.EXAMPLE_CODE, end="open"
    )
