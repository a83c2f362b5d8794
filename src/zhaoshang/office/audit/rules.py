"""Names of permissions that templates and the side bar ask."""

from __future__ import annotations

import rules

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.queries import codes_read
from zhaoshang.office.organisation.queries import today


@rules.predicate
def reads_the_log(user: User) -> bool:
    """Whether somebody is an administrator of the log, or an auditor."""
    return codes_read(user, today()) is not None


rules.add_perm("audit.read", reads_the_log)
