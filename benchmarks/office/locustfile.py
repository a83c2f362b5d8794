"""Fifty people at work in the office, eight seconds between clicks: see README.md beside this file."""

from __future__ import annotations

import random
import re

from locust import HttpUser, constant, task

PASSWORD = "Yunchuan-2026"
PEOPLE = ("reporter", "lead", "commerce", "reform", "statistics", "leader", "auditor")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
LEAD, PROJECT = re.compile(r'href="(/leads/\d+/)"'), re.compile(r'href="(/projects/\d+/)"')
WORDS = ("虚构", "青禾", "电源", "物流园", "2026")


class Clerk(HttpUser):
    """One person; signs in once, as everybody does in the morning, which is not measured with the rest."""

    wait_time = constant(8)

    def on_start(self) -> None:
        """Sign in."""
        self.leads: list[str] = []
        self.projects: list[str] = []
        page = self.client.get("/accounts/sign-in/", name="sign in: page")
        found = TOKEN.search(page.text)
        assert found is not None
        form = {
            "csrfmiddlewaretoken": found[1],
            "login": random.choice(PEOPLE),
            "password": PASSWORD,
        }
        self.client.post("/accounts/sign-in/", form, name="sign in")

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

    @task(4)
    def project_list(self) -> None:
        """A page of projects."""
        text = self._open(f"/projects/?page={random.randint(1, 20)}", "projects")
        self.projects = PROJECT.findall(text) or self.projects

    @task(5)
    def one_lead(self) -> None:
        """One lead that the list showed."""
        if self.leads:
            self._open(random.choice(self.leads), "lead")

    @task(5)
    def one_project(self) -> None:
        """One project that the list showed."""
        if self.projects:
            self._open(random.choice(self.projects), "project")

    @task(1)
    def board(self) -> None:
        """The board."""
        self._open("/projects/board/", "board")

    @task(2)
    def find(self) -> None:
        """The search."""
        self._open(f"/search/?q={random.choice(WORDS)}", "search")
