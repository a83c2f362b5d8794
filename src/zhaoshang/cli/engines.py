"""Which engine evaluates a scheme, as commands ask for it: the options, and what they come to."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Annotated, cast

import typer

from zhaoshang.cli.arguments import one_of
from zhaoshang.problems import Place, Problem, Words

if TYPE_CHECKING:
    from zhaoshang.scoring.run import Engine

ENGINES = ("auto", "python", "duckdb", "postgresql", "spark")
EngineName = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="|".join(ENGINES),
        help="用哪个引擎，结果完全相同；缺省 auto 按台账大小在 python 和 duckdb 中选。"
        "Which engine; results are identical, and auto chooses python or duckdb by the ledger's size.",
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="PostgreSQL 的地址，缺省取环境变量 ZHAOSHANG_DATABASE；只用临时表，不动库里的内容。"
        "PostgreSQL's address, by default ZHAOSHANG_DATABASE; only temporary tables, nothing of yours is touched.",
    ),
]
Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="Spark 的主节点，缺省 local[2]，即本机两个核。Spark's master; by default two cores of this machine.",
    ),
]


def engine_of(name: str, database: str | None, master: str | None, problems: list[Problem]) -> Engine:
    """The engine that the options ask for. What it lacks, or an option that it does not take, is a problem."""
    from zhaoshang.scoring.backends.postgresql import DATABASE_VARIABLE, PostgreSQL
    from zhaoshang.scoring.backends.requirements import missing_extra
    from zhaoshang.scoring.backends.spark import Spark

    chosen = one_of("--engine", name, ENGINES, problems)
    problems += _idle("--database", database, "postgresql", chosen) + _idle(
        "--master", master, "spark", chosen
    )
    if chosen == "postgresql":
        problems += missing_extra("psycopg", "postgresql")
        if not (database or os.environ.get(DATABASE_VARIABLE)):
            problems.append(PostgreSQL.no_database())
        return partial(PostgreSQL, database=database)
    if chosen == "spark":
        problems += missing_extra("pyspark", "spark")
        return partial(Spark, master=master)
    return cast("Engine", chosen)


def _idle(option: str, value: str | None, engine: str, chosen: str) -> list[Problem]:
    """An option that would do nothing is a misunderstanding."""
    if value is None or chosen == engine:
        return []
    what = Words(f"只有 --engine {engine} 用得到", f"only --engine {engine} takes it")
    return [Problem("usage.idle_option", what, Place(field=option), value)]
