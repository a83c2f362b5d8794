"""Names that every engine reads alike.

A scheme's ids may be Chinese, long, or differ in case alone. PostgreSQL cuts names off at 63 bytes and folds
their case; Spark folds it too, and takes only ASCII without quotation marks. Other names go in their stead.
"""

from __future__ import annotations

import re
from hashlib import sha256

_PLAIN = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TOKEN = re.compile(r"'(?:[^']|'')*'|[^\W\d]\w*")


def plain_name(name: str) -> str:
    """The name itself where every engine takes it, else one made from it."""
    if _PLAIN.fullmatch(name):
        return name
    return f"name_{sha256(name.encode()).hexdigest()[:24]}"


def with_plain_names(text: str) -> str:
    """A statement of the printer with plain names. It writes key words, and nothing else, in capitals."""
    return _TOKEN.sub(lambda found: _told(found[0]), text)


def _told(token: str) -> str:
    return token if token.startswith("'") or (token.isascii() and token.isupper()) else plain_name(token)
