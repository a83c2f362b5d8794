"""Prints a scheme's calendar of one year: what is due when, who owes it to whom, by which clause."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from zhaoshang.cli.speech import language, say
from zhaoshang.quantities.dates import to_iso
from zhaoshang.scheme.due_dates import DueDate, due_dates
from zhaoshang.scheme.model import Scheme

if TYPE_CHECKING:
    from rich.console import Console

_WEEKDAYS = ("周一周二周三周四周五周六周日", "Mon Tue Wed Thu Fri Sat Sun ")


def print_calendar(scheme: Scheme, year: int, console: Console) -> None:
    """A table by day; recurring weekly entries are summed up in one line each, or they would drown the rest."""
    from rich.table import Table

    due = due_dates(scheme, date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    if not due:
        console.print(say("这一年没有节点。", "Nothing is due in this year."))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(say("日期", "day"), no_wrap=True)
    table.add_column(say("事项", "what"), overflow="fold")
    table.add_column(say("谁 → 谁", "who → to"), overflow="fold")
    table.add_column(say("条款", "clause"), overflow="fold")
    weekly: dict[str, list[DueDate]] = {}
    for each in due:
        if each.deadline.every == "week":
            weekly.setdefault(each.deadline.id, []).append(each)
    for found in weekly.values():
        moved = sum(each.moved for each in found)
        when = say(f"每周，{len(found)}次", f"weekly, {len(found)} times")
        if moved:
            when += say(f"（{moved}次顺移）", f" ({moved} moved)")
        table.add_row(when, *_cells(scheme, found[0]))
    for each in due:
        if each.deadline.every != "week":
            table.add_row(_day(each), *_cells(scheme, each))
    console.print(table)
    for warning in dict.fromkeys(w for each in due for w in each.warnings):
        console.print(warning.in_language(language()))


def _day(due: DueDate) -> str:
    text = to_iso(due.day)
    if due.until is not None:
        return f"{text} … {to_iso(due.until)}"
    weekday = date.fromordinal(due.day).isoweekday() - 1
    text += " " + say(
        _WEEKDAYS[0][2 * weekday : 2 * weekday + 2], _WEEKDAYS[1][4 * weekday : 4 * weekday + 3]
    )
    if due.moved:
        text += say(f"（原{to_iso(due.nominal)[5:]}）", f" (was {to_iso(due.nominal)[5:]})")
    return text


def _cells(scheme: Scheme, due: DueDate) -> tuple[str, str, str]:
    entry = due.deadline
    people = " → ".join(part for part in (entry.who, entry.to) if part)
    clauses = "、".join(dict.fromkeys(scheme.place_of(clause) for clause in entry.clauses))
    return entry.label, people, clauses
