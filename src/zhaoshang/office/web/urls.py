"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from zhaoshang.office.web import views, views_saved

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("todo/", views.todo, name="todo"),
    path("search/", views.search, name="search"),
    path("language/", set_language, name="set-language"),
    path("views/<str:page>/", views_saved.manage, name="views"),
    path("views/<str:page>/save/", views_saved.save, name="view-save"),
    path("view/<int:pk>/change/", views_saved.change, name="view-change"),
    path("view/<int:pk>/remove/", views_saved.remove, name="view-remove"),
    path("view/<int:pk>/restore/", views_saved.restore, name="view-restore"),
    path("design/", views.components, name="design"),
]
