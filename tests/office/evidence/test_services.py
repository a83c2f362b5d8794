import hashlib
import re
from pathlib import Path

import pytest
from evidence_files import PDF, PNG

from zhaoshang.office.audit import queries as log_queries
from zhaoshang.office.audit.models import Event
from zhaoshang.office.evidence import queries, services
from zhaoshang.office.evidence.choices import Needed, needed_from
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.records.choices import Action
from zhaoshang.office.records.flow import Refused, move


@pytest.fixture
def lead(a_lead):
    return a_lead()


@pytest.fixture
def submitted(lead, yunchuan, today):
    lead = move(lead, Action.FILE, yunchuan.reporter, today=today)
    return move(lead, Action.SIGN, yunchuan.unit_lead, today=today)


def stored(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file()]


def test_a_file_is_kept_under_a_name_that_tells_nothing(lead, yunchuan, today, a_file, kept_here):
    evidence = services.add(lead, "投资意向书", a_file(), yunchuan.reporter, today=today)
    (path,) = stored(kept_here)
    assert path.read_bytes() == PDF
    assert evidence.digest == hashlib.sha256(PDF).hexdigest()
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{40}", path.relative_to(kept_here).as_posix())
    assert (evidence.name, evidence.media_type, evidence.size) == (
        "签约合同.pdf",
        "application/pdf",
        len(PDF),
    )


def test_every_kind_of_record_has_evidence(yunchuan, today, a_file, a_lead, a_project, a_milestone):
    from zhaoshang.office.projects.models import Change, Credit

    project = a_project()
    common = {"jurisdiction": yunchuan.city, "unit": yunchuan.qinghe, "created_by": yunchuan.reporter,
              "recorded_on": today, "project": project}  # fmt: skip
    records = [
        a_lead(), project, a_milestone(project), Credit.objects.create(**common),
        Change.objects.create(**common, kind="increase", date=today),
    ]  # fmt: skip
    for record in records:
        services.add(record, "附件", a_file(), yunchuan.reporter, today=today)
        assert [e.kind for e in queries.of(record)] == ["附件"]


@pytest.mark.parametrize("who", ["other_reporter", "commerce_verifier", "leader", "system_administrator"])
def test_only_its_own_unit_adds_to_a_record(lead, yunchuan, today, a_file, who, kept_here):
    with pytest.raises(Refused, match="本单位"):
        services.add(lead, "合同", a_file(), yunchuan.people[who], today=today)
    assert stored(kept_here) == []
    assert Event.objects.filter(action="evidence.add", succeeded=False, user=who).exists()


def test_a_void_record_takes_nothing_more(lead, yunchuan, today, a_file):
    lead = move(lead, Action.VOID, yunchuan.reporter, today=today, reason="重复")
    with pytest.raises(Refused, match="作废"):
        services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)


def test_a_file_that_is_not_what_it_is_called_is_refused(lead, yunchuan, today, a_file, kept_here):
    with pytest.raises(Refused, match="不是可接受的格式"):
        services.add(lead, "合同", a_file(b"MZ\x90\0" * 20), yunchuan.reporter, today=today)
    with pytest.raises(Refused, match="空"):
        services.add(lead, "合同", a_file(b""), yunchuan.reporter, today=today)
    assert stored(kept_here) == []


def test_a_file_that_is_too_large_is_refused(lead, yunchuan, today, a_file, settings):
    settings.OFFICE_EVIDENCE_MEGABYTES = 1
    with pytest.raises(Refused, match="超过 1 MB"):
        services.add(lead, "合同", a_file(PDF + b"\0" * 1024 * 1024), yunchuan.reporter, today=today)


def test_what_the_scanner_finds_is_refused_and_what_it_passes_is_marked(
    lead, yunchuan, today, a_file, settings, scanner, kept_here
):
    settings.OFFICE_CLAMD = scanner(b"stream: Eicar FOUND\0")[1]
    with pytest.raises(Refused, match="查出病毒（Eicar）"):
        services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    assert stored(kept_here) == []
    settings.OFFICE_CLAMD = scanner(b"stream: OK\0")[1]
    assert services.add(lead, "合同", a_file(), yunchuan.reporter, today=today).scanned == "clean"


def test_nothing_is_taken_in_unscanned_where_a_site_has_a_scanner(
    lead, yunchuan, today, a_file, settings, kept_here
):
    settings.OFFICE_CLAMD = "unix:/nowhere"
    with pytest.raises(Refused, match="没有完成扫描"):
        services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    assert stored(kept_here) == []


