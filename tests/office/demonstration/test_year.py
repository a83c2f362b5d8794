"""The invented year is made as people make one: nothing refused, the log whole, every state and stage in it."""

import datetime

import pytest

import zhaoshang
from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.templatetags.accounts import demonstration_logins
from zhaoshang.office.audit import chain
from zhaoshang.office.audit.models import Event
from zhaoshang.office.demonstration.year import make
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.operating.ledger import write_ledger
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.projects.models import Change, Difficulty, HandOver, Milestone, Project
from zhaoshang.office.projects.queries import at_stage, attach, in_force, with_stage, with_stage_rank
from zhaoshang.office.projects.stages import MAIN_LINE, RANKS
from zhaoshang.office.records.choices import State
from zhaoshang.office.web.waiting import counted, waiting_for
from zhaoshang.tables import UnitDirectory

TODAY = datetime.date(2026, 11, 23)


@pytest.mark.django_db
def test_a_year_has_something_of_everything_and_its_log_holds(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    make(TODAY)
    walked = chain.verify()
    assert walked.broken is None and walked.count == Event.objects.count() > 900
    times = list(Event.objects.order_by("number").values_list("at", flat=True))
    assert times == sorted(times) and times[-1].date() < TODAY
    assert not Event.objects.filter(succeeded=False).exists()
    assert set(Lead.objects.values_list("state", flat=True)) == set(State)
    stages = set(with_stage(in_force()).values_list("stage", flat=True))
    assert stages == {None, *MAIN_LINE[1:], "withdrawn"}
    assert Project.objects.filter(state=State.SUPERSEDED).count() == 1
    assert Milestone.objects.filter(state=State.RETURNED).exists()
    assert set(Change.objects.values_list("kind", flat=True)) == {"upgrade", "owner"}
    assert HandOver.objects.filter(accepted=True).count() == 2
    assert Difficulty.objects.filter(resolved_on=None).exists()
    assert FirstReport.objects.exists() and Appeal.objects.filter(upheld=None).count() == 1
    assert Evidence.objects.filter(original_seen_at__isnull=False).exists()
    assert all("虚构" in name for name in Lead.objects.values_list("company", flat=True))
    everybodys_side_bar_counts_what_their_page_lists()
    a_stage_is_the_same_whether_asked_of_all_of_some_or_of_one()
    the_library_scores_it(tmp_path / "ledger")


def everybodys_side_bar_counts_what_their_page_lists():
    counts = {
        user.username: (counted(user, TODAY), len(waiting_for(user, TODAY))) for user in User.objects.all()
    }
    assert {name for name, (told, listed) in counts.items() if told != listed} == set()
    assert max(told for told, _listed in counts.values()) > 3


def a_stage_is_the_same_whether_asked_of_all_of_some_or_of_one():
    by_key = {project.key: project.stage for project in with_stage(in_force())}
    assert by_key == {project.archive: project.stage for project in attach(in_force().select_related("unit"))}
    for stage in {*by_key.values()}:
        found = at_stage(in_force(), stage).values_list("key", flat=True)
        assert set(found) == {key for key, reached in by_key.items() if reached == stage}
    ranks = {project.key: project.stage_rank for project in with_stage_rank(in_force())}
    assert ranks == {key: RANKS.get(stage, 0) for key, stage in by_key.items()}


def the_library_scores_it(folder):
    """Written as files, accepted by the library's own check with the city's scheme, and scored with it."""
    city = Jurisdiction.objects.get()
    written = write_ledger(city, folder)
    scheme = zhaoshang.load_scheme(city.scheme)
    ledger = zhaoshang.ledger.read_ledger(folder, UnitDirectory.of(scheme.units))
    assert ledger.digest == written.digest
    assert not ledger.warnings
    approved = Milestone.objects.filter(state=State.APPROVED).count()
    assert len(ledger.counted("milestones")) == approved > 90
    result = zhaoshang.scoring.score(scheme, ledger, "2026")
    assert len(result.units) == 6
    counted = {fact for unit in result.units for line in unit.lines for fact in line.facts}
    assert {fact.split("/")[0] for fact in counted} == {"milestones", "leads"}
    assert all(unit.score > 0 for unit in result.units)


@pytest.mark.django_db
def test_there_is_a_login_for_every_role_with_the_password_on_the_page(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    make(datetime.date.today())  # noqa: DTZ011 - the page lists who is appointed today
    logins = demonstration_logins()
    assert [p["role"] for p in logins["people"]] == [role.label for role in Role]
    for person in logins["people"]:
        assert User.objects.get(username=person["username"]).check_password(logins["password"])
