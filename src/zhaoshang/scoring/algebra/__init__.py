"""The one tree that a scheme compiles to: relations of whole numbers, truths and texts.

Deliberately small: what every SQL engine does alike. Two lowerings read it (``scoring.backends``): SQL text
and Python closures. It knows nothing of schemes, units or points; every integer carries proved bounds, so
that a back end can choose 64 or 128 bits and nothing can overflow at run time.
"""

from zhaoshang.scoring.algebra.relations import (
    Aggregate,
    Group,
    Join,
    Order,
    Relation,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
    WindowColumn,
)
from zhaoshang.scoring.algebra.scalars import (
    FALSE,
    ONE,
    TRUE,
    ZERO,
    Arithmetic,
    Case,
    Column,
    Compare,
    IsNull,
    Kind,
    Literal,
    Logic,
    Not,
    Null,
    Scalar,
    TooLarge,
    add,
    both,
    case,
    coalesce,
    compare,
    divide,
    either,
    integer,
    inverse,
    is_null,
    is_true,
    larger,
    multiply,
    negate,
    smaller,
    subtract,
    text,
)

__all__ = [
    "FALSE", "ONE", "TRUE", "ZERO", "Aggregate", "Arithmetic", "Case", "Column", "Compare", "Group", "IsNull",
    "Join", "Kind", "Literal", "Logic", "Not", "Null", "Order", "Relation", "Scalar", "Select", "Stored", "Table",
    "TooLarge", "Union", "Values", "Window", "WindowColumn", "add", "both", "case", "coalesce", "compare", "divide",
    "either", "integer", "inverse", "is_null", "is_true", "larger", "multiply", "negate", "smaller", "subtract",
    "text",
]  # fmt: skip
