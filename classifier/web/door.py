"""The door: the one-time link, signing in with a password, and signing out."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from classifier.domain.errors import StoreError
from classifier.services.people import SESSION, session_digest
from classifier.web.guard import same_origin
from classifier.web.visit import COOKIE, Site, Visit, csrf_of, is_csrf, read_form, render, stuck

_MAT: Final = "classifier_door"
"""The cookie that ties a sign-in form to the browser that asked for it."""
WRONG: Final = "That name and password do not belong together."


async def enter(request: Request) -> Response:
    """Let in who has the one-time link; it is spent by this."""
    site: Site = request.app.state.site
    given = hashlib.sha256(request.query_params.get("token", "").encode()).hexdigest()
    if not site.entry or not hmac.compare_digest(given, site.entry):
        return HTMLResponse(render("spent.html"), status_code=403)
    site.entry = ""
    try:
        token = await run_in_threadpool(site.people.sign_in, site.local)
    except StoreError as error:
        site.entry = given  # nobody came in by it
        return stuck(str(error), fragment=False)
    return _let_in(token)


async def sign_in(request: Request) -> Response:
    """Show the sign-in page, or check what was written on it."""
    if request.method != "POST":
        return _form("", status=200)
    site: Site = request.app.state.site
    form = await read_form(request)
    mat = request.cookies.get(_MAT, "")
    if not (mat and same_origin(request.headers) and is_csrf(form.get("csrf", ""), mat)):
        return _form("The page was too old. Try again.", status=403)
    name, password = form.get("name", "").strip(), form.get("password", "")
    address = request.client.host if request.client else ""
    if wait := site.throttle.begin(name, address):
        seconds = int(wait.total_seconds()) + 1
        answer = _form(f"Too many wrong passwords. Try again in {seconds} s.", status=429)
        answer.headers["Retry-After"] = str(seconds)
        return answer
    try:
        known = await run_in_threadpool(site.people.knows, name, password)
        token = await run_in_threadpool(site.people.sign_in, name) if known else ""
    except StoreError as error:
        site.throttle.right(name, address)  # nothing is known to be wrong
        return _form(str(error), status=503)
    if not known:
        return _form(WRONG, status=403)
    site.throttle.right(name, address)
    return _let_in(token)


def sign_out(visit: Visit) -> Response:
    """End the session."""
    visit.site.people.sign_out(visit.token)
    visit.site.desks.clear(session_digest(visit.token))
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def _let_in(token: str) -> Response:
    answer = RedirectResponse("/", status_code=303)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(SESSION.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
    )
    return answer


def _form(said: str, *, status: int) -> Response:
    mat = secrets.token_urlsafe(16)
    page = render("sign_in.html", said=said, csrf=csrf_of(mat))
    answer = HTMLResponse(page, status_code=status)
    answer.set_cookie(_MAT, mat, path="/sign-in", httponly=True, samesite="strict")
    return answer
