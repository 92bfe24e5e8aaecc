from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from classifier.services.workspace import Workspace
from classifier.web import app as application
from classifier.web.app import make_site
from classifier.web.guard import HEADERS, POLICY, known_hosts
from classifier.web.visit import COOKIE, Site, csrf_of
from tests.web.conftest import HERE, Browser, Clock, password_of, queued

Open = Callable[[], Browser]
_MAT = "classifier_door"
WEB = Path(application.__file__).parent
ACTS = ("/decide", "/undo", "/forward", "/back", "/settings", "/search", "/sign-out")


def records(browser: Browser) -> int:
    """Count what is recorded."""
    return len(browser.site.desks.queue.look().chain())


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_of_another_origin_changes_nothing(browser: Open, headers: dict[str, str]) -> None:
    """Not even with the right token: a page elsewhere cannot decide for a reviewer."""
    ana = browser().as_reviewer("ana")
    form = {"csrf": ana.field("csrf"), "text": ana.field("text"), "decision": "relevant"}
    assert ana.client.post("/decide", data=form, headers=headers).status_code == 403
    assert records(ana) == 0


@pytest.mark.parametrize("path", ACTS)
def test_a_post_without_the_sessions_token_is_refused(browser: Open, path: str) -> None:
    """Without a token, or with another session's: each act."""
    ana, ben = browser().as_reviewer("ana"), browser().as_reviewer("ben")
    for token in ("", "0" * 64, ben.field("csrf"), "é"):
        form = {"csrf": token, "text": ana.field("text"), "decision": "relevant"}
        assert ana.client.post(path, data=form).status_code == 403
    assert records(ana) == 0


def test_a_form_of_another_kind_is_refused(browser: Open) -> None:
    """A text/plain form, which other sites can send freely, and one too large."""
    ana = browser().as_reviewer("ana")
    body = f"csrf={ana.field('csrf')}&decision=relevant&text={ana.field('text')}"
    plain = ana.client.post("/decide", content=body, headers={"Content-Type": "text/plain"})
    large = ana.post("/decide", note="x" * 100_000)
    assert (plain.status_code, large.status_code, records(ana)) == (403, 403, 0)


@pytest.mark.parametrize("path", [path for path in ACTS if path != "/search"])
def test_reading_an_address_changes_nothing(browser: Open, path: str) -> None:
    """Acts answer to POST alone, so that no image or link can do them."""
    assert browser().as_reviewer("ana").client.get(path).status_code == 405


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", ""]
)
def test_a_forged_host_is_refused(browser: Open, host: str) -> None:
    """A name that an attacker points at this machine is not ours (DNS rebinding)."""
    ana = browser().as_reviewer("ana")
    answer = ana.client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "Case" not in answer.text


def test_known_hosts() -> None:
    """The names of this machine and the given host, with the port; without it where it goes unsaid."""
    assert "10.0.0.7:8765" in known_hosts("10.0.0.7", 8765)
    assert "[fe80::1]:8765" in known_hosts("fe80::1", 8765)
    assert {"localhost:8765", "[::1]:8765"} <= known_hosts("127.0.0.1", 8765)
    assert "localhost" not in known_hosts("127.0.0.1", 8765)
    assert "localhost" in known_hosts("127.0.0.1", 80)


def test_a_script_in_a_text_is_shown_not_run(tmp_path: Path, clock: Clock) -> None:
    """In the text, the case, the search and the note: everything is escaped."""
    evil = "<script>alert(1)</script> on Facebook <img src=x onerror=alert(2)>{{ 7 * 7 }} he posted"
    rows = [f'"C<script>1</script>",A{n},"{evil} {n}"' for n in range(3)]
    export = tmp_path / "evil.csv"
    export.write_text("\n".join(["Case,Allegation,Summary", *rows]) + "\n", encoding="utf-8")
    workspace = queued(tmp_path, export)
    lou = Browser(make_site(workspace, local="lou", clock=clock)).as_reviewer("lou")
    pages = [lou.get(), lou.get("/case"), lou.post("/search", words="alert(1) <script>").text]
    lou.decide("relevant", note="</textarea><script>alert(3)</script>")
    lou.post("/back")
    pages.append(lou.get())
    for page in pages:
        assert "&lt;script&gt;" in page or "&lt;</mark>" in page
        assert not re.search(r"<script(?! src=\"/static/)", page)
        assert "<img" not in page
        assert "49 he" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/templates/page.html",
        "/static//etc/passwd",
        "/static/..%5capp.py",
        "/static/%00",
    ],
)
def test_path_tricks_find_nothing(browser: Open, path: str) -> None:
    """Nothing but the static files is given."""
    assert browser().client.get(path).status_code == 404


