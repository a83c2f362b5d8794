"""The scheme that a jurisdiction works by, as far as projects need it: which documents each stage asks for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import zhaoshang
from zhaoshang.office.organisation.models import Jurisdiction


def scheme_of(jurisdiction: Jurisdiction) -> zhaoshang.Scheme | None:
    """The jurisdiction's scheme; None where it has none, or one that cannot be read."""
    name = jurisdiction.scheme
    if not name:
        return None
    file = Path(name) / "scheme.yaml"
    return _loaded(name, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=16)
def _loaded(name: str, changed: int) -> zhaoshang.Scheme | None:
    """Read once, and again when the site's own folder has changed."""
    try:
        return zhaoshang.load_scheme(name)
    except zhaoshang.ProblemsFound:
        return None
