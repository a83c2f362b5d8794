"""Exchange rates that amounts of a store need and its ledger lacks: ``ledger_facts.missing_rates`` in SQL."""

from __future__ import annotations

from zhaoshang.problems import Problem
from zhaoshang.quantities.dates import LATEST_DAY
from zhaoshang.scheme.fields import row_fields
from zhaoshang.scoring.ledger_facts import rate_missing
from zhaoshang.scoring.store.arranging import Arranging, quoted
from zhaoshang.tables import TABLES


def missing_rates(arranging: Arranging, table: str) -> list[Problem]:
    """One problem for each currency and day that lacks a rate, naming the first fact that needs it."""
    read, own, columns = arranging.uses.fields(table), row_fields(table), TABLES[table].by_key
    of_project = "project" in columns
    capital = [f"{alias}.capital" for alias, has in (("r", "capital" in columns), ("p", of_project)) if has]
    needs = []
    for amount, alias in (("amount", "r"), ("total", "p")):
        if amount not in own or (alias == "p" and not of_project):
            continue
        currency = f"coalesce({alias}.currency, 'CNY')"
        there = f"{alias}.amount IS NOT NULL"
        if amount in read:
            needs.append((currency, there))
        if amount + "_usd" in read:
            held = ", ".join([*capital, quoted("")])
            foreign = f"coalesce({held}) = 'foreign'"
            needed = f"{there} AND {currency} <> 'USD' AND ({currency} <> 'CNY' OR {foreign})"
            needs += [(currency, needed), ("'USD'", needed)]
    if not needs:
        return []
    joined = "LEFT JOIN ledger.projects AS p ON p.project = r.project" if of_project else ""
    parts = " UNION ALL ".join(
        f"SELECT {currency} AS currency, r.date, r.fact, r.position FROM {arranging.counted(table)} AS r "
        f"{joined} WHERE {needed} AND {currency} <> 'CNY'"
        for currency, needed in needs
    )
    found = arranging.run(
        f"SELECT n.currency, n.date, arg_min(n.fact, n.position) FROM ({parts}) AS n LEFT JOIN "
        "(SELECT currency, min(date) AS first FROM ledger.rates GROUP BY currency) AS k "
        f"ON k.currency = n.currency WHERE n.date < coalesce(k.first, {LATEST_DAY}) GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    return [rate_missing(currency, day, fact) for currency, day, fact in found]
