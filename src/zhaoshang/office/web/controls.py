"""The commonest controls of forms written by a function: Django renders a template for each option of each select,
which was an eighth of every list. What is not written here, Django's own templates render."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

_FOLDER = "django/forms/widgets/"
_INPUTS = frozenset(f"{_FOLDER}{kind}.html" for kind in ("input", "text", "number", "date", "hidden"))
_SELECT, _OPTION = f"{_FOLDER}select.html", f"{_FOLDER}select_option.html"


class Controls(DjangoTemplates):
    """The office's renderer of forms: the same HTML as Django's, letter for letter."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """A control from what its widget says of itself."""
        widget = context.get("widget", {})
        if template_name in _INPUTS:
            return _input(widget)
        if template_name == _SELECT and all(
            name is None and all(option["template_name"] == _OPTION for option in options)
            for name, options, _place in widget["optgroups"]
        ):
            return _select(widget)
        return super().render(template_name, context, request)


def _text(value: object) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))


def _attributes(attributes: Mapping[str, Any]) -> str:
    shown = ""
    for name, value in attributes.items():
        if value is True:
            shown += f" {_text(name)}"
        elif value is not False:
            shown += f' {_text(name)}="{_text(value)}"'
    return shown


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    name = _text(widget["name"])
    return mark_safe(f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget["attrs"])}>')


def _select(widget: Mapping[str, Any]) -> str:
    options = "".join(
        f'\n  <option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{_text(one["label"])}</option>\n'
        for _name, group, _place in widget["optgroups"]
        for one in group
    )
    return mark_safe(
        f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>{options}\n</select>'
    )
