"""Walking the chain of events: the first broken link, and what was done to it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.audit import append_only
from zhaoshang.office.audit.log import COVERED, digest_of_cells
from zhaoshang.office.audit.models import Anchor, Event

NUMBER, PREVIOUS = COVERED.index("number"), COVERED.index("previous")
DIGEST = len(COVERED)


class Break(StrEnum):
    """What was done to a chain."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    UNPROTECTED = "unprotected"


@dataclass(frozen=True)
class Broken:
    """The first place at which a chain does not hold."""

    what: Break
    number: int
    words: str


@dataclass(frozen=True)
class Verified:
    """How far a chain was walked, and where it broke, if it did."""

    count: int
    last: int
    digest: str
    broken: Broken | None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken is None


def verify() -> Verified:
    """Walk the whole chain, from its beginning or its newest anchor to its end, and compare it with what was
    witnessed outside of the database."""
    anchor = Anchor.objects.first()
    number, digest = (0, "") if anchor is None else (anchor.number, anchor.digest)
    count, witnessed = 0, _witnessed()
    if not append_only.is_laid(connection):
        words = _("数据库的防改触发器不在，日志可能被改动过；请运行 zhaoshang office migrate 装回后复查")
        return Verified(0, number, digest, Broken(Break.UNPROTECTED, 0, words))
    for cells in _events(number):
        broken = _wrong(cells, number, digest)
        if broken is None and witnessed.get(cells[NUMBER], cells[DIGEST]) != cells[DIGEST]:
            words = _("第 %(number)d 条与库外留存的摘要不一致，整段日志可能被重新写过")
            broken = Broken(Break.CHANGED, cells[NUMBER], words % {"number": cells[NUMBER]})
        if broken is not None:
            return Verified(count, number, digest, broken)
        count, number, digest = count + 1, cells[NUMBER], cells[DIGEST]
    later = [n for n in witnessed if n > number]
    if later:
        words = _("日志止于第 %(last)d 条，而库外留存的摘要记到第 %(number)d 条：末尾被删去了")
        words %= {"last": number, "number": max(later)}
        return Verified(count, number, digest, Broken(Break.MISSING, number + 1, words))
    return Verified(count, number, digest, None)


def _events(after: int) -> Iterator[tuple[Any, ...]]:
    found = Event.objects.filter(number__gt=after).order_by("number")
    return found.values_list(*COVERED, "digest").iterator(chunk_size=2000)


def _wrong(cells: tuple[Any, ...], last: int, digest: str) -> Broken | None:
    """What is wrong with an event after the one numbered ``last``."""
    number = cells[NUMBER]
    if number != last + 1:
        words = _("缺第 %(first)d 至第 %(last)d 条") % {"first": last + 1, "last": number - 1}
        return Broken(Break.MISSING, last + 1, words)
    whole = digest_of_cells(cells[:DIGEST]) == cells[DIGEST]
    if whole and cells[PREVIOUS] == digest:
        return None
    if _belongs_elsewhere(cells, whole):
        words = _("第 %(number)d 条原来不在这个位置，次序被调换过") % {"number": number}
        return Broken(Break.REORDERED, number, words)
    if whole and last:
        words = _("第 %(number)d 条的摘要与下一条所记不符，内容被改动过") % {"number": last}
        return Broken(Break.CHANGED, last, words)
    words = _("第 %(number)d 条的内容与它的摘要不符，被改动过") % {"number": number}
    return Broken(Break.CHANGED, number, words)


def _belongs_elsewhere(cells: tuple[Any, ...], whole: bool) -> bool:
    """Whether an event is itself, but under another number; or follows another one than it stands behind."""
    before = Event.objects.filter(digest=cells[PREVIOUS]).values_list("number", flat=True)
    if whole:
        return before.exclude(number=cells[NUMBER] - 1).exists()
    after = Event.objects.filter(previous=cells[DIGEST]).values_list("number", flat=True)
    possible = {*(n + 1 for n in before), *(n - 1 for n in after)}
    # Where its neighbours were moved as well, its own number is that of one of them.
    possible |= {n + d for n in (*before, *after, cells[NUMBER]) for d in (-2, -1, 1, 2)}
    return any(
        digest_of_cells((*cells[:NUMBER], n, *cells[NUMBER + 1 : DIGEST])) == cells[DIGEST] for n in possible
    )


def witness_file() -> Path:
    """Where the end of the chain is written down outside of the database, a line a time."""
    return Path(settings.DATA) / "audit-witness.jsonl"


def witness() -> int | None:
    """Write down the number and digest of the newest event; returns the number, None where it is known already.
    Whoever cuts the end of the log off, or writes all of it anew, would have to change this file too."""
    last = Event.objects.order_by("-number").only("number", "digest").first()
    if last is None or last.number in _witnessed():
        return None
    line = {"number": last.number, "digest": last.digest, "at": timezone.now().isoformat()}
    witness_file().parent.mkdir(parents=True, exist_ok=True)
    with witness_file().open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    return last.number


def _witnessed() -> dict[int, str]:
    """What the newest thousands of lines say; a line cut short by a full disk says nothing."""
    known: dict[int, str] = {}
    try:
        lines = witness_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return known
    for line in lines:
        try:
            said = json.loads(line)
            known[int(said["number"])] = str(said["digest"])
        except (ValueError, KeyError, TypeError):
            continue
    return known


def begun_on() -> datetime.datetime | None:
    """When the oldest event that is still in the database happened."""
    return Event.objects.order_by("number").values_list("at", flat=True).first()
