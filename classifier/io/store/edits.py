"""The summaries of a reply as people wrote them: appended, the last one stands."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from classifier.io.store.tables import edits

Edited = tuple[str, str]
"""A row's stable key and the digest of its text: a changed text needs a new summary."""


def read_edits(connection: Connection) -> dict[Edited, str]:
    """Read the sentence that stands for each row; one that was erased is none."""
    query = select(edits.c.key, edits.c.text, edits.c.sentence).order_by(edits.c.id)
    query = query.where(edits.c.sentence != "")
    return {(key, text): sentence for key, text, sentence in connection.execute(query)}


def append_edits(
    connection: Connection, sentences: Mapping[Edited, str], *, editor: str, time: str
) -> int:
    """Append the sentences that do not stand already; give how many there were."""
    standing = read_edits(connection)
    new = [
        {"key": key, "text": text, "sentence": sentence, "editor": editor, "time": time}
        for (key, text), sentence in sentences.items()
        if standing.get((key, text)) != sentence
    ]
    if new:
        connection.execute(insert(edits), new)
    return len(new)
