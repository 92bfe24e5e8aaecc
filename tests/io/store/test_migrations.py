from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, create_engine, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from classifier.domain.label import CHAIN_START, Decision, LabelRecord
from classifier.io.store import migrations
from classifier.io.store.connect import FILE, open_store
from classifier.io.store.exports import bring_in
from classifier.io.store.labels import verify_chain
from classifier.io.store.migrations import STEPS, copies_of, copy_path
from classifier.io.store.reading import read_salt, read_text
from classifier.io.store.tables import SCHEMA_VERSION, holdings, metadata, schema
from classifier.io.store.upkeep import purge_texts
from tests.chain import append

OLDER = pytest.mark.skipif(SCHEMA_VERSION == 1, reason="there is no older version yet")
SCHEMA_1 = """
CREATE TABLE schema_version (version INTEGER NOT NULL, salt VARCHAR(32) NOT NULL);
CREATE TABLE exports (id INTEGER NOT NULL PRIMARY KEY, digest VARCHAR(64) NOT NULL UNIQUE,
    name TEXT NOT NULL, rows INTEGER NOT NULL, time VARCHAR(32) NOT NULL);
CREATE TABLE texts (digest VARCHAR(64) NOT NULL PRIMARY KEY, content TEXT);
CREATE TABLE rows (key TEXT NOT NULL, text VARCHAR(64) NOT NULL REFERENCES texts (digest),
    export INTEGER NOT NULL REFERENCES exports (id), number INTEGER NOT NULL,
    case_id TEXT NOT NULL, allegation_id TEXT NOT NULL, officer_id TEXT NOT NULL,
    officer_role TEXT NOT NULL, date_recorded TEXT NOT NULL, date_finalised TEXT NOT NULL,
    date_incident TEXT NOT NULL, category TEXT NOT NULL, finding TEXT NOT NULL,
    outcome TEXT NOT NULL, national_factor TEXT NOT NULL, PRIMARY KEY (key, text));
CREATE INDEX rows_text ON rows (text);
CREATE TABLE runs (id INTEGER NOT NULL PRIMARY KEY,
    export INTEGER NOT NULL REFERENCES exports (id), model TEXT NOT NULL,
    time VARCHAR(32) NOT NULL, prevalence FLOAT NOT NULL, lower FLOAT NOT NULL,
    upper FLOAT NOT NULL);
CREATE TABLE scores (run INTEGER NOT NULL REFERENCES runs (id),
    text VARCHAR(64) NOT NULL REFERENCES texts (digest), score FLOAT NOT NULL,
    probability FLOAT NOT NULL, route VARCHAR(12) NOT NULL, reason TEXT NOT NULL,
    keyword_hit BOOLEAN NOT NULL, platforms TEXT NOT NULL, PRIMARY KEY (run, text));
CREATE TABLE labels (position INTEGER NOT NULL PRIMARY KEY, digest VARCHAR(64) NOT NULL UNIQUE,
    previous VARCHAR(64) NOT NULL, text VARCHAR(64) NOT NULL, reviewer TEXT NOT NULL,
    time VARCHAR(32) NOT NULL, decision VARCHAR(12) NOT NULL, blind BOOLEAN NOT NULL,
    adjudication BOOLEAN NOT NULL, shown_because TEXT NOT NULL, model TEXT NOT NULL,
    note TEXT NOT NULL, replaces VARCHAR(64) NOT NULL);
CREATE INDEX labels_text ON labels (text);
CREATE TABLE reviewers (name VARCHAR(80) NOT NULL PRIMARY KEY, role VARCHAR(12) NOT NULL,
    password TEXT NOT NULL);
CREATE TABLE sessions (token VARCHAR(64) NOT NULL PRIMARY KEY, reviewer VARCHAR(80) NOT NULL,
    until VARCHAR(32) NOT NULL);
CREATE TABLE leases (text VARCHAR(64) NOT NULL, reviewer VARCHAR(80) NOT NULL,
    until VARCHAR(32) NOT NULL, PRIMARY KEY (text, reviewer));
INSERT INTO schema_version VALUES (1, 'salt of old');
INSERT INTO texts VALUES ('{text}', 'He spilt marmalade.')
"""
"""Schema 1 as its release made it, word for word but for line breaks; never to be changed."""

