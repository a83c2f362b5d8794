"""A result as boards: the units of each group from the first place to the last.

Plain data, ready to be laid out; places are those of the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zhaoshang.scheme import Scheme
from zhaoshang.scoring import Line, Result, UnitResult


@dataclass(frozen=True)
class Ranked:
    """One unit on a board. Points in millionths; ``gained`` and ``lost`` are the sums of its
    rules by sign.

    ``place`` is None for a unit that is not ranked. ``tied``: another unit of the group has the same place.
    """

    place: int | None
    tied: bool
    unit: str
    score: int | None
    gained: int
    lost: int
    lines: int
    targets_met: int
    targets_held: int


@dataclass(frozen=True)
class Group:
    """The units that are ranked against each other, the unranked ones last."""

    name: str | None
    rows: tuple[Ranked, ...]


@dataclass(frozen=True)
class Board:
    """A ranking of the scheme; ``id`` and ``label`` are None where the scheme has none."""

    id: str | None
    label: str | None
    groups: tuple[Group, ...]


def boards(result: Result, scheme: Scheme) -> tuple[Board, ...]:
    """Every board of a result in the scheme's order, the one for the whole score first.

    A scheme without rankings gives one board on which nobody has a place.
    """
    if not scheme.rankings:
        return (Board(None, None, _groups(result, scheme, None, "group")),)
    return tuple(
        Board(ranking.id, ranking.label, _groups(result, scheme, ranking.id, ranking.groups))
        for ranking in scheme.rankings.values()
    )


def _groups(result: Result, scheme: Scheme, board: str | None, by: str | None) -> tuple[Group, ...]:
    members: dict[str | None, list[UnitResult]] = {}
    for unit in result.units:
        members.setdefault(_group_of(unit, scheme, by), []).append(unit)
    groups = []
    for name, units in members.items():
        places = Counter(unit.places[board][0] for unit in units if board in unit.places)
        ranked = [(unit.places[board][0] if board in unit.places else None, unit) for unit in units]
        ranked.sort(key=lambda each: (each[0] is None, each[0] or 0))  # stable: ties stay in protocol order
        groups.append(Group(name, tuple(_row(place, places, unit) for place, unit in ranked)))
    return tuple(groups)


def _group_of(unit: UnitResult, scheme: Scheme, by: str | None) -> str | None:
    if by is None:
        return None
    if by == "group":
        return unit.group
    for listed in scheme.units:
        if unit.unit == listed.name:
            value = listed.team if by == "team" else listed.fields.get(by)
            return None if value is None else str(value)
    return None


def points_by_rule(unit: UnitResult) -> Mapping[str, int]:
    """What each rule or section came to, in millionths: a cap belongs to what it caps."""
    rules: Counter[str] = Counter()
    for line in unit.lines:
        rules[rule_of(line)] += line.points
    return rules


def rule_of(line: Line) -> str:
    """The rule or section that a line belongs to, whether it gave the points or limited them."""
    return line.rule.partition("#")[0]


def _row(place: int | None, places: Counter[int], unit: UnitResult) -> Ranked:
    rules = points_by_rule(unit)
    held = [target for target in unit.targets if target.value is not None]
    return Ranked(
        place,
        place is not None and places[place] > 1,
        unit.unit,
        unit.score,
        sum(points for points in rules.values() if points > 0),
        sum(points for points in rules.values() if points < 0),
        len(unit.lines),
        sum(target.met for target in held),
        len(held),
    )