def test_nobody_gets_in_without_a_session(browser: Open) -> None:
    """Each address leads to the sign-in page, and the script is led there, too."""
    stranger = browser()
    for path in ("/", "/case", "/probability", "/search", "/agreement", "/codebook"):
        answer = stranger.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    answer = stranger.client.post("/decide", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


def test_a_stolen_cookie_is_worth_nothing_after_sign_out(browser: Open) -> None:
    """Signing out ends the session at the server, not in the browser alone."""
    ana = browser().as_reviewer("ana")
    stolen = ana.client.cookies[COOKIE]
    ana.post("/sign-out")
    thief = browser()
    thief.client.cookies.set(COOKIE, stolen)
    assert "Sign in to review" in thief.get()


def test_an_old_cookie_is_worth_nothing(browser: Open, clock: Clock) -> None:
    """A session is over after twelve hours, whatever the browser keeps."""
    ana = browser().as_reviewer("ana")
    clock.turn(hours=11, minutes=59)
    assert "Sign in to review" not in ana.get()
    clock.turn(minutes=2)
    assert "Sign in to review" in ana.get()


def sign_in(one: Browser, name: str, password: str) -> httpx.Response:
    """Fill in the sign-in page."""
    if _MAT not in one.client.cookies:
        one.get("/sign-in")
    form = {"csrf": csrf_of(one.client.cookies[_MAT]), "name": name, "password": password}
    answer: httpx.Response = one.client.post("/sign-in", data=form, follow_redirects=False)
    return answer


def test_a_thousand_wrong_passwords_are_stopped(browser: Open, clock: Clock) -> None:
    """After five the next is refused at once, right or wrong; each wait is longer."""
    thief = browser()
    with thief.client:  # one loop for all of them
        codes = [sign_in(thief, "ana", f"guess number {n}").status_code for n in range(1_000)]
    assert codes[:5] == [403] * 5
    assert set(codes[5:]) == {429}
    answer = sign_in(thief, "ana", password_of("ana"))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3")
    clock.turn(seconds=3)
    assert sign_in(thief, "ana", "one more guess").status_code == 403
    assert int(sign_in(thief, "ana", "and one more").headers["retry-after"]) > 3
    clock.turn(seconds=10)
    assert sign_in(thief, "ana", password_of("ana")).status_code == 303


def test_an_unknown_name_is_answered_like_a_wrong_password(browser: Open) -> None:
    """Nobody can find out who has an account."""
    stranger = browser()
    known = sign_in(stranger, "ana", "a wrong password")
    unknown = sign_in(stranger, "nobody", "a wrong password")
    hidden = re.compile(r'value="[0-9a-f]{64}"')
    assert known.status_code == unknown.status_code == 403
    assert hidden.sub("", known.text) == hidden.sub("", unknown.text)


def test_another_site_cannot_sign_a_browser_in(browser: Open) -> None:
    """The sign-in form is tied to the browser that asked for it."""
    victim = browser()
    form = {"name": "ana", "password": password_of("ana"), "csrf": csrf_of("")}
    assert victim.client.post("/sign-in", data=form, follow_redirects=False).status_code == 403
    assert COOKIE not in victim.client.cookies


def test_the_right_password_lets_in(browser: Open) -> None:
    """The cookie cannot be read by scripts nor sent by other sites, and is new each time."""
    ana = browser()
    answer = sign_in(ana, "ana", password_of("ana"))
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    for flag in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert flag in cookie
    assert "Sign out ana" in ana.get()


def test_the_one_time_link_lets_in_once(browser: Open) -> None:
    """The person at this machine needs no account; the link is spent by its first use."""
    lou, thief = browser(), browser()
    assert thief.client.get("/enter?token=guess").status_code == 403
    answer = lou.client.get("/enter?token=one-time")
    assert "Sign out lou" in answer.text
    assert str(answer.url) == f"{HERE}/"
    assert thief.client.get("/enter?token=one-time").status_code == 403
    assert "Sign in to review" in thief.get()


def test_a_local_session_is_none_where_all_need_accounts(filled: Workspace, browser: Open) -> None:
    """Serving a team from the same workspace does not let the old local session in."""
    lou = browser().as_reviewer("lou")
    team = Browser(make_site(filled, local=None))
    team.client.cookies = lou.client.cookies
    assert "Sign in to review" in team.get()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/review.js", "/nowhere", "/enter"])
def test_each_answer_carries_the_headers(browser: Open, path: str) -> None:
    """No script or frame from elsewhere, no copy kept, no address told."""
    answer = browser().as_reviewer("ana").client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "frame-ancestors 'none'" in POLICY
    assert "unsafe" not in POLICY


def test_nothing_of_a_text_reaches_an_address_or_a_log(
    browser: Open, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """No digest in any address of the page, and not a word of the text written anywhere."""
    caplog.set_level(logging.DEBUG)
    ana = browser().as_reviewer("ana")
    page, text = ana.get(), ana.field("text")
    ana.decide("relevant")
    ana.post("/search", words="betting")
    for address in re.findall(r'(?:href|action|src|hx-[a-z]+)="([^"]*)"', page):
        assert text not in address
        assert "?" not in address
    written = caplog.text + "".join(capfd.readouterr())
    assert text not in written
    assert "betting" not in written


def test_a_fault_tells_its_kind_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The words of an error could quote an allegation: neither page nor terminal has them."""

    def broken(*_: object, **__: object) -> None:
        message = "the officer posted"
        raise RuntimeError(message)

    ana = Browser(site).as_reviewer("ana")
    monkeypatch.setattr(site.desks, "decide", broken)
    answer = ana.decide("relevant")
    assert answer.status_code == 500
    written = answer.text + "".join(capfd.readouterr())
    assert "RuntimeError" in written
    assert "the officer posted" not in written


def test_no_outside_address_is_called() -> None:
    """Templates and our own files name none; htmx may ask this server alone."""
    for path in sorted(WEB.rglob("*.*")):
        if path.suffix in (".html", ".css", ".js", ".svg") and path.name != "htmx.min.js":
            addresses = re.findall(r"(?:https?:)?//[\w.]+\.\w+", path.read_text(encoding="utf-8"))
            assert set(addresses) <= {"http://www.w3.org"}, path.name
    page = (WEB / "templates" / "page.html").read_text(encoding="utf-8")
    assert '"selfRequestsOnly":true' in page
    assert '"allowEval":false' in page


def test_templates_hold_no_inline_script_or_style() -> None:
    """The policy would block them, and with them the page."""
    for path in (WEB / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|\|\s*safe|javascript:", text), (
            path.name
        )
