"""Where the request at hand comes from, for the events it leaves behind."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """The address a request came from, the unit for which its user acts, and that unit's jurisdiction's code."""

    address: str = ""
    unit: str = ""
    jurisdiction: str = ""


_current: ContextVar[Origin] = ContextVar("origin", default=Origin())  # noqa: B039 - it is frozen


def current() -> Origin:
    """The origin of the request at hand; empty outside of one."""
    return _current.get()


def set_current(origin: Origin) -> None:
    """Say where the request at hand comes from."""
    _current.set(origin)
