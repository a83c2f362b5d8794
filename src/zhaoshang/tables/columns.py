"""What a table and a column of the ledger are: names, labels, types, bounds, and a note for people.

Knows nothing of files, and nothing of what any scheme makes of a column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from zhaoshang.problems import Words
from zhaoshang.quantities.money import LARGEST_MONEY


class Kind(Enum):
    """What a cell holds, and so how it is read."""

    TEXT = "text"
    CODE = "code"  # an identity others refer to: one short line
    UNIT = "unit"  # the name of a unit
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"  # exact, with the column's scale
    SHARE = "share"  # of one: 50% or 0.5
    CHOICE = "choice"
    YES_NO = "yes_no"
    CURRENCY = "currency"
    COMPANY_CODE = "company_code"  # GB 32100
    INDUSTRY_CODE = "industry_code"  # GB/T 4754
    PERIOD = "period"  # 2023-Q1 and the like; weeks and other spans by any name
    LIST = "list"  # words with ； between


@dataclass(frozen=True)
class Choice:
    """One value of an enumeration: its code in data, its Chinese name for people."""

    code: str
    label: str


@dataclass(frozen=True)
class Column:
    """One column. Numbers are whole numbers of 10^-scale; ``least`` and ``most`` are in those units, inclusive.

    ``refers_to`` names the table whose identity the cell must be. ``suggestions`` are usual words for a
    column that takes any text. ``unit`` is what one of the number is, as a header may say it in brackets.
    ``also`` are further headers accepted for it.
    """

    key: str
    label: str
    kind: Kind
    note: Words
    required: bool = False
    scale: int = 0
    least: int | None = None
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    refers_to: str | None = None
    suggestions: tuple[str, ...] = ()
    unit: str | None = None
    longest: int = 200
    also: tuple[str, ...] = ()

    @cached_property
    def code_of(self) -> dict[str, str]:
        """Choice codes by everything accepted for them: the code and the Chinese name."""
        return {word: choice.code for choice in self.choices for word in (choice.code, choice.label)}

    @cached_property
    def label_of(self) -> dict[str, str]:
        """Chinese names by choice code."""
        return {choice.code: choice.label for choice in self.choices}


@dataclass(frozen=True)
class Table:
    """One table of the ledger.

    ``identity`` is the columns that tell its rows apart; ``unique`` says that two rows that count may not
    share it. A fact is dated, approved and corrected, and can be what a point cites.
    """

    key: str
    label: str
    note: Words
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    unique: bool = False
    is_fact: bool = False
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns that every row must fill."""
        return tuple(column for column in self.columns if column.required)


# One short maker for each kind of column, so that the tables read as a list.


def text(key: str, label: str, zh: str, en: str, *, required: bool = False, longest: int = 200,
         suggestions: Iterable[str] = ()) -> Column:  # fmt: skip
    """Any words."""
    return Column(key, label, Kind.TEXT, Words(zh, en), required, longest=longest,
                  suggestions=tuple(suggestions))  # fmt: skip


def code(key: str, label: str, zh: str, en: str, *, required: bool = False,
         refers_to: str | None = None, also: tuple[str, ...] = ()) -> Column:  # fmt: skip
    """An identity: its own, or that of a row of another table."""
    return Column(key, label, Kind.CODE, Words(zh, en), required, refers_to=refers_to, longest=64, also=also)


def unit(key: str, label: str, zh: str, en: str, *, required: bool = False,
         also: tuple[str, ...] = ()) -> Column:  # fmt: skip
    """The name of a unit, or one of its aliases."""
    return Column(key, label, Kind.UNIT, Words(zh, en), required, longest=64, also=also)


def day(key: str, label: str, zh: str, en: str, *, required: bool = False) -> Column:
    """A date."""
    return Column(key, label, Kind.DATE, Words(zh, en), required)


def money(key: str, label: str, zh: str, en: str, *, required: bool = False,
          may_be_negative: bool = False) -> Column:  # fmt: skip
    """Money of the row's own currency, in 万 unless the header says otherwise; kept in fen."""
    least = -LARGEST_MONEY if may_be_negative else 0
    return Column(key, label, Kind.MONEY, Words(zh, en), required, 2, least, LARGEST_MONEY)


def number(key: str, label: str, zh: str, en: str, *, scale: int = 0, least: int | None = 0,
           most: int = 10**9, required: bool = False, unit: str | None = None) -> Column:  # fmt: skip
    """An exact number; ``least`` and ``most`` are whole numbers of what people type."""
    low = -most * 10**scale if least is None else least * 10**scale
    return Column(key, label, Kind.NUMBER, Words(zh, en), required, scale, low, most * 10**scale, unit=unit)


def choice(key: str, label: str, zh: str, en: str, choices: Iterable[tuple[str, str]], *,
           required: bool = False) -> Column:  # fmt: skip
    """One of a fixed list."""
    return Column(key, label, Kind.CHOICE, Words(zh, en), required,
                  choices=tuple(Choice(*each) for each in choices))  # fmt: skip


def of_kind(kind: Kind, key: str, label: str, zh: str, en: str, *, required: bool = False) -> Column:
    """A column of a kind that needs no more said: yes or no, a currency, a code of a standard, a list."""
    return Column(key, label, kind, Words(zh, en), required, longest=500)


def share(key: str, label: str, zh: str, en: str) -> Column:
    """A share of one, above 0 and at most 100%; kept with 8 decimals."""
    return Column(key, label, Kind.SHARE, Words(zh, en), False, 8, 1, 10**8, unit="%")
