"""One run: a scheme, a ledger and a period become a result.

Chooses the back end, reads the plan's relations, and gathers lines, places, targets, outcomes and warnings.
What anything is worth is decided in the plan, never here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from zhaoshang import __version__
from zhaoshang.ledger import Ledger
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.dates import LATEST_DAY, month_of, to_iso
from zhaoshang.quantities.periods import Period, grain_of, name_of, parse_period
from zhaoshang.scheme.model import Outcome, Rung, Scheme
from zhaoshang.scoring.backends import Backend
from zhaoshang.scoring.backends.backend import Row
from zhaoshang.scoring.backends.closures import Closures, positions
from zhaoshang.scoring.compile.lines import LIMIT as LIMIT_KIND
from zhaoshang.scoring.compile.lines import LINE_COLUMNS, SUFFIX
from zhaoshang.scoring.compile.periods import Clock, kinds_of
from zhaoshang.scoring.compile.plan import Measured, make_plan
from zhaoshang.scoring.explain import Explanations
from zhaoshang.scoring.facts import Facts, prepare
from zhaoshang.scoring.persons import shares
from zhaoshang.scoring.result import (
    HeadlineResult,
    Line,
    OutcomeResult,
    PersonResult,
    Result,
    TargetResult,
    UnitResult,
)

Engine = Literal["auto", "python", "duckdb"]
FEW_FACTS = 20_000
"""Up to so many facts Python is quicker than planning SQL; both give identical results."""


def score(
    scheme: Scheme, ledger: Ledger, period: str, as_of: int | None = None, engine: Engine = "auto"
) -> Result:
    """Score a ledger by a scheme.

    ``period`` is ``2023``, ``2023-H1``, ``2023-Q1``, ``2023-03``, ``2022-01..2022-09`` or ``campaign``;
    ``as_of`` a day number, by default the period's last day or the scheme's own snapshot day in it.
    Raises ProblemsFound with everything that is wrong, among it facts that the scheme refuses.
    """
    clock = make_clock(scheme, period, as_of)
    facts = prepare(scheme, ledger)
    return Run(scheme, ledger, facts, clock, period, engine).result()


def make_clock(scheme: Scheme, period: str, as_of: int | None) -> Clock:
    """The period and horizon of a run. Raises ProblemsFound for a period that cannot be scored."""
    if period == "campaign":
        span = Period(scheme.window.first, scheme.window.last or LATEST_DAY)
    else:
        try:
            span = parse_period(period)
        except ValueError:
            raise ProblemsFound([_no_such_period(period)]) from None
    allowed = scheme.periods
    kind = "window" if period == "campaign" else grain_of(span)
    named = {"campaign" if p == "window" else p for p in allowed}
    asked = "campaign" if kind == "window" else kind
    if named and asked is not None and asked not in named:
        raise ProblemsFound([_refused_period(scheme, period, sorted(named))])
    snapshot = _snapshot(scheme, span) if as_of is None else None
    horizon = min(span.last, as_of if as_of is not None else snapshot or span.last)
    return Clock(scheme, span, horizon)


def _snapshot(scheme: Scheme, period: Period) -> int | None:
    """The scheme's own snapshot day in a month, moved back to a working day."""
    if scheme.snapshot_day is None or grain_of(period) != "month":
        return None
    from zhaoshang.quantities.workdays import previous_workday

    return previous_workday(period.first + scheme.snapshot_day - 1).day


def _no_such_period(text: str) -> Problem:
    return Problem(
        "period.unreadable",
        Words("看不懂这个考核期", "this period cannot be read"),
        Place(field="period"),
        text,
        Words(
            "2023、2023-H1、2023-Q1、2023-03、2022-01..2022-09 或 campaign",
            "2023, 2023-H1, 2023-Q1, 2023-03, 2022-01..2022-09 or campaign",
        ),
    )


_PERIOD_NAMES = {
    "month": "按月", "quarter": "按季", "half": "按半年", "year": "按年", "campaign": "整个活动期（campaign）",
}  # fmt: skip


