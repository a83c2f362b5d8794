"""What a document says: a pack of files as typed data, with its overlays, clauses, cases and lint.

Knows the rule language and the ledger's tables; knows no ledger, no score and no database.
"""

from zhaoshang.scheme.cases import Case, load_cases
from zhaoshang.scheme.folders import shipped_packs
from zhaoshang.scheme.lint import lint
from zhaoshang.scheme.load import load_scheme, read_pack
from zhaoshang.scheme.model import Scheme
from zhaoshang.scheme.overlays import Overlay, list_overlays

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
