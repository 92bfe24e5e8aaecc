from __future__ import annotations

import pytest
from hypothesis import example, given

from classifier.kernel.sentences import sentences
from classifier.kernel.texts import Texts
from kernel.hostile import LONG, TEXTS
from kernel.reference import sentence_spans


@given(texts=TEXTS)
@example(texts=['He said "go." Then left.', "", "A.\n", "\n\nA.  B\r\n;) C", "a \n.\u2019) b"])
def test_sentences_are_those_of_the_expression(texts: list[str]) -> None:
    """Cut where a regular expression cuts, and counted in characters, whatever these are."""
    spans, owner = sentences(Texts.of(texts))
    wanted = [(at, span) for at, text in enumerate(texts) for span in sentence_spans(text)]
    found = list(zip(owner.tolist(), map(tuple, spans.tolist()), strict=True))
    assert found == wanted


@pytest.mark.parametrize(("number", "count"), [(0, 0), (2, 0), (3, 500_000), (4, 200_000), (5, 0)])
def test_long_texts_are_cut(number: int, count: int) -> None:
    """A megabyte is read once, be it blanks alone, which an expression would try again and again."""
    spans, _ = sentences(Texts.of([LONG[number]]))
    assert len(spans) == count
