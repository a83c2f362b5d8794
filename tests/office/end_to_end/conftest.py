"""A browser in which anything that a page complains of fails the test, on a day that is the same every day."""

import datetime
import os
import time
from zoneinfo import ZoneInfo

import pytest
from end_to_end_help import THE_DAY, WIDE, Desk

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop of its own in this thread
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM}


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    """It is ten in the morning of the day of these tests, and time goes on from there."""
    day = datetime.date.fromisoformat(THE_DAY)
    morning = datetime.datetime.combine(day, datetime.time(10), ZoneInfo("Asia/Shanghai"))
    began = time.monotonic()

    def now() -> datetime.datetime:
        return morning.astimezone(datetime.UTC) + datetime.timedelta(seconds=time.monotonic() - began)

    monkeypatch.setattr("django.utils.timezone.now", now)
    return day


@pytest.fixture
def desk(browser, live_server, transactional_db):
    """Opens a browser, for somebody who is signed in; every complaint of its pages fails the test."""
    desks = []

    def open_for(username=None, viewport=WIDE):
        made = Desk(browser, live_server.url, viewport)
        desks.append(made)
        return made if username is None else made.come_in(username)

    yield open_for
    complaints = [c for made in desks for c in made.complaints]
    for made in desks:
        made.context.close()
    assert complaints == []
