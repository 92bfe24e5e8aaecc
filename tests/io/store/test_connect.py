from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url

from classifier.domain.errors import StoreError
from classifier.io.store import drives
from classifier.io.store.connect import FILE, Store, open_store, writing
from classifier.io.store.drives import file_system, is_network_drive
from classifier.io.store.tables import SCHEMA_VERSION, schema


def test_a_store_is_made_once(database: str | None, tmp_path: Path) -> None:
    """Opened again it is the same, with one schema version."""
    for _ in range(2):
        store = open_store(tmp_path / "w", database)
        with store.connect() as connection:
            assert connection.execute(select(schema.c.version)).scalars().all() == [SCHEMA_VERSION]
        store.dispose()


def test_a_newer_schema_is_refused(store: Store, database: str | None, tmp_path: Path) -> None:
    """Before anything is read or written, with what to do."""
    with writing(store) as connection:
        connection.execute(update(schema).values(version=SCHEMA_VERSION + 1))
    with pytest.raises(StoreError, match=rf"knows {SCHEMA_VERSION}\. Install the newer"):
        open_store(tmp_path / "workspace", database)


def test_what_fails_is_not_written(store: Store) -> None:
    """A block that ends in an error leaves the store as it was, and the next may write."""

    def fail() -> None:
        with writing(store) as connection:
            connection.execute(update(schema).values(version=7))
            raise RuntimeError("stopped")  # noqa: EM101

    with pytest.raises(RuntimeError, match="stopped"):
        fail()
    with writing(store) as connection:
        assert connection.execute(select(schema.c.version)).scalar() == SCHEMA_VERSION


def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    """The folder 0700; the store, its log and its index 0600."""
    folder = tmp_path / "deep" / "w"
    store = open_store(folder)
    with writing(store):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes[FILE] == 0o600
    assert set(modes.values()) == {0o600}


@pytest.mark.usefixtures("waiting")
def test_sqlite_is_as_safe_as_it_can_be(tmp_path: Path) -> None:
    """A write-ahead log, every commit on the disk, foreign keys, freed pages overwritten."""
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 30000,
    }
    with open_store(tmp_path).connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
    assert found == expected


@pytest.mark.parametrize("name", ["what? #1", "50%25 & more", "Łódź: 'x'", "a b"])
def test_a_workspace_may_have_any_name(tmp_path: Path, name: str) -> None:
    """The store stands in it, and nothing beside it."""
    open_store(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / FILE).stat().st_size > 0


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "sqlite:///here.sqlite3",
        "mysql://ana:velvet@localhost/x",
        "postgresql://ana:velvet@localhost:port/x",
        "postgresql://ana:velvet@localhost/x?sslmode=velvet",
        "postgresql://ana:velvet@127.0.0.1:1/x",
        "postgresql://ana:velvet@nowhere.invalid/x",
        "://",
    ],
)
def test_a_bad_address_is_one_clear_error(tmp_path: Path, url: str) -> None:
    """Wrong in form, another kind of database, or nobody there: what to do, and no password."""
    with pytest.raises(
        StoreError, match=r"--database|cannot be opened: there is no connection .* try again"
    ) as caught:
        open_store(tmp_path, url)
    assert "velvet" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("user", "name", "said"),
    [
        ("nobody", None, "lets nobody in so. Check the user"),
        (None, "no_such_place", "no such database. Check its name"),
    ],
)
def test_a_server_that_refuses_is_one_clear_error(
    tmp_path: Path, database: str, user: str | None, name: str | None, said: str
) -> None:
    """By the name or password, or as there is no such database; no password is told."""
    url = make_url(database)
    asked = url.set(
        username=user or url.username,
        password="velvet" if user else url.password,
        database=name or url.database,
    )
    with pytest.raises(StoreError, match=said) as caught:
        open_store(tmp_path, asked.render_as_string(hide_password=False))
    assert "velvet" not in str(caught.value)


def test_a_store_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file of something else in its place is left as it is."""
    (tmp_path / FILE).write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError, match=r"cannot be opened: it is damaged, or no store\. Use"):
        open_store(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"this is no database" * 100


def test_a_workspace_that_cannot_be_made_is_a_clear_error(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "w").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be opened: File exists\. Choose another"):
        open_store(tmp_path / "w")
    with pytest.raises(StoreError, match=r"cannot be opened: Not a directory\. Choose another"):
        open_store(tmp_path / "w" / "deep")


MOUNTS = """\
sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
server:/cases /mnt/cases nfs4 rw 0 0
//server/share /mnt/my\\040share cifs rw 0 0
/dev/sdb1 /mnt/cases/local ext4 rw 0 0
tmpfs /mnt/temporary tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/ana/w", "ext4"),
        ("/mnt/cases/w", "nfs4"),
        ("/mnt/cases", "nfs4"),
        ("/mnt/cases/local/w", "ext4"),
        ("/mnt/casesheets", "ext4"),
        ("/mnt/my share/w", "cifs"),
    ],
)
def test_the_nearest_mount_counts(place: str, kind: str) -> None:
    """Which is the longest path that the place is in; blanks in it are written as octal."""
    assert file_system(Path(place), MOUNTS) == kind


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason and two ways out, and nothing is made there."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nx {tmp_path} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(drives, "_MOUNTS", mounts)
    with pytest.raises(StoreError, match=r"network drive, where SQLite loses .* --database"):
        open_store(tmp_path / "w")
    assert not (tmp_path / "w").exists()
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\n", encoding="utf-8")
    open_store(tmp_path / "w")
    assert not is_network_drive(tmp_path)


def test_a_system_that_tells_no_mounts_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no list, there is no reason to refuse."""
    monkeypatch.setattr(drives, "_MOUNTS", tmp_path / "missing")
    assert not is_network_drive(tmp_path)


def test_two_programs_write_in_turn(tmp_path: Path) -> None:
    """While one writes, another reads what was there before."""
    one, other = open_store(tmp_path), open_store(tmp_path)
    with writing(one) as connection:
        connection.execute(update(schema).values(version=SCHEMA_VERSION))
        with other.connect() as reader:
            assert reader.execute(select(schema.c.version)).scalar() == SCHEMA_VERSION
        with (
            closing(sqlite3.connect(tmp_path / FILE, timeout=0)) as third,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            third.execute("BEGIN IMMEDIATE")
