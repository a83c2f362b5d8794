"""What a back end needs that is not always installed, said so that the reader can install it."""

from __future__ import annotations

from importlib.util import find_spec

from zhaoshang.problems import Problem, Words


def missing_extra(module: str, extra: str) -> list[Problem]:
    """The problem of an optional part that is not installed; none where it is."""
    if find_spec(module) is not None:
        return []
    name = f"zhaoshang[{extra}]"
    return [
        Problem(
            "engine.not_installed",
            Words(f"没有安装 {name}", f"{name} is not installed"),
            text=extra,
            expected=Words(f"Python 模块 {module}", f"the Python module {module}"),
            advice=Words(f"请安装：pip install '{name}'", f"install it with: pip install '{name}'"),
        )
    ]
