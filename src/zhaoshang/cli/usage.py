"""Mistakes in the command line itself, as problems in both languages.

The argument parser's own exceptions are told apart by name: it is a part of Typer that has no public one.
"""

from __future__ import annotations

import difflib
from typing import Any

import typer

from zhaoshang.problems import Place, Problem, Words

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What the parser raises for a command line that it cannot read."""


def problem_of(error: Any) -> Problem:
    """What is wrong with the command line, and which help to read."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "zhaoshang"
    advice = Words(f"用法见 {path} --help", f"see {path} --help")
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = list(error.possibilities or ())
        if near:
            advice = Words(f"是否指 {'、'.join(near)}", f"perhaps {', '.join(near)}")
        what = Words("没有这个选项", "there is no such option")
        return Problem("usage.no_option", what, text=error.option_name, advice=advice)
    if kind == "MissingParameter":
        name = _name(error)
        what = Words(f"缺少 {name}", f"{name} is missing")
        return Problem("usage.missing", what, advice=advice)
    if kind == "BadOptionUsage":
        what = Words(f"选项 {error.option_name} 缺少值", f"the option {error.option_name} needs a value")
        if "does not take" in error.message:
            what = Words(f"选项 {error.option_name} 不带值", f"the option {error.option_name} takes no value")
        return Problem("usage.option_value", what, advice=advice)
    if kind == "BadParameter":
        what = Words("看不懂这个值", str(error.message).rstrip("."))
        return Problem("usage.value", what, Place(field=_name(error)), advice=advice)
    return _other(error, context, advice)


def _other(error: Any, context: Any, advice: Words) -> Problem:
    message = str(getattr(error, "message", error)).rstrip(".")
    if message.startswith("No such command"):
        name = message.split("'")[1] if "'" in message else ""
        known = list(getattr(context.command, "commands", {})) if context is not None else []
        near = difflib.get_close_matches(name, known, 3, 0.4) or known
        advice = Words("可用的有 " + "、".join(near), "there are " + ", ".join(near)) if near else advice
        return Problem(
            "usage.no_command", Words("没有这个命令", "there is no such command"), text=name, advice=advice
        )
    if message.startswith("Missing command"):
        return Problem("usage.no_command", Words("缺少命令", "a command is missing"), advice=advice)
    if message.startswith("Got unexpected extra argument"):
        extra = message.rpartition("(")[2].rstrip(")")
        return Problem(
            "usage.extra", Words("多出的参数", "an argument too many"), text=extra or None, advice=advice
        )
    return Problem("usage", Words(f"命令行有误：{message}", message), advice=advice)


def _name(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "param_hint", "") or "")
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper()).strip("[]")
