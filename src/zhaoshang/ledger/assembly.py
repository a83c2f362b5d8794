"""A draft becomes a ledger: units by their proper names, references, corrections, order, names, digest.

Everything here looks at rows beside each other; what can be said of one row alone is in ``draft``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from zhaoshang.ledger.corrections import counted_rows, replaced_rows
from zhaoshang.ledger.draft import Draft
from zhaoshang.ledger.model import Ledger, Row, digest_of, in_canonical_order, repeats_of_a_stage
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.tables import FACT_TABLES, TABLES, Column, Kind, Table, UnitDirectory, UnitEntry


def assemble(draft: Draft, units: UnitDirectory | None) -> Ledger:
    """The ledger of a draft. Raises ProblemsFound with everything that is wrong, warnings among it.

    ``units`` are those of the scheme; with None any name of a unit is taken, but for the aliases that the
    ledger's own table of units explains.
    """
    _name_units(draft, units)
    _take_currency_of_project(draft)
    _check_references(draft)
    _check_spans(draft)
    rows = {key: in_canonical_order(key, draft.rows[key]) for key in TABLES}
    not_counted: set[str] = set()
    for key in TABLES:
        if key in FACT_TABLES:
            replaced = replaced_rows(draft, key, rows[key])
            not_counted |= replaced
            _check_unique(draft, TABLES[key], counted_rows(rows[key], replaced))
        else:
            _check_unique(draft, TABLES[key], rows[key])
    for row in repeats_of_a_stage(counted_rows(rows["milestones"], not_counted)):
        not_counted.add(str(row["fact"]))
        draft.problems.append(_repeat(draft, row))
    _warn_of_credits(draft)
    if any(problem.severity == "error" for problem in draft.problems):
        raise ProblemsFound(_by_place(draft.problems))
    return Ledger(
        tables={key: tuple(each) for key, each in rows.items()},
        digest=digest_of(rows),
        warnings=tuple(_by_place(draft.problems)),
        not_counted=frozenset(not_counted),
    )


def _by_place(problems: list[Problem]) -> list[Problem]:
    """Sheet by sheet as they first come up, then row by row."""
    sheets: dict[tuple[str | None, str | None], int] = {}
    for problem in problems:
        sheets.setdefault((problem.where.file, problem.where.sheet), len(sheets))
    return sorted(problems, key=lambda p: (sheets[p.where.file, p.where.sheet], p.where.row or 0))


def _name_units(draft: Draft, units: UnitDirectory | None) -> None:
    """Replace every name of a unit by its proper one."""
    own = [
        UnitEntry(
            str(row["unit"]),
            row["aliases"] if isinstance(row["aliases"], tuple) else (),
            row["valid_from"] if isinstance(row["valid_from"], int) else None,
            row["valid_to"] if isinstance(row["valid_to"], int) else None,
        )
        for row in draft.rows["units"]
    ]
    any_name = units is None
    directory = (units or UnitDirectory(())).with_entries(own)
    if any_name and not own:
        return
    # what becomes of a name does not depend on the day unless some unit has not always been
    dated = any(each.valid_from is not None or each.valid_to is not None for each in directory.entries)
    known: dict[tuple[str, int | None], str | Problem] = {}
    for table in TABLES.values():
        if table.key == "units":
            continue
        columns = [column for column in table.columns if column.kind is Kind.UNIT]
        for row in chain(draft.rows[table.key], draft.refused[table.key]) if columns else ():
            day = row.get("date") if dated else None
            day = day if isinstance(day, int) else None
            for column in columns:
                name = row[column.key]
                if not isinstance(name, str):
                    continue
                found = known.get((name, day))
                if found is None:
                    found = known[name, day] = _proper_name(directory, name, day, any_name)
                if isinstance(found, str):
                    row[column.key] = found
                    if day is not None and not any_name and not directory.exists(found, day):
                        draft.problems.append(_not_then(draft, row, column, found))
                else:
                    draft.problems.append(replace(found, where=draft.place_of(row, column)))


def _proper_name(directory: UnitDirectory, name: str, day: int | None, any_name: bool) -> str | Problem:
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


def _not_then(draft: Draft, row: Row, column: Column, unit: str) -> Problem:
    return Problem(
        code="unit_not_then",
        what=Words(zh="这一天该单位尚未启用或已停用", en="the unit did not exist on that day"),
        where=draft.place_of(row, column),
        text=unit,
        severity="warning",
    )


def _take_currency_of_project(draft: Draft) -> None:
    """A milestone's amount is in its project's currency unless it says otherwise; no amount, no currency."""
    currency_of = {row["project"]: row["currency"] for row in draft.rows["projects"]}
    for key in ("milestones", "changes"):
        for row in draft.rows[key]:
            if row["amount"] is None:
                row["currency"] = None
            elif row["currency"] is None:
                row["currency"] = currency_of.get(row["project"], "CNY")


def _check_references(draft: Draft) -> None:
    for table in TABLES.values():
        for column in table.columns:
            target = column.refers_to
            if target is None or target in draft.unread_tables:
                continue
            identity = TABLES[target].identity[0]
            known = {row[identity] for row in chain(draft.rows[target], draft.refused[target])}
            for row in chain(draft.rows[table.key], draft.refused[table.key]):
                value = row[column.key]
                if value is not None and value not in known:
                    label = TABLES[target].label
                    draft.problems.append(
                        Problem(
                            code="unknown_reference",
                            what=Words(
                                zh=f"“{label}”表里没有这个编号", en=f"the table {target} has no such number"
                            ),
                            where=draft.place_of(row, column),
                            text=str(value),
                            advice=Words(
                                zh=f"请核对编号，或在“{label}”表里补上这一行",
                                en=f"check the number, or add the row to {target}",
                            ),
                        )
                    )


def _check_spans(draft: Draft) -> None:
    """A span must not end before it begins, and a disqualification must say whose it is."""
    for key, first, last in (
        ("units", "valid_from", "valid_to"),
        ("credits", "from", "to"),
        ("targets", "from", "to"),
        ("exclusions", "from", "to"),
    ):
        for row in draft.rows[key]:
            begin, end = row[first], row[last]
            if isinstance(begin, int) and isinstance(end, int) and end < begin:
                draft.problems.append(
                    Problem(
                        code="ends_before_it_begins",
                        what=Words(zh="截止早于起始", en="it ends before it begins"),
                        where=draft.place_of(row, TABLES[key].by_key[last]),
                    )
                )
    for row in draft.rows["exclusions"]:
        if row["unit"] is None and row["person"] is None:
            draft.problems.append(
                Problem(
                    code="nobody_excluded",
                    what=Words(zh="单位和人员都空着", en="neither a unit nor a person is named"),
                    where=draft.place_of(row, TABLES["exclusions"].by_key["unit"]),
                )
            )


def _check_unique(draft: Draft, table: Table, rows: Iterable[Row]) -> None:
    if not table.unique:
        return
    first: dict[tuple[object, ...], Row] = {}
    labels = "、".join(table.by_key[key].label for key in table.identity)
    for row in sorted(rows, key=lambda each: draft.places[id(each)][1]):
        identity = tuple(row[key] for key in table.identity)
        earlier = first.setdefault(identity, row)
        if earlier is not row:
            place = draft.place_of(earlier)
            draft.problems.append(
                Problem(
                    code="repeated",
                    what=Words(
                        zh=f"与第{place.row}行重复（{labels}相同）",
                        en=f"repeats row {place.row} (the same {', '.join(table.identity)})",
                    ),
                    where=draft.place_of(row, table.by_key[table.identity[0]]),
                    text=str(row[table.identity[0]]),
                    advice=Words(
                        zh="如是更正，请在“更正”列填被更正行的序号；否则请改编号或删去一行",
                        en="a correction names the corrected row's id in supersedes; otherwise renumber or delete one",
                    )
                    if table.is_fact
                    else Words(zh="请改编号或删去一行", en="renumber or delete one of them"),
                )
            )


def _repeat(draft: Draft, row: Row) -> Problem:
    stage = TABLES["milestones"].by_key["stage"]
    return Problem(
        code="stage_repeated",
        what=Words(
            zh="该项目此前已到过这一阶段，本行不再计算",
            en="the project reached this stage before; this row does not count",
        ),
        where=draft.place_of(row, stage),
        text=f"{row['project']} {stage.label_of[str(row['stage'])]}",
        severity="warning",
    )


def _warn_of_credits(draft: Draft) -> None:
    credited: dict[object, set[object]] = {}
    for row in draft.rows["credits"]:
        credited.setdefault(row["project"], set()).add(row["unit"])
    for row in draft.rows["projects"]:
        if row["project"] in credited and row["unit"] not in credited[row["project"]]:
            draft.problems.append(
                Problem(
                    code="responsible_unit_not_credited",
                    what=Words(
                        zh="该项目填了归属，但没有责任单位，责任单位将不得分",
                        en="the project has credits but none for its responsible unit, which will earn nothing",
                    ),
                    where=draft.place_of(row, TABLES["projects"].by_key["unit"]),
                    text=f"{row['project']} {row['unit']}",
                    severity="warning",
                )
            )
