"""Which cells of an old binary workbook (.xls, .et) show an error such as #REF!, by sheet.

Reads just enough of the workbook's records ([MS-XLS] 2.4.24 BoolErr, 2.4.28 BoundSheet8, 2.4.127 Formula).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_FILE_PASSWORD = 0x002F
_BOUND_SHEET, _FORMULA, _BOOLEAN_OR_ERROR, _END = 0x0085, 0x0006, 0x0205, 0x000A


def cells_in_error(stream: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Errors by sheet name, then by row number (from 1) and position (from 0).

    ``stream`` is the workbook's; of records it cannot follow there are, to it, no errors.
    """
    try:
        return {name: dict(_errors_from(stream, start)) for name, start in _sheets_of(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def has_password(stream: bytes) -> bool:
    """Whether the workbook is encrypted: a FilePass record ([MS-XLS] 2.4.117) stands before its sheets."""
    return any(kind == _FILE_PASSWORD for kind, _ in _records(stream, 0))


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        if kind == _END:
            return
        position += 4 + length


def _sheets_of(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _records(stream, 0):
        if kind == _BOUND_SHEET:
            start, length, wide = struct.unpack_from("<I", data)[0], data[6], data[7] & 1
            name = data[8 : 8 + length * (2 if wide else 1)]
            yield name.decode("utf-16-le" if wide else "latin-1"), start


def _errors_from(stream: bytes, start: int) -> Iterator[tuple[tuple[int, int], str]]:
    for kind, data in _records(stream, start):
        if kind == _BOOLEAN_OR_ERROR and data[7]:
            error = data[6]
        elif kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff":
            error = data[8]
        else:
            continue
        row, column = struct.unpack_from("<HH", data)
        yield (row + 1, column), _ERRORS.get(error, "#")
