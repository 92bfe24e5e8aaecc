from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import DDL

from classifier.io.store.connect import reading
from classifier.io.store.labels import verify_chain
from classifier.services.queue import queue_of, store_of
from classifier.services.workspace import Workspace
from tests.web.conftest import password_of
from tests.web.test_redact import allegation, read_relevant

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SHOTS = os.environ.get("REVIEW_SHOTS", "")
"""A folder to leave screenshots in, for the documentation; none by default."""


@dataclass
class Server:
    """The program itself, serving a workspace, to be killed and started again."""

    workspace: Workspace
    port: int = 0
    link: str = ""
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self) -> str:
        """Start it, on the port it had before, and give the address of its pages."""
        words = ["review", "--workspace", str(self.workspace.folder), "--port", str(self.port)]
        if self.workspace.database:
            words += ["--database", self.workspace.database]
        running = subprocess.Popen(
            [sys.executable, "-u", "-m", "classifier", *words, "--reviewer", "lou"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(running)
        assert running.stdout
        for line in running.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/enter\S+", line):
                self.link, self.port = found[0], int(found[1])
                return f"http://127.0.0.1:{self.port}"
        raise AssertionError("the server did not start")  # noqa: EM101

    def kill(self) -> None:
        """Kill it as a power cut would."""
        running = self.running.pop()
        running.send_signal(signal.SIGKILL)
        running.communicate()


@pytest.fixture
def server(shared: Workspace) -> Iterator[Server]:
    """Serve the sample's queue from a program of its own, on each kind of store."""
    server = Server(shared)
    server.start()
    yield server
    while server.running:
        server.kill()


@pytest.fixture(scope="module")
def unchanged(sample: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample's queue for tests that decide nothing."""
    folder = tmp_path_factory.mktemp("unchanged") / "workspace"
    shutil.copytree(sample.folder, folder)
    server = Server(replace(sample, folder=folder))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages as different people; whatever a page complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(width: int = 1280, **options: str) -> Page:
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, **options)
        contexts.append(context)
        made = context.new_page()
        made.on("pageerror", lambda error: complaints.append(str(error)))
        made.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Sec" in said.text else None,
        )
        made.on(
            "request",
            lambda asked: complaints.append(asked.url) if "//127.0.0.1:" not in asked.url else None,
        )
        return made

    yield open_page
    for context in contexts:
        context.close()
    # Playwright's own screenshots put in a style, which the policy blocks and the page reports.
    assert SHOTS or complaints == []


def sign_in(page: Page, server: Server, name: str) -> None:
    """Sign in by name and password."""
    page.goto(f"http://127.0.0.1:{server.port}/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password_of(name))
    page.keyboard.press("Enter")
    page.wait_for_selector("#heading")
    page.wait_for_load_state()  # a key that is pressed before the script is there is lost


def open_text(page: Page) -> str:
    """Give the digest of the open text; empty where nothing is left."""
    field = page.locator("input[name=text]")
    return field.input_value() if field.count() else ""


def press(page: Page, key: str, said: str) -> None:
    """Press a key and wait until the page has said something; focus is on the heading then."""
    page.evaluate("document.querySelector('#said').textContent = ''")
    page.keyboard.press(key)
    page.locator("#said", has_text=said).wait_for()
    page.wait_for_selector("#heading:focus")
    # Until then a key sends the form as without the script, and the page says nothing after it.
    page.wait_for_selector(".htmx-added", state="detached")


def panel(page: Page, key: str, title: str) -> str:
    """Open a panel by its key; focus is in it then."""
    page.keyboard.press(key)
    page.locator("#panel h2", has_text=title).wait_for()
    page.wait_for_selector("#panel :focus")
    return page.inner_text("#panel")


def check_access(page: Page) -> None:
    """Find nothing serious with axe-core, and nothing that needs scrolling sideways."""
    found = Axe().run(page).response["violations"]
    serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def shoot(page: Page, name: str) -> None:
    """Leave a screenshot, where one is asked for."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


def test_the_whole_review_by_keyboard(
    server: Server, shared: Workspace, page: Callable[..., Page]
) -> None:
    """Decide, undo, second review, dispute, adjudication, kappa; killed between, nothing lost."""
    ana, ben, cleo = page(), page(), page()
    sign_in(ana, server, "ana")
    first = open_text(ana)
    press(ana, "r", "Recorded: relevant.")
    assert open_text(ana) != first
    press(ana, "z", "Taken back.")
    assert open_text(ana) == first
    shown = int(ana.inner_text("#progress strong >> nth=1"))
    while open_text(ana):
        press(ana, "r", "Recorded: relevant.")
    server.kill()
    ana.keyboard.press("z")
    ana.locator("#said", has_text="did not answer").wait_for()
    server.start()
    ana.reload()
    assert "Nothing left to read" in ana.inner_text("#card")
    sign_in(ben, server, "ben")
    disputed = open_text(ben)
    ben.get_by_label("Note").fill("A pub of that name.")
    ben.keyboard.press("Escape")
    press(ben, "n", "Recorded: not relevant.")
    while open_text(ben):
        press(ben, "r", "Recorded: relevant.")
    sign_in(cleo, server, "cleo")
    assert open_text(cleo) == disputed
    assert "A pub of that name." in cleo.inner_text(".sides")
    check_access(cleo)
    shoot(cleo, "dispute")
    cleo.get_by_role("link", name="Agreement").click()
    # One reader gave one answer throughout: that tells nothing of how far the two agree.
    assert "undefined" in cleo.inner_text(".figures")
    check_access(cleo)
    shoot(cleo, "agreement")
    cleo.go_back()
    press(cleo, "n", "Recorded: not relevant.")
    store = store_of(shared)
    records = queue_of(shared, store).look().chain()
    assert verify_chain(store) == len(records)
    store.dispose()
    counted = Counter(record.reviewer for record in records)
    assert (counted["ana"], counted["cleo"]) == (shown + 2, 1)
    assert counted["ben"] > 1


def test_panels_keys_and_settings(server: Server, page: Callable[..., Page]) -> None:
    """Each panel one key away and one back; keys off means off; a hidden text shows on demand."""
    lou = page()
    lou.goto(server.link)
    check_access(lou)
    shoot(lou, "review")
    assert "not relevant" in panel(lou, "?", "Keys")
    check_access(lou)
    shoot(lou, "help")
    lou.keyboard.press("Escape")
    assert lou.evaluate("document.activeElement.id") == "heading"
    assert "no other allegation" in panel(lou, "c", "Rest of the case")
    assert "The model gives" in panel(lou, "p", "Probability")
    panel(lou, "k", "Codebook")
    check_access(lou)
    shoot(lou, "codebook")
    panel(lou, "/", "Search")
    lou.keyboard.type("facebook page")
    lou.keyboard.press("Enter")
    lou.wait_for_selector("#panel .lines")
    check_access(lou)
    lou.keyboard.press("Escape")
    lou.keyboard.press("ArrowRight")
    lou.locator("#said", has_text="Next text").wait_for()
    lou.get_by_label("Hide each text").check()
    lou.wait_for_selector(".veil")
    lou.wait_for_load_state()
    assert not lou.locator(".text").is_visible()
    check_access(lou)
    lou.keyboard.press("v")
    assert lou.locator(".text").is_visible()
    lou.get_by_label("Single-key").uncheck()
    lou.wait_for_selector("body[data-keys=off]")
    before = open_text(lou)
    lou.keyboard.press("r")
    lou.wait_for_timeout(300)
    assert open_text(lou) == before


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "dark"), (640, "light"), (360, "light"), (320, "dark")]
)
def test_every_width_and_scheme(
    unchanged: Server, page: Callable[..., Page], width: int, scheme: str
) -> None:
    """A phone, 200 % zoom of a wide screen (half its width), and dark."""
    ana = page(width, color_scheme=scheme)
    ana.goto(f"http://127.0.0.1:{unchanged.port}/")
    check_access(ana)
    sign_in(ana, unchanged, "ana")
    check_access(ana)
    shoot(ana, f"{width}-{scheme}")
    ana.get_by_role("link", name="Help").click()
    ana.wait_for_selector("#panel :focus")
    check_access(ana)
    shoot(ana, f"{width}-{scheme}-help")


@pytest.mark.parametrize("width", [1280, 360])
def test_redaction(width: int, page: Callable[..., Page], tmp_path: Path) -> None:
    """Proposals are unticked and words added; the page says how the summary leaves then."""
    server = Server(read_relevant(allegation(tmp_path)))
    server.start()
    try:
        lou = page(width)
        lou.goto(server.link)
        lou.get_by_role("link", name="Redaction").click()
        lou.locator("q", has_text="[person A] of Hill House").wait_for()
        check_access(lou)
        shoot(lou, f"{width}-redaction")
        lou.get_by_label("Mrs Okafor").uncheck()
        lou.get_by_label("Replace these words, too").fill("Biscuit")
        lou.get_by_role("button", name="Record").click()
        lou.locator(
            "q", has_text="about Mrs Okafor of Hill House and her dog [person A]."
        ).wait_for()
        check_access(lou)
    finally:
        server.kill()


@pytest.mark.filterwarnings(  # the driver leaves the socket of a lost connection to the collector
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_lost_connection_is_said_and_the_note_stays(
    server: Server, shared: Workspace, page: Callable[..., Page]
) -> None:
    """The reason is announced, the text stays open, and the same key does it once it is mended."""
    lou = page()
    lou.goto(server.link)
    text = open_text(lou)
    lou.get_by_label("Note").fill("His own page.")
    lou.keyboard.press("Escape")
    store = store_of(shared)
    with reading(store) as connection:
        connection.execute(
            DDL(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    lou.keyboard.press("r")
    lou.locator("#said", has_text="Nothing was recorded, as far as can be told.").wait_for()
    assert "there is no connection to it" in lou.inner_text("#said")
    assert open_text(lou) == text
    assert lou.get_by_label("Note").input_value() == "His own page."
    press(lou, "r", "Recorded: relevant.")
    (record,) = queue_of(shared, store).look().chain()
    assert (record.text, record.note) == (text, "His own page.")
    store.dispose()
    gc.collect()
