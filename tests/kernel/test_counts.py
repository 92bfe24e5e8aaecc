from __future__ import annotations

import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import example, given

from classifier.domain.entries import Entries
from classifier.kernel.counts import count_signs, count_words
from classifier.kernel.texts import Texts
from kernel import reference
from kernel.hostile import LONG, SIGNS, TEXTS


def check(texts: list[str]) -> None:
    """Compare all entries, number by number."""
    laid = Texts.of(texts)
    for longest, bits in ((1, 16), (2, 17), (3, 40)):
        found = count_words(laid, longest=longest, bits=bits)
        same(found, reference.word_ngrams(texts, longest=longest, bits=bits))
    for sizes, bits in (((3, 4, 5), 18), ((7, 3), 40)):
        found = count_signs(laid, sizes=sizes, bits=bits)
        same(found, reference.char_ngrams(texts, sizes=sizes, bits=bits))


def same(one: Entries, other: Entries) -> None:
    """Compare entries."""
    assert (one.texts, one.size) == (other.texts, other.size)
    for name in ("text", "feature", "count"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)


@given(texts=TEXTS)
@example(texts=[])
@example(texts=["", "a", SIGNS, SIGNS[::-1]])
def test_features_are_those_of_the_reference(texts: list[str]) -> None:
    """Every number and count, of any text: shipped models go by them."""
    check(texts)


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason="needs Python 3.11's Unicode")
def test_every_character_is_read_as_python_reads_it() -> None:
    """Alone, within a word, and between the two forms of sigma, all 1,114,112 of them."""
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    check([f"a{''.join(every[at : at + 997])}b" for at in range(0, len(every), 997)])
    check([f"x{sign}y {sign} \u03a3{sign}\u03a3" for sign in every[:: 1 + len(every) // 20_000]])


@pytest.mark.parametrize("number", range(len(LONG)))
def test_long_texts_are_counted(number: int) -> None:
    """A megabyte in one text, between two short ones."""
    texts = ["Was late.", LONG[number], "Posted it."]
    same(
        count_words(Texts.of(texts), longest=2, bits=17),
        reference.word_ngrams(texts, longest=2, bits=17),
    )
    same(
        count_signs(Texts.of(texts), sizes=(3, 4, 5), bits=18),
        reference.char_ngrams(texts, sizes=(3, 4, 5), bits=18),
    )


@pytest.mark.parametrize(("longest", "bits"), [(0, 17), (1, 0), (1, 64)])
def test_there_are_no_such_runs_of_words(longest: int, bits: int) -> None:
    """What the compiled part could not count it is not asked for."""
    with pytest.raises(ValueError, match="No such n-grams"):
        count_words(Texts.of(["a"]), longest=longest, bits=bits)


@pytest.mark.parametrize("sizes", [(), (2,), (64,)])
def test_there_are_no_such_runs_of_characters(sizes: tuple[int, ...]) -> None:
    """The same for characters."""
    with pytest.raises(ValueError, match="No such n-grams"):
        count_signs(Texts.of(["a"]), sizes=sizes, bits=18)
