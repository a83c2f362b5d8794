"""Back ends: each evaluates relations of the algebra; all give identical rows."""

from zhaoshang.scoring.backends.backend import Backend, Data

__all__ = ["Backend", "Data"]
