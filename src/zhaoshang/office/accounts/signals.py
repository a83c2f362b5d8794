"""What django-allauth tells of second factors, for the log."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from django.dispatch import receiver

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log


@receiver(signals.authenticator_added)
def _added(sender: object, user: User, authenticator: Any, **kwargs: Any) -> None:
    log.record("second_factor.enrol", user, user, after={"type": authenticator.type})


@receiver(signals.authenticator_removed)
def _removed(sender: object, user: User, authenticator: Any, **kwargs: Any) -> None:
    log.record("second_factor.remove", user, user, before={"type": authenticator.type})


@receiver(signals.authenticator_reset)
def _new_recovery_codes(sender: object, user: User, authenticator: Any, **kwargs: Any) -> None:
    log.record("second_factor.new_recovery_codes", user, user, after={"type": authenticator.type})


@receiver(signals.authenticator_used)
def _used(sender: object, user: User, authenticator: Any, **kwargs: Any) -> None:
    if authenticator.type == "recovery_codes":
        log.record("second_factor.recovery_code_used", user, user)


@receiver(signals.authentication_failed)
def _wrong(sender: object, user: User, **kwargs: Any) -> None:
    log.record("second_factor", user, user, succeeded=False)
