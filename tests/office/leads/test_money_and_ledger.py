"""Money as it is typed and kept, and leads as the library reads them."""

from hypothesis import given
from hypothesis import strategies as st
from leads_help import approved, signed, signed_by_bailu

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads import deciding, ledger, services
from zhaoshang.office.leads.forms import money_as_typed
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.records.choices import Action
from zhaoshang.quantities.money import LARGEST_MONEY, parse_money, parse_money_unit
from zhaoshang.tables import TABLES


@given(st.integers(1, LARGEST_MONEY), st.sampled_from(["CNY", "USD", "EUR", "JPY"]))
def test_what_the_form_shows_is_read_back_to_the_fen(amount, currency):
    number, unit = money_as_typed(amount, currency)
    assert parse_money(number, parse_money_unit(unit)) == (amount, currency)


def read(leads=None):
    return ledger_from_rows(ledger.ledger_rows(Lead.objects.all() if leads is None else leads))


def test_approved_leads_count_in_the_librarys_ledger_and_others_do_not(yunchuan, today):
    approved(yunchuan, today)
    signed(yunchuan, today, company="虚构乙公司", company_code="")
    services.create(yunchuan.reporter, yunchuan.qinghe, {"date": today, "company": "虚构丙公司"}, today=today)
    made = read()
    assert [row["status"] for row in made.tables["leads"]] == ["approved", "pending", "pending"]
    (counted,) = made.counted("leads")
    assert (counted["lead"], counted["unit"], counted["amount"], counted["currency"], counted["capital"]) == (
        "X2026-001", "青禾区", 80_000_000_00, "CNY", "domestic",
    )  # fmt: skip
    assert (counted["date"], counted["company_code"], counted["sequence"]) == (
        today.toordinal(), "91350100M000100Y43", 1,
    )  # fmt: skip


def test_a_corrected_lead_counts_once_with_its_new_words(yunchuan, today):
    old = approved(yunchuan, today)
    new = services.correct(
        yunchuan.reporter, old, {"amount": 333_33}, reason="合同金额调整", today=today, version=None
    )
    services.act(yunchuan.reporter, new, Action.FILE, today=today)
    services.act(yunchuan.unit_lead, new, Action.SIGN, today=today)
    services.act(yunchuan.commerce_verifier, new, Action.APPROVE, today=today)
    (counted,) = read().counted("leads")
    assert (counted["amount"], counted["lead"], counted["reason"]) == (333_33, old.number, "合同金额调整")


def test_who_was_first_as_decided_is_a_tag_that_a_scheme_may_ask_for(yunchuan, today):
    first, later = signed(yunchuan, today, tags="化工；省台账"), signed_by_bailu(yunchuan, today)
    deciding.decide(yunchuan.commerce_verifier, first, later, reason="先报", today=today)
    tags = {row["unit"]: row["tags"] for row in read().tables["leads"]}
    assert tags == {"青禾区": ("化工", "省台账", "首报"), "白鹭县": ("后报",)}


def test_a_lead_names_its_project_only_where_the_ledger_holds_it(yunchuan, today):
    lead = approved(yunchuan, today)
    project = services.to_project(yunchuan.reporter, lead, "虚构项目", today=today)
    assert ledger.ledger_rows(Lead.objects.all())["leads"][0]["project"] == ""
    rows = ledger.ledger_rows(Lead.objects.all(), {project.number})["leads"]
    assert rows[0]["project"] == project.number


def test_its_columns_are_the_librarys(yunchuan, today):
    signed(yunchuan, today)
    (row,) = ledger.ledger_rows(Lead.objects.all())["leads"]
    assert set(row) == set(TABLES["leads"].by_key)


def test_its_documents_go_along_by_their_kinds(yunchuan, today):
    lead = signed(yunchuan, today)
    for kind in ("询价函", "洽谈纪要", "洽谈纪要"):
        Evidence.objects.create(
            record=lead, jurisdiction=lead.jurisdiction, unit=lead.unit, kind=kind, name="a.pdf", digest="0" * 64,
            size=1, media_type="application/pdf", added_by=yunchuan.reporter,
        )  # fmt: skip
    (row,) = ledger.ledger_rows(Lead.objects.all())["leads"]
    assert row["evidence"] == "洽谈纪要；询价函"
