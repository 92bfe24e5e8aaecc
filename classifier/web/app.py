"""The application: its addresses, and what answers each."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from classifier.services.pages import Pages
from classifier.services.people import people_of
from classifier.services.queue import queue_of, store_of
from classifier.services.redact import Redactions
from classifier.services.throttle import Throttle
from classifier.services.workspace import Workspace
from classifier.web import door, redact, views
from classifier.web.desk import Clock, Desks
from classifier.web.guard import Guard, known_hosts
from classifier.web.visit import Site, signed_in

_SHOWN = {
    "/": views.home,
    "/case": views.case,
    "/probability": views.probability,
    "/codebook": views.codebook,
    "/help": views.help_page,
    "/search": views.search,
    "/agreement": views.agreement,
    "/redact": redact.redact,
}
_ACTS = {
    "/decide": views.decide,
    "/undo": views.undo,
    "/forward": views.forward,
    "/back": views.back,
    "/settings": views.settings,
    "/search": views.search,
    "/redact": redact.decide,
    "/sign-out": door.sign_out,
}


def make_app(site: Site, *, host: str, port: int) -> Guard:
    """Make the application for a server at a host and port."""
    static = Path(__file__).parent / "static"
    app = Starlette(
        routes=[
            *(Route(at, signed_in(view), methods=["GET"]) for at, view in _SHOWN.items()),
            *(Route(at, signed_in(view), methods=["POST"]) for at, view in _ACTS.items()),
            Route("/enter", door.enter, methods=["GET"]),
            Route("/sign-in", door.sign_in, methods=["GET", "POST"]),
            Mount("/static", StaticFiles(directory=static)),
        ]
    )
    app.state.site = site
    return Guard(app, hosts=known_hosts(host, port))


def make_site(
    workspace: Workspace, *, local: str | None, entry: str = "", clock: Clock | None = None
) -> Site:
    """Join what the pages need.

    Parameters
    ----------
    workspace
        The workspace under review.
    local
        The name of the person at this machine; None where everybody needs an account.
    entry
        The token of the one-time link for that person; empty for none.
    clock
        Tells the time to sessions, the brake and the progress; the system's by default.
    """
    store, tells = store_of(workspace), clock or _now
    queue = queue_of(workspace, store)
    return Site(
        title=workspace.topic.title,
        question=workspace.topic.question,
        people=people_of(workspace, store, local=local, clock=tells),
        desks=Desks(queue),
        pages=Pages(workspace, queue, store),
        redactions=Redactions(workspace, store),
        throttle=Throttle(clock=tells),
        clock=tells,
        local=local or "",
        entry=hashlib.sha256(entry.encode()).hexdigest() if entry else "",
    )


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)
