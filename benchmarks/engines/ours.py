"""zhaoshang itself, scoring by ``scheme/``: the only engine that reads its rules instead of having them written for it.

python -m engines.ours SIZE import     take in the ledger and arrange it: done once, timed apart
python -m engines.ours SIZE            score what was taken in
"""

from __future__ import annotations

import sys

from places import SCHEME, ledger_folder

from engines.common import Run


def take_in(run: Run) -> None:
    """Read the ledger folder."""
    run.step("import")


def score(run: Run) -> None:
    """Score, and write lines and totals as our library does; ``ours_narrow`` makes them comparable, untimed."""
    import csv

    from zhaoshang.library import load_scheme, read_ledger
    from zhaoshang.library import score as score_

    if run.size != "small":
        sys.exit("scoring from a store is not there yet")
    scheme = load_scheme(SCHEME)
    ledger = read_ledger(ledger_folder(run.size), scheme)
    run.step("read")
    result = score_(scheme, ledger, "campaign")
    run.step("score")
    with (run.output / "lines.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("unit", "rule", "row", "date", "fact", "points"))
        for unit in result.units:
            for line in unit.lines:
                out.writerow((unit.unit, line.rule, line.row, line.date, "；".join(line.facts), line.points))
    with (run.output / "scores.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(("unit", "group", "score", "rank"))
        out.writerows((unit.unit, unit.group, unit.score, unit.rank) for unit in result.units)
    run.step("write")


if __name__ == "__main__":
    this = Run("ours")
    take_in(this) if "import" in sys.argv else score(this)
    this.finish()
