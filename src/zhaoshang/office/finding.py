"""Finding words in records: the condition that a field holds a text, in capitals or not.

A database compares without regard to capitals by turning every row into capitals first. Most words that are looked
for here are Chinese and have none: for them the plain comparison gives the same rows in a fraction of the time.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q


def has_capitals(text: str) -> bool:
    """Whether a text looks different in capitals, or in small letters."""
    return text.upper() != text or text.lower() != text


def holds(field: str, text: str) -> Q:
    """The condition that a field holds a text."""
    return Q(**{f"{field}__{'icontains' if has_capitals(text) else 'contains'}": text})


def any_holds(fields: tuple[str, ...], text: str) -> Q:
    """The condition that one of some fields holds a text."""
    return reduce(or_, (holds(field, text) for field in fields))
