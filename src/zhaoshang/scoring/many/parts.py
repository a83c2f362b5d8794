"""What one jurisdiction leaves on disk: a folder of rows that is there whole or not at all.

Its name is the digest of everything that went in, so that a later run knows what is done already. The rows
are CSV, gzipped; their columns and types stand here and nowhere else.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from zhaoshang.ledger.whole_files import whole_folder
from zhaoshang.problems import Language, Problem, Words
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scoring.many.listing import Jurisdiction
from zhaoshang.scoring.result import Result
from zhaoshang.version import VERSION

POINTS = "DECIMAL(38,6)"
"""Points are whole millionths of the score's unit, so this holds all of them exactly."""
TEXTS = "VARCHAR[]"
TABLES: dict[str, dict[str, str]] = {
    "lines": {
        "jurisdiction": "VARCHAR", "unit": "VARCHAR", "date": "DATE", "rule": "VARCHAR", "label": "VARCHAR",
        "row": "VARCHAR", "clause": "VARCHAR", "points": POINTS, "facts": TEXTS, "why": "VARCHAR",
    },
    "totals": {"jurisdiction": "VARCHAR", "unit": "VARCHAR", "group": "VARCHAR", "total": POINTS},
    "places": {
        "jurisdiction": "VARCHAR", "unit": "VARCHAR", "board": "VARCHAR", "place": "BIGINT",
        "place_from_end": "BIGINT",
    },
    "outcomes": {
        "jurisdiction": "VARCHAR", "unit": "VARCHAR", "person": "VARCHAR", "outcome": "VARCHAR",
        "clause": "VARCHAR", "because": "VARCHAR", "by": "VARCHAR", "to": "VARCHAR",
    },
    "problems": {
        "jurisdiction": "VARCHAR", "severity": "VARCHAR", "code": "VARCHAR", "file": "VARCHAR",
        "sheet": "VARCHAR", "row": "BIGINT", "field": "VARCHAR", "line": "BIGINT", "position": "BIGINT",
        "text": "VARCHAR", "message": "VARCHAR",
    },
}  # fmt: skip
"""The columns of each file and their types, as DuckDB and Parquet know them."""
BETWEEN = "\x1f"
"""Between the facts of a line, where no text of a ledger can have it."""
_DRAFT = "."
_FORMAT = 1
_FIRST_PROBLEM = 200

Row = Sequence[str | int | None]
State = Literal["done", "kept", "failed"]


@dataclass(frozen=True)
class Finished:
    """What came of one jurisdiction. ``kept``: an earlier run had done it from the same inputs.

    ``part`` is its folder's name, ``longest`` the bytes of its longest row, ``first`` the first thing that is
    wrong where it failed.
    """

    state: State
    part: str
    scheme_digest: str = ""
    ledger_digest: str = ""
    as_of: int | None = None
    units: int = 0
    lines: int = 0
    problems: int = 0
    provisional: bool = False
    seconds: str = ""
    longest: int = 0
    first: Words | None = None


def finished_of(said: Mapping[str, Any]) -> Finished:
    """What was said as plain data. Raises TypeError where it was something else."""
    first = said["first"]
    return Finished(**{**said, "first": None if first is None else Words(**first)})


def key_of(jurisdiction: Jurisdiction, scheme_digest: str, language: Language) -> str:
    """The digest of everything that a jurisdiction's rows depend on; of its ledger the bytes as they lie there.

    Raises OSError where the ledger cannot be read.
    """
    said = [
        _FORMAT, VERSION, language, jurisdiction.name, scheme_digest, list(jurisdiction.overlays),
        jurisdiction.period, jurisdiction.as_of, _digest_of_bytes(jurisdiction.ledger),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:40]


