"""A fact is never overwritten: a later row names the one it replaces."""

from zhaoshang.ledger import ledger_from_rows

FUND = {
    "fund": "F1",
    "unit": "栗园镇",
    "date": "2023-05-01",
    "amount": "100",
    "id": "1",
    "supersedes": "",
    "status": "approved",
}
CORRECTED = {**FUND, "amount": "80", "id": "2", "supersedes": "1"}


def amounts(*rows: dict[str, str]) -> list[int]:
    counted = ledger_from_rows({"funds": rows}).counted("funds")
    return [row["amount"] // 1_000_000 for row in counted if isinstance(row["amount"], int)]


def test_a_corrected_row_no_longer_counts_but_stays_readable() -> None:
    ledger = ledger_from_rows({"funds": [FUND, CORRECTED]})
    assert [row["amount"] for row in ledger.counted("funds")] == [80_000_000]
    assert len(ledger.tables["funds"]) == 2


def test_a_correction_that_is_not_approved_changes_nothing_yet() -> None:
    for status in ("pending", "returned", "void"):
        assert amounts(FUND, {**CORRECTED, "status": status}) == [100]


def test_a_correction_may_itself_be_corrected() -> None:
    assert amounts(FUND, CORRECTED, {**FUND, "amount": "90", "id": "3", "supersedes": "2"}) == [90]


def test_a_correction_of_a_returned_correction_replaces_the_first_row_too() -> None:
    returned = {**CORRECTED, "status": "returned"}
    assert amounts(FUND, returned, {**FUND, "amount": "90", "id": "3", "supersedes": "2"}) == [90]


def test_one_row_may_be_replaced_by_two() -> None:
    first, second = (
        {**CORRECTED, "fund": "F1a", "amount": "60"},
        {**CORRECTED, "fund": "F1b", "id": "3", "amount": "40"},
    )
    assert sorted(amounts(FUND, first, second)) == [40, 60]


def test_a_row_without_an_id_is_corrected_by_its_own_number() -> None:
    assert amounts({**FUND, "id": ""}, {**CORRECTED, "supersedes": "F1"}) == [80]


def test_a_milestone_is_corrected_by_project_and_stage() -> None:
    project = {"project": "P1", "unit": "栗园镇", "amount": "1"}
    first = {"project": "P1", "stage": "signed", "date": "2023-01-05", "supersedes": ""}
    second = {**first, "date": "2023-02-05", "supersedes": "P1/signed"}
    ledger = ledger_from_rows({"projects": [project], "milestones": [first, second]})
    assert [row["supersedes"] for row in ledger.counted("milestones")] == ["P1/signed"]
    assert ledger.warnings == ()


def test_a_stage_that_was_corrected_is_no_repeat() -> None:
    project = {"project": "P1", "unit": "栗园镇", "amount": "1"}
    first = {"project": "P1", "stage": "signed", "date": "2023-01-05", "id": "1", "supersedes": ""}
    second = {**first, "date": "2023-02-05", "id": "2", "supersedes": "1"}
    assert ledger_from_rows({"projects": [project], "milestones": [first, second]}).warnings == ()


def test_a_correction_of_nothing_is_an_error(problems) -> None:
    (problem,) = problems(ledger_from_rows, {"funds": [FUND, {**CORRECTED, "fund": "F2", "supersedes": "9"}]})
    assert (problem.code, problem.where.row, problem.text) == ("unknown_correction", 2, "9")


def test_corrections_in_a_circle_are_an_error(problems) -> None:
    rows = [{**FUND, "supersedes": "2"}, CORRECTED]
    assert {problem.code for problem in problems(ledger_from_rows, {"funds": rows})} == {
        "corrections_in_a_circle"
    }


def test_an_id_used_twice_is_an_error(problems) -> None:
    (problem,) = problems(ledger_from_rows, {"funds": [FUND, {**FUND, "fund": "F2"}]})
    assert (problem.code, problem.where.row) == ("repeated_id", 2)


def test_a_number_used_twice_without_a_correction_is_an_error(problems) -> None:
    (problem,) = problems(ledger_from_rows, {"funds": [FUND, {**FUND, "id": "2"}]})
    assert (problem.code, problem.where.row, problem.text) == ("repeated", 2, "F1")
    assert problem.advice is not None
    assert "更正" in problem.advice.zh


def test_a_returned_row_may_be_handed_in_again_under_its_number() -> None:
    assert amounts({**FUND, "status": "returned"}, {**FUND, "id": "2"}) == [100]
