import pytest

from zhaoshang.documents.facts import FactNames
from zhaoshang.ledger import Ledger, ledger_from_rows

ROWS = {
    "projects": [
        {"project": "P1", "name": "虚构甲子灯笼", "unit": "栗园镇", "amount": "6000"},
        {
            "project": "P2",
            "name": "P2",
            "unit": "栗园镇",
            "amount": "500",
            "currency": "USD",
            "capital": "外资",
        },
    ],
    "milestones": [
        {"project": "P1", "stage": "签约", "date": "2023-02-20", "amount": "5800"},
        {"project": "P2", "stage": "签约", "date": "2023-02-21", "amount": "500"},
    ],
    "leads": [{"lead": "X1", "unit": "栗园镇", "date": "2023-02-01", "company": "虚构乙丑公司"}],
    "funds": [
        {
            "fund": "F1",
            "unit": "栗园镇",
            "project": "P2",
            "date": "2023-03-01",
            "amount": "80",
            "currency": "HKD",
        }
    ],
    "activities": [
        {"activity": "H1", "unit": "栗园镇", "date": "2023-03-01", "kind": "推介会", "place": "乌有市"}
    ],
    "awards": [{"unit": "栗园镇", "date": "2023-03-01", "item": "省级表彰", "points": "1.5"}],
    "indicators": [{"unit": "栗园镇", "indicator": "增速", "date": "2023-03-31", "value": "13.5"}],
}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return ledger_from_rows(ROWS)


@pytest.mark.parametrize(
    ("fact", "zh", "en"),
    [
        (
            "milestones/P1/signed",
            "虚构甲子灯笼（P1） 签约 5800万元",
            "虚构甲子灯笼 (P1) signed 58,000,000 yuan",
        ),
        ("milestones/P2/signed", "P2 签约 500万美元", "P2 signed 5,000,000 US dollars"),
        ("leads/X1", "虚构乙丑公司", "虚构乙丑公司"),
        ("funds/F1", "P2 80万 HKD", "P2 800,000 HKD"),
        ("activities/H1", "推介会 乌有市", "promotion 乌有市"),
        ("awards/栗园镇/2023-03-01/省级表彰", "省级表彰 1.5分", "省级表彰 1.5 points"),
        ("indicators/栗园镇/增速/2023-03-31", "增速 13.5", "增速 13.5"),
        ("leads/X9", "leads/X9", "leads/X9"),
    ],
)
def test_facts_go_by_the_names_people_know(ledger: Ledger, fact: str, zh: str, en: str) -> None:
    names = FactNames(ledger)
    assert (names.name(fact, "zh"), names.name(fact, "en")) == (zh, en)
