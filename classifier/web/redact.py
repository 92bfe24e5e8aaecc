"""The page on which an adjudicator decides what is taken out of the summaries of a reply."""

from __future__ import annotations

import re
from typing import Final

from starlette.responses import RedirectResponse, Response

from classifier.services.redact import NAMES
from classifier.web.visit import Visit

_TICKED: Final = re.compile(r"at-(\d{1,9})-(\d{1,9})")


def redact(visit: Visit) -> Response:
    """Show the summaries with what is proposed; to nobody else, as it would unblind them."""
    if not visit.judge:
        return visit.page("refused.html", status=403)
    return _page(visit, "")


def decide(visit: Visit) -> Response:
    """Record what is to be replaced in one summary, and show all of them again."""
    if not visit.judge:
        return visit.page("refused.html", status=403)
    found = (_TICKED.fullmatch(name) for name in visit.form)
    done = visit.site.redactions.decide(
        visit.form.get("text", ""),
        {(int(one[1]), int(one[2])) for one in found if one},
        added=visit.form.get("added", ""),
        kind=visit.form.get("kind", ""),
        reviewer=visit.person.name,
        now=visit.site.clock(),
    )
    if done:
        return RedirectResponse("/redact", status_code=303)
    return _page(visit, "Nothing was recorded: that summary has changed, or has no such words.")


def _page(visit: Visit, said: str) -> Response:
    drafts = visit.site.redactions.drafts(today=visit.site.clock().date())
    return visit.page("redact.html", drafts=drafts, kinds=NAMES, said=said)
