from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.model.passages import LONGEST, Passages, cut_to_fit, passages
from classifier.model.windows import Windows, windows

SENTENCES = st.lists(
    st.text("ab ", min_size=1, max_size=400).map(lambda words: f"x{words.strip()}."),
    min_size=1,
    max_size=12,
)


def chosen(texts: list[str], speaks: dict[int, float] | None = None) -> Passages:
    """Choose passages; `speaks` says which windows speak, by their place among the sentences."""
    cut = windows(texts)
    said = np.zeros(len(cut.texts))
    for place, value in (speaks or {}).items():
        said[cut.wholes + place] = value
    return passages(cut, said)


def sentence(letter: str, length: int = 250) -> str:
    """Give a sentence of a letter."""
    return letter * (length - 1) + "."


def test_a_short_text_is_one_passage_whole() -> None:
    """Up to 600 characters it is read as it is, line breaks and all."""
    text = "One.\nTwo. " + "x" * 580
    assert chosen(["", text]).texts == ("", text)


def test_a_passage_grows_around_what_speaks_most() -> None:
    """Before and after by turns, while it fits."""
    text = " ".join(map(sentence, "abcde"))
    found = chosen([text], {2: 5.0, 0: 1.0})
    assert found.texts[0].startswith("a")
    assert any(f"{sentence('b')} {sentence('c')}" in one for one in found.texts)


def test_the_next_passage_grows_around_what_is_not_yet_read() -> None:
    """Up to three passages, in the order of the text."""
    text = " ".join(sentence(letter, 590) for letter in "abcdef")
    found = chosen([text], {4: 3.0, 1: 2.0, 5: 1.0})
    assert [one[0] for one in found.texts] == ["b", "e", "f"]
    assert found.owner.tolist() == [0, 0, 0]


def test_a_sentence_longer_than_a_passage_is_cut() -> None:
    """At a blank where there is one, else in the word: a wall of text is read too."""
    words = "word " * 300
    for text in (words.strip(), "w" * 1500):
        found = chosen([text])
        assert len(found.texts) == 3
        assert all(len(one) <= LONGEST for one in found.texts)
        assert (
            "".join(found.texts).replace(" ", "")
            == text.replace(" ", "")[: len("".join(found.texts).replace(" ", ""))]
        )


@given(st.lists(SENTENCES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_every_text_has_passages_of_its_own_words(texts: list[list[str]], random: object) -> None:
    """One to three of each text, none too long, the best sentence in one of them."""
    joined = [" ".join(parts) for parts in texts]
    cut: Windows = windows(joined)
    said = np.array([random.random() for _ in cut.texts])  # type: ignore[attr-defined]
    found = passages(cut, said)
    counts = np.bincount(found.owner, minlength=len(joined))
    assert ((counts >= 1) & (counts <= 3)).all()
    assert (np.diff(found.owner) >= 0).all()
    best = [cut.texts[part] for part in cut.best(said).tolist()]
    for text, owner in zip(found.texts, found.owner.tolist(), strict=True):
        assert len(text) <= max(LONGEST, len(joined[owner]) if len(joined[owner]) <= LONGEST else 0)
        assert set(text.split()) <= set(joined[owner].split())
    for number, words in enumerate(best):
        mine = [t for t, o in zip(found.texts, found.owner.tolist(), strict=True) if o == number]
        assert any(words[:LONGEST].strip() in text for text in mine)


def test_some_texts_are_taken_and_numbered_anew() -> None:
    """The passages of the first and third of three texts."""
    long = " ".join(sentence(letter, 590) for letter in "abc")
    found = chosen(["one", long, "three"]).take(np.array([1, 2]))
    assert found.owner.tolist() == [0, 0, 0, 1]
    assert found.texts[-1] == "three"


def test_each_piece_of_a_wall_of_text_speaks_for_itself() -> None:
    """Sentences no longer than a passage stay as they are; the text itself stays whole."""
    wall = " ".join(letter * 580 for letter in "abcde")
    cut = cut_to_fit(windows(["short", wall, f"One. {wall}"]))
    assert cut.texts[: cut.wholes] == ("short", wall, f"One. {wall}")
    assert cut.texts[cut.wholes :] == (*wall.split(), "One.", *wall.split())
    assert cut.owner.tolist() == [0, 1, 2, *[1] * 5, *[2] * 6]
    said = np.array([one == "e" * 580 for one in cut.texts], dtype=np.float64)
    found = passages(cut, said)
    assert [one[0] for one in found.texts] == ["s", "a", "b", "e", "O", "b", "e"]


@given(st.lists(SENTENCES, min_size=1, max_size=4))
def test_what_fits_is_cut_no_finer(texts: list[list[str]]) -> None:
    """Nor is it put in another order."""
    cut = windows([" ".join(parts) for parts in texts])
    again = cut_to_fit(cut)
    assert again.texts == cut.texts
    assert again.owner.tolist() == cut.owner.tolist()
