"""The door itself: finds the reader's language, calls the command, and turns what is raised into words.

Nothing that goes wrong reaches a user as a traceback: bad input is listed whole (status 2), a bug is said to
be one and its traceback is put aside for the report (status 1).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from zhaoshang.cli.speech import language_of, say, speak, usual_language
from zhaoshang.problems import Place, Problem, ProblemsFound, Words

DONE, BUG, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def enter(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit status."""
    _make_streams_forgiving()
    speak(usual_language(os.environ))
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = bool(os.environ.get("ZHAOSHANG_DEBUG"))
    # One command is one process: looking for circles to free takes a third of the time and frees nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        given, own = _take_own_options(given)
        debug = debug or "--debug" in own
        status = _tell_version() if "--version" in own else _run(given)
        sys.stdout.flush()
        return status
    except ProblemsFound as found:
        from zhaoshang.cli.telling import tell_problems

        tell_problems(found.problems)
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(
            say("\n已中断，没有写下任何不完整的东西。", "\nInterrupted; nothing is left half-written."),
            err=True,
        )
        return INTERRUPTED
    except BrokenPipeError:
        # the reader (head, less) has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if error.filename is None:
            return _bug(error, debug)
        from zhaoshang.cli.telling import tell_problems

        tell_problems([_cannot_use(error)])
        return BAD_INPUT
    except Exception as error:
        return _bug(error, debug)
    finally:
        if collecting:
            gc.enable()


def _bug(error: Exception, debug: bool) -> int:
    from zhaoshang.cli.telling import tell_bug

    tell_bug(error, debug)
    return BUG


def _cannot_use(error: OSError) -> Problem:
    """A file that the system will not let us read or write, for whatever reason."""
    name = str(error.filename)
    return Problem(
        "file.unusable",
        Words("文件或文件夹用不了", "this file or folder cannot be used"),
        Place(file=name if len(name) <= 80 else name[:80] + "…"),
        error.strerror,
        advice=Words("检查路径和权限", "check the path and who may read or write it"),
    )


def _run(arguments: list[str]) -> int:
    from zhaoshang.cli.usage import UsageError, problem_of

    command = _command()
    try:
        status = command.main(arguments, prog_name="zhaoshang", standalone_mode=False)
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(getattr(error, "message", str(error)), err=True)
            return BAD_INPUT
        raise ProblemsFound([problem_of(error)]) from None
    except SystemExit as left:
        raise BrokenPipeError from left  # the parser leaves by itself only when nobody reads on
    if status == INTERRUPTED:
        raise KeyboardInterrupt  # the parser has turned it into a status
    return status if isinstance(status, int) else DONE


def _command() -> Any:
    """The whole tree of commands, with help in the reader's language."""
    from zhaoshang.cli import compare, demo, explain, ledger, many, next_steps, scheme, score, store
    from zhaoshang.cli.help import dress

    app = typer.Typer(
        callback=_options, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )  # fmt: skip
    app.command("score")(score.score)
    app.command("explain")(explain.explain)
    app.command("next")(next_steps.next_)
    app.command("compare")(compare.compare)
    app.command("many")(many.many)
    app.command("demo")(demo.demo)
    app.add_typer(ledger.app, name="ledger")
    app.add_typer(scheme.app, name="scheme")
    app.add_typer(store.app, name="store")
    _add_what_others_bring(app)
    command = typer.main.get_command(app)
    dress(command)
    return command


def _add_what_others_bring(app: typer.Typer) -> None:
    """Commands from outside this room (the office is one), by the entry points ``zhaoshang.commands``; one that
    cannot be loaded says why when it is called, and keeps none of the others from working."""
    from importlib.metadata import entry_points

    for found in entry_points(group="zhaoshang.commands"):
        try:
            app.add_typer(found.load(), name=found.name)
        except Exception as error:
            _add_in_place_of(app, found.name, error)


def _add_in_place_of(app: typer.Typer, name: str, error: Exception) -> None:
    missing = Problem(
        "command.not_installed",
        Words(f"命令 {name} 没有装全", f"the command {name} is not fully installed"),
        text=str(error),
        advice=Words(f"运行 pip install 'zhaoshang[{name}]'", f"run pip install 'zhaoshang[{name}]'"),
    )

    def say_why() -> None:
        raise ProblemsFound([missing])

    swallow = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
    words = "没有装全，用不了。Not fully installed; cannot be used."
    app.command(name, help=words, context_settings=swallow)(say_why)


def _options(
    language_: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="zh|en",
            help="用哪种语言，可放在任何位置；缺省看 ZHAOSHANG_LANGUAGE 和系统语言。"
            "Which language, anywhere on the line; by default as ZHAOSHANG_LANGUAGE or the locale says.",
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="显示版本。Show the version.")] = False,
    debug: Annotated[
        bool,
        typer.Option("--debug", help="出错时显示调用栈。Show the traceback of a bug."),
    ] = False,
) -> None:
    """招商引资目标考核与项目台账：按公布的办法算分，每一分都有条款和事实。
    Targets, ledgers and scores of investment promotion: scored by the rules as published, every point
    with its clause and its facts.

    先试试 zhaoshang demo，它会写出一套演示台账并算分。
    Begin with zhaoshang demo, which writes an invented year and scores it.
    """


def _tell_version() -> int:
    from zhaoshang import __version__

    typer.echo(f"zhaoshang {__version__}")
    return DONE


def _take_own_options(given: list[str]) -> tuple[list[str], set[str]]:
    """Take the options that may stand anywhere, before and after a command, out of the command line."""
    rest: list[str] = []
    own: set[str] = set()
    words = iter(given)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in ("--debug", "--version"):
            own.add(word)
        elif word == "--language" or word.startswith("--language="):
            asked = word.partition("=")[2] if "=" in word else next(words, "")
            chosen = language_of(asked)
            if chosen is None:
                raise ProblemsFound([_no_such_language(asked)])
            speak(chosen, asked_for=True)
        else:
            rest.append(word)
    return rest, own


def _no_such_language(asked: str) -> Problem:
    return Problem(
        "usage.language",
        Words("没有这种语言", "there is no such language"),
        Place(field="--language"),
        asked,
        Words("zh（中文）或 en（英文）", "zh (Chinese) or en (English)"),
    )


def _make_streams_forgiving() -> None:
    """A terminal that lacks a character shows another one instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
