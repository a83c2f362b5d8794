"""The rule language: a sentence of a scheme becomes a typed tree.

Total and safe by construction: no loops, no definitions, nothing in reach but the names a scope offers.
Exact: every number is a ratio of integers in natural units (yuan, points, days). This room knows no
scheme, no ledger and no database: a scope tells it what a name means, the scoring room gives the tree
its meaning.
"""

from zhaoshang.language.check import check
from zhaoshang.language.parser import parse
from zhaoshang.language.scope import Reference, Scope
from zhaoshang.language.tree import Selection, Sentence, Span, TableCell, Tree
from zhaoshang.language.write import write

__all__ = [
    "Reference",
    "Scope",
    "Selection",
    "Sentence",
    "Span",
    "TableCell",
    "Tree",
    "check",
    "parse",
    "write",
]
