"""How figures, states and stages are written on a page. Knows how things look, never what they are worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, CheckboxInput, ClearableFileInput, Select, Textarea, TextInput
from django.forms.widgets import CheckboxSelectMultiple, DateInput, Input, RadioSelect
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from zhaoshang.office.web.cells import rows_of
from zhaoshang.quantities.money import format_money

register = template.Library()

STATE_TONES = {
    "draft": "grey", "filed": "violet", "submitted": "amber", "approved": "green", "returned": "red",
    "void": "grey", "superseded": "grey", "open": "amber", "closed": "green", "overdue": "red",
}  # fmt: skip
"""State of a record -> the tone of its badge; a word always stands in it too."""
STAGE_TONES = {
    "tracking": "grey", "negotiating": "grey", "reviewed": "violet", "signed": "blue", "landed": "blue",
    "started": "amber", "increased": "amber", "resumed": "amber", "occupied": "amber", "enrolled": "amber",
    "production": "green", "capacity": "green", "effective": "green", "withdrawn": "red",
}  # fmt: skip
"""Stage of a project -> the tone of its badge."""
STRUCK_STATES = ("void",)
YI, WAN = 10**10, 10**6
"""Fen in one 亿元 and in one 万元."""


@register.simple_tag(takes_context=True)
def table_rows(context: Context, table: Any) -> SafeString:
    """The rows of a page of a list, and of the only row of one without any, what it says then."""
    shown = "".join(rows_of(table, context))
    if not shown and table.empty_text:
        return format_html('<tr><td colspan="{}">{}</td></tr>', len(table.columns), table.empty_text)
    return mark_safe(shown)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite; only an ornament, so a screen reader passes over it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def state_tone(state: object) -> str:
    """The tone of a record's state."""
    return STATE_TONES.get(str(getattr(state, "value", state)), "grey")


@register.filter
def stage_tone(stage: object) -> str:
    """The tone of a project's stage."""
    return STAGE_TONES.get(str(getattr(stage, "value", stage)), "grey")


@register.filter
def is_struck(state: object) -> bool:
    """Whether what has this state is crossed out."""
    return str(getattr(state, "value", state)) in STRUCK_STATES


def _in_units(fen: int | None, unit: int, places: int) -> str:
    """Fen in larger units, rounded half up away from zero, with thousands separators."""
    if fen is None or fen == "":
        return "—"
    scaled = (2 * abs(int(fen)) * 10**places + unit) // (2 * unit)
    whole, rest = divmod(scaled, 10**places)
    sign = "−" if int(fen) < 0 and scaled else ""
    return f"{sign}{whole:,}" + (f".{rest:0{places}d}" if places else "")


@register.filter
def yi(fen: int | None, places: int = 2) -> str:
    """Fen in 亿元 with two decimals: ``842.23``. For figures and columns whose head says 亿元."""
    return _in_units(fen, YI, places)


@register.filter
def wan(fen: int | None, places: int = 2) -> str:
    """Fen in 万元 with two decimals: ``3,000.00``."""
    return _in_units(fen, WAN, places)


@register.filter
def hundredths(value: int) -> str:
    """A whole number of hundredths with two decimals: 13275 is ``132.75``."""
    return _in_units(value, 100, 2)


@register.simple_tag
def money(minor: int | None, currency: str = "CNY") -> str:
    """An amount with its unit: ``1.5亿元``, ``200万美元``; to English readers ``CNY 150,000,000``."""
    return "—" if minor is None else money_words(int(minor), currency)


def money_words(minor: int, currency: str = "CNY") -> str:
    """Fen or cents in the shortest exact form of the reader's language."""
    if get_language() != "en":
        return format_money(minor, currency)
    whole, rest = divmod(abs(minor), 100)
    return f"{currency} {'-' if minor < 0 else ''}{whole:,}{f'.{rest:02d}' if rest else ''}"


