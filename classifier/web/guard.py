"""What holds for every request: the Host asked for, the headers answered, and silence on faults."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HTTP_PORT: Final = 80


def known_hosts(host: str, port: int) -> frozenset[str]:
    """Give the Host headers that are ours: a page of another name cannot speak to this server."""
    named = f"[{host}]" if ":" in host else host
    names = {"localhost", "127.0.0.1", "[::1]", named.casefold()}
    plain = names if port == _HTTP_PORT else set()
    return frozenset({f"{name}:{port}" for name in names} | plain)


def same_origin(headers: Headers) -> bool:
    """Say whether a request that changes something came from a page of this server.

    A browser that keeps the origin to itself says ``null`` (our own referrer policy makes it so
    for plain forms): then ``Sec-Fetch-Site`` tells, where it is sent, and the token in any case.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin", "null")
    host = headers.get("host", "")
    return origin in ("null", f"http://{host}", f"https://{host}")


class Guard:
    """Wraps the application: refuses foreign hosts, adds the headers, keeps faults quiet.

    Parameters
    ----------
    app
        The application.
    hosts
        The Host headers that are answered.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
            await send(message)

        if Headers(scope=scope).get("host", "").casefold() not in self._hosts:
            refused = PlainTextResponse("This server does not go by that name.", status_code=400)
            await refused(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            # Its text or trace could quote an allegation, so only its kind is told.
            sys.stderr.write(f"classifier: a fault of the pages' own ({type(error).__name__}).\n")
            if not started:
                failed = PlainTextResponse("Something went wrong. Reload the page.", 500)
                await failed(scope, receive, guarded)
