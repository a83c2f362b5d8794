"""The page of the command line, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reference_pages.markdown import code, fill, table
from zhaoshang.cli.door import _command
from zhaoshang.cli.help import half


def page() -> str:
    """The whole page."""
    root = _command()
    return fill("command_line.template.md", {"commands": lambda _: "\n".join(_all(root, "zhaoshang"))})


def _all(command: Any, path: str) -> Iterator[str]:
    below = getattr(command, "commands", {})
    if not below:
        yield _one(command, path)
    for name, inner in below.items():
        if not inner.hidden:
            yield from _all(inner, f"{path} {name}")


def _one(command: Any, path: str) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [
        p for p in command.params if p.param_type_name == "option" and p.name != "help" and not p.hidden
    ]
    usage = " ".join([path, *(_argument(a) for a in arguments), *(["[OPTIONS]"] if options else [])])
    help_ = command.help or ""
    text = (
        f"### {path} {{ #{path.removeprefix('zhaoshang ').replace(' ', '-')} }}\n\n```text\n{usage}\n```\n\n"
    )
    text += half(help_, "en") + "\n\n" + half(help_, "zh") + "\n\n"
    rows = [(code(_argument(a)), a.help or "") for a in arguments]
    rows += [(code(_option(o)), (o.help or "") + (" *" if o.required else "")) for o in options]
    return text + (table(("", "Meaning"), rows) if rows else "")


def _argument(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name.upper()).strip("[]")
    return name if parameter.required else f"[{name}]"


def _option(parameter: Any) -> str:
    names = ", ".join(sorted((*parameter.opts, *parameter.secondary_opts), key=len))
    return names if parameter.is_flag else f"{names} {parameter.metavar or parameter.name.upper()}"
