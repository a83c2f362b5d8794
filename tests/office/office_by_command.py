"""An office as its administrators run it: by the command line, in other processes."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

RUN = """
import importlib.metadata as metadata, sys
from zhaoshang.cli import door
office = metadata.EntryPoint("office", "zhaoshang.office.commands:app", "zhaoshang.commands")
metadata.entry_points = lambda group: [office]
sys.exit(door.enter())
"""
READY = "from zhaoshang.office.operating.setting_up import ready; ready()\n"


@dataclass
class Office:
    data: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("OFFICE_", "DJANGO_"))}
        own = {"OFFICE_DATA": str(self.data), "OFFICE_SECRET_KEY": "k" * 60, "OFFICE_SECOND_FACTOR": "no"}
        return {**plain, **own, **({"OFFICE_DATABASE": self.database} if self.database else {}), **self.more}

    def run(self, *words: str, fails: int | None = None) -> str:
        """What a command says; with ``fails``, its exit status must be that, and its complaint is given."""
        command = [sys.executable, "-c", RUN, "--language", "zh", "office", *words]
        ran = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert ran.returncode == (fails or 0), ran.stdout + ran.stderr
        return ran.stderr if fails else ran.stdout

    def ask(self, program: str):
        """What a program in the office prints as JSON."""
        ran = subprocess.run(
            [sys.executable, "-c", READY + program],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout.splitlines()[-1])
