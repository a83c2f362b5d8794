"""The oracle: the four rules in plain Python on whole numbers, one row after another, as simply as can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import rules

from engines.common import Run

Row = tuple[int, ...]
TierAndPoints = Callable[[int, int], tuple[int, int]]


def yuan_of(amount: int, is_usd: bool) -> int:
    """An amount in yuan."""
    return amount * rules.YUAN_A_DOLLAR if is_usd else amount


def milestone_awards(milestones: Iterable[tuple], worth: TierAndPoints) -> list[Row]:
    """Rules (a), (c's input is apart) and (d): a row for each milestone, and one for each late signing."""
    rows = list(milestones)
    landed = {project: day for _, _, project, stage, _, day, _ in rows if stage == rules.LANDED}
    awards = []
    for fact, unit, project, stage, amount, day, is_usd in rows:
        yuan = yuan_of(amount, is_usd)
        tier, points = worth(stage, yuan)
        awards.append((unit, stage * 10 + tier, fact, points))
        if stage == rules.SIGNED and (rules.LAST_DAY - day).days > rules.LATE_DAYS:
            end = landed.get(project)
            if end is None or (end - day).days > rules.LATE_DAYS:
                tier, points = worth(rules.LANDED, yuan)
                awards.append((unit, rules.OVERDUE + tier, fact, rules.LATE_TIMES * points))
    return awards


def lead_awards(leads: Iterable[tuple]) -> list[Row]:
    """Rule (b): each approved lead, by day and number, until the month's limit is reached."""
    given: dict[tuple[int, int, int], int] = defaultdict(int)
    awards = []
    for lead, unit, day, approved in sorted(leads, key=lambda row: (row[2], row[0])):
        if approved:
            month = (unit, day.year, day.month)
            points = min(rules.LEAD_POINTS, rules.LEAD_LIMIT - given[month])
            given[month] += points
            awards.append((unit, rules.LEAD, lead, points))
    return awards


def quarter_awards(units: Iterable[tuple], milestones: Iterable[tuple]) -> list[Row]:
    """Rule (c): each quarter in which a unit signed nothing of the first tier or more."""
    signed = {
        (unit, (day.year - rules.FIRST_DAY.year) * 4 + (day.month - 1) // 3)
        for _, unit, _, stage, amount, day, is_usd in milestones
        if stage == rules.SIGNED and yuan_of(amount, is_usd) >= rules.TIERS[0]
    }
    return [
        (unit, rules.NO_SIGNING, quarter, rules.NO_SIGNING_POINTS)
        for unit, _ in units
        for quarter in range(rules.QUARTERS)
        if (unit, quarter) not in signed
    ]


def totals_of(units: list[tuple], awards: Iterable[Row]) -> list[Row]:
    """Each unit's group, total and place."""
    total = {unit: 0 for unit, _ in units}
    for unit, _, _, points in awards:
        total[unit] += points
    in_group: dict[int, list[int]] = defaultdict(list)
    for unit, group in units:
        in_group[group].append(total[unit])
    place: dict[tuple[int, int], int] = {}
    for group, values in in_group.items():
        for above, value in enumerate(sorted(values, reverse=True)):
            place.setdefault((group, value), above + 1)
    return [(unit, group, total[unit], place[group, total[unit]]) for unit, group in units]


def score(
    units: list[tuple], milestones: list[tuple], leads: list[tuple], worth: TierAndPoints
) -> tuple[list[Row], list[Row]]:
    """The trace and the totals."""
    awards = milestone_awards(milestones, worth) + lead_awards(leads) + quarter_awards(units, milestones)
    return awards, totals_of(units, awards)


def read_rows(run: Run, table: str) -> list[tuple]:
    """All rows of a table."""
    import pyarrow.parquet as pq

    return list(zip(*(column.to_pylist() for column in pq.read_table(run.path(table)).columns), strict=True))


def write_rows(run: Run, awards: list[Row], totals: list[Row]) -> None:
    """Both files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path, names, rows in (
        (run.trace, ("unit_id", "rule", "fact_id", "points"), awards),
        (run.totals, ("unit_id", "group_id", "total", "place"), totals),
    ):
        columns = zip(*rows, strict=True)
        pq.write_table(
            pa.table({n: pa.array(c, pa.int64()) for n, c in zip(names, columns, strict=True)}), path
        )


def main(engine: str, worth: TierAndPoints) -> None:
    """A whole run, with somebody's way to find tier and points."""
    run = Run(engine)
    units, milestones, leads = (read_rows(run, table) for table in ("units", "milestones", "leads"))
    run.step("read")
    awards, totals = score(units, milestones, leads, worth)
    run.step("score")
    write_rows(run, awards, totals)
    run.step("write")
    run.finish()


if __name__ == "__main__":
    main("plain_python", rules.tier_and_points)
