"""What is said to every browser about every page: which sources it may use, and in which language it speaks.

Django 5.2 has no content security policy. django-csp would do; but the office's policy is one constant line
with no nonce in it, so a dependency is not worth its upkeep. The setting has the name and shape that Django 6
gives it (``SECURE_CSP``), so that this middleware can go the day the office moves there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY: Mapping[str, Sequence[str]] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],  # data: is Bootstrap's, for the marks in its check boxes
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
}
"""The policy where the site sets none: nothing from elsewhere, nothing inline, in no frame."""

UNUSED_FEATURES = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
"""What no page of the office ever asks a browser for."""


def policy_text(policy: Mapping[str, Sequence[str]]) -> str:
    """A policy as the header says it."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())


class SecurityHeadersMiddleware:
    """Adds the headers that Django's SecurityMiddleware does not know. A view that set its own policy keeps it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": policy_text(getattr(settings, "SECURE_CSP", POLICY)),
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if not response.has_header("Cache-Control") and "text/html" in response.get("Content-Type", ""):
            response["Cache-Control"] = "no-store"  # what one person saw is not left behind for the next
        return response


class LanguageMiddleware:
    """Simplified Chinese, unless the person chose English: what a browser prefers does not decide."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the cookie that ``set_language`` leaves."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class MaintenanceMiddleware:
    """While the file ``OFFICE_MAINTENANCE_FILE`` is there, says so (503) instead of answering.

    The first line of the file, if any, is shown: when the office will be back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.mark: Path | None = getattr(settings, "OFFICE_MAINTENANCE_FILE", None)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or say that the office is closed. Static files are served before this is asked."""
        try:
            words = self.mark.read_text(encoding="utf-8").strip() if self.mark else None
        except FileNotFoundError:
            words = None
        if words is None:
            return self.get_response(request)
        page = render_to_string("web/maintenance.html", {"words": words.partition("\n")[0]}, request)
        return HttpResponse(page, status=503, headers={"Retry-After": "600"})
