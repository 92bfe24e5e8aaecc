from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier.kernel.search import can_find, find_words
from classifier.kernel.texts import Texts
from kernel.hostile import LONG, TEXTS

WORDS = st.lists(st.text(alphabet="aAbkKiI .", min_size=1, max_size=4), max_size=5)


def by_python(texts: list[str], words: list[str]) -> list[int]:
    """Find words one by one."""
    return [
        sum((word.lower() in text.lower()) << number for number, word in enumerate(words))
        for text in texts
    ]


@given(
    texts=st.one_of(TEXTS, st.lists(st.text(alphabet="abkKiI\u0130\u212a .\u0307"))), words=WORDS
)
@example(texts=["ki\u0130", "\u212a\u0130", "\u0130k", "K", "\u212a"], words=["ki", "ik", "k", "i"])
def test_words_are_found_as_python_finds_them(texts: list[str], words: list[str]) -> None:
    """As parts of the lower case, whatever the text is made of."""
    assert find_words(Texts.of(texts), words).tolist() == by_python(texts, words)


def test_no_other_character_has_an_ascii_lower_case() -> None:
    """Each character by itself, for each ASCII letter and sign."""
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    signs = [chr(code) for code in range(128) if not chr(code).isupper()]
    for words in (signs[:60], signs[60:]):
        found = np.flatnonzero(find_words(Texts.of(every), words))
        assert found.tolist() == [
            code for code, sign in enumerate(every) if set(sign.lower()) & set(words)
        ]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_texts_are_searched(text: str) -> None:
    """A megabyte, and the word at its very end."""
    words = ["posted x", "tik tok", ")))"]
    texts = [text, f"{text}Tik TOK", "tik to"]
    assert find_words(Texts.of(texts), words).tolist() == by_python(texts, words)


@pytest.mark.parametrize("words", [[""], ["caf\u00e9"], ["a"] * 65])
def test_some_words_are_left_to_others(words: list[str]) -> None:
    """What the kernel cannot find it says it cannot."""
    assert not can_find(words)
    with pytest.raises(ValueError, match="cannot be found"):
        find_words(Texts.of(["a"]), words)
