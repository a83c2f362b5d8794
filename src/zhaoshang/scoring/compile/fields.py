"""What each field of a row is, in the columns of the plan; money converted at the rate of a day."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from zhaoshang.language.types import USD, YUAN, Number, Tags
from zhaoshang.scheme.fields import RowField, row_fields
from zhaoshang.scoring.algebra import (
    FALSE,
    Column,
    Join,
    Relation,
    Scalar,
    Select,
    Table,
    both,
    case,
    coalesce,
    compare,
    either,
    integer,
    text,
)
from zhaoshang.scoring.algebra.scalars import null
from zhaoshang.scoring.backends.backend import Row
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.frames import Frame, Value
from zhaoshang.scoring.compile.values import Exact
from zhaoshang.scoring.facts import RATE_SCALE, SCALES
from zhaoshang.scoring.uses import uses

FEW_RATES = 60
"""Up to so many rates stand in the sentences themselves."""


def fields_of(compiler: Compiler, table: str, frame: Frame, rate_day: Scalar) -> dict[str, Value]:
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


def tags_of(compiler: Compiler, table: str, relation: Relation) -> dict[str, Scalar]:
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
    if compiler.facts.currencies <= {wanted}:
        return Exact(amount, 100)
    if not compiler.facts.data["rates"][1]:
        return Exact(case([(same, amount)], null("integer")), 100)
    day = frame.add(day, "rate_day")
    own_rate = _rate(compiler, frame, base, currency, day)
    if to_usd:
        usd, below = _rate(compiler, frame, "usd", text("USD"), day), own_rate.denominator
        assert isinstance(below, int) and below == usd.denominator
        yuan = compare("=", currency, text("CNY"))
        yuan_rate = case([(yuan, integer(below))], own_rate.numerator)
        # Both rates are over one number, which falls out of their quotient.
        worth = values.times(Exact(amount), Exact(yuan_rate))
        converted = values.ratio(worth, Exact(usd.numerator), values.constant(0))
    else:
        converted = values.times(Exact(amount), own_rate)
    rounded = values.round_half_up(converted)
    if converted.nullable:
        rounded = case([(converted.unknown(), null("integer"))], rounded)
    return Exact(frame.add(case([(same, amount)], rounded), "money"), 100)


def _rate(compiler: Compiler, frame: Frame, key: str, currency: Scalar, day: Scalar) -> Exact:
    """Yuan for one unit of a foreign currency on a day; unknown before the first rate given."""
    table, rows = compiler.facts.data["rates"]
    if len(rows) <= FEW_RATES:
        return _written_out(rows, currency, day, compiler.facts.currencies - {"CNY"})
    return Exact(_looked_up(frame, table, key, currency, day), RATE_SCALE)


def _written_out(rows: Sequence[Row], currency: Scalar, day: Scalar, foreign: frozenset[str]) -> Exact:
    """A handful of rates as conditions: no join, and numbers no longer than the rates themselves.

    ``foreign`` are the currencies that there are, so that the last of them need not be asked for.
    """
    dated: dict[str, list[tuple[int, Fraction]]] = {}
    for name, first, _, rate in rows:
        dated.setdefault(str(name), []).append((int(first or 0), Fraction(int(rate or 0), RATE_SCALE)))
    below = lcm(*(rate.denominator for own in dated.values() for _, rate in own))
    branches: list[tuple[Scalar, Scalar]] = []
    for name in sorted(dated.keys() & foreign) if isinstance(currency, Column) else dated:
        latest_first = sorted(dated[name], reverse=True)
        on_day = [
            (compare(">=", day, integer(first)), integer(int(rate * below))) for first, rate in latest_first
        ]
        branches.append((compare("=", currency, text(name)), case(on_day, null("integer"))))
    otherwise: Scalar = null("integer")
    if branches and foreign <= dated.keys() and isinstance(currency, Column):
        otherwise = branches.pop()[1]
    return Exact(case(branches, otherwise), below)


def _looked_up(frame: Frame, rates: Table, key: str, currency: Scalar, day: Scalar) -> Column:
    def make() -> dict[str, Scalar]:
        left = frame.relation
        own: dict[str, Scalar] = dict(left.columns)
        day_name, currency_name = frame.fresh("rate_day"), frame.fresh("rate_currency")
        ready = Select(left.label, left, own | {day_name: day, currency_name: currency})
        first, last, rate = (frame.fresh(n) for n in ("rate_first", "rate_last", "rate"))
        take = {first: "first_day", last: "last_day", rate: "rate"}
        both_days = both(
            compare(">=", ready[day_name], rates["first_day"].renamed(first)),
            compare("<=", ready[day_name], rates["last_day"].renamed(last)),
        )
        frame._relation = Join(
            left.label,
            ready,
            rates,
            ((currency_name, "currency"),),
            take,
            both_days,
            outer=True,
            keeps_rows=True,
        )
        return {"rate": frame._relation[rate]}

    made = frame.once(("rate", key, day), make)["rate"]
    assert isinstance(made, Column)
    return made
