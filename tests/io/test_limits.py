from __future__ import annotations

import datetime as dt

from classifier.io.limits import limit_on, read_limits, read_sections


def test_the_limit_for_a_force() -> None:
    """450 pounds, which is 18 hours at 25 pounds; what the user says stands in its place."""
    day = dt.date(2021, 2, 1)
    assert (limit_on(day).hours, limit_on(day).rate, limit_on(day).pounds) == (18, 25, 450)
    assert limit_on(day, hours=24, rate=30).pounds == 720


def test_limits_follow_one_another() -> None:
    """For each authority one limit is in force on any day since the regulations."""
    for authority in {one.authority for one in read_limits()}:
        own = [one for one in read_limits() if one.authority == authority]
        for day in (dt.date(2005, 1, 1), dt.date(2021, 2, 1), dt.date(2050, 1, 1)):
            assert sum(one.in_force(day) for one in own) == 1


def test_the_sections_a_reply_can_need() -> None:
    """Each with what it is; exemptions alone have a test, and two of them ask for harm."""
    sections = {one.number: one for one in read_sections()}
    assert list(sections) == [10, 12, 16, 17, 30, 31, 38, 40]
    assert all(one.says and one.title for one in sections.values())
    assert {n for n, one in sections.items() if one.test == "qualified"} == {30, 31, 38}
    assert {n for n, one in sections.items() if one.test == "absolute"} == {40}
    assert {n for n, one in sections.items() if one.harm} == {31, 38}
