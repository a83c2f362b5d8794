"""Relations as SQL text, in a deliberately small subset that DuckDB, PostgreSQL and Spark read alike.

``+ - *``, integer division behind one hook, comparisons, CASE, AND OR NOT, IS NULL, CAST to two integer
types, joins, UNION ALL, GROUP BY, and SUM MIN MAX over groups and windows. Nothing else: a test parses
every statement that schemes compile to and asserts it. Brackets are always written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from zhaoshang.scoring.algebra import (
    Aggregate,
    Arithmetic,
    Case,
    Column,
    Compare,
    Group,
    IsNull,
    Join,
    Literal,
    Logic,
    Not,
    Null,
    Relation,
    Scalar,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
    WindowColumn,
    is_simple,
    sources,
)
from zhaoshang.scoring.algebra.scalars import NARROW


@dataclass(frozen=True)
class Dialect:
    """All that differs between the texts for two engines: how whole numbers are divided, and what the type of
    38-digit integers (``wide``) is called. The type of texts is left unsaid, as engines call that differently too.

    Each division truncates a non-negative number divided by a positive one, exactly: ``division`` of 64-bit
    numbers, ``wide_division`` of wide ones whose quotient is proved to need 64 bits at most, ``long_division``
    of the rest. DuckDB divides all alike. PostgreSQL's ``/`` truncates BIGINT and is quicker than DIV, but rounds
    DECIMAL. Spark's DIV reads DECIMAL and gives the lowest 64 bits of the quotient without a word; so where
    a quotient may need more, the remainder is taken off first and the division comes out even. That reaches
    quotients below 10^32; a larger one is an error.

    What the texts hold may still read differently: ``names`` gives PostgreSQL and Spark names that they take,
    and the Spark back end doubles backslashes.
    """

    name: str
    wide: str
    division: str
    wide_division: str
    long_division: str


DUCKDB = Dialect("duckdb", "HUGEINT", "({0} // {1})", "({0} // {1})", "({0} // {1})")
POSTGRESQL = Dialect("postgresql", "DECIMAL(38,0)", "({0} / {1})", "DIV({0}, {1})", "DIV({0}, {1})")
SPARK = Dialect(
    "spark",
    "DECIMAL(38,0)",
    "({0} DIV {1})",
    "({0} DIV {1})",
    "CAST((({0} - ({0} % {1})) / {1}) AS DECIMAL(38,0))",
)

Names = Mapping[str, str]


def stored_in(relation: Relation) -> list[Stored]:
    """Every stored relation below one, those that others need first."""
    found: dict[int, Stored] = {}
    seen: set[int] = set()

    def walk(at: Relation) -> None:
        if id(at) in seen:
            return
        seen.add(id(at))
        for source in sources(at):
            walk(source)
        if isinstance(at, Stored):
            found[id(at)] = at

    walk(relation)
    return list(found.values())


def statement(relation: Relation, dialect: Dialect) -> str:
    """One SELECT statement for a relation. Stored relations and tables are read by their labels."""
    return _Statement(dialect, repeats_simple=False).of(relation)


def statement_for_many_rows(relation: Relation, dialect: Dialect) -> str:
    """The same, where what only picks and filters is said again wherever it is read.

    Longer to plan, quicker to run: an engine that works a common table expression out once would keep it.
    """
    return _Statement(dialect, repeats_simple=True).of(relation)


class _Statement:
    def __init__(self, dialect: Dialect, repeats_simple: bool) -> None:
        self.dialect = dialect
        self.repeats_simple = repeats_simple
        self.uses: Counter[int] = Counter()
        self.named: dict[int, str] = {}
        self.parts: list[str] = []
        self.labels: Counter[str] = Counter()

    def of(self, relation: Relation) -> str:
        self.count(relation, set())
        body = self.body(relation)
        head = "WITH " + ",\n".join(self.parts) + "\n" if self.parts else ""
        return head + body

    def count(self, relation: Relation, seen: set[int]) -> None:
        self.uses[id(relation)] += 1
        if id(relation) in seen or isinstance(relation, Stored):
            return
        seen.add(id(relation))
        for source in sources(relation):
            self.count(source, seen)

    def read(self, relation: Relation) -> str:
        """How to name a relation after FROM: a table, a common table expression, or a subquery."""
        if isinstance(relation, Table | Stored):
            return relation.label
        if self.uses[id(relation)] == 1 or (is_simple(relation) and self.repeats_simple):
            return f"({self.body(relation)})"
        if id(relation) not in self.named:
            body = self.body(relation)
            self.labels[relation.label] += 1
            number = self.labels[relation.label]
            name = f"{relation.label}_{number}"
            self.named[id(relation)] = name
            self.parts.append(f"{name} AS (\n  {body})")
        return self.named[id(relation)]

    # -- relations
    def body(self, relation: Relation) -> str:
        if isinstance(relation, Table | Stored):
            return f"SELECT * FROM {relation.label}"
        if isinstance(relation, Values):
            return self.values(relation)
        if isinstance(relation, Select):
            outputs = ", ".join(self.outputs(relation))
            where = "" if relation.where is None else f" WHERE {self.scalar(relation.where, {})}"
            return f"SELECT {outputs} FROM {self.read(relation.source)} AS s{where}"
        if isinstance(relation, Join):
            return self.join(relation)
        if isinstance(relation, Union):
            names = ", ".join(relation.columns)
            return " UNION ALL ".join(f"SELECT {names} FROM {self.read(p)} AS u" for p in relation.parts)
        if isinstance(relation, Group):
            return self.group(relation)
        if isinstance(relation, Window):
            return self.window(relation)
        raise TypeError(type(relation).__name__)

    def values(self, relation: Values) -> str:
        columns = list(relation.columns.values())
        if not relation.rows:
            empty = ", ".join(f"{self.unknown(c)} AS {c.name}" for c in columns)
            return f"SELECT {empty} WHERE 1 = 0"
        selects = []
        for row in relation.rows:
            cells = [f"{self.cell(v, c)} AS {c.name}" for v, c in zip(row, columns, strict=True)]
            selects.append("SELECT " + ", ".join(cells))
        return " UNION ALL ".join(selects)

    def cell(self, value: int | str | bool | None, column: Column) -> str:
        return self.unknown(column) if value is None else self.typed(self.constant(value), column)

    def join(self, relation: Join) -> str:
        left = "l.*"
        taken = "".join(f", r.{old} AS {new}" for new, old in relation.take.items())
        names = {n: f"l.{n}" for n in relation.left.columns}
        names |= {new: f"r.{old}" for new, old in relation.take.items()}
        conditions = [f"l.{a} = r.{b}" for a, b in relation.on]
        if relation.condition is not None:
            conditions.append(self.scalar(relation.condition, names))
        kind = "LEFT JOIN" if relation.outer else "JOIN"
        on = " AND ".join(conditions) or "1 = 1"
        return (
            f"SELECT {left}{taken} FROM {self.read(relation.left)} AS l "
            f"{kind} {self.read(relation.right)} AS r ON {on}"
        )

    def group(self, relation: Group) -> str:
        outputs = list(relation.keys)
        for name, a in relation.aggregates.items():
            outputs.append(f"{self.typed(self.call(a), relation[name])} AS {name}")
        keys = f" GROUP BY {', '.join(relation.keys)}" if relation.keys else ""
        return f"SELECT {', '.join(outputs)} FROM {self.read(relation.source)} AS s{keys}"

    def window(self, relation: Window) -> str:
        added = ", ".join(
            f"{self.typed(self.over(w), relation[n])} AS {n}" for n, w in relation.added.items()
        )
        return f"SELECT *, {added} FROM {self.read(relation.source)} AS s"

    def over(self, window: WindowColumn) -> str:
        inside = []
        if window.partition:
            inside.append("PARTITION BY " + ", ".join(window.partition))
        if window.order:
            inside.append(
                "ORDER BY " + ", ".join(o.column + (" DESC" if o.descending else "") for o in window.order)
            )
        if window.frame == "rows":
            inside.append("ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")
        return f"{self.call(window.aggregate)} OVER ({' '.join(inside)})"

    def call(self, aggregate: Aggregate) -> str:
        """A reduction. What is added up is widened where any of the sums on the way could need it."""
        text = self.scalar(aggregate.of, {})
        most = max(-aggregate.of.low, aggregate.of.high) * aggregate.rows
        if aggregate.function == "sum" and most > NARROW:
            text = f"CAST({text} AS {self.dialect.wide})"
        return f"{aggregate.function.upper()}({text})"

    # -- scalars
    def outputs(self, relation: Select) -> list[str]:
        """What a Select puts out; all of the source's columns, in their order, are said as a star."""
        listed, source = list(relation.outputs.items()), list(relation.source.columns)
        same = [isinstance(s, Column) and s.name == n for n, s in listed[: len(source)]]
        if source and [n for n, _ in listed[: len(source)]] == source and all(same):
            return ["*", *(self.output(s, n) for n, s in listed[len(source) :])]
        return [self.output(s, n) for n, s in listed]

    def output(self, scalar: Scalar, name: str) -> str:
        if isinstance(scalar, Column):
            return scalar.name if scalar.name == name else f"{scalar.name} AS {name}"
        text = self.scalar(scalar, {})
        if isinstance(scalar, Literal):
            text = self.typed(text, scalar)
        return f"{text} AS {name}"

    def unknown(self, scalar: Scalar) -> str:
        """The unknown of a kind. Engines name the type of texts differently, so a text's type is left unsaid."""
        if scalar.kind == "text":
            return "(CASE WHEN (1 = 0) THEN '' END)"
        return self.typed("NULL", scalar)

    def typed(self, text: str, scalar: Scalar) -> str:
        """The text as exactly the type that its bounds ask for."""
        if scalar.kind == "truth":
            return f"CAST({text} AS BOOLEAN)"
        if scalar.kind == "text":
            return text
        return f"CAST({text} AS {self.dialect.wide if scalar.wide else 'BIGINT'})"

    @staticmethod
    def constant(value: int | str | bool) -> str:
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int):
            return str(value) if value >= 0 else f"({value})"
        return "'" + value.replace("'", "''") + "'"

    def scalar(self, scalar: Scalar, names: Names) -> str:
        if isinstance(scalar, Column):
            return names.get(scalar.name, scalar.name)
        if isinstance(scalar, Literal):
            return self.constant(scalar.value)
        if isinstance(scalar, Null):
            return self.unknown(scalar)
        if isinstance(scalar, Arithmetic):
            return self.arithmetic(scalar, names)
        if isinstance(scalar, Compare):
            return f"({self.scalar(scalar.left, names)} {scalar.op} {self.scalar(scalar.right, names)})"
        if isinstance(scalar, Logic):
            return (
                f"({self.scalar(scalar.left, names)} {scalar.op.upper()} {self.scalar(scalar.right, names)})"
            )
        if isinstance(scalar, Not):
            return f"(NOT {self.scalar(scalar.part, names)})"
        if isinstance(scalar, IsNull):
            return f"({self.scalar(scalar.part, names)} IS NULL)"
        if isinstance(scalar, Case):
            return self.case(scalar, names)
        raise TypeError(type(scalar).__name__)

    def arithmetic(self, scalar: Arithmetic, names: Names) -> str:
        wide = scalar.wide or scalar.left.wide or scalar.right.wide
        left, right = self.operand(scalar.left, wide, names), self.operand(scalar.right, wide, names)
        text = f"({left} {scalar.op} {right})"
        if scalar.op == "//":
            text = self.division(scalar, wide).format(left, right)
        return self.typed(text, scalar) if wide and not scalar.wide else text

    def division(self, scalar: Arithmetic, wide: bool) -> str:
        if not wide:
            return self.dialect.division
        return self.dialect.long_division if scalar.wide else self.dialect.wide_division

    def operand(self, scalar: Scalar, wide: bool, names: Names) -> str:
        text = self.scalar(scalar, names)
        if wide and not scalar.wide:
            return f"CAST({text} AS {self.dialect.wide})"
        return text

    def case(self, scalar: Case, names: Names) -> str:
        def value(part: Scalar) -> str:
            return self.operand(part, scalar.wide, names)

        branches = "".join(f" WHEN {self.scalar(c, names)} THEN {value(v)}" for c, v in scalar.branches)
        text = f"(CASE{branches} ELSE {value(scalar.otherwise)} END)"
        values = [v for _, v in scalar.branches] + [scalar.otherwise]
        if (
            scalar.kind == "integer"
            and not scalar.wide
            and all(isinstance(v, Literal | Null) for v in values)
        ):
            return self.typed(text, scalar)
        return text
