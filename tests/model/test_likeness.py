import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.model.likeness import likeness, sketches, word_features

TEXTS = [
    "The dog barked at the postman.",
    "The dogs were barking at a postwoman.",
    "An invoice was paid late.",
    "Late payment of invoices.",
]
WORDS = st.lists(st.sampled_from(["dog", "barks", "late", "invoice", "paid", ""]), max_size=6)
LISTS = st.lists(WORDS.map(" ".join), min_size=1, max_size=12)


def test_texts_are_alike_by_words_and_by_stems() -> None:
    """What barks is alike, whatever the ending; an invoice is not."""
    X = likeness(TEXTS).X
    alike = (X @ X.T).toarray()
    assert alike[0, 1] > alike[0, 2]
    assert alike[2, 3] > alike[2, 1]


def test_texts_are_akin_if_they_are_alike_to_the_same_others() -> None:
    """Two texts without a word in common are akin through a third."""
    pets = ["dog lead", "hound collar", "lead collar", "dog collar", "hound lead"]
    bills = ["late invoice", "paid account", "invoice account", "late account", "paid invoice"]
    kin = likeness([*pets, *bills]).kin
    akin = kin @ kin.T
    assert akin[0, 1] > akin[0, 5:].max()


def test_a_heading_counts_beyond_its_words_in_the_text() -> None:
    """Two texts with one heading are more alike if the heading is named as one."""
    texts = ["Dogs\nOne barked.", "Dogs\nA walk.", "Cats\nOne slept.", "Cats\nA purr."]
    headings = ["Dogs", "Dogs", "Cats", "Cats"]
    plain, headed = likeness(texts).X, likeness(texts, headings=headings).X
    assert (headed @ headed.T)[0, 1] > (plain @ plain.T)[0, 1]


@given(LISTS)
def test_any_texts_can_be_compared(texts: list[str]) -> None:
    """Kinship and sketches have length 1, or 0 where there is nothing to compare."""
    alike = likeness(texts, headings=texts)
    assert alike.X.shape[0] == len(texts)
    for rows in (alike.kin, sketches(alike.X), sketches(word_features(texts))):
        length = np.linalg.norm(rows, axis=1)
        assert np.all(np.isclose(length, 1, atol=1e-4) | (length == 0))


def test_sketches_tell_like_from_unlike() -> None:
    """The product of two sketches is near that of the texts."""
    sketch = sketches(word_features([*TEXTS, *TEXTS]))
    assert sketch[0] @ sketch[4] > 0.99
    assert sketch[0] @ sketch[4] > sketch[0] @ sketch[2]
