"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhaoshang.office.organisation import views

app_name = "organisation"
urlpatterns: list[URLPattern] = [
    path("", views.unit_list, name="list"),
    path("units/<int:pk>/", views.change_unit, name="unit"),
    path("units/<int:pk>/rename/", views.rename_unit, name="rename-unit"),
    path("units/<int:pk>/merge/", views.merge_unit, name="merge-unit"),
    path("units/<int:pk>/close/", views.close_unit, name="close-unit"),
    path("units/<int:pk>/move/", views.move_unit, name="move-unit"),
    path("jurisdictions/", views.jurisdiction_list, name="jurisdictions"),
    path("jurisdictions/new/", views.save_jurisdiction, name="create-jurisdiction"),
    path("jurisdictions/<int:pk>/", views.save_jurisdiction, name="jurisdiction"),
    path("jurisdictions/<int:pk>/units/new/", views.create_unit, name="create-unit"),
    path("jurisdictions/<int:pk>/units/order/", views.order_units, name="order-units"),
    path("jurisdictions/<int:pk>/units/import/", views.import_units, name="import-units"),
    path("appointments/", views.appointment_list, name="appointments"),
    path("appointments/new/", views.appoint, name="appoint"),
    path("appointments/<int:pk>/end/", views.end_appointment, name="end-appointment"),
    path("people/<int:pk>/leave/", views.leave, name="leave"),
    path("leaves/<int:pk>/end/", views.end_leave, name="end-leave"),
    path("leaves/<int:pk>/stand-in/", views.stand_in, name="stand-in"),
]
