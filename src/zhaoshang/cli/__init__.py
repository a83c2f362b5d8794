"""One door to everything: the command ``zhaoshang``.

Only carries words between a terminal and the rooms above; no rule of scoring lives here. Heavy rooms are
imported inside the commands, so that help is there at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhaoshang.cli.speech import language

__all__ = ["language", "main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit status: 0 done, 2 bad input, 130 interrupted, 1 a bug."""
    from zhaoshang.cli.door import enter

    return enter(arguments)