def _refused_period(scheme: Scheme, text: str, allowed: Sequence[str]) -> Problem:
    return Problem(
        "period.refused",
        Words(f"《{scheme.title}》不按这样的期间计分", f"{scheme.id} is not scored for such a period"),
        Place(field="period"),
        text,
        Words("、".join(_PERIOD_NAMES[a] for a in allowed), ", ".join(allowed)),
    )


class Run:
    """A run being gathered."""

    def __init__(
        self, scheme: Scheme, ledger: Ledger, facts: Facts, clock: Clock, period: str, engine: Engine
    ) -> None:
        self.scheme, self.ledger, self.facts, self.clock, self.period = scheme, ledger, facts, clock, period
        self.engine: Engine = engine
        self.backend = self.make_backend()
        self.plan = make_plan(scheme, facts, clock)
        self.warnings: list[Problem] = [*scheme.warnings, *ledger.warnings, *facts.warnings]
        self.provisional = False

    def make_backend(self) -> Backend:
        engine = self.engine
        if engine == "python" or (engine == "auto" and len(self.facts.names) <= FEW_FACTS):
            return Closures(self.facts.data)
        from zhaoshang.scoring.backends.duckdb import DuckDB

        return DuckDB(self.facts.data)

    def result(self) -> Result:
        self.expected()
        lines = self.lines()
        places = self.places()
        targets = self.targets()
        headlines = self.headlines(targets)
        outcomes = self.outcomes()
        persons = self.persons()
        published = all(n.published for n in self.scheme.nodes())
        if not published:
            self.provisional = True
            names = "、".join(n.label for n in self.scheme.nodes() if not n.published)
            self.warnings.append(
                _warning(
                    "points.unpublished",
                    f"{names}：文件未公布分值，得分为空",
                    f"{names}: points were never published, so there is no score",
                )
            )
        first = next(iter(self.scheme.rankings), None)
        units = []
        for i, unit in enumerate(self.facts.earners):
            own = lines.get(i, ())
            where = {board: found[i] for board, found in places.items() if i in found}
            units.append(
                UnitResult(
                    unit.name,
                    unit.group,
                    sum(line.points for line in own) if published else None,
                    where[first][0] if first in where else None,
                    where,
                    tuple(own),
                    targets.get(i, ()),
                )
            )
        return Result(
            self.scheme.id,
            self.scheme.title,
            self.period,
            self.clock.horizon,
            self.scheme.overlays,
            __version__,
            self.scheme.digest,
            self.ledger.digest,
            self.provisional,
            "元" if self.scheme.score_in == "yuan" else "分",
            tuple(dict.fromkeys(self.warnings)),
            tuple(units),
            headlines,
            outcomes,
            persons,
        )

    # -- facts that a view refuses
    def expected(self) -> None:
        problems = []
        for view, relation in self.plan.expectations:
            for (fact,) in sorted(set(self.backend.rows(relation))):
                assert isinstance(fact, int)
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

    # -- lines
    def lines(self) -> dict[int, list[Line]]:
        explanations = Explanations(self.plan, self.backend)
        for problem in explanations.unknowns():
            self.warnings.append(problem)
            self.provisional = self.provisional or problem.code == "figure.unpublished"
        at = {name: i for i, name in enumerate(LINE_COLUMNS)}
        order = [at[n] for n in ("unit_no", "on_day", "order_no", "seq", "kind", "rule_no", "points")]
        out: dict[int, list[Line]] = {}
        rows = sorted(self.backend.rows(self.plan.lines), key=lambda row: [row[i] for i in order])
        for row in rows:
            cell = dict(zip(LINE_COLUMNS, row, strict=True))
            unit = cell["unit_no"]
            assert isinstance(unit, int)
            out.setdefault(unit, []).append(self.line(cell, explanations))
        return out

    def line(self, cell: Mapping[str, int | str | bool | None], explanations: Explanations) -> Line:
        rule_no, kind, points = cell["rule_no"], cell["kind"], cell["points"]
        fact, day = cell["fact_no"], cell["on_day"]
        assert isinstance(rule_no, int) and isinstance(kind, int)
        assert isinstance(points, int) and isinstance(day, int)
        node = self.plan.nodes[rule_no]
        suffix = SUFFIX[kind]
        if kind == LIMIT_KIND:
            suffix = "#cap" if points < 0 else "#floor"
            if not any(limit.floor for limit in node.limits):
                suffix = "#cap"
            elif not any(limit.cap for limit in node.limits):
                suffix = "#floor"
        row = None
        if cell["table_row"] is not None:
            row = explanations.row_name(node, int(cell["table_row"]))
        facts = (self.facts.names[fact],) if isinstance(fact, int) else explanations.cited(cell)
        return Line(
            node.id + suffix,
            node.label,
            row,
            self.scheme.place_of(node.clauses[0]) if node.clauses else "",
            day,
            facts,
            points,
            explanations.why(node, cell),
        )

    # -- places
    def places(self) -> dict[str, dict[int, tuple[int, int]]]:
        published = all(n.published for n in self.scheme.nodes())
        out: dict[str, dict[int, tuple[int, int]]] = {}
        for ranking in self.scheme.rankings.values():
            if ranking.by is None and not published:
                continue
            rows = self.backend.rows(self.plan.board(ranking.id))
            out[ranking.id] = {int(r[0] or 0): (int(r[1] or 0), int(r[2] or 0)) for r in rows}
            self.warn_of_ties(ranking.label, ranking.groups, out[ranking.id])
        return out

    def warn_of_ties(self, label: str, groups: str | None, places: Mapping[int, tuple[int, int]]) -> None:
        """A whole group tied is legal, but everybody is then first and last."""
        members: dict[str | None, list[tuple[int, int]]] = {}
        for unit, place in places.items():
            earner = self.facts.earners[unit]
            group = {"group": earner.group, "team": earner.team}.get(groups or "")
            members.setdefault(group if groups else None, []).append(place)
        for group, found in members.items():
            if len(found) > 1 and all(p == (1, 1) for p in found):
                name = group or "全体"
                self.warnings.append(
                    _warning(
                        "places.all_tied",
                        f"{label}：{name}各单位全部并列，既是第一也是最后",
                        f"{label}: all units of {name} tie, so each is first and last",
                    )
                )

    # -- targets
    def numbers(self, measured: Measured) -> dict[int, tuple[dict[str, Fraction | None], list[bool]]]:
        at = positions(measured.relation)
        out = {}
        for row in self.backend.rows(measured.relation):
            values: dict[str, Fraction | None] = {}
            for name, (top, below) in measured.numbers.items():
                numerator = row[at[top]]
                denominator = below if isinstance(below, int) else row[at[below]]
                known = isinstance(numerator, int) and isinstance(denominator, int)
                values[name] = Fraction(numerator, denominator) if known else None  # type: ignore[arg-type]
            out[int(row[0] or 0)] = (values, [row[at[t]] is True for t in measured.truths])
        return out

    def targets(self) -> dict[int, tuple[TargetResult, ...]]:
        if not self.scheme.targets:
            return {}
        has_values = bool(self.facts.target_values)
        out = {}
        for unit, (values, truths) in self.numbers(self.plan.targets()).items():
            found = []
            for i, target in enumerate(self.scheme.targets.values()):
                held, met = truths[2 * i], truths[2 * i + 1]
                value, done = values.get(f"{target.id}/value"), values.get(f"{target.id}/done")
                if held or not has_values or (value is None and done):
                    found.append(
                        TargetResult(target.id, target.label, target.type, value, done, held and met)
                    )
            out[unit] = tuple(found)
        return out

    def headlines(self, targets: Mapping[int, tuple[TargetResult, ...]]) -> tuple[HeadlineResult, ...]:
        if not any(t.headline is not None for t in self.scheme.targets.values()):
            return ()
        values, _ = self.numbers(self.plan.headlines())[0]
        out = []
        for target in self.scheme.targets.values():
            headline = values.get(f"{target.id}/headline")
            if headline is None:
                continue
            parts: dict[str, Fraction] = {}
            for unit, found in targets.items():
                earner = self.facts.earners[unit]
                for t in found:
                    if t.target == target.id and t.value is not None:
                        parts[earner.joint or earner.name] = t.value  # a joint target is held once
            assigned = sum(parts.values(), Fraction(0)) if parts else None
            out.append(
                HeadlineResult(
                    target.id, target.label, target.type, headline, values.get(f"{target.id}/done"), assigned
                )
            )
        return tuple(out)

    # -- outcomes
    def outcomes(self) -> tuple[OutcomeResult, ...]:
        kinds = kinds_of(self.clock)
        out: list[OutcomeResult] = []
        for outcome in self.scheme.outcomes.values():
            after = {"term": self.scheme.term}.get(outcome.after, outcome.after)
            if after not in kinds:
                continue
            if outcome.of_persons:
                out += self.outcome_of_persons(outcome)
                continue
            holds = self.holds(outcome)
            for unit in sorted(holds):
                out += self.concluded(outcome, unit, holds[unit])
            self.warn_of_many(outcome, holds)
        return tuple(out)

    def holds(self, outcome: Outcome) -> dict[int, str]:
        """Units for which an outcome's conditions hold in this period, with the reason."""
        rows = self.backend.rows(self.plan.outcome(outcome, self.published(self.clock.period)))
        found = {}
        for row in rows:
            reasons = [c.reason for c, held in zip(outcome.cases, row[1:], strict=True) if held == 1]
            if reasons:
                found[int(row[0] or 0)] = "；".join(reasons)
        return found

    def published(self, period: Period) -> dict[int, int] | None:
        """Places that the ledger gives for a period; they override what would be computed."""
        name = name_of(period)
        numbers = {unit.name: i for i, unit in enumerate(self.facts.earners)}
        given = {
            numbers[str(row["unit"])]: int(str(row["rank"]))
            for row in self.ledger.tables.get("results", ())
            if row.get("period") == name and row.get("rank") is not None and row["unit"] in numbers
        }
        return given or None

    def concluded(self, outcome: Outcome, unit: int, because: str) -> list[OutcomeResult]:
        name = self.facts.earners[unit].name
        clause = self.scheme.place_of(outcome.clauses[0]) if outcome.clauses else ""
        if not outcome.rungs:
            return [OutcomeResult(name, None, outcome.label, clause, because, outcome.by, outcome.to)]
        times = self.consecutive(outcome, unit)
        reached = [r for r in outcome.rungs if r.count <= times]
        shown = reached if outcome.every_rung else reached[-1:]
        return [self.on_rung(outcome, rung, name, clause, because, times) for rung in shown]

    @staticmethod
    def on_rung(
        outcome: Outcome, rung: Rung, name: str, clause: str, because: str, times: int
    ) -> OutcomeResult:
        reason = because if times == 1 else f"{because}（连续{times}次）"
        return OutcomeResult(
            name, None, rung.outcome, clause, reason, rung.by or outcome.by, rung.to or outcome.to
        )

    def consecutive(self, outcome: Outcome, unit: int) -> int:
        """How many periods on end the outcome has held for a unit, this one counted."""
        most = max(r.count for r in outcome.rungs)
        times, run = 1, self
        while times < most:
            earlier = run.before()
            if earlier is None or unit not in earlier.holds_known(outcome):
                break
            resets = outcome.resets
            if resets and _number(earlier.clock.period, resets) != _number(self.clock.period, resets):
                break
            times, run = times + 1, earlier
        return times

    def before(self) -> Run | None:
        """The period before, at its own as-of date; None before the window begins."""
        if not hasattr(self, "_before"):
            self._before: Run | None = None
            grain = grain_of(self.clock.period)
            last = self.clock.period.first - 1
            if grain is not None and last >= self.scheme.window.first:
                from zhaoshang.quantities.periods import period_holding

                period = period_holding(last, grain)
                snapshot = _snapshot(self.scheme, period)
                clock = replace(self.clock, period=period, horizon=snapshot or period.last)
                self._before = Run(self.scheme, self.ledger, self.facts, clock, name_of(period), self.engine)
        return self._before

    def holds_known(self, outcome: Outcome) -> dict[int, str]:
        """``holds``, worked out once for each outcome."""
        if not hasattr(self, "_holds"):
            self._holds: dict[str, dict[int, str]] = {}
        if outcome.id not in self._holds:
            self._holds[outcome.id] = self.holds(outcome)
        return self._holds[outcome.id]

    def warn_of_many(self, outcome: Outcome, holds: Mapping[int, str]) -> None:
        """Outcomes are proposals; where they name more than half of a group a person must look."""
        sizes: dict[str | None, int] = {}
        named: dict[str | None, int] = {}
        for i, earner in enumerate(self.facts.earners):
            sizes[earner.group] = sizes.get(earner.group, 0) + 1
            if i in holds:
                named[earner.group] = named.get(earner.group, 0) + 1
        for group, count in named.items():
            looks = any("place" in c.when.op or _looks_at_places(c.when) for c in outcome.cases)
            if looks and count * 2 > sizes[group] and sizes[group] > 2:
                self.warnings.append(
                    _warning(
                        "outcome.most_of_group",
                        f"{outcome.label}：{group or '全体'}有{count}个单位并列入选，超过一半，请人工确认",
                        f"{outcome.label}: {count} units of {group or 'all'} tie into it, more than half; "
                        "please confirm by hand",
                    )
                )

    # -- persons
    def persons(self) -> tuple[PersonResult, ...]:
        pools = self.plan.pools()
        if pools is None or self.scheme.persons is None:
            return ()
        found = {
            self.facts.earners[unit].name: values["pool"] for unit, (values, _) in self.numbers(pools).items()
        }
        return shares(found, self.facts.people, self.scheme.persons.divide, self.scheme.decimals)

    def outcome_of_persons(self, outcome: Outcome) -> list[OutcomeResult]:
        """Places among people, whose points are their shares of their units' pools."""
        concerned = None
        if outcome.units is not None:
            bare = replace(outcome, cases=(), ranking="")
            concerned = {int(r[0] or 0) for r in self.backend.rows(self.plan.outcome(bare, None))}
        numbers = {unit.name: i for i, unit in enumerate(self.facts.earners)}
        people = [p for p in self.persons() if concerned is None or numbers.get(p.unit) in concerned]
        clause = self.scheme.place_of(outcome.clauses[0]) if outcome.clauses else ""
        out = []
        for person in sorted(people, key=lambda p: (-p.points, p.unit, p.person)):
            place = 1 + sum(other.points > person.points for other in people)
            from_end = 1 + sum(other.points < person.points for other in people)
            for case in outcome.cases:
                if _place_holds(case.when, place, from_end):
                    out.append(
                        OutcomeResult(
                            person.unit,
                            person.person,
                            outcome.label,
                            clause,
                            case.reason,
                            outcome.by,
                            outcome.to,
                        )
                    )
                    break
        return out


def _place_holds(tree: object, place: int, from_end: int) -> bool:
    from zhaoshang.scoring.explain import evaluate_places

    return evaluate_places(tree, place, from_end)


def _looks_at_places(tree: object) -> bool:
    from zhaoshang.language import Tree
    from zhaoshang.scoring.uses import nodes

    assert isinstance(tree, Tree)
    return any(n.op in ("place", "place_from_end") for n in nodes(tree))


def _number(period: Period, grain: str) -> int:
    return month_of(period.first) // {"month": 1, "quarter": 3, "half": 6, "year": 12}[grain]


def _warning(code: str, zh: str, en: str) -> Problem:
    return Problem(code, Words(zh, en), severity="warning")


_ = (Row, to_iso)
