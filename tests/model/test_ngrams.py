from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier.domain.entries import Entries
from classifier.kernel import counts
from classifier.model import ngrams
from classifier.model.ngrams import char_ngrams, word_ngrams

ODD = [
    "",
    " ",
    "a",
    "...",
    "\N{GRINNING FACE}\N{GRINNING FACE}",
    "cafe\N{COMBINING ACUTE ACCENT} café",
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u0130stanbul stra\u00dfe \ufb01ne",
    "x\u0000y \ud800",
    "PC 1234 rang 999 twice, twice.",
    "\N{MATHEMATICAL BOLD CAPITAL A}bc \U000e0041",
]
TEXTS = st.lists(st.one_of(st.text(max_size=30), st.sampled_from(ODD)), max_size=6)
MANY_BITS = 40
"""So many features that no two n-grams of a few short texts share one, but by a fault."""


def words_of(text: str) -> list[str]:
    """Cut a text into words, naively: lower case, signs are blanks, all digits one digit."""
    return re.sub(r"\d", "0", re.sub(r"[\W_]+", " ", text.lower())).split()


def naive_words(text: str, longest: int) -> Counter[str]:
    """Count runs of up to ``longest`` words."""
    words = words_of(text)
    return Counter(
        " ".join(words[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(words) - size + 1)
    )


def naive_chars(text: str, sizes: Sequence[int]) -> Counter[str]:
    """Count runs of characters within words, with a blank at each side."""
    padded = [f" {word} " for word in words_of(text)]
    return Counter(
        word[start : start + size]
        for word in padded
        for size in sizes
        for start in range(len(word) - size + 1)
    )


def by_text(entries: Entries) -> list[list[tuple[int, float]]]:
    """Give each text's features and their counts."""
    pairs = list(zip(entries.feature.tolist(), entries.count.tolist(), strict=True))
    ends = np.searchsorted(entries.text, np.arange(entries.texts), side="right").tolist()
    return [pairs[start:end] for start, end in pairwise([0, *ends])]


def check(entries: Entries, naive: list[Counter[str]]) -> None:
    """Compare hashed counts with naive ones: a feature for each n-gram, and the same in all texts."""
    assert entries.texts == len(naive)
    number: dict[int, set[str]] = {}
    for found, counted in zip(by_text(entries), naive, strict=True):
        assert sorted(count for _, count in found) == sorted(counted.values())
        assert len({feature for feature, _ in found}) == len(counted)
        for feature, _ in found:
            number.setdefault(feature, set(counted)).intersection_update(counted)
    assert len(number) == len(set().union(*naive))
    assert all(number.values())


@given(texts=TEXTS)
@example(texts=ODD)
def test_words_are_counted_as_by_hand(texts: list[str]) -> None:
    """Runs of one to three words, of any text: as many, as often, the same in every text."""
    check(word_ngrams(texts, longest=3, bits=MANY_BITS), [naive_words(t, 3) for t in texts])


@given(texts=TEXTS)
@example(texts=ODD)
def test_characters_are_counted_as_by_hand(texts: list[str]) -> None:
    """Runs of three to five characters within words, of any text, never across two words."""
    sizes = (3, 4, 5)
    found = char_ngrams(texts, sizes=sizes, bits=MANY_BITS)
    check(found, [naive_chars(t, sizes) for t in texts])


@pytest.mark.parametrize("chunk", [1, 7, 60, 10**9])
def test_the_size_of_a_chunk_changes_nothing(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """However many texts are hashed at once, the entries are the same."""
    texts = ["Posted it on a page.", "", "Was late; was late again.", *ODD]
    whole = [
        word_ngrams(texts, longest=2, bits=17),
        char_ngrams(texts, sizes=(3, 4, 5), bits=18),
    ]
    monkeypatch.setattr(counts, "_LOT", chunk)
    cut = [word_ngrams(texts, longest=2, bits=17), char_ngrams(texts, sizes=(3, 4, 5), bits=18)]
    for one, other in zip(whole, cut, strict=True):
        assert by_text(one) == by_text(other)
        assert one.text.tolist() == other.text.tolist()


@given(texts=st.permutations(["Posted it on a page.", "", "Was late.", "a", "Lost two files."]))
def test_a_texts_features_are_its_own(texts: list[str]) -> None:
    """In any order, beside any others, a text has the entries that it has alone."""
    for make in (
        lambda t: word_ngrams(t, longest=2, bits=17),
        lambda t: char_ngrams(t, sizes=(3, 4, 5), bits=18),
    ):
        assert by_text(make(texts)) == [by_text(make([text]))[0] for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Posted IT, twice!", "posted it twice"),
        ("on 12/03/2018", "on 98 76 5432"),
        ("anti-social", "anti social"),
        ("PC_1", "pc 7"),
        ("\u0661 page", "9 page"),
    ],
)
def test_case_signs_and_digits_do_not_count(one: str, other: str) -> None:
    """Case and signs make no difference, and every digit is the same digit."""
    assert by_text(word_ngrams([one], longest=2, bits=17)) == by_text(
        word_ngrams([other], longest=2, bits=17)
    )
    assert by_text(char_ngrams([one], sizes=(3,), bits=18)) == by_text(
        char_ngrams([other], sizes=(3,), bits=18)
    )


def test_the_order_of_words_counts() -> None:
    """A run of two words is another than the same two the other way round."""
    first, second = by_text(word_ngrams(["he posted", "posted he"], longest=2, bits=MANY_BITS))
    assert len(dict(first).keys() & dict(second).keys()) == 2
    assert first != second


def test_no_texts_have_no_entries() -> None:
    """Nothing in, nothing out, in the same shape."""
    for entries in (
        word_ngrams([], longest=2, bits=17),
        char_ngrams([], sizes=(3,), bits=18),
    ):
        assert (len(entries.text), entries.texts) == (0, 0)


def test_features_are_within_their_size() -> None:
    """A feature's number fits the array of weights, and entries are in order."""
    entries = char_ngrams(["Posted it on a page."] * 3, sizes=(3, 4, 5), bits=5)
    assert entries.size == 32
    assert entries.feature.max() < 32
    order = list(zip(entries.text.tolist(), entries.feature.tolist(), strict=True))
    assert order == sorted(set(order))


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_plain_ascii_is_normalised_as_any_other_text(text: str) -> None:
    """The fast way gives what the slow one gives; a letter beyond ASCII takes the slow one."""
    assert f"{ngrams.normalised(text)} é".strip() == ngrams.normalised(f"{text} é")
