"""What a password must be, that it does not come back, and that it runs out."""

import datetime

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from zhaoshang.office.accounts import services
from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.passwords import classes_of, days_left, first_password

GOOD = ["Qinghe-2026x", "qinghe-2026x", "Qinghe2026xx", "云川qinghe2026", "QINGHE-2026X"]


@pytest.fixture
def user(db):
    user = User(username="wangli", display_name="王丽丽")
    user.set_password("First-0000x")
    user.save()
    return user


@pytest.mark.parametrize("password", GOOD)
def test_ten_characters_of_three_classes_will_do(user, password):
    validate_password(password, user)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Qh-2026x9", "too_short"), ("qinghe20260101", "too_few_classes"), ("QingheYunchuan", "too_few_classes"),
        ("Wangli-2026", "holds_the_name"), ("x2026-ilgnaW", "holds_the_name"), ("王丽丽Abc2026", "holds_the_name"),
        ("First-0000x", "used_before"),
    ],
)  # fmt: skip
def test_what_a_password_may_not_be(user, password, code):
    with pytest.raises(ValidationError) as wrong:
        validate_password(password, user)
    assert code in [e.code for e in wrong.value.error_list]


def test_everything_wrong_is_said_at_once(user):
    with pytest.raises(ValidationError) as wrong:
        validate_password("abc", user)
    assert {e.code for e in wrong.value.error_list} >= {"too_short", "too_few_classes"}


def test_the_last_five_do_not_come_back_and_the_sixth_does(user):
    used = [f"Summer-{n}00x" for n in range(1, 6)]
    for password in used:
        services.choose_password(user, password)
    for password in used:
        with pytest.raises(ValidationError, match="最近5次"):
            services.choose_password(user, password)
    services.choose_password(user, "First-0000x")
    assert user.former_passwords.count() == 5
    assert user.check_password("First-0000x")


def test_a_password_runs_out_after_ninety_days(user, settings):
    now = timezone.now()
    user.password_changed_at = now - datetime.timedelta(days=85)
    assert days_left(user, now) == 5
    user.password_changed_at = now - datetime.timedelta(days=90)
    assert days_left(user, now) == 0
    settings.OFFICE_PASSWORD_DAYS = 0
    assert days_left(user, now) is None


def test_who_signs_in_elsewhere_has_no_password_to_run_out(user):
    user.set_unusable_password()
    assert days_left(user) is None


def test_first_passwords_differ_and_can_be_read_out():
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        assert classes_of(password) == 4
        assert not set(password) & set("0O1lIo")
        assert len(password) == 12
