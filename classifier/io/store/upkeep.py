"""Upkeep of the store: erasing texts for good, and copying it while it is in use."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import text, update

from classifier.domain.errors import StoreError
from classifier.io.store.connect import FILE, Store, writing
from classifier.io.store.copying import copy_sqlite
from classifier.io.store.migrations import copies_of
from classifier.io.store.tables import edits, texts
from classifier.io.store.troubles import telling


def purge_texts(store: Store) -> int:
    """Erase every text for good, and every summary that a person wrote of one.

    Rows, scores, labels with their notes and their chain stay; of a summary, who wrote it and when.
    On SQLite the freed pages are overwritten, the write-ahead log is emptied, and copies that were
    made beside the store when its schema was brought up are deleted; on PostgreSQL the tables are
    written anew.

    Returns
    -------
    int
        How many texts were erased.

    Raises
    ------
    StoreError
        If somebody who reads the store keeps its log from being emptied.
    """
    with writing(store) as connection:
        erased = connection.execute(
            update(texts).where(texts.c.content.is_not(None)).values(content=None)
        ).rowcount
        connection.execute(update(edits).values(sentence=""))
    if store.dialect.name == "sqlite":
        for copy in copies_of(Path(str(store.url.database))):
            copy.unlink()
        with telling(), closing(store.raw_connection()) as raw:
            raw.execute("VACUUM")
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            message = "The texts are erased, but somebody reads the store: its log still has them."
            raise StoreError(message, advice="Stop the review server, and purge again.")
    else:
        with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in (texts, edits):
                connection.execute(text(f"VACUUM FULL {table.name}"))
    return int(erased)


def backup_sqlite(folder: Path, target: Path) -> None:
    """Copy the store of a workspace, whole and consistent, while others read and write it.

    Raises
    ------
    StoreError
        If the workspace has no store, or the copy would replace it.
    OutputError
        If the copy cannot be written.
    """
    source = folder / FILE
    if not source.is_file():
        message = f"The workspace {folder} has no store to copy."
        raise StoreError(message, advice="Check --workspace.")
    if target.exists() and target.samefile(source):
        message = f"{target} is the store itself."
        raise StoreError(message, advice="Choose another name for the copy.")
    copy_sqlite(source, target)
