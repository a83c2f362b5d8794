"""Pages of leads, as the people of each role meet them."""

import datetime

import pytest
from django.urls import reverse
from leads_help import CODE, VALUES, approved, filed, signed, signed_by_bailu

from zhaoshang.office.leads import deciding, services
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead, LeadRules
from zhaoshang.office.organisation.queries import today as real_today
from zhaoshang.office.records.choices import Action, State

TYPED = {
    "date": "2026-06-15", "company": "虚构晶锐新能源科技有限公司", "company_code": CODE.lower(), "amount": "8",
    "money_unit": "亿元", "capital": "domestic", "place": "青禾区高新产业园", "content": "建设储能电池生产线",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch, today):
    """Pages are opened on the day of the tests."""
    for module in ("views", "views_deciding"):
        monkeypatch.setattr(f"zhaoshang.office.leads.{module}.today", lambda: today)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: today)
    assert real_today() == today


@pytest.fixture
def at(client, yunchuan):
    """The browser of somebody, by name."""

    def sign_in(who: str):
        client.force_login(getattr(yunchuan, who))
        return client

    return sign_in


def words(response) -> str:
    return response.content.decode()


def test_a_reporter_files_a_lead_in_yi_and_it_is_kept_in_fen(at, yunchuan):
    response = at("reporter").post(reverse("leads:create"), {**TYPED, "file": "yes"}, follow=True)
    lead = Lead.objects.get()
    assert (lead.number, lead.amount, lead.currency, lead.company_code) == (
        "X2026-001",
        80_000_000_000,
        "CNY",
        CODE,
    )
    assert (lead.state, lead.unit) == (State.FILED, yunchuan.qinghe)
    assert "等待本单位签发人签发" in words(response)
    assert reverse("leads:act", args=[lead.pk, "recall"]) in words(response)  # 撤销


@pytest.mark.parametrize(
    ("amount", "unit", "kept"),
    [("300", "万美元", (300_000_000, "USD")), ("1,234.56", "万元", (1_234_560_000, "CNY")),
     ("2亿元", "万元", (20_000_000_000, "CNY")), ("５００", "万元", (500_000_000, "CNY"))],
)  # fmt: skip
def test_money_is_read_in_the_chosen_unit_to_the_fen(at, yunchuan, amount, unit, kept):
    at("reporter").post(reverse("leads:create"), {**TYPED, "amount": amount, "money_unit": unit})
    lead = Lead.objects.get()
    assert (lead.amount, lead.currency) == kept


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [("company_code", CODE[:-1] + "4", "校验码"), ("company_code", "123", "18位"), ("amount", "很多", "不是"),
     ("amount", "0.00000000001", "小数"), ("amount", "-5", "大于零"), ("date", "2026-06-16", "不能晚于今天"),
     ("company", "", "必填")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(at, yunchuan, field, typed, said):
    response = at("reporter").post(reverse("leads:create"), {**TYPED, field: typed})
    assert response.status_code == 200
    assert said in "".join(response.context["form"].errors[field])
    assert TYPED["content"] in words(response)
    assert not Lead.objects.exists()


def test_an_incomplete_lead_is_kept_as_a_draft_and_what_is_missing_is_pointed_out(at, yunchuan):
    typed = {"date": "2026-06-15", "company": "虚构甲公司", "money_unit": "万元", "file": "yes"}
    response = at("reporter").post(reverse("leads:create"), typed, follow=True)
    assert Lead.objects.get().state == State.DRAFT
    assert {"content", "place", "amount", "capital"} <= set(response.context["form"].errors)


def test_a_late_filing_asks_for_its_reason(at, yunchuan):
    response = at("reporter").post(reverse("leads:create"), {**TYPED, "date": "2026-05-01"})
    assert "补报" in "".join(response.context["form"].errors["filed_late_because"])
    at("reporter").post(
        reverse("leads:create"), {**TYPED, "date": "2026-05-01", "filed_late_because": "驻外招商"}
    )
    assert Lead.objects.get().filed_late_because == "驻外招商"


@pytest.mark.parametrize(
    "who", ["commerce_verifier", "leader", "auditor", "system_administrator", "panel_reviewer"]
)
def test_who_files_for_no_unit_gets_no_form(at, yunchuan, who):
    assert at(who).get(reverse("leads:create")).status_code == 403
    assert at(who).post(reverse("leads:check"), {"company_code": CODE}).status_code == 403


def test_strangers_are_sent_to_sign_in(client, yunchuan):
    for page in ("leads:list", "leads:create", "leads:todo", "leads:rules"):
        assert client.get(reverse(page)).status_code == 302


def test_while_typing_one_is_told_who_was_first_and_no_more(at, yunchuan, today):
    lead = signed(yunchuan, today)
    asked = {"company_code": CODE, "company": "", "amount": "", "money_unit": "万元"}
    response = at("other_reporter").post(reverse("leads:check"), asked, headers={"HX-Request": "true"})
    text = words(response)
    assert "青禾区已先报送这家企业" in text and "待审核" in text and "默认不作首报" in text
    assert lead.company not in text and lead.number not in text and lead.content not in text
    assert "<html" not in text


def test_half_typed_amounts_and_codes_do_not_break_the_check(at, yunchuan, today):
    signed(yunchuan, today)
    for typed in (
        {"amount": "1."},
        {"amount": "x"},
        {"company_code": "9135"},
        {"unit": "abc"},
        {"unit": "²"},
        {"lead": "99999"},
    ):
        response = at("other_reporter").post(
            reverse("leads:check"), {"company": "虚构晶锐新能源有限公司", **typed}
        )
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("who", "sees"),
    [("reporter", True), ("unit_lead", True), ("commerce_verifier", True), ("leader", True), ("auditor", True),
     ("other_reporter", False), ("other_lead", False), ("system_administrator", False),
     ("security_administrator", False)],
)  # fmt: skip
def test_who_may_read_a_lead_that_was_sent_up(at, yunchuan, today, who, sees):
    lead = signed(yunchuan, today)
    response = at(who).get(reverse("leads:detail", args=[lead.pk]))
    assert response.status_code == (200 if sees else 404)
    assert (lead.number in words(at(who).get(reverse("leads:list")))) is sees


