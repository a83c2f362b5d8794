"""A pack as read becomes a scheme: every name resolved, every sentence checked, every problem at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme.build_office import build_calendar, build_duties, build_evidence, build_reviews
from zhaoshang.scheme.build_places import build_outcomes, build_persons, build_rankings
from zhaoshang.scheme.build_rules import build_rules, build_total
from zhaoshang.scheme.build_values import (
    build_indicators,
    build_parameters,
    build_target_values,
    build_targets,
    build_views,
)
from zhaoshang.scheme.circles import circles
from zhaoshang.scheme.context import Context
from zhaoshang.scheme.digest import digest
from zhaoshang.scheme.document import Map
from zhaoshang.scheme.model import Measure, Scheme, Target, View, Window
from zhaoshang.scheme.names import split
from zhaoshang.scheme.pack import Pack
from zhaoshang.scheme.registers import read_clauses
from zhaoshang.scheme.trees import Reference


def build(pack: Pack) -> Scheme:
    """The scheme that a pack's files say. Raises ProblemsFound with everything that is wrong in them."""
    problems: list[Problem] = []
    context = Context(pack, problems)
    root = pack.root
    build_indicators(context)
    build_parameters(context)
    views = build_views(context)
    measures = {id_: m for id_ in context.declared("measures") if (m := context.measure(id_)) is not None}
    targets = build_targets(context)
    window = _window(root)
    _bounds(context, window)
    first_year = int(_text(root.map("window"), "from", "1900")[:4])
    values = build_target_values(context, targets, first_year)
    rankings = build_rankings(context)
    issued = root.text("issued")
    day, roll = _snapshot(root)
    scheme = Scheme(
        id=pack.id,
        title=_text(root, "title", pack.id),
        number=_optional(root, "number"),
        issued=to_day(issued.text) if issued is not None else None,
        window=window,
        term=cast(Literal["year", "window"], _text(root, "term", "year")),
        reckoning=cast(Literal["own", "to_date"], _text(root, "reckoning", "own")),
        periods=tuple(t.text for t in root.texts("periods")),
        subject=cast(Literal["unit", "person", "project"], _text(root, "subject", "unit")),
        score_in=cast(Literal["points", "yuan"], _text(root, "score_in", "points")),
        decimals=int(_text(root, "decimals", "6")),
        tags=context.tags,
        items=context.items,
        unit_fields=context.unit_fields,
        units=context.units,
        target_values=values,
        indicators=context.indicators,
        parameters=context.parameters,
        views=views,
        measures=measures,
        targets=targets,
        rules=build_rules(context),
        total=build_total(context),
        rankings=rankings,
        outcomes=build_outcomes(context, rankings),
        persons=build_persons(context),
        clauses=read_clauses(pack.clauses, problems),
        calendar=build_calendar(context),
        evidence=build_evidence(context),
        reviews=build_reviews(context),
        duties=build_duties(context),
        follows=_optional(root, "follows"),
        snapshot_day=day,
        overlays=pack.overlays,
        digest="",
        snapshot_roll=roll,
        tables=context.table_outlines,
        places=_places(pack),
    )
    problems.extend(_circles(context, views, measures, targets))
    if problems:
        raise ProblemsFound(in_order(problems))
    return replace(scheme, digest=digest(scheme))


def in_order(problems: list[Problem]) -> list[Problem]:
    """Each problem once, file by file from top to bottom."""
    once = list(dict.fromkeys(problems))
    return sorted(
        once, key=lambda p: (p.where.file or "", p.where.line or p.where.row or 0, p.where.position or 0)
    )


def _text(node: Map, key: str, default: str) -> str:
    text = node.text(key)
    return text.text if text is not None else default


def _optional(node: Map, key: str) -> str | None:
    text = node.text(key)
    return text.text if text is not None else None


def _window(root: Map) -> Window:
    window = root.map("window")
    last = _optional(window, "to")
    return Window(to_day(_text(window, "from", "1900-01-01")), None if last is None else to_day(last))


def _bounds(context: Context, window: Window) -> None:
    """What the head of a document may say: days and places within reason."""
    root = context.root
    if window.last is not None and window.last < window.first:
        what = Words("适用期的最后一天在第一天之前", "the window ends before it begins")
        context.report("window", what, root.key_place("window"))
    decimals = root.text("decimals")
    if decimals is not None and int(decimals.text) > 6:
        what = Words("至多6位小数", "at most 6 decimals")
        context.report("decimals", what, decimals.where, decimals.text)
    day = root.text("snapshot") or root.map("snapshot").text("day")
    if day is not None and not 1 <= int(day.text) <= 31:
        what = Words("汇总日是1至31", "the snapshot day is 1 to 31")
        context.report("snapshot", what, day.where, day.text)


def _snapshot(root: Map) -> tuple[int | None, Literal["previous", "next", "none"]]:
    bare, node = root.text("snapshot"), root.map("snapshot")
    day = bare.text if bare is not None else _optional(node, "day")
    if day is None:
        return None, "none"
    return int(day), cast(Literal["previous", "next", "none"], _text(node, "roll", "previous"))


def _places(pack: Pack) -> dict[str, Place]:
    """Where each declared thing stands, by section and id."""
    found: dict[str, Place] = {}
    for section, entry in pack.root.entries.items():
        found[section] = entry.key.where
        if isinstance(entry.value, Map) and section != "rules":
            found |= {f"{section}.{split(k)[0]}": e.key.where for k, e in entry.value.entries.items()}
    found |= _node_places(pack.root.map("rules"))
    if pack.clauses is not None:
        for row, where in zip(pack.clauses.rows, pack.clauses.row_places, strict=True):
            if "clause" in row:
                found.setdefault(f"clauses.{row['clause'].text}", where)
    return found


def _node_places(rules: Map) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for key, entry in rules.entries.items():
        found[f"rules.{split(key)[0]}"] = entry.key.where
        if isinstance(entry.value, Map):
            found |= _node_places(entry.value.map("rules"))
    return found


def _circles(
    context: Context, views: dict[str, View], measures: dict[str, Measure], targets: dict[str, Target]
) -> list[Problem]:
    labels: dict[Reference, str] = {}
    places: dict[Reference, Place] = {}
    draws: dict[str, str] = {}
    for key, kind in (("views", "view"), ("measures", "measure"), ("targets", "target")):
        for id_, (name, _) in context.declared(key).items():
            labels[kind, id_], places[kind, id_] = name.label, name.where
            if kind == "view" and (of := context.of(id_)) is not None:
                draws[id_] = of
    return circles(draws, views, measures, targets, labels, places)
