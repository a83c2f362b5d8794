"""CSV files as sheets: one of them, or a zip. UTF-8 or GB18030, told apart by reading.

Nothing is unpacked to disk; a name in an archive that would lead out of it is refused all the same.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

from zhaoshang.ledger.sheets import BROKEN_ARCHIVE, NumberedRow, Sheet, refuse
from zhaoshang.problems import Place, Problem, Words

_CHUNK = 2**20
_NO_CSV = Words(zh="里面没有 .csv 文件", en="there is no .csv file in it")
_CSV_NAMES = Words(
    zh="以表名为文件名的 .csv，如 projects.csv 或 项目.csv",
    en=".csv files named after their tables, such as projects.csv or 项目.csv",
)
Open = Callable[[], IO[bytes]]


def sheets_of_file(path: Path, problems: list[Problem]) -> Iterator[Sheet]:
    """The one sheet of a CSV file, named after it."""
    rows = _rows(lambda: path.open("rb"), path.name, problems)
    yield Sheet(path.stem, rows, path.name, in_workbook=False, csv=path)


def is_plain(path: Path) -> bool:
    """Whether a CSV file is UTF-8 in which every line is one record, split at each comma: no quotes, no blank
    lines, no line ends but the usual two. Anything may read such a file and will find the same.
    """
    last = b"\n"  # so that a blank first line is seen
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                seen = last + chunk
                if b'"' in seen or b"\0" in seen or b"\n\n" in seen or b"\n\r" in seen:
                    return False
                if seen.count(b"\r") != seen.count(b"\r\n") + seen.endswith(b"\r"):
                    return False
                decoder.decode(chunk)
                last = chunk[-1:]
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return last != b"\r"


def sheets_of_zip(path: Path, archive: ZipFile, problems: list[Problem]) -> Iterator[Sheet]:
    """A sheet for every CSV file of an archive, in whatever folder of it."""
    members = sorted(((_name_of(member), member) for member in archive.infolist()), key=lambda each: each[0])
    unsafe = [
        name
        for name, _ in members
        if ".." in PurePosixPath(name).parts or name.startswith("/") or ":" in name
    ]
    if unsafe:
        refuse(path, "unsafe_archive", Words(
            zh="压缩包里的文件名指向包外，未读", en="a name in the archive leads out of it; not read"
        ), text=unsafe[0])  # fmt: skip
    kept = [
        (name, member)
        for name, member in members
        if not member.is_dir()
        and not any(part.startswith((".", "~", "__MACOSX")) for part in PurePosixPath(name).parts)
    ]
    found = [(name, member) for name, member in kept if name.lower().endswith(".csv")]
    if not found:
        refuse(path, "no_csv", _NO_CSV, expected=_CSV_NAMES)
    problems.extend(not_read(name) for name, _ in kept if not name.lower().endswith(".csv"))
    for name, member in found:
        rows = _rows(lambda member=member: archive.open(member), name, problems)  # type: ignore[misc]
        yield Sheet(PurePosixPath(name).stem, rows, name, in_workbook=False)


def _name_of(member: ZipInfo) -> str:
    """The name in an archive. Windows writes GBK without saying so, which zipfile takes for code page 437."""
    name = member.filename
    if not member.flag_bits & 0x800:
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return name.replace("\\", "/")


def not_read(name: str) -> Problem:
    """A warning that a file was passed over."""
    return Problem(
        code="not_a_csv",
        what=Words(zh="不是 .csv 文件，未读", en="not a .csv file; not read"),
        where=Place(file=name),
        severity="warning",
    )


def _rows(open_: Open, name: str, problems: list[Problem]) -> Iterator[NumberedRow]:
    """The records of a CSV file, numbered as a spreadsheet would. What is wrong ends it and becomes a problem."""

    def wrong(code: str, what: Words, line: int | None = None, advice: Words | None = None) -> None:
        problems.append(Problem(code=code, what=what, where=Place(file=name, line=line), advice=advice))

    try:
        encoding = _encoding_of(open_)
    except BROKEN_ARCHIVE:
        wrong("unreadable_file", Words(zh="文件打不开或已损坏", en="the file cannot be read or is damaged"))
        return
    if encoding is None:
        wrong(
            "wrong_encoding",
            Words(zh="文字编码既不是 UTF-8 也不是 GB18030", en="the text is neither UTF-8 nor GB18030"),
            advice=Words(zh="请另存为“CSV UTF-8”", en="save it as CSV UTF-8"),
        )
        return
    with io.TextIOWrapper(open_(), encoding=encoding, newline="") as stream:
        reader = csv.reader(stream, strict=True)
        number = 0
        try:
            for number, record in enumerate(reader, 1):
                if number == 1 and len(record) == 1 and any(mark in record[0] for mark in "\t;；"):
                    wrong(
                        "wrong_separator",
                        Words(zh="各列不是用逗号隔开的", en="the columns are not separated by commas"),
                        line=1,
                        advice=Words(zh="请另存为“CSV（逗号分隔）”", en="save it as comma-separated CSV"),
                    )
                    return
                yield number, record
        except csv.Error as error:
            wrong(
                "broken_csv",
                Words(
                    zh=f"第{number + 1}条记录的引号不成对或含有不该有的字符",
                    en=f"record {number + 1} has unpaired quotes or characters that do not belong ({error})",
                ),
                line=reader.line_num,
                advice=Words(
                    zh="请用 Excel 或 WPS 重新存为 CSV", en="save it again as CSV from Excel or WPS"
                ),
            )
        except BROKEN_ARCHIVE:
            wrong(
                "unreadable_file", Words(zh="文件打不开或已损坏", en="the file cannot be read or is damaged")
            )


def _encoding_of(open_: Open) -> str | None:
    """``utf-8-sig`` or ``gb18030``, whichever reads the whole file; None if neither does."""
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with open_() as stream:
            try:
                while chunk := stream.read(_CHUNK):
                    if b"\0" in chunk:
                        return None
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
        return "utf-8-sig" if encoding == "utf-8" else encoding
    return None
