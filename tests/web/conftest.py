"""The review pages over the sample export, without a browser."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import delete, insert, select, update

from classifier.io.store.connect import open_store, reading, writing
from classifier.io.store.tables import metadata, schema
from classifier.services.classify import Options, classify
from classifier.services.people import People, Role, people_of
from classifier.services.resources import TRAINING_DATA
from classifier.services.workspace import Workspace, open_workspace
from classifier.web.app import make_app, make_site
from classifier.web.visit import COOKIE, Site, csrf_of

with warnings.catch_warnings():
    # Starlette would rather have httpx2, which is not among the locked packages.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8765"
SAMPLE = TRAINING_DATA / "social_media" / "sample_export.csv"


class Clock:
    """A clock that stands still until a test turns it on."""

    def __init__(self) -> None:
        self.now = dt.datetime.now(tz=dt.UTC)

    def __call__(self) -> dt.datetime:
        """Tell the time."""
        return self.now

    def turn(self, **by: float) -> None:
        """Turn it on, by hours, seconds ..."""
        self.now += dt.timedelta(**by)


class Browser:
    """Somebody's browser: it follows links, fills in the forms of the page, and keeps cookies."""

    def __init__(self, site: Site) -> None:
        self.client = TestClient(make_app(site, host="127.0.0.1", port=8765), base_url=HERE)
        self.site = site

    def as_reviewer(self, name: str) -> Browser:
        """Sign in without a password: what is behind the door is tested elsewhere."""
        self.client.cookies.set(COOKIE, self.site.people.sign_in(name))
        return self

    def get(self, path: str = "/") -> str:
        """Give a page."""
        return self.client.get(path).text

    def field(self, name: str, path: str = "/") -> str:
        """Give the value of a hidden field of a page; empty where there is none."""
        return hidden(name, self.get(path))

    def post(self, path: str, *, script: bool = False, **form: str) -> httpx.Response:
        """Send a form as the page would, by its script or without."""
        form = {"csrf": csrf_of(self.client.cookies[COOKIE]), **form}
        headers = {"HX-Request": "true"} if script else {}
        answer: httpx.Response = self.client.post(path, data=form, headers=headers)
        return answer

    def decide(self, decision: str, **form: str) -> httpx.Response:
        """Decide the open text."""
        return self.post("/decide", text=self.field("text"), decision=decision, **form)

    def decide_all(self, decision: str) -> list[str]:
        """Decide all that is left, and give the digests of the texts."""
        texts = []
        text = self.field("text")
        while text:
            texts.append(text)
            page = self.post("/decide", script=True, text=text, decision=decision).text
            text = hidden("text", page)
        return texts


def hidden(name: str, page: str) -> str:
    """Give the value of a hidden field; empty where there is none."""
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    return found[1] if found else ""


def queued(folder: Path, *exports: Path) -> Workspace:
    """Give a workspace in a folder with the texts of exports in its queue."""
    workspace = open_workspace(folder / "workspace", "social_media")
    classify(list(exports), workspace=workspace, output=folder / "out.csv", options=Options())
    return workspace


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace with the sample export in its queue, and accounts, to be copied."""
    workspace = queued(tmp_path_factory.mktemp("sample"), SAMPLE)
    add_accounts(people_of(workspace))
    with writing(open_store(workspace.folder)) as connection:
        # Drawn anew for each workspace; the tests need the same draws every time.
        connection.execute(update(schema).values(salt="social_media"))
    return workspace


@pytest.fixture
def filled(sample: Workspace, tmp_path: Path) -> Workspace:
    """Give a copy of that workspace that a test may change."""
    shutil.copytree(sample.folder, tmp_path / "workspace")
    return replace(sample, folder=tmp_path / "workspace")


@pytest.fixture
def shared(filled: Workspace, database: str | None) -> Workspace:
    """Give the same workspace in each kind of store."""
    if database is None:
        return filled
    one, other = open_store(filled.folder), open_store(filled.folder, database)
    with reading(one) as source, writing(other) as target:
        target.execute(delete(schema))
        for table in metadata.sorted_tables:
            if rows := source.execute(select(table)).mappings().all():
                target.execute(insert(table), [dict(row) for row in rows])
    one.dispose()
    other.dispose()
    return replace(filled, database=database)


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still."""
    return Clock()


@pytest.fixture
def site(filled: Workspace, clock: Clock) -> Site:
    """Give the pages for accounts ana and ben, reviewers, and cleo, an adjudicator."""
    return make_site(filled, local="lou", entry="one-time", clock=clock)


def add_accounts(people: People) -> None:
    """Add the accounts of the tests; each password is the name three times, and more."""
    for name, role in (("ana", Role.REVIEWER), ("ben", Role.REVIEWER), ("cleo", Role.ADJUDICATOR)):
        people.add(name, role=role, password=password_of(name))


def password_of(name: str) -> str:
    """Give the password of an account of the tests."""
    return f"{name} {name} {name} password"


@pytest.fixture
def browser(site: Site) -> Callable[[], Browser]:
    """Open one more browser at the pages."""
    return lambda: Browser(site)
