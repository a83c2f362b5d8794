"""Worker processes kept busy: questions out, answers in, whatever happens to any of them.

Plain processes with a pipe each, so that one that dies takes nothing with it and nothing is inherited. Knows
nothing of what is asked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Literal

_BEGIN = (
    "import sys, json; sys.path[:] = json.loads(sys.stdin.readline()); "
    "from zhaoshang.scoring.many.worker import main; main()"
)
_LOOK_EVERY = 0.1
"""Seconds between two looks at how much memory the workers take."""
_TRIES = 2

Died = Literal["died", "too_large"]
Answer = tuple[int, Mapping[str, Any] | Died]


def usual_workers() -> int:
    """As many as this process may use cores."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return os.cpu_count() or 1


def memory_of(process: int) -> int | None:
    """The bytes of memory that a process takes; None where the system does not say."""
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


class _Worker:
    """One process, asked one thing at a time."""

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self.too_large = False
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BEGIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        paths = [str(Path(path).absolute()) for path in sys.path]
        with suppress(OSError):
            self._say(paths)
            self._say(setup)

    def ask(self, question: Mapping[str, Any]) -> Mapping[str, Any] | Died:
        """The answer, or how the worker came to its end instead."""
        assert self.process.stdout is not None
        try:
            self._say(question)
            line = self.process.stdout.readline()
        except OSError:
            line = b""
        if line.endswith(b"\n"):
            answer: Mapping[str, Any] = json.loads(line)
            return answer
        return "too_large" if self.too_large else "died"

    def _say(self, value: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(value).encode() + b"\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        self.process.wait()


class Pool:
    """So many workers, each bounded by so many bytes of memory where the system tells how much they take.

    A worker over the bound is ended and its question answered ``too_large``; one past half of it is replaced
    by a fresh one before the next question. One that dies is replaced and asked again, once.
    """

    def __init__(self, workers: int, setup: Mapping[str, Any], memory: int | None = None) -> None:
        self._number, self._setup, self._memory = workers, setup, memory
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._ended = threading.Event()

    def answers(self, questions: Sequence[Mapping[str, Any]]) -> Iterator[Answer]:
        """The answers with the numbers of their questions, as they come. All workers end with the iteration."""
        waiting = iter(enumerate(questions))
        found: SimpleQueue[Answer | BaseException] = SimpleQueue()
        threads = [
            threading.Thread(target=self._work, args=(waiting, found), daemon=True)
            for _ in range(min(self._number, len(questions)))
        ]
        if self._memory is not None:
            threads.append(threading.Thread(target=self._watch, daemon=True))
        try:
            for thread in threads:
                thread.start()
            for _ in questions:
                answer = found.get()
                if isinstance(answer, BaseException):
                    raise answer
                yield answer
        finally:
            self._ended.set()
            with self._lock:
                for worker in self._workers:
                    worker.process.kill()
            for thread in threads:
                thread.join()

    def _work(
        self,
        waiting: Iterator[tuple[int, Mapping[str, Any]]],
        found: SimpleQueue[Answer | BaseException],
    ) -> None:
        worker: _Worker | None = None
        try:
            while not self._ended.is_set():
                with self._lock:
                    number, question = next(waiting, (-1, {}))
                if number < 0:
                    return
                answer: Mapping[str, Any] | Died = "died"
                for _ in range(_TRIES):
                    worker = self._fresh(worker)
                    answer = worker.ask(question)
                    if answer != "died" or self._ended.is_set():
                        break
                    self._end(worker)
                    worker = None
                if isinstance(answer, str) and worker is not None:
                    self._end(worker)
                    worker = None
                found.put((number, answer))
        except BaseException as error:
            found.put(error)
        finally:
            if worker is not None:
                self._end(worker)

    def _fresh(self, worker: _Worker | None) -> _Worker:
        """The worker itself if it may go on, else a new one in its place."""
        if worker is not None and self._memory is not None:
            taken = memory_of(worker.process.pid)
            if taken is not None and taken * 2 > self._memory:
                self._end(worker)
                worker = None
        if worker is None:
            worker = _Worker(self._setup)
            with self._lock:
                self._workers.add(worker)
                if self._ended.is_set():
                    worker.process.kill()
        return worker

    def _end(self, worker: _Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
        worker.end()

    def _watch(self) -> None:
        assert self._memory is not None
        while not self._ended.wait(_LOOK_EVERY):
            with self._lock:
                for worker in self._workers:
                    taken = memory_of(worker.process.pid)
                    if taken is not None and taken > self._memory:
                        worker.too_large = True
                        worker.process.kill()