TEXT = "a" * 64
SAID: list[dict[str, Any]] = [
    {
        "text": TEXT,
        "reviewer": reviewer,
        "time": f"2030-01-02T09:00:0{second}.000000+00:00",
        "decision": "relevant",
        "blind": False,
        "adjudication": False,
        "shown_because": "the model is uncertain",
        "model": "m1",
        "note": "His own page.",
        "replaces": "",
    }
    for second, reviewer in enumerate(("ana", "ben"))
]


def reach(folder: Path, database: str | None) -> Iterator[Connection]:
    """Connect to a store behind the program's back, and commit."""
    url = make_url(database).set(drivername="postgresql+pg8000") if database else None
    engine = create_engine(url or f"sqlite:///{folder / FILE}", poolclass=NullPool)
    with engine.begin() as connection:
        yield connection


def records() -> list[LabelRecord]:
    """Give the records of the old store, chained."""
    head, chain = CHAIN_START, []
    for said in SAID:
        chain.append(LabelRecord(**{**said, "decision": Decision.RELEVANT, "previous": head}))
        head = chain[-1].digest
    return chain


HEAD = "d4901cf44dd56f2a4ba4c2b5c3d32380db2a71e9a8ebdc710338b8f19fc7dff3"
"""The head of the old store's chain, as somebody noted it then."""


@pytest.fixture
def old(database: str | None, tmp_path: Path) -> Path:
    """Make a store of schema 1 with a text and two decisions, and give its folder."""
    folder = tmp_path / "w"
    folder.mkdir(mode=0o700)
    for connection in reach(folder, database):
        for statement in SCHEMA_1.format(text=TEXT).split(";"):
            connection.execute(text(statement))
        for position, record in enumerate(records(), start=1):
            values = {**asdict(record), "digest": record.digest, "position": position}
            columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO labels ({columns}) VALUES ({places})"), values)
    return folder


def tables_of(folder: Path, database: str | None) -> tuple[int, set[str]]:
    """Give the version and the tables of a store, without opening it."""
    for connection in reach(folder, database):
        version = connection.execute(text("SELECT version FROM schema_version")).scalar_one()
        return int(version), set(inspect(connection).get_table_names())
    raise AssertionError


def test_each_older_version_has_a_step() -> None:
    """None is left out, whatever the version is now."""
    assert set(STEPS) >= set(range(1, SCHEMA_VERSION))


def test_an_old_store_is_brought_up(old: Path, database: str | None) -> None:
    """All tables are there; texts, salt and decisions are as they were, and the chain goes on."""
    assert tables_of(old, database)[0] == 1
    store = open_store(old, database)
    assert tables_of(old, database) == (SCHEMA_VERSION, set(metadata.tables))
    assert (read_text(store, TEXT), read_salt(store)) == ("He spilt marmalade.", "salt of old")
    assert verify_chain(store, HEAD) == 2
    append(store, LabelRecord(**{**SAID[0], "decision": Decision.UNSURE}))
    assert verify_chain(store, HEAD) == 3
    store.dispose()
    again = open_store(old, database)
    assert verify_chain(again, HEAD) == 3
    again.dispose()


def test_what_is_brought_up_is_like_what_is_made(
    old: Path, database: str | None, tmp_path: Path
) -> None:
    """The same tables, columns and indexes as a store that is made today."""

    def shape(folder: Path, url: str | None) -> dict[str, tuple[list[str], list[str]]]:
        for connection in reach(folder, url):
            found = inspect(connection)
            return {
                name: (
                    sorted(column["name"] for column in found.get_columns(name)),
                    sorted(
                        str(index["name"])
                        for index in found.get_indexes(name)
                        if not index.get("duplicates_constraint")
                    ),
                )
                for name in found.get_table_names()
            }
        raise AssertionError

    open_store(old, database).dispose()
    open_store(tmp_path / "new").dispose()
    assert shape(old, database) == shape(tmp_path / "new", None)


