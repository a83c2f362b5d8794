"""One run: a scheme, a ledger and a period become a result.

Reads the plan's relations and gathers lines, places, targets, outcomes and warnings. What anything is
worth is decided in the plan, never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from zhaoshang.ledger import Ledger
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.scheme.model import Scheme
from zhaoshang.scoring.algebra import TooLarge, Union
from zhaoshang.scoring.clock import make_clock
from zhaoshang.scoring.compile.lines import LINE_COLUMNS, SUFFIX
from zhaoshang.scoring.evaluated import Engine, Evaluated, warning
from zhaoshang.scoring.outcomes import outcomes_of
from zhaoshang.scoring.persons import shares
from zhaoshang.scoring.prepare import prepare
from zhaoshang.scoring.result import (
    HeadlineResult,
    Line,
    PersonResult,
    Result,
    TargetResult,
    UnitResult,
)
from zhaoshang.version import VERSION

__all__ = ["Engine", "score"]


def score(
    scheme: Scheme, ledger: Ledger, period: str, as_of: int | None = None, engine: Engine = "auto"
) -> Result:
    """Score a ledger by a scheme.

    ``period`` is ``2023``, ``2023-H1``, ``2023-Q1``, ``2023-03``, ``2022-01..2022-09`` or ``campaign``;
    ``as_of`` a day number, by default the period's last day or the scheme's own snapshot day in it.
    Raises ProblemsFound with everything that is wrong, among it facts that the scheme refuses.
    """
    clock = make_clock(scheme, period, as_of)
    evaluated = Evaluated(scheme, ledger, prepare(scheme, ledger), clock, engine)
    try:
        return _Gathering(evaluated, period).result()
    except TooLarge as error:
        raise ProblemsFound([too_large(scheme, error)]) from None


def too_large(scheme: Scheme, error: TooLarge) -> Problem:
    """Something outside single sentences and sections, such as a score, could need more than 38 digits."""
    return Problem(
        "scheme.too_large",
        Words(
            f"“{scheme.title}”的分数可能超过38位数，无法保证精确",
            f"the points of {scheme.id} could need more than 38 digits, so they cannot be exact",
        ),
        text=str(error)[:120],
        advice=Words("给各节加封顶，或用 取小(…) 限住", "cap the sections, or bound a part with 取小(…)"),
    )


class _Gathering:
    """A result being gathered from an evaluated run."""

    def __init__(self, run: Evaluated, period: str) -> None:
        self.run, self.period = run, period
        self.scheme, self.facts, self.plan = run.scheme, run.facts, run.plan
        self.warnings: list[Problem] = [*run.scheme.warnings, *run.ledger.warnings, *run.facts.warnings]
        self.published = all(node.published for node in run.scheme.nodes())
        self.provisional = not self.published

    def result(self) -> Result:
        """Everything, in one value."""
        self.refuse_unexpected()
        self.warn_of_unknowns()
        lines, places, targets = self.lines(), self.places(), self.targets()
        headlines, persons = self.headlines(targets), self.persons()
        outcomes, proposed = outcomes_of(self.run, persons)
        self.warnings += proposed
        self.warn_of_blanks()
        first = next(iter(self.scheme.rankings), None)
        units = []
        for i, earner in enumerate(self.facts.earners):
            own = tuple(lines.get(i, ()))
            boards = {board: found[i] for board, found in places.items() if i in found}
            units.append(
                UnitResult(
                    earner.name,
                    earner.group,
                    sum(line.points for line in own) if self.published else None,
                    boards[first][0] if first in boards else None,
                    boards,
                    own,
                    targets.get(i, ()),
                )
            )
        return Result(
            self.scheme.id,
            self.scheme.title,
            self.period,
            self.run.clock.horizon,
            self.scheme.overlays,
            VERSION,
            self.scheme.digest,
            self.run.ledger.digest,
            self.provisional,
            "元" if self.scheme.score_in == "yuan" else "分",
            tuple(dict.fromkeys(self.warnings)),
            tuple(units),
            headlines,
            outcomes,
            persons,
        )

    # -- what is wrong, and what a reader should know
    def refuse_unexpected(self) -> None:
        """Facts that a view's ``expect`` refuses are bad input: all of them are named."""
        problems = []
        for view, relation in self.plan.expectations:
            facts = {int(row[0] or 0) for row in self.run.backend.rows(relation)}
            for fact in sorted(facts):
                problems.append(
                    Problem(
                        "fact.unexpected",
                        Words(
                            f"{self.facts.names[fact]} 不合“{view.label}”的要求",
                            f"{self.facts.names[fact]} is not what the view {view.id} expects",
                        ),
                        Place(sheet=self.facts.tables[fact]),
                        advice=Words(
                            "更正这一行，或核对方案里的 expect", "correct the row, or check the view's expect"
                        ),
                    )
                )
        if problems:
            raise ProblemsFound(problems)

    def warn_of_unknowns(self) -> None:
        """Rules that wrote no line because a value was unknown, and points that were never published."""
        for problem in self.run.explanations.unknowns():
            self.warnings.append(problem)
            self.provisional = self.provisional or problem.code == "figure.unpublished"
        names = "、".join(node.label for node in self.scheme.nodes() if not node.published)
        if names:
            self.warnings.append(
                warning(
                    "points.unpublished",
                    f"{names}：文件未公布分值，得分为空",
                    f"{names}: points were never published, so there is no score",
                )
            )

    def warn_of_blanks(self) -> None:
        """Facts whose amount or figure was blank where it should have been added up."""
        blanks = self.plan.compiler.blanks
        found = (
            {int(row[0] or 0) for row in self.run.backend.rows(Union("blanks", tuple(blanks)))}
            if blanks
            else ()
        )
        if found:
            names = [self.facts.names[i] for i in sorted(found)]
            some = "、".join(names[:5]) + (f" 等{len(names)}条" if len(names) > 5 else "")
            self.warnings.append(
                warning(
                    "value.blank",
                    f"{some} 的数是空白，合计时略过",
                    f"a value of {', '.join(names[:5])} ({len(names)} in all) is blank and was left out of sums",
                )
            )

    # -- lines
    def lines(self) -> dict[int, list[Line]]:
        """Each unit's lines by date, then in the document's order."""
        at = {name: i for i, name in enumerate(LINE_COLUMNS)}
        order = [at[n] for n in ("unit_no", "on_day", "order_no", "seq", "kind", "rule_no", "points")]
        out: dict[int, list[Line]] = {}
        rows: list[Any] = self.run.backend.rows(self.plan.lines)
        for row in sorted(rows, key=lambda row: [row[i] for i in order]):
            cell = dict(zip(LINE_COLUMNS, row, strict=True))
            out.setdefault(cell["unit_no"], []).append(self.line(cell))
        return out

    def line(self, cell: dict[str, Any]) -> Line:
        """One line with its clause, its facts and its arithmetic in words."""
        own, node, run = len(self.scheme.nodes()), self.plan.nodes[cell["rule_no"]], self.run
        if self.scheme.total is not None:
            own += 1
        if cell["rule_no"] >= own:  # carried over from the scheme before
            assert run.earlier is not None
            run = run.earlier
            unit = {u.name: i for i, u in enumerate(run.facts.earners)}[
                self.facts.earners[cell["unit_no"]].name
            ]
            cell = {**cell, "rule_no": cell["rule_no"] - own, "unit_no": unit}
        explanations = run.explanations
        row = None if cell["table_row"] is None else explanations.row_name(node, cell["table_row"])
        fact = cell["fact_no"]
        return Line(
            node.id + SUFFIX[cell["kind"]],
            node.label,
            row,
            run.scheme.place_of(node.clauses[0]) if node.clauses else "",
            cell["on_day"],
            (run.facts.names[fact],) if fact is not None else explanations.cited(cell),
            cell["points"],
            explanations.why(node, cell),
        )

    # -- places
    def places(self) -> dict[str, dict[int, tuple[int, int]]]:
        """Each board's places, from both ends, by unit number."""
        out: dict[str, dict[int, tuple[int, int]]] = {}
        for ranking in self.scheme.rankings.values():
            if ranking.by is None and not self.published:
                continue
            rows: list[Any] = sorted(self.run.backend.rows(self.plan.board(ranking.id)))
            out[ranking.id] = {row[0]: (row[1], row[2]) for row in rows}
            self.warn_of_ties(ranking.label, ranking.groups, out[ranking.id])
        return out

    def warn_of_ties(self, label: str, groups: str | None, places: Mapping[int, tuple[int, int]]) -> None:
        """A whole group tied is legal, but everybody is then first and last."""
        members: dict[Any, list[tuple[int, int]]] = {}
        for unit, place in places.items():
            earner = self.facts.earners[unit]
            group = {**earner.fields, "group": earner.group, "team": earner.team}.get(groups or "")
            members.setdefault(group, []).append(place)
        for group, found in members.items():
            if len(found) > 1 and all(place == (1, 1) for place in found):
                name = group or "全体"
                self.warnings.append(
                    warning(
                        "places.all_tied",
                        f"{label}：{name}各单位全部并列，既是第一也是最后",
                        f"{label}: all units of {name} tie, so each is first and last",
                    )
                )

    # -- targets
    def targets(self) -> dict[int, tuple[TargetResult, ...]]:
        """Each unit's targets: those it holds, and what it did towards those it does not."""
        if not self.scheme.targets:
            return {}
        numbers = self.run.numbers(self.plan.targets())
        held_by_somebody = any(any(truths[::2]) for _, truths in numbers.values())
        out = {}
        for unit, (values, truths) in numbers.items():
            found = []
            for i, target in enumerate(self.scheme.targets.values()):
                held, met = truths[2 * i], truths[2 * i + 1]
                value, done = values.get(f"{target.id}/value"), values.get(f"{target.id}/done")
                if held or not held_by_somebody or (value is None and done):
                    found.append(
                        TargetResult(target.id, target.label, target.type, value, done, held and met)
                    )
            out[unit] = tuple(found)
        return out

    def headlines(self, targets: Mapping[int, tuple[TargetResult, ...]]) -> tuple[HeadlineResult, ...]:
        """All units together against the headline figures, beside the sum of their own targets."""
        if not any(target.headline is not None for target in self.scheme.targets.values()):
            return ()
        values, _ = self.run.numbers(self.plan.headlines())[0]
        out = []
        for target in self.scheme.targets.values():
            headline = values.get(f"{target.id}/headline")
            if headline is None:
                continue
            parts: dict[str, Fraction] = {}
            for unit, found in targets.items():
                earner = self.facts.earners[unit]
                for own in found:
                    if own.target == target.id and own.value is not None:
                        parts[earner.joint or earner.name] = own.value  # a joint target is held once
            out.append(
                HeadlineResult(
                    target.id,
                    target.label,
                    target.type,
                    headline,
                    values.get(f"{target.id}/done"),
                    sum(parts.values(), Fraction(0)) if parts else None,
                )
            )
        return tuple(out)

    # -- persons
    def persons(self) -> tuple[PersonResult, ...]:
        """Each person's part of the unit's pool, where the scheme divides one."""
        pools = self.plan.pools()
        if pools is None or self.scheme.persons is None:
            return ()
        found = {
            self.facts.earners[unit].name: values["pool"]
            for unit, (values, _) in self.run.numbers(pools).items()
        }
        return shares(found, self.facts.people, self.scheme.persons.divide, self.scheme.decimals)
