"""What the office runs beside the scoring: the calendar, documents required, reviews, duties."""

from __future__ import annotations

from typing import Any, cast

from zhaoshang.language import parse
from zhaoshang.problems import ProblemsFound, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.context import Context
from zhaoshang.scheme.document import Map, Text
from zhaoshang.scheme.fields import STAGE
from zhaoshang.scheme.model import Deadline, Duty, Evidence, Review, Window
from zhaoshang.scheme.names import Name, read_heading, unknown


def _entries(context: Context, key: str) -> list[tuple[Name, Map]]:
    found: dict[str, tuple[Name, Map]] = {}
    for entry in context.root.map(key).entries.values():
        name = read_heading(entry.key, context.problems)
        if name.id in found:
            context.report(
                "name_taken", Words("名称已经用过", "the name is taken"), name.where, entry.key.text
            )
        elif isinstance(entry.value, Map):
            found[name.id] = (name, entry.value)
    return list(found.values())


def _clauses(node: Map) -> tuple[str, ...]:
    return tuple(t.text for t in node.texts("clause"))


def _optional(node: Map, key: str) -> str | None:
    text = node.text(key)
    return text.text if text is not None else None


def build_calendar(context: Context) -> dict[str, Deadline]:
    """Deadlines, phases and publications."""
    return {name.id: _deadline(context, name, node) for name, node in _entries(context, "calendar")}


def _deadline(context: Context, name: Name, node: Map) -> Deadline:
    first, on = _optional(node, "from"), _optional(node, "on")
    every, to = cast("Any", _optional(node, "every")), node.text("to")
    if sum(x is not None for x in (first, on, every)) != 1:
        what = Words(
            "写 every（每期）、on（一次）、from/to（阶段）中的一个", "write one of every, on, or from and to"
        )
        context.report("calendar", what, name.where, name.label)
    span: Window | None = None
    if first is not None:
        last = None
        if to is not None:
            try:
                last = to_day(to.text)
            except ValueError:
                what, expected = (
                    Words("阶段的 to 是最后一天", "a phase's to is its last day"),
                    Words("像 2023-03-05 这样的日期", "a date such as 2023-03-05"),
                )
                context.report("calendar", what, to.where, to.text, expected)
        span = Window(to_day(first), last)
    weekday, day = _optional(node, "weekday"), node.text("day")
    if weekday is not None and (every != "week" or not 1 <= int(weekday) <= 7):
        what = Words("weekday 是1至7，只和 every: week 一起写", "weekday is 1 to 7, only with every: week")
        context.report("calendar", what, node.key_place("weekday"), weekday)
    number: int | None = None
    if day is not None:
        last_day = day.text in ("last", "末日")
        if not last_day and not (day.text.isascii() and day.text.isdigit() and 1 <= int(day.text) <= 31):
            what = Words("day 是1至31，或 last", "day is 1 to 31, or last")
            context.report("calendar", what, day.where, day.text)
        else:
            number = 0 if last_day else int(day.text)
    return Deadline(
        name.id,
        name.label,
        _clauses(node),
        _optional(node, "kind") or "",
        every,
        to_day(on) if on is not None else None,
        span,
        int(weekday) if weekday is not None else None,
        number,
        _days_after(context, node.text("after")),
        cast("Any", _optional(node, "roll") or "none"),
        _optional(node, "who"),
        to.text if to is not None and first is None else None,
    )


def _days_after(context: Context, text: Text | None) -> int | None:
    if text is None:
        return None
    try:
        tree = parse(text.text)
    except ProblemsFound:
        tree = None
    if tree is not None and tree.op == "number" and text.text.rstrip().endswith("天"):
        return int(tree.value)
    what, expected = Words("不是天数", "not a number of days"), Words("像 5天 这样写", "such as 5天")
    context.report("calendar", what, text.where, text.text, expected)
    return None


def build_evidence(context: Context) -> dict[str, Evidence]:
    """Documents that stages need."""
    found: dict[str, Evidence] = {}
    for name, node in _entries(context, "evidence"):
        stage = node.text("stage")
        if stage is not None and stage.text not in STAGE.values:
            context.problems.append(unknown(Words("阶段", "stage"), stage, STAGE.values))
        found[name.id] = Evidence(
            name.id,
            name.label,
            _clauses(node),
            STAGE.values.get(stage.text, "") if stage is not None else "",
            _optional(node, "required") != "no",
            context.truth(node.text("when"), context.rows("milestones")),
            _optional(node, "verified_by"),
        )
    return found


def build_reviews(context: Context) -> dict[str, Review]:
    """Review panels."""
    return {
        name.id: Review(
            name.id,
            name.label,
            _clauses(node),
            *(tuple(t.text for t in node.texts(k)) for k in ("seats", "dimensions", "results")),
        )
        for name, node in _entries(context, "reviews")
    }


def build_duties(context: Context) -> dict[str, Duty]:
    """Who does what."""
    return {
        name.id: Duty(
            name.id, name.label, _clauses(node), _optional(node, "who") or "", _optional(node, "does") or ""
        )
        for name, node in _entries(context, "duties")
    }
