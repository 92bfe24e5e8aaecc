from __future__ import annotations

from typing import TYPE_CHECKING

from classifier.domain.allegation import text_digest
from classifier.io.store.connect import Store, reading
from classifier.io.store.reading import read_scores
from classifier.io.store.upkeep import purge_texts
from classifier.services.spread import diverse_texts

if TYPE_CHECKING:
    from conftest import Fill

LATE = [f"Officer {number} was late for duty on several days." for number in range(8)]
DOG = "A dog was left in a hot car all afternoon."


def spread(store: Store) -> list[str]:
    """Give the diverse texts of a store."""
    with reading(store) as connection:
        return diverse_texts(connection, read_scores(connection).candidates)


def test_a_text_unlike_all_others_comes_at_once(store: Store, fill: Fill) -> None:
    """Among eight texts of one kind the ninth, of another, is the second at the latest."""
    digests = fill(store, [*LATE, DOG])
    found = spread(store)
    assert text_digest(DOG) in found[:2]
    assert sorted(found) == sorted(digests)


def test_nothing_queued_or_left_is_no_trouble(store: Store, fill: Fill) -> None:
    """Neither texts that nobody needs to read, nor erased ones, are compared."""
    fill(store, LATE, route="not_relevant", probability=0.01)
    assert spread(store) == []
    fill(store, [DOG])
    purge_texts(store)
    assert spread(store) == []
