"""A run over many jurisdictions: ask the workers, keep what comes, put it together at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from zhaoshang.problems import Language, Place, Problem, ProblemsFound, Words
from zhaoshang.scoring.many.listing import Jurisdiction
from zhaoshang.scoring.many.parts import Finished, finished_of, remove_all_but, write_failure
from zhaoshang.scoring.many.pool import Died, Pool, usual_workers
from zhaoshang.scoring.many.tables import write_tables
from zhaoshang.scoring.many.worker import LocalEngine, as_words

PARTS = "parts"
"""The folder in which each jurisdiction's own rows are kept, for a later run that resumes."""


@dataclass(frozen=True)
class Many:
    """A run over many: where its files are, and what came of each jurisdiction, in the order of the list."""

    folder: Path
    jurisdictions: tuple[Jurisdiction, ...]
    finished: tuple[Finished, ...]

    @property
    def failed(self) -> tuple[tuple[Jurisdiction, Finished], ...]:
        """Those that could not be scored."""
        both = zip(self.jurisdictions, self.finished, strict=True)
        return tuple((who, what) for who, what in both if what.state == "failed")


def score_many(
    jurisdictions: Sequence[Jurisdiction],
    out: str | Path,
    *,
    workers: int | None = None,
    memory: int | None = None,
    resume: bool = False,
    engine: LocalEngine = "auto",
    language: Language = "zh",
    progress: Callable[[Jurisdiction, Finished], None] | None = None,
) -> Many:
    """Score every jurisdiction and write all rows into the folder ``out``; the same list, the same rows.

    ``workers``: processes at a time, by default one for each core. ``memory``: bytes that each of them may
    take, where the system tells how much they do; a jurisdiction that needs more fails. ``resume``: go on in
    a folder that an earlier run has begun; what was done from the same inputs is not done again.
    ``language``: of the words in the rows. ``progress`` is told of each jurisdiction as it is finished.

    A jurisdiction that cannot be scored is in ``failed`` and in the table of problems, and stops no other.
    Raises ProblemsFound where ``out`` has something in it already (unless resuming) or cannot be written.
    """
    out = Path(out).absolute()
    parts = out / PARTS
    _make(out, parts, resume)
    setup = {"parts": str(parts), "engine": engine, "language": language, "resume": resume}
    found: dict[int, Finished] = {}
    pool = Pool(workers or usual_workers(), setup, memory)
    answers = pool.answers([as_words(jurisdiction) for jurisdiction in jurisdictions])
    try:
        for number, answer in answers:
            jurisdiction = jurisdictions[number]
            if isinstance(answer, str):
                problem = _ended(jurisdiction, answer, memory)
                found[number] = write_failure(parts, jurisdiction, [problem], language, "")
            elif "stop" in answer:
                raise ProblemsFound([_cannot_write(out, answer["stop"])])
            else:
                found[number] = finished_of(answer)
            if progress is not None:
                progress(jurisdiction, found[number])
    finally:
        answers.close()  # type: ignore[attr-defined]
    finished = tuple(found[number] for number in range(len(jurisdictions)))
    write_tables(out, parts, jurisdictions, finished, language, memory)
    remove_all_but(parts, finished)
    return Many(out, tuple(jurisdictions), finished)


def _make(out: Path, parts: Path, resume: bool) -> None:
    if out.exists() and not out.is_dir():
        what = Words("这是文件，不是文件夹", "this is a file, not a folder")
        raise ProblemsFound([Problem("many.not_a_folder", what, Place(field="--out"), str(out))])
    if out.is_dir() and any(out.iterdir()):
        if not resume:
            raise ProblemsFound([_already_there(out)])
        if not parts.is_dir():
            what = Words("这个文件夹里不是先前的运行", "what is in this folder is no earlier run")
            advice = Words("请换一个文件夹", "choose another folder")
            raise ProblemsFound([Problem("many.no_run", what, Place(field="--out"), str(out), advice=advice)])
    try:
        parts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ProblemsFound([_cannot_write(out, error.strerror or str(error))]) from None


def _already_there(out: Path) -> Problem:
    return Problem(
        "many.already_there",
        Words("文件夹里已经有东西", "there is something in this folder already"),
        Place(field="--out"),
        str(out),
        advice=Words("接着算用 --resume，否则换一个文件夹", "go on with --resume, or choose another folder"),
    )


def _cannot_write(out: Path, text: str) -> Problem:
    return Problem("many.cannot_write", Words("无法写入", "it cannot be written"), Place(file=str(out)), text)


def _ended(jurisdiction: Jurisdiction, how: Died, memory: int | None) -> Problem:
    """A worker came to its end over a jurisdiction."""
    if how == "too_large" and memory is not None:
        megabytes = memory // 2**20
        return Problem(
            "many.too_large",
            Words(f"内存超过了{megabytes}MB，停下了", f"it took more than {megabytes} MB of memory and was ended"),
            jurisdiction.where,
            str(jurisdiction.ledger),
            advice=Words(
                "加大 --memory、减少 --workers，或用 --engine duckdb",
                "raise --memory and lower --workers, or try --engine duckdb",
            ),
        )  # fmt: skip
    return Problem(
        "many.worker_died",
        Words("工作进程两次中途退出", "its worker process ended half-way, twice"),
        jurisdiction.where,
        str(jurisdiction.ledger),
        advice=Words(
            "可能是内存不够：减少 --workers，再用 --resume 续算",
            "perhaps memory ran out: lower --workers and run again with --resume",
        ),
    )
