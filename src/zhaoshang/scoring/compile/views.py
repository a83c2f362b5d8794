"""Views: a ledger's table as earned by units, and what schemes derive from it.

Order inside a view: columns, where, expect, dated, first, lapse, assign; then 序.
"""

from __future__ import annotations

from dataclasses import replace

from zhaoshang.language.types import USD, YUAN, Number, Tags
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.scheme.fields import WITHOUT_PROJECT, RowField, row_fields
from zhaoshang.scheme.model import Assignment, Lapse, View
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
    coalesce,
    compare,
    either,
    integer,
    inverse,
    is_null,
    text,
)
from zhaoshang.scoring.algebra.scalars import bounded, null
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Frame, Rows, Value
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.facts import LARGEST_MONEY, RATE_SCALE, SCALES, SHARE_SCALE
from zhaoshang.scoring.uses import uses

# -- a table of the ledger


def of_table(compiler: Compiler, table: str) -> Rows:
    """A fact table's rows up to the horizon, once for each unit that earns them."""
    own = compiler.table(table)
    upto = compare("<=", own["on_day"], integer(compiler.clock.horizon))
    relation: Relation = Select(table, own, dict(own.own), upto)
    if table not in WITHOUT_PROJECT:
        relation = _with_project(compiler, relation)
        relation = _with_stages(compiler, relation)
    if table == "milestones":
        relation = _credited(compiler, relation)
    else:
        earned = compare(">=", relation["unit_no"], ZERO)
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
            earned,
        )
    own_columns = dict(relation.columns) | {"own": TRUE}
    relation = Select(table, relation, own_columns)
    if any(unit.joint for unit in compiler.facts.earners):
        relation = _joint(compiler, relation)
    relation = _with_unit(compiler, relation)
    frame = Frame(relation, ("unit_no", "fact_no"), compiler.fresh)
    rows = Rows(frame.relation, _fields(compiler, table, frame, frame.column("on_day")), {}, table)
    rows = replace(rows, relation=frame.relation, tags=_tags(compiler, table, frame.relation))
    return _numbered(compiler, rows)


def _with_project(compiler: Compiler, relation: Relation) -> Relation:
    projects = compiler.table("projects")
    take = {n: n for n in projects.own if n != "project_no"}
    return Join(relation.label, relation, projects, (("project_no", "project_no"),), take, outer=True)


def _with_stages(compiler: Compiler, relation: Relation) -> Relation:
    """The first approved day of each stage that the scheme reads, beside every fact of a project."""
    used = uses(compiler.scheme).fields(relation.label)
    stages = [f.column for f in row_fields("milestones").values() if f.source == "stage" and f.id in used]
    if not stages:
        return relation
    milestones = compiler.table("milestones")
    upto = compare("<=", milestones["on_day"], integer(compiler.clock.horizon))
    known = Select("milestones", milestones, dict(milestones.own), upto)
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
    return Join(relation.label, relation, dated, (("project_no", "project_no"),), take, outer=True)


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
    pairs = tuple(
        (i, j)
        for i, a in enumerate(earners)
        for j, b in enumerate(earners)
        if i != j and a.joint and a.joint == b.joint
    )
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
    return Join(relation.label, relation, units, (("unit_no", "unit_no"),), take)


# -- fields


def _fields(compiler: Compiler, table: str, frame: Frame, rate_day: Scalar) -> dict[str, Value]:
    """What each field that the scheme reads is, in this frame's columns."""
    used = uses(compiler.scheme).fields(table)
    names = row_fields(table)
    wanted = [f for i, f in names.items() if i in used or (table == "indicators" and f.source == "own")]
    out: dict[str, Value] = {}
    for row_field in wanted:
        if isinstance(row_field.type, Tags) or row_field.id == "ordinal":
            continue
        if row_field.type in (YUAN, USD) and row_field.source in ("own", "project"):
            out[row_field.id] = _money(compiler, frame, row_field, rate_day)
        else:
            out[row_field.id] = _plain(frame, row_field)
    return out


def _plain(frame: Frame, row_field: RowField) -> Value:
    columns = frame.relation.columns
    source, id_ = row_field.source, row_field.id
    if id_ == "fact":
        return frame.column("fact_no")
    if id_ == "date":
        return frame.column("on_day")
    if id_ == "began_on":
        return frame.column("began_on") if "began_on" in columns else frame.column("on_day")
    if id_ == "project":
        return frame.column("project_no") if "project_no" in columns else null("integer")
    if source == "earner":
        name = {"unit": "unit_name", "group": "unit_group", "team": "unit_team"}.get(id_, id_)
        scalar: Scalar = frame.column(name)
    elif source == "credit":
        scalar = frame.column(id_)
    elif source == "stage":
        scalar = frame.column(f"s_{row_field.column}")
    elif source == "project":
        scalar = frame.column(f"p_{id_}")
    elif source == "own_or_project":
        scalar = coalesce(frame.column(f"f_{id_}"), frame.column(f"p_{id_}"))
    else:
        scalar = frame.column(f"f_{id_}")
    if isinstance(row_field.type, Number):
        return Exact(scalar, SCALES[row_field.type])
    return scalar


