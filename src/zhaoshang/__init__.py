"""zhaoshang: targets, ledgers and scores of investment promotion, with every point explained.

The small surface that other programs use::

    import zhaoshang

    scheme = zhaoshang.load_scheme("kaiping-2023")
    ledger = zhaoshang.read_ledger("台账.xlsx", scheme)
    result = zhaoshang.score(scheme, ledger, "2023-Q1")
    print(zhaoshang.explain(result, scheme, ledger, "栗园镇"))

Everything that can be wrong with what people wrote is raised as one ``ProblemsFound`` that lists it all.
"""

from __future__ import annotations

from zhaoshang.version import VERSION as __version__

__all__ = [
    "Ledger", "Problem", "ProblemsFound", "Result", "Scheme", "__version__", "explain", "load_scheme",
    "read_ledger", "score",
]  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from zhaoshang.library import (
        Ledger,
        Problem,
        ProblemsFound,
        Result,
        Scheme,
        explain,
        load_scheme,
        read_ledger,
        score,
    )


def __getattr__(name: str) -> object:
    """The surface is fetched when first used, so that ``import zhaoshang`` costs nothing."""
    if name in __all__:
        import zhaoshang.library

        return getattr(zhaoshang.library, name)
    raise AttributeError(f"module 'zhaoshang' has no attribute {name!r}")