@pytest.mark.parametrize("who", ["commerce_verifier", "leader", "auditor", "other_reporter"])
def test_a_draft_stays_within_its_unit(at, yunchuan, today, who):
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today)
    assert at(who).get(reverse("leads:detail", args=[lead.pk])).status_code == 404
    assert at("unit_lead").get(reverse("leads:detail", args=[lead.pk])).status_code == 200


def test_from_signing_to_approval_by_buttons(at, yunchuan, today):
    lead = filed(yunchuan, today)
    page = words(at("unit_lead").get(reverse("leads:detail", args=[lead.pk])))
    assert "签发上报" in page
    at("unit_lead").post(reverse("leads:act", args=[lead.pk, "sign"]), {"version": lead.version})
    lead.refresh_from_db()
    assert lead.state == State.SUBMITTED
    at("commerce_verifier").post(reverse("leads:act", args=[lead.pk, "approve"]), {"version": lead.version})
    lead.refresh_from_db()
    assert lead.state == State.APPROVED


def test_a_return_asks_why_on_a_page_and_comes_to_the_reporters_list(at, yunchuan, today):
    lead = signed(yunchuan, today)
    address = reverse("leads:act", args=[lead.pk, "return"])
    assert at("commerce_verifier").get(address).status_code == 200
    assert at("commerce_verifier").post(address, {"reason": " "}).status_code == 200
    at("commerce_verifier").post(address, {"reason": "缺投资方简介", "version": lead.version})
    lead.refresh_from_db()
    assert (lead.state, lead.returned_because) == (State.RETURNED, "缺投资方简介")
    assert lead.number in words(at("reporter").get(reverse("leads:todo")))
    assert "缺投资方简介" in words(at("reporter").get(reverse("leads:edit", args=[lead.pk])))


def test_an_action_that_may_not_be_taken_is_refused_in_words(at, yunchuan, today):
    lead = filed(yunchuan, today)
    response = at("reporter").post(reverse("leads:act", args=[lead.pk, "sign"]), follow=True)
    assert "只有本单位的签发人" in words(response)
    assert at("reporter").get(reverse("leads:act", args=[lead.pk, "return"])).status_code == 403
    assert at("reporter").post(reverse("leads:act", args=[lead.pk, "explode"])).status_code == 404


def test_the_second_editor_gets_his_words_back_beside_what_changed_and_by_whom(at, yunchuan, today):
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today)
    services.change(yunchuan.unit_lead, lead, {"amount": 90_000_000_00}, today=today, version=lead.version)
    address = reverse("leads:edit", args=[lead.pk])
    mine = {**TYPED, "content": "我写的新内容", "version": lead.version}
    response = at("reporter").post(address, mine)
    text = words(response)
    assert "签发甲" in text and "9000万元" in text and "8000万元" in text and "我写的新内容" in text
    lead.refresh_from_db()
    assert (lead.amount, lead.content) == (90_000_000_00, VALUES["content"])
    at("reporter").post(address, {**mine, "version": lead.version})
    lead.refresh_from_db()
    assert lead.content == "我写的新内容"


