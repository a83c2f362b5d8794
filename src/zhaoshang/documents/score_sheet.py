"""One unit's score sheet: every line by rule, with its clause, its facts and its arithmetic.

Plain data, which text, a workbook and a page all lay out. Every figure is the result's own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhaoshang.documents.demonstration_mark import is_demonstration
from zhaoshang.documents.facts import FactNames
from zhaoshang.documents.figures import percent
from zhaoshang.ledger import Ledger
from zhaoshang.problems import Language, Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scheme import Scheme
from zhaoshang.scheme.model import Node
from zhaoshang.scoring import Line, NotCounted, OutcomeResult, Result, TargetResult, UnitResult, why_not
from zhaoshang.scoring.result import number_text
from zhaoshang.tables import UnitDirectory


@dataclass(frozen=True)
class CitedFact:
    """A fact that a line cites: its code, and what people call it."""

    code: str
    name: Words


@dataclass(frozen=True)
class SheetLine:
    """A line of the result with its facts by name."""

    line: Line
    facts: tuple[CitedFact, ...]


@dataclass(frozen=True)
class CitedClause:
    """A clause as people cite it, with our own short words for it."""

    id: str
    place: str
    summary: str


@dataclass(frozen=True)
class SheetRule:
    """The lines of one rule or section and what they come to, in millionths."""

    rule: str
    label: str
    section: str | None
    clauses: tuple[CitedClause, ...]
    lines: tuple[SheetLine, ...]
    points: int


@dataclass(frozen=True)
class SheetMiss:
    """A fact that earned nothing, by name, and why."""

    fact: CitedFact
    missed: NotCounted


@dataclass(frozen=True)
class ScoreSheet:
    """A unit's sheet. ``ranked`` counts those ranked in its group, ``tied`` the others at its place.

    ``rules`` are those that wrote a line, in the scheme's order; ``only`` is the rule that was asked for.
    """

    result: Result
    unit: UnitResult
    ranked: int
    tied: int
    rules: tuple[SheetRule, ...]
    outcomes: tuple[OutcomeResult, ...]
    demonstration: bool
    only: str | None = None
    not_counted: tuple[SheetMiss, ...] = ()

    @property
    def targets(self) -> tuple[TargetResult, ...]:
        """What the unit was to reach and did reach."""
        return self.unit.targets


def make_score_sheet(
    result: Result, scheme: Scheme, ledger: Ledger, unit: str, rule: str | None = None
) -> ScoreSheet:
    """The sheet of one unit, named as people name it; ``rule``: only that rule or section, by id or label.

    Facts that earned nothing are listed on a whole sheet, not on one rule's.

    Raises ProblemsFound for a unit or rule that there is not, with what it may have meant.
    """
    problems: list[Problem] = []
    found = find_unit(result, scheme, unit, problems)
    nodes = _find_rules(scheme, rule, problems) if rule is not None else None
    if problems or found is None:
        raise ProblemsFound(problems)
    names = FactNames(ledger)
    missed = () if rule else why_not(scheme, ledger, result.period, found.unit, result.as_of)
    board = next(iter(scheme.rankings), None)
    peers = [u for u in result.units if board in u.places and _same_group(scheme, u, found)]
    place = found.places.get(board or "")
    tied = sum(u.places[board][0] == place[0] for u in peers if board) - 1 if place else 0
    return ScoreSheet(
        result,
        found,
        len(peers),
        tied,
        tuple(_rules(scheme, found, names, nodes)),
        tuple(outcome for outcome in result.outcomes if outcome.unit == found.unit),
        is_demonstration(ledger),
        rule,
        tuple(SheetMiss(_cited(names, each.fact), each) for each in missed),
    )


def _same_group(scheme: Scheme, one: UnitResult, other: UnitResult) -> bool:
    by = next(iter(scheme.rankings.values())).groups
    if by is None:
        return True
    if by == "group":
        return one.group == other.group
    listed = {unit.name: unit for unit in scheme.units}
    first, second = listed.get(one.unit), listed.get(other.unit)
    if first is None or second is None:
        return first is second
    if by == "team":
        return first.team == second.team
    return first.fields.get(by) == second.fields.get(by)


def find_unit(result: Result, scheme: Scheme, name: str, problems: list[Problem]) -> UnitResult | None:
    """A unit of a result by its name or an alias; None, and a problem, where it is not to be found."""
    known = {unit.unit: unit for unit in result.units}
    if name in known:
        return known[name]
    directory = UnitDirectory.of(scheme.units)
    found = directory.candidates(name)
    meant = [known[each] for each in found if each in known]
    if len(meant) == 1:
        return meant[0]
    near = [unit.unit for unit in meant] or [n for n in directory.similar(name) if n in known]
    near = near or difflib.get_close_matches(name, known, 3, 0.4)
    advice = Words("是否指 " + "、".join(near), "perhaps " + ", ".join(near)) if near else None
    if advice is None:
        advice = Words(
            f"这个方案有{len(known)}个单位，见 zhaoshang score 的名单",
            f"the scheme has {len(known)} units; zhaoshang score lists them",
        )
    what = Words("没有这个单位", "there is no such unit")
    if meant:
        what = Words("不止一个单位叫这个名称", "more than one unit goes by this name")
    problems.append(Problem("unit.unknown", what, Place(field="--unit"), name, advice=advice))
    return None


def _find_rules(scheme: Scheme, name: str, problems: list[Problem]) -> set[str]:
    bare = name.partition("#")[0]
    for node in scheme.nodes():
        if bare in (node.id, node.label):
            return {each.id for each in _tree(node)}
    known = [word for node in scheme.nodes() for word in (node.id, node.label)]
    near = difflib.get_close_matches(name, known, 3, 0.4) or [n.id for n in scheme.nodes()]
    advice = Words("是否指 " + "、".join(near), "perhaps " + ", ".join(near))
    what = Words("方案里没有这条规则", "the scheme has no such rule")
    problems.append(Problem("rule.unknown", what, Place(field="--rule"), name, advice=advice))
    return set()


def _tree(node: Node) -> Iterable[Node]:
    yield node
    for child in node.rules:
        yield from _tree(child)


def _rules(
    scheme: Scheme, unit: UnitResult, names: FactNames, wanted: set[str] | None
) -> Iterable[SheetRule]:
    lines: dict[str, list[Line]] = {}
    for line in unit.lines:
        lines.setdefault(line.rule.partition("#")[0], []).append(line)
    parents = {child.id: node.label for node in scheme.nodes() for child in node.rules}
    nodes: list[Node] = list(scheme.nodes())
    if scheme.total is not None and scheme.total.id not in {node.id for node in nodes}:
        nodes.append(scheme.total)
    for node in nodes:
        own = lines.pop(node.id, [])
        if own and (wanted is None or node.id in wanted):
            yield _rule(scheme, node.id, node.label, parents.get(node.id), node.clauses, own, names)
    for rule, own in lines.items():  # nothing that scored may be missing from the sheet
        if wanted is None:
            yield _rule(scheme, rule, own[0].label, None, (), own, names)


def _rule(
    scheme: Scheme,
    rule: str,
    label: str,
    section: str | None,
    clauses: tuple[str, ...],
    lines: list[Line],
    names: FactNames,
) -> SheetRule:
    cited = []
    for id_ in clauses:
        clause = scheme.clauses.get(id_)
        cited.append(CitedClause(id_, scheme.place_of(id_), clause.summary if clause else ""))
    shown = [
        SheetLine(
            line,
            tuple(_cited(names, fact) for fact in line.facts),
        )
        for line in lines
    ]
    return SheetRule(rule, label, section, tuple(cited), tuple(shown), sum(line.points for line in lines))


def _cited(names: FactNames, fact: str) -> CitedFact:
    return CitedFact(fact, Words(names.name(fact, "zh"), names.name(fact, "en")))


def score_sheet_as_data(sheet: ScoreSheet, language: Language) -> Mapping[str, Any]:
    """The sheet as plain data for JSON; figures that people are judged by are exact decimal strings."""
    result, unit = sheet.result, sheet.unit
    return {
        **({"demonstration": True} if sheet.demonstration else {}),
        "scheme": result.scheme,
        "period": result.period,
        "as_of": to_iso(result.as_of),
        "overlays": list(result.overlays),
        "engine_version": result.engine_version,
        "scheme_digest": result.scheme_digest,
        "ledger_digest": result.ledger_digest,
        "provisional": result.provisional,
        "unit": unit.unit,
        "group": unit.group,
        "score": None if unit.score is None else format_points(unit.score),
        "rank": unit.rank,
        "ranked": sheet.ranked,
        "tied": sheet.tied,
        "rules": [
            {
                "rule": rule.rule,
                "label": rule.label,
                "section": rule.section,
                "clauses": [{"id": c.id, "place": c.place, "summary": c.summary} for c in rule.clauses],
                "points": format_points(rule.points),
                "lines": [
                    {
                        "rule": each.line.rule,
                        "row": each.line.row,
                        "clause": each.line.clause,
                        "date": to_iso(each.line.date),
                        "facts": [
                            {"fact": fact.code, "name": fact.name.in_language(language)}
                            for fact in each.facts
                        ],
                        "points": format_points(each.line.points),
                        "why": each.line.why.in_language(language),
                    }
                    for each in rule.lines
                ],
            }
            for rule in sheet.rules
        ],
        "targets": [
            {
                "target": target.target,
                "label": target.label,
                "value": number_text(target.value, target.type),
                "done": number_text(target.done, target.type),
                "rate": percent(target.done, target.value),
                "met": target.met,
            }
            for target in sheet.targets
        ],
        "outcomes": [
            {
                "outcome": outcome.outcome,
                "clause": outcome.clause,
                "because": outcome.because,
                "by": outcome.by,
                "to": outcome.to,
                **({"person": outcome.person} if outcome.person else {}),
            }
            for outcome in sheet.outcomes
        ],
        "not_counted": [
            {
                "fact": each.fact.code,
                "name": each.fact.name.in_language(language),
                "date": to_iso(each.missed.date),
                "rule": each.missed.rule,
                "reason": each.missed.reason.in_language(language),
            }
            for each in sheet.not_counted
        ],
    }
