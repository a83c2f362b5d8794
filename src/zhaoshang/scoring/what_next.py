"""What a unit could still do: each real step tried alone, then the shortest greedy set that reaches a place.

Arithmetic, not advice. Every step is taken on the as-of date with everything else as it stands; other units
stand still. A step is real: a pending fact approved, the next stage of one of the unit's projects, one more
lead. What a step is worth includes what it averts (a quarter without a signing) and what it brings to a cap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.model import Row, in_canonical_order
from zhaoshang.problems import Words
from zhaoshang.scheme.fields import STAGES
from zhaoshang.scheme.model import Outcome, Scheme
from zhaoshang.scoring.clock import make_clock
from zhaoshang.scoring.compile.lines import LINE_COLUMNS
from zhaoshang.scoring.compile.periods import Clock, kinds_of
from zhaoshang.scoring.evaluated import Engine, Evaluated
from zhaoshang.scoring.prepare import prepare
from zhaoshang.scoring.uses import nodes, trees

_ORDER = ("signed", "landed", "started", "enrolled", "production", "capacity", "effective")
"""The stages that a project passes one after the other."""

MOST_STEPS = 60
"""So many steps are tried at the most; the largest projects go first."""
MOST_TAKEN = 12
"""A way longer than this is no way."""
LEAD_AMOUNT = 10_000 * 10_000 * 100
"""One more lead is supposed to be of 1亿元, in fen."""


@dataclass(frozen=True)
class Step:
    """Something to do, and what it alone would change (in millionths of the score's unit)."""

    what: Words
    points: int
    place: int | None


@dataclass(frozen=True)
class WhatNext:
    """Where a unit stands, its steps from the best on, and the way to the next better place, if there is one.

    ``named`` are the outcomes for those at the end that name the unit now, ``way_out`` the steps after which
    none of them does.
    """

    unit: str
    score: int
    place: int | None
    steps: tuple[Step, ...]
    way: tuple[Step, ...]
    reached: int | None
    named: tuple[str, ...] = ()
    way_out: tuple[Step, ...] = ()


@dataclass(frozen=True)
class _Change:
    what: Words
    table: str
    row: Row
    replaces: str | None = None


def what_next(
    scheme: Scheme,
    ledger: Ledger,
    period: str,
    unit: str,
    as_of: int | None = None,
    engine: Engine = "auto",
) -> WhatNext:
    """The steps of one unit (by its proper name), worth most first. Raises as ``score`` does; KeyError."""
    return _Trial(scheme, ledger, make_clock(scheme, period, as_of), unit, engine).answer()


class _Trial:
    def __init__(self, scheme: Scheme, ledger: Ledger, clock: Clock, unit: str, engine: Engine) -> None:
        self.scheme, self.ledger, self.clock = scheme, ledger, clock
        self.unit, self.engine = unit, engine
        if unit not in [u.name for u in scheme.units] + [r["unit"] for r in ledger.tables.get("units", ())]:
            raise KeyError(unit)

    def answer(self) -> WhatNext:
        """Try each step alone, then add the best one by one until a better place is reached."""
        score, place, named = self.stands(())
        tried: list[tuple[Step, _Change]] = []
        for change in self.changes():
            then, at, _ = self.stands((change,))
            if then != score:
                tried.append((Step(change.what, then - score, at), change))
        tried.sort(key=lambda each: -each[0].points)
        useful = [t for t in tried if t[0].points > 0]
        better, out = self.ways(useful, place, named)
        reached = better[-1].place if better else None
        steps = tuple(step for step, _ in tried)
        return WhatNext(self.unit, score, place, steps, better, reached, named, out)

    def ways(
        self, useful: Sequence[tuple[Step, _Change]], place: int | None, named: tuple[str, ...]
    ) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        """The first of the best steps, added up, that reach a better place, and those that lead out of the
        last ones; nothing where they do not."""
        better: tuple[Step, ...] = ()
        out: tuple[Step, ...] = ()
        wants_place, wants_out = place not in (None, 1), bool(named)
        taken: list[_Change] = []
        steps: list[Step] = []
        for step, change in useful[:MOST_TAKEN]:
            if not wants_place and not wants_out:
                break
            taken.append(change)
            _, at, still = self.stands(taken)
            steps.append(replace(step, place=at))
            if wants_place and at is not None and place is not None and at < place:
                better, wants_place = tuple(steps), False
            if wants_out and not still:
                out, wants_out = tuple(steps), False
        return better, out

    # -- trying
    def stands(self, changes: Sequence[_Change]) -> tuple[int, int | None, tuple[str, ...]]:
        """The unit's score and place with some changes made, and the outcomes of the last that name it."""
        ledger = self.with_changes(changes)
        run = Evaluated(self.scheme, ledger, prepare(self.scheme, ledger), self.clock, self.engine)
        number = [earner.name for earner in run.facts.earners].index(self.unit)
        at, points = LINE_COLUMNS.index("unit_no"), LINE_COLUMNS.index("points")
        lines: list[Any] = run.backend.rows(run.plan.lines)
        score = sum(row[points] for row in lines if row[at] == number)
        first = next(iter(self.scheme.rankings), None)
        if first is None:
            return score, None, ()
        board: list[Any] = run.backend.rows(run.plan.board(first))
        place = next((row[1] for row in board if row[0] == number), None)
        return score, place, tuple(o.label for o in self.of_the_last(run) if number in run.holds(o))

    def of_the_last(self, run: Evaluated) -> list[Outcome]:
        """Outcomes of this kind of period that go by the place from the end."""
        kinds = kinds_of(run.clock)
        found = []
        for outcome in self.scheme.outcomes.values():
            after = self.scheme.term if outcome.after == "term" else outcome.after
            ops = {n.op for case in outcome.cases for n in nodes(case.when)}
            if after in kinds and "place_from_end" in ops and not outcome.of_persons:
                found.append(outcome)
        return found

    def with_changes(self, changes: Sequence[_Change]) -> Ledger:
        """The ledger with rows added or replaced; nothing of the one given is touched."""
        tables = dict(self.ledger.tables)
        for table in {change.table for change in changes}:
            replaced = {c.replaces for c in changes if c.table == table and c.replaces}
            rows = [dict(row) for row in tables.get(table, ()) if row.get("fact") not in replaced]
            rows += [dict(c.row) for c in changes if c.table == table]
            tables[table] = tuple(in_canonical_order(table, rows))
        return replace(self.ledger, tables=tables)

    # -- what could be done
    def changes(self) -> Iterator[_Change]:
        """Pending facts, next stages of the unit's projects, one more lead."""
        found = [*self.approvals(), *self.stages()][:MOST_STEPS]
        yield from found
        if "leads" in self.read_tables():
            yield self.lead()

    def read_tables(self) -> set[str]:
        """Tables that some rule runs over or counts."""
        views = self.scheme.views
        drawn = {n.each for n in self.scheme.nodes() if n.each is not None}
        drawn |= {n.subject.view for tree in trees(self.scheme) for n in nodes(tree) if n.op == "aggregate"}
        return {views[name].table if name in views else name for name in drawn}

    def projects(self) -> list[Mapping[str, Any]]:
        """The projects that the unit earns by, the largest first."""
        credits: dict[str, set[str]] = {}
        for row in self.ledger.tables.get("credits", ()):
            credits.setdefault(str(row["project"]), set()).add(str(row["unit"]))
        rows: list[Mapping[str, Any]] = list(self.ledger.tables.get("projects", ()))
        mine = [r for r in rows if self.unit in credits.get(r["project"], {r["unit"]})]
        return sorted(mine, key=lambda r: (-(r.get("amount") or 0), r["project"]))

    def approvals(self) -> list[_Change]:
        """The unit's facts that wait for approval."""
        own = {row["project"] for row in self.projects()}
        out = []
        for table in sorted(self.read_tables()):
            for row in self.ledger.tables.get(table, ()):
                mine = row.get("unit") == self.unit or (table == "milestones" and row.get("project") in own)
                if row.get("status") == "pending" and mine:
                    fact = str(row["fact"])
                    what = Words(f"审核通过 {fact}", f"approve {fact}")
                    out.append(_Change(what, table, {**row, "status": "approved"}, fact))
        return out

    def stages(self) -> list[_Change]:
        """The next stage of each project that has begun and not ended, reached and accepted on the as-of date."""
        read = {str(n.value) for tree in trees(self.scheme) for n in nodes(tree) if n.op == "choice"}
        reached: dict[str, set[str]] = {}
        for row in self.ledger.counted("milestones"):
            if int(str(row["date"])) <= self.clock.horizon:
                reached.setdefault(str(row["project"]), set()).add(str(row["stage"]))
        out = []
        for project in self.projects():
            code = str(project["project"])
            done = reached.get(code, set())
            if "withdrawn" in done:
                continue
            stage = next((s for s in _ORDER if s in read and s not in done), None)
            if stage is None:
                continue
            name = str(project.get("name") or code)
            label = STAGES[stage]
            what = Words(f"{name}（{code}）{label}", f"{name} ({code}) reaches {stage} {label}")
            out.append(_Change(what, "milestones", self.milestone(code, stage)))
        return out

    def blank(self, table: str) -> Row:
        """A row of a table with nothing in it but what every approved fact of the as-of date has."""
        from zhaoshang.tables import TABLES

        row: Row = {column.key: None for column in TABLES[table].columns}
        return {**row, "status": "approved", "date": self.clock.horizon, "recorded_on": self.clock.horizon}

    def milestone(self, project: str, stage: str) -> Row:
        """A stage reached and accepted on the as-of date."""
        row = self.blank("milestones")
        return {**row, "project": project, "stage": stage, "accepted_on": self.clock.horizon}

    def lead(self) -> _Change:
        """One more lead of 1亿元, complete, from a company that nobody has reported."""
        row = self.blank("leads")
        row |= {
            "lead": "一条新线索", "unit": self.unit, "company": "一家新企业", "content": "投资内容",
            "amount": LEAD_AMOUNT, "currency": "CNY", "capital": "domestic", "tags": (),
        }  # fmt: skip
        what = Words("再报一条1亿元的线索", "one more lead of 100 million yuan")
        return _Change(what, "leads", row)
