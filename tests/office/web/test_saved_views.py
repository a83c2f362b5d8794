"""People keep the filters they use, under names of their own; nobody sees or changes another's."""

import pytest
from django.test import Client
from django.urls import reverse

from zhaoshang.office.records.choices import State
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.web import saved
from zhaoshang.office.web.models import SavedView

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LEADS = "leads:list"


@pytest.fixture
def reporter(yunchuan, client):
    client.force_login(yunchuan.reporter, BACKEND)
    return client


def keep(client, name, query="state=approved&sort=-amount", page=LEADS, **more):
    said = {"name": name, "query": query, "back": reverse("leads:list"), **more}
    return client.post(reverse("web:view-save", args=[page]), said)


def test_a_filter_and_its_order_are_kept_under_a_name_and_shown_above_the_list(reporter, yunchuan):
    answer = keep(reporter, "已审核", "state=approved&sort=-amount&page=3&q=&view=all")
    assert answer.url == "/leads/?sort=-amount&state=approved"
    view = SavedView.objects.get()
    assert (view.user, view.page, view.query) == (yunchuan.reporter, LEADS, "sort=-amount&state=approved")
    page = reporter.get(answer.url).content.decode()
    assert '<a class="filter-chip" href="?sort=-amount&amp;state=approved" aria-current="true">已审核' in page


def test_a_list_opens_with_the_default_view_and_can_still_be_seen_whole(reporter):
    keep(reporter, "已审核", is_default="on")
    assert reporter.get("/leads/").url == "/leads/?sort=-amount&state=approved"
    assert reporter.get("/leads/?view=all").status_code == 200
    assert reporter.get("/leads/?q=").status_code == 200


def test_a_view_shows_what_its_reader_may_see_and_nothing_else(reporter, yunchuan, a_lead):
    type(a_lead("X9", unit=yunchuan.bailu)).objects.update(state=State.APPROVED)
    keep(reporter, "白鹭", f"unit={yunchuan.bailu.pk}")
    shown = reporter.get(f"/leads/?unit={yunchuan.bailu.pk}")
    assert shown.context["table"].paginator.count == 0


def test_only_one_view_of_a_list_is_the_default(reporter, yunchuan):
    keep(reporter, "甲", is_default="on")
    keep(reporter, "乙", "state=draft", is_default="on")
    assert [v.name for v in saved.views_of(yunchuan.reporter, LEADS) if v.is_default] == ["乙"]


def test_the_same_name_serves_once_in_a_list_but_again_in_another(reporter, yunchuan):
    keep(reporter, "我的")
    keep(reporter, " 我的 ")
    keep(reporter, "我的", page="projects:list")
    assert SavedView.objects.filter(name="我的").count() == 2
    assert len(saved.views_of(yunchuan.reporter, LEADS)) == 1


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [("  ", "state=draft", "名称"), ("长" * 31, "", "30"), ("甲", "q=" + "长" * 200, "太长")],
)
def test_a_view_without_a_fitting_name_or_filter_is_not_kept(yunchuan, name, query, words):
    with pytest.raises(Refused, match=words):
        saved.save(yunchuan.reporter, LEADS, name, query, False)
    assert not SavedView.objects.exists()


def test_a_list_keeps_no_more_than_twenty_views(yunchuan):
    for number in range(saved.MOST):
        saved.save(yunchuan.reporter, LEADS, f"视图{number}", "state=draft", False)
    with pytest.raises(Refused, match="20"):
        saved.save(yunchuan.reporter, LEADS, "又一个", "", False)


def test_a_view_is_renamed(reporter, yunchuan):
    keep(reporter, "甲")
    keep(reporter, "乙")
    first = SavedView.objects.get(name="甲")
    reporter.post(reverse("web:view-change", args=[first.pk]), {"name": "乙"})
    assert SavedView.objects.filter(name="甲").exists()
    reporter.post(reverse("web:view-change", args=[first.pk]), {"name": "丙", "is_default": "on"})
    first.refresh_from_db()
    assert (first.name, first.is_default) == ("丙", True)


def test_taking_a_view_away_can_be_undone(reporter, yunchuan):
    keep(reporter, "甲", is_default="on")
    view = SavedView.objects.get()
    told = reporter.post(reverse("web:view-remove", args=[view.pk]), follow=True).content.decode()
    undo = reverse("web:view-restore", args=[view.pk])
    assert f'action="{undo}"' in told
    assert saved.views_of(yunchuan.reporter, LEADS) == []
    assert reporter.get("/leads/").status_code == 200
    reporter.post(undo)
    assert [(v.name, v.is_default) for v in saved.views_of(yunchuan.reporter, LEADS)] == [("甲", True)]


def test_what_was_taken_away_does_not_come_back_over_a_new_one_of_its_name(reporter, yunchuan):
    keep(reporter, "甲")
    view = SavedView.objects.get()
    reporter.post(reverse("web:view-remove", args=[view.pk]))
    keep(reporter, "甲", "state=draft")
    reporter.post(reverse("web:view-restore", args=[view.pk]))
    assert [v.query for v in saved.views_of(yunchuan.reporter, LEADS)] == ["state=draft"]


def test_only_what_was_taken_away_last_is_kept(reporter):
    keep(reporter, "甲")
    keep(reporter, "乙")
    for view in SavedView.objects.all():
        reporter.post(reverse("web:view-remove", args=[view.pk]))
    assert [v.name for v in SavedView.objects.all()] == ["乙"]


def test_anothers_views_are_neither_seen_nor_changed(reporter, yunchuan):
    keep(reporter, "只是我的", is_default="on")
    view = SavedView.objects.get()
    client = Client()
    client.force_login(yunchuan.unit_lead, BACKEND)
    assert "只是我的" not in client.get("/leads/").content.decode()
    assert "只是我的" not in client.get(reverse("web:views", args=[LEADS])).content.decode()
    for name in ("web:view-change", "web:view-remove"):
        assert client.post(reverse(name, args=[view.pk]), {"name": "改了"}).status_code == 404
    saved.remove(yunchuan.reporter, view)
    assert client.post(reverse("web:view-restore", args=[view.pk])).status_code == 404
    view.refresh_from_db()
    assert (view.name, view.removed_at is None) == ("只是我的", False)


def test_views_are_kept_of_known_lists_alone_and_lead_back_to_them_alone(reporter):
    assert keep(reporter, "甲", page="nowhere:list").status_code == 404
    assert keep(reporter, "甲", back="https://elsewhere.example/").url.startswith("/leads/?")
    board = keep(reporter, "乙", "stage=signed", page="projects:list", back="/projects/board/")
    assert board.url == "/projects/board/?stage=signed"


def test_nobody_keeps_views_without_signing_in_or_by_a_link(client, yunchuan):
    assert keep(client, "甲").url.startswith("/accounts/")
    client.force_login(yunchuan.reporter, BACKEND)
    assert client.get(reverse("web:view-save", args=[LEADS])).status_code == 405
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("where", sorted(saved.LISTS))
def test_every_such_list_offers_to_keep_its_filter(yunchuan, client, where):
    who = {"leads": "reporter", "projects": "reporter", "audit": "audit_administrator"}
    client.force_login(yunchuan.people[who.get(where.split(":")[0], "security_administrator")], BACKEND)
    assert reverse("web:view-save", args=[where]) in client.get(reverse(where)).content.decode()