def _tags(compiler: Compiler, table: str, relation: Relation) -> dict[str, Scalar]:
    """Whether a row carries each tag that the scheme tests: its own tag or its project's."""
    names = row_fields(table)
    if "tags" not in names:
        return {}
    source = names["tags"].source
    out: dict[str, Scalar] = {}
    for i, tag in enumerate(uses(compiler.scheme).tags):
        parts: list[Scalar] = []
        if source in ("own", "both"):
            parts.append(relation[f"f_tags_{i}"])
        if source in ("project", "both"):
            parts.append(coalesce(relation[f"p_tags_{i}"], FALSE))
        out[tag] = either(*parts)
    return out


def _money(compiler: Compiler, frame: Frame, row_field: RowField, day: Scalar) -> Exact:
    """An amount in yuan or dollars, converted at the rate in force on a day and rounded to a hundredth."""
    base = ("p_" if row_field.source == "project" else "f_") + row_field.id.removesuffix("_usd")
    amount, currency = frame.column(base), frame.column(base + "_currency")
    to_usd = row_field.type == USD
    wanted = "USD" if to_usd else "CNY"
    same = compare("=", currency, text(wanted))
    if not compiler.facts.has_foreign_money:
        return Exact(case([(same, amount)], null("integer")), 100)
    day = frame.add(day, "rate_day")
    own = _rate(compiler, frame, base, currency, day)
    own_rate = case([(compare("=", currency, text("CNY")), integer(RATE_SCALE))], own)
    if to_usd:
        usd = _rate(compiler, frame, "usd", text("USD"), day)
        converted = values.ratio(values.times(Exact(amount), Exact(own_rate)), Exact(usd), values.constant(0))
    else:
        converted = values.times(Exact(amount), Exact(own_rate, RATE_SCALE))
    rounded = values.round_half_up(converted)
    if converted.nullable:
        rounded = case([(converted.unknown(), null("integer"))], rounded)
    most = LARGEST_MONEY
    cell = case([(same, amount)], rounded)
    return Exact(bounded(frame.add(cell, "money"), -most, most), 100)


def _rate(compiler: Compiler, frame: Frame, key: str, currency: Scalar, day: Scalar) -> Column:
    """Yuan for one unit of a currency on a day, times 10^8; unknown before the first rate given."""

    def make() -> dict[str, Scalar]:
        rates = compiler.table("rates")
        left = frame.relation
        own: dict[str, Scalar] = dict(left.columns)
        day_name, currency_name = compiler.fresh("rate_day"), compiler.fresh("rate_currency")
        ready = Select(left.label, left, own | {day_name: day, currency_name: currency})
        first, last, rate = (compiler.fresh(n) for n in ("rate_first", "rate_last", "rate"))
        take = {first: "first_day", last: "last_day", rate: "rate"}
        both_days = both(
            compare(">=", ready[day_name], rates["first_day"].renamed(first)),
            compare("<=", ready[day_name], rates["last_day"].renamed(last)),
        )
        frame._relation = Join(
            left.label, ready, rates, ((currency_name, "currency"),), take, both_days, outer=True
        )
        return {"rate": frame._relation[rate]}

    made = frame.once(("rate", key, day), make)["rate"]
    assert isinstance(made, Column)
    return made


# -- derived views


