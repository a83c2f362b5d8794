"""From a path to its sheets, whatever the path holds. Nothing is written to disk on the way.

The kind of a file is told by its content, not by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zipfile import ZipFile

from zhaoshang.ledger.compound import SIGNATURE
from zhaoshang.ledger.sheets import BROKEN_ARCHIVE, Sheet, refuse
from zhaoshang.problems import Problem, Words

_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_WORKBOOKS = frozenset({".xlsx", ".xls", ".et", ".zip", ".xlsm"})
_ACCEPTED = Words(
    zh=".xlsx、.xls、.et 工作簿，.csv 文件的文件夹或 .zip，或 .parquet 文件的文件夹",
    en="a workbook (.xlsx, .xls, .et), a folder or .zip of .csv files, or a folder of .parquet files",
)
_NO_TABLES = Words(zh="里面没有 .csv 或 .parquet 文件", en="there is no .csv or .parquet file in it")
_TABLE_NAMES = Words(
    zh="以表名为文件名，如 projects.csv、项目.csv 或 projects.parquet",
    en="files named after their tables, such as projects.csv, 项目.csv or projects.parquet",
)
_NOT_WHAT_IT_SAYS = Words(
    zh="文件内容不是工作簿，可能已损坏，或只是改了扩展名",
    en="the content is no workbook: the file is damaged, or only its name was changed",
)
_CUT_SHORT = Words(
    zh="文件已损坏或不完整，可能没有传完",
    en="the file is damaged or incomplete, perhaps cut short on its way",
)
_SAVE_AGAIN = Words(
    zh="请重新拷贝，或用 Excel、WPS 打开后另存", en="copy it again, or open it in Excel or WPS and save it"
)


@contextmanager
def open_sheets(path: Path, problems: list[Problem]) -> Iterator[Iterator[Sheet]]:
    """The sheets of a workbook, of one CSV or Parquet file, of a folder of them, or of a zip of CSV files.

    What is wrong with one file of several, or worth a warning, is added to ``problems`` while the sheets
    are gone through; what leaves nothing to read raises ProblemsFound.
    """
    from zhaoshang.ledger import csv_files, parquet_files, workbooks

    if not path.exists():
        refuse(path, "no_such_file", Words(zh="没有这个文件或文件夹", en="there is no such file or folder"))
    if path.is_dir():
        yield _sheets_of_folder(path, problems)
        return
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
    except OSError as error:
        refuse(
            path,
            "unreadable_file",
            Words(zh="文件打不开", en="the file cannot be opened"),
            str(error.strerror),
        )
    if not start:
        refuse(path, "empty_file", Words(zh="文件是空的", en="the file is empty"))
    with ExitStack() as closing:
        if start.startswith(_ZIP):
            archive = closing.enter_context(_open_zip(path))
            if "[Content_Types].xml" in archive.namelist() or "mimetype" in archive.namelist():
                yield workbooks.sheets_of_xlsx(path, archive)
            else:
                yield csv_files.sheets_of_zip(path, archive, problems)
        elif start == SIGNATURE:
            yield workbooks.sheets_of_xls(path)
        elif start.startswith(_PARQUET):
            yield parquet_files.sheet_of_parquet(path, problems)
        elif path.suffix.lower() == ".csv":
            yield csv_files.sheets_of_file(path, problems)
        elif path.suffix.lower() in (".xlsx", ".xls", ".et", ".zip"):
            refuse(path, "damaged_file", _NOT_WHAT_IT_SAYS, advice=_SAVE_AGAIN)
        else:
            refuse(
                path, "not_a_ledger", Words(zh="不是工作簿", en="this is not a workbook"), expected=_ACCEPTED
            )


def _sheets_of_folder(folder: Path, problems: list[Problem]) -> Iterator[Sheet]:
    """A sheet for every CSV or Parquet file of a folder, in the order of their names."""
    from zhaoshang.ledger import csv_files, parquet_files

    files = sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~"))
    )
    read = {".csv": csv_files.sheets_of_file, ".parquet": parquet_files.sheet_of_parquet}
    found = [path for path in files if path.suffix.lower() in read]
    if not found:
        refuse(folder, "no_csv", _NO_TABLES, expected=_TABLE_NAMES)
    problems.extend(csv_files.not_read(path.name) for path in files if path.suffix.lower() in _WORKBOOKS)
    for path in found:
        yield from read[path.suffix.lower()](path, problems)


def _open_zip(path: Path) -> ZipFile:
    try:
        archive = ZipFile(path)
    except (*BROKEN_ARCHIVE, ValueError):
        refuse(path, "damaged_file", _CUT_SHORT, advice=_SAVE_AGAIN)
    members = archive.infolist()
    if not all(member.filename for member in members):
        archive.close()
        refuse(path, "damaged_file", _CUT_SHORT, advice=_SAVE_AGAIN)
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > 10_000 or total > 4 * 2**30 or (total > 2**28 and total > 200 * max(packed, 1)):
        archive.close()
        refuse(path, "archive_too_large", Words(
            zh="压缩包解开后大得不合常理，未读", en="the archive would unpack to an unreasonable size; not read"
        ))  # fmt: skip
    if any(member.flag_bits & 1 for member in members):
        archive.close()
        refuse(path, "password_protected", Words(zh="压缩包有密码", en="the archive has a password"),
               advice=Words(zh="请去掉密码再交", en="take the password off"))  # fmt: skip
    return archive
