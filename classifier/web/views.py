"""The views of somebody signed in: the open text, what is beside it, and the acts on it."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from classifier.domain.label import Decision
from classifier.domain.queue import Why
from classifier.services.pages import ANSWERS, Overview, progress
from classifier.web.visit import Visit

SAID = {
    Decision.RELEVANT: "Recorded: relevant.",
    Decision.NOT_RELEVANT: "Recorded: not relevant.",
    Decision.UNSURE: "Recorded: unsure.",
}
STALE = "This text is not open any more; nothing was recorded. Here is the one that is."


def home(visit: Visit) -> Response:
    """Show the open text."""
    return _card(visit, "")


def decide(visit: Visit) -> Response:
    """Record a decision; it is on the disk before the next text shows."""
    word = visit.form.get("decision", "")
    if word not in ANSWERS:
        return _after(visit, "Choose relevant, not relevant or unsure.")
    decision = Decision(word)
    done = visit.site.desks.decide(
        visit.desk,
        visit.person,
        text=visit.form.get("text", ""),
        decision=decision,
        note=visit.form.get("note", ""),
    )
    return _after(visit, SAID[decision] if done else STALE)


def undo(visit: Visit) -> Response:
    """Take back the last decision."""
    done = visit.site.desks.undo(visit.desk, visit.person)
    return _after(visit, "Taken back. Decide again." if done else "There is nothing to take back.")


def forward(visit: Visit) -> Response:
    """Go on without deciding."""
    visit.site.desks.forward(visit.desk, visit.person)
    return _after(visit, "Nothing recorded. Next text.")


def back(visit: Visit) -> Response:
    """Go back to the text before."""
    done = visit.site.desks.back(visit.desk, visit.person)
    return _after(visit, "The text before." if done else "There is no text before this one.")


def settings(visit: Visit) -> Response:
    """Keep the settings of this browser."""
    visit.desk.keys = "keys" in visit.form
    visit.desk.veiled = "veiled" in visit.form
    return RedirectResponse("/", status_code=303)


def case(visit: Visit) -> Response:
    """Show the other allegations of the open text's cases."""
    with visit.site.desks.lock:
        place = visit.site.desks.open(visit.desk, visit.person)
        others = visit.site.desks.queue.siblings(place.text) if place else []
    return visit.page("case.html", others=others)


def probability(visit: Visit) -> Response:
    """Show the probability of an open text; never of a blind one."""
    with visit.site.desks.lock:
        place = visit.site.desks.open(visit.desk, visit.person)
        shown = place is not None and not place.blind and place.why is not Why.DISPUTE
        known = visit.site.desks.queue.look().probability
        value = known.get(place.text) if place and shown else None
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


def _after(visit: Visit, said: str) -> Response:
    """Answer an act: the next text to the script, a fresh page to a plain form."""
    return _card(visit, said) if visit.fragment else RedirectResponse("/", status_code=303)


def _card(visit: Visit, said: str) -> Response:
    site = visit.site
    name = visit.person.name
    with site.desks.lock:
        place = site.desks.open(visit.desk, visit.person)
        seen = site.desks.queue.look()
        own = seen.decision(place.text, name) if place else None
        how_far = progress(seen, name, adjudicator=visit.judge, now=site.clock())
        head = seen.head
    return visit.page(
        "card.html" if visit.fragment else "home.html",
        place=place,
        parts=site.pages.parts(place) if place else [],
        own=own,
        dispute=place is not None and place.why is Why.DISPUTE,
        progress=how_far,
        head=head,
        said=said,
    )
