from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import extract_parameters, profiles
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.errors import SettingError
from classifier.io.store.connect import open_store
from classifier.io.store.people import read_account
from classifier.services.people import People, Person, Role, people_of
from classifier.services.throttle import FORGOTTEN, FREE_TRIES_OF_ADDRESS, Throttle
from classifier.services.workspace import Workspace

PASSWORD = "twelve letters"
START = dt.datetime(2030, 1, 2, 9, tzinfo=dt.UTC)


class Clock:
    """A clock that stands still until a test turns it on."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


@pytest.fixture
def people(tmp_path: Path, clock: Clock) -> People:
    """Give the people of an empty store; lou is at this machine."""
    return People(open_store(tmp_path), clock=clock, local="lou")


@pytest.mark.usefixtures("waiting")
def test_a_password_is_kept_as_an_argon2id_hash(people: People, tmp_path: Path) -> None:
    """The store never has the password itself."""
    people.add("ana", role=Role.REVIEWER, password=PASSWORD)
    account = read_account(open_store(tmp_path), "ana")
    assert account is not None
    assert account.password.startswith("$argon2id$")
    assert extract_parameters(account.password) == profiles.RFC_9106_LOW_MEMORY
    assert PASSWORD not in account.password


def test_a_store_that_is_open_is_used(workspace: Workspace, tmp_path: Path) -> None:
    """No second one is opened beside it."""
    store, own = open_store(tmp_path / "w"), replace(workspace, folder=tmp_path / "own")
    people_of(own, store).add("ana", role=Role.REVIEWER, password=PASSWORD)
    assert read_account(store, "ana") is not None
    assert not own.folder.exists()


def test_only_the_right_password_is_known(people: People) -> None:
    """A wrong one, an empty one, and any of an unknown name are not."""
    people.add("ana", role=Role.REVIEWER, password=PASSWORD)
    assert people.count() == 1
    assert people.knows(" ana ", PASSWORD)
    assert not people.knows("ana", PASSWORD + "!")
    assert not people.knows("ana", "")
    assert not people.knows("ben", PASSWORD)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("ana", "elevenlette", "has 11 characters.*at least 12"),
        (" ", PASSWORD, "1 to 80"),
        ("a" * 81, PASSWORD, "1 to 80"),
        ("a\nb", PASSWORD, "printable"),
    ],
)
def test_what_cannot_be_an_account(people: People, name: str, password: str, said: str) -> None:
    """A short password, and names that no list could show."""
    with pytest.raises(SettingError, match=said):
        people.add(name, role=Role.REVIEWER, password=password)


def test_a_name_is_taken_once(people: People) -> None:
    """Nobody can take over an account by adding it again."""
    people.add("ana", role=Role.REVIEWER, password=PASSWORD)
    with pytest.raises(SettingError, match="already"):
        people.add("ana", role=Role.ADJUDICATOR, password="another password")


def test_a_session_lasts_twelve_hours_or_until_sign_out(people: People, clock: Clock) -> None:
    """It is known by its cookie, with the role of its account."""
    people.add("ana", role=Role.ADJUDICATOR, password=PASSWORD)
    one, two = people.sign_in("ana"), people.sign_in("ana")
    assert one != two
    assert people.who(one) == Person(name="ana", role=Role.ADJUDICATOR)
    people.sign_out(one)
    assert people.who(one) is None
    assert people.who(two) is not None
    clock.now += dt.timedelta(hours=12)
    assert people.who(two) is None
    assert people.who("no such cookie") is None


def test_the_local_person_needs_no_account(people: People, tmp_path: Path, clock: Clock) -> None:
    """But is nobody where all need one."""
    token = people.sign_in("lou")
    assert people.who(token) == Person(name="lou", role=Role.ADJUDICATOR)
    team = People(open_store(tmp_path), clock=clock)
    assert team.who(token) is None


def test_the_brake_waits_longer_each_time_up_to_an_hour(clock: Clock) -> None:
    """Five tries are free; then 2 s, 4 s, 8 s ...; whoever waits so long may try once more."""
    throttle, waits = Throttle(clock=clock), []
    for _ in range(30):
        waits.append(throttle.begin("ana", "here"))
        clock.now += waits[-1]
        assert not waits[-1] or not throttle.begin("Ana", "here")
    seconds = [wait.total_seconds() for wait in waits]
    assert seconds[:9] == [0, 0, 0, 0, 0, 2, 4, 8, 16]
    assert seconds[-1] == 3600
    assert throttle.begin("ben", "elsewhere") == dt.timedelta(0)


def test_a_clock_that_goes_on_makes_nobody_wait() -> None:
    """The first try is free, however much time passes while it is looked at."""
    ticks = (START + dt.timedelta(microseconds=n) for n in itertools.count())
    assert not Throttle(clock=lambda: next(ticks)).begin("ana", "here")


def test_a_right_answer_lets_the_name_start_anew(clock: Clock) -> None:
    """And after a night without a wrong one all start anew."""
    throttle = Throttle(clock=clock)
    for _ in range(5):
        assert not throttle.begin("ana", "here")
    throttle.right("ana", "here")
    for _ in range(5):
        assert not throttle.begin("ana", "here")
    assert throttle.begin("ana", "here")
    clock.now += FORGOTTEN
    for _ in range(5):
        assert not throttle.begin("ana", "here")
    assert throttle.begin("ana", "here")


def test_a_team_behind_one_address_is_not_locked_out_by_signing_in(clock: Clock) -> None:
    """Two hundred right answers, many of them at once, cost nobody a wait."""
    throttle = Throttle(clock=clock)
    for _ in range(5):
        for number in range(40):  # all begun before the first is known
            assert not throttle.begin(f"name {number}", "proxy")
        for number in range(40):
            throttle.right(f"name {number}", "proxy")
    assert not throttle.begin("ana", "proxy")


def test_an_address_that_guesses_at_many_names_is_braked(clock: Clock) -> None:
    """Also if it signs in by a name of its own in between; other addresses are not."""
    throttle = Throttle(clock=clock)
    for number in range(FREE_TRIES_OF_ADDRESS):
        assert not throttle.begin("own", "thief")
        throttle.right("own", "thief")
        assert not throttle.begin(f"name {number}", "thief")
    assert throttle.begin("own", "thief") == throttle.begin("new", "thief") > dt.timedelta(0)
    assert not throttle.begin("own", "elsewhere")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.booleans())))
def test_only_wrong_answers_count(tries: list[tuple[str, str, bool]]) -> None:
    """A name waits if and only if it was wrong five times since it was right."""
    throttle, wrong = Throttle(clock=Clock()), Counter[str]()
    for name, address, right in tries:
        waits = bool(throttle.begin(name, address))
        assert waits == (wrong[name] >= 5)
        if waits:
            continue
        wrong[name] = 0 if right else wrong[name] + 1
        if right:
            throttle.right(name, address)


def test_the_brake_remembers_a_bounded_number(clock: Clock) -> None:
    """Ever new names do not fill the memory, and a waiting one is not forgotten for them."""
    throttle = Throttle(clock=clock)
    for _ in range(5):
        throttle.begin("ana", "here")
    for number in range(25_000):
        throttle.begin(f"name {number}", f"address {number}")
    assert throttle.begin("ana", "elsewhere") > dt.timedelta(0)
