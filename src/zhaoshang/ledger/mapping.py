"""A saved mapping: how an office's own sheets and headers are ours, written once and used every month.

A YAML or JSON file::

    sheets:
      签约项目表:                       # the office's sheet, or its CSV file's name
        - table: projects
          columns: {序号: project, 项目名: name, 单位: unit, 投资额（亿元）: amount}
          values: {资金性质: {市外内资: 内资}}     # its own words for a fixed choice
        - table: milestones              # the same rows once more, as another table
          columns: {序号: project, 签约时间: date}
          fixed: {stage: 签约}            # one value for every row
          where: 签约时间                 # only rows in which this column is filled
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from zhaoshang.ledger.headers import headers_of, plain_header
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.tables import TABLES, Table


@dataclass(frozen=True)
class SheetMapping:
    """How the rows of one sheet are rows of one table."""

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    where: str | None = None


@dataclass(frozen=True)
class SavedMapping:
    """The mapping of every sheet of an office's workbook that is not named like a table."""

    sheets: Mapping[str, tuple[SheetMapping, ...]]

    def of_sheet(self, name: str) -> tuple[SheetMapping, ...]:
        """The mappings of a sheet, none if it is not mapped."""
        return self.sheets.get(plain_header(name), ())


def table_named(name: str) -> Table | None:
    """The table of a key or Chinese name."""
    plain = plain_header(name)
    return next((table for table in TABLES.values() if plain in (table.key, table.label)), None)


def read_mapping(path: str | Path) -> SavedMapping:
    """Read a saved mapping (YAML or JSON). Raises ProblemsFound with everything that is wrong in it."""
    import yaml

    path = Path(path)
    try:
        written = yaml.load(path.read_text(encoding="utf-8-sig"), yaml.BaseLoader)  # texts only: on stays on
    except OSError:
        words = Words(zh="映射文件打不开", en="the mapping file cannot be opened")
        raise ProblemsFound([Problem("no_such_file", words, Place(file=str(path)))]) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        words = Words(zh="映射文件不是 YAML 或 JSON", en="the mapping file is neither YAML nor JSON")
        mark = getattr(error, "problem_mark", None)
        place = Place(file=path.name, line=mark.line + 1 if mark else None)
        raise ProblemsFound([Problem("broken_mapping", words, place)]) from None
    return mapping_of(written, path.name)


def mapping_of(written: object, file: str | None = None) -> SavedMapping:
    """A mapping from plain maps and lists, as a form or a file gives it. Raises ProblemsFound."""
    problems: list[Problem] = []

    def wrong(field: str, zh: str, en: str, text: str | None = None) -> None:
        problems.append(Problem("broken_mapping", Words(zh, en), Place(file=file, field=field), text))

    sheets: dict[str, tuple[SheetMapping, ...]] = {}
    listed = written.get("sheets") if isinstance(written, dict) else None
    if not isinstance(listed, dict) or not listed:
        wrong(
            "sheets", "映射文件应有 sheets，列出各张工作表", "a mapping has sheets, one entry for each sheet"
        )
        raise ProblemsFound(problems)
    for name, entries in listed.items():
        found = []
        for entry in entries if isinstance(entries, list) else [entries]:
            where = f"sheets.{name}"
            if not isinstance(entry, dict):
                wrong(where, "应写 table 和 columns", "expected table and columns")
                continue
            for key in entry.keys() - {"table", "columns", "fixed", "values", "where"}:
                wrong(f"{where}.{key}", "没有这一项", "there is no such key", str(key))
            table = table_named(str(entry.get("table", "")))
            if table is None:
                wrong(f"{where}.table", "没有这张表", "there is no such table", str(entry.get("table", "")))
                continue
            for key in ("columns", "fixed", "values"):
                if not isinstance(entry.get(key, {}), dict):
                    wrong(f"{where}.{key}", "应为“名: 值”", "expected names and values")
            if problems:
                continue
            known = headers_of(table)
            ours = {**entry.get("columns", {}), **{key: key for key in entry.get("fixed", {})}}
            for theirs, column in ours.items():
                if plain_header(column) not in known:
                    wrong(f"{where}.{theirs}", f"“{table.label}”表没有这一列",
                          f"{table.key} has no such column", str(column))  # fmt: skip
            if problems:
                continue
            found.append(
                SheetMapping(
                    table.key,
                    {theirs: known[plain_header(c)].key for theirs, c in entry.get("columns", {}).items()},
                    {
                        known[plain_header(key)].key: str(value)
                        for key, value in entry.get("fixed", {}).items()
                    },
                    entry.get("values", {}),
                    entry.get("where"),
                )
            )
        sheets[plain_header(name)] = tuple(found)
    if problems:
        raise ProblemsFound(problems)
    return SavedMapping(sheets)
