"""What is done with the log by people and by the clock: verifying it, and writing down that it was verified."""

from __future__ import annotations

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import chain, log


def verify(by: User | None) -> chain.Verified:
    """Walk the chain and write down the outcome; a broken chain stays broken, and says so each time."""
    walked = chain.verify()
    told = {"count": walked.count, "last": walked.last, "digest": walked.digest}
    words = "" if walked.broken is None else walked.broken.words
    log.record("audit.verify", by, after=told, reason=words, succeeded=walked.holds)
    return walked
