"""Two runs side by side: who moves, and by which lines, targets and outcomes.

Plain data, which text, JSON and CSV all lay out. Every figure is one of the two results' own, or the
difference of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from zhaoshang.documents.demonstration_mark import is_demonstration
from zhaoshang.documents.facts import FactNames
from zhaoshang.documents.line_changes import LineChange, line_changes
from zhaoshang.documents.outcome_changes import OutcomeChange, outcome_changes
from zhaoshang.documents.ranking import boards
from zhaoshang.documents.score_sheet import CitedFact, find_unit
from zhaoshang.ledger import Ledger
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme import Overlay, Scheme
from zhaoshang.scoring import Result, TargetResult, UnitResult
from zhaoshang.tables import UnitDirectory

Difference = Literal["scheme", "overlays", "period", "as_of", "ledger"]


@dataclass(frozen=True)
class Run:
    """A result with what it was made from. ``overlays``: those of the pack, for their titles and questions."""

    result: Result
    scheme: Scheme
    ledger: Ledger
    overlays: tuple[Overlay, ...] = ()

    def used(self) -> tuple[Overlay, ...]:
        """The overlays of the run in their order, with title and question."""
        known = {overlay.id: overlay for overlay in self.overlays}
        return tuple(known.get(id_) or Overlay(id_, id_, None, ()) for id_ in self.result.overlays)


@dataclass(frozen=True)
class Standing:
    """Where a unit stands in one run. Score in millionths, None where points were never published."""

    unit: str
    group: str | None
    score: int | None
    place: int | None


@dataclass(frozen=True)
class CitedChange:
    """A line that differs, with its facts by name."""

    change: LineChange
    facts: tuple[CitedFact, ...]


@dataclass(frozen=True)
class RuleChange:
    """The lines of one rule or section that differ, caps and floors among them, and what they come to."""

    rule: str
    label: str
    section: str | None
    lines: tuple[CitedChange, ...]
    difference: int

    @property
    def counted(self) -> tuple[CitedChange, ...]:
        """The lines that count differently, without those that only moved."""
        return tuple(line for line in self.lines if line.change.kind != "moved")


@dataclass(frozen=True)
class TargetChange:
    """A target of a unit or of the whole whose figures differ; None on the side that does not have it.

    What neither run demands is no target, whatever was done towards it.
    """

    before: TargetResult | None
    after: TargetResult | None

    @property
    def of(self) -> TargetResult:
        """The target as it is now, or as it was where it is gone."""
        target = self.after or self.before
        assert target is not None
        return target

    @property
    def met_differs(self) -> bool:
        """Whether it is met in one run and not in the other."""
        return bool(self.before and self.before.met) != bool(self.after and self.after.met)


@dataclass(frozen=True)
class PlaceChange:
    """Another place on a further board of the scheme."""

    board: str
    label: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class UnitChange:
    """One unit in both runs; ``before`` or ``after`` is None where that run does not have it.

    ``difference`` is that of the scores in millionths: a unit that is not there counts as zero, and there is
    no difference where a score is null. The differences of the rules add up to it, exactly.
    """

    before: Standing | None
    after: Standing | None
    rules: tuple[RuleChange, ...]
    targets: tuple[TargetChange, ...]
    outcomes: tuple[OutcomeChange, ...]
    places: tuple[PlaceChange, ...]

    @property
    def now(self) -> Standing:
        """The unit as it stands now, or as it stood where it is gone."""
        standing = self.after or self.before
        assert standing is not None
        return standing

    @property
    def difference(self) -> int | None:
        """What the score went up by, in millionths."""
        both = [0 if side is None else side.score for side in (self.before, self.after)]
        return None if both[0] is None or both[1] is None else both[1] - both[0]

    @property
    def climbed(self) -> int | None:
        """How many places the unit went up (below zero: down); None where the two cannot be compared."""
        if self.before is None or self.after is None or self.before.group != self.after.group:
            return None
        if self.before.place is None or self.after.place is None:
            return None
        return self.before.place - self.after.place

    @property
    def changed(self) -> bool:
        """Whether anything counts differently: lines that only moved, for the same points, do not."""
        counted = any(rule.counted for rule in self.rules)
        return self.before != self.after or counted or any((self.targets, self.outcomes, self.places))


@dataclass(frozen=True)
class RuleTotal:
    """What one rule makes of the difference over all units: how many count differently, by how many lines."""

    rule: str
    label: str
    units: int
    lines: int
    difference: int


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side. ``differs`` says in what; ``only`` is the unit asked for.

    ``units`` holds every unit of either run, in the order of the later one.
    """

    before: Run
    after: Run
    differs: tuple[Difference, ...]
    units: tuple[UnitChange, ...]
    rules: tuple[RuleTotal, ...]
    headlines: tuple[TargetChange, ...]
    only: str | None = None

    @property
    def demonstration(self) -> bool:
        """Whether either ledger is invented."""
        return is_demonstration(self.before.ledger) or is_demonstration(self.after.ledger)

    @property
    def changed(self) -> tuple[UnitChange, ...]:
        """The units about which anything differs."""
        return tuple(unit for unit in self.units if unit.changed)

    def shown(self, everybody: bool) -> tuple[UnitChange, ...]:
        """The units to be shown: those that changed, or ``everybody``; one that was asked for always."""
        return self.units if everybody or self.only is not None else self.changed


