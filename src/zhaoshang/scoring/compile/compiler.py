"""What every part of a plan shares: the clock, the views, and frames to lower sentences over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from zhaoshang.language import Tree
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scheme.model import Node, Scheme, View
from zhaoshang.scoring.algebra import (
    ONE,
    Column,
    Relation,
    Scalar,
    Select,
    Stored,
    Table,
    TooLarge,
    Values,
    add,
    case,
    compare,
    divide,
    integer,
    multiply,
)
from zhaoshang.scoring.algebra.scalars import bounded, columns_of
from zhaoshang.scoring.compile import days
from zhaoshang.scoring.compile.frames import Frame, Periods, Rows, Value, namer
from zhaoshang.scoring.compile.lower import UNIT_COLUMNS, Lower
from zhaoshang.scoring.compile.measures import Matched
from zhaoshang.scoring.compile.periods import Clock, Numbered
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.uses import nodes
from zhaoshang.scoring.words import Wording

_PEERS = ("peers_", "all_m", "all_r")


@dataclass
class Cited:
    """Facts that a measure counted, by the keys of the frame that asked: what a line of a period cites."""

    frame: Frame
    matched: Matched


@dataclass
class Compiler:
    """One scheme, one prepared ledger, one clock."""

    scheme: Scheme
    facts: Facts
    clock: Clock
    views: dict[str, Rows] = field(default_factory=dict)
    terms: dict[tuple[int, ...], Lower] = field(default_factory=dict)
    citing: list[Cited] | None = None
    blanks: list[Relation] = field(default_factory=list)
    expectations: list[tuple[View, Relation]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fresh = namer()
        self.most_rows = self.facts.most_rows
        self.most_units = max(len(self.facts.earners), 1)
        days = (self.scheme.window.first, self.clock.horizon, *self.facts.days)
        self.first_day = min(days)
        self.term_days: Numbered = self.clock.terms(self.first_day, max(days))

    def table(self, label: str) -> Table:
        """One of the prepared ledger's tables."""
        return self.facts.data[label][0]

    def view(self, name: str) -> Rows:
        """The rows of a view or of a ledger's table."""
        from zhaoshang.scoring.compile import earned, views

        if name not in self.views:
            view = self.scheme.views.get(name)
            rows = views.derived(self, view) if view else earned.of_table(self, name)
            # Many rules read one view: a back end that can should work it out once, and keep what is read.
            kept = Select(rows.relation.label, rows.relation, self._read_of(rows))
            stored = Stored(f"{'view' if view else 'rows'}_{name}", kept)
            self.views[name] = replace(rows, relation=stored)
        return self.views[name]

    def _read_of(self, rows: Rows) -> dict[str, Scalar]:
        """The columns that a view's fields and tags stand on, and those that every view has."""
        read = {
            "unit_no",
            "fact_no",
            "project_no",
            "on_day",
            "began_on",
            "own",
            "share",
            *UNIT_COLUMNS.values(),
        }
        read |= {f"x_{field}" for field in self.scheme.unit_fields}
        for value in (*rows.fields.values(), *rows.tags.values()):
            for part in (value.numerator, value.below) if isinstance(value, Exact) else (value,):
                read |= set(columns_of(part))
        converts = any(view.rate_on is not None for view in self.scheme.views.values())
        amounts = ("f_amount", "f_amount_currency", "p_total", "p_total_currency") if converts else ()
        own = rows.relation.columns
        return {n: c for n, c in own.items() if n in read or n in amounts or n == "f_stage"}

    # -- scopes
    def row_scope(self, rows: Rows, frame: Frame | None = None, population: tuple[Tree, ...] = ()) -> Lower:
        """A scope for the rows of a view; the frame grows, the view's own relation does not."""
        frame = frame or Frame(rows.relation, ("unit_no", "fact_no"), self.fresh)
        number = self.term_number(frame)
        return Lower(self, frame, Periods(number, self.term_days, ("terms",)), "row", rows, population)

    def term_number(self, frame: Frame) -> str:
        """The number of the term that holds each row's day, as a column."""

        def make() -> Mapping[str, Scalar]:
            day = frame.column("on_day")
            side = self.side(day)
            number = side
            if self.scheme.term == "year":
                year = divide(days.month(day, frame.add), integer(12))
                number = add(multiply(integer(3), year), side)
            return {"number": frame.as_column(number, "term")}

        number = frame.once("term_number", make)["number"]
        assert isinstance(number, Column)
        return number.name

    def side(self, day: Scalar) -> Scalar:
        """0 before the window, 1 in it, 2 after."""
        window = self.scheme.window
        inside: Scalar = ONE
        if window.last is not None:
            inside = case([(compare(">", day, integer(window.last)), integer(2))], ONE)
        return case([(compare("<", day, integer(window.first)), integer(0))], inside)

    def units(self) -> Relation:
        """Everybody who may earn."""
        table = self.table("units")
        own: dict[str, Scalar] = dict(table.own)
        return Select("units", table, own)

    def unit_scope(
        self,
        numbered: Numbered,
        population: tuple[Tree, ...] = (),
        key: tuple[object, ...] = (),
    ) -> Lower:
        """Every unit in every one of some periods, kept to those that satisfy the population's conditions."""
        number = self.fresh("period")
        listed = list(numbered)
        table = Values(
            "periods",
            {number: Column("integer", False, min(listed, default=0), max(listed, default=0), number)},
            tuple((n,) for n in listed),
        )
        from zhaoshang.scoring.algebra import Join

        joined = Join("units_and_periods", self.units(), table, (), {number: number})
        frame = Frame(joined, ("unit_no", number), self.fresh)
        lower = Lower(self, frame, Periods(number, numbered, (number, *key)), "unit", None, population)
        if population:
            frame.keep_where(lower.truth(*population))
        return lower

    def fetch_from_term(self, lower: Lower, tree: Tree) -> Value:
        """A unit's value over the term, beside the rows of a view."""
        population = lower.population if self.has_peers(tree) else ()
        key = tuple(id(t) for t in population)
        if key not in self.terms:
            self.terms[key] = self.unit_scope(self.term_days, population)
        term = self.terms[key]
        citing, self.citing = self.citing, None
        value = term.frame.kept(term.value(tree), "v")
        self.citing = citing
        names = [
            s.name
            for s in ((value.numerator, value.below) if isinstance(value, Exact) else (value,))
            if isinstance(s, Column)
        ]
        if not names:
            return value
        source = term.frame.relation
        wanted: dict[str, Scalar] = {n: source[n] for n in dict.fromkeys((*term.frame.keys, *names))}
        right = Select("of_term", source, wanted)
        on = [("unit_no", "unit_no"), (self.term_number(lower.frame), term.periods.number)]
        made = lower.frame.attach(right, on, list(dict.fromkeys(names)), "v")
        if isinstance(value, Exact):
            top = made[value.numerator.name] if isinstance(value.numerator, Column) else value.numerator
            below = value.denominator
            if isinstance(below, Column):
                below = bounded(made[below.name], 1, below.high)
            return Exact(top, below)
        assert isinstance(value, Column)
        return made[value.name]

    def has_peers(self, tree: Tree) -> bool:
        """Whether a sentence compares a unit with its peers, itself or through a named measure."""
        for node in nodes(tree):
            if node.op == "function" and (node.value == "spread" or node.value.startswith(_PEERS)):
                return True
            if node.op == "measure" and self.has_peers(self.scheme.measures[node.value].tree):
                return True
        return False

    # -- what lines of a period cite, and what cannot be done
    def cite(self, lower: Lower, matched: Matched) -> None:
        """Remember which facts a measure of the asking scope counted; those behind a view's rows are not cited."""
        if self.citing is not None and lower.mode == "unit":
            self.citing.append(Cited(lower.frame, matched))

    def too_large(self, tree: Tree, error: TooLarge) -> ProblemsFound:
        """A sentence whose value could need more than 38 digits."""
        return ProblemsFound(
            [
                Problem(
                    "scheme.too_large",
                    Words(
                        "这个算式的值可能超过38位数，无法保证精确",
                        "a value of this expression could need more than 38 digits, so it cannot be exact",
                    ),
                    text=Wording(self.scheme, "zh").plain(tree),
                    advice=Words(
                        "先用 四舍五入(…，步长) 取整，再参与计算", "round a part with 四舍五入(…，step) first"
                    ),
                )
            ]
        )

    def too_large_node(self, node: Node, error: TooLarge) -> ProblemsFound:
        """A rule or section whose points, added up, could need more than 38 digits."""
        return ProblemsFound(
            [
                Problem(
                    "scheme.too_large",
                    Words(
                        f"“{node.label}”的分数累计可能超过38位数，无法保证精确",
                        f"the points of {node.id} could need more than 38 digits, so they cannot be exact",
                    ),
                    node.where,
                    str(error)[:120],
                    advice=Words("给这一节加封顶，或先取整", "cap the section, or round a part first"),
                )
            ]
        )
