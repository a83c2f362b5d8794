"""OpenFisca: facts are its persons, units and projects its groups, and the rules are formulas over whole columns.

Its numbers are 32 bits wide, as they come: whole ones end at 2.1 billion, so money must be binary fractions of 24
bits. Some totals are therefore wrong; the comparison says how many. What it has no words for (the n-th lead of a month,
places, the trace) is NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import rules
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from engines.common import Run

PERIOD = "2025"
NEVER = 10**6  # a day long after all others
START = np.datetime64(rules.FIRST_DAY)
DUE = rules.DAYS - 1 - rules.LATE_DAYS  # the first day, counted from START, on which nothing can be late

FACT = build_entity("fact", "facts", "A milestone or a lead", is_person=True)
UNIT = build_entity(
    "unit", "units", "A unit", roles=[{"key": "earned", "plural": "earned_facts", "label": "Facts"}]
)
PROJECT = build_entity(
    "project", "projects", "A project", roles=[{"key": "stage", "plural": "stages", "label": "Stages"}]
)


def worth(yuan: np.ndarray, stage: np.ndarray, parameters: Any) -> np.ndarray:
    """Hundredths of a point for stages reached with amounts."""
    points = np.zeros_like(yuan)
    first, last = rules.TIERS[0], rules.TIERS[-1]
    for number in rules.STAGES:
        here = stage == number
        own = yuan[here]
        pro_rata = np.floor(own * rules.POINTS[number][0] / first + 0.5)
        stepped = np.where(own >= last, np.floor((own - last) / rules.STEP) * rules.STEP_POINTS[number], 0)
        points[here] = np.where(
            own < first, pro_rata, getattr(parameters.worth, f"stage_{number}").calc(own) + stepped
        )
    return points


def yuan(fact: Any, period: Any) -> np.ndarray:
    """The amount in yuan."""
    return fact("amount", period) * np.where(fact("is_usd", period), rules.YUAN_A_DOLLAR, 1)


def stage_points(fact: Any, period: Any, parameters: Any) -> np.ndarray:
    """Rule (a)."""
    return worth(fact("yuan", period), fact("stage", period), parameters(period))


def lead_points(fact: Any, period: Any) -> np.ndarray:
    """Rule (b)."""
    leads = np.nonzero(fact("approved", period))[0]  # in the order of their numbers
    day = fact("day", period)[leads]
    month = (START + day).astype("datetime64[M]").astype(np.int64)
    key = fact.simulation.populations["unit"].members_entity_id[leads].astype(np.int64) * 10_000 + month
    order = np.lexsort((leads, day, key))
    starts = np.flatnonzero(np.r_[True, np.diff(key[order]) != 0])
    turn = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    points = np.zeros(fact.count, np.float32)
    points[leads[order]] = np.where((turn + 1) * rules.LEAD_POINTS <= rules.LEAD_LIMIT, rules.LEAD_POINTS, 0)
    return points


def quarter(fact: Any, period: Any) -> np.ndarray:
    """The fact's quarter from the first."""
    months = (START + fact("day", period)).astype("datetime64[M]") - START.astype("datetime64[M]")
    return months.astype(np.int64) // 3


def no_signing(number: int) -> Callable[..., np.ndarray]:
    """Rule (c) for one quarter."""

    def formula(unit: Any, period: Any) -> np.ndarray:
        """Points for a quarter without a signing."""
        signed = (unit.members("stage", period) == rules.SIGNED) & (
            unit.members("yuan", period) >= rules.TIERS[0]
        )
        return np.where(
            unit.any(signed & (unit.members("quarter", period) == number)), 0, rules.NO_SIGNING_POINTS
        )

    return formula


def landed_on(project: Any, period: Any) -> np.ndarray:
    """The day a project landed."""
    landed = project.members("stage", period) == rules.LANDED
    return project.min(np.where(landed, project.members("day", period), NEVER))


def late_points(fact: Any, period: Any, parameters: Any) -> np.ndarray:
    """Rule (d)."""
    day, signed = fact("day", period), fact("stage", period) == rules.SIGNED
    late = signed & (day < DUE) & (fact.project("landed_on", period) - day > rules.LATE_DAYS)
    landing = np.where(late, rules.LANDED, 0)
    return rules.LATE_TIMES * worth(fact("yuan", period), landing, parameters(period))


def total(unit: Any, period: Any) -> np.ndarray:
    """A unit's total."""
    found = sum(
        unit.sum(unit.members(name, period)) for name in ("stage_points", "lead_points", "late_points")
    )
    return found + sum(unit(f"no_signing_{number}", period) for number in range(rules.QUARTERS))


def variable(name: str, entity: Any, kind: type, formula: Callable[..., Any] | None = None) -> type[Variable]:
    """A variable of the system."""
    content = {"value_type": kind, "entity": entity, "definition_period": DateUnit.YEAR, "label": name}
    return type(name, (Variable,), content | ({"formula": formula} if formula else {}))


def system() -> TaxBenefitSystem:
    """The four rules."""
    made = TaxBenefitSystem([FACT, UNIT, PROJECT])
    for name, kind in (("amount", float), ("is_usd", bool), ("stage", int), ("day", int), ("approved", bool)):
        made.add_variable(variable(name, FACT, kind))
    for formula, entity, kind in (
        (yuan, FACT, float),
        (stage_points, FACT, float),
        (lead_points, FACT, float),
        (quarter, FACT, int),
        (landed_on, PROJECT, int),
        (late_points, FACT, float),
        (total, UNIT, float),
    ):
        made.add_variable(variable(formula.__name__, entity, kind, formula))
    for number in range(rules.QUARTERS):
        made.add_variable(variable(f"no_signing_{number}", UNIT, float, no_signing(number)))
    made.parameters = ParameterNode("", data={"worth": {f"stage_{s}": scale(s) for s in rules.STAGES}})
    return made


