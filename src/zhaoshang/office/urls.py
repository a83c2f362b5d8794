"""Every address of the office, app by app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("zhaoshang.office.web.urls")),
    path("accounts/", include("zhaoshang.office.accounts.sign_in_urls")),
    path("accounts/", include("zhaoshang.office.accounts.urls")),
    path("organisation/", include("zhaoshang.office.organisation.urls")),
    path("leads/", include("zhaoshang.office.leads.urls")),
    path("projects/", include("zhaoshang.office.projects.urls")),
    path("evidence/", include("zhaoshang.office.evidence.urls")),
    path("audit/", include("zhaoshang.office.audit.urls")),
    path("exchange/", include("zhaoshang.office.exchange.urls")),
]
