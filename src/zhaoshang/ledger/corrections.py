"""Which facts still count: a row that an approved correction points at, or one it replaces in turn, does not.

A correction that is not itself approved replaces nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Set

from zhaoshang.ledger.draft import Draft
from zhaoshang.ledger.messages import repeated_id
from zhaoshang.ledger.model import Row, fact_name
from zhaoshang.problems import Problem, Words
from zhaoshang.tables import TABLES

ID, SUPERSEDES = (TABLES["milestones"].by_key[key] for key in ("id", "supersedes"))  # the same in every table


def counted_rows(rows: Iterable[Row], not_counted: Set[str]) -> list[Row]:
    """Of named facts, the approved ones not put out of account."""
    return [row for row in rows if row["status"] == "approved" and row["fact"] not in not_counted]


def replaced_rows(draft: Draft, table: str, rows: Iterable[Row]) -> set[str]:
    """``replaced_by_corrections``; an id used twice becomes a problem too."""
    rows = list(rows)
    _check_ids(draft, rows)
    return replaced_by_corrections(draft, table, rows)


def replaced_by_corrections(draft: Draft, table: str, rows: Iterable[Row]) -> set[str]:
    """The names of the facts of one table that approved corrections replace.

    ``rows`` are in canonical order, and have at least every correction and every row that one may mean.
    ``supersedes`` names a row by its ``id``, or by its own number or name where no other row shares it.
    Corrections of nothing, of themselves or in a circle become problems of the draft.
    """
    rows = list(rows)
    correcting = [row for row in rows if row["supersedes"] is not None]
    if not correcting:
        return set()
    by_word: dict[str, list[Row]] = {}
    for row in rows:
        number = _name_before_number(table, row)
        for word in {row["id"], number, number.removeprefix(f"{table}/")}:
            if isinstance(word, str):
                by_word.setdefault(word, []).append(row)
    replaces: dict[str, Row] = {}
    for row in correcting:
        word = str(row["supersedes"])
        others = [other for other in by_word.get(word, []) if other is not row]
        found = [other for other in others if other["id"] == word] or others
        if len(found) == 1:
            replaces[str(row["fact"])] = found[0]
        else:
            draft.problems.append(_nothing_to_correct(draft, row, len(found)))
    replaced: set[str] = set()
    for row in correcting:
        chain = [row]
        while (older := replaces.get(str(chain[-1]["fact"]))) is not None:
            if older is row:
                draft.problems.append(_circle(draft, row))
                break
            if any(older is each for each in chain):
                break  # a circle further down; its own rows report it
            chain.append(older)
        if row["status"] == "approved":
            replaced.update(str(each["fact"]) for each in chain[1:])
    return replaced


def _name_before_number(table: str, row: Row) -> str:
    return fact_name(table, {key: value for key, value in row.items() if key != "fact"})


def _check_ids(draft: Draft, rows: list[Row]) -> None:
    first: dict[str, Row] = {}
    with_id = [row for row in rows if row["id"] is not None]
    for row in sorted(with_id, key=lambda each: draft.places[id(each)][1]):
        earlier = first.setdefault(str(row["id"]), row)
        if earlier is not row:
            first_row = draft.place_of(earlier).row
            draft.problems.append(repeated_id(draft.place_of(row, ID), first_row, row["id"]))


def _nothing_to_correct(draft: Draft, row: Row, found: int) -> Problem:
    return Problem(
        code="unknown_correction",
        what=Words(zh="本表里没有被更正的行", en="this table has no such row to correct")
        if not found
        else Words(zh=f"被更正的行有{found}行，不知指哪一行", en=f"{found} rows go by this; which is meant?"),
        where=draft.place_of(row, SUPERSEDES),
        text=str(row["supersedes"]),
        expected=Words(zh="被更正那一行的序号", en="the id of the row that is corrected"),
    )


def _circle(draft: Draft, row: Row) -> Problem:
    return Problem(
        code="corrections_in_a_circle",
        what=Words(zh="更正首尾相接，成了一圈", en="the corrections point at each other in a circle"),
        where=draft.place_of(row, SUPERSEDES),
        text=str(row["supersedes"]),
    )
