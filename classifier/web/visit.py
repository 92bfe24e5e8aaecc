"""A request by somebody signed in, checked: who, their desk, their form, and the answer's pages."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from classifier.domain.errors import SettingError, StoreError
from classifier.services.pages import Pages
from classifier.services.people import People, Person, Role, session_digest
from classifier.services.redact import Redactions
from classifier.services.throttle import Throttle
from classifier.web.desk import Clock, Desk, Desks
from classifier.web.guard import same_origin

COOKIE: Final = "classifier_session"
UNRECORDED: Final = "Nothing was recorded, as far as can be told."
_FOLDER: Final = Path(__file__).parent
_LARGEST_FORM: Final = 64 * 1024


@dataclass(slots=True, kw_only=True)
class Site:
    """What all requests share.

    Parameters
    ----------
    title
        What is looked for, in the pages' heading.
    question
        What a decision answers.
    people, desks, pages, redactions, throttle
        Accounts and sessions, open texts, what is shown beside them, what is taken out of the
        summaries of a reply, the brake on guessing.
    clock
        Tells the time, in UTC.
    local
        The name of the person at this machine; empty where everybody needs an account.
    entry
        The digest of the one-time link's token; empty once it is spent, or where there is none.
    """

    title: str
    question: str
    people: People
    desks: Desks
    pages: Pages
    redactions: Redactions
    throttle: Throttle
    clock: Clock
    local: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request of somebody signed in; a form that changes something was checked."""

    site: Site
    person: Person
    token: str
    form: Mapping[str, str]
    fragment: bool

    @property
    def desk(self) -> Desk:
        """The desk of this browser."""
        return self.site.desks.of(session_digest(self.token))

    @property
    def judge(self) -> bool:
        """Whether the person adjudicates."""
        return self.person.role is Role.ADJUDICATOR

    def page(self, name: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 (what templates show)
        """Answer with a template, as part of a page where the script asked for one."""
        shared = {
            "site": self.site,
            "person": self.person,
            "judge": self.judge,
            "csrf": csrf_of(self.token),
            "desk": self.desk,
            "fragment": self.fragment,
        }
        return HTMLResponse(render(name, **shared, **values), status_code=status)


View = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def signed_in(view: View) -> Endpoint:
    """Make an endpoint of a view: nobody gets to it unknown, or with a form that is not ours."""

    async def endpoint(request: Request) -> Response:
        site: Site = request.app.state.site
        token = request.cookies.get(COOKIE, "")
        form = await read_form(request) if request.method == "POST" else {}
        ours = same_origin(request.headers) and is_csrf(form.get("csrf", ""), token)
        try:
            person = await run_in_threadpool(site.people.who, token) if token else None
            if person is None:
                return to_sign_in(request)
            if request.method == "POST" and not ours:
                return HTMLResponse(render("refused.html"), status_code=403)
            visit = Visit(
                site=site,
                person=person,
                token=token,
                form=form,
                fragment="hx-request" in request.headers,
            )
            return await run_in_threadpool(view, visit)
        except (StoreError, SettingError) as error:
            said = f"{UNRECORDED} {error}" if request.method == "POST" else str(error)
            fragment = "hx-request" in request.headers
            return stuck(said, fragment=fragment, form=form if ours else {})

    return endpoint


def stuck(said: str, *, fragment: bool, form: Mapping[str, str] | None = None) -> Response:
    """Say why nothing goes on; what was written in a form is kept, to be sent again."""
    if fragment:  # the script leaves the page as it is, and shows these words
        return PlainTextResponse(said, status_code=503)
    return HTMLResponse(render("stuck.html", said=said, form=form or {}), status_code=503)


async def read_form(request: Request) -> dict[str, str]:
    """Read a form's fields; one too large to be ours counts as empty."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _LARGEST_FORM:
        return {}
    form = await request.form()
    # PostgreSQL holds no NUL characters, and nobody types them.
    return {name: v.replace("\0", "") for name, v in form.items() if isinstance(v, str)}


def to_sign_in(request: Request) -> Response:
    """Send a browser to the sign-in page, and the page's script, too."""
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse("/sign-in", status_code=303)


def csrf_of(token: str) -> str:
    """Give the form token that belongs to a cookie."""
    return hmac.digest(token.encode(), b"form", hashlib.sha256).hex()


def is_csrf(given: str, token: str) -> bool:
    """Say whether a form's token belongs to a cookie."""
    return hmac.compare_digest(given.encode(), csrf_of(token).encode())


def _minutes(value: float) -> str:
    """Say a length of time, in minutes, as people do."""
    hours, minutes = divmod(round(value), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{max(minutes, 1)} min"


_PAGES: Final = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.filters["minutes"] = _minutes


def render(name: str, **values: Any) -> str:  # noqa: ANN401 (what templates show)
    """Fill in a template; everything in it is escaped."""
    return _PAGES.get_template(name).render(**values)
