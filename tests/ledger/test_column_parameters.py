"""What goes into the database as one text a column comes out as it went in."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.ledger.column_parameters import all_unnested, parameters

TYPES = ("VARCHAR", "BIGINT", "HUGEINT", "BOOLEAN", "VARCHAR[]", "MAP(VARCHAR, VARCHAR)")
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ROWS = st.lists(
    st.tuples(
        st.none() | TEXT,
        st.none() | st.integers(-(2**63), 2**63 - 1),
        st.none() | st.integers(-(10**37), 10**37),
        st.none() | st.booleans(),
        st.none() | st.lists(TEXT),
        st.dictionaries(TEXT, TEXT),
    ),
    min_size=1,
    max_size=5,
)


def given_to_the_database(rows):
    """The rows as they come back. A map goes in as its keys and its values."""
    *plain, maps = zip(*rows, strict=True)
    maps = [{"key": list(one), "value": list(one.values())} for one in maps]
    with duckdb.connect() as connection:
        asked = f"SELECT {all_unnested(TYPES)}"
        return connection.execute(asked, parameters(TYPES, [*plain, maps])).fetchall()


@given(ROWS)
def test_texts_numbers_truths_and_lists_come_out_as_they_went_in(rows):
    assert given_to_the_database(rows) == rows


def test_marks_quotes_and_words_that_mean_something_elsewhere_are_texts_like_others():
    texts = ["", " null ", "NULL", '甲"乙\\丙', "一行\n二行\t", "\x00", "\u2028", "😀", "{}", "[1]", "$1"]
    rows = [(text, None, None, None, [text], {text: text}) for text in texts]
    assert given_to_the_database(rows) == rows


def test_a_number_too_large_for_its_column_is_refused_and_not_rounded():
    with duckdb.connect() as connection, pytest.raises(duckdb.ConversionException):
        connection.execute(f"SELECT {all_unnested(['BIGINT'])}", parameters(["BIGINT"], [[2**63]]))
