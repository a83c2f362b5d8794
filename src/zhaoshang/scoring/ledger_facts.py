"""What scoring takes from a ledger's rows before it numbers them: stages, earners, targets, rates."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from zhaoshang.language.types import PERCENT, USD, YUAN
from zhaoshang.ledger import Ledger
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.quantities.dates import LATEST_DAY, to_iso
from zhaoshang.scheme.fields import row_fields
from zhaoshang.scheme.model import Scheme, TargetValue, Unit
from zhaoshang.scoring.uses import nodes, trees, uses
from zhaoshang.tables import REPEATABLE_STAGES


def ledger_rows(ledger: Ledger, table: str) -> list[Mapping[str, Any]]:
    """A table's rows."""
    return list(ledger.tables.get(table, ()))


def counted_rows(ledger: Ledger, table: str) -> list[Mapping[str, Any]]:
    """A table's rows that count: approved, and not replaced by a correction."""
    return list(ledger.counted(table))


def unfamiliar_words(scheme: Scheme, ledger: Ledger) -> list[Problem]:
    """Indicators and award items in the ledger that the document does not know: perhaps slips of the pen.

    And the other way round: an indicator that rules read and no row carries scores nobody, silently.
    """
    literals = {n.value for tree in trees(scheme) for n in nodes(tree) if n.op in ("text", "choice")}
    names = {name: i.label for i in scheme.indicators.values() for name in i.names}
    found: list[Problem] = []
    carried = {row["indicator"] for row in counted_rows(ledger, "indicators")}
    if scheme.indicators:
        for word in sorted(carried - set(names) - literals):
            found.append(_unfamiliar("指标值", word, "指标", "indicator", sorted(names)))
    if scheme.items:
        given = {row["item"] for row in counted_rows(ledger, "awards")}
        for word in sorted(given - set(scheme.items) - literals):
            found.append(_unfamiliar("认定加减分", word, "事项", "award item", sorted(scheme.items)))
    for id_ in sorted(uses(scheme).indicators):
        indicator = scheme.indicators[id_]
        if not carried & set(indicator.names):
            found.append(
                Problem(
                    "ledger.indicator_missing",
                    Words(
                        f"台账里没有“{indicator.label}”的数，用到它的规则都不计分",
                        f"the ledger has no figure of {indicator.label}; rules that read it give nothing",
                    ),
                    Place(sheet="指标值"),
                    severity="warning",
                )
            )
    return found


def _unfamiliar(sheet: str, word: str, zh: str, en: str, known: list[str]) -> Problem:
    near = difflib.get_close_matches(word, known, 2, 0.4)
    return Problem(
        "ledger.unfamiliar_word",
        Words(f"方案里没有这个{zh}，不会计分", f"the scheme has no such {en}, so it will not count"),
        Place(sheet=sheet),
        word,
        advice=Words("是否指 " + "、".join(near), "did you mean " + ", ".join(near) + "?") if near else None,
        severity="warning",
    )


