"""One act on a store at a time, as tests need it: its chain of labels, its scores."""

from __future__ import annotations

from typing import Any

from classifier.domain.label import CHAIN_START, LabelRecord
from classifier.io.store.connect import Store, reading, writing
from classifier.io.store.labels import append_labels, read_labels_after
from classifier.io.store.reading import Scores, last_run, read_place, read_scores


def append(store: Store, *records: LabelRecord) -> str:
    """Append records; give the digest of the chain's head after them."""
    with writing(store) as transaction:
        append_labels(transaction, records)
    return head(store)


def chain(store: Store, after: int = 0) -> list[tuple[int, str, LabelRecord]]:
    """Give the chain: position, recorded digest and record."""
    with reading(store) as transaction:
        return read_labels_after(transaction, after)


def head(store: Store) -> str:
    """Give the digest of the chain's head."""
    return next((digest for _, digest, _ in reversed(chain(store))), CHAIN_START)


def scores_of(store: Store) -> Scores:
    """Give what the last runs say."""
    with reading(store) as transaction:
        return read_scores(transaction)


def run_of(store: Store) -> int:
    """Give the number of the last run."""
    with reading(store) as transaction:
        return last_run(transaction)


def holders_of(store: Store, digest: str) -> list[dict[str, Any]]:
    """Give the rows that have a text."""
    with reading(store) as transaction:
        return read_place(transaction, digest)[1]
