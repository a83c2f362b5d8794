"""Permissions by name, for the side bar and templates: who finds which page."""

from __future__ import annotations

import rules

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.queries import holds, today


@rules.predicate
def is_system_administrator(user: User) -> bool:
    """Units, jurisdictions, schemes, backups."""
    return holds(user, (Role.SYSTEM_ADMINISTRATOR,), today())


@rules.predicate
def is_security_administrator(user: User) -> bool:
    """Accounts, appointments, sessions, passwords."""
    return holds(user, (Role.SECURITY_ADMINISTRATOR,), today())


rules.add_perm("accounts.manage", is_security_administrator)
rules.add_perm("organisation.see", is_system_administrator | is_security_administrator)
rules.add_perm("organisation.manage", is_system_administrator)
rules.add_perm("organisation.appoint", is_security_administrator)
