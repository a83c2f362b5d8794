"""What a file is by what it holds, whatever it is called. Knows nothing of records or people."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import filetype


@dataclass(frozen=True)
class Format:
    """A format that is accepted. ``inline`` where a browser may show it instead of only saving it."""

    media_type: str
    extension: str
    inline: bool = False


PDF = Format("application/pdf", "pdf", inline=True)
JPEG = Format("image/jpeg", "jpg", inline=True)
PNG = Format("image/png", "png", inline=True)
DOCX = Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
XLSX = Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
PPTX = Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx")
OFD = Format("application/ofd", "ofd")
FORMATS = (PDF, JPEG, PNG, DOCX, XLSX, PPTX, OFD)
"""What is accepted. Not zip and rar: nobody can see on a page what is in them, and a scanner often cannot either.
Not doc, xls, wps and et: they may hold macros that cannot be told from the rest. Not html and svg: they are
programs to a browser."""
BY_MEDIA_TYPE = {f.media_type: f for f in FORMATS}
ALSO_CALLED = {"jpg": ("jpg", "jpeg", "jpe", "jfif")}

_MAIN_PART = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "ppt/presentation.xml": PPTX,
    "OFD.xml": OFD,
}
_PACKED = ("application/zip", *(f.media_type for f in (DOCX, XLSX, PPTX)))
_HEAD = 8192
_MOST_PARTS = 20_000


def format_of(file: IO[bytes]) -> Format | None:
    """The accepted format that a file has by its content; None for anything else. Leaves the file at its start."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(b"PK\x03\x04"):
        found = _package(file)
        file.seek(0)
        return found
    guessed = filetype.guess(head)
    found = None if guessed is None else BY_MEDIA_TYPE.get(guessed.mime)
    return None if found is not None and found.media_type in _PACKED else found


def _package(file: IO[bytes]) -> Format | None:
    """Which kind of packed document it is, by its main part; none with a macro in it."""
    try:
        with zipfile.ZipFile(file) as package:
            parts = {name.lstrip("/") for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if len(parts) > _MOST_PARTS or any(PurePath(p).name.lower() == "vbaproject.bin" for p in parts):
        return None
    found = [form for main, form in _MAIN_PART.items() if main in parts]
    if len(found) != 1 or (found[0] is not OFD and "[Content_Types].xml" not in parts):
        return None
    return found[0]


def proper_name(name: str, form: Format, most: int = 200) -> str:
    """A file's name without its folders and with the extension of what it really is."""
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot or extension.lower() not in ALSO_CALLED.get(form.extension, (form.extension,)):
        known = {e for f in FORMATS for e in ALSO_CALLED.get(f.extension, (f.extension,))}
        stem = stem if dot and extension.lower() in known else plain
        extension = form.extension
    return f"{(stem or 'file')[: most - len(extension) - 1]}.{extension}"
