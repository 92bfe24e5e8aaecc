from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from classifier.domain.queue import Why
from classifier.services.review import Place
from tests.web.conftest import Browser

Open = Callable[[], Browser]
Show = Callable[[Place], tuple[str, str]]


@pytest.fixture
def shown(browser: Open) -> Show:
    """Show a place to a reviewer: the page, and the answer to asking for the probability."""
    ben = browser().as_reviewer("ben")
    token = ben.field("csrf")
    assert token

    def show(place: Place) -> tuple[str, str]:
        from classifier.services.people import session_digest
        from classifier.web.visit import COOKIE

        ben.site.desks.of(session_digest(ben.client.cookies[COOKIE])).place = place
        return ben.get(), ben.get("/probability")

    return show


def test_a_blind_page_looks_like_any_plain_one(browser: Open, shown: Show) -> None:
    """Control sample, second review, shown plainly by lot: the same text gives the same page."""
    found = browser().as_reviewer("ana").site.desks.queue.left("ana")
    plain = next(place for place in found if place.blind)
    pages = {shown(replace(plain, why=why)) for why in (plain.why, Why.CONTROL, Why.SECOND)}
    assert len(pages) == 1
    ((page, asked),) = pages
    for betrayal in ("Why it is here", "<mark", *Why):
        assert betrayal not in page
    assert "is not shown" in asked


def test_an_open_page_says_why_and_marks_words(browser: Open, shown: Show) -> None:
    """The reason and the words that matter are there, the probability only when asked for."""
    found = browser().as_reviewer("ana").site.desks.queue.left("ana")
    place = next(p for p in found if not p.blind and "Facebook" in p.content)
    page, asked = shown(place)
    assert f"Why it is here: {place.why}." in page
    assert "<mark>Facebook</mark>" in page
    assert re.search(r"The model gives <strong>[01]\.\d\d</strong>", asked)
    assert "The model gives" not in page


def test_what_is_left_falls_by_one_whatever_was_decided(browser: Open) -> None:
    """A count that stood still after a second review would betray it."""
    ana, ben = browser().as_reviewer("ana"), browser().as_reviewer("ben")
    for _ in range(12):
        ana.decide("relevant")
    before = ben.site.desks.queue.look().waiting("ben")
    while ben.field("text"):
        ben.decide("not_relevant")
        after = ben.site.desks.queue.look().waiting("ben")
        assert after == before - 1
        before = after
