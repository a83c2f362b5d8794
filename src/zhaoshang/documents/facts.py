"""Facts by the names people know them by: project, company, amount, instead of the codes that points cite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from zhaoshang.language.types import POINTS, USD, YUAN
from zhaoshang.ledger import Ledger, Row
from zhaoshang.problems import Language
from zhaoshang.scoring.words import number_in
from zhaoshang.tables import FACT_TABLES, TABLES, Column, Kind


@dataclass(frozen=True)
class FactNames:
    """The facts of a ledger, ready to be named."""

    ledger: Ledger

    @cached_property
    def _rows(self) -> Mapping[str, tuple[str, Row]]:
        return {str(row["fact"]): (table, row) for table in FACT_TABLES for row in self.ledger.tables[table]}

    @cached_property
    def _projects(self) -> Mapping[str, Row]:
        return {str(row["project"]): row for row in self.ledger.tables["projects"]}

    def name(self, fact: str, language: Language) -> str:
        """A fact in a few words; its code alone where the ledger does not know it."""
        if fact not in self._rows:
            return fact
        table, row = self._rows[fact]
        if table == "indicators":
            parts = [_text(row, "indicator"), _number(row, "indicators", "value")]
        elif table == "awards":
            parts = [_text(row, "item"), _money(row["points"], 10**6, POINTS, language)]
        elif table in ("milestones", "changes"):
            what = "stage" if table == "milestones" else "kind"
            parts = [self._project(row, language), self._choice(table, row, what, language)]
        elif table == "funds":
            parts = [self._project(row, language)]
        else:  # leads, activities, reserves: who or what it was about
            about = _first(row, ("company", "name", "content", "place"))
            parts = [self._choice(table, row, "kind", language), about or self._project(row, language)]
        if "amount" in TABLES[table].by_key:
            parts.append(self._amount(row, language))
        said = " ".join(part for part in parts if part)
        return said or fact

    def _project(self, row: Row, language: Language) -> str:
        number = row.get("project")
        if number is None:
            return ""
        name = self._projects.get(str(number), {}).get("name")
        if name is None or name == number:
            return str(number)
        return f"{name}（{number}）" if language == "zh" else f"{name} ({number})"

    def _choice(self, table: str, row: Row, key: str, language: Language) -> str:
        value = row.get(key)
        column: Column | None = TABLES[table].by_key.get(key)
        if value is None or column is None:
            return ""
        if language == "en" or column.kind is not Kind.CHOICE:
            return str(value)
        return column.label_of.get(str(value), str(value))

    def _amount(self, row: Row, language: Language) -> str:
        value = row.get("amount")
        if not isinstance(value, int):
            return ""
        project = self._projects.get(str(row.get("project")), {})
        currency = row.get("currency") or project.get("currency") or "CNY"
        dimension = {"CNY": YUAN, "USD": USD}.get(str(currency))
        if dimension is not None:
            return number_in(Fraction(value, 100), dimension, language)
        yuan = number_in(Fraction(value, 100), YUAN, language)
        return yuan.replace("元", f" {currency}") if language == "zh" else yuan.replace("yuan", str(currency))


def _money(value: object, scale: int, type_: object, language: Language) -> str:
    from zhaoshang.language.types import Number

    assert isinstance(type_, Number)
    return number_in(Fraction(value, scale), type_, language) if isinstance(value, int) else ""


def _number(row: Row, table: str, key: str) -> str:
    from zhaoshang.quantities.numbers import format_decimal

    value = row.get(key)
    return format_decimal(value, TABLES[table].by_key[key].scale) if isinstance(value, int) else ""


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return "" if value is None else str(value)


def _first(row: Row, keys: tuple[str, ...]) -> str:
    for key in keys:
        if row.get(key):
            return str(row[key])
    return ""
