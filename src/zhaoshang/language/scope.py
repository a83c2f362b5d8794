"""What the checker asks of its surroundings: what a name means here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from zhaoshang.language.tree import Sentence
from zhaoshang.language.types import Type

Kind = Literal[
    "field",
    "unit_field",
    "parameter",
    "measure",
    "indicator",
    "day_of_rule",
    "period_of_rule",
    "subtotal",
    "score",
    "place",
    "place_from_end",
    "full_marks",
    "has_target",
]


@dataclass(frozen=True)
class Reference:
    """What a name stands for. ``positive`` says that it can never be zero, so that ÷ may divide by it."""

    kind: Kind
    id: str
    type: Type
    positive: bool = False


@dataclass(frozen=True)
class TableRow:
    """One row: from its bound on (or strictly above it), with a sentence for every column's id."""

    id: str
    bound: Sentence
    strict: bool
    cells: Mapping[str, Sentence]


@dataclass(frozen=True)
class Table:
    """A table as written; its sentences are read in the scope that looks it up. ``columns``: name to id."""

    id: str
    by: Sentence
    columns: Mapping[str, str]
    rows: tuple[TableRow, ...]
    marginal: bool = False


class Scope(Protocol):
    """Names in reach of one expression. Every look-up answers None for a name it does not know."""

    kind: Literal["row", "unit"]
    inside_project: bool

    def resolve(self, name: str) -> Reference | None:
        """A bare name: a field, parameter, measure, indicator or day."""

    def names(self) -> Iterable[str]:
        """Every bare name in reach, for suggestions."""

    def view(self, name: str) -> tuple[str, Scope] | None:
        """A view or ledger table: its id and the scope of its rows."""

    def view_names(self) -> Iterable[str]:
        """Every view and table in reach."""

    def table(self, name: str) -> Table | None:
        """A scheme's table of rows from low to high."""

    def table_names(self) -> Iterable[str]:
        """Every table in reach."""

    def target(self, name: str) -> tuple[str, Type] | None:
        """A target: its id and the type of what is counted towards it."""

    def target_names(self) -> Iterable[str]:
        """Every target."""

    def node(self, name: str) -> tuple[str, Type] | None:
        """A rule or section: its id and the type of its points."""

    def node_names(self) -> Iterable[str]:
        """Every rule and section."""

    def of_project(self) -> Scope:
        """Inside 同项目(…): a unit's scope whose measures run over one project's rows."""