def first_of_each_stage(
    rows: Sequence[Mapping[str, Any]], projects: Mapping[str, Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """First of each stage (repeatable ones all), amounts filled in.

    A blank amount is the signed milestone's, where that came first, then the project's.
    """
    seen: set[tuple[str, str]] = set()
    signed: dict[str, tuple[int, str | None]] = {}
    kept: list[Mapping[str, Any]] = []
    for row in rows:
        key = (row["project"], row["stage"])
        if key in seen and row["stage"] not in REPEATABLE_STAGES:
            continue
        seen.add(key)
        if row.get("amount") is None:
            project = projects.get(row["project"], {})
            own = signed.get(row["project"], (project.get("amount"), project.get("currency")))
            row = {**row, "amount": own[0], "currency": own[1]}
        if row["stage"] == "signed":
            signed[row["project"]] = (row["amount"], row.get("currency"))
        kept.append(row)
    return kept


def missing_rates(
    ledger: Ledger, table: str, read: set[str], facts: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    """A rate that a used amount needs and the ledger lacks is an error that says which."""
    own = row_fields(table)
    amounts = [i for i in ("amount", "total") if i in own]
    reads_yuan = [i for i in amounts if i in read]
    reads_usd = [i for i in amounts if i + "_usd" in read]
    if not reads_yuan and not reads_usd:
        return []
    first: dict[str, int] = {}
    for row in ledger_rows(ledger, "rates"):
        first[row["currency"]] = min(row["date"], first.get(row["currency"], LATEST_DAY))
    missing: dict[tuple[str, int], str] = {}
    projects = {r["project"]: r for r in ledger_rows(ledger, "projects")}
    for row in facts:
        project = projects.get(row.get("project") or "", {})
        capital = row.get("capital") or project.get("capital")
        needed: set[str] = set()
        for amount in {*reads_yuan, *reads_usd}:
            holder = row if amount == "amount" else project
            if holder.get("amount") is None:
                continue
            currency = holder.get("currency") or "CNY"
            if amount in reads_yuan:
                needed |= {currency}
            if amount in reads_usd and currency != "USD" and (currency != "CNY" or capital == "foreign"):
                needed |= {"USD", currency}
        for each in needed - {"CNY"}:
            if first.get(each, LATEST_DAY) > row["date"]:
                missing.setdefault((each, row["date"]), row["fact"])
    return [rate_missing(currency, day, fact) for (currency, day), fact in sorted(missing.items())]


def rate_missing(currency: str, day: int, fact: str) -> Problem:
    """A rate that some fact needs and the ledger lacks."""
    return Problem(
        "ledger.rate_missing",
        Words(
            f"{fact} 要折算，缺 {currency} 在 {to_iso(day)} 或以前的汇率",
            f"{fact} needs the rate of {currency} on or before {to_iso(day)}",
        ),
        Place(sheet="汇率"),
        advice=Words("在“汇率”表里补上", "add it to the table of rates"),
    )


def earners(scheme: Scheme, ledger: Ledger) -> tuple[Unit, ...]:
    """Who may earn: units in protocol order; persons or projects where they are the subject."""
    units = {unit.name: unit for unit in scheme.units}
    for row in ledger_rows(ledger, "units"):
        known = units.get(row["unit"], Unit(row["unit"], order=len(units)))
        changes = {
            key: row[column]
            for key, column in (
                ("group", "group"),
                ("team", "team"),
                ("headcount", "headcount"),
                ("joint", "joint"),
                ("order", "order"),
            )
            if row.get(column) is not None
        }
        units[row["unit"]] = replace(known, **changes)
    if scheme.subject == "unit":
        return tuple(sorted(units.values(), key=lambda u: u.order))
    if scheme.subject == "project":
        return tuple(
            Unit(
                row["project"],
                group=units[row["unit"]].group if row.get("unit") in units else None,
                order=i,
            )
            for i, row in enumerate(ledger_rows(ledger, "projects"))
        )
    persons: dict[str, Unit] = dict(units)
    for table in ("people", "credits"):
        for row in ledger_rows(ledger, table):
            name = row.get("person")
            if name and name not in persons:
                home = units.get(row.get("unit") or "")
                persons[name] = Unit(
                    name, group=row.get("role") or (home.group if home else None), order=len(persons)
                )
    return tuple(persons.values())


def target_values(scheme: Scheme, ledger: Ledger) -> tuple[TargetValue, ...]:
    """The pack's targets, each replaced by the ledger's where it gives its own."""
    names = {label: t.id for t in scheme.targets.values() for label in (t.id, t.label)}
    values = {(v.unit, v.target, v.year, v.until): v for v in scheme.target_values}
    for row in ledger_rows(ledger, "targets"):
        target = names.get(row["target"])
        if target is None or row.get("value") is None:
            continue
        kind = scheme.targets[target].type
        size = (
            Fraction(10**4) if kind in (YUAN, USD) else Fraction(1, 100) if kind == PERCENT else Fraction(1)
        )
        year = _year(row.get("from") or row.get("to") or scheme.window.first)
        key = (row.get("person") or row["unit"], target, year, None)
        values[key] = TargetValue(*key, Fraction(row["value"], 10**6) * size)
    return tuple(values.values())


def _year(day: int) -> int:
    return datetime.date.fromordinal(day).year