def _digest_of_bytes(path: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        digest.update(f"{file.relative_to(path) if file != path else ''}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as stream:
            while chunk := stream.read(2**20):
                digest.update(chunk)
    return digest.hexdigest()


# -- writing and finding
def kept(parts: Path, key: str) -> Finished | None:
    """What an earlier run left under this key; None where there is nothing whole."""
    try:
        said = json.loads((parts / key / "finished.json").read_text(encoding="utf-8"))
        return replace(finished_of(said), state="kept", part=key)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_result(
    parts: Path, key: str, jurisdiction: Jurisdiction, result: Result, language: Language, seconds: str
) -> Finished:
    """Write the rows of a result."""
    rows = {
        "lines": _lines(jurisdiction.name, result, language),
        "totals": _totals(jurisdiction.name, result),
        "places": _places(jurisdiction.name, result),
        "outcomes": _outcomes(jurisdiction.name, result),
        "problems": _problems(jurisdiction.name, result.warnings, language),
    }
    finished = Finished(
        "done",
        key,
        result.scheme_digest,
        result.ledger_digest,
        result.as_of,
        len(result.units),
        sum(len(unit.lines) for unit in result.units),
        len(result.warnings),
        result.provisional,
        seconds,
    )
    return _write(parts, finished, rows)


def write_failure(
    parts: Path, jurisdiction: Jurisdiction, problems: Sequence[Problem], language: Language, seconds: str
) -> Finished:
    """Write what was wrong with a jurisdiction. It is never taken for done."""
    name = hashlib.sha256(jurisdiction.name.encode()).hexdigest()[:40]
    worst = next((p for p in problems if p.severity == "error"), problems[0])
    finished = Finished(
        "failed",
        f"failed-{name}",
        problems=len(problems),
        seconds=seconds,
        first=Words(worst.in_language("zh")[:_FIRST_PROBLEM], worst.in_language("en")[:_FIRST_PROBLEM]),
    )
    return _write(parts, finished, {"problems": _problems(jurisdiction.name, problems, language)})


def _write(parts: Path, finished: Finished, tables: dict[str, Iterator[Row]]) -> Finished:
    place = parts / finished.part
    shutil.rmtree(place, ignore_errors=True)
    longest = 0
    with whole_folder(place) as draft:
        for name, rows in tables.items():
            lines = [_csv_line(row) for row in rows]
            if lines:
                longest = max(longest, *map(len, lines))
                (draft / f"{name}.csv.gz").write_bytes(gzip.compress(b"".join(lines), 1, mtime=0))
        finished = replace(finished, longest=longest)
        text = json.dumps(asdict(finished), ensure_ascii=False)
        (draft / "finished.json").write_text(text, encoding="utf-8")
    return finished


def _csv_line(row: Row) -> bytes:
    """A row with every text in quotes, so that a blank (nothing) and an empty text differ."""
    cells = (
        "" if c is None else str(c) if isinstance(c, int) else '"' + c.replace('"', '""') + '"' for c in row
    )
    return (",".join(cells) + "\n").encode()


def files_of(parts: Path, finished: Iterable[Finished], table: str) -> list[Path]:
    """The files that hold rows of a table, in this order."""
    found = (parts / each.part / f"{table}.csv.gz" for each in finished)
    return [path for path in found if path.is_file()]


def remove_all_but(parts: Path, finished: Iterable[Finished]) -> None:
    """Remove parts of other lists and earlier ledgers, and what an interrupted run left half-written."""
    named = {each.part for each in finished}
    for folder in parts.iterdir():
        if folder.name not in named:
            shutil.rmtree(folder, ignore_errors=True)


# -- rows
def _lines(name: str, result: Result, language: Language) -> Iterator[Row]:
    for unit in result.units:
        for line in unit.lines:
            yield (
                name, unit.unit, to_iso(line.date), line.rule, line.label, line.row, line.clause,
                format_points(line.points), BETWEEN.join(line.facts), line.why.in_language(language),
            )  # fmt: skip


def _totals(name: str, result: Result) -> Iterator[Row]:
    for unit in result.units:
        yield name, unit.unit, unit.group, None if unit.score is None else format_points(unit.score)


def _places(name: str, result: Result) -> Iterator[Row]:
    for unit in result.units:
        for board, (place, from_end) in unit.places.items():
            yield name, unit.unit, board, place, from_end


def _outcomes(name: str, result: Result) -> Iterator[Row]:
    for o in result.outcomes:
        yield name, o.unit, o.person, o.outcome, o.clause, o.because, o.by, o.to


def _problems(name: str, problems: Iterable[Problem], language: Language) -> Iterator[Row]:
    for p in problems:
        at = p.where
        yield (
            name, p.severity, p.code, at.file, at.sheet, at.row, at.field, at.line, at.position, p.text,
            p.in_language(language),
        )  # fmt: skip


def bug(error: BaseException) -> Problem:
    """Something of ours went wrong over one jurisdiction; the others go on."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    line = f" ({Path(at.tb_frame.f_code.co_filename).name}:{at.tb_lineno})" if at is not None else ""
    return Problem(
        "many.bug",
        Words("程序出错，这是软件的缺陷，不是您的错", "this is a bug in zhaoshang, not a mistake of yours"),
        text=f"{type(error).__name__}: {error}{line}"[:300],
        advice=Words(
            "请用 zhaoshang score --debug 单独算这个辖区，把显示的内容报告给我们",
            "score this jurisdiction by itself with zhaoshang score --debug, and report what it shows",
        ),
    )
