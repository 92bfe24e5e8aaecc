from __future__ import annotations

import datetime as dt

import pytest

from classifier.domain.outcome import Outcome, Outcomes, one_spelling
from classifier.io.outcomes import read_outcomes

WRITTEN = Outcome(name="Written warning", severity=50, adverse=True, spellings=("first warning",))
ADVICE = Outcome(name="Advice", severity=30, adverse=True, end=dt.date(2020, 1, 31))
NOTHING = Outcome(name="No further action", severity=0, adverse=False, spellings=("nfa",))
KNOWN = Outcomes((WRITTEN, ADVICE, NOTHING))


@pytest.mark.parametrize("words", ["WRITTEN  warning", " written warning. ", "First Warning"])
def test_spellings_come_to_one_name(words: str) -> None:
    """Whatever the case, blanks, or a full stop."""
    (ended,) = KNOWN.read(words)
    assert (ended.name, ended.known, ended.severity) == ("Written warning", True, 50)


def test_the_finding_stands_in_for_a_blank_outcome_only() -> None:
    """An outcome that is there counts alone."""
    assert [one.name for one in KNOWN.read(" ", "NFA")] == ["No further action"]
    assert [one.name for one in KNOWN.read("Advice", "NFA")] == ["Advice"]
    assert KNOWN.read("", "") == ()


def test_a_cell_with_several_gives_each_once() -> None:
    """By semicolon, bar or line break."""
    names = [one.name for one in KNOWN.read("NFA; written warning\nfirst warning | Advice;")]
    assert names == ["No further action", "Written warning", "Advice"]


def test_unknown_words_are_kept_and_count() -> None:
    """Never dropped: they stand as they were written, and as something that was found."""
    (ended,) = KNOWN.read("Told  off")
    assert (ended.name, ended.known, ended.adverse) == ("Told off", False, True)


def test_unknown_words_that_are_compared_alike_are_one_outcome() -> None:
    """In all rows and in one; what differs in more than case, blanks or a full stop is another."""
    cells = ["told off", "Told  off.; TOLD OFF", "Told off at length; Advice", "Advice"]
    expected = [["TOLD OFF"], ["TOLD OFF"], ["Told off at length", "Advice"], ["Advice"]]
    for order in (1, -1):  # whichever comes first
        found = one_spelling([KNOWN.read(cell) for cell in cells[::order]])
        assert [[one.name for one in row] for row in found] == expected[::order]
    assert one_spelling([]) == []


@pytest.mark.parametrize(
    "cell", ["TBA", "Awaiting hearing", "not yet determined", "Live case", "Not Yet Known", "--"]
)
def test_what_is_not_decided_yet_is_no_outcome(cell: str) -> None:
    """Words that say that there is none yet count as blank."""
    assert read_outcomes().read(cell) == ()
    assert [one.name for one in read_outcomes().read(cell, "NFA")] == ["No further action"]


def test_an_outcome_outside_of_its_days_is_pointed_out() -> None:
    """On the last day it is in force; without a day nothing is said."""
    days = (dt.date(2020, 1, 31), dt.date(2020, 2, 1), None)
    assert [KNOWN.read("Advice", day=day)[0].in_force for day in days] == [True, False, True]


def test_two_outcomes_cannot_share_a_spelling() -> None:
    """It would be either."""
    with pytest.raises(ValueError, match="'nfa'"):
        Outcomes((NOTHING, Outcome(name="NFA", severity=1, adverse=True)))


def test_what_the_package_knows() -> None:
    """It reads, severities rise with the formal sanctions, and spellings are plain."""
    known = read_outcomes()
    ladder = ["Written warning", "Final written warning", "Reduction in rank", "dismissed"]
    severities = [known.severity_of(name) or 0 for name in ladder]
    assert severities == sorted(set(severities))
    assert known.severity_of("no such outcome") is None
    assert known.place("Written warning") < known.place("Reflective practice requires improvement")
    assert known.place("no such outcome") == len(known.known)


@pytest.mark.parametrize("words", ["N/A", "-", " Pending. ", "not yet finalised", "TBC"])
def test_what_stands_for_no_outcome_is_read_as_blank(words: str) -> None:
    """The finding stands in for it; with neither, the case has not ended."""
    known = read_outcomes()
    assert known.read(words) == known.read("", words) == ()
    assert [one.name for one in known.read(words, "no case to answer")] == ["No case to answer"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Misconduct \N{EN DASH} written warning", ["Written warning"]),
        ("Dismissed .", ["Dismissal without notice"]),
        ("Written Warning (12 months)", ["Written warning"]),
        ("Written warning, Final written warning", ["Written warning", "Final written warning"]),
        ("Told off, twice", ["Told off, twice"]),
    ],
)
def test_a_known_outcome_is_known_however_it_is_written(words: str, names: list[str]) -> None:
    """Dashes, full stops, how long it lasts, lists; a comma within unknown words parts nothing."""
    assert [one.name for one in read_outcomes().read(words)] == names


def test_what_the_regulations_provide_for() -> None:
    """Reg. 35 of 2012 and reg. 42 of 2020; performance procedures still dismiss with notice."""
    known, before, after = read_outcomes(), dt.date(2019, 6, 1), dt.date(2021, 6, 1)
    expected = {
        "Written warning": (True, True),
        "Final written warning": (True, True),
        "Management advice": (True, False),
        "Extension of final written warning": (True, False),
        "Reduction in rank": (False, True),
        "Dismissal with notice": (True, True),
        "Dismissal without notice": (True, True),
        "Reflective practice requires improvement": (False, True),
    }
    for name, in_force in expected.items():
        found = tuple(known.read(name, day=day)[0].in_force for day in (before, after))
        assert found == in_force, name
