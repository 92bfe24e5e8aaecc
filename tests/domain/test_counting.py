from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.counting import Row, Unit, count, officer_of, standing_of
from classifier.domain.outcome import Ended
from classifier.domain.presence import Presence
from classifier.domain.scope import LEFT_OUT, Gone, Judged, Scope, Standing, YearKind

NAMES = ("Written warning", "Dismissal", "No further action")
START, END = dt.date(2018, 4, 1), dt.date(2021, 3, 31)


def ended(name: str) -> Ended:
    """Give an outcome of a name."""
    return Ended(name=name, known=True, severity=0, adverse=name != NAMES[2])


def row(
    officer: str = "A1",
    day: dt.date | None = dt.date(2019, 5, 6),
    *outcomes: str,
    case: str = "C1",
    allegation: str = "",
    role: str = "Police Officer",
    judged: Judged = Judged.RELEVANT,
    presence: Presence = Presence.THERE,
) -> Row:
    """Give a row that counts, unless told otherwise."""
    return Row(
        key="k",
        text="t",
        case=case,
        allegation=allegation,
        officer=officer,
        role=role,
        day=day,
        judged=judged,
        by_people=True,
        ended=tuple(ended(name) for name in outcomes or NAMES[:1]),
        presence=presence,
    )


DAYS = st.none() | st.dates(dt.date(2016, 1, 1), dt.date(2023, 12, 31))
ROWS = st.builds(
    row,
    st.sampled_from(["A1", " a1 ", "B2", "", "Officer unknown", "D4"]),
    DAYS,
    st.sampled_from(NAMES),
    case=st.sampled_from(["C1", "c1", "C2", ""]),
    allegation=st.sampled_from(["1", "2", ""]),
    role=st.sampled_from(["Police Officer", "PCSO", ""]),
    judged=st.sampled_from(Judged),
    presence=st.sampled_from(Presence),
)
SCOPES = st.builds(
    Scope,
    start=st.none() | st.just(START),
    end=st.none() | st.just(END),
    kind=st.sampled_from(YearKind),
    roles=st.sampled_from([(), ("police officer",)]),
    adverse_only=st.booleans(),
    gone=st.sampled_from(Gone),
)


@given(rows=st.lists(ROWS, max_size=30), scope=SCOPES)
def test_the_counts_reconcile(rows: list[Row], scope: Scope) -> None:
    """For any rows: standings add up to all, years less repeats to the total, no row is lost."""
    counted = count(rows, scope)
    assert sum(counted.standings.values()) == len(rows)
    for unit, one in counted.counts.items():
        assert sum(one.by_year.values()) - one.again == one.total
        assert one.again >= 0
        assert max(one.by_year.values(), default=0) <= one.total
        assert set(one.by_year) == set(one.without) == set(counted.years)
        for year in counted.years:
            listed = counted.outcomes[unit][year]
            assert bool(one.by_year[year]) == bool(listed)
    cases, allegations = (counted.counts[unit] for unit in (Unit.CASES, Unit.ALLEGATIONS))
    assert sum(allegations.without.values()) == 0
    assert cases.total <= allegations.total <= counted.standings[Standing.COUNTED]


@given(rows=st.lists(ROWS, max_size=30), scope=SCOPES)
def test_no_row_is_in_two_years_or_in_none(rows: list[Row], scope: Scope) -> None:
    """Counted one by one, each counted row has one year, in the period; no other has any."""
    for one in rows:
        years = [n for n in count([one], scope).counts[Unit.ALLEGATIONS].by_year.values() if n]
        is_counted = standing_of(one, scope) is Standing.COUNTED
        assert years == ([1] if is_counted else [])


@given(rows=st.lists(ROWS, max_size=30), scope=SCOPES)
def test_rows_that_are_left_out_change_no_count(rows: list[Row], scope: Scope) -> None:
    """They stand where they are counted for themselves; replaced ones always, gone ones if asked.

    The others count as if there were no more.
    """
    counted = count(rows, scope)
    kept = [one for one in rows if standing_of(one, scope) not in LEFT_OUT]
    alone = count(kept, scope)
    assert replace(alone, standings={}) == replace(counted, standings={})
    there = [one.presence for one in rows]
    assert counted.standings[Standing.REPLACED] == there.count(Presence.REPLACED)
    dropped = there.count(Presence.GONE) if scope.gone is Gone.DROP else 0
    assert counted.standings[Standing.GONE] == dropped


@given(rows=st.lists(ROWS, max_size=20), scope=SCOPES, seed=st.randoms())
def test_the_order_of_rows_says_nothing(rows: list[Row], scope: Scope, seed: object) -> None:
    """Nor does a row that stands twice."""
    mixed = rows * 2
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = count(rows, scope), count(mixed, scope)
    assert (one.outcomes, {u: c.total for u, c in one.counts.items()}) == (
        two.outcomes,
        {u: c.total for u, c in two.counts.items()},
    )


