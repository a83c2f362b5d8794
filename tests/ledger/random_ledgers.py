"""Random ledgers, as cells people might type and as ledgers read from them."""

from hypothesis import strategies as st

from zhaoshang.ledger import Ledger, ledger_from_rows
from zhaoshang.ledger.cells import is_blank, text_of
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY, to_iso
from zhaoshang.quantities.money import CURRENCIES
from zhaoshang.quantities.numbers import format_decimal
from zhaoshang.tables import TABLES, Column, Kind, Table

SOME_TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc", "Cn"]),
        st.sampled_from("=+-@'；;,\"\n\t_x0041 　亿元化工项目"),
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: not is_blank(text) and not is_blank(text_of(text)))
ONE_LINE = SOME_TEXT.filter(lambda text: "\n" not in text_of(text))
OWN_NUMBER = {table.key for table in TABLES.values() if table.unique and len(table.identity) == 1}


def cell(column: Column) -> st.SearchStrategy[str]:
    """Cells a person might type into a column."""
    if column.kind is Kind.DATE:
        return st.integers(EARLIEST_DAY, LATEST_DAY).map(to_iso)
    if column.kind in (Kind.NUMBER, Kind.MONEY, Kind.SHARE):
        scale = 6 if column.kind is Kind.MONEY else column.scale
        return st.integers(column.least or 0, column.most or 0).map(lambda n: format_decimal(n, scale))
    if column.kind is Kind.CHOICE:
        return st.sampled_from([word for choice in column.choices for word in (choice.code, choice.label)])
    if column.kind is Kind.YES_NO:
        return st.sampled_from(["是", "否"])
    if column.kind is Kind.CURRENCY:
        return st.sampled_from(list(CURRENCIES))
    if column.kind is Kind.COMPANY_CODE:
        return st.just("91350100M000100Y43")
    if column.kind is Kind.CODE or column.kind is Kind.PERIOD:
        return ONE_LINE
    return SOME_TEXT


def rows_of(table: Table, count: int) -> st.SearchStrategy[list[dict[str, str]]]:
    """Rows of a table; tables known by a number of their own have it in order."""

    def numbered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for number, row in enumerate(rows, 1):
            if table.key in OWN_NUMBER:
                row[table.identity[0]] = f"N{number}"
            for first, last in (("from", "to"), ("valid_from", "valid_to")):
                if row.get(first) and row.get(last):
                    row[first], row[last] = sorted((row[first], row[last]))
        return rows

    must = {"unit"} if table.key == "exclusions" else set()
    row = st.fixed_dictionaries({
        column.key: cell(column) if column.required or column.key in must else st.just("") | cell(column)
        for column in table.columns
        if column.key not in ("id", "supersedes")
    })  # fmt: skip
    one = table.unique and table.key not in OWN_NUMBER  # two random rows might be the same one
    return st.lists(row, min_size=1, max_size=1 if one else count).map(numbered)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Ledgers of some of the tables, whose references all lead to the first row of the other table."""
    chosen = draw(st.sets(st.sampled_from(list(TABLES)), min_size=1, max_size=4))
    referred = {c.refers_to for key in chosen for c in TABLES[key].columns if c.refers_to}
    again = {c.refers_to for key in referred for c in TABLES[key].columns if c.refers_to}
    rows = {key: draw(rows_of(TABLES[key], 4)) for key in sorted(chosen | referred | again)}
    for key, each in rows.items():
        for row in each:
            for column in TABLES[key].columns:
                if column.refers_to and row[column.key]:
                    row[column.key] = "N1" if column.refers_to in rows else ""
    return ledger_from_rows(rows)