def test_a_button_on_a_page_out_of_date_is_refused(at, yunchuan, today):
    lead = filed(yunchuan, today)
    old = lead.version
    services.act(yunchuan.reporter, lead, Action.RECALL, today=today)
    services.act(yunchuan.reporter, lead, Action.FILE, today=today)
    response = at("unit_lead").post(
        reverse("leads:act", args=[lead.pk, "sign"]), {"version": old}, follow=True
    )
    assert "已被他人改动" in words(response)
    lead.refresh_from_db()
    assert lead.state == State.FILED


def test_a_correction_by_form_keeps_the_old_lead_readable(at, yunchuan, today):
    lead = approved(yunchuan, today)
    typed = {**TYPED, "amount": "9.5", "reason": "合同金额调整", "version": lead.version}
    response = at("reporter").post(reverse("leads:correct", args=[lead.pk]), typed, follow=True)
    new = Lead.objects.get(supersedes=lead)
    assert (new.amount, new.number) == (95_000_000_000, lead.number)
    assert "合同金额调整" in words(response)
    typed |= {"reason": "来函调整投资额", "version": new.version, "file": "yes"}
    response = at("reporter").post(reverse("leads:edit", args=[new.pk]), typed, follow=True)
    new.refresh_from_db()
    assert (new.reason, new.state) == ("来函调整投资额", State.FILED)
    assert "<del>合同金额调整</del>" in words(response)
    services.act(yunchuan.unit_lead, new, Action.SIGN, today=today)
    services.act(yunchuan.commerce_verifier, new, Action.APPROVE, today=today)
    old_page = words(at("reporter").get(reverse("leads:detail", args=[lead.pk])))
    assert "已被更正" in old_page and "8000万元" in old_page


def test_a_first_report_is_decided_appealed_and_answered_by_pages(at, yunchuan, today):
    first, later = signed(yunchuan, today), signed_by_bailu(yunchuan, today)
    page = words(at("commerce_verifier").get(reverse("leads:detail", args=[later.pk])))
    decide = reverse("leads:decide", args=[later.pk, first.pk])
    assert decide in page
    assert at("commerce_verifier").get(decide).status_code == 200
    at("commerce_verifier").post(decide, {"first": first.pk, "reason": "上报在先", "standing": ""})
    decision = FirstReport.objects.get()
    assert (decision.lead, decision.over) == (first, later)
    losing = words(at("other_lead").get(reverse("leads:detail", args=[later.pk])))
    appeal = reverse("leads:appeal", args=[decision.pk])
    assert appeal in losing and "青禾区首报" in losing and first.number not in losing
    assert at("other_lead").get(appeal).status_code == 200
    at("other_lead").post(appeal, {"grounds": "我方三月已签保密协议"})
    made = Appeal.objects.get()
    assert "我方三月" in words(at("reform_verifier").get(reverse("leads:todo")))
    assert "我方三月" not in words(at("commerce_verifier").get(reverse("leads:todo")))
    answer = reverse("leads:answer", args=[made.pk])
    assert at("reform_verifier").get(answer).status_code == 200
    at("reform_verifier").post(answer, {"upheld": "yes", "answer": "协议日期在先"})
    final = FirstReport.objects.get(replaced_by__isnull=True)
    assert (final.lead, final.is_final) == (later, True)
    assert "最终认定" in words(at("other_lead").get(reverse("leads:detail", args=[later.pk])))


def test_a_decision_is_out_of_reach_for_a_third_unit(at, yunchuan, today):
    first, later = signed(yunchuan, today), signed_by_bailu(yunchuan, today)
    decision = deciding.decide(yunchuan.commerce_verifier, first, later, reason="先报", today=today)
    assert at("system_administrator").get(reverse("leads:appeal", args=[decision.pk])).status_code == 403


def test_a_lead_becomes_a_project_by_form(at, yunchuan, today):
    lead = approved(yunchuan, today)
    address = reverse("leads:to-project", args=[lead.pk])
    assert at("reporter").get(address).status_code == 200
    at("reporter").post(address, {"name": "虚构电池项目", "version": lead.version})
    lead.refresh_from_db()
    assert lead.project.name == "虚构电池项目"
    assert lead.project.number in words(at("reporter").get(reverse("leads:detail", args=[lead.pk])))


