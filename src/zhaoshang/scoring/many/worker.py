"""A worker: a process that is asked for one jurisdiction after another and writes what comes of each.

Questions and answers are lines of JSON. It keeps the schemes that it has loaded and nothing else, and it
ends when nobody asks any more.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, cast

from zhaoshang.ledger import read_ledger
from zhaoshang.problems import Language, Place, Problem, ProblemsFound, Words
from zhaoshang.scheme import Scheme, load_scheme
from zhaoshang.scoring.many.listing import Jurisdiction
from zhaoshang.scoring.many.parts import Finished, bug, kept, key_of, write_failure, write_result
from zhaoshang.scoring.run import score
from zhaoshang.tables import UnitDirectory

LocalEngine = Literal["auto", "python", "duckdb"]
_SCHEMES = 32
"""How many loaded schemes a worker keeps: those of a province, which stand together in a list."""
_COLLECT_AFTER = 8
"""Jurisdictions, whose rows hold few cycles: what is left of so many is some tens of megabytes."""
Loaded = tuple[Scheme, UnitDirectory]


def as_words(jurisdiction: Jurisdiction) -> dict[str, Any]:
    """A jurisdiction as plain data for a worker."""
    return {**asdict(jurisdiction), "folder": str(jurisdiction.folder), "ledger": str(jurisdiction.ledger)}


def from_words(said: dict[str, Any]) -> Jurisdiction:
    """The same jurisdiction again."""
    return Jurisdiction(
        **{
            **said,
            "folder": Path(said["folder"]),
            "ledger": Path(said["ledger"]),
            "overlays": tuple(said["overlays"]),
            "where": Place(**said["where"]),
        }
    )


class Worker:
    """Scores jurisdictions into a folder of parts."""

    def __init__(self, parts: Path, engine: LocalEngine, language: Language, resume: bool) -> None:
        self.parts, self.engine, self.language, self.resume = parts, engine, language, resume
        self._schemes: OrderedDict[tuple[Path, tuple[str, ...]], Loaded | ProblemsFound] = OrderedDict()

    def finish(self, jurisdiction: Jurisdiction) -> Finished:
        """Score one jurisdiction, or say what is wrong with it. Raises OSError where nothing can be written."""
        begun = perf_counter()
        try:
            return self._finish(jurisdiction, begun)
        except ProblemsFound as found:
            problems = list(found.problems)
        except OSError as error:
            if error.filename is None or self.parts in Path(str(error.filename)).parents:
                raise
            problems = [_unusable(jurisdiction, error)]
        except Exception as error:
            problems = [bug(error)]
        return write_failure(self.parts, jurisdiction, problems, self.language, _seconds(begun))

    def _finish(self, jurisdiction: Jurisdiction, begun: float) -> Finished:
        scheme, units = self.loaded(jurisdiction)
        if not jurisdiction.ledger.exists():
            raise ProblemsFound([_no_ledger(jurisdiction)])
        key = key_of(jurisdiction, scheme.digest, self.language)
        if self.resume and (done := kept(self.parts, key)) is not None:
            return done
        ledger = read_ledger(jurisdiction.ledger, units)
        result = score(scheme, ledger, jurisdiction.period, jurisdiction.as_of, self.engine)
        return write_result(self.parts, key, jurisdiction, result, self.language, _seconds(begun))

    def loaded(self, jurisdiction: Jurisdiction) -> Loaded:
        """The jurisdiction's scheme and its units, or what was wrong with it the first time."""
        key = jurisdiction.folder, jurisdiction.overlays
        if key not in self._schemes:
            try:
                scheme = load_scheme(*key)
                self._schemes[key] = scheme, UnitDirectory.of(scheme.units)
            except ProblemsFound as found:
                self._schemes[key] = found
            if len(self._schemes) > _SCHEMES:
                self._schemes.popitem(last=False)
            else:
                _keep_from_collector()
        self._schemes.move_to_end(key)
        found_ = self._schemes[key]
        if isinstance(found_, ProblemsFound):
            raise ProblemsFound(found_.problems)
        return found_


def _keep_from_collector() -> None:
    """A scheme stays: looking through it for garbage after every ledger would cost more than reading one."""
    gc.collect()
    gc.freeze()


def _seconds(begun: float) -> str:
    return f"{perf_counter() - begun:.3f}"


def _no_ledger(jurisdiction: Jurisdiction) -> Problem:
    return Problem(
        "many.no_ledger",
        Words("没有这个台账", "there is no such ledger"),
        jurisdiction.where,
        str(jurisdiction.ledger),
        advice=Words(
            "核对路径（从清单所在的文件夹算起），或等它交来后用 --resume 再算",
            "check the path, from the folder of the list, or run again with --resume when it is there",
        ),
    )


def _unusable(jurisdiction: Jurisdiction, error: OSError) -> Problem:
    what = Words("文件或文件夹用不了", "this file or folder cannot be used")
    return Problem("file.unusable", what, jurisdiction.where, f"{error.filename}: {error.strerror}")


def main() -> None:
    """Answer questions on standard input until it ends. The first line says where and how to work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupted run ends its workers itself
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed must not be taken for an answer
    said = json.loads(sys.stdin.readline())
    worker = Worker(
        Path(said["parts"]),
        cast(LocalEngine, said["engine"]),
        cast(Language, said["language"]),
        said["resume"],
    )
    gc.disable()  # looking for cycles takes an eighth of the time where it is done after each jurisdiction
    for number, question in enumerate(sys.stdin, 1):
        try:
            answer = asdict(worker.finish(from_words(json.loads(question))))
        except ProblemsFound as found:  # nothing can be written
            answer = {"stop": found.problems[0].in_language(cast(Language, said["language"]))}
        except OSError as error:
            answer = {"stop": f"{error.filename or ''}: {error.strerror or error}"}
        answers.write(json.dumps(answer, ensure_ascii=True) + "\n")
        answers.flush()
        if number % _COLLECT_AFTER == 0:
            gc.collect()
