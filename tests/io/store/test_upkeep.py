from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chain import append, holders_of, run_of, scores_of
from chain import head as head_of
from sqlalchemy import Text, func, select, text

from classifier.domain.allegation import FIELDS, TEXT, text_digest
from classifier.domain.errors import OutputError, StoreError
from classifier.domain.label import Decision, LabelRecord
from classifier.io.store import connect
from classifier.io.store.connect import FILE, Store, open_store, writing
from classifier.io.store.edits import append_edits, read_edits
from classifier.io.store.labels import verify_chain
from classifier.io.store.reading import read_text
from classifier.io.store.tables import labels, metadata
from classifier.io.store.upkeep import backup_sqlite, purge_texts

if TYPE_CHECKING:
    from conftest import Fill

MARKER = "marmalade"
TEXTS = [f"Number {n} spilt {MARKER} on the desk. {'He left. ' * n}" for n in range(60)]


def decide(store: Store, digest: str) -> str:
    """Append a decision; give the head."""
    record = LabelRecord(
        text=digest, reviewer="ana", time="2030-01-02T09:00:00+00:00", decision=Decision.RELEVANT
    )
    return append(store, record)


def summarise(store: Store, digests: list[str]) -> None:
    """Write a summary of each text."""
    written = {(f"c{at}#1", text): f"Summary: {MARKER}." for at, text in enumerate(digests)}
    with writing(store) as transaction:
        append_edits(transaction, written, editor="ana", time="2030")


def holds(folder: Path, words: str = MARKER) -> list[str]:
    """Name the files of a folder that hold some words anywhere in their bytes."""
    return [path.name for path in folder.iterdir() if words.encode() in path.read_bytes()]


def test_a_purge_erases_texts_and_nothing_else(store: Store, fill: Fill) -> None:
    """Rows, scores' runs, labels and the chain are as they were; no text can be read."""
    digests = fill(store, TEXTS, cases=[f"C{n}" for n in range(len(TEXTS))])
    head = decide(store, digests[3])
    assert purge_texts(store) == len(TEXTS)
    assert {read_text(store, digest) for digest in digests} == {None}
    assert verify_chain(store, head) == 1
    assert holders_of(store, digests[3])[0]["case_id"] == "C3"
    assert run_of(store) == 1
    assert purge_texts(store) == 0


def test_a_purged_text_leaves_the_queue_and_stays_away(store: Store, fill: Fill) -> None:
    """Classifying the same export again does not bring it back; a new text is there as ever."""
    fill(store, TEXTS)
    purge_texts(store)
    assert len(scores_of(store).candidates.text) == 0
    digests = fill(store, [*TEXTS, "A new one."])
    assert read_text(store, digests[0]) is None
    assert scores_of(store).candidates.text.tolist() == digests[-1:]


def test_a_purge_leaves_no_byte_of_a_text(tmp_path: Path, fill: Fill) -> None:
    """Neither in the store nor in its log, of texts that were long there nor of fresh ones."""
    store = open_store(tmp_path / "w")
    fill(store, TEXTS[:30])
    store.dispose()
    store = open_store(tmp_path / "w")
    fill(store, TEXTS[30:])
    assert holds(tmp_path / "w")
    purge_texts(store)
    assert holds(tmp_path / "w") == []
    store.dispose()
    assert holds(tmp_path / "w") == []


def test_a_purge_erases_summaries(tmp_path: Path, fill: Fill) -> None:
    """Those that people wrote are allegation text, too: none is left to read, nor a byte of one."""
    store = open_store(tmp_path / "w")
    summarise(store, fill(store, ["He left.", "She left."]))
    assert holds(tmp_path / "w")
    for erased in (2, 0):
        assert purge_texts(store) == erased
        with store.connect() as connection:
            assert read_edits(connection) == {}
        assert holds(tmp_path / "w") == []
        summarise(store, ["t" * 64])  # after the first purge: the second erases it
    store.dispose()


