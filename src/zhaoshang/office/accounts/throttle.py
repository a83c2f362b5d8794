"""How long somebody must wait after wrong passwords or codes, such that nobody can make somebody else wait.

Failures are counted by (user, device) on a device that the user has signed in from before, and by (user, address)
elsewhere; an address from which many users fail waits as a whole. There is no count by user alone, for that is
what a stranger could fill. The reasoning is in docs/decisions/throttling.md.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from zhaoshang.office.accounts.models import Failure, KnownDevice, User

WINDOW = datetime.timedelta(hours=1)
FREE = 5
"""Failures of one user at one place before there is a wait."""
FREE_OF_ADDRESS = 30
"""Failures of all users at one address before strangers to it wait."""
LONGEST = datetime.timedelta(minutes=15)
FREE_CODES = 20
"""Wrong codes for one user from unknown places in an hour: who gets this far already has the password."""
ALARM = 50
"""Failures for one user in an hour, wherever from, that the security administrator is told of."""
KNOWN_FOR = datetime.timedelta(days=90)
FORGOTTEN_AFTER = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Where an attempt comes from: its address, and the digest of the device's token if it has one."""

    address: str
    device: str = ""

    @classmethod
    def of(cls, address: str, token: str = "") -> Place:
        """A place from an address and the token that a browser brought along."""
        return cls(address, hashlib.sha256(token.encode()).hexdigest() if token else "")


@dataclass(frozen=True)
class Attempt:
    """An attempt under way: counted as a failure until it is known to be none, so that many at once do not
    slip through together."""

    failure: Failure | None
    wait: datetime.timedelta = datetime.timedelta(0)
    alarm: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether it may not even be tried."""
        return self.failure is None


def begin(kind: str, username: str, place: Place, now: datetime.datetime | None = None) -> Attempt:
    """Count an attempt as failed beforehand, or say how long to wait; then nothing is counted."""
    now = now or timezone.now()
    name = username.strip().casefold()[:150]
    known = _known(name, now)
    at_home = bool(place.device) and known.filter(token=place.device).exists()
    device = place.device if at_home else ""
    Failure.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()
    mine = Failure.objects.create(kind=kind, username=name, address=place.address, device=device, at=now)
    earlier = Failure.objects.filter(kind=kind, pk__lt=mine.pk)
    if at_home:
        until = _until(earlier.filter(username=name, device=device), FREE, now)
    else:
        elsewhere = earlier.filter(device="")
        until = _until(elsewhere.filter(username=name, address=place.address), FREE, now)
        if not known.filter(address=place.address).exists():
            until = max(until, _until(elsewhere.filter(address=place.address), FREE_OF_ADDRESS, now))
        if kind == "code":
            until = max(until, _until(elsewhere.filter(username=name), FREE_CODES, now))
    if until > now:
        mine.delete()
        return Attempt(None, until - now)
    lately = Failure.objects.filter(username=name, at__gt=now - WINDOW).count()
    return Attempt(mine, alarm=lately == ALARM)


def forgive(attempt: Attempt) -> None:
    """It was right: neither it nor what the same user got wrong at the same place before counts any more."""
    mine = attempt.failure
    if mine is not None:
        same = Q(username=mine.username, kind=mine.kind, device=mine.device, address=mine.address)
        if mine.device:
            same = Q(username=mine.username, kind=mine.kind, device=mine.device)
        Failure.objects.filter(same).delete()


def lift(user: User) -> int:
    """Forget every failure of a user, wherever from; how many there were."""
    return Failure.objects.filter(username=user.username.casefold()).delete()[0]


def remember(user: User, place: Place, now: datetime.datetime | None = None) -> None:
    """Somebody has signed in here: the device, and its address, are theirs from now on."""
    if place.device:
        KnownDevice.objects.update_or_create(
            user=user,
            token=place.device,
            defaults={"address": place.address, "last_at": now or timezone.now()},
        )


def _known(name: str, now: datetime.datetime) -> QuerySet[KnownDevice]:
    return KnownDevice.objects.filter(user__username__iexact=name, last_at__gt=now - KNOWN_FOR)


def _until(failures: QuerySet[Failure], free: int, now: datetime.datetime) -> datetime.datetime:
    """When the next attempt may be made: after the free ones, a minute, then two, four, up to the longest."""
    lately = failures.filter(at__gt=now - WINDOW)
    count = lately.count()
    if count < free:
        return now
    last: datetime.datetime = lately.aggregate(last=Max("at"))["last"]
    return last + min(datetime.timedelta(minutes=2 ** min(count - free, 10)), LONGEST)
