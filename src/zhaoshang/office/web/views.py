"""Pages that belong to no other app: the living page of components, and what is shown when something failed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhaoshang.office.web import design


def components(request: HttpRequest) -> HttpResponse:
    """Every component with its states. Only where data are invented or the code is being worked on."""
    if not (settings.DEBUG or getattr(settings, "DEMONSTRATION", False)):
        raise Http404(_("没有这个页面"))
    return render(request, "web/design.html", design.examples(request))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old, or that came from another site."""
    return render(request, "403_csrf.html", status=403)
