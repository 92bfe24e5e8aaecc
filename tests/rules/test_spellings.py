from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.topic import Topic
from classifier.rules.spellings import distance, is_misspelt, is_slip, platform_names

WORDS = st.text("abcd", max_size=6)


@pytest.mark.parametrize(
    ("word", "name", "capital"),
    [
        ("facebok", "facebook", 1.0),
        ("faceboook", "facebook", None),
        ("instgram", "instagram", 0.8),
        ("instergram", "instagram", 0.9),
        ("tiktko", "tiktok", None),
        ("whatsup", "whatsapp", 1.0),
    ],
)
def test_misspelt_names(word: str, name: str, capital: float | None) -> None:
    """A letter wrong or two, the first one right, written as a name is."""
    assert is_misspelt(word, name, capital=capital, usual=0.9, known=())


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("instant", "instagram"),
        ("twitted", "twitter"),
        ("twister", "twitter"),
        ("discard", "discord"),
        ("snapshot", "snapchat"),
        ("telegraph", "telegram"),
        ("tender", "tinder"),
        ("linked", "linkedin"),
        ("facebook", "facebook"),
        ("interest", "pinterest"),
    ],
)
def test_real_words_are_no_misspellings(word: str, name: str) -> None:
    """Written as words are, where the name is written as names are."""
    assert not is_misspelt(word, name, capital=0.1, usual=0.9, known=())


@pytest.mark.parametrize("capital", [None, 0.0])
def test_one_letter_for_another_needs_a_capital(capital: float | None) -> None:
    """In a text in capitals, or all in small letters, nothing tells a slip from a real word."""
    assert not is_misspelt("discard", "discord", capital=capital, usual=None, known=())
    assert is_misspelt("facebok", "facebook", capital=capital, usual=None, known=())


def test_a_word_of_the_topics_own_texts_is_real() -> None:
    """However alike it is."""
    assert not is_misspelt("facebok", "facebook", capital=1.0, usual=1.0, known={"facebok"})


def test_platforms_by_name(topic: Topic) -> None:
    """Those that a line of their pattern names without more; none that needs words beside it."""
    names = platform_names(topic)
    assert {"facebook", "tiktok", "whatsapp", "snapchat", "plentyoffish"} <= set(names)
    assert not {"signal", "threads"} & set(names)
    assert topic.patterns[names["tiktok"]].platform == "TikTok"


@given(WORDS, WORDS)
def test_a_distance(word: str, other: str) -> None:
    """Nothing from a word to itself, the same both ways, and no more than the letters there are."""
    assert distance(word, word) == 0
    assert distance(word, other) == distance(other, word)
    assert abs(len(word) - len(other)) <= distance(word, other) <= max(len(word), len(other))
    assert (distance(word, other) == 0) == (word == other)


@given(WORDS, WORDS)
def test_a_slip_is_one_change(word: str, other: str) -> None:
    """A swap of neighbours, or a letter doubled, is at a distance of one."""
    assert not is_slip(word, other) or distance(word, other) == 1
    assert is_slip(word, other) == is_slip(other, word)


def test_slips_by_hand() -> None:
    """Swapped, doubled, and what is neither."""
    assert is_slip("socail", "social")
    assert is_slip("sociall", "social")
    assert not is_slip("socjal", "social")
    assert not is_slip("massages", "messages")
