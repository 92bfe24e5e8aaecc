from __future__ import annotations

import re
from collections.abc import Callable

from classifier.services.queue import verify
from classifier.services.workspace import Workspace
from tests.web.conftest import Browser, Clock

Open = Callable[[], Browser]


def left(page: str) -> int:
    """Give how many texts a page says are left."""
    found = re.search(r"<strong>(\d+)</strong> left", page)
    assert found
    return int(found[1])


def test_a_decision_is_recorded_and_the_next_text_shows(browser: Open, filled: Workspace) -> None:
    """The script gets the next card, what was said, progress and head in one answer."""
    ana = browser().as_reviewer("ana")
    first, before = ana.field("text"), left(ana.get())
    answer = ana.post("/decide", script=True, text=first, decision="relevant", note="  Clear.  ")
    assert answer.status_code == 200
    assert answer.text.startswith('<article id="card"')
    assert 'id="said" hx-swap-oob="innerHTML">Recorded: relevant.' in answer.text
    assert left(answer.text) == before - 1
    assert first not in answer.text
    (record,) = ana.site.desks.queue.look().chain()
    assert (record.text, record.reviewer, record.note) == (first, "ana", "Clear.")
    assert verify(filled, record.digest) == 1
    assert record.digest in answer.text


def test_the_pages_work_without_script(browser: Open) -> None:
    """A plain form records and leads back to the page."""
    ana = browser().as_reviewer("ana")
    first = ana.field("text")
    answer = ana.decide("unsure")
    assert (answer.status_code, str(answer.url)) == (200, "http://127.0.0.1:8765/")
    assert ana.field("text") not in ("", first)


def test_undo_opens_the_text_again_and_deletes_nothing(browser: Open) -> None:
    """The record stays, one more takes it back, and the text waits for a new decision."""
    ana = browser().as_reviewer("ana")
    assert "nothing to take back" in ana.post("/undo", script=True).text
    first = ana.field("text")
    ana.decide("relevant")
    answer = ana.post("/undo", script=True)
    assert "Taken back." in answer.text
    assert ana.field("text") == first
    ana.decide("not_relevant")
    said = [record.decision for record in ana.site.desks.queue.look().chain()]
    assert said == ["relevant", "withdrawn", "not_relevant"]


def test_skip_and_back_lead_where_one_was(browser: Open) -> None:
    """Skipping records nothing, back gives the text before, and on from there the one after."""
    ana = browser().as_reviewer("ana")
    texts = [ana.field("text")]
    for _ in range(2):
        ana.post("/forward")
        texts.append(ana.field("text"))
    assert len(set(texts)) == 3
    for text in reversed(texts[:2]):
        ana.post("/back")
        assert ana.field("text") == text
    assert "no text before" in ana.post("/back", script=True).text
    ana.post("/forward")
    assert ana.field("text") == texts[1]
    assert ana.site.desks.queue.look().chain() == []


def test_skipped_texts_come_again_at_the_end(browser: Open) -> None:
    """Nobody can skip a text for good."""
    ana = browser().as_reviewer("ana")
    skipped = ana.field("text")
    ana.post("/forward")
    assert skipped in ana.decide_all("not_relevant")
    assert "Nothing left to read" in ana.get()


def test_back_shows_ones_own_decision_and_a_new_one_takes_its_place(browser: Open) -> None:
    """What stands is the last decision of a reviewer."""
    ana = browser().as_reviewer("ana")
    first = ana.field("text")
    ana.decide("relevant")
    ana.post("/back")
    assert "You said: relevant." in ana.get()
    ana.decide("not_relevant")
    one, two = ana.site.desks.queue.look().chain()
    assert (two.text, two.replaces) == (first, one.digest)
    assert ana.field("text") != first


def test_a_stale_page_records_nothing(browser: Open) -> None:
    """The text that a page shows must be the open one: a second click decides nothing."""
    ana = browser().as_reviewer("ana")
    first = ana.field("text")
    ana.post("/decide", text=first, decision="relevant")
    answer = ana.post("/decide", script=True, text=first, decision="relevant")
    assert "not open any more" in answer.text
    assert len(ana.site.desks.queue.look().chain()) == 1


def test_a_decision_must_be_one_of_three(browser: Open) -> None:
    """What the page does not offer is not recorded: nobody withdraws by hand."""
    ana = browser().as_reviewer("ana")
    for word in ("", "withdrawn", "RELEVANT"):
        assert "Choose" in ana.post("/decide", script=True, decision=word).text
    assert ana.site.desks.queue.look().chain() == []


