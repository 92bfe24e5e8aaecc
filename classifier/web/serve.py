"""Serving the review pages on this machine, or to a team by accounts."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable

import uvicorn

from classifier.domain.errors import SettingError
from classifier.services.workspace import Workspace
from classifier.web.app import make_app, make_site
from classifier.web.visit import Site


def serve(
    workspace: Workspace, *, host: str, port: int, reviewer: str, say: Callable[[str], None]
) -> None:
    """Serve the review pages until stopped.

    Parameters
    ----------
    workspace
        The workspace under review.
    host, port
        Where; port 0 takes any free one.
    reviewer
        The name of the person at this machine, for the one-time link.
    say
        Told the address to open.

    Raises
    ------
    SettingError
        If the host is not this machine's own and there are no accounts, or cannot be served.
    StoreError
        If the workspace has no queue.
    """
    local = is_loopback(host)
    token = secrets.token_urlsafe(24) if local else ""
    site = make_site(workspace, local=reviewer if local else None, entry=token)
    if not local:
        _check_team(site, host)
    site.desks.queue.look()  # reads the scores now, so that the first page need not wait for it
    listening = _listen(host, port)
    at = int(listening.getsockname()[1])
    name = f"[{host}]" if ":" in host else host
    config = uvicorn.Config(
        make_app(site, host=host, port=at),
        access_log=False,
        server_header=False,
        log_config=None,
        log_level="critical",
        lifespan="off",
        ws="none",
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    say(f"http://{name}:{at}/enter?token={token}" if local else f"http://{name}:{at}/sign-in")
    uvicorn.Server(config).run(sockets=[listening])


def is_loopback(host: str) -> bool:
    """Say whether a host is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _check_team(site: Site, host: str) -> None:
    if host in ("0.0.0.0", "::"):
        message = f"--host {host} names no machine that reviewers could ask for."
        raise SettingError(message, advice="Give the address by which they reach this one.")
    if site.people.count() == 0:
        message = (
            f"With --host {host} others could read the allegations, and there are no accounts."
        )
        advice = "Add them first: classifier review add-reviewer NAME --role reviewer."
        raise SettingError(message, advice=advice)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()  # whoever opens the address at once waits, and is not refused
    except OSError as error:
        listening.close()
        message = f"{host} port {port} cannot be served: {error.strerror or error}."
        raise SettingError(message, advice="Choose another with --port, or --host.") from error
    return listening
