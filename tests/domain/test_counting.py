from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.counting import Row, Unit, count, standing_of
from classifier.domain.outcome import Ended
from classifier.domain.presence import Presence
from classifier.domain.scope import LEFT_OUT, Gone, Judged, Scope, Standing, YearKind

NAMES = ("Written warning", "Dismissal", "No further action")
START, END = dt.date(2018, 4, 1), dt.date(2021, 3, 31)


def ended(name: str) -> Ended:
    """Give an outcome of a name."""
    return Ended(name=name, known=True, severity=0, adverse=name != NAMES[2])


def row(
    officer: str = "a1",
    day: dt.date | None = dt.date(2019, 5, 6),
    *outcomes: str,
    case: str = "c1",
    allegation: str = "",
    key: str = "k",
    text: str = "t",
    role: str = "Police Officer",
    judged: Judged = Judged.RELEVANT,
    presence: Presence = Presence.THERE,
) -> Row:
    """Give a row that counts, unless told otherwise."""
    return Row(
        key=key,
        text=text,
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
    st.sampled_from(["a1", "b2", "", "d4"]),
    DAYS,
    st.sampled_from(NAMES),
    case=st.sampled_from(["c1", "c2", ""]),
    allegation=st.sampled_from(["1", "2", ""]),
    key=st.sampled_from("jkl"),
    text=st.sampled_from("tuv"),
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
    """In whatever cases."""
    rows = [row("a1", dt.date(2019, 1, 2)), row("a1", dt.date(2020, 1, 2), case="c2")]
    officers = count(rows, Scope()).counts[Unit.OFFICERS]
    assert (officers.by_year, officers.total, officers.again) == ({"2019": 1, "2020": 1}, 1, 1)


def test_an_outcome_counts_once_for_an_officer_and_case() -> None:
    """Three allegations of one case with one warning are one warning; in another case, one more."""
    rows = [row(allegation=n) for n in "123"] + [row(case="c2", allegation="4")]
    counted = count(rows, Scope())
    assert counted.outcomes[Unit.OFFICERS]["2019"] == {"Written warning": 2}
    assert counted.outcomes[Unit.CASES]["2019"] == {"Written warning": 2}
    assert counted.outcomes[Unit.ALLEGATIONS]["2019"] == {"Written warning": 4}


def test_without_a_case_each_row_is_one_of_its_own() -> None:
    """An officer's two warnings are two, as far as anybody can tell; the same row twice is one."""
    rows = [row(case="", key="j"), row(case="", key="k"), row(case="", key="k")]
    counted = count(rows, Scope())
    assert counted.outcomes[Unit.OFFICERS]["2019"] == {"Written warning": 2}
    assert counted.outcomes[Unit.CASES]["2019"] == {}


def test_an_outcome_counts_once_for_an_allegation_against_two() -> None:
    """With or without a case; and once for a case."""
    for case, cases in (("", {}), ("c1", {"Written warning": 1})):
        rows = [row(who, case=case, allegation="1", key=who) for who in ("a1", "b2")]
        given = count(rows, Scope()).outcomes
        assert given[Unit.ALLEGATIONS]["2019"] == {"Written warning": 1}
        assert given[Unit.OFFICERS]["2019"] == {"Written warning": 2}
        assert given[Unit.CASES]["2019"] == cases


def test_nobody_is_no_person() -> None:
    """Rows in which no officer is named are counted apart; their cases count."""
    rows = [row(""), row("", case="c2"), row("", case="c2", allegation="2")]
    counted = count(rows, Scope())
    officers = counted.counts[Unit.OFFICERS]
    assert (officers.total, officers.without) == (0, {"2019": 3})
    assert counted.counts[Unit.CASES].total == 2
    assert counted.unattributed == {"2019": {"Written warning": 2}}


def test_no_outcome_against_nobody_is_lost() -> None:
    """Without a case it counts once for its row; without a date it stands apart."""
    rows = [row("", case="", key="j"), row("", None, NAMES[1]), row("", None, NAMES[1], case="c2")]
    counted = count(rows, Scope())
    assert counted.unattributed == {"2019": {"Written warning": 1}}
    assert counted.apart_unattributed == {"Dismissal": 2}


@given(rows=st.lists(ROWS, max_size=30), scope=SCOPES)
def test_an_outcome_stands_with_its_officer_or_apart(rows: list[Row], scope: Scope) -> None:
    """Whatever a counted row ended in is listed for a person, or as nobody's."""
    counted = count(rows, scope)
    for one in rows:
        if standing_of(one, scope) is not Standing.COUNTED or one.day is None:
            continue
        listed = counted.outcomes[Unit.OFFICERS] if one.officer else counted.unattributed
        assert {each.name for each in one.ended if each.adverse} <= listed[
            scope.year(one.day)
        ].keys()


def test_without_a_case_reference_the_text_tells_allegations_apart() -> None:
    """Two that are both numbered 1 are two."""
    one = row(case="", allegation="1")
    rows = [one, replace(one, text="another", officer="b2")]
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
        Standing.APART: row("a1", None, NAMES[0]),
        Standing.UNDATED: row("a1", None, NAMES[2]),
        Standing.OUTSIDE: row("a1", late, NAMES[2]),
        Standing.NO_FINDING: row("a1", END, NAMES[2]),
        Standing.COUNTED: row("a1", START, NAMES[2], NAMES[0]),
    }
    assert {standing_of(one, scope): one for one in cases.values()} == cases


def test_what_was_found_without_a_date_is_counted_apart() -> None:
    """In no year and no total, with what it ended in."""
    counted = count([row("a1", None), row("b2"), row("", None, case="c9")], Scope())
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


def test_no_year_is_missing_between_two() -> None:
    """Nor between the beginning of a period without an end and the last row."""
    rows = [row(day=dt.date(year, 5, 1)) for year in (2017, 2019)]
    assert count(rows, Scope()).years == ("2017", "2018", "2019")
    from_2016 = Scope(start=dt.date(2016, 1, 1))
    assert count(rows, from_2016).years == ("2016", "2017", "2018", "2019")
    assert count([], Scope()).years == ()