def test_two_reviewers_never_have_the_same_text_open(browser: Open) -> None:
    """An open text is kept from others."""
    ana, ben = browser().as_reviewer("ana"), browser().as_reviewer("ben")
    assert ana.field("text") != ben.field("text")


def test_second_review_dispute_adjudication_and_kappa(browser: Open) -> None:
    """Two read apart, an adjudicator sees both with their notes, and the agreement counts all."""
    ana, ben, cleo = (browser().as_reviewer(name) for name in ("ana", "ben", "cleo"))
    ana.decide_all("relevant")
    disputed = ben.field("text")
    ben.decide("not_relevant", note="A <b>pub</b> of that name.")
    others = ben.decide_all("relevant")
    assert others
    page = cleo.get()
    assert cleo.field("text") == disputed
    assert "ana: relevant" in page
    assert "ben: not relevant" in page
    assert "A &lt;b&gt;pub&lt;/b&gt; of that name." in page
    agreement = cleo.get("/agreement")
    assert f"<dd>{len(others) + 1}</dd>" in agreement
    assert f"<dd>{len(others)} (" in agreement
    assert "undefined</dd>" in agreement  # as one reader gave one answer throughout
    assert agreement.count("<li>") == 1
    cleo.decide("not_relevant")
    resolved = cleo.site.desks.queue.look().resolved[disputed]
    assert (str(resolved.state), resolved.relevant) == ("adjudicated", False)
    assert "<li>" not in cleo.get("/agreement")


def test_what_is_left_is_what_will_be_offered(browser: Open) -> None:
    """The count agrees with the queue itself, for everybody, at each stage."""
    ana, ben = browser().as_reviewer("ana"), browser().as_reviewer("ben")
    queue = ana.site.desks.queue
    ana.decide_all("relevant")
    ana.post("/undo")
    ben.decide("unsure")
    for name in ("ana", "ben", "cleo"):
        for judge in (False, True):
            offered = list(queue.look().wanted(name, adjudicator=judge))
            assert queue.look().waiting(name, adjudicator=judge) == len(offered)


def test_the_agreement_is_for_adjudicators(browser: Open) -> None:
    """A reviewer who saw it would know what others said of blind texts."""
    ana = browser().as_reviewer("ana")
    assert ana.client.get("/agreement").status_code == 403
    assert "/agreement" not in ana.get()


def test_the_panels_show_what_is_beside_the_text(browser: Open) -> None:
    """Case, codebook and help, as a part of the page for the script and whole without it."""
    ana = browser().as_reviewer("ana")
    for path, held in (("/case", "case"), ("/codebook", "Codebook"), ("/help", "not relevant")):
        assert held in ana.get(path)
        part = ana.client.get(path, headers={"HX-Request": "true"}).text
        assert held in part
        assert "<html" not in part


def test_search_finds_texts_by_all_words(browser: Open) -> None:
    """Words in any case and order; wildcards stand for themselves."""
    ana = browser().as_reviewer("ana")
    found = ana.post("/search", script=True, words="SCOOTER betting").text
    assert "CO/00018/16" in found
    assert found.count("<li>") == 1
    assert "Texts found: 0." in ana.post("/search", script=True, words="%").text


def test_settings_are_kept_for_the_session(browser: Open) -> None:
    """Single keys can be switched off, and texts hidden until they are asked for."""
    ana = browser().as_reviewer("ana")
    assert 'data-keys="on"' in ana.get()
    ana.post("/settings", veiled="on")
    page = ana.get()
    assert 'data-keys="off"' in page
    assert '<details class="veil">' in page


def test_progress_counts_and_keeps_pace(browser: Open, clock: Clock) -> None:
    """Read today, left, and pace and time left once there are two decisions."""
    ana = browser().as_reviewer("ana")
    assert "a text</span>" not in ana.get()
    ana.decide("relevant")
    ana.decide("relevant")
    page = ana.get()
    assert "<strong>2</strong> read today" in page
    assert "a text</span>" in page
    clock.turn(hours=-30)
    assert "<strong>0</strong> read today" in ana.get()


def test_nothing_is_lost_when_the_server_starts_anew(browser: Open, filled: Workspace) -> None:
    """A new server has the decisions, the session and the open text."""
    from classifier.web.app import make_site

    ana = browser().as_reviewer("ana")
    ana.decide("relevant")
    now_open = ana.field("text")
    again = Browser(make_site(filled, local=None))
    again.client.cookies = ana.client.cookies
    assert again.field("text") == now_open
    assert "<strong>1</strong> read today" in again.get()
