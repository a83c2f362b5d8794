"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhaoshang.office.leads import views, views_deciding

app_name = "leads"
urlpatterns: list[URLPattern] = [
    path("", views.lead_list, name="list"),
    path("new/", views.create, name="create"),
    path("todo/", views.todo, name="todo"),
    path("check/", views_deciding.check, name="check"),
    path("rules/", views_deciding.rules, name="rules"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/project/", views.to_project, name="to-project"),
    path("<int:pk>/act/<str:action>/", views.act, name="act"),
    path("<int:pk>/first/<int:other>/", views_deciding.decide, name="decide"),
    path("decisions/<int:pk>/appeal/", views_deciding.appeal, name="appeal"),
    path("appeals/<int:pk>/", views_deciding.answer, name="answer"),
]
