"""Searching the texts of the store by words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, and_, select

from classifier.io.store.tables import rows, texts


def search_texts(engine: Engine, words: Sequence[str], *, most: int) -> list[tuple[str, str]]:
    """Find the texts that hold all of some words, whatever their case.

    Parameters
    ----------
    engine
        The store.
    words
        What to look for, as it stands; with none nothing is found.
    most
        How many to give at most.

    Returns
    -------
    list of tuple
        The case and the content of each, in order of case.
    """
    if not words:
        return []
    holds = and_(*(texts.c.content.icontains(word, autoescape=True) for word in words))
    query = (
        select(rows.c.case_id, texts.c.content)
        .join(texts, texts.c.digest == rows.c.text)
        .where(holds)
        .distinct()
        .order_by(rows.c.case_id, texts.c.content)
        .limit(most)
    )
    with engine.connect() as connection:
        return [(str(case), str(content)) for case, content in connection.execute(query)]
