"""Whether everything is as it was left: the log's chain, its archives, and every evidence file."""

from __future__ import annotations

from dataclasses import dataclass

from zhaoshang.office.audit import chain, retention, services
from zhaoshang.office.evidence.models import Evidence


@dataclass(frozen=True)
class Checked:
    """What was found."""

    log: chain.Verified
    archives_wrong: list[str]
    files: int
    files_wrong: list[str]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return self.log.holds and not self.archives_wrong and not self.files_wrong


def check() -> Checked:
    """Walk the log, and read every file again. What was found is written into the log."""
    return Checked(services.verify(None), retention.archives_wrong(), *check_files())


def check_files() -> tuple[int, list[str]]:
    """How many evidence files there are, and those that are gone or not what they were, by their number."""
    import hashlib

    count, wrong = 0, []
    for evidence in Evidence.objects.order_by("pk").iterator(chunk_size=500):
        count += 1
        try:
            with evidence.file.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
        except OSError:
            digest = ""
        if digest != evidence.digest:
            wrong.append(f"{evidence.pk} {evidence.name}")
    return count, wrong
