"""Asking a ClamAV daemon about a file, by its INSTREAM command. A site without one leaves OFFICE_CLAMD empty."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

CHUNK = 64 * 1024
PATIENCE = 30
"""Seconds that the scanner may be silent."""


class NotScanned(Exception):
    """The scanner is not there, does not answer, or could not scan."""


def scan(file: IO[bytes], at: str) -> str | None:
    """What a scanner finds in a file: None where it finds nothing, else the name it gives. ``at`` is
    ``unix:/run/clamav/clamd.ctl`` or ``tcp:host:3310``. Leaves the file at its start. Raises NotScanned."""
    file.seek(0)
    try:
        with _connected(at) as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise NotScanned(str(error)) from error
    finally:
        file.seek(0)
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return None
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise NotScanned(words or "no answer")


@contextmanager
def _connected(at: str) -> Iterator[socket.socket]:
    how, _colon, where = at.partition(":")
    if how == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        target: str | tuple[str, int] = where
    elif how == "tcp":
        host, _colon, port = where.rpartition(":")
        if not port.isdigit():
            raise NotScanned(f"OFFICE_CLAMD: {at}")
        line, target = socket.socket(socket.AF_INET, socket.SOCK_STREAM), (host, int(port))
    else:
        raise NotScanned(f"OFFICE_CLAMD: {at}")
    with line:
        line.settimeout(PATIENCE)
        line.connect(target)
        yield line


def _answer(line: socket.socket) -> str:
    received = b""
    while b"\0" not in received and (more := line.recv(4096)):
        received += more
    return received.partition(b"\0")[0].decode("utf-8", "replace").strip()