def scale(stage: int) -> dict[str, Any]:
    """A stage's tiers as a scale of single amounts."""
    pairs = zip((0, *rules.TIERS), (0, *rules.POINTS[stage]), strict=True)
    dated = [
        {"threshold": {"2000-01-01": {"value": edge}}, "amount": {"2000-01-01": {"value": points}}}
        for edge, points in pairs
    ]
    return {"brackets": dated, "metadata": {"type": "single_amount"}}


def read(run: Run, table: str) -> dict[str, np.ndarray]:
    """A table's columns; dates are days from the first."""
    columns = {}
    for name, column in zip(
        (found := pq.read_table(run.path(table))).column_names, found.columns, strict=True
    ):
        values = column.to_numpy()
        columns[name] = (values - START).astype(np.int32) if name == "date" else values
    return columns


def simulation(milestones: dict, leads: dict, units: dict) -> Simulation:
    """The facts, milestones first, as OpenFisca wants them. A lead is a project of its own."""
    builder, four_rules = SimulationBuilder(), system()
    builder.create_entities(four_rules)
    some, more = len(milestones["fact_id"]), len(leads["lead_id"])
    builder.declare_person_entity("fact", np.arange(some + more))
    known, project = np.unique(milestones["project_id"], return_inverse=True)
    unit = np.searchsorted(units["unit_id"], np.r_[milestones["unit_id"], leads["unit_id"]])
    for name, count, members in (
        ("unit", len(units["unit_id"]), unit),
        ("project", len(known) + more, np.r_[project, len(known) + np.arange(more)]),
    ):
        group = builder.declare_entity(name, np.arange(count))
        group.members_entity_id = members
        group.members_role = np.full(some + more, group.entity.flattened_roles[0])
    made = builder.build(four_rules)
    none, no = np.zeros(more), np.zeros(more, bool)
    for name, values in (
        ("amount", np.r_[milestones["amount"], none].astype(np.float32)),
        ("is_usd", np.r_[milestones["is_usd"], no]),
        ("stage", np.r_[milestones["stage"], none].astype(np.int32)),
        ("day", np.r_[milestones["date"], leads["date"]]),
        ("approved", np.r_[np.zeros(some, bool), leads["approved"]]),
    ):
        made.set_input(name, PERIOD, values)
    return made


def places(group: np.ndarray, total_: np.ndarray) -> np.ndarray:
    """Places in each group, the largest first, ties share."""
    order = np.lexsort((-total_, group))
    changed = np.diff(group[order]) != 0
    new_group, new_value = np.r_[True, changed], np.r_[True, changed | (np.diff(total_[order]) != 0)]
    at = np.arange(len(order))
    first, tied = (np.maximum.accumulate(np.where(new, at, 0)) for new in (new_group, new_value))
    found = np.empty(len(order), np.int64)
    found[order] = tied - first + 1
    return found


def trace(made: Simulation, milestones: dict, leads: dict, units: dict) -> pa.Table:
    """The awards, gathered from what was calculated."""
    some = len(milestones["fact_id"])
    tier = np.searchsorted(np.array(rules.TIERS), made.calculate("yuan", PERIOD)[:some], side="right")
    late = made.calculate("late_points", PERIOD)[:some]
    was_late, approved = np.flatnonzero(late), np.flatnonzero(leads["approved"])
    stages = made.calculate("stage_points", PERIOD)[:some]
    given = made.calculate("lead_points", PERIOD)[some:][approved]
    lead_unit, unit = leads["unit_id"][approved], milestones["unit_id"]
    parts = [
        (unit, milestones["stage"] * 10 + tier, milestones["fact_id"], stages),
        (lead_unit, np.full(len(approved), rules.LEAD), leads["lead_id"][approved], given),
        (unit[was_late], rules.OVERDUE + tier[was_late], milestones["fact_id"][was_late], late[was_late]),
    ]
    for number in range(rules.QUARTERS):
        points = made.calculate(f"no_signing_{number}", PERIOD)
        lost = np.flatnonzero(points)
        many = [np.full(len(lost), each) for each in (rules.NO_SIGNING, number)]
        parts.append((units["unit_id"][lost], *many, points[lost]))
    names = ("unit_id", "rule", "fact_id", "points")
    columns = (np.concatenate([part[i] for part in parts]) for i in range(4))
    return pa.table({n: pa.array(np.round(c).astype(np.int64)) for n, c in zip(names, columns, strict=True)})


def main() -> None:
    """A whole run."""
    run = Run("openfisca_formulas")
    milestones, leads, units = (read(run, table) for table in ("milestones", "leads", "units"))
    run.step("read")
    made = simulation(milestones, leads, units)
    found = np.round(made.calculate("total", PERIOD)).astype(np.int64)
    run.step("score")
    pq.write_table(trace(made, milestones, leads, units), run.trace)
    group = units["group_id"]
    columns = {"unit_id": units["unit_id"], "group_id": group, "total": found, "place": places(group, found)}
    pq.write_table(pa.table(columns), run.totals)
    run.step("write")
    run.finish()


if __name__ == "__main__":
    main()
