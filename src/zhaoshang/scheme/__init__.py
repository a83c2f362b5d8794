"""What a document says: a pack of files as typed data, with its overlays, clauses, cases and lint.

Knows the rule language and the ledger's tables; knows no ledger, no score and no database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhaoshang.scheme.folders import shipped_packs
from zhaoshang.scheme.load import load_scheme, read_pack
from zhaoshang.scheme.model import Scheme
from zhaoshang.scheme.overlays import Overlay, list_overlays

if TYPE_CHECKING:
    from zhaoshang.scheme.cases import Case, load_cases
    from zhaoshang.scheme.checks import lint

__all__ = [
    "Case",
    "Overlay",
    "Scheme",
    "lint",
    "list_overlays",
    "load_cases",
    "load_scheme",
    "read_pack",
    "shipped_packs",
]

_LATER = {"Case": "cases", "load_cases": "cases", "lint": "checks"}
"""What only authors of schemes need, read when first asked for."""


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
