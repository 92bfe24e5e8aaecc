from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest

from classifier.domain.errors import StoreError
from classifier.services.queue import verify
from classifier.services.workspace import Workspace
from classifier.web.visit import UNRECORDED, Site
from tests.web.conftest import Browser, hidden, password_of
from tests.web.test_attacks import sign_in

Open = Callable[[], Browser]
FULL = "The store cannot be used: the disk is full. Free some space, and try again."


@pytest.fixture
def fail(site: Site) -> Callable[..., pytest.MonkeyPatch]:
    """Give what makes the store fail, in what is named, until it is undone."""

    def break_down(owner: object, name: str) -> pytest.MonkeyPatch:
        def full(*_: object, **__: object) -> None:
            message = "The store cannot be used: the disk is full."
            raise StoreError(message, advice="Free some space, and try again.")

        patch = pytest.MonkeyPatch()
        patch.setattr(owner, name, full)
        return patch

    return break_down


def test_the_script_keeps_the_page_and_says_why(
    browser: Open, fail: Callable[..., pytest.MonkeyPatch], filled: Workspace
) -> None:
    """Nothing is recorded, the text is still the open one, and the same click does it later."""
    ana = browser().as_reviewer("ana")
    text = ana.field("text")
    broken = fail(ana.site.desks.queue, "decide")
    answer = ana.post("/decide", script=True, text=text, decision="relevant", note="Mine.")
    assert (answer.status_code, answer.text) == (503, f"{UNRECORDED} {FULL}")
    assert answer.headers["content-type"].startswith("text/plain")
    broken.undo()
    assert verify(filled, None) == 0
    assert ana.field("text") == text
    again = ana.post("/decide", script=True, text=text, decision="relevant", note="Mine.")
    assert "Recorded: relevant." in again.text
    assert verify(filled, None) == 1


def test_a_plain_form_comes_back_with_what_was_written(
    browser: Open, fail: Callable[..., pytest.MonkeyPatch], filled: Workspace
) -> None:
    """The note escaped, the decision on the button: sent again it is recorded."""
    ana = browser().as_reviewer("ana")
    text = ana.field("text")
    broken = fail(ana.site.desks.queue, "decide")
    answer = ana.post("/decide", text=text, decision="unsure", note="</textarea><b>Mine")
    assert answer.status_code == 503
    assert UNRECORDED in answer.text
    assert FULL in answer.text
    assert "&lt;/textarea&gt;&lt;b&gt;Mine</textarea>" in answer.text
    broken.undo()
    found = re.search(r'<button name="decision" value="(\w+)"', answer.text)
    assert found
    sent = {name: hidden(name, answer.text) for name in ("csrf", "text")}
    ana.client.post("/decide", data={**sent, "decision": found[1], "note": "Mine"})
    assert (verify(filled, None), ana.site.desks.queue.look().decision(text, "ana")) == (
        1,
        "unsure",
    )


def test_a_decision_is_recorded_with_the_next_text_or_not_at_all(
    browser: Open, fail: Callable[..., pytest.MonkeyPatch], filled: Workspace
) -> None:
    """What is said is true: where the next text cannot be opened, nothing was recorded."""
    ana = browser().as_reviewer("ana")
    text = ana.field("text")
    broken = fail(ana.site.desks, "open")
    answer = ana.post("/decide", script=True, text=text, decision="relevant")
    broken.undo()
    assert (answer.status_code, answer.text) == (503, f"{UNRECORDED} {FULL}")
    assert verify(filled, None) == 0
    assert ana.field("text") == text


def test_a_page_that_cannot_be_shown_says_why(
    browser: Open, fail: Callable[..., pytest.MonkeyPatch]
) -> None:
    """Without a word on recording; also where it is not known yet who asks."""
    ana = browser().as_reviewer("ana")
    for owner, name in ((ana.site.desks, "open"), (ana.site.people, "who")):
        broken = fail(owner, name)
        answer = ana.client.get("/")
        broken.undo()
        assert (answer.status_code, FULL in answer.text) == (503, True)
        assert UNRECORDED not in answer.text
    assert ana.client.get("/").status_code == 200


def test_a_form_that_is_not_ours_comes_back_empty(
    browser: Open, fail: Callable[..., pytest.MonkeyPatch]
) -> None:
    """Another site cannot put words into a page of ours, not even while the store fails."""
    ana = browser().as_reviewer("ana")
    form = {"csrf": "0" * 64, "text": "x", "decision": "relevant", "note": "injected"}
    broken = fail(ana.site.people, "who")
    answer: httpx.Response = ana.client.post("/decide", data=form)
    broken.undo()
    assert answer.status_code == 503
    assert "injected" not in answer.text


def test_signing_in_says_why_and_costs_no_try(
    browser: Open, fail: Callable[..., pytest.MonkeyPatch]
) -> None:
    """However often; and a one-time link is not spent by it."""
    ana, lou = browser(), browser()
    broken = fail(ana.site.people, "knows")
    for _ in range(9):
        answer = sign_in(ana, "ana", password_of("ana"))
        assert (answer.status_code, FULL in answer.text) == (503, True)
    broken.undo()
    broken = fail(lou.site.people, "sign_in")
    assert FULL in lou.client.get("/enter?token=one-time").text
    broken.undo()
    assert sign_in(ana, "ana", password_of("ana")).status_code == 303
    assert "Sign out lou" in lou.client.get("/enter?token=one-time").text


def test_nul_characters_are_left_out(browser: Open) -> None:
    """No store need hold them: in a note, a search, a name."""
    ana = browser().as_reviewer("ana")
    text = ana.field("text")
    ana.decide("relevant", note="My\0 note")
    (record,) = ana.site.desks.queue.look().standing("ana")
    assert (record.text, record.note) == (text, "My note")
    assert ana.post("/search", words="sco\0oter").status_code == 200
    assert sign_in(browser(), "a\0na", password_of("ana")).status_code == 303