def compare(before: Run, after: Run, unit: str | None = None) -> Comparison:
    """Hold two runs against each other; ``unit``: only that one, named as people name it.

    Raises ProblemsFound for a unit that neither run has, and for scores in different units of account.
    """
    problems: list[Problem] = []
    if before.result.score_unit != after.result.score_unit:
        what = Words("一个方案算分，一个算钱，不能对照", "one scheme gives points, the other money")
        advice = Words("对照同一种得分的方案", "compare schemes that score in one unit of account")
        names = f"{before.result.scheme}, {after.result.scheme}"
        problems.append(Problem("compare.score_units", what, text=names, advice=advice))
    wanted = None if unit is None else _find(before, after, unit, problems)
    if problems:
        raise ProblemsFound(problems)
    making = _Making(before, after)
    units = [
        each
        for each in _units(making)
        if wanted is None or wanted & {side.unit for side in (each.before, each.after) if side is not None}
    ]
    return Comparison(
        before,
        after,
        _differs(before.result, after.result),
        tuple(units),
        tuple(_totals(units, making.order)),
        () if wanted is not None else _targets(_of_the_whole(before), _of_the_whole(after)),
        unit,
    )


def _find(before: Run, after: Run, name: str, problems: list[Problem]) -> set[str]:
    """The unit's name in either run."""
    wrong: list[Problem] = []
    found = [find_unit(run.result, run.scheme, name, wrong) for run in (after, before)]
    named = {each.unit for each in found if each is not None}
    if not named:
        problems.append(wrong[0])
    return named


def _differs(before: Result, after: Result) -> tuple[Difference, ...]:
    found: list[Difference] = []
    same_overlays = before.overlays == after.overlays
    if before.scheme != after.scheme or (same_overlays and before.scheme_digest != after.scheme_digest):
        found.append("scheme")
    if not same_overlays:
        found.append("overlays")
    if before.period != after.period:
        found.append("period")
    if before.as_of != after.as_of:
        found.append("as_of")
    if before.ledger_digest != after.ledger_digest:
        found.append("ledger")
    return tuple(found)


# -- units
def _units(make: _Making) -> Iterator[UnitChange]:
    old = {unit.unit: unit for unit in make.before.result.units}
    former = _former_names(old, make.after)
    for unit in make.after.result.units:
        yield make.unit(old.pop(former.get(unit.unit, unit.unit), None), unit)
    for unit in old.values():
        yield make.unit(unit, None)


def _former_names(old: Mapping[str, UnitResult], after: Run) -> dict[str, str]:
    """Units that go by another name now, because the later scheme keeps their old one as an alias."""
    now = {unit.unit for unit in after.result.units}
    directory = UnitDirectory.of(after.scheme.units)
    found: dict[str, str] = {}
    for name in old:
        if name not in now:
            called = [each for each in directory.candidates(name) if each in now and each not in old]
            if len(called) == 1:
                found.setdefault(called[0], name)
    return found


