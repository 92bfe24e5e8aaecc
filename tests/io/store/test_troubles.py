from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from pg8000.exceptions import DatabaseError, InterfaceError
from sqlalchemy import event, text, update
from sqlalchemy.exc import IntegrityError

from classifier.domain.errors import StoreError
from classifier.domain.label import Decision, LabelRecord
from classifier.io.store import connect
from classifier.io.store.connect import FILE, Store, open_store, reading, writing
from classifier.io.store.labels import verify_chain
from classifier.io.store.reading import read_salt
from classifier.io.store.tables import schema
from classifier.io.store.troubles import telling, trouble_of
from tests.chain import append, head

MARKER = "marmalade"


def said(note: str = MARKER) -> LabelRecord:
    """Give a record whose note must not be told."""
    time = "2030-01-02T09:00:00.000000+00:00"
    return LabelRecord(
        text="t" * 64, reviewer="ana", time=time, decision=Decision.RELEVANT, note=note
    )


@contextmanager
def told(words: str) -> Iterator[None]:
    """Expect one clear line, with what to do and nothing of what was to be written."""
    with pytest.raises(StoreError, match=f"cannot be used: {words}") as caught:
        yield
    assert caught.value.advice
    assert MARKER not in str(caught.value)
    assert "\n" not in str(caught.value)


def open_with(folder: Path, pragma: str) -> Store:
    """Open a SQLite store that is there, each connection with one more setting."""
    open_store(folder).dispose()
    store = open_store(folder)

    @event.listens_for(store, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(pragma)

    store.dispose()
    return store


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    """What was confirmed before is there, the record that failed is not, and it goes on later."""
    store = open_with(tmp_path, "PRAGMA max_page_count = 60")
    confirmed = append(store, said("short"))
    with told("the disk is full. Free some space"):
        append(store, said(MARKER * 100_000))
    assert (head(store), verify_chain(store, confirmed)) == (confirmed, 1)
    append(store, said("short"))
    assert verify_chain(store, confirmed) == 2


def test_a_store_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    """Reading goes on."""
    store = open_with(tmp_path, "PRAGMA query_only = ON")
    with told("it may only be read"):
        append(store, said())
    assert read_salt(store)


def test_a_locked_store_is_told(tmp_path: Path) -> None:
    """After the wait, for writers; when the other is done it goes on."""
    store = open_with(tmp_path, "PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with told("another program keeps it locked"):
            append(store, said())
        other.execute("ROLLBACK")
    append(store, said())
    assert verify_chain(store) == 1


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    """Overwritten while it is open."""
    store = open_store(tmp_path)
    store.dispose()
    (tmp_path / FILE).write_bytes(b"no store" * 1000)
    with told("it is damaged, or no store"):
        append(store, said())


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_lock_of_another_program_on_postgresql_is_told(
    store: Store, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on SQLite: nobody waits for ever."""
    monkeypatch.setattr(connect, "_LOCK_WAIT", "20ms")
    other = open_store(tmp_path, database)
    with writing(store), told("another program keeps it locked"):
        append(other, said())
    append(other, said())
    assert verify_chain(other) == 1
    other.dispose()


@pytest.mark.filterwarnings(  # the driver leaves the socket of a lost connection to the collector
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_lost_connection_is_told_once(
    store: Store, database: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whether it is lost between acts or amid one; the next act connects anew."""
    other = open_store(tmp_path, database)
    kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    append(store, said())
    with reading(other) as connection:
        connection.execute(text(f"{kill} AND datname = current_database()"))
    with told("there is no connection to it"):
        append(store, said())
    append(store, said())
    with told("there is no connection to it"), writing(store) as writer:
        writer.execute(update(schema).values(salt="half done"))
        with reading(other) as connection:
            connection.execute(text(f"{kill} AND datname = current_database()"))
        writer.execute(update(schema).values(salt="half done"))
    assert read_salt(store) != "half done"
    assert verify_chain(store) == 2
    assert "".join(capfd.readouterr()) == ""
    other.dispose()
    gc.collect()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_may_only_be_read_is_told(store: Store) -> None:
    """As the standby of a pair is."""
    with told("it may only be read"), writing(store) as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(update(schema).values(salt=MARKER))


def test_a_fault_of_our_own_is_no_trouble(store: Store) -> None:
    """It stays what it is, and shows no value."""
    values = {"version": 1, "salt": None}
    with pytest.raises(Exception, match=r"(?i)null") as caught, writing(store) as connection:
        connection.execute(schema.insert(), [values, {**values, "salt": MARKER}])
    assert not isinstance(caught.value, StoreError)
    twice = text("INSERT INTO reviewers VALUES ('a', 'r', :p), ('a', 'r', :p)")
    with pytest.raises(IntegrityError) as found, writing(store) as connection:
        connection.execute(twice, {"p": MARKER})
    assert MARKER not in str(found.value)


def test_a_bare_connection_tells_too(tmp_path: Path) -> None:
    """Where no engine is in between; what is no trouble passes."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as bare:
        bare.execute("PRAGMA query_only = ON")
        with told("it may only be read"), telling():
            bare.execute("CREATE TABLE x (y)")
        with pytest.raises(sqlite3.OperationalError, match="no such table"), telling():
            bare.execute("SELECT * FROM x")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DatabaseError({"C": "53100", "M": MARKER}), "the disk is full"),
        (DatabaseError({"C": "53300", "M": MARKER}), "the server has no room for more"),
        (DatabaseError({"C": "57P01", "M": MARKER}), "there is no connection to it"),
        (DatabaseError({"C": "40P01", "M": MARKER}), "another program keeps it locked"),
        (InterfaceError({"C": "28000", "M": MARKER}), "it lets nobody in so"),
        (InterfaceError("network error"), "there is no connection to it"),
        (TimeoutError(), "there is no connection to it"),
        (DatabaseError({"C": "23505", "M": MARKER}), None),
        (DatabaseError("no code"), None),
        (DatabaseError(), None),
        (sqlite3.ProgrammingError("closed"), None),
        (ValueError(), None),
    ],
)
def test_what_is_said_goes_by_the_code(error: Exception, reason: str | None) -> None:
    """Never by words, which depend on the server's language; the rest are our faults."""
    trouble = trouble_of(error)
    assert (trouble[0] if trouble else None) == reason
