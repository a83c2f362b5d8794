"""The Spark back end: relations evaluated by Spark SQL, over temporary views of one session."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.scoring.algebra import Relation, Table
from zhaoshang.scoring.backends.backend import Data, Row
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
        self._stored: dict[int, Relation] = {}
        for table, rows in data.values():
            self._load(table, rows)

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation. Stored relations are computed once and kept."""
        for stored in stored_in(relation):
            if id(stored) not in self._stored:
                made = self._frame(statement(stored.source, SPARK)).localCheckpoint()
                made.createOrReplaceTempView(stored.label)
                self._stored[id(stored)] = stored
        frame = self._frame(statement(relation, SPARK))
        return [tuple(map(_whole, row)) for row in frame.collect()]

    def _load(self, table: Table, rows: Sequence[Row]) -> None:
        columns = ", ".join(f"{c.name} {_TYPES[c.kind]}" for c in table.columns.values())
        self._session.createDataFrame(rows, columns).createOrReplaceTempView(table.label)

    def _frame(self, text: str) -> DataFrame:
        return self._session.sql(text.replace("\\", "\\\\"))  # in Spark's literals a backslash escapes


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _local(master: str) -> SparkSession:
    """A session of this process. Raises ProblemsFound where Java does not start."""
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("zhaoshang").master(master)
    try:
        return builder.config("spark.ui.enabled", "false").getOrCreate()
    except PySparkRuntimeError:
        raise ProblemsFound(
            [
                Problem(
                    "engine.no_java",
                    Words("Spark 启动不了", "Spark does not start"),
                    expected=Words("Java 17 或更新", "Java 17 or newer"),
                    advice=Words(
                        "请安装 Java，如 Debian 的 default-jre-headless",
                        "install Java, such as Debian's default-jre-headless",
                    ),
                )
            ]
        ) from None
