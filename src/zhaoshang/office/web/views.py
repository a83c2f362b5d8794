"""Pages that belong to no other app: the workbench, what waits, search, components, and what failed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import VERIFIERS
from zhaoshang.office.organisation.queries import holds, today
from zhaoshang.office.web import design
from zhaoshang.office.web import search as searching
from zhaoshang.office.web.addresses import list_address
from zhaoshang.office.web.administration import cards
from zhaoshang.office.web.home import Asked, by_stage, by_unit, due, figures
from zhaoshang.office.web.navigation import reports, works_on_records
from zhaoshang.office.web.questions import questions_for
from zhaoshang.office.web.recent import recent
from zhaoshang.office.web.waiting import sent_back_to, waiting_for, whole

SHOWN_AT_HOME = 8
WAITING_PER_PAGE = 20


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required saw to it
    return request.user


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The workbench."""
    person, day = _person(request), today()
    if not works_on_records(person):
        return render(request, "web/home_administration.html", {"today": day, "cards": cards(person, day)})
    asked = Asked(person, day)
    waiting, sent_back = waiting_for(person, day), sent_back_to(person, day)
    shown = {
        "today": day,
        "figures": figures(asked),
        "has_work": reports(person) or holds(person, VERIFIERS, day),
        "units": by_unit(asked),
        "chart": by_stage(asked),
        "due": due(person, day),
        "recent": recent(person, day),
        "waiting_count": len(waiting) + len(questions_for(person, day)),
        "waiting": whole(waiting[:SHOWN_AT_HOME]),
        "questions": questions_for(person, day)[:SHOWN_AT_HOME],
        "sent_back_count": len(sent_back),
        "sent_back": whole(sent_back[:SHOWN_AT_HOME]),
        "lead_create": list_address("leads:create") if reports(person) else "",
        "project_create": list_address("projects:new") if reports(person) else "",
    }
    return render(request, "web/home.html", shown)


@login_required
def todo(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this person."""
    person, day = _person(request), today()
    page = Paginator(waiting_for(person, day), WAITING_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = whole(page.object_list)
    shown = {
        "page": page,
        "sent_back": whole(sent_back_to(person, day)),
        "questions": questions_for(person, day),
    }
    return render(request, "web/todo.html", shown)


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """What was found across the ledgers."""
    words = request.GET.get("q", "").strip()[:100]
    kinds = searching.search(_person(request), words, today())
    shown = {"words": words, "kinds": kinds, "fewest": searching.FEWEST_CHARACTERS}
    return render(request, "web/search.html", shown)


def components(request: HttpRequest) -> HttpResponse:
    """Every component with its states. Only where data are invented or the code is being worked on."""
    if not (settings.DEBUG or getattr(settings, "DEMONSTRATION", False)):
        raise Http404(_("没有这个页面"))
    return render(request, "web/design.html", design.examples(request))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is too old, or that came from another site."""
    return render(request, "403_csrf.html", status=403)
