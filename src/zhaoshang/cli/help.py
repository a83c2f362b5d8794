"""Help in the reader's language, laid out so that Chinese lines up.

Every help text is written once, Chinese first and then English without a Chinese character in it, paragraph
by paragraph: ``检查台账。Check a ledger.`` The door shows the reader's half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zhaoshang.cli.speech import language, say
from zhaoshang.documents.typesetting import pad, width_of, wrap
from zhaoshang.problems import Language

_LAST_CHINESE = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef](?!.*[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef])[”’』」》）…]*",
    re.S,
)


def half(text: str, reader: Language) -> str:
    """The reader's half of a help text; a text in one language alone is given whole."""
    paragraphs = []
    for paragraph in re.split(r"\n\s*\n", text):
        flat = " ".join(paragraph.split())
        found = _LAST_CHINESE.search(flat)
        chinese, english = (flat[: found.end()], flat[found.end() :].strip()) if found else ("", flat)
        paragraphs.append((chinese or english) if reader == "zh" else (english or chinese))
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs)


def dress(command: Any) -> None:
    """Give a command and all below it our help page instead of the library's own."""
    command.format_help = lambda context, formatter: formatter.write(help_page(command, context))
    for below in getattr(command, "commands", {}).values():
        dress(below)


def help_page(command: Any, context: Any, width: int | None = None) -> str:
    """A command's help as text: how it is called, what it does, its commands, arguments and options."""
    width = width or _width()
    lines: list[str] = []
    lines += wrap(_usage(command, context), width, say("用法：", "Usage: "))
    for paragraph in half(command.help or "", language()).split("\n\n"):
        if paragraph:
            lines += ["", *wrap(paragraph, width, "  ")]
    lines += _section(say("命令", "Commands"), _commands(command), width)
    shown = [p for p in command.get_params(context) if not getattr(p, "hidden", False)]
    arguments = [p for p in shown if p.param_type_name == "argument"]
    options = [p for p in shown if p.param_type_name == "option"]
    lines += _section(say("参数", "Arguments"), [_argument(p) for p in arguments], width)
    lines += _section(say("选项", "Options"), [_option(p) for p in options], width)
    return "\n".join(lines) + "\n"


def _width() -> int:
    import shutil

    return max(min(shutil.get_terminal_size((80, 24)).columns, 100), 40)


def _usage(command: Any, context: Any) -> str:
    words = [context.command_path]
    params = command.get_params(context)
    if any(p.param_type_name == "option" and p.required for p in params):
        words += [
            f"{p.opts[0]} {_metavar(p)}" for p in params if p.param_type_name == "option" and p.required
        ]
    words.append(say("[选项]", "[OPTIONS]"))
    words += [name for name, _ in (_argument(p) for p in params if p.param_type_name == "argument")]
    if getattr(command, "commands", None):
        words.append(say("命令 …", "COMMAND …"))
    return " ".join(words)


def _commands(command: Any) -> list[tuple[str, str]]:
    found = getattr(command, "commands", {})
    return [
        (name, half(below.help or "", language()).split("\n\n")[0])
        for name, below in found.items()
        if not below.hidden
    ]


def _argument(parameter: Any) -> tuple[str, str]:
    name = (parameter.metavar or parameter.name.upper()).strip("[]")
    shown = name if parameter.required else f"[{name}]"
    return shown, half(parameter.help or "", language())


def _option(parameter: Any) -> tuple[str, str]:
    names = ", ".join(sorted((*parameter.opts, *parameter.secondary_opts), key=len))
    if not parameter.is_flag:
        names += f" {_metavar(parameter)}"
    text = half(parameter.help or "", language())
    if parameter.name == "help":
        text = say("显示本帮助。", "Show this help.")
    if parameter.required:
        text += say("【必填】", " [required]")
    return names, text


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _section(title: str, rows: list[tuple[str, str]], width: int) -> Iterator[str] | list[str]:
    if not rows:
        return []
    column = min(max(width_of(name) for name, _ in rows), 26)
    lines = ["", f"{title}"]
    for name, text in rows:
        first = f"  {pad(name, column)}  "
        if width_of(name) > column:
            lines.append(f"  {name}")
            first = " " * (column + 4)
        lines += wrap(text, width, first)
    return lines