@OLDER
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_copy_is_kept_beside_it_until_a_purge(old: Path) -> None:
    """Of the old version, whole, the owner's alone; a purge of the store deletes it."""
    store = open_store(old)
    (copy,) = copies_of(old / FILE)
    assert copy == copy_path(old / FILE, 1) == old / "store.schema-1.sqlite3"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    (old / "copy").mkdir()
    moved = old / "copy" / FILE
    moved.write_bytes(copy.read_bytes())
    assert tables_of(old / "copy", None)[0] == 1
    assert verify_chain(open_store(old / "copy")) == 2
    purge_texts(store)
    assert copies_of(old / FILE) == []
    assert not [p.name for p in old.iterdir() if p.is_file() and b"marmalade" in p.read_bytes()]


def test_an_up_to_date_store_is_left_alone(database: str | None, tmp_path: Path) -> None:
    """Nothing is copied, and no step is run."""
    for _ in range(2):
        open_store(tmp_path, database).dispose()
    assert copies_of(tmp_path / FILE) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from classifier.io.store import migrations
from classifier.io.store.connect import open_store

def killed(connection):
    migrations._add_what_is_missing(connection)
    connection.exec_driver_sql("CREATE TABLE half_done (id INTEGER)")
    connection.exec_driver_sql("UPDATE schema_version SET version = 99")
    os.kill(os.getpid(), signal.SIGKILL)

migrations.STEPS = dict.fromkeys(range(1, 99), killed)
open_store(Path(sys.argv[1]), sys.argv[2] or None)
"""


@OLDER
def test_killed_half_way_the_old_version_is_whole(old: Path, database: str | None) -> None:
    """A power cut amid a step leaves version 1 as it was, and the next start brings it up."""
    before = tables_of(old, database)
    words = [sys.executable, "-c", KILLED, str(old), database or ""]
    assert subprocess.run(words, check=False, env=dict(os.environ)).returncode == -9
    assert tables_of(old, database) == before
    store = open_store(old, database)
    assert tables_of(old, database) == (SCHEMA_VERSION, set(metadata.tables))
    assert verify_chain(store, HEAD) == 2
    store.dispose()


def test_a_step_that_fails_changes_nothing(
    old: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error is told, and the store is of the old version."""

    def fail(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half_done (id INTEGER)"))
        raise RuntimeError("stopped")  # noqa: EM101

    monkeypatch.setattr(migrations, "SCHEMA_VERSION", 3)
    monkeypatch.setattr("classifier.io.store.connect.SCHEMA_VERSION", 3)
    monkeypatch.setattr(migrations, "STEPS", {1: STEPS.get(1, fail), 2: fail})
    with pytest.raises(RuntimeError, match="stopped"):
        open_store(old, database)
    version, tables = tables_of(old, database)
    assert version == 1
    assert "half_done" not in tables


def test_steps_go_one_version_at_a_time(
    old: Path, database: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In order, each once, all in the one transaction."""
    taken: list[int] = []
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", 4)
    monkeypatch.setattr("classifier.io.store.connect.SCHEMA_VERSION", 4)
    steps = {at: (lambda _, at=at: taken.append(at)) for at in (1, 2, 3)}
    monkeypatch.setattr(migrations, "STEPS", steps)
    store = open_store(old, database)
    with closing(store.connect()) as connection:
        assert connection.execute(select(schema.c.version)).scalar_one() == 4
    assert taken == [1, 2, 3]
    store.dispose()


def test_what_exports_held_is_listed_as_far_as_it_is_known(
    database: str | None, tmp_path: Path
) -> None:
    """Of a store of schema 2 the rows that were new or said something else."""
    store = open_store(tmp_path, database)
    for outcome in ("", "Dismissal"):
        some = pd.DataFrame(
            {"case_id": ["C1", "C2"], "text": ["a", "b"], "outcome": ["", outcome]}, dtype="str"
        )
        bring_in(store, some, numbers=[2, 3], name="export.csv", time="2030")
    with store.begin() as connection:
        connection.execute(text("DROP TABLE holdings"))
        connection.execute(text("UPDATE schema_version SET version = 2"))
    store.dispose()
    again = open_store(tmp_path, database)
    with again.connect() as connection:
        held = connection.execute(select(holdings.c.export, holdings.c.key)).all()
    again.dispose()
    assert sorted(held) == [(1, "c1#1"), (1, "c2#1"), (2, "c2#1")]
