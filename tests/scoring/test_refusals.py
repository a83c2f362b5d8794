"""What cannot be scored is said, not guessed."""

from __future__ import annotations

from datetime import date

import pytest

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.problems import ProblemsFound
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score


def test_a_campaign_without_an_end_is_refused_until_a_day_is_given():
    scheme = load_scheme("kaiping-2023")
    assert scheme.window.last is None
    with pytest.raises(ProblemsFound) as refused:
        score(scheme, ledger_from_rows({}), "campaign")
    assert "--as-of" in refused.value.problems[0].in_language("zh")


def test_a_campaign_with_an_end_needs_no_day():
    scheme = load_scheme("shuangyashan-2023-winter")
    result = score(scheme, ledger_from_rows({}), "campaign")
    assert result.as_of == date(2024, 3, 31).toordinal()
