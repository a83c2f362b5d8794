"""The Spark back end: relations evaluated by Spark SQL, over temporary views of one session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scoring.algebra import LargeValues, Relation, Table
from zhaoshang.scoring.backends.backend import Data, Row
from zhaoshang.scoring.backends.names import plain_name, with_plain_names
from zhaoshang.scoring.backends.pieces import Pieces
from zhaoshang.scoring.backends.requirements import missing_extra
from zhaoshang.scoring.backends.sql import SPARK, statement, stored_in

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOCAL = "local[2]"
_TYPES = {"integer": "BIGINT", "truth": "BOOLEAN", "text": "STRING"}
_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, never a wrong number
    "spark.sql.variable.substitute": "false",  # ${…} in a text is a text
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",  # DECIMAL(38,0) stays what it is
}

_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}


class Spark:
    """Evaluates relations in a session of its own, which holds the tables it was made with.

    It shares the context of ``session``, or of one made for ``master``, and none of its views or settings.
    Raises ProblemsFound where pyspark or Java is missing.
    """

    def __init__(self, data: Data, session: SparkSession | None = None, master: str | None = None) -> None:
        missing = missing_extra("pyspark", "spark")
        if missing:
            raise ProblemsFound(missing)
        self._session = (session or _local(master or LOCAL)).newSession()
        for name, value in _SETTINGS.items():
            self._session.conf.set(name, value)
        self._pieces = Pieces()
        self._stored: dict[int, Relation] = {}
        self._large = LargeValues()
        for table, rows in data.values():
            self._load(table, rows)

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation. Stored relations are computed once and kept."""
        relation, constants = self._large.taken_out(relation)
        for table, values in constants:
            self._load(table, values.rows)
        relation = self._pieces.cut(relation)
        for stored in stored_in(relation):
            if id(stored) not in self._stored:
                made = self._frame(statement(stored.source, SPARK)).localCheckpoint()
                made.createOrReplaceTempView(plain_name(stored.label))
                self._stored[id(stored)] = stored
        frame = self._frame(statement(relation, SPARK))
        return [tuple(map(_whole, row)) for row in frame.collect()]

    def _load(self, table: Table, rows: Sequence[Row]) -> None:
        columns = ", ".join(f"{plain_name(c.name)} {_TYPES[c.kind]}" for c in table.columns.values())
        self._session.createDataFrame(rows, columns).createOrReplaceTempView(table.label)

    def _frame(self, text: str) -> DataFrame:
        text = with_plain_names(text)
        return self._session.sql(text.replace("\\", "\\\\"))  # in Spark's literals a backslash escapes


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _local(master: str) -> SparkSession:
    """A session of this process. Raises ProblemsFound where Java is missing or the master cannot be reached."""
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise ProblemsFound([_no_java()])
    builder = SparkSession.builder.appName("zhaoshang").master(master)
    for name, value in _QUIET.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise ProblemsFound([_no_start(master, error)]) from None
    except Exception as error:
        if type(error).__name__ != "Py4JJavaError":  # Java's own; its module has no types
            raise
        raise ProblemsFound([_no_start(master, error)]) from None


def _no_java() -> Problem:
    return Problem(
        "engine.no_java",
        Words("没有找到 Java，Spark 要靠它运行", "there is no Java, which Spark runs on"),
        expected=Words("Java 17 或更新", "Java 17 or newer"),
        advice=Words(
            "如在 Debian 上：apt-get install default-jre-headless",
            "on Debian: apt-get install default-jre-headless",
        ),
    )


def _no_start(master: str, error: Exception) -> Problem:
    told = [
        line.strip(": ") for line in str(error).splitlines() if line.strip() and not line.startswith("\tat")
    ]
    said = next((line for line in told if "Exception: " in line), told[-1]).rstrip(".")
    return Problem(
        "engine.spark_start",
        Words(f"Spark 启动不了：{said}", f"Spark does not start: {said}"),
        text=master,
        advice=Words("请检查 --master 和 Java 的版本", "check --master and the version of Java"),
    )