def derived(compiler: Compiler, view: View) -> Rows:
    """A view over a table or another view."""
    rows = compiler.view(view.of)
    scope = compiler.row_scope(rows)
    frame = scope.frame
    fields = dict(rows.fields)
    if view.rate_on is not None:
        again = _fields(compiler, view.table, frame, scope.scalar(view.rate_on))
        fields |= {i: v for i, v in again.items() if row_fields(view.table)[i].type in (YUAN, USD)}
        scope.rows = replace(rows, fields=fields)
        scope.seen.clear()
    for column in view.columns:
        fields[column.id] = frame.kept(scope.value(column.tree), "x")
        scope.rows = replace(rows, fields=fields)
    kept = TRUE if view.where is None else scope.scalar(view.where)
    if not view.joint:
        kept = both(kept, frame.column("own"))
    if view.expect is not None:
        wrong = both(kept, inverse(case([(scope.scalar(view.expect), TRUE)], FALSE)))
        compiler_expectations(compiler).append(
            (view, Select("unexpected", frame.relation, {"fact_no": frame.column("fact_no")}, wrong))
        )
    if kept != TRUE:
        frame.keep_where(kept)
    if view.dated is not None:
        day = frame.add(scope.scalar(view.dated), "day")
        rows = _redated(compiler, frame, rows, fields, day)
        frame = Frame(rows.relation, frame.keys, compiler.fresh)
        fields = dict(rows.fields)
        scope = compiler.row_scope(rows, frame)
    if view.first:
        _keep_first(frame, fields, view.first)
    if view.lapse is not None:
        frame, fields = _lapsed(compiler, scope, fields, view.lapse)
    made = replace(rows, relation=frame.relation, fields=fields, label=f"view_{view.id}")
    if view.assign is not None:
        made = _assigned(compiler, made, view.assign)
    return _numbered(compiler, made)


def compiler_expectations(compiler: Compiler) -> list[tuple[View, Relation]]:
    """Rows that a view's ``expect`` refuses, gathered while the plan is made."""
    if not hasattr(compiler, "expectations"):
        compiler.expectations = []  # type: ignore[attr-defined]
    return compiler.expectations  # type: ignore[attr-defined, no-any-return]


def _redated(compiler: Compiler, frame: Frame, rows: Rows, fields: dict[str, Value], day: Scalar) -> Rows:
    """The same rows on another day; those without one, or with one after the horizon, are not there yet."""
    there = compare("<=", day, integer(compiler.clock.horizon))
    source = frame.relation
    outputs: dict[str, Scalar] = dict(source.columns)
    outputs["on_day"] = bounded(coalesce(day, integer(EARLIEST_DAY)), EARLIEST_DAY, LATEST_DAY)
    relation = Select(source.label, source, outputs, there)
    own = {i: (relation["on_day"] if i == "date" else v) for i, v in fields.items()}
    return replace(rows, relation=relation, fields=own)


def _keep_first(frame: Frame, fields: dict[str, Value], names: tuple[str, ...]) -> None:
    """Keep the earliest fact of each key; rows with a blank key all stay."""
    keys: list[Column] = []
    for name in names:
        value = fields[name]
        column = frame.add(value.numerator if isinstance(value, Exact) else value, "key")
        assert isinstance(column, Column)
        keys.append(column)
    blank = either(*(is_null(k) for k in keys))
    _ = frame.relation
    earliest = frame.window(
        WindowColumn(Aggregate("min", frame.column("fact_no")), tuple(k.name for k in keys)), "first"
    )
    frame.keep_where(either(blank, compare("=", frame.column("fact_no"), earliest)))


def _lapsed(
    compiler: Compiler, scope: object, fields: dict[str, Value], lapse: Lapse
) -> tuple[Frame, dict[str, Value]]:
    """Rows that nothing followed in time, dated the day after the last day."""
    from zhaoshang.scoring.compile.lower import Lower

    assert isinstance(scope, Lower)
    frame = scope.frame
    day = frame.column("on_day")
    if lapse.within.op == "months":
        last = scope.months_on(day, lapse.within.value)
    else:
        last = frame.add(add(day, values.round_half_up(scope.number(lapse.within))), "last")
    if lapse.roll_to_workday:
        last = _rolled(compiler, frame, last)
    followed = frame.add(scope.scalar(lapse.without), "followed")
    lapsed_on = bounded(add(last, ONE), EARLIEST_DAY, LATEST_DAY + 1)
    late = both(
        either(is_null(followed), compare(">", followed, last)),
        compare("<=", lapsed_on, integer(compiler.clock.horizon)),
    )
    source = frame.relation
    outputs: dict[str, Scalar] = dict(source.columns)
    outputs |= {"on_day": bounded(lapsed_on, EARLIEST_DAY, LATEST_DAY), "began_on": source["on_day"]}
    relation = Select(source.label, source, outputs, late)
    below = Frame(relation, frame.keys, compiler.fresh)
    own = {i: (relation["on_day"] if i == "date" else v) for i, v in fields.items()}
    own["began_on"] = relation["began_on"]
    return below, own


