"""The one way a quantity's text is refused: what is wrong and what would be right, in both languages.

Knows nothing of files and sheets; whoever reads those adds the place.
"""

from __future__ import annotations

from zhaoshang.problems import Problem, Words


class Unreadable(ValueError):
    """A text that is not the quantity it should be. ``code`` is the stable id for programs."""

    def __init__(
        self, code: str, what: Words, expected: Words | None = None, advice: Words | None = None
    ) -> None:
        self.code = code
        self.what = what
        self.expected = expected
        self.advice = advice
        super().__init__(what.en)

    def problem(self, text: str) -> Problem:
        """The same as a problem about this text; the place is for the caller to fill in."""
        return Problem(code=self.code, what=self.what, text=text, expected=self.expected, advice=self.advice)
