"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhaoshang.office.exchange import exporting, views

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("", views.upload_list, name="list"),
    path("upload/", views.upload, name="upload"),
    path("uploads/<int:pk>/", views.preview, name="preview"),
    path("uploads/<int:pk>/take-in/", views.take_in, name="take_in"),
    path("uploads/<int:pk>/rejected/", views.rejected, name="rejected"),
    path("uploads/<int:pk>/match/", views.match, name="match"),
    path("template/<slug:table>/", views.template, name="template"),
    path("export/<slug:table>/", exporting.export, name="export"),
    path("export/<slug:table>/<int:pk>/", exporting.export_archive, name="export"),
]
