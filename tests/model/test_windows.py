from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.model.windows import windows


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Was late.", []),
        ("Was late. Posted it.", ["Was late.", "Posted it."]),
        ('He said "go." Then left.', ['He said "go.', "Then left."]),
        ("Was late\nPosted it", ["Was late", "Posted it"]),
        ("Really? Yes! Then: no; never.", ["Really?", "Yes!", "Then: no;", "never."]),
        ("Was late.\n\n", []),
        ("At 9.30 on 1.2.2018", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    """At full stops, other ends and line breaks; one sentence alone is the text itself."""
    cut = windows([text])
    assert list(cut.texts) == [text, *sentences]
    assert cut.sentences.tolist() == [max(len(sentences), 1)]


def letters(text: str) -> str:
    """Give a text without its blanks and signs."""
    return "".join(sign for sign in text if sign.isalpha())


@given(texts=st.lists(st.text(alphabet="ab .!?\n\"'", max_size=20), max_size=5))
def test_no_word_is_lost_or_moved(texts: list[str]) -> None:
    """The texts come first; their sentences follow, each belonging to its text, letters kept."""
    cut = windows(texts)
    assert list(cut.texts[: cut.wholes]) == texts
    assert cut.owner[: cut.wholes].tolist() == list(range(len(texts)))
    for number in np.flatnonzero(cut.sentences > 1).tolist():
        parts = [cut.texts[part] for part in np.flatnonzero(cut.owner == number)[1:].tolist()]
        assert letters("".join(parts)) == letters(texts[number])
        assert all(part.strip() for part in parts)


def test_the_best_sentence_is_the_first_of_equals() -> None:
    """The highest score wins, the first where two are equal; a single sentence is the text."""
    cut = windows(["A one. A two. A three.", "B only.", "C one. C two."])
    assert cut.texts[3:] == ("A one.", "A two.", "A three.", "C one.", "C two.")
    score = np.array([9.0, 9.0, 9.0, 1.0, 5.0, 5.0, 2.0, 2.0])
    assert cut.best(score).tolist() == [4, 1, 6]


def test_the_whole_text_never_stands_for_a_sentence() -> None:
    """However high the whole scores, the best of several sentences is a sentence."""
    cut = windows(["One. Two."])
    assert cut.best(np.array([9.0, -3.0, -2.0])).tolist() == [2]


def test_no_texts_have_no_windows() -> None:
    """Nothing in, nothing out."""
    cut = windows([])
    assert cut.texts == ()
    assert cut.best(np.zeros(0)).tolist() == []
