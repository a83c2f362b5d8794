"""A nation in one run: 2,800 invented jurisdictions of 60 to 100 units, each with its own scheme and ledger.

    python benchmarks/nation.py                       # write them, run them, say what it took
    python benchmarks/nation.py --jurisdictions 200   # a smaller nation

Twenty years are invented, for copies of shipped schemes with more units; every jurisdiction gets a copy of one
of them, half of them workbooks and half folders of CSV. By default every jurisdiction has a scheme folder of its
own, so that none is loaded once for many; ``--schemes shared`` gives twenty schemes to all. Peak memory is that of
the whole process tree, added up five times a second; shared pages count once for each process.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from zhaoshang.demonstration import demonstration_ledger, usual_year
from zhaoshang.demonstration.folder import period_of
from zhaoshang.ledger import write_csv_folder, write_workbook
from zhaoshang.scheme import load_scheme
from zhaoshang.scheme.folders import find_pack

HERE = Path(__file__).parent / "build" / "nation"
SIZES = (60, 70, 80, 90, 100)
PACKS = ("kaiping-2023", "zhengzhou-2018", "shuangyashan-2023-winter", "xinxiang-2023")
FEWEST = 20
"""Jurisdictions, so that each of the invented years is used."""


def main() -> None:
    asked = arguments()
    place = HERE / f"{asked.jurisdictions}-{asked.schemes}"
    if not (place / "list.csv").exists():
        begun = time.perf_counter()
        write_nation(place, asked.jurisdictions, asked.schemes == "own")
        print(f"written in {time.perf_counter() - begun:.1f} s: {place}", file=sys.stderr)
    out = place / f"out-{asked.workers}"
    shutil.rmtree(out, ignore_errors=True)
    command = [
        sys.executable, "-c", "from zhaoshang.cli import main; raise SystemExit(main())", "many",
        str(place / "list.csv"), "--out", str(out), "--workers", str(asked.workers),
        *(["--memory", asked.memory] if asked.memory else []), *asked.rest,
    ]  # fmt: skip
    first = measured(command)
    again = measured([*command, "--resume"])
    files = {path.name: path.stat().st_size for path in sorted(out.iterdir()) if path.is_file()}
    figures = {
        "jurisdictions": asked.jurisdictions, "schemes": asked.schemes, "workers": asked.workers,
        "memory": asked.memory, "run": first, "resumed": again, "bytes": files, "load_before": os.getloadavg(),
    }  # fmt: skip
    print(json.dumps(figures, indent=1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--jurisdictions", type=int, default=2800)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", help="for each worker, such as 400MB")
    parser.add_argument("--schemes", choices=("own", "shared"), default="own")
    asked, asked_more = parser.parse_known_args()
    if asked.jurisdictions < FEWEST:
        parser.error(f"at least {FEWEST} jurisdictions")
    asked.rest = asked_more
    return asked


# -- the nation
def write_nation(place: Path, number: int, own_schemes: bool) -> None:
    shutil.rmtree(place, ignore_errors=True)
    models = [write_model(place / "models", pack, size) for pack in PACKS for size in SIZES]
    with (place / "list.draft").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["辖区", "方案", "读法", "台账", "考核期", "截至"])
        for i in range(number):
            pack, ledger, period = models[i % len(models)]
            home = place / "jurisdictions" / f"{i:04}"
            home.mkdir(parents=True)
            copy(ledger, home / ledger.name)
            if own_schemes:
                copy(pack, home / "scheme")
            scheme = f"jurisdictions/{i:04}/scheme" if own_schemes else f"models/{pack.name}"
            writer.writerow(
                [f"虚构辖区{i:04}", scheme, "", f"jurisdictions/{i:04}/{ledger.name}", period, ""]
            )
    (place / "list.draft").rename(place / "list.csv")


def write_model(place: Path, pack: str, size: int) -> tuple[Path, Path, str]:
    """A shipped scheme with more units, and an invented year of it."""
    folder = place / f"{pack}-{size}"
    shutil.copytree(find_pack(pack), folder, ignore=shutil.ignore_patterns("cases"))
    known = more_units(folder / "units.csv", size)
    if (folder / "targets.csv").exists():
        same_targets(folder / "targets.csv", known)
    scheme = load_scheme(folder)
    year = usual_year(scheme)
    ledger = demonstration_ledger(scheme, size, year)
    if size % 20:
        target = place / f"ledger-{pack}-{size}"
        write_csv_folder(ledger, target)
    else:
        target = place / f"ledger-{pack}-{size}.xlsx"
        write_workbook(ledger, target)
    return folder, target, period_of(scheme, year)


def more_units(path: Path, size: int) -> dict[str, str]:
    """Repeat the units of a scheme under other names; gives the name that each was made from."""
    header, *rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    blank = {header.index(name) for name in ("aliases", "order") if name in header}
    known: dict[str, str] = {}
    written = []
    for i in range(size):
        row = list(rows[i % len(rows)])
        name = row[0] if i < len(rows) else f"{row[0]}{i // len(rows) + 1}组"
        known[name] = row[0]
        for at in blank if i >= len(rows) else ():
            row[at] = ""
        if "joint" in header and row[header.index("joint")]:
            row[header.index("joint")] += f"{i // len(rows) + 1}组"
        written.append([name, *row[1:]])
    write_rows(path, [header, *written])
    return known


def same_targets(path: Path, known: dict[str, str]) -> None:
    header, *rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    held = {row[0]: row for row in rows}
    others = [row for row in rows if row[0] not in known.values()]
    write_rows(path, [header, *others, *([n, *held[o][1:]] for n, o in known.items() if o in held)])


def write_rows(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def copy(source: Path, target: Path) -> None:
    """A copy that takes no room: the files are the same, their names are not."""
    if source.is_dir():
        shutil.copytree(source, target, copy_function=os.link)
    else:
        os.link(source, target)


# -- what it takes
def measured(command: list[str]) -> dict[str, object]:
    """Run a command: wall-clock and processor seconds, and the peak memory of it and all below it."""
    before = os.times()
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(memory_of(each) for each in tree_of(process.pid)))
        time.sleep(0.2)
    seconds = time.perf_counter() - begun
    after = os.times()
    assert process.stdout is not None
    if process.returncode:
        sys.exit(f"status {process.returncode}: {' '.join(command)}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "status": process.returncode,
        "seconds": round(seconds, 1),
        "processor_seconds": round(spent, 1),
        "peak_megabytes": peak // 2**20,
        "figures": dict(line.strip().rsplit(maxsplit=1) for line in process.stdout.read().splitlines()),
    }


def tree_of(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            except OSError:
                continue
            parents.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for each in found:
        found += parents.get(each, [])
    return found


def memory_of(process: int) -> int:
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
