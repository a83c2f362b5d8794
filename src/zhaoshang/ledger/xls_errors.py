"""Which cells of an old binary workbook (.xls, .et) show an error such as #REF!, by sheet.

Reads just enough of the compound file ([MS-CFB]) and of the records in it ([MS-XLS] 2.4.24 BoolErr,
2.4.28 BoundSheet8, 2.4.127 Formula). A file it cannot follow has, to it, no errors.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOUND_SHEET, _FORMULA, _BOOLEAN_OR_ERROR, _END = 0x0085, 0x0006, 0x0205, 0x000A
_LAST_SECTOR = 0xFFFFFFFA
_MINI_CUTOFF = 4096


def cells_in_error(content: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Errors by sheet name, then by row number (from 1) and position (from 0)."""
    try:
        stream = _workbook_stream(content)
        return {name: dict(_errors_from(stream, start)) for name, start in _sheets_of(stream)}
    except (struct.error, IndexError, KeyError, UnicodeDecodeError):
        return {}


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


def _workbook_stream(content: bytes) -> bytes:
    """The stream called Workbook. Follows the chains of sectors; a chain cannot be longer than the file."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    per_sector = size // 4

    def sector(number: int) -> bytes:
        return content[size + number * size : size + number * size + size]

    table_sectors = list(struct.unpack_from("<109I", content, 76))
    further = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // size):
        if further >= _LAST_SECTOR:
            break
        entries = struct.unpack(f"<{per_sector}I", sector(further))
        table_sectors += entries[:-1]
        further = entries[-1]
    table: list[int] = []
    for number in table_sectors:
        if number < _LAST_SECTOR:
            table += struct.unpack(f"<{per_sector}I", sector(number))

    big = _Chain(table, sector)
    directory = big.read(struct.unpack_from("<I", content, 48)[0])
    streams: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
        streams[name] = struct.unpack_from("<II", entry, 116)
    start, length = next(
        (streams[name] for name in ("Workbook", "Book") if name in streams), (_LAST_SECTOR, 0)
    )
    if length >= _MINI_CUTOFF:
        return big.read(start)[:length]
    # a short stream lies in small sectors, which lie in the stream of the root entry
    minis = big.read(streams["Root Entry"][0])
    mini_table = big.read(struct.unpack_from("<I", content, 60)[0])
    numbers = list(struct.unpack(f"<{len(mini_table) // 4}I", mini_table))
    return _Chain(numbers, lambda number: minis[number * 64 : number * 64 + 64]).read(start)[:length]


class _Chain:
    """Sectors that follow one another as a table says. A chain cannot be longer than its table."""

    def __init__(self, table: list[int], sector: Callable[[int], bytes]) -> None:
        self._table = table
        self._sector = sector

    def read(self, number: int) -> bytes:
        """What the chain that begins with a sector holds."""
        parts = []
        for _ in range(len(self._table)):
            if number >= _LAST_SECTOR:
                break
            parts.append(self._sector(number))
            number = self._table[number]
        return b"".join(parts)
