"""Arranges a ledger database for a scheme, in SQL: what ``scoring.prepare`` does in Python, for millions of rows.

Every statement here has its counterpart in ``prepare``; a law holds the two together (tests/scoring/test_store).
Facts are numbered with gaps, so that a unit's facts can be replaced later without renumbering everybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhaoshang.language.types import USD, YUAN, Day, Number, Tags
from zhaoshang.ledger.column_parameters import all_unnested, parameters
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.scheme.fields import FACT_TABLES, WITHOUT_PROJECT, RowField
from zhaoshang.scheme.model import Scheme
from zhaoshang.scoring.facts import SHARE_SCALE
from zhaoshang.scoring.prepare import used_of_project, used_of_table
from zhaoshang.scoring.uses import uses

if TYPE_CHECKING:
    import duckdb

GAP = 16
"""Between the numbers of two facts: room for those that come later."""
PLACE, DENSE_PLACE = "r.position", f"(r.position + 1) * {GAP}"
"""A row's place: as the ledger's tables have it, or where they have no gaps yet."""
OF_TABLE = 1 << 40
"""Between the numbers of two tables of facts: room for a thousand million rows and the gaps between them."""


OF_UNITS: Mapping[str, str] = {
    "projects": "project",
    "credits": "project",
    "milestones": "project",
    "assignments": "project",
    "leads": "unit or project",
    "funds": "unit or project",
    "activities": "unit",
    "visits": "activity",
    "reserves": "unit",
    "indicators": "unit or project",
    "awards": "unit or project",
    "changes": "project",
}
"""Which tables hold what units did, and through what a row concerns a unit."""


def fact_number(table: str, place: int) -> int:
    """The number of the fact that stands at a place in its table, gaps counted."""
    return list(FACT_TABLES).index(table) * OF_TABLE + place


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


class Arranging:
    """Numbered tables of a ledger, as tables of one connection. ``place`` is SQL for a row's place in its table
    ``r``, with gaps between the places."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scheme: Scheme, place: str) -> None:
        self.connection, self.scheme, self.uses, self.place = connection, scheme, uses(scheme), place
        self.run = connection.execute

    def all(self, earner_numbers: Mapping[str, int]) -> None:
        """Every numbered table, under the names and with the columns that ``prepare`` gives them."""
        self.earner_numbers(earner_numbers)
        self.projects()
        self.credits()
        for table in FACT_TABLES:
            self.facts(table)
        self.assignments()

    # -- who earns
    def earner_numbers(self, numbers: Mapping[str, int]) -> None:
        """Names and aliases of those who may earn, with their numbers."""
        self.run("CREATE OR REPLACE TABLE names (name VARCHAR, number BIGINT)")
        self.run(
            f"INSERT INTO names SELECT {all_unnested(('VARCHAR', 'BIGINT'))}",
            parameters(("VARCHAR", "BIGINT"), [list(numbers), list(numbers.values())]),
        )

    # -- projects and who is credited with them
    def projects(self) -> None:
        """Projects numbered in the order of their own numbers."""
        cells = [cell for each in used_of_project(self.uses) for cell in self.cells(each, "p_", "NULL")]
        self.run(
            "CREATE TEMP TABLE project_numbers AS SELECT project, unit, amount, currency, capital, "
            "row_number() OVER (ORDER BY project) - 1 AS project_no FROM ledger.projects"
        )
        listed = "".join(f", {cell}" for cell in cells)
        self.run(
            f"CREATE TEMP TABLE projects AS SELECT n.project_no{listed} FROM ledger.projects AS r "
            "JOIN project_numbers AS n ON n.project = r.project"
        )

    def credits(self) -> None:
        """Credit rows replace the responsible unit; where a project has none, it earns all."""
        who = "person" if self.scheme.subject == "person" else "unit"
        given = (
            "SELECT n.project_no, e.number AS unit_no, r.role, "
            f"coalesce(r.share, {SHARE_SCALE}) AS share, r.filed_on, r.person, "
            f'coalesce(r."from", {EARLIEST_DAY}) AS first_day, coalesce(r."to", {LATEST_DAY}) AS last_day, '
            'row_number() OVER (PARTITION BY n.project_no, e.number, r."from" ORDER BY r.position) AS nth '
            "FROM ledger.credits AS r "
            "JOIN project_numbers AS n ON n.project = r.project "
            f"LEFT JOIN names AS e ON e.name = r.{who}"
        )
        if self.scheme.subject == "project":
            given += " WHERE FALSE"
            owner = "n.project_no"
        else:
            owner = "e.number"
        self.run(f"CREATE TEMP TABLE given_credits AS {given}")
        ends = "lead(first_day) OVER (PARTITION BY project_no, unit_no ORDER BY first_day) - 1"
        self.run(
            "CREATE TEMP TABLE credits AS "
            "SELECT project_no, unit_no, role, share, filed_on, person, first_day, "
            f"least(last_day, coalesce({ends}, {LATEST_DAY})) AS last_day "
            "FROM given_credits WHERE nth = 1 AND unit_no IS NOT NULL "
            f"UNION ALL SELECT n.project_no, {owner}, NULL, {SHARE_SCALE}, NULL, NULL, {EARLIEST_DAY}, {LATEST_DAY} "
            "FROM project_numbers AS n LEFT JOIN names AS e ON e.name = n.unit "
            f"WHERE {owner} IS NOT NULL AND n.project_no NOT IN (SELECT project_no FROM given_credits)"
        )

    # -- facts
    def facts(self, table: str) -> None:
        """One table of facts, numbered by their places in it."""
        number = f"{fact_number(table, 0)} + {self.place}"
        cells = [
            cell for each in used_of_table(self.uses, table) for cell in self.cells(each, "f_", "r.date")
        ]
        project = "NULL" if table in WITHOUT_PROJECT else "n.project_no"
        earner = self.own_earner(table)
        listed = "".join(f", {cell}" for cell in cells)
        joins = "" if table in WITHOUT_PROJECT else "LEFT JOIN project_numbers AS n ON n.project = r.project "
        if earner == "e.number":
            who = "coalesce(nullif(r.person, ''), r.unit)" if self.by_person(table) else "r.unit"
            joins += f"LEFT JOIN names AS e ON e.name = {who}"
        self.run(
            f"CREATE TEMP TABLE {table} AS SELECT {number} AS fact_no, CAST({project} AS BIGINT) AS project_no, "
            f"CAST({earner} AS BIGINT) AS unit_no, CAST(r.date AS BIGINT) AS on_day{listed}, r.fact AS fact_name, "
            f"CAST(r.recorded_on AS BIGINT) AS recorded_on FROM {self.counted(table)} AS r {joins}"
        )

    def by_person(self, table: str) -> bool:
        """Whether a row of the table may be earned by a person whom it names."""
        return self.scheme.subject == "person" and table == "activities"

    def own_earner(self, table: str) -> str:
        """Who earns a row that needs no project."""
        if table == "milestones":
            return "NULL"
        if self.scheme.subject == "project":
            return "NULL" if table in WITHOUT_PROJECT else "n.project_no"
        return "e.number"

    def counted(self, table: str) -> str:
        """Rows that count; a blank amount of a milestone filled in; visits after their activity."""
        if table == "milestones":
            return self.milestones()
        if table == "visits":
            return (
                "(SELECT v.*, a.unit, a.date, a.recorded_on, 'visits/' || v.activity || '/' || v.nth AS fact FROM "
                "(SELECT *, row_number() OVER (PARTITION BY activity ORDER BY position) AS nth FROM ledger.visits) "
                "AS v JOIN (SELECT * FROM ledger.activities WHERE counted) AS a ON a.activity = v.activity)"
            )
        return f"(SELECT * FROM ledger.{table} WHERE counted)"

    def milestones(self) -> str:
        """A blank amount is the signed milestone's, where that came first, then the project's."""
        rows = "SELECT * FROM ledger.milestones WHERE counted"
        blank = self.run("SELECT count(*) FROM ledger.milestones WHERE counted AND amount IS NULL").fetchone()
        if not blank or not blank[0]:
            return f"({rows})"
        signed = (
            "SELECT m.project, min(m.position) AS position, "
            "arg_min(coalesce(m.amount, p.amount), m.position) AS amount, "
            "arg_min(CASE WHEN m.amount IS NULL THEN p.currency ELSE m.currency END, m.position) AS currency "
            f"FROM ({rows} AND stage = 'signed') AS m JOIN ledger.projects AS p ON p.project = m.project "
            "GROUP BY m.project"
        )
        return (
            "(SELECT m.* REPLACE (coalesce(m.amount, "
            "CASE WHEN s.position < m.position THEN s.amount ELSE p.amount END) AS amount, "
            "CASE WHEN m.amount IS NOT NULL THEN m.currency WHEN s.position < m.position THEN s.currency "
            f"ELSE p.currency END AS currency) FROM ({rows}) AS m LEFT JOIN ({signed}) AS s ON s.project = m.project "
            "LEFT JOIN ledger.projects AS p ON p.project = m.project)"
        )

    # -- one unit's part of the ledger
    def by_unit(self) -> None:
        """The ledger's own rows beside the number of each unit that they concern, sorted by it.

        A project concerns whoever answers for it, is credited with it, or has a fact of its own that names
        it. One unit's part is then found among millions of rows without looking at the others'.
        """
        self.run(
            "CREATE TEMP TABLE concerned AS SELECT DISTINCT project, number AS of_unit FROM ("
            "SELECT project, unit AS name FROM ledger.projects "
            + "".join(
                f"UNION ALL SELECT project, unit FROM ledger.{table} WHERE project IS NOT NULL "
                for table in ("credits", *(t for t, how in OF_UNITS.items() if how == "unit or project"))
            )
            + ") AS c JOIN names AS e ON e.name = c.name"
        )
        for table, how in OF_UNITS.items():
            number, concerned = {
                "unit": ("e.number", "JOIN names AS e ON e.name = r.unit"),
                "project": ("e.of_unit", "JOIN concerned AS e ON e.project = r.project"),
                "unit or project": (
                    "e.number",
                    f"JOIN (SELECT f.position, e.number FROM ledger.{table} AS f JOIN names AS e "
                    f"ON e.name = f.unit UNION SELECT f.position, c.of_unit FROM ledger.{table} AS f "
                    "JOIN concerned AS c ON c.project = f.project) AS e ON e.position = r.position",
                ),
                "activity": (
                    "e.number",
                    "JOIN ledger.activities AS a ON a.activity = r.activity "
                    "JOIN names AS e ON e.name = a.unit",
                ),
            }[how]
            also = ""
            if table == "projects":
                also, concerned = (
                    "n.project_no, ",
                    f"{concerned} JOIN project_numbers AS n ON n.project = r.project",
                )
            self.run(
                f"CREATE OR REPLACE TABLE by_unit_{table} AS SELECT CAST({number} AS BIGINT) AS of_unit, {also}"
                f"r.* REPLACE ({self.place} AS position) "
                f"FROM ledger.{table} AS r {concerned} ORDER BY of_unit, r.position"
            )
        self.run("DROP TABLE concerned")

    # -- cells
    def cells(self, row_field: RowField, prefix: str, day: str) -> list[str]:
        """The columns that carry a ledger column, as ``prepare`` names and types them."""
        name, kind = prefix + row_field.id.removesuffix("_usd"), row_field.type
        own = f'r."{row_field.column}"'
        if kind in (YUAN, USD):
            return [f"{own} AS {name}", f"coalesce(r.currency, 'CNY') AS {name}_currency"]
        if isinstance(kind, Tags):
            return [
                f"coalesce(list_contains({own}, {quoted(tag)}), FALSE) AS {name}_{i}"
                for i, tag in enumerate(self.uses.tags)
            ]
        if row_field.column == "recorded_on":
            return [f"CAST(coalesce({own}, {day}) AS BIGINT) AS {name}"]
        if row_field.column == "fixed_assets":  # blank = yes
            return [f"coalesce({own}, TRUE) AS {name}"]
        if isinstance(kind, Number | Day):
            return [f"CAST({own} AS BIGINT) AS {name}"]
        return [f"{own} AS {name}"]

    def assignments(self) -> None:
        """A person's choice of the item that a project's stage fills."""
        items = {
            name: item.id
            for view in self.scheme.views.values()
            if view.assign is not None
            for item in view.assign.items
            for name in (item.id, item.label)
        }
        arms = " ".join(f"WHEN {quoted(name)} THEN {quoted(id_)}" for name, id_ in items.items())
        item = f"CASE r.item {arms} END" if items else "NULL"
        self.run(
            f"CREATE TEMP TABLE assignments AS SELECT DISTINCT n.project_no, r.stage, CAST({item} AS VARCHAR) AS item "
            "FROM ledger.assignments AS r JOIN project_numbers AS n ON n.project = r.project "
            f"WHERE {item} IS NOT NULL"
        )
