"""Constants too many for a text become tables, and nothing else changes."""

from zhaoshang.scoring.algebra import Column, Join, LargeValues, Select, Stored, Table, Union, Values
from zhaoshang.scoring.algebra.large_values import MOST_WRITTEN
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.backends.duckdb import DuckDB


def constants(count: int) -> Values:
    number = Column("integer", False, 0, count, "number")
    worth = Column("integer", True, 0, 3 * count, "worth")
    return Values(
        "targets",
        {"number": number, "worth": worth},
        tuple((i, None if i % 7 == 0 else 3 * i) for i in range(count)),
    )


def units(count: int) -> tuple[Table, list[tuple[int]]]:
    return Table("units", {"unit_no": Column("integer", False, 0, count, "unit_no")}), [
        (i,) for i in range(count)
    ]


def plan(count: int) -> tuple[Stored, dict]:
    table, rows = units(count + 5)
    held = constants(count)
    joined = Join("held", table, held, (("unit_no", "number"),), {"worth": "worth"}, outer=True)
    twice = Union("twice", (joined, Select("again", joined, dict(joined.columns))))
    return Stored("kept_rows", twice), {"units": (table, rows)}


def test_many_constants_give_on_duckdb_what_they_give_in_python():
    for count in (MOST_WRITTEN, MOST_WRITTEN + 1, 4 * MOST_WRITTEN):
        relation, data = plan(count)
        expected = sorted(Closures(data).rows(relation), key=str)
        engine = DuckDB(data)
        assert sorted(engine.rows(relation), key=str) == expected
        assert sorted(engine.rows(relation), key=str) == expected  # what was stored is not made again


def test_one_table_is_made_of_the_same_constants_wherever_they_stand():
    large = LargeValues()
    relation, _ = plan(MOST_WRITTEN + 1)
    made, tables = large.taken_out(relation)
    assert [table.label for table, _ in tables] == ["constants_1"]
    assert large.taken_out(relation) == (made, [])


def test_a_few_constants_stay_in_the_text():
    large = LargeValues()
    relation, _ = plan(MOST_WRITTEN)
    assert large.taken_out(relation) == (relation, [])
