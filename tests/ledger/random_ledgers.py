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


Typed = dict[str, list[dict[str, str]]]


@st.composite
def typed_tables(draw: st.DrawFn) -> Typed:
    """Cells of some of the tables, whose references all lead to the first row of the other table."""
    chosen = draw(st.sets(st.sampled_from(list(TABLES)), min_size=1, max_size=4))
    referred = {c.refers_to for key in chosen for c in TABLES[key].columns if c.refers_to}
    again = {c.refers_to for key in referred for c in TABLES[key].columns if c.refers_to}
    rows = {key: draw(rows_of(TABLES[key], 4)) for key in sorted(chosen | referred | again)}
    for key, each in rows.items():
        for row in each:
            for column in TABLES[key].columns:
                if column.refers_to and row[column.key]:
                    row[column.key] = "N1" if column.refers_to in rows else ""
    return rows


def ledgers() -> st.SearchStrategy[Ledger]:
    """Ledgers of such tables."""
    return typed_tables().map(ledger_from_rows)


FEW_DAYS = st.sampled_from(["2023-03-05", "2023/3/5", "2023年3月6日", "2023-03-07 10:00"])
FEW_UNITS = st.sampled_from(["栗园镇", "栗园", "洼里镇", " 洼里镇", "旧镇", "无此镇"])
FEW_NUMBERS = st.sampled_from(["N1", "N2", "N3", "n1", "milestones/N1/signed", "N1/signed", "leads/N1"])
ANYTHING = st.sampled_from(
    ["", " ", "约2亿", "１２３", "1,234.5", "-1", "1.5亿元", "200万美元", "0.1234567", "99999999999999999999",
     "2023-02-30", "1899-12-31", "45000", "signed", "签约", "增资", "落地", "pending", "待审核", "已审核",
     "是", "50%", "5‰", "USD",
     "'=1", "a\nb", "x\u0007y", "长" * 201, "化工； 省台账;", "91350100M000100Y43", "91350100M000100Y44", "C26", "化学"]
)  # fmt: skip


def crowded_cell(column: Column) -> st.SearchStrategy[str]:
    """Cells of few values, so that rows meet: the same numbers, names and days again and again."""
    if column.kind is Kind.DATE:
        return FEW_DAYS
    if column.kind is Kind.UNIT:
        return FEW_UNITS
    if column.kind is Kind.CODE:
        return FEW_NUMBERS
    if column.kind is Kind.CHOICE:
        return st.sampled_from([choice.label for choice in column.choices][:4])
    if column.kind in (Kind.MONEY, Kind.NUMBER):
        return st.sampled_from(["1", "2", "3.5"] if column.scale else ["1", "2", "2023"])
    return cell(column)


@st.composite
def crowded_tables(draw: st.DrawFn) -> Typed:
    """Tables full of repeats, corrections, dangling references and cells that cannot be read."""
    chosen = draw(st.sets(st.sampled_from(list(TABLES)), min_size=1, max_size=4))
    chosen |= draw(st.sampled_from([{"projects", "milestones"}, {"leads"}, {"units", "projects", "credits"}]))
    damage = draw(st.integers(0, 3))
    tables: Typed = {}
    for key in sorted(chosen):
        columns = [
            column
            for column in TABLES[key].columns
            if column.required or draw(st.integers(0, 2)) or column.key in ("unit", "supersedes")
        ]
        rows = draw(
            st.lists(
                st.fixed_dictionaries(
                    {c.key: crowded_cell(c) if c.required else st.just("") | crowded_cell(c) for c in columns}
                ),
                min_size=1,
                max_size=6,
            )
        )
        for _ in range(damage):
            row, column = draw(st.sampled_from(rows)), draw(st.sampled_from(columns))
            row[column.key] = draw(ANYTHING)
        tables[key] = rows
    return tables
