"""Addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from zhaoshang.office.projects.views import acting, archive, editing, lists

FACT = r"(?P<kind>milestone|credit|change)"

app_name = "projects"
urlpatterns: list[URLPattern] = [
    path("", lists.table, name="list"),
    path("board/", lists.board, name="board"),
    path("timeline/", lists.timeline, name="timeline"),
    path("new/", editing.new, name="new"),
    path("<int:pk>/", archive.detail, name="detail"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/correct/", editing.correct, name="correct"),
    path("<int:pk>/offer/", acting.offer, name="offer"),
    path("<int:pk>/difficulties/new/", acting.difficulty, name="difficulty-new"),
    path("<int:pk>/difficulties/<int:difficulty>/", acting.difficulty, name="difficulty"),
    re_path(rf"^(?P<pk>\d+)/{FACT}/new/$", editing.new_fact, name="fact-new"),
    re_path(rf"^{FACT}/(?P<pk>\d+)/edit/$", editing.edit_fact, name="fact-edit"),
    re_path(rf"^{FACT}/(?P<pk>\d+)/correct/$", editing.edit_fact, {"correcting": True}, name="fact-correct"),
    path("hand-over/<int:pk>/answer/", acting.answer, name="hand-over-answer"),
    path("hand-over/<int:pk>/take-back/", acting.take_back, name="hand-over-take-back"),
    path("record/<slug:kind>/<int:pk>/<slug:action>/", acting.act, name="act"),
    path("<int:pk>/<slug:tab>/", archive.detail, name="tab"),
]