def test_history_tells_who_changed_what_from_what_to_what(at, yunchuan, today):
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today)
    services.change(
        yunchuan.unit_lead, lead, {"amount": 90_000_000_00}, today=today, version=lead.version, why="核实金额"
    )
    text = words(at("reporter").get(reverse("leads:detail", args=[lead.pk])))
    assert (
        "核实金额" in text
        and "<del>8000万元</del>" in text
        and "<ins>9000万元</ins>" in text
        and "签发甲" in text
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [({"q": "储能"}, 1), ({"q": "晶锐 产业"}, 1), ({"q": "没有"}, 0), ({"state": "submitted"}, 1),
     ({"state": "draft"}, 1),
     ({"since": "2026-06-15"}, 1), ({"until": "2026-06-14"}, 1), ({"least": "9000"}, 0), ({"least": "0.5亿元"}, 1),
     ({"capital": "foreign"}, 0), ({"capital": "domestic"}, 1), ({"q": ""}, 2), ({"least": "abc"}, 2)],
)  # fmt: skip
def test_the_list_is_narrowed_down_by_its_address(at, yunchuan, today, a_lead, query, found):
    signed(yunchuan, today)
    early = a_lead(number="X2026-900", amount=None, capital="")
    Lead.objects.filter(pk=early.pk).update(date=datetime.date(2026, 6, 1))
    response = at("reporter").get(reverse("leads:list"), query)
    assert response.context["table"].paginator.count == found


def test_the_list_is_narrowed_down_by_unit_among_those_one_sees(at, yunchuan, today):
    signed(yunchuan, today)
    signed_by_bailu(yunchuan, today)
    response = at("leader").get(reverse("leads:list"), {"unit": yunchuan.bailu.pk})
    assert response.context["table"].paginator.count == 1
    units = at("reporter").get(reverse("leads:list")).context["filter"].form.fields["unit"].queryset
    assert list(units) == [yunchuan.qinghe]


def test_empty_lists_say_what_to_do(at, yunchuan):
    assert "得到企业的投资意向后即可填报" in words(at("reporter").get(reverse("leads:list")))
    assert "各单位签发上报后" in words(at("leader").get(reverse("leads:list")))


def test_each_persons_list_of_things_to_do(at, yunchuan, today):
    to_sign = filed(yunchuan, today)
    to_verify = signed(yunchuan, today, company_code="", company="虚构乙公司")

    def waits(who):
        text = words(at(who).get(reverse("leads:todo")))
        return (to_sign.number in text, to_verify.number in text)

    assert waits("unit_lead") == (True, False)
    assert waits("commerce_verifier") == (False, True)
    assert waits("reporter") == waits("other_lead") == waits("reform_verifier") == (False, False)


def test_the_system_administrator_sets_the_rules_and_everybody_reads_them(at, yunchuan):
    key = f"r{yunchuan.city.pk}"
    typed = {"jurisdiction": yunchuan.city.pk, f"{key}-late_days": "3", f"{key}-appeal_days": "10"}
    at("reporter").post(reverse("leads:rules"), typed)
    assert LeadRules.objects.get_or_create(jurisdiction=yunchuan.city)[0].late_days == 7
    at("system_administrator").post(reverse("leads:rules"), typed)
    assert LeadRules.objects.get().late_days == 3
    assert "超过 3 天" in words(at("other_reporter").get(reverse("leads:rules")))


def _many(a_lead, numbers):
    for n in numbers:
        a_lead(number=f"X2026-{n:03d}", company=f"虚构{n}号食品公司")


@pytest.mark.parametrize("address", ["leads:list", "leads:todo"])
def test_lists_ask_the_database_the_same_number_of_times_however_long(
    at, yunchuan, a_lead, address, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = at("reporter")
    _many(a_lead, range(1, 11))
    client.get(reverse(address))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(address))
    _many(a_lead, range(11, 51))
    with django_assert_num_queries(len(few)):
        client.get(reverse(address))


def test_a_leads_page_and_the_check_ask_the_same_number_of_times_however_many_are_alike(
    at, yunchuan, today, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    lead = signed_by_bailu(yunchuan, today, company_code="")
    for n in range(2):
        signed(yunchuan, today, company_code="", place=f"{n}号地")
    client = at("commerce_verifier")
    address = reverse("leads:detail", args=[lead.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(6):
        signed(yunchuan, today, company_code="", place=f"{n}号地")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    per_decision = 2 * 3  # each of the five shown at most asks who may decide; no more for more leads
    assert len(many) <= len(few) + per_decision
