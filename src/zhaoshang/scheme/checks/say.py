"""How the checks of this room say things."""

from __future__ import annotations

from zhaoshang.problems import Place, Problem, Words
from zhaoshang.scheme.model import Scheme


def warning(
    scheme: Scheme, code: str, at: str, zh: str, en: str, advice: Words | None = None, text: str | None = None
) -> Problem:
    """Worth a look. ``at`` is a section and id, as in ``scheme.places``."""
    where = scheme.places.get(at, Place(field=at))
    return Problem(f"lint.{code}", Words(zh, en), where, text, advice=advice, severity="warning")


def error(
    scheme: Scheme, code: str, at: str, zh: str, en: str, advice: Words | None = None, text: str | None = None
) -> Problem:
    """To be put right."""
    where = scheme.places.get(at, Place(field=at))
    return Problem(f"lint.{code}", Words(zh, en), where, text, advice=advice)