def test_an_officer_in_two_years_counts_in_each_and_once_in_the_total() -> None:
    """References are compared trimmed and without case."""
    rows = [row("A1", dt.date(2019, 1, 2)), row(" a1", dt.date(2020, 1, 2), case="C2")]
    officers = count(rows, Scope()).counts[Unit.OFFICERS]
    assert (officers.by_year, officers.total, officers.again) == ({"2019": 1, "2020": 1}, 1, 1)


def test_an_outcome_counts_once_for_an_officer_and_case() -> None:
    """Three allegations of one case with one warning are one warning; in another case, one more."""
    rows = [row(allegation=n) for n in "123"] + [row(case="C2", allegation="4")]
    counted = count(rows, Scope())
    assert counted.outcomes[Unit.OFFICERS]["2019"] == {"Written warning": 2}
    assert counted.outcomes[Unit.ALLEGATIONS]["2019"] == {"Written warning": 4}


def test_nobody_is_no_person() -> None:
    """Blank and unknown officers are counted apart; their cases count."""
    rows = [row(""), row("Officer Unknown", case="C2"), row("N/K", case="C3")]
    counted = count(rows, Scope())
    officers = counted.counts[Unit.OFFICERS]
    assert (officers.total, officers.without, officer_of(rows[1])) == (0, {"2019": 3}, "")
    assert counted.counts[Unit.CASES].total == 3
    assert counted.unattributed == {"2019": {"Written warning": 3}}


@pytest.mark.parametrize(
    "who", ["-", "N.K.", "Not Known (pending ID)", "unknown officer", "Police officer", "?", "n/a"]
)
def test_whatever_stands_for_nobody(who: str) -> None:
    """Punctuation aside; a reference with a number is somebody."""
    assert officer_of(row(who)) == ""
    assert officer_of(row("Officer 12")) == "officer 12"


def test_without_a_case_reference_the_text_tells_allegations_apart() -> None:
    """Two that are both numbered 1 are two."""
    one = row(case="", allegation="1")
    rows = [one, replace(one, text="another", officer="B2")]
    assert count(rows, Scope()).counts[Unit.ALLEGATIONS].total == 2


def test_each_row_stands_in_the_first_place_that_is_true() -> None:
    """Not about it, undecided, another role, undated, outside, nothing found, else counted."""
    scope = Scope(start=START, end=END, roles=("Police officer",), gone=Gone.DROP)
    late = dt.date(2021, 4, 1)
    cases = {
        Standing.REPLACED: row(judged=Judged.NOT_RELEVANT, presence=Presence.REPLACED),
        Standing.GONE: row(judged=Judged.NOT_RELEVANT, presence=Presence.GONE),
        Standing.NOT_RELEVANT: row(judged=Judged.NOT_RELEVANT, day=None),
        Standing.UNDECIDED: row(judged=Judged.UNDECIDED, role="PCSO"),
        Standing.ROLE: row(role="PCSO", day=None),
        Standing.NO_ROLE: row(role=" "),
        Standing.APART: row("A1", None, NAMES[0]),
        Standing.UNDATED: row("A1", None, NAMES[2]),
        Standing.OUTSIDE: row("A1", late, NAMES[2]),
        Standing.NO_FINDING: row("A1", END, NAMES[2]),
        Standing.COUNTED: row("A1", START, NAMES[2], NAMES[0]),
    }
    assert {standing_of(one, scope): one for one in cases.values()} == cases


def test_what_was_found_without_a_date_is_counted_apart() -> None:
    """In no year and no total, with what it ended in."""
    counted = count([row("A1", None), row("B2"), row("", None, case="C9")], Scope())
    assert counted.counts[Unit.OFFICERS].total == 1
    assert (counted.apart[Unit.OFFICERS], counted.apart[Unit.CASES]) == (1, 2)
    assert counted.apart_outcomes[Unit.CASES] == {"Written warning": 2}


def test_years_of_the_period_are_there_without_rows() -> None:
    """A year in which nothing was found is an answer, too; financial years begin in April."""
    scope = Scope(start=START, end=END, kind=YearKind.FINANCIAL)
    assert list(scope.years()) == ["2018/19", "2019/20", "2020/21"]
    days = (dt.date(2020, 3, 31), dt.date(2020, 4, 1), dt.date(1999, 12, 31))
    assert [scope.year(day) for day in days] == ["2019/20", "2020/21", "1999/00"]
    assert count([], scope).counts[Unit.OFFICERS].by_year == dict.fromkeys(scope.years(), 0)
