"""Fifty people at work in the office, eight seconds between clicks: see README.md beside this file.

Everybody signs in with an account of their own and clicks as such people do: lists and their filters, single records
and their tabs, the search, what waits; those who file type a company's name now and then, so that the first report is
checked, and save a draft; those who read the log do. How long each answer took is written to ``OFFICE_LOAD_TIMES``.
"""

from __future__ import annotations

import csv
import itertools
import os
import random
import re
from pathlib import Path
from typing import Any

from locust import HttpUser, constant, events, task

PASSWORD = "Yunchuan-2026"
SECONDS = 8
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LEAD, PROJECT = re.compile(r'href="(/leads/\d+/)"'), re.compile(r'href="(/projects/\d+/)"')
UNIT = re.compile(r'name="unit"[^>]*?value="(\d+)"|name="unit".*?<option value="(\d+)"', re.DOTALL)
WORDS = ("青禾", "电源", "物流", "甲子", "风车", "温室", "数控机床", "冷链物流园", "P2024-04", "云川")
STAGES = ("negotiating", "signed", "landed", "started", "enrolled", "production")
TABS = ("stages", "stages", "credits", "changes", "difficulties", "history", "history", "all")
NUMBERS, COME = itertools.count(1), itertools.count(1)
TIMES: list[tuple[str, float, int, str]] = []


@events.request.add_listener
def note(name: str, response_time: float, response_length: int, exception: object, **_rest: Any) -> None:
    """Keep how long an answer took, to the millisecond; locust itself rounds from 100 on."""
    TIMES.append((name, response_time, response_length, str(exception or "")))


def has_come() -> None:
    """Somebody has signed in. Once everybody has, what was before is not counted: signing in is slow by intent."""
    if next(COME) == int(os.environ.get("OFFICE_LOAD_USERS", "50")):
        TIMES.clear()


@events.quitting.add_listener
def leave(**_rest: Any) -> None:
    """Write down what was noted."""
    to = Path(os.environ.get("OFFICE_LOAD_TIMES", "times.csv"))
    with to.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(TIMES)


class Clerk(HttpUser):
    """One person."""

    wait_time = constant(SECONDS)

    def on_start(self) -> None:
        """Sign in, as everybody does in the morning."""
        self.leads: list[str] = []
        self.projects: list[str] = []
        page = self.client.get("/accounts/sign-in/", name="sign in: page")
        found = TOKEN.search(page.text)
        assert found is not None
        form = {
            "csrfmiddlewaretoken": found[1],
            "login": f"clerk{(next(NUMBERS) - 1) % 50 + 1:02}",
            "password": PASSWORD,
        }
        text = self.client.post("/accounts/sign-in/", form, name="sign in").text
        has_come()
        self.files, self.reads_log = 'href="/exchange/"' in text, 'href="/audit/"' in text

    def _open(self, path: str, name: str) -> str:
        with self.client.get(path, name=name, catch_response=True) as answer:
            if "/accounts/sign-in/" in answer.url:
                answer.failure("not signed in")
            return str(answer.text)

    @task(3)
    def home(self) -> None:
        """The workbench."""
        self._open("/", "workbench")

    @task(3)
    def todo(self) -> None:
        """What waits."""
        self._open("/todo/", "to do")

    @task(4)
    def lead_list(self) -> None:
        """A page of leads."""
        text = self._open(f"/leads/?page={random.randint(1, 20)}", "leads")
        self.leads = LEAD.findall(text) or self.leads

    @task(2)
    def leads_narrowed(self) -> None:
        """Leads by a word, or by where they stand."""
        query = random.choice(
            (f"q={random.choice(WORDS)}", "state=submitted", "state=returned", "capital=foreign")
        )
        text = self._open(f"/leads/?{query}", "leads, narrowed")
        self.leads = LEAD.findall(text) or self.leads

    @task(4)
    def project_list(self) -> None:
        """A page of projects."""
        text = self._open(f"/projects/?page={random.randint(1, 20)}", "projects")
        self.projects = PROJECT.findall(text) or self.projects

    @task(2)
    def projects_narrowed(self) -> None:
        """Projects by a word, or by how far they have come."""
        query = random.choice((f"q={random.choice(WORDS)}", f"stage={random.choice(STAGES)}", "sort=-amount"))
        text = self._open(f"/projects/?{query}", "projects, narrowed")
        self.projects = PROJECT.findall(text) or self.projects

    @task(5)
    def one_lead(self) -> None:
        """One lead that the list showed."""
        if not self.leads:
            return self.lead_list()
        self._open(random.choice(self.leads), "lead")

    @task(5)
    def one_project(self) -> None:
        """One project that the list showed."""
        if not self.projects:
            return self.project_list()
        self._open(random.choice(self.projects), "project")

    @task(3)
    def one_tab(self) -> None:
        """A tab of a project."""
        if not self.projects:
            return self.project_list()
        self._open(f"{random.choice(self.projects)}{random.choice(TABS)}/", "project, tab")

    @task(1)
    def board(self) -> None:
        """The board."""
        self._open("/projects/board/", "board")

    @task(1)
    def timeline(self) -> None:
        """The line of time."""
        self._open(f"/projects/timeline/?page={random.randint(1, 5)}", "timeline")

    @task(2)
    def find(self) -> None:
        """The search."""
        self._open(f"/search/?q={random.choice(WORDS)}", "search")

    @task(2)
    def look_into_log(self) -> None:
        """The log, for whoever may read it."""
        if not self.reads_log:
            return self.todo()
        query = random.choice(("", f"?page={random.randint(1, 50)}", "?action=listed", "?who=clerk07"))
        self._open(f"/audit/{query}", "log")

    @task(2)
    def new_lead(self) -> None:
        """Fill a lead in: its company is checked while one types, and one of three is saved as a draft."""
        if not self.files:
            return self.todo()
        text = self._open("/leads/new/", "lead, form")
        token, unit = TOKEN.search(text), UNIT.search(text)
        assert token is not None
        day = re.search(r'name="date" value="([^"]+)"', text)
        short = (
            f"虚构{random.choice('甲乙丙丁戊')}{random.choice('子丑寅卯辰')}{random.choice(('纸鸢', '风车'))}"
        )
        form = {
            "csrfmiddlewaretoken": token[1], "unit": unit[1] or unit[2] if unit else "",
            "company": f"{short}应急科技有限公司", "content": "拟投资建设应急电源生产线。",
            "place": "青禾区高新产业园", "amount": "8600", "money_unit": "万元", "capital": "domestic",
            "date": day[1] if day else "",
        }  # fmt: skip
        self.client.post("/leads/check/", form, name="lead, first check")
        if random.random() < 1 / 3:
            with self.client.post("/leads/new/", form, name="lead, save", catch_response=True) as answer:
                if re.search(r"/leads/\d+/", answer.url) is None:
                    answer.failure("not saved")
