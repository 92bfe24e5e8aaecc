from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.rules.grams import Grams, joined, read_grams

TEXTS = [
    "He wrote on Face Book, and on Tik-Tok. Tender words.",
    "MET ON TINDER: it was tender, he said.",
    "I met Smith and she met Smith.",
]


def of(texts: Sequence[str], *, pairs_of: Sequence[int] = (), spelled: Sequence[str] = ()) -> Grams:
    """Find the words and pairs of some texts."""
    return read_grams(texts, pairs_of=pairs_of, spelled=spelled)


def standing(grams: Grams, text: int) -> set[str]:
    """Give the words and pairs of one text."""
    entries = grams.entries
    return {grams.grams[at] for at in entries.feature[entries.text == text].tolist()}


def test_words_and_the_pairs_that_could_matter() -> None:
    """Words of three letters; pairs of chosen texts, and those that spell a name, hyphen or not."""
    grams = of(TEXTS, pairs_of=[2], spelled=["facebook", "tiktok"])
    assert standing(grams, 0) == {
        *("wrote", "face", "book", "and", "tik", "tok", "tender", "words"),
        *("face book", "tik-tok"),
    }
    assert standing(grams, 2) == {
        *("met", "smith", "and", "she"),
        *("i met", "met smith", "smith and", "and she", "she met"),
    }


def test_how_words_are_written() -> None:
    """With a capital inside of a sentence, without, and where nothing is known."""
    grams = of(TEXTS)
    assert grams.capital_share("smith") == 1
    assert grams.capital_share("tender") == 0  # the beginning of a sentence says nothing
    assert grams.capital_share("tinder") is None  # nor do capitals throughout
    assert grams.capital_share("met") == 0


@pytest.mark.parametrize("words", ["Tik Tok", "tik-tok", "TikTok"])
def test_letters_alone(words: str) -> None:
    """However a name is cut, its letters are the same."""
    assert joined(words) == "tiktok"


@given(st.lists(st.text("ab -.\n", max_size=20), max_size=4))
def test_each_stands_once_in_a_text(texts: list[str]) -> None:
    """Entries are sorted by text, then by gram, and none comes twice."""
    entries = of(texts, pairs_of=range(len(texts))).entries
    pairs = list(zip(entries.text.tolist(), entries.feature.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    assert entries.texts == len(texts)
