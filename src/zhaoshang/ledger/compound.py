"""Streams of a compound file, the container of .xls, .et and of encrypted workbooks ([MS-CFB]).

Knows nothing of what is in a stream. A file cut short is found out here, before others trip over it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA
_SHORT_STREAM = 4096
_SMALL_SECTOR = 64


class BrokenFile(ValueError):
    """The file ends before its streams do, or its tables contradict each other."""


class CompoundFile:
    """A compound file in memory. Raises BrokenFile."""

    def __init__(self, content: bytes) -> None:
        try:
            self._open(content)
        except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
            raise BrokenFile from error

    @property
    def names(self) -> frozenset[str]:
        """The names of its streams and storages."""
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """A stream, whole. Raises KeyError where there is none of that name, BrokenFile where it is cut."""
        start, length = self._entries[name]
        try:
            if length >= _SHORT_STREAM:
                content = _follow(self._table, self._sector, start)
            else:
                content = _follow(self._small_table, self._small_sector, start)
        except IndexError as error:
            raise BrokenFile from error
        if len(content) < length:
            raise BrokenFile
        return content[:length]

    def _open(self, content: bytes) -> None:
        size = 1 << struct.unpack_from("<H", content, 30)[0]
        first_of_directory, first_of_small_table = (
            struct.unpack_from("<I", content, at)[0] for at in (48, 60)
        )
        self._sector: Callable[[int], bytes] = lambda number: content[
            (number + 1) * size : (number + 2) * size
        ]
        self._table = self._read_table(content, size)
        directory = _follow(self._table, self._sector, first_of_directory)
        self._entries: dict[str, tuple[int, int]] = {}
        for at in range(0, len(directory) - 127, 128):
            entry = directory[at : at + 128]
            name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
            self._entries[name] = struct.unpack_from("<II", entry, 116)
        # short streams lie in small sectors, which lie in the stream of the root entry
        small = _follow(self._table, self._sector, self._entries["Root Entry"][0])
        self._small_sector: Callable[[int], bytes] = lambda number: small[
            number * _SMALL_SECTOR : (number + 1) * _SMALL_SECTOR
        ]
        self._small_table = _numbers(_follow(self._table, self._sector, first_of_small_table))

    def _read_table(self, content: bytes, size: int) -> list[int]:
        """Which sector follows which. The first 109 sectors of this table are named in the header."""
        sectors = list(struct.unpack_from("<109I", content, 76))
        further = struct.unpack_from("<I", content, 68)[0]
        for _ in range(len(content) // size):
            if further >= _LAST_SECTOR:
                break
            numbers = _numbers(self._sector(further))
            sectors += numbers[:-1]
            further = numbers[-1]
        return [
            number for sector in sectors if sector < _LAST_SECTOR for number in _numbers(self._sector(sector))
        ]


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))


def _follow(table: list[int], sector: Callable[[int], bytes], number: int) -> bytes:
    """The sectors that follow one another from a first one. A chain cannot be longer than its table."""
    parts = []
    for _ in range(len(table)):
        if number >= _LAST_SECTOR:
            break
        parts.append(sector(number))
        number = table[number]
    return b"".join(parts)
