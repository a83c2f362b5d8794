"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from zhaoshang.office.web import views

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("todo/", views.todo, name="todo"),
    path("search/", views.search, name="search"),
    path("language/", set_language, name="set-language"),
    path("design/", views.components, name="design"),
]
