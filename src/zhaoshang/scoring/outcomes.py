"""Consequences: for whom an outcome's conditions hold, how many periods running, and which rung that is.

Outcomes are proposals that a person confirms; where they name more than half of a group a warning says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from zhaoshang.language import Tree
from zhaoshang.problems import Problem
from zhaoshang.quantities.periods import number_of
from zhaoshang.scheme.model import Outcome, Rung
from zhaoshang.scoring.compile.periods import kinds_of
from zhaoshang.scoring.evaluate import evaluate, leaves
from zhaoshang.scoring.evaluated import Evaluated, is_honour, warning
from zhaoshang.scoring.result import OutcomeResult, PersonResult
from zhaoshang.scoring.uses import nodes


def outcomes_of(
    run: Evaluated, persons: Sequence[PersonResult]
) -> tuple[tuple[OutcomeResult, ...], list[Problem]]:
    """Every outcome that this kind of period has, and warnings."""
    kinds = kinds_of(run.clock)
    found: list[OutcomeResult] = []
    warnings: list[Problem] = []
    for outcome in run.scheme.outcomes.values():
        after = run.scheme.term if outcome.after == "term" else outcome.after
        if after not in kinds:
            continue
        if _waits_for_points(run, outcome):
            warnings.append(
                warning(
                    "outcome.no_places",
                    f"{outcome.label}：分值没有公布，排不出名次，这一项不列",
                    f"{outcome.id}: points were never published, so there are no places to judge it by",
                )
            )
            continue
        if outcome.of_persons and _asks_more_than_places(outcome):
            warnings.append(
                warning(
                    "outcome.persons",
                    f"{outcome.label}：对人的结果只能看名次，别的条件看不到，这一项不列",
                    f"{outcome.id}: an outcome of persons can only look at places, so this one names nobody",
                )
            )
            continue
        if outcome.of_persons:
            found += _of_persons(run, outcome, persons)
            continue
        holds = run.holds(outcome)
        for unit in sorted(holds):
            found += _concluded(run, outcome, unit, holds[unit])
        warnings += _named_many(run, outcome, holds)
    return tuple(found), warnings


def _waits_for_points(run: Evaluated, outcome: Outcome) -> bool:
    """Whether an outcome looks at places that unpublished points leave undecided."""
    ranking = run.scheme.rankings.get(outcome.ranking)
    by_score = ranking is None or ranking.by is None
    published = all(node.published for node in run.scheme.nodes())
    return by_score and not published and _looks_at_places(outcome) and run.published_places() is None


def _asks_more_than_places(outcome: Outcome) -> bool:
    """Whether a condition has leaves that people do not have: only their places are known here."""
    asked = [leaf for c in outcome.cases for leaf in leaves(c.when)]
    return any(leaf.op not in ("place", "place_from_end") for leaf in asked)


def _looks_at_places(outcome: Outcome) -> bool:
    return any(n.op in ("place", "place_from_end") for c in outcome.cases for n in nodes(c.when))


def _concluded(run: Evaluated, outcome: Outcome, unit: int, because: str) -> list[OutcomeResult]:
    name = run.facts.earners[unit].name
    clause = _clause(run, outcome)
    if not outcome.rungs:
        return [OutcomeResult(name, None, outcome.label, clause, because, outcome.by, outcome.to)]
    times = _consecutive(run, outcome, unit)
    reached = [rung for rung in outcome.rungs if rung.count <= times]
    shown = reached if outcome.every_rung else reached[-1:]
    return [_on_rung(outcome, rung, name, clause, because, times) for rung in shown]


def _clause(run: Evaluated, outcome: Outcome) -> str:
    return run.scheme.place_of(outcome.clauses[0]) if outcome.clauses else ""


def _on_rung(outcome: Outcome, rung: Rung, name: str, clause: str, because: str, times: int) -> OutcomeResult:
    reason = because if times == 1 else f"{because}（连续{times}次）"
    return OutcomeResult(
        name, None, rung.outcome, clause, reason, rung.by or outcome.by, rung.to or outcome.to
    )


def _consecutive(run: Evaluated, outcome: Outcome, unit: int) -> int:
    """How many periods on end the outcome has held for a unit, this one counted, as far as a rung looks."""
    most = max(rung.count for rung in outcome.rungs)
    times, at = 1, run
    while times < most and at.before is not None:
        at = at.before
        resets = outcome.resets
        if resets and number_of(at.clock.period.first, resets) != number_of(run.clock.period.first, resets):
            break
        if unit not in at.holds(outcome):
            break
        times += 1
    return times


def _named_many(run: Evaluated, outcome: Outcome, holds: Mapping[int, str]) -> list[Problem]:
    """A warning for every group of which more than half tie for one place that the outcome names."""
    if not _looks_at_places(outcome) or not holds:
        return []
    earners = run.facts.earners
    sizes = Counter(earner.group for earner in earners)
    places = {int(row[0] or 0): row[1] for row in run.backend.rows(run.plan.board(outcome.ranking))}
    tied = Counter((earners[unit].group, places.get(unit)) for unit in sorted(holds))
    return [
        warning(
            "outcome.most_of_group",
            f"{outcome.label}：{group or '全体'}有{count}个单位并列入选，超过一半，请人工确认",
            f"{outcome.label}: {count} units of {group or 'all'} tie into it, more than half; "
            "please confirm by hand",
        )
        for (group, _), count in tied.items()
        if count * 2 > sizes[group] > 2
    ]


def _of_persons(run: Evaluated, outcome: Outcome, persons: Sequence[PersonResult]) -> list[OutcomeResult]:
    """Places among people, whose points are their shares of their units' pools."""
    barred = run.excluded_persons() if is_honour(outcome) else set()
    concerned = {unit.name for unit in run.facts.earners}
    if outcome.units is not None:
        bare = replace(outcome, cases=(), ranking="")
        rows = run.backend.rows(run.plan.outcome(bare, None))
        concerned = {run.facts.earners[int(row[0] or 0)].name for row in rows}
    if is_honour(outcome):
        concerned -= {run.facts.earners[unit].name for unit in run.excluded_units()}
    people = [p for p in persons if p.unit in concerned and p.person not in barred]
    found = []
    for person in sorted(people, key=lambda p: (-p.points, p.unit, p.person)):
        known = {
            "place": Fraction(1 + sum(other.points > person.points for other in people)),
            "place_from_end": Fraction(1 + sum(other.points < person.points for other in people)),
        }

        def value(leaf: Tree, known: Mapping[str, Fraction] = known) -> Fraction | None:
            return known.get(leaf.op)

        reasons = [c.reason for c in outcome.cases if evaluate(c.when, value) is True]
        if reasons:
            found.append(
                OutcomeResult(
                    person.unit,
                    person.person,
                    outcome.label,
                    _clause(run, outcome),
                    "；".join(reasons),
                    outcome.by,
                    outcome.to,
                )
            )
    return found
