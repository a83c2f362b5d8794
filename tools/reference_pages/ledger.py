"""The page of the ledger's tables: every table and column with labels, types, bounds and notes."""

from __future__ import annotations

import textwrap

from reference_pages.markdown import code, fill, table
from zhaoshang.ledger import mapping
from zhaoshang.tables import TABLES, Column, Kind, Table

KINDS = {
    Kind.TEXT: "text",
    Kind.CODE: "code",
    Kind.UNIT: "unit",
    Kind.DATE: "date",
    Kind.MONEY: "money",
    Kind.NUMBER: "number",
    Kind.SHARE: "share",
    Kind.CHOICE: "one of",
    Kind.YES_NO: "是 / 否",
    Kind.CURRENCY: "currency",
    Kind.COMPANY_CODE: "company code (GB 32100)",
    Kind.INDUSTRY_CODE: "industry code (GB/T 4754)",
    Kind.PERIOD: "period",
    Kind.LIST: "words with ； between",
}


def page() -> str:
    """The whole page."""
    return fill(
        "ledger.template.md",
        {"tables": lambda _: "\n".join(map(_table, TABLES.values())), "mapping": _mapping},
    )


def _mapping(_: str) -> str:
    written = (mapping.__doc__ or "").partition("::\n\n")[2]
    return f"```yaml\n{textwrap.dedent(written).strip()}\n```\n"


def _table(of: Table) -> str:
    kind = "A table of facts: its rows have a status and can be cited by a point. " if of.is_fact else ""
    identity = ", ".join(code(k) for k in of.identity)
    only = " (two rows that count may not share it)" if of.unique else ""
    return (
        f"### {of.label} `{of.key}` {{ #{of.key} }}\n\n{of.note.zh}。 {of.note.en[0].upper()}{of.note.en[1:]}.\n\n"
        f"{kind}Identity: {identity}{only}.\n\n"
        + table(("Column", "Key", "Holds", "Note"), (_column(c) for c in of.columns))
    )


def _column(c: Column) -> tuple[str, str, str, str]:
    holds = KINDS[c.kind]
    if c.choices:
        holds = " / ".join(f"{x.label} {code(x.code)}" for x in c.choices)
    elif c.kind is Kind.NUMBER:
        holds += f", {c.scale} decimals" if c.scale else ", whole"
    if c.refers_to:
        holds += f" → {code(c.refers_to)}"
    if c.suggestions:
        holds += ", such as " + "、".join(c.suggestions)
    return (f"{c.label}{' *' if c.required else ''}", code(c.key), holds, f"{c.note.zh}<br>{c.note.en}")
