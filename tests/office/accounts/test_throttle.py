"""Nobody guesses for long, and nobody keeps somebody else out by guessing."""

import datetime

import pytest

from zhaoshang.office.accounts import throttle
from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.throttle import Place

NOW = datetime.datetime(2026, 6, 15, 9, 0, tzinfo=datetime.UTC)
OFFICE, HOME, STRANGER = "10.0.0.8", "10.0.9.9", "10.6.6.6"
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def wang(db):
    user = User.objects.create(username="Wang", display_name="王")
    throttle.remember(user, Place.of(OFFICE, "wangs-browser"), NOW)
    return user


def fail(times, name="wang", address=STRANGER, token="", kind="password", now=NOW):
    """Fail as often as one is let; how often that was."""
    place = Place.of(address, token)
    return sum(not throttle.begin(kind, name, place, now).is_refused for _ in range(times))


def wait(name="wang", address=STRANGER, token="", kind="password", now=NOW):
    attempt = throttle.begin(kind, name, Place.of(address, token), now)
    if attempt.failure is not None:
        attempt.failure.delete()
    return attempt.wait


def test_after_five_failures_at_one_place_one_waits_and_longer_each_time(wang):
    assert fail(9) == 5
    waits, now = [], NOW
    for _ in range(6):
        waits.append(wait(now=now) // MINUTE)
        now += wait(now=now)
        assert fail(2, now=now) == 1
    assert waits == [1, 2, 4, 8, 15, 15]


def test_an_hour_later_all_is_forgotten(wang):
    fail(5)
    assert fail(9, now=NOW + 61 * MINUTE) == 5


def test_an_unknown_name_waits_like_a_known_one(wang):
    assert fail(9, name="nobody") == fail(9, address="10.6.6.7")


def test_capitals_and_spaces_do_not_start_a_count_of_their_own(wang):
    fail(5)
    assert wait(name=" WANG ")


def test_a_stranger_elsewhere_does_not_make_the_user_wait_anywhere(wang):
    for n in range(40):
        fail(9, address=f"10.6.7.{n}")
    assert not wait(address=OFFICE, token="wangs-browser")
    assert not wait(address=OFFICE)
    assert not wait(address=HOME)


def test_a_stranger_at_the_users_own_address_does_not_make_the_users_browser_wait(wang):
    fail(9, address=OFFICE)
    assert wait(address=OFFICE)
    assert not wait(address=OFFICE, token="wangs-browser")
    assert not wait(address=HOME, token="wangs-browser")


def test_a_made_up_browser_is_a_stranger(wang):
    assert fail(9, token="made-up") == 5
    assert wait(token="another-made-up")


def test_on_the_users_own_browser_too_there_are_five(wang):
    assert fail(9, address=OFFICE, token="wangs-browser") == 5
    assert wait(address=HOME, token="wangs-browser")


def test_an_address_from_which_many_users_fail_waits_but_not_for_those_known_there(wang):
    for n in range(31):
        fail(1, name=f"user{n}", address=OFFICE)
    assert wait(name="somebody", address=OFFICE)
    assert not wait(name="wang", address=OFFICE)
    assert not wait(name="somebody", address=HOME)


def test_being_right_forgives_what_the_same_user_got_wrong_there_and_nobody_elses(wang):
    fail(4)
    fail(4, name="li")
    throttle.forgive(throttle.begin("password", "wang", Place.of(STRANGER), NOW))
    assert fail(9) == 5
    assert fail(9, name="li") == 1


def test_many_at_once_do_not_slip_through_together(wang):
    attempts = [throttle.begin("password", "wang", Place.of(STRANGER), NOW) for _ in range(9)]
    assert [a.is_refused for a in attempts] == [False] * 5 + [True] * 4


def test_codes_are_counted_apart_and_over_all_unknown_places(wang):
    fail(5)
    assert not wait(kind="code")
    assert sum(fail(5, kind="code", address=f"10.6.8.{n}") for n in range(9)) == 20
    assert not wait(kind="code", address=OFFICE, token="wangs-browser")


def test_a_device_is_forgotten_after_ninety_days_without_use(wang):
    later = NOW + datetime.timedelta(days=91)
    fail(9, address=OFFICE, now=later)
    assert wait(address=OFFICE, token="wangs-browser", now=later)


def test_the_security_administrator_is_told_once_of_an_attack(wang):
    alarms = [throttle.begin("password", "wang", Place.of(f"10.7.0.{n}"), NOW).alarm for n in range(60)]
    assert alarms.count(True) == 1 and alarms[49]


def test_lifting_lets_try_again_at_once(wang):
    fail(9)
    throttle.lift(wang)
    assert not wait()
