"""What can be wrong with rows beside each other, said: one maker for each message, for every way of reading.

Knows only places and values, so that rows in memory and rows in a database are spoken of alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from zhaoshang.problems import Place, Problem, Words
from zhaoshang.tables import TABLES, Table, UnitDirectory


def proper_name(directory: UnitDirectory, name: str, day: int | None, any_name: bool) -> str | Problem:
    """The proper name of a unit called so on a day, or what is wrong with the name, without its place."""
    found = directory.candidates(name, day)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        return Problem(
            code="ambiguous_unit",
            what=Words(
                zh="这个名称可指几个单位：" + "、".join(found),
                en="the name may mean several units: " + ", ".join(found),
            ),
            text=name,
            advice=Words(zh="请填规范名称", en="write the proper name"),
        )
    if any_name:
        return name
    near = directory.similar(name)
    return Problem(
        code="unknown_unit",
        what=Words(zh="没有这个单位", en="there is no such unit"),
        text=name,
        expected=Words(zh="方案名单里的单位或其别名", en="a unit of the scheme, or one of its aliases"),
        advice=Words(zh="可能是" + "、".join(near), en="perhaps " + " or ".join(near))
        if near
        else Words(zh="可在“单位”表里补充单位或别名", en="units and aliases may be added in the table units"),
    )


def unit_not_then(place: Place, unit: str) -> Problem:
    """A unit was not there on the day of the row."""
    return Problem(
        code="unit_not_then",
        what=Words(zh="这一天该单位尚未启用或已停用", en="the unit did not exist on that day"),
        where=place,
        text=unit,
        severity="warning",
    )


def unknown_reference(place: Place, target: str, value: object) -> Problem:
    """A row names a row of another table that is not there."""
    label = TABLES[target].label
    return Problem(
        code="unknown_reference",
        what=Words(zh=f"“{label}”表里没有这个编号", en=f"the table {target} has no such number"),
        where=place,
        text=str(value),
        advice=Words(
            zh=f"请核对编号，或在“{label}”表里补上这一行",
            en=f"check the number, or add the row to {target}",
        ),
    )


def ends_before_it_begins(place: Place) -> Problem:
    """A span's end is before its beginning."""
    return Problem("ends_before_it_begins", Words(zh="截止早于起始", en="it ends before it begins"), place)


def nobody_excluded(place: Place) -> Problem:
    """A disqualification names nobody."""
    words = Words(zh="单位和人员都空着", en="neither a unit nor a person is named")
    return Problem("nobody_excluded", words, place)


def repeated(place: Place, table: Table, first_row: int | None, value: object) -> Problem:
    """Two rows that count share an identity."""
    labels = "、".join(table.by_key[key].label for key in table.identity)
    return Problem(
        code="repeated",
        what=Words(
            zh=f"与第{first_row}行重复（{labels}相同）",
            en=f"repeats row {first_row} (the same {', '.join(table.identity)})",
        ),
        where=place,
        text=str(value),
        advice=Words(
            zh="如是更正，请在“更正”列填被更正行的序号；否则请改编号或删去一行",
            en="a correction names the corrected row's id in supersedes; otherwise renumber or delete one",
        )
        if table.is_fact
        else Words(zh="请改编号或删去一行", en="renumber or delete one of them"),
    )


def repeated_id(place: Place, first_row: int | None, value: object) -> Problem:
    """Two facts of a table have the same id."""
    return Problem(
        code="repeated_id",
        what=Words(zh=f"序号与第{first_row}行重复", en=f"the id is that of row {first_row}"),
        where=place,
        text=str(value),
        advice=Words(zh="请改成本表内不重复的序号", en="give each row its own id, or none"),
    )


def stage_repeated(place: Place, project: object, stage: object) -> Problem:
    """A project had reached the stage before."""
    label = TABLES["milestones"].by_key["stage"].label_of[str(stage)]
    return Problem(
        code="stage_repeated",
        what=Words(
            zh="该项目此前已到过这一阶段，本行不再计算",
            en="the project reached this stage before; this row does not count",
        ),
        where=place,
        text=f"{project} {label}",
        severity="warning",
    )


def responsible_unit_not_credited(place: Place, project: object, unit: object) -> Problem:
    """A project's credits leave out the unit responsible for it."""
    return Problem(
        code="responsible_unit_not_credited",
        what=Words(
            zh="该项目填了归属，但没有责任单位，责任单位将不得分",
            en="the project has credits but none for its responsible unit, which will earn nothing",
        ),
        where=place,
        text=f"{project} {unit}",
        severity="warning",
    )


def by_place(problems: Iterable[Problem]) -> list[Problem]:
    """Sheet by sheet as they first come up, then row by row."""
    problems = list(problems)
    sheets: dict[tuple[str | None, str | None], int] = {}
    for problem in problems:
        sheets.setdefault((problem.where.file, problem.where.sheet), len(sheets))
    return sorted(problems, key=lambda p: (sheets[p.where.file, p.where.sheet], p.where.row or 0))


def many_more(count: int, severity: Literal["error", "warning"]) -> Problem:
    """So many problems that not all are told one by one."""
    return Problem(
        code="many_more",
        what=Words(zh=f"另有{count}处没有逐条列出", en=f"{count} more are not listed one by one"),
        advice=Words(
            zh="多半是同样的毛病，先改好列出的各处，再检查一遍",
            en="most are of the same kind: mend those listed, then check again",
        ),
        severity=severity,
    )
