"""The one tree that everything else reads: what a sentence of the rule language says, typed and resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zhaoshang.language.types import UNKNOWN, Type
from zhaoshang.problems import Place


@dataclass(frozen=True)
class Sentence:
    """What somebody wrote, and where: ``where.line`` and ``where.position`` are those of its first character."""

    text: str
    where: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Span:
    """Where a part stands in its sentence: characters from ``start`` up to ``end``, counted from 0."""

    start: int
    end: int


@dataclass(frozen=True)
class Selection:
    """Rows of a view, and the field of theirs that is meant, if any."""

    view: str
    field: str | None = None


@dataclass(frozen=True)
class TableCell:
    """A column of a table as one expression sees it. ``strict[i]``: row i begins above its bound, not at it."""

    table: str
    column: str
    rows: tuple[str, ...]
    strict: tuple[bool, ...]
    marginal: bool


@dataclass(frozen=True)
class Tree:
    """One node. ``op`` says what it is, ``parts`` are its operands, ``value`` what is not an operand.

    The parser leaves ``name``, ``attribute`` and ``call`` nodes; the checker replaces them:

    ============================ ======================================================================
    op                           value
    ============================ ======================================================================
    number                       Fraction, in natural units
    day · months · truth · text  day number · number of months · bool · str
    period                       quantities.periods.Period
    choice                       the id of one value of a list (a stage, a group, a tag …)
    field                        id of a field of the row
    unit_field, parameter,       id
    measure, indicator
    day_of_rule                  first, last, next_first, so_far
    period_of_rule               period (本期), term (考核期)
    subtotal, score, place,      None
    place_from_end, full_marks,
    has_target
    table                        TableCell; parts are the looked-up value, then each row's bound and cell
    and or not negate add        None; ``multiply divide`` likewise
    subtract
    compare                      one of = != < <= > >=
    in has among                 None
    function                     its English name; targets and nodes are named in ``subject``
    aggregate                    its English name; ``subject`` is the Selection, parts[0] its condition
                                 where there is one
    ============================ ======================================================================
    """

    op: str
    span: Span
    parts: tuple[Tree, ...] = ()
    value: Any = None
    type: Type = UNKNOWN
    subject: Any = None