def _rolled(compiler: Compiler, frame: Frame, last: Scalar) -> Scalar:
    """A last day that falls on a rest day moves to the next working day."""
    from zhaoshang.quantities.workdays import is_workday, next_workday

    first = min(d.first for d in compiler.term_days.values())
    rest = tuple(
        (day, next_workday(day).day)
        for day in range(max(first, EARLIEST_DAY), compiler.clock.horizon + 1)
        if not is_workday(day)
    )
    table = Values(
        "rest_days",
        {n: Column("integer", False, EARLIEST_DAY, LATEST_DAY, n) for n in ("day", "moved")},
        rest,
    )
    last = frame.add(last, "last")
    assert isinstance(last, Column)
    moved = frame.attach(table, [(last.name, "day")], ["moved"], "rolled")["moved"]
    return frame.add(coalesce(moved, last), "last")


def _assigned(compiler: Compiler, rows: Rows, assign: Assignment) -> Rows:
    """Items in the stated order, each taking its number of projects an earner and term; the rest earn nothing."""
    scope = compiler.row_scope(rows)
    frame = scope.frame
    term = compiler.term_number(frame)
    preferred: Scalar = ZERO
    if assign.prefer is not None:
        preferred = case([(scope.scalar(assign.prefer), ZERO)], ONE)
    source: Relation
    state: dict[str, Scalar] = {}
    wants, takes = [], []
    for item in assign.items:
        wants.append(frame.add(case([(scope.scalar(item.where), ONE)], ZERO), "fits"))
        taken = scope.from_term(item.take)
        assert isinstance(taken, Exact)
        takes.append(frame.add(coalesce(values.round_half_up(taken), ZERO), "take"))
    prefer = frame.add(preferred, "prefer")
    chosen = _decided(compiler, frame, [i.id for i in assign.items])
    source = frame.relation
    names = list(source.columns)
    state = {**dict(source.columns), "item_of": chosen, "prefer": prefer}
    relation: Relation = Select("assigned", source, state)
    for item, fits, take in zip(assign.items, wants, takes, strict=True):
        relation = _fill(compiler, relation, item.id, fits, take, term)
    kept = Select(
        "assigned",
        relation,
        {**{n: relation[n] for n in names}, "item_of": relation["item_of"]},
        inverse(is_null(relation["item_of"])),
    )
    return replace(rows, relation=kept, fields={**rows.fields, "item_of": kept["item_of"]})


def _decided(compiler: Compiler, frame: Frame, items: list[str]) -> Scalar:
    """A human decision in the ledger comes before the order."""
    table = compiler.facts.data.get("assignments")
    if table is None or not table[1]:
        return null("text")
    on = [("project_no", "project_no"), ("f_stage", "stage")]
    return frame.attach(table[0], on, ["item"], "decided")["item"]


def _fill(
    compiler: Compiler, relation: Relation, item: str, fits: Scalar, take: Scalar, term: str
) -> Relation:
    """Let one item take its projects: those not yet taken, preferred ones first, then by date and fact."""
    own: dict[str, Scalar] = dict(relation.columns)
    mine = ("unit_no", term, "project_no")
    done = case([(is_null(relation["item_of"]), ZERO)], ONE)
    marked = Window("assigned", relation, {"project_taken": WindowColumn(Aggregate("max", done), mine)})
    free = both(
        compare("=", fits, ONE),
        compare("=", marked["project_taken"], ZERO),
        inverse(is_null(marked["project_no"])),
    )
    waiting = Select("assigned", marked, {**own, "waits": case([(free, ONE)], ZERO)})
    order = (Order("waits", True), Order("prefer"), Order("on_day"), Order("fact_no"))
    # A project stands in line once for an item, with its best row.
    nth = WindowColumn(Aggregate("sum", ONE, compiler.most_rows), (*mine, "waits"), order[1:], "rows")
    lined = Window("assigned", waiting, {"of_project": nth})
    first = both(compare("=", lined["waits"], ONE), compare("=", lined["of_project"], ONE))
    standing = Select("assigned", lined, {**own, "waits": case([(first, ONE)], ZERO)})
    already = case([(compare("=", coalesce(standing["item_of"], text("")), text(item)), ONE)], ZERO)
    group = ("unit_no", term)
    counted = Window(
        "assigned",
        standing,
        {
            "place": WindowColumn(
                Aggregate("sum", standing["waits"], compiler.most_rows), group, order, "rows"
            ),
            "decided": WindowColumn(Aggregate("sum", already, compiler.most_rows), group),
        },
    )
    room = compare("<=", add(counted["place"], counted["decided"]), take)
    gets = both(compare("=", counted["waits"], ONE), room)
    return Select("assigned", counted, {**own, "item_of": case([(gets, text(item))], counted["item_of"])})


def _numbered(compiler: Compiler, rows: Rows) -> Rows:
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
