"""One project in one item: items in the stated order, each taking its number of projects."""

from __future__ import annotations

from dataclasses import replace

from zhaoshang.scheme.model import Assignment
from zhaoshang.scoring.algebra import (
    ONE,
    ZERO,
    Aggregate,
    Order,
    Relation,
    Scalar,
    Select,
    Window,
    WindowColumn,
    add,
    both,
    case,
    coalesce,
    compare,
    either,
    inverse,
    is_null,
    text,
)
from zhaoshang.scoring.algebra.scalars import null
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Frame, Rows
from zhaoshang.scoring.compile.values import Exact


def assigned(compiler: Compiler, rows: Rows, assign: Assignment) -> Rows:
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
    own = either(*(compare("=", table[0]["item"], text(item)) for item in items))
    ours = Select("assignments", table[0], dict(table[0].own), own)
    return frame.attach(ours, on, ["item"], "decided")["item"]


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
