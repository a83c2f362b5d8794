"""Projects on a line of time, as numbers for an SVG: rows of bars between the stages they reached. Pure but for
reading the milestones that were fetched with the projects."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhaoshang.office.projects import stages

WIDTH, LEFT, ROW, TOP, BAR = 1240, 310, 38, 42, 16
"""The drawing in its own units: whole width, where time begins, the height of a row, of the head and of a bar."""
COLOURS = {
    "tracking": "#8a97ad", "negotiating": "#2b8aa8", "reviewed": "#7a5cc9", "signed": "#1657c4", "landed": "#4b83e0",
    "occupied": "#c7761c", "started": "#b4610c", "enrolled": "#d08a2e", "production": "#12805c",
    "capacity": "#2c9a76", "effective": "#0d6e4e", "withdrawn": "#c62828",
}  # fmt: skip
_MOST_MONTHS = 30


@dataclass(frozen=True)
class Bar:
    """From one stage to the next. ``open``: it goes on."""

    x: int
    width: int
    stage: str
    colour: str
    first: datetime.date
    last: datetime.date
    open: bool


@dataclass(frozen=True)
class Mark:
    """An event on the line: an increase, a resumption or a withdrawal."""

    x: int
    stage: str
    colour: str
    date: datetime.date


@dataclass(frozen=True)
class Line:
    """One project."""

    y: int
    text_y: int
    bar_y: int
    mark_y: int
    project: Any
    name: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Tick:
    """A date on the head."""

    x: int
    label: str


@dataclass(frozen=True)
class Gantt:
    """The drawing."""

    width: int
    height: int
    left: int
    bar: int
    lines: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    today_x: int | None


def draw(projects: Sequence[Any], today: datetime.date) -> Gantt:
    """The drawing of projects that ``queries.attach`` has filled in."""
    days = [m.date for project in projects for m in project.reached]
    first = min(days, default=today).replace(day=1)
    last = max([*days, today]) + datetime.timedelta(days=20)
    span = max((last - first).days, 60)

    def x(day: datetime.date) -> int:
        return LEFT + (day - first).days * (WIDTH - LEFT - 10) // span

    lines = [_line(project, i, x, today) for i, project in enumerate(projects)]
    height = TOP + ROW * max(len(lines), 1) + 8
    return Gantt(WIDTH, height, LEFT, BAR, tuple(lines), _ticks(first, last, x), x(today))


def _line(project: Any, row: int, x: Any, today: datetime.date) -> Line:
    reached = sorted((m for m in project.reached if m.stage in stages.RANKS), key=lambda m: (m.date, m.pk))
    bars = []
    for i, milestone in enumerate(reached):
        if milestone.stage == stages.ENDS:
            continue
        goes_on = i + 1 == len(reached)
        end = max(milestone.date, today) if goes_on else reached[i + 1].date
        width = max(x(end) - x(milestone.date), 3)
        bars.append(
            Bar(
                x(milestone.date),
                width,
                milestone.stage,
                COLOURS[milestone.stage],
                milestone.date,
                end,
                goes_on,
            )
        )
    beside = [m for m in project.reached if m.stage in ("increased", "resumed", "withdrawn")]
    marks = [Mark(x(m.date), m.stage, COLOURS.get(m.stage, "#0d6e4e"), m.date) for m in beside]
    top = TOP + ROW * row
    name = project.name if len(project.name) <= 18 else project.name[:17] + "…"
    return Line(
        top, top + 25, top + (ROW - BAR) // 2, top + ROW // 2, project, name, tuple(bars), tuple(marks)
    )


def _ticks(first: datetime.date, last: datetime.date, x: Any) -> tuple[Tick, ...]:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = 1 if months <= 12 else 3 if months <= _MOST_MONTHS else 12
    found, day = [], first
    while day <= last:
        if (day.month - 1) % every == 0:
            whole = day.month == 1 or not found
            label = f"{day.year}-{day.month:02}" if whole or every > 1 else f"{day.month:02}"
            found.append(Tick(x(day), str(day.year) if every == 12 else label))
        day = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return tuple(found)