class _Making:
    """What is worked out once for all units of two runs."""

    def __init__(self, before: Run, after: Run) -> None:
        self.before, self.after = before, after
        self.names = (FactNames(before.ledger), FactNames(after.ledger))
        self.standings = (_standings(before), _standings(after))
        self.boards = (_further_places(before), _further_places(after))
        nodes = [node for run in (after, before) for node in run.scheme.nodes()]
        self.order = {id_: i for i, id_ in enumerate(dict.fromkeys(node.id for node in nodes))}
        self.sections = {child.id: node.label for node in reversed(nodes) for child in node.rules}

    def unit(self, before: UnitResult | None, after: UnitResult | None) -> UnitChange:
        """One unit in both runs."""
        old, new = self.before.result.outcomes, self.after.result.outcomes
        return UnitChange(
            self.standings[0][before.unit] if before else None,
            self.standings[1][after.unit] if after else None,
            tuple(self.rules(before, after)),
            _targets(before.targets if before else (), after.targets if after else ()),
            outcome_changes(
                self.before.scheme,
                [o for o in old if before and o.unit == before.unit],
                self.after.scheme,
                [o for o in new if after and o.unit == after.unit],
            ),
            tuple(self.places(before, after)),
        )

    def rules(self, before: UnitResult | None, after: UnitResult | None) -> Iterator[RuleChange]:
        by_rule: dict[str, list[LineChange]] = {}
        for change in line_changes(before.lines if before else (), after.lines if after else ()):
            by_rule.setdefault(change.line.rule.partition("#")[0], []).append(change)
        for rule in sorted(by_rule, key=lambda rule: self.order.get(rule, len(self.order))):
            changes = by_rule[rule]
            yield RuleChange(
                rule,
                changes[0].line.label,
                self.sections.get(rule),
                tuple(CitedChange(change, self.facts(change)) for change in changes),
                sum(change.difference for change in changes),
            )

    def facts(self, change: LineChange) -> tuple[CitedFact, ...]:
        names = self.names[0 if change.after is None else 1]
        return tuple(
            CitedFact(code, Words(names.name(code, "zh"), names.name(code, "en")))
            for code in change.line.facts
        )

    def places(self, before: UnitResult | None, after: UnitResult | None) -> Iterator[PlaceChange]:
        for board, label in {**self.boards[0][0], **self.boards[1][0]}.items():
            was = self.boards[0][1].get((board, before.unit)) if before else None
            now = self.boards[1][1].get((board, after.unit)) if after else None
            if was != now:
                yield PlaceChange(board, label, was, now)


def _standings(run: Run) -> dict[str, Standing]:
    return {
        row.unit: Standing(row.unit, group.name, row.score, row.place)
        for group in boards(run.result, run.scheme)[0].groups
        for row in group.rows
    }


def _further_places(run: Run) -> tuple[dict[str, str], dict[tuple[str, str], int | None]]:
    """The labels of the boards after the first, and everybody's places on them."""
    further = [board for board in boards(run.result, run.scheme)[1:] if board.id is not None]
    places = {
        (str(board.id), row.unit): row.place
        for board in further
        for group in board.groups
        for row in group.rows
    }
    return {str(board.id): board.label or str(board.id) for board in further}, places


# -- what is not lines
def _targets(before: Sequence[TargetResult], after: Sequence[TargetResult]) -> tuple[TargetChange, ...]:
    old, new = ({target.target: target for target in side} for side in (before, after))
    pairs = (TargetChange(old.get(id_), new.get(id_)) for id_ in dict.fromkeys((*new, *old)))
    return tuple(
        pair
        for pair in pairs
        if any(side is not None and side.value is not None for side in (pair.before, pair.after))
        and _figures(pair.before) != _figures(pair.after)
    )


def _figures(target: TargetResult | None) -> tuple[object, ...] | None:
    """What a target comes to; another label alone is no difference."""
    if target is None:
        return None
    return (target.value, target.done, target.met)


def _of_the_whole(run: Run) -> list[TargetResult]:
    """The headline targets as targets like any other."""
    return [
        TargetResult(h.target, h.label, h.type, h.value, h.done, h.done is not None and h.done >= h.value)
        for h in run.result.headlines
    ]


def _totals(units: Iterable[UnitChange], order: Mapping[str, int]) -> Iterator[RuleTotal]:
    by_rule: dict[str, list[RuleChange]] = {}
    for unit in units:
        for rule in unit.rules:
            if rule.counted:
                by_rule.setdefault(rule.rule, []).append(rule)
    for id_ in sorted(by_rule, key=lambda rule: order.get(rule, len(order))):
        found = by_rule[id_]
        lines, difference = sum(len(r.counted) for r in found), sum(r.difference for r in found)
        yield RuleTotal(id_, found[0].label, len(found), lines, difference)