def test_a_file_whose_row_could_not_be_written_is_not_left_behind(
    lead, yunchuan, today, a_file, kept_here, monkeypatch
):
    monkeypatch.setattr(services.log, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    assert stored(kept_here) == []
    assert not Evidence.objects.exists()


def test_the_same_file_twice_in_one_place_is_refused(lead, yunchuan, today, a_file):
    services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    with pytest.raises(Refused, match="已经在这里"):
        services.add(lead, "合同", a_file(name="另存.pdf"), yunchuan.unit_lead, today=today)
    services.add(lead, "授权书", a_file(), yunchuan.unit_lead, today=today)


def test_the_same_file_with_another_record_is_told_to_who_may_see_both(
    lead, yunchuan, today, a_file, a_lead, sent_up
):
    other = a_lead("X2026-002", unit=yunchuan.bailu, by=yunchuan.other_reporter)
    services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    theirs = services.add(other, "合同", a_file(), yunchuan.other_reporter, today=today)
    files = list(queries.of(lead))
    assert (
        queries.same_files(yunchuan.commerce_verifier, files, today) == {}
    )  # a draft is nobody else's to see
    sent_up(other, yunchuan.other_reporter, yunchuan.other_lead)
    assert queries.same_files(yunchuan.commerce_verifier, files, today) == {theirs.digest: [theirs]}
    assert queries.same_files(yunchuan.reporter, files, today) == {}


def test_originals_are_seen_by_the_verifying_office_alone(submitted, yunchuan, today, a_file):
    evidence = services.add(submitted, "合同", a_file(), yunchuan.reporter, today=today)
    for who in ("reporter", "unit_lead", "reform_verifier", "leader", "auditor"):
        with pytest.raises(Refused):
            services.see_original(evidence, yunchuan.people[who], today=today)
    marked = services.see_original(evidence, yunchuan.commerce_verifier, today=today)
    assert marked.original_seen_by == yunchuan.commerce_verifier
    assert marked.original_seen_at is not None
    with pytest.raises(Refused, match="已核验过"):
        services.see_original(evidence, yunchuan.commerce_verifier, today=today)


def test_nobody_verifies_originals_of_their_own_bureau(yunchuan, today, a_file, a_lead):
    from office_people import also

    reporter, leader = also(yunchuan.commerce)
    lead = a_lead("X2026-009", unit=yunchuan.commerce, by=reporter)
    lead = move(move(lead, Action.FILE, reporter, today=today), Action.SIGN, leader, today=today)
    evidence = services.add(lead, "合同", a_file(), reporter, today=today)
    with pytest.raises(Refused):
        services.see_original(evidence, yunchuan.commerce_verifier, today=today)
    services.see_original(evidence, yunchuan.reform_verifier, today=today)


def test_originals_of_a_draft_are_not_yet_seen(lead, yunchuan, today, a_file):
    evidence = services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    with pytest.raises(Refused, match="上报之后"):
        services.see_original(evidence, yunchuan.commerce_verifier, today=today)


def test_what_is_withdrawn_is_kept_with_its_reason(lead, yunchuan, today, a_file, kept_here):
    evidence = services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    with pytest.raises(Refused, match="原因"):
        services.withdraw(evidence, yunchuan.reporter, reason="  ", today=today)
    services.withdraw(evidence, yunchuan.reporter, reason="传错了", today=today)
    (gone,) = queries.of(lead)
    assert gone.is_withdrawn
    assert gone.withdrawn_because == "传错了"
    assert len(stored(kept_here)) == 1
    assert queries.missing(lead, [Needed("合同")]) == ["合同"]
    with pytest.raises(Refused, match="已撤下"):
        services.withdraw(evidence, yunchuan.reporter, reason="再撤", today=today)


def test_once_submitted_only_the_verifier_withdraws(submitted, yunchuan, today, a_file):
    evidence = services.add(submitted, "合同", a_file(), yunchuan.reporter, today=today)
    with pytest.raises(Refused, match="只能由审核人员"):
        services.withdraw(evidence, yunchuan.reporter, reason="传错了", today=today)
    services.withdraw(evidence, yunchuan.commerce_verifier, reason="与本项目无关", today=today)
    services.add(submitted, "合同", a_file(), yunchuan.reporter, today=today)


def test_what_is_missing_is_what_is_required_and_not_there(lead, yunchuan, today, a_file):
    services.add(lead, "合同", a_file(), yunchuan.reporter, today=today)
    services.add(lead, "现场照片", a_file(PNG, "a.png"), yunchuan.reporter, today=today)
    needed = needed_from(["合同", "授权书", Needed("会议纪要", required=False)])
    assert queries.missing(lead, needed) == ["授权书"]
    kinds = queries.by_kind(queries.of(lead), needed)
    assert [(k.needed.kind, len(k.files), k.is_missing, k.is_extra) for k in kinds] == [
        ("合同", 1, False, False), ("授权书", 0, True, False), ("会议纪要", 0, False, False),
        ("现场照片", 1, False, True),
    ]  # fmt: skip


def test_all_of_it_is_in_the_records_history(submitted, yunchuan, today, a_file):
    evidence = services.add(submitted, "合同", a_file(), yunchuan.reporter, today=today)
    services.see_original(evidence, yunchuan.commerce_verifier, today=today)
    services.withdraw(evidence, yunchuan.commerce_verifier, reason="换新", today=today)
    actions = [e.action for e in log_queries.of(submitted)][:3]
    assert actions == ["evidence.withdraw", "evidence.original_seen", "evidence.add"]
