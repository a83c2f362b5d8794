import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from evidence_files import DOCX, PDF, PNG

from zhaoshang.office.audit.models import Event
from zhaoshang.office.evidence import services
from zhaoshang.office.evidence.models import Evidence


@pytest.fixture
def evidence(a_lead, yunchuan, today, a_file, sent_up):
    return services.add(sent_up(a_lead()), "合同", a_file(), yunchuan.reporter, today=today)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("who", ["reporter", "unit_lead", "commerce_verifier", "leader", "auditor"])
def test_a_file_is_served_to_who_may_see_its_record(client, yunchuan, evidence, who):
    client.force_login(yunchuan.people[who])
    assert body(client.get(reverse("evidence:file", args=[evidence.pk]))) == PDF
    event = Event.objects.latest("number")
    assert (event.action, event.user, event.succeeded, event.kind) == (
        "evidence.view",
        who,
        True,
        "leads.lead",
    )


@pytest.mark.parametrize("who", ["other_reporter", "system_administrator", "audit_administrator"])
def test_and_looks_absent_to_anybody_else_whose_try_is_written_down(client, yunchuan, evidence, who):
    client.force_login(yunchuan.people[who])
    assert client.get(reverse("evidence:file", args=[evidence.pk])).status_code == 404
    assert not Event.objects.latest("number").succeeded
    for name in ("evidence:record", "evidence:add"):
        assert client.get(reverse(name, args=["leads.lead", evidence.record_id])).status_code == 404
    assert client.get(reverse("evidence:withdraw", args=[evidence.pk])).status_code == 404
    assert client.post(reverse("evidence:original", args=[evidence.pk])).status_code == 404


def test_nobody_signed_in_sees_nothing(client, evidence):
    assert client.get(reverse("evidence:file", args=[evidence.pk])).status_code == 302


def test_a_picture_is_shown_where_it_can_do_nothing(client, yunchuan, a_lead, today, a_file):
    picture = services.add(a_lead(), "照片", a_file(PNG, "现场.png"), yunchuan.reporter, today=today)
    client.force_login(yunchuan.reporter)
    answer = client.get(reverse("evidence:file", args=[picture.pk]))
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox;")
    assert "no-store" in answer["Cache-Control"]


def test_a_document_is_only_saved_and_so_is_anything_when_asked(
    client, yunchuan, a_lead, today, a_file, evidence
):
    document = services.add(a_lead("X9"), "纪要", a_file(DOCX, "纪要.docx"), yunchuan.reporter, today=today)
    client.force_login(yunchuan.reporter)
    for address in (
        reverse("evidence:file", args=[document.pk]),
        reverse("evidence:file", args=[evidence.pk]) + "?save",
    ):
        assert client.get(address)["Content-Disposition"].startswith("attachment")
        assert Event.objects.latest("number").action == "evidence.download"


def test_a_file_is_uploaded_from_the_page_and_it_leads_back(client, yunchuan, a_lead):
    lead = a_lead()
    client.force_login(yunchuan.reporter)
    address = reverse("evidence:add", args=["leads.lead", lead.pk])
    upload = {"kind": "合同", "file": SimpleUploadedFile("合同.pdf", PDF), "next": "/leads/"}
    answer = client.post(address, upload)
    assert (answer.status_code, answer["Location"]) == (302, "/leads/")
    assert Evidence.objects.get().name == "合同.pdf"
    upload = {
        "kind": "合同",
        "file": SimpleUploadedFile("b.pdf", PDF + b"x"),
        "next": "https://elsewhere.example/",
    }
    assert client.post(address, upload)["Location"] == reverse(
        "evidence:record", args=["leads.lead", lead.pk]
    )


def test_a_refusal_is_said_beside_the_file(client, yunchuan, a_lead):
    client.force_login(yunchuan.reporter)
    address = reverse("evidence:add", args=["leads.lead", a_lead().pk])
    answer = client.post(address, {"kind": "合同", "file": SimpleUploadedFile("合同.pdf", b"MZ" * 50)})
    assert answer.status_code == 422
    assert "不是可接受的格式" in answer.content.decode()


def test_a_file_past_the_limit_is_dropped_on_its_way_and_the_page_says_so(client, yunchuan, a_lead, settings):
    settings.OFFICE_EVIDENCE_MEGABYTES = 1
    settings.FILE_UPLOAD_HANDLERS = ["zhaoshang.office.evidence.uploading.LimitedUploadHandler"]
    client.force_login(yunchuan.reporter)
    address = reverse("evidence:add", args=["leads.lead", a_lead().pk])
    large = SimpleUploadedFile("合同.pdf", PDF + b"\0" * 3 * 1024 * 1024)
    answer = client.post(address, {"kind": "合同", "file": large})
    assert "超过 1 MB" in answer.content.decode()
    assert "这个字段是必填项" not in answer.content.decode()
    answer = client.post(address, {"kind": "合同", "file": SimpleUploadedFile("合同.pdf", PDF)})
    assert answer.status_code == 302


def test_only_records_have_evidence(client, yunchuan):
    client.force_login(yunchuan.reporter)
    for kind in ("accounts.user", "nonsense", "leads.nothing"):
        assert client.get(reverse("evidence:record", args=[kind, 1])).status_code == 404


def test_originals_are_marked_and_files_withdrawn_from_the_page(client, yunchuan, evidence, today):
    lead = evidence.record
    client.force_login(yunchuan.commerce_verifier)
    page = reverse("evidence:record", args=["leads.lead", lead.pk])
    assert "核验原件" in client.get(page).content.decode()
    assert (
        "已核原件"
        in client.post(reverse("evidence:original", args=[evidence.pk]), follow=True).content.decode()
    )
    answer = client.post(reverse("evidence:withdraw", args=[evidence.pk]), {"reason": "不清楚"}, follow=True)
    assert "已撤下" in answer.content.decode()
    assert "不清楚" in answer.content.decode()


def test_the_panel_costs_the_same_whatever_a_record_has(client, yunchuan, a_lead, today, a_file, sent_up):
    lead = sent_up(a_lead())
    client.force_login(yunchuan.commerce_verifier)
    page = reverse("evidence:record", args=["leads.lead", lead.pk])
    services.add(lead, "合同", a_file(PDF + b"first"), yunchuan.reporter, today=today)
    client.get(page)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    few = cost()
    for i in range(12):
        services.add(lead, f"材料{i}", a_file(PDF + bytes([i])), yunchuan.reporter, today=today)
    assert cost() == few
