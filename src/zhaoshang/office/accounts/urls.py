"""Addresses of this app. Those that django-allauth knows by name are in ``sign_in_urls``."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhaoshang.office.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", views.account_list, name="list"),
    path("new/", views.create, name="create"),
    path("me/", views.profile, name="profile"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/sessions/end-others/", views.end_others, name="end-others"),
    path("sessions/<int:pk>/end/", views.end_session, name="end-session"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/lift/", views.lift, name="lift"),
    path("<int:pk>/<slug:action>/", views.act, name="act"),
]
