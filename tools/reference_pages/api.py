"""The page of the Python interface: every public name of every room with its signature and docstring."""

from __future__ import annotations

import importlib
import inspect
import typing
from types import ModuleType

from reference_pages.markdown import GENERATED

FACADE = "zhaoshang.library"
ROOMS = (
    FACADE,
    "zhaoshang.scheme",
    "zhaoshang.ledger",
    "zhaoshang.scoring",
    "zhaoshang.documents",
    "zhaoshang.language",
    "zhaoshang.tables",
    "zhaoshang.problems",
)
INTRO = """# The Python interface

Everything the command line does can be done from Python. The library has no clock, no network and no state of its own:
what goes in decides what comes out. All errors are one exception, `zhaoshang.problems.ProblemsFound`, which carries
everything that was wrong.

```python
import zhaoshang

try:
    scheme = zhaoshang.load_scheme("kaiping-2023")
    ledger = zhaoshang.read_ledger("台账.xlsx", scheme)
    result = zhaoshang.score(scheme, ledger, "2023-Q1")
except zhaoshang.ProblemsFound as found:
    for problem in found.problems:
        print(problem.in_language("zh"))
else:
    for unit in result.units:
        print(unit.rank, unit.unit, unit.score)  # points are whole millionths
    print(zhaoshang.explain(result, scheme, ledger, "栗园镇"))
```

The names of `zhaoshang.library` are also the names of `zhaoshang` itself, which is all that most programs need. The
rooms behind it follow.

"""


def page() -> str:
    """The whole page."""
    return GENERATED + INTRO + "\n".join(_room(importlib.import_module(name)) for name in ROOMS)


def _room(module: ModuleType) -> str:
    doc = inspect.getdoc(module) or ""
    names = getattr(module, "__all__", None)
    if names is None:
        names = [
            n
            for n, v in vars(module).items()
            if getattr(v, "__module__", "") == module.__name__ and n[0] != "_"
        ]
    parts = [f"## `{module.__name__}`\n\n{_prose(doc)}\n"]
    own = [
        n
        for n in names
        if module.__name__ != FACADE or getattr(getattr(module, n), "__module__", FACADE) == FACADE
    ]
    parts += [_name(name, getattr(module, name)) for name in own]
    if others := [f"`{n}`" for n in names if n not in own]:
        parts.append(f"{', '.join(others)} are those of the rooms below.\n")
    return "\n".join(parts)


def _name(name: str, value: object) -> str:
    if inspect.isclass(value) and hasattr(value, "__dataclass_fields__"):
        fields = "".join(
            f"    {f.name}: {_plain(f.type)}\n"
            for f in value.__dataclass_fields__.values()
            if not f.name.startswith("_")
        )
        body = f"```python\nclass {name}:\n{fields}```\n\n{_prose(inspect.getdoc(value) or '')}\n"
        return f"### `{name}`\n\n{body}{_methods(value)}"
    if inspect.isclass(value):
        bases = ", ".join(b.__name__ for b in value.__bases__ if b is not object)
        return (
            f"### `{name}`\n\n```python\nclass {name}{f'({bases})' if bases else ''}\n```\n\n"
            f"{_prose(inspect.getdoc(value) or '')}\n{_methods(value)}"
        )
    if typing.get_origin(value) is not None:
        return f"### `{name}`\n\n```python\n{name} = {_plain(value)}\n```\n"
    if callable(value):
        inner = inspect.unwrap(value)
        return f"### `{name}`\n\n```python\n{_signature(name, inner)}\n```\n\n{_prose(inspect.getdoc(inner) or '')}\n"
    return "" if isinstance(value, ModuleType) else f"### `{name}`\n\nA {type(value).__name__}.\n"


def _methods(of: type) -> str:
    found = ""
    for name, value in vars(of).items():
        inner = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if name.startswith("_") or not inspect.isfunction(inner):
            continue
        found += f"\n`{_signature(name, inner)}`\n:   {_prose(inspect.getdoc(inner) or '')}\n"
    return found


class _Bare(str):
    """An annotation as written, without the quotes that a signature puts around it."""

    def __repr__(self) -> str:
        return str(self)


def _signature(name: str, of: object) -> str:
    signature = inspect.signature(of)  # type: ignore[arg-type]
    bare = [p.replace(annotation=_Bare(p.annotation)) if isinstance(p.annotation, str) else p
            for p in signature.parameters.values()]  # fmt: skip
    gives = signature.return_annotation
    signature = signature.replace(
        parameters=bare, return_annotation=_Bare(gives) if isinstance(gives, str) else gives
    )
    return name + _plain(signature)


def _plain(text: object) -> str:
    return str(text).replace("collections.abc.", "").replace("pathlib.", "").replace("typing.", "")


def _prose(doc: str) -> str:
    return doc.replace("``", "`").replace("::\n", ":\n")
