"""Files that are there whole or not at all: written beside their place, then moved into it.

Knows nothing of what is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from zhaoshang.ledger.sheets import refuse
from zhaoshang.problems import Words


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of ``path`` when all went well, and vanishes otherwise.

    Raises ProblemsFound where the folder does not exist or may not be written to.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        os.close(handle)
    except OSError as error:
        _cannot_write(path, error)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        _cannot_write(path, error)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """The same for a folder. Raises ProblemsFound also where a folder with something in it is there already."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        there = Words(zh="已经存在，且不是空文件夹", en="it is there already, and no empty folder")
        refuse(path, "already_there", there, advice=Words(zh="请换一个名称", en="choose another name"))
    import shutil
    import tempfile

    try:
        draft = Path(tempfile.mkdtemp(dir=path.parent, prefix="."))
    except OSError as error:
        _cannot_write(path, error)
    try:
        yield draft
        draft.chmod(0o777 & ~_umask())
        if path.exists():
            path.rmdir()
        draft.rename(path)
    except OSError as error:
        _cannot_write(path, error)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def whole_database(path: Path) -> Iterator[Path]:
    """The same for a database, which needs room beside it: for its log, for what does not fit in memory.

    The path given is in a folder of its own, ``path`` with ``.partial-`` and some letters behind; all of the
    folder vanishes in the end.
    """
    import shutil
    import tempfile

    try:
        workshop = Path(tempfile.mkdtemp(dir=path.parent, prefix=f"{path.name}.partial-"))
    except OSError as error:
        _cannot_write(path, error)
    draft = workshop / "ledger.duckdb"
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        _cannot_write(path, error)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _cannot_write(path: Path, error: OSError) -> NoReturn:
    refuse(
        path,
        "cannot_write",
        Words(zh="无法写入", en="it cannot be written"),
        text=error.strerror or str(error),
        advice=Words(
            zh="请检查文件夹是否存在、是否有权限", en="check that the folder exists and may be written to"
        ),
    )
