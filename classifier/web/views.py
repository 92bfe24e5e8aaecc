"""The views of somebody signed in: the open text, what is beside it, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import RedirectResponse, Response

from classifier.domain.label import Decision
from classifier.domain.queue import Why
from classifier.services.pages import ANSWERS, Overview, progress
from classifier.services.people import Person
from classifier.services.seen import Seen
from classifier.web.desk import Desk
from classifier.web.visit import Visit

SAID = {
    Decision.RELEVANT: "Recorded: relevant.",
    Decision.NOT_RELEVANT: "Recorded: not relevant.",
    Decision.UNSURE: "Recorded: unsure.",
}
STALE = "This text is not open any more; nothing was recorded. Here is the one that is."


def home(visit: Visit) -> Response:
    """Show the open text."""
    with visit.site.desks.act(visit.desk) as seen:
        shown = _shown(visit, seen)
    return visit.page("card.html" if visit.fragment else "home.html", said="", **shown)


def decide(visit: Visit) -> Response:
    """Record a decision; it is on the disk before the next text shows."""
    word, text, note = (visit.form.get(name, "") for name in ("decision", "text", "note"))
    if word not in ANSWERS:
        return _act(visit, lambda *_: False, "", "Choose relevant, not relevant or unsure.")
    decision = Decision(word)

    def act(desk: Desk, person: Person) -> bool:
        desks = visit.site.desks
        return desks.decide(desk, person, text=text, decision=decision, note=note)

    return _act(visit, act, SAID[decision], STALE)


def undo(visit: Visit) -> Response:
    """Take back the last decision."""
    said = "Taken back. Decide again.", "There is nothing to take back."
    return _act(visit, visit.site.desks.undo, *said)


def forward(visit: Visit) -> Response:
    """Go on without deciding."""
    said = "Nothing recorded. Next text."
    return _act(visit, visit.site.desks.forward, said, said)


def back(visit: Visit) -> Response:
    """Go back to the text before."""
    said = "The text before.", "There is no text before this one."
    return _act(visit, visit.site.desks.back, *said)


def settings(visit: Visit) -> Response:
    """Keep the settings of this browser."""
    visit.desk.keys = "keys" in visit.form
    visit.desk.veiled = "veiled" in visit.form
    return RedirectResponse("/", status_code=303)


def case(visit: Visit) -> Response:
    """Show the other allegations of the open text's cases."""
    with visit.site.desks.act(visit.desk):
        place = visit.site.desks.open(visit.desk, visit.person)
        others = visit.site.desks.queue.siblings(place.text) if place else []
    return visit.page("case.html", others=others)


def probability(visit: Visit) -> Response:
    """Show the probability of an open text; never of a blind one."""
    with visit.site.desks.act(visit.desk) as seen:
        place = visit.site.desks.open(visit.desk, visit.person)
        shown = place is not None and not place.blind and place.why is not Why.DISPUTE
        value = seen.probability.get(place.text) if place and shown else None
    return visit.page("probability.html", value=value)


def codebook(visit: Visit) -> Response:
    """Show the topic's codebook."""
    return visit.page("codebook.html", blocks=visit.site.pages.codebook())


def help_page(visit: Visit) -> Response:
    """Show the keys and what they do."""
    return visit.page("help.html")


def search(visit: Visit) -> Response:
    """Search the texts; the words come in the body, so that no address holds them."""
    words = visit.form.get("words", "")
    found = visit.site.pages.search(words) if words.strip() else []
    return visit.page("search.html", words=words, found=found)


def agreement(visit: Visit) -> Response:
    """Show an adjudicator how far the reviewers agree; nobody else, as it would unblind them."""
    if not visit.judge:
        return visit.page("refused.html", status=403)
    with visit.site.desks.lock:
        overview: Overview = visit.site.pages.overview()
    return visit.page("agreement.html", overview=overview, answers=ANSWERS)


def _act(visit: Visit, act: Callable[[Desk, Person], object], yes: str, no: str) -> Response:
    """Do an act and open the text after it, in one go; then show that one, and what was done."""
    with visit.site.desks.act(visit.desk) as seen:
        done = act(visit.desk, visit.person)
        shown = _shown(visit, seen)
    if not visit.fragment:
        return RedirectResponse("/", status_code=303)
    return visit.page("card.html", said=yes if done else no, **shown)


def _shown(visit: Visit, seen: Seen) -> dict[str, Any]:
    """Give what a card shows: the open text and how far the reviewer is."""
    site, name = visit.site, visit.person.name
    place = site.desks.open(visit.desk, visit.person)
    return {
        "place": place,
        "parts": site.pages.parts(place) if place else [],
        "own": seen.decision(place.text, name) if place else None,
        "dispute": place is not None and place.why is Why.DISPUTE,
        "progress": progress(seen, name, adjudicator=visit.judge, now=site.clock()),
        "head": seen.head,
    }
