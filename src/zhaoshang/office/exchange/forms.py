"""What is asked when a file is handed in, and when its headers are matched with ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.ledger.headers import plain_header
from zhaoshang.office.evidence.uploading import MARK, most_bytes
from zhaoshang.office.exchange.columns import PROJECTS, SHAPES, STAGE_DATES, Shape
from zhaoshang.office.exchange.models import Mapping
from zhaoshang.office.exchange.services import SUFFIXES
from zhaoshang.office.organisation.models import Jurisdiction

_STAGE = "stage:"
"""Before the stage that a column of dates tells of."""


class UploadForm(forms.Form):
    """A file, what it is where its sheets do not say, and how its headers are read."""

    file = forms.FileField(
        label=_("文件"), max_length=200, widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)})
    )
    table = forms.ChoiceField(
        label=_("表"), required=False,
        choices=[("", _("按工作表的名称")), ("leads", _("线索")), ("projects", _("项目")), ("milestones", _("进展"))],
        help_text=_("工作表或 CSV 文件不叫“线索”“项目”或“进展”，表头也不是模板的时选择"),
    )  # fmt: skip
    mapping = forms.ModelChoiceField(
        label=_("表头对应"), required=False, queryset=Mapping.objects.none(), empty_label=_("按模板的表头"),
        help_text=_("本单位自己的表格，第一次上传后可对应表头并保存，以后在这里选用"),
    )  # fmt: skip
    jurisdiction = forms.ModelChoiceField(
        label=_("辖区"), queryset=Jurisdiction.objects.none(), empty_label=None
    )

    def __init__(
        self, *args: Any, request: Any = None, jurisdictions: QuerySet[Jurisdiction], mappings: QuerySet[Mapping],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._request = request
        self.fields["mapping"].queryset = mappings  # type: ignore[attr-defined]
        self.fields["jurisdiction"].queryset = jurisdictions  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("%(formats)s，不超过 %(most)d MB") % {
            "formats": "、".join(SUFFIXES), "most": most_bytes() // 1024 // 1024,
        }  # fmt: skip
        first = jurisdictions.first()
        if first is not None and len(jurisdictions) == 1:
            self.fields["jurisdiction"].widget = forms.HiddenInput()
            self.fields["jurisdiction"].initial = first.pk

    def clean(self) -> dict[str, Any]:
        """A file that was dropped on its way in looks as if there were none."""
        cleaned: dict[str, Any] = super().clean() or {}
        if getattr(self._request, MARK, False):
            self._errors.pop("file", None)  # type: ignore[union-attr]
            self.add_error("file", _("文件太大，不超过 %(most)d MB") % {"most": most_bytes() // 1024 // 1024})
        return cleaned


class HeadersForm(forms.Form):
    """One question for each header of one sheet: which column of ours is it?"""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("如：县区月报表；同名的将被替换"))

    def __init__(self, *args: Any, shape: Shape, sheet: str, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape, self.sheet, self.headers = shape, sheet, headers
        ours = [(column.key, shape.label(column.key)) for column in shape.columns] + list(shape.more.items())
        if shape is PROJECTS:
            ours += [(f"{_STAGE}{stage}", label) for label, stage in STAGE_DATES.items()]
        known = {plain_header(word): key for key, word in ours}
        known |= {bare: known[word] for word in known if (bare := word.partition("(")[0])}
        for column in shape.columns:
            known |= {plain_header(word): column.key for word in (column.key, column.label, *column.also)}
        for index, header in enumerate(headers):
            self.fields[f"h{index}"] = forms.ChoiceField(
                label=header, required=False, choices=[("", _("不读入")), *ours],
                initial=_likely(plain_header(header), known),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Each of our columns at most once, and those that are needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [cleaned.get(f"h{index}") for index in range(len(self.headers))]
        for index, key in enumerate(chosen):
            if key and key in chosen[:index]:
                self.add_error(f"h{index}", _("这一列已有别的表头对应"))
        for column in self.shape.columns:
            if column.required and column.key not in chosen:
                self.add_error(None, _("没有表头对应“%(column)s”，这一列必填") % {"column": column.label})
        return cleaned

    def written(self) -> dict[str, Any]:
        """The mapping, for the library and for the office's own columns."""
        chosen = {
            header: self.cleaned_data.get(f"h{index}") or "" for index, header in enumerate(self.headers)
        }
        days = {header: key.removeprefix(_STAGE) for header, key in chosen.items() if key.startswith(_STAGE)}
        columns = {
            header: key
            for header, key in chosen.items()
            if key and key not in self.shape.more and header not in days
        }
        more = {header: key for header, key in chosen.items() if key in self.shape.more}
        entries: list[dict[str, Any]] = [{"table": self.shape.table.key, "columns": columns}]
        number = next((header for header, key in columns.items() if key == self.shape.number), "")
        entries += [
            {
                "table": "milestones", "columns": {number: "project", header: "date"}, "fixed": {"stage": stage},
                "where": header,
            }
            for header, stage in days.items()
        ]  # fmt: skip
        return {"sheets": {self.sheet: entries}, "more": {self.sheet: more} if more else {}}


def _likely(header: str, known: dict[str, str]) -> str:
    """Which column a header most likely is: with or without its unit, a time for a day."""
    bare = header.partition("(")[0].strip("*")
    words = (header, bare, bare.replace("时间", "日期"), bare.removesuffix("额"))
    return next((known[word] for word in words if word in known), "")


def shape_named(name: str) -> Shape | None:
    """The kind of records that a word in an address names."""
    return SHAPES.get(name)
