"""Writes the demonstration ledger of the pack luan-2022: fictional projects that add up to the published counts.

Usage: python tools/synthesise_luan.py [FOLDER], by default the pack's own ``ledger`` folder. There is no chance in
it: the same counts always give the same files. Every name says that it is made up.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

PACK = Path(__file__).parent.parent / "src/zhaoshang/packs/luan-2022"
FIRST_DAY, LAST_DAY = date(2022, 1, 4), date(2022, 9, 30)


class Area(NamedTuple):
    """One row of the published table; each larger size is contained in the one before."""

    name: str
    signed_100m: int
    signed_500m: int
    signed_1b: int
    started: int
    outings: int


PUBLISHED = (
    Area("霍邱县", 52, 11, 4, 45, 14),
    Area("舒城县", 52, 14, 5, 39, 24),
    Area("金寨县", 47, 10, 4, 36, 19),
    Area("金安区", 46, 11, 6, 43, 28),
    Area("霍山县", 45, 13, 4, 34, 17),
    Area("裕安区", 44, 10, 3, 37, 13),
    Area("市开发区", 39, 14, 6, 34, 23),
    Area("叶集区", 19, 5, 4, 17, 23),
)
SMALL_PROJECTS = 2
"""Of each area, below a hundred million yuan: they are in the ledger and in none of the counts."""

PLACES = ("上海市", "苏州市", "杭州市", "合肥市", "宁波市", "深圳市", "无锡市")


def size_in_wan(area: Area, number: int) -> int:
    """The investment of an area's project, in ten thousand yuan; the first and last of a size stand on its edge."""
    if number >= area.signed_100m:
        return 9_999 if number == area.signed_100m else 6_000
    if number < area.signed_1b:
        return 100_000 + 25_000 * number
    if number < area.signed_500m:
        return 50_000 + 4_500 * ((number - area.signed_1b) % 11)
    return 10_000 + 1_700 * ((number - area.signed_500m) % 23)


def spread(number: int, of: int, first: date, last: date) -> date:
    """The day of one of so many events laid evenly from the first day to the last."""
    return first + timedelta(days=(last - first).days * number // max(1, of - 1))


def tables() -> dict[str, list[dict[str, object]]]:
    """The ledger's tables by file name, rows by header."""
    projects: list[dict[str, object]] = []
    milestones: list[dict[str, object]] = []
    activities: list[dict[str, object]] = []
    for area in PUBLISHED:
        total = area.signed_100m + SMALL_PROJECTS
        for number in range(total):
            project = f"LA{len(projects) + 1:04}"
            projects.append(
                {
                    "项目编号": project,
                    "项目名称": f"演示项目{len(projects) + 1:04}",
                    "责任单位": area.name,
                    "资金类型": "内资",
                    "总投资（万元）": size_in_wan(area, number),
                }
            )
            # 5 divides none of the totals, so that large and small projects are signed all through the period
            signed = spread(number * 5 % total, total, FIRST_DAY, date(2022, 9, 9))
            milestones.append({"项目编号": project, "阶段": "签约", "日期": signed})
            if number < area.started:
                started = min(LAST_DAY, signed + timedelta(days=20 + number * 11 % 60))
                milestones.append({"项目编号": project, "阶段": "开工", "日期": started})
        for number in range(area.outings):
            activities.append(
                {
                    "活动编号": f"WC{len(activities) + 1:04}",
                    "责任单位": area.name,
                    "日期": spread(number, area.outings, FIRST_DAY, LAST_DAY),
                    "类型": "外出招商",
                    "方式": "线下",
                    "地点": PLACES[number % len(PLACES)],
                }
            )
    return {"projects": projects, "milestones": milestones, "activities": activities}


def write(folder: Path) -> None:
    """The tables as CSV files that a spreadsheet opens with its Chinese intact."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else PACK / "ledger")
