"""Addresses of this app."""

from __future__ import annotations

from django.urls import path

from zhaoshang.office.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("verify/", views.verify, name="verify"),
    path("<int:number>/", views.event, name="event"),
]
