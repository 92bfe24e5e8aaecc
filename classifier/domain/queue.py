"""The review queue: computed from scores and labels, never stored.

Each reason for a place in the queue is a small function on arrays. Which texts are read blind is
decided by a keyed hash, so that it is random, the same for everybody, and needs no memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.route import NOT_RELEVANT, RELEVANT, REVIEW

SECOND_SHARE: Final = 0.10
"""The share of decided texts that a second reviewer reads, blind."""

CONTROL_SHARE: Final = 0.02
"""The share of all texts that is read as a control sample, blind, until one is drawn."""


DIVERSE_EVERY: Final = 10
"""One open text in so many is least like the others before it: never one tunnel."""

PLAIN_SHARE: Final = 0.20
"""The share of other texts that is shown as plainly as a blind one, so that none stands out."""


class Why(StrEnum):
    """Why a text is in the queue."""

    UNCERTAIN = "the model is uncertain"
    KEYWORD_ONLY = "a search word was found, the model scores it low"
    MODEL_ONLY = "the model scores it high, no search word was found"
    CONFIRM = "the model scores it high"
    CONTROL = "control sample"
    SECOND = "second review"
    DISPUTE = "the reviewers disagree"
    NEXT = "next in the order of reading"


BLIND: Final = frozenset({Why.CONTROL, Why.SECOND})
"""Reasons that the reviewer must not learn: no reason, marks or route is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The distinct texts of a workspace, as the latest run scored them; arrays of shape (texts,).

    Parameters
    ----------
    text
        Their digests.
    probability
        Calibrated, in [0, 1].
    route
        One of `classifier.domain.route.DECISIONS` each.
    keyword_hit
        Whether the keyword baseline finds them.
    rows
        How many rows have the text.
    """

    text: NDArray[np.str_]
    probability: NDArray[np.float64]
    route: NDArray[np.str_]
    keyword_hit: NDArray[np.bool_]
    rows: NDArray[np.int64]


def gain(candidates: Candidates) -> NDArray[np.float64]:
    """Say how much a decision on each text is expected to tell, shape (texts,).

    The variance of the label, ``p (1 - p)``, once for each row that the decision counts for.
    """
    p = candidates.probability
    expected: NDArray[np.float64] = p * (1 - p) * candidates.rows
    return expected


def reasons(candidates: Candidates) -> NDArray[np.object_]:
    """Say why each text should be read openly, shape (texts,); None for one that need not be."""
    route, hit = candidates.route, candidates.keyword_hit
    low_with_word = (route == REVIEW) & hit & (candidates.probability < _floor(candidates))
    conditions = [
        low_with_word,
        route == REVIEW,
        (route == RELEVANT) & ~hit,
        route == RELEVANT,
        (route == NOT_RELEVANT) & hit,
    ]
    choices = [Why.KEYWORD_ONLY, Why.UNCERTAIN, Why.MODEL_ONLY, Why.CONFIRM, Why.KEYWORD_ONLY]
    chosen: NDArray[np.object_] = np.full(len(route), None, dtype=object)
    for condition, choice in reversed(list(zip(conditions, choices, strict=True))):
        chosen[condition] = choice
    return chosen


def _floor(candidates: Candidates) -> float:
    """Give the lowest probability in review without a search word: below it only words lead."""
    band = (candidates.route == REVIEW) & ~candidates.keyword_hit
    return float(candidates.probability[band].min()) if band.any() else 1.0


def lot(texts: Sequence[str], salt: str) -> NDArray[np.float64]:
    """Draw a number in [0, 1) for each text, shape (texts,), that only the salt decides."""
    keyed = (hashlib.blake2b(t.encode(), key=salt.encode()[:64], digest_size=7) for t in texts)
    numbers = [int.from_bytes(one.digest(), "big") / 2**56 for one in keyed]
    return np.array(numbers, dtype=np.float64)


def order(
    candidates: Candidates,
    *,
    salt: str,
    drawn: Collection[str] | None = None,
    onward: Sequence[str] = (),
    spread: Sequence[str] = (),
) -> list[tuple[str, Why]]:
    """Put the texts to be read for the first time in order.

    Open texts come by falling gain, with a diverse one at every `DIVERSE_EVERY`-th place; the
    control sample is strewn among them at places that the salt decides, so that a place tells
    nothing of why a text is there.

    Parameters
    ----------
    candidates
        The texts as the latest run scored them.
    salt
        What the lots are drawn with.
    drawn
        The control sample; None where none was drawn, and a share of all texts stands in.
    onward
        Texts to read after all others, in this order: a stopping rule asks for them.
    spread
        The diverse texts, in this order; see `classifier.domain.strategy.farthest`.
    """
    why = reasons(candidates)
    control = (
        lot(candidates.text.tolist(), f"control {salt}") < CONTROL_SHARE
        if drawn is None
        else np.isin(candidates.text, list(drawn))
    )
    opened = np.flatnonzero((why != None) & ~control)  # noqa: E711 (an array of objects)
    by_gain = _with_diverse(by_falling_gain(candidates, opened), candidates.text, spread)
    strewn = np.flatnonzero(control)
    places = lot(candidates.text[strewn].tolist(), f"place {salt}") * max(len(opened), 1)
    entries = [
        (float(place), str(candidates.text[at]), why[at]) for place, at in enumerate(by_gain)
    ]
    entries += [
        (float(place), str(candidates.text[at]), Why.CONTROL)
        for place, at in zip(places, strewn, strict=True)
    ]
    first = [(text, reason) for _, text, reason in sorted(entries, key=lambda e: (e[0], e[1]))]
    return [*first, *((text, Why.NEXT) for text in _not_in(first, onward, candidates))]


def _not_in(
    first: Sequence[tuple[str, Why]], onward: Sequence[str], candidates: Candidates
) -> list[str]:
    """Give the texts that are still candidates and not in the queue yet, once each."""
    there, placed = set(candidates.text.tolist()), {text for text, _ in first}
    return [text for text in dict.fromkeys(onward) if text in there and text not in placed]


def by_falling_gain(candidates: Candidates, some: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put the positions of some texts in the order of their gain, shape (some,)."""
    order: NDArray[np.int64] = np.lexsort((candidates.text[some], -gain(candidates)[some]))
    return some[order]


def _with_diverse(
    ranked: NDArray[np.int64], text: NDArray[np.str_], spread: Sequence[str]
) -> NDArray[np.int64]:
    """Bring the diverse texts forward, one to every so many places, shape (ranked,)."""
    at = {str(text[position]): position for position in ranked}
    ahead = [at[one] for one in spread if one in at]
    rest = ranked[~np.isin(ranked, ahead)]
    places = np.minimum((DIVERSE_EVERY - 1) * np.arange(1, len(ahead) + 1), len(rest))
    return np.insert(rest, places, ahead)


def is_blind(text: str, why: Why, *, salt: str) -> bool:
    """Say whether reason, marks and route are kept from the reviewer of a text.

    They are for second reviews and the control sample, and for a share of all other texts, so
    that nothing tells a reviewer which of them a plain text is. A dispute is read openly.
    """
    plain = why is not Why.DISPUTE and bool(lot([text], f"plain {salt}")[0] < PLAIN_SHARE)
    return why in BLIND or plain


def gets_second_review(texts: Sequence[str], *, salt: str) -> NDArray[np.bool_]:
    """Say which texts a second reviewer reads once they are decided, shape (texts,)."""
    return lot(texts, f"second {salt}") < SECOND_SHARE
