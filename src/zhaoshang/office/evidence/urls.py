"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from zhaoshang.office.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<int:pk>/", views.file, name="file"),
    path("<int:pk>/original/", views.see_original, name="original"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:kind>/<int:key>/", views.record_page, name="record"),
    path("<str:kind>/<int:key>/add/", views.add, name="add"),
]
