"""What is asked when a file is added or withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.evidence import services
from zhaoshang.office.evidence.content import ALSO_CALLED, FORMATS
from zhaoshang.office.evidence.uploading import MARK, most_bytes

ACCEPT = ",".join(f".{e}" for f in FORMATS for e in ALSO_CALLED.get(f.extension, (f.extension,)))


class UploadForm(forms.Form):
    """A kind of document and its file."""

    kind = forms.CharField(label=_("材料"), max_length=60, help_text=_("按办法所列的名称填写，如：签约合同"))
    file = forms.FileField(
        label=_("文件"), max_length=500, widget=forms.ClearableFileInput(attrs={"accept": ACCEPT})
    )

    def __init__(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        self.fields["file"].help_text = _("%(formats)s，不超过 %(most)d MB") % {
            "formats": services.accepted_words(),
            "most": most_bytes() // 1024 // 1024,
        }

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        if getattr(
            self._request, MARK, False
        ):  # it was dropped on its way in, and looks as if there were none
            self._errors.pop("file", None)  # type: ignore[union-attr]
            self.add_error("file", services.too_large())


class WithdrawForm(forms.Form):
    """Why a file counts no more."""

    reason = forms.CharField(label=_("原因"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500)
