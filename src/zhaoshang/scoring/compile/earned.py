"""A table of the ledger as units earn it: facts up to the horizon, their projects, credits and units."""

from __future__ import annotations

from dataclasses import replace

from zhaoshang.scheme.fields import WITHOUT_PROJECT, row_fields
from zhaoshang.scoring.algebra import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Aggregate,
    Column,
    Group,
    Join,
    Order,
    Relation,
    Scalar,
    Select,
    Union,
    Values,
    Window,
    WindowColumn,
    add,
    both,
    case,
    compare,
    integer,
    text,
)
from zhaoshang.scoring.algebra.scalars import null
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.fields import fields_of, tags_of
from zhaoshang.scoring.compile.frames import Frame, Rows
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.facts import SHARE_SCALE
from zhaoshang.scoring.uses import uses


def of_table(compiler: Compiler, table: str) -> Rows:
    """A fact table's rows up to the horizon, once for each unit that earns them."""
    relation = _with_unit(compiler, _up_to_horizon(compiler, earned(compiler, table)))
    frame = Frame(relation, ("unit_no", "fact_no"), compiler.fresh)
    rows = Rows(frame.relation, fields_of(compiler, table, frame, frame.column("on_day")), {}, table)
    rows = replace(rows, relation=frame.relation, tags=tags_of(compiler, table, frame.relation))
    return numbered(compiler, rows)


def earned(compiler: Compiler, table: str) -> Relation:
    """A fact table's rows of all days, once for each unit that earns them, beside their projects.

    Of the run it depends on nothing but the ledger and what the scheme reads, so that a store keeps it.
    """
    label = f"earned_{table}"
    if label in compiler.facts.data:
        return compiler.table(label)
    relation: Relation = compiler.table(table)
    if table not in WITHOUT_PROJECT:
        relation = _with_project(compiler, relation)
        relation = _with_stages(compiler, relation)
    if table == "milestones":
        relation = _credited(compiler, relation)
    else:
        by_unit = compare(">=", relation["unit_no"], ZERO)
        relation = Select(
            table,
            relation,
            dict(relation.columns)
            | {
                "share": integer(SHARE_SCALE),
                "role": null("text"),
                "filed_on": null("integer"),
                "person": null("text"),
            },
            by_unit,
        )
    own_columns = dict(relation.columns) | {"own": TRUE}
    relation = Select(table, relation, own_columns)
    if compiler.facts.has_joint_units:
        relation = _joint(compiler, relation)
    return relation


def _up_to_horizon(compiler: Compiler, relation: Relation) -> Relation:
    """Facts and stages of later days do not exist for the run."""
    horizon = integer(compiler.clock.horizon)
    seen: dict[str, Scalar] = dict(relation.columns)
    for name, column in relation.columns.items():
        if name.startswith("s_") and column.high > compiler.clock.horizon:
            seen[name] = case([(compare("<=", column, horizon), column)], null("integer"))
    return Select(relation.label, relation, seen, compare("<=", relation["on_day"], horizon))


def _with_project(compiler: Compiler, relation: Relation) -> Relation:
    projects = compiler.table("projects")
    take = {n: n for n in projects.own if n != "project_no"}
    on = (("project_no", "project_no"),)
    return Join(relation.label, relation, projects, on, take, outer=True, keeps_rows=True)


def _with_stages(compiler: Compiler, relation: Relation) -> Relation:
    """The first approved day of each stage that the scheme reads, beside every fact of a project."""
    used = uses(compiler.scheme).fields(relation.label)
    stages = [f.column for f in row_fields("milestones").values() if f.source == "stage" and f.id in used]
    if not stages:
        return relation
    known = compiler.table("milestones")
    dated = Group(
        "stage_dates",
        known,
        ("project_no",),
        {
            f"s_{stage}": Aggregate(
                "min",
                case([(compare("=", known["f_stage"], text(stage)), known["on_day"])], null("integer")),
            )
            for stage in stages
        },
    )
    take = {f"s_{s}": f"s_{s}" for s in stages}
    on = (("project_no", "project_no"),)
    return Join(relation.label, relation, dated, on, take, outer=True, keeps_rows=True)


def _credited(compiler: Compiler, relation: Relation) -> Relation:
    """Each unit in the project's credit rows earns, while its credit lasts."""
    without_unit = {n: c for n, c in relation.columns.items() if n != "unit_no"}
    bare = Select(relation.label, relation, dict(without_unit))
    given = compiler.table("credits")
    take = {n: n for n in given.own if n not in ("project_no", "first_day", "last_day")}
    take |= {"credit_first": "first_day", "credit_last": "last_day"}
    joined = Join(relation.label, bare, given, (("project_no", "project_no"),), take)
    in_time = both(
        compare(">=", joined["on_day"], joined["credit_first"]),
        compare("<=", joined["on_day"], joined["credit_last"]),
    )
    kept = {n: c for n, c in joined.columns.items() if n not in ("credit_first", "credit_last")}
    return Select(relation.label, joined, dict(kept), in_time)


def _joint(compiler: Compiler, relation: Relation) -> Relation:
    """A fact credited to one of a joint pair is credited to each, once."""
    earners = compiler.facts.earners
    partners: dict[str, list[int]] = {}
    for number, unit in enumerate(earners):
        if unit.joint:
            partners.setdefault(unit.joint, []).append(number)
    pairs = tuple((i, j) for own in partners.values() for i in own for j in own if i != j)
    most = max(len(earners) - 1, 0)
    table = Values(
        "joint",
        {n: Column("integer", False, 0, most, n) for n in ("from_unit", "to_unit")},
        pairs,
    )
    copied = Join("joint", relation, table, (("unit_no", "from_unit"),), {"to_unit": "to_unit"})
    moved = {n: c for n, c in copied.columns.items() if n != "to_unit"}
    copies = Select("joint", copied, {**moved, "unit_no": copied["to_unit"], "own": FALSE})
    everything = Union("joint", (relation, copies))
    rank = case([(everything["own"], ZERO)], add(ONE, everything["unit_no"]))
    ranked = Select("joint", everything, {**dict(everything.columns), "joint_rank": rank})
    order = (Order("joint_rank"),)
    nth = WindowColumn(Aggregate("sum", ONE, compiler.most_rows), ("unit_no", "fact_no"), order, "rows")
    counted = Window("joint", ranked, {"joint_nth": nth})
    return Select("joint", counted, dict(relation.columns), compare("=", counted["joint_nth"], ONE))


def _with_unit(compiler: Compiler, relation: Relation) -> Relation:
    units = compiler.table("units")
    take = {n: n for n in units.own if n not in ("unit_no", "joint")}
    return Join(relation.label, relation, units, (("unit_no", "unit_no"),), take, keeps_rows=True)


def numbered(compiler: Compiler, rows: Rows) -> Rows:
    """序: the place of a fact among its earner's rows of the view in the term."""
    if not uses(compiler.scheme).numbers_rows:
        return rows
    frame = Frame(rows.relation, ("unit_no", "fact_no"), compiler.fresh)
    term = compiler.term_number(frame)
    order = (Order("on_day"), Order("fact_no"))
    place = frame.window(
        WindowColumn(Aggregate("sum", ONE, compiler.most_rows), ("unit_no", term), order, "rows"), "ordinal"
    )
    return replace(rows, relation=frame.relation, fields={**rows.fields, "ordinal": Exact(place)})
