"""Getting Django ready for a command, and saying in words what is in the way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhaoshang.cli.speech import language
from zhaoshang.problems import Place, Problem, ProblemsFound, Words


def ready() -> None:
    """Load the office and its settings. Raises ProblemsFound where it is not installed or not configured."""
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
    except ImportError:
        raise ProblemsFound([_not_installed()]) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhaoshang.office.settings")
    try:
        django.setup()
        from django.conf import settings
    except ImproperlyConfigured as error:
        raise ProblemsFound([_badly_set(str(error))]) from None
    except ModuleNotFoundError as error:
        raise ProblemsFound([_not_installed(error.name)]) from None
    except ValueError as error:  # a number that is none, a level that is none
        raise ProblemsFound([_badly_set(str(error))]) from None
    from django.utils import translation

    translation.activate("en" if language() == "en" else "zh-hans")
    Path(settings.DATA).mkdir(mode=0o700, parents=True, exist_ok=True)


def _not_installed(missing: str | None = None) -> Problem:
    return Problem(
        "office.not_installed",
        Words("网页办公部分没有装全", "the web application is not fully installed"),
        text=missing,
        advice=Words("运行 pip install 'zhaoshang[office]'", "run pip install 'zhaoshang[office]'"),
    )


def _badly_set(words: str) -> Problem:
    return Problem(
        "office.settings",
        Words("设置有误，办公部分无法启动", "the settings do not let the office start"),
        text=words,
        advice=Words(
            "对照 docs/office/operations.md 里的环境变量表", "see the table in docs/office/operations.md"
        ),
    )


@contextmanager
def database() -> Iterator[None]:
    """Say in words that the database cannot be reached, or lacks its tables."""
    from django.db import DatabaseError, OperationalError, ProgrammingError

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise ProblemsFound([_no_database(error)]) from None
    except DatabaseError:
        raise


def _no_database(error: Exception) -> Problem:
    return Problem(
        "office.database",
        Words("数据库连不上或者还没有建表", "the database cannot be reached, or has no tables yet"),
        text=(str(error).splitlines() or [""])[0][:200],
        advice=Words(
            "检查 OFFICE_DATABASE 和 OFFICE_DATA，再运行 zhaoshang office migrate",
            "check OFFICE_DATABASE and OFFICE_DATA, then run zhaoshang office migrate",
        ),
    )


def need_migrated() -> None:
    """Raise ProblemsFound where the tables are not those of this version."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with database():
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise ProblemsFound(
            [
                Problem(
                    "office.migrations",
                    Words(
                        f"数据库的表还不是这个版本的，差 {len(plan)} 步",
                        f"the database's tables are not those of this version: {len(plan)} steps are missing",
                    ),
                    advice=Words(
                        "先备份（zhaoshang office backup），再运行 zhaoshang office migrate",
                        "back up first (zhaoshang office backup), then run zhaoshang office migrate",
                    ),
                )
            ]
        )


def migrate() -> int:
    """Bring the tables to this version; gives the number of steps taken."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with database():
        executor = MigrationExecutor(connection)
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        call_command("migrate", interactive=False, verbosity=0)
    return steps


@contextmanager
def in_use(name: str, *, alone: bool) -> Iterator[bool]:
    """Hold a mark that the office is in use, with others or alone; whether it could be had."""
    from django.conf import settings

    try:
        import fcntl
    except ImportError:  # not a Unix
        yield True
        return
    with (Path(settings.DATA) / name).open("w") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def cannot(
    code: str, zh: str, en: str, text: str | None = None, advice: Words | None = None
) -> ProblemsFound:
    """One problem, ready to be raised."""
    return ProblemsFound([Problem(code, Words(zh, en), Place(), text, advice=advice)])
