"""Invents a year of a district of 80 units as a ledger folder of CSV files, for the latencies."""

from __future__ import annotations

import csv
import datetime
import random
from collections.abc import Iterable
from pathlib import Path

UNITS = [f"单位{number:02}" for number in range(1, 81)]
FIRST = datetime.date(2025, 1, 1)
STAGES = ("signed", "landed", "started", "enrolled", "production", "effective")
ACTIVITIES = ("outbound", "visit_in", "visit_out", "promotion", "signing")
ITEMS = (("省级荣誉", 5), ("市级荣誉", 3), ("通报表扬", 1), ("通报批评", -3), ("弄虚作假", -20))


def day(chance: random.Random) -> datetime.date:
    """Some day of the year."""
    return FIRST + datetime.timedelta(chance.randrange(365))


def projects_and_milestones(chance: random.Random) -> tuple[list[tuple], list[tuple]]:
    """320 projects; each goes through its stages until the year ends."""
    projects, milestones = [], []
    for number in range(320):
        name = f"P{number:04}"
        amount = round(10 ** chance.uniform(3, 6.1))  # 万: a tenth of 亿 to 126 亿
        projects.append((name, f"项目{number:04}", chance.choice(UNITS), amount))
        reached = day(chance)
        for stage in STAGES[: chance.randrange(1, len(STAGES) + 1)]:
            if reached.year > FIRST.year:
                break
            milestones.append((name, stage, reached))
            reached += datetime.timedelta(chance.randrange(10, 120))
    return projects, milestones


def write(folder: Path) -> None:
    """Write the whole ledger."""
    chance = random.Random(1)
    folder.mkdir(parents=True, exist_ok=True)

    def table(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(head)
            out.writerows(rows)

    def dated(letter: str, count: int) -> list[tuple[str, str, datetime.date]]:
        return [(f"{letter}{i:04}", chance.choice(UNITS), day(chance)) for i in range(count)]

    projects, milestones = projects_and_milestones(chance)
    table("projects", ("project", "name", "unit", "amount"), projects)
    table("milestones", ("project", "stage", "date"), milestones)
    table("leads", ("lead", "unit", "date"), dated("L", 1500))
    funds = [
        (*each, chance.randrange(100, 8000), chance.choice(("domestic", "foreign")))
        for each in dated("F", 500)
    ]
    table("funds", ("fund", "unit", "date", "amount", "capital"), funds)
    activities = [(*each, chance.choice(ACTIVITIES)) for each in dated("A", 800)]
    table("activities", ("activity", "unit", "date", "kind"), activities)
    table(
        "reserves",
        ("reserve", "unit", "date", "name"),
        [(*each, f"储备{each[0]}") for each in dated("R", 160)],
    )
    awards = [(unit, on, *chance.choice(ITEMS)) for _, unit, on in dated("W", 60)]
    table("awards", ("unit", "date", "item", "points"), awards)
    growth = [(unit, "税收增速", "2025-12-20", round(chance.uniform(-4, 15), 1)) for unit in UNITS]
    table("indicators", ("unit", "indicator", "date", "value"), growth)