@register.filter
def share(value: int | None) -> str:
    """A share (10^8 = 100%) as a percentage without trailing zeros."""
    if value is None:
        return "—"
    whole, rest = divmod(int(value), 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") + "%"


@register.filter
def html_attributes(attributes: Any, leave_out: str = "") -> SafeString:
    """Attributes given to a component that it does not name itself, escaped (cotton's ``{{ attrs }}`` is not)."""
    left_out = {*leave_out.split(), "class"}
    return format_html_join(
        "",
        "{}",
        (
            (_attribute(name, value),)
            for name, value in attributes.attrs_dict().items()
            if name not in left_out and value is not False and value is not None
        ),
    )


def _attribute(name: str, value: object) -> SafeString:
    if value is True:
        return format_html(" {}", name)
    if isinstance(
        value, SafeString
    ):  # escaped where it was rendered; markup still has no place in an attribute
        value = mark_safe(value.replace('"', "&quot;").replace("<", "&lt;"))
    return format_html(' {}="{}"', name, value)


@register.simple_tag(takes_context=True)
def address_with(context: Mapping[str, Any], **changes: object) -> str:
    """This page's address with some of its parameters changed; one that is None or empty goes."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    """The page numbers to show around the present one."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def widget_kind(field: BoundField) -> str:
    """``check``, ``choices``, ``file``, ``date``, ``text`` or ``other``: how a field is laid out."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    if isinstance(widget, ClearableFileInput):
        return "file"
    return "other"


@register.filter
def control(field: BoundField) -> SafeString:
    """The control of a field in our clothes, joined to its help and its errors for those who hear the page."""
    widget, described = field.field.widget, []
    css = str(widget.attrs.get("class", ""))
    if isinstance(widget, (CheckboxInput, RadioSelect, CheckboxSelectMultiple)):
        css = f"{css} form-check-input"
    elif isinstance(widget, Select):
        css = f"{css} form-select"
    elif isinstance(widget, (Input, Textarea, TextInput)):
        css = f"{css} form-control"
    if field.help_text:
        described.append(f"{field.id_for_label or field.auto_id}-help")
    attributes: dict[str, Any] = {}
    if field.errors:
        css = f"{css} is-invalid"
        described.append(f"{field.id_for_label or field.auto_id}-errors")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if isinstance(widget, DateInput) and not field.errors:  # a wrong one is shown as it was written
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    attributes["class"] = css.strip()
    return field.as_widget(attrs=attributes)


@register.filter
def text_or_dash(value: object) -> object:
    """The value, or a dash where there is none."""
    return "—" if value in (None, "") else conditional_escape(value)


@register.simple_tag(takes_context=True)
def page_address(context: Mapping[str, Any], name: str, number: int) -> str:
    """This page's address with the number of a page of a list in it."""
    return address_with(context, **{name: number})


@register.inclusion_tag("web/_saved_views.html", takes_context=True)
def saved_views(context: Mapping[str, Any], page: str) -> dict[str, Any]:
    """The reader's views of a list, as chips above its filters; and the way to save what is shown now."""
    from zhaoshang.office.web import saved

    request = context["request"]
    present = saved.plain(request.GET.urlencode())
    shown = [(view, view.query == present) for view in saved.of_request(request, page)]
    return {
        "views": shown, "page": page, "query": present, "everything": f"?{saved.EVERYTHING}",
        "back": request.path, "csrf_token": context.get("csrf_token"), "longest": saved.LONGEST_NAME,
    }  # fmt: skip


@register.filter
def sorts_first(column: Any, table: Any) -> bool:
    """Whether a list is sorted by this column before any other: only it carries the arrow."""
    return bool(table.order_by) and table.order_by[0].lstrip("-") == column.name


@register.filter
def has_text(slot: object) -> bool:
    """Whether a slot has anything in it but white space."""
    return bool(str(slot or "").strip())


@register.filter
def undo_address(tags: str) -> str:
    """The address in a message's extra tags that takes back what it tells of; empty where there is none."""
    return tags if str(tags).startswith("/") and not str(tags).startswith("//") else ""