def test_what_a_purge_leaves_holds_no_allegation() -> None:
    """Whoever adds a column of words says here that it has none, or lets a purge erase it."""
    names, fields = "key model reviewer editor name password", "reason platforms shown_because note"
    kept = {*names.split(), *fields.split(), *(field for field in FIELDS if field != TEXT)}
    columns = {
        (c.name, t.name) for t in metadata.sorted_tables for c in t.c if type(c.type) is Text
    }
    left = {(name, table) for name, table in columns if name not in kept}
    assert left == {("content", "texts"), ("sentence", "edits")}


def test_a_purge_that_a_reader_hinders_says_so(
    tmp_path: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a false all-clear: it is an error as long as the log holds a text."""
    impatient = [line for line in connect._PRAGMAS if "busy_timeout" not in line]
    monkeypatch.setattr(connect, "_PRAGMAS", (*impatient, "PRAGMA busy_timeout = 20"))
    store = open_store(tmp_path / "w")
    digest = fill(store, TEXTS)[0]
    with closing(sqlite3.connect(tmp_path / "w" / FILE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM texts").fetchone()
        with pytest.raises(StoreError, match=r"somebody reads the store.*purge again"):
            purge_texts(store)
    assert purge_texts(store) == 0
    assert holds(tmp_path / "w") == []
    assert read_text(store, digest) is None


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["texts", "edits"])
def test_postgresql_writes_the_tables_anew(store: Store, fill: Fill, table: str) -> None:
    """No dead row with a text or summary is left for somebody who reads the files."""
    long = ["".join(chr(97 + (n * k) % 26) for k in range(900)) for n in range(1, 400)]
    fill(store, long)
    written = {(f"c{at}#1", text_digest(content)): content for at, content in enumerate(long)}
    with writing(store) as transaction:
        append_edits(transaction, written, editor="ana", time="2030")
    size = text(f"SELECT pg_relation_size('{table}')")
    with store.connect() as connection:
        before = connection.execute(size).scalar_one()
    purge_texts(store)
    with store.connect() as connection:
        after = connection.execute(size).scalar_one()
    assert after < before / 2


def test_a_backup_taken_while_open_is_whole(tmp_path: Path, fill: Fill) -> None:
    """With what is only in the log yet, without what is not committed; private; nothing beside it."""
    store = open_store(tmp_path / "w")
    digests = fill(store, TEXTS)
    head = decide(store, digests[0])
    copies = tmp_path / "copies"
    copies.mkdir()
    with store.connect() as reader, writing(store) as writer:
        reader.execute(select(labels)).all()
        writer.execute(labels.delete())
        backup_sqlite(tmp_path / "w", copies / FILE)
    assert [path.name for path in copies.iterdir()] == [FILE]
    assert stat.S_IMODE((copies / FILE).stat().st_mode) == 0o600
    copy = open_store(copies)
    assert verify_chain(copy, head) == 1
    assert [read_text(copy, digest) for digest in digests] == TEXTS
    with copy.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_a_backup_grows_no_further(tmp_path: Path, fill: Fill) -> None:
    """What is decided after it is in the store alone."""
    store = open_store(tmp_path / "w")
    head = decide(store, fill(store, TEXTS)[0])
    (tmp_path / "b").mkdir()
    backup_sqlite(tmp_path / "w", tmp_path / "b" / FILE)
    later = decide(store, "t" * 64)
    assert head_of(open_store(tmp_path / "b")) == head != later


def test_there_must_be_a_store_to_copy(tmp_path: Path) -> None:
    """None is made by asking for a copy."""
    with pytest.raises(StoreError, match="has no store to copy"):
        backup_sqlite(tmp_path / "w", tmp_path / "copy.sqlite3")
    assert not list(tmp_path.iterdir())


def test_a_backup_never_replaces_the_store(tmp_path: Path) -> None:
    """Under whatever name the store is meant."""
    store = open_store(tmp_path / "w")
    with pytest.raises(StoreError, match="is the store itself"):
        backup_sqlite(tmp_path / "w", tmp_path / "w" / ".." / "w" / FILE)
    with store.connect() as connection:
        assert connection.execute(select(func.count()).select_from(labels)).scalar() == 0


def test_a_backup_into_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """As any output is."""
    open_store(tmp_path / "w")
    with pytest.raises(OutputError, match="there is no folder"):
        backup_sqlite(tmp_path / "w", tmp_path / "nowhere" / "copy.sqlite3")
