"""A scheme as typed data, ready to be scored: every name resolved, every sentence a checked tree.

Made by ``build``; immutable. The kinds follow the nine notions of the design: time, facts, views,
measures, targets, rules, sections, scores, places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from zhaoshang.language import Tree
from zhaoshang.language.types import Type
from zhaoshang.problems import Place, Problem
from zhaoshang.quantities.periods import Grain

PeriodGrain = Literal["month", "quarter", "half", "year", "term", "window"]
"""The length of a rule's period; ``term`` is the year or the whole window, as the scheme says."""


@dataclass(frozen=True)
class Window:
    """The days on which the rules apply; no last day: until replaced."""

    first: int
    last: int | None


@dataclass(frozen=True)
class Unit:
    """Somebody who is held to targets and earns points. Units with the same ``joint`` mark earn together.

    ``fields`` holds the scheme's own extra columns by id: exact numbers in natural units, or text.
    """

    name: str
    group: str | None = None
    team: str | None = None
    headcount: int | None = None
    joint: str | None = None
    aliases: tuple[str, ...] = ()
    order: int = 0
    lead_unit: str | None = None
    fields: Mapping[str, Fraction | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitField:
    """An extra column of units.csv."""

    id: str
    label: str
    type: Type


@dataclass(frozen=True)
class TargetValue:
    """One cell of targets.csv in natural units: of a year, or (``until``) the cumulative target by a day."""

    unit: str
    target: str
    year: int
    until: int | None
    value: Fraction


@dataclass(frozen=True)
class Indicator:
    """A figure from outside. ``size``: how many natural units (yuan, points; 1/100 for %) one of it is.

    ``names`` are the names under which ledger rows may carry it.
    """

    id: str
    label: str
    names: tuple[str, ...]
    type: Type
    size: Fraction
    take: Literal["latest", "sum", "mean"]


@dataclass(frozen=True)
class ParameterCase:
    """A value in force from a day on, for units whose ``by`` field is ``key`` (None: all others)."""

    key: str | None
    first: int | None
    value: Tree


@dataclass(frozen=True)
class Parameter:
    """A value of the document; ``by`` is unit, group, team or an extra field's id where it differs."""

    id: str
    label: str
    type: Type
    by: str | None
    cases: tuple[ParameterCase, ...]


@dataclass(frozen=True)
class Column:
    """A derived column of a view."""

    id: str
    label: str
    tree: Tree


@dataclass(frozen=True)
class Lapse:
    """``within`` a time no ``without`` date: the row is dated the day after the last day."""

    within: Tree
    without: Tree
    roll_to_workday: bool


@dataclass(frozen=True)
class AssignedItem:
    """An item that takes at most ``take`` projects of an earner and term."""

    id: str
    label: str
    where: Tree
    take: Tree


@dataclass(frozen=True)
class Assignment:
    """Items in the stated order; rows that satisfy ``prefer`` go first."""

    prefer: Tree | None
    items: tuple[AssignedItem, ...]


@dataclass(frozen=True)
class View:
    """Rows of a ledger table (``table``), drawn from it or from another view (``of``).

    ``dated``: the day on which a row counts, instead of its fact's own; a row for which it is unknown, or
    after the horizon, is not there yet. It is read after ``where`` and before ``first``, the lapse and
    ``assign``, which go by the new day; measures, targets, lines and 序 see the new day as the row's 日期.
    """

    id: str
    label: str
    of: str
    table: str
    columns: tuple[Column, ...] = ()
    where: Tree | None = None
    expect: Tree | None = None
    dated: Tree | None = None
    first: tuple[str, ...] = ()
    joint: bool = True
    rate_on: Tree | None = None
    lapse: Lapse | None = None
    assign: Assignment | None = None


@dataclass(frozen=True)
class Measure:
    """A named unit expression."""

    id: str
    label: str
    tree: Tree


@dataclass(frozen=True)
class Target:
    """What a unit must reach. ``value`` is the default for units without a value of their own."""

    id: str
    label: str
    clauses: tuple[str, ...]
    type: Type
    done: Tree | None
    value: Tree | None
    values: Mapping[str, Tree]
    units: Tree | None
    per: PeriodGrain
    met: Tree | None
    headline: Tree | None


@dataclass(frozen=True)
class Limit:
    """A cap or floor on a node's running total within a scope."""

    scope: Literal["project", "month", "quarter", "half", "year", "term"]
    cap: Tree | None
    floor: Tree | None


LIMIT_SCOPES = ("project", "month", "quarter", "half", "year", "term")
"""From the shortest to the longest: the order in which limits apply."""


@dataclass(frozen=True)
class Node:
    """A rule (a leaf: it has ``each`` or ``per``) or a section (it has ``rules``).

    ``units``, ``when``, ``dated`` and ``per`` include what the node inherits; ``when`` is typed for its own
    rows or periods. ``points`` is None for a section, and for a rule whose points were never published
    (``published`` is then False). ``first_day`` and ``last_day`` bound the days on which it is in force.
    ``sentences`` are the node's own keys as written (points, when, units, dated, cap …), to be shown.
    """

    id: str
    label: str
    clauses: tuple[str, ...]
    path: tuple[str, ...]
    units: tuple[Tree, ...] = ()
    when: tuple[Tree, ...] = ()
    each: str | None = None
    per: PeriodGrain = "term"
    points: Tree | None = None
    published: bool = True
    dated: Tree | None = None
    first_day: int | None = None
    last_day: int | None = None
    base: Tree | None = None
    best_per_project: bool = False
    limits: tuple[Limit, ...] = ()
    times: Tree | None = None
    full: Tree | None = None
    rules: tuple[Node, ...] = ()
    where: Place = field(default_factory=Place)
    sentences: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ranking:
    """A board. ``groups`` is group, team, an extra field's id, or None for one list of all."""

    id: str
    label: str
    clauses: tuple[str, ...]
    groups: str | None
    units: Tree | None
    by: Tree | None
    tiebreak: tuple[str, ...]


@dataclass(frozen=True)
class Rung:
    """What follows after so many consecutive periods."""

    count: int
    outcome: str
    by: str | None
    to: str | None


@dataclass(frozen=True)
class OutcomeCase:
    """A condition that brings an outcome about; ``reason`` is its name, or the sentence as written."""

    reason: str
    when: Tree


@dataclass(frozen=True)
class Outcome:
    """A consequence drawn from places and conditions after each period of a kind."""

    id: str
    label: str
    clauses: tuple[str, ...]
    after: PeriodGrain
    of_persons: bool
    ranking: str
    units: Tree | None
    cases: tuple[OutcomeCase, ...]
    rungs: tuple[Rung, ...]
    every_rung: bool
    resets: Grain | None
    by: str | None
    to: str | None


@dataclass(frozen=True)
class Persons:
    """A unit's pool of points, divided among its people on post by a column of the people table."""

    clauses: tuple[str, ...]
    pool: Tree
    divide: str


@dataclass(frozen=True)
class Clause:
    """A clause of the document: where it stands, in our own short words, and what carries it."""

    id: str
    place: str
    summary: str
    carriers: tuple[str, ...]


@dataclass(frozen=True)
class Deadline:
    """An entry of the document's calendar: recurring (``every``), once (``on``) or a phase (``span``).

    ``weekday`` 1 to 7; ``day`` of the period's last month, 0 for its last day; ``after`` days past its end.
    """

    id: str
    label: str
    clauses: tuple[str, ...]
    kind: str
    every: Literal["week", "month", "quarter", "half", "year"] | None
    on: int | None
    span: Window | None
    weekday: int | None
    day: int | None
    after: int | None
    roll: Literal["previous", "next", "none"]
    who: str | None
    to: str | None


@dataclass(frozen=True)
class Evidence:
    """A document that a stage of a project needs."""

    id: str
    label: str
    clauses: tuple[str, ...]
    stage: str
    required: bool
    when: Tree | None
    verified_by: str | None


@dataclass(frozen=True)
class Review:
    """A panel: who sits on it, what it looks at, what it may decide."""

    id: str
    label: str
    clauses: tuple[str, ...]
    seats: tuple[str, ...]
    dimensions: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """Who does what, with no number in it."""

    id: str
    label: str
    clauses: tuple[str, ...]
    who: str
    does: str


@dataclass(frozen=True)
class SchemeTableRow:
    """One row of a table as written; ``strict``: it begins above its bound, not at it. Cells by column id."""

    id: str
    label: str
    bound: str
    strict: bool
    cells: Mapping[str, str]
    where: Place = field(default_factory=Place)


@dataclass(frozen=True)
class SchemeTable:
    """A table of rows from low to high as written, to be shown; expressions hold their own checked copy.

    ``columns``: id to label.
    """

    id: str
    label: str
    by: str
    columns: Mapping[str, str]
    rows: tuple[SchemeTableRow, ...]
    marginal: bool
    where: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Scheme:
    """A whole pack with its overlays applied. ``digest`` covers its canonical content, overlays included.

    ``snapshot_day`` is the day of a period's last month as of which the period is scored by default;
    where it is no working day, ``snapshot_roll`` says to which working day it moves. ``places``: where in
    the files each thing stands, by its section and id (``views.signed``, ``clauses.KP-A1``). ``predecessor``
    is the scheme that ``follows`` names: what it carries past its end is counted by this one.
    """

    id: str
    title: str
    number: str | None
    issued: int | None
    window: Window
    term: Literal["year", "window"]
    reckoning: Literal["own", "to_date"]
    periods: tuple[str, ...]
    subject: Literal["unit", "person", "project"]
    score_in: Literal["points", "yuan"]
    decimals: int
    tags: tuple[str, ...]
    items: tuple[str, ...]
    unit_fields: Mapping[str, UnitField]
    units: tuple[Unit, ...]
    target_values: tuple[TargetValue, ...]
    indicators: Mapping[str, Indicator]
    parameters: Mapping[str, Parameter]
    views: Mapping[str, View]
    measures: Mapping[str, Measure]
    targets: Mapping[str, Target]
    rules: tuple[Node, ...]
    total: Node | None
    rankings: Mapping[str, Ranking]
    outcomes: Mapping[str, Outcome]
    persons: Persons | None
    clauses: Mapping[str, Clause]
    calendar: Mapping[str, Deadline]
    evidence: Mapping[str, Evidence]
    reviews: Mapping[str, Review]
    duties: Mapping[str, Duty]
    follows: str | None
    snapshot_day: int | None
    overlays: tuple[str, ...]
    digest: str
    warnings: tuple[Problem, ...] = ()
    snapshot_roll: Literal["previous", "next", "none"] = "none"
    tables: Mapping[str, SchemeTable] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    predecessor: Scheme | None = None

    def nodes(self) -> tuple[Node, ...]:
        """Every rule and section in the document's order, a section before its rules."""

        def walk(nodes: tuple[Node, ...]) -> list[Node]:
            return [m for n in nodes for m in (n, *walk(n.rules))]

        return tuple(walk(self.rules))

    def place_of(self, clause: str) -> str:
        """Where a clause stands, as people cite it; its id where the pack does not say."""
        found = self.clauses.get(clause)
        return found.place if found else clause
