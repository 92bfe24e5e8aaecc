from __future__ import annotations

import pytest

from classifier.domain.errors import TopicError
from classifier.domain.topic import TermPattern
from classifier.rules.grammar import Element, parse_line
from classifier.rules.matcher import PatternMatcher
from classifier.rules.tokens import tokenize

LISTS = {"officer": "officer PC\n sergeant*", "verb": "posted shared"}


def found(line: str, text: str) -> list[tuple[int, int]]:
    """Give where a line stands in a text, by tokens."""
    pattern = TermPattern(name="only", group="act", platform="", lines=(line,))
    return [match[:2] for match in PatternMatcher([pattern], LISTS).find(tokenize(text))]


@pytest.mark.parametrize(
    ("line", "elements"),
    [
        ("Posted", [Element(words=frozenset({"posted"}))]),
        ("post|Posts", [Element(words=frozenset({"post", "posts"}))]),
        ("post*", [Element(prefixes=("post",))]),
        ("post*|tweet", [Element(words=frozenset({"tweet"}), prefixes=("post",))]),
        (
            "his own|open? page",
            [
                Element(words=frozenset({"his"})),
                Element(words=frozenset({"own", "open"}), optional=True),
                Element(words=frozenset({"page"})),
            ],
        ),
        (
            "put ...4 up",
            [
                Element(words=frozenset({"put"})),
                Element(gap=4),
                Element(words=frozenset({"up"})),
            ],
        ),
        ("<officer>", [Element(words=frozenset({"officer", "pc"}), prefixes=("sergeant",))]),
        ("<verb>|wrote", [Element(words=frozenset({"posted", "shared", "wrote"}))]),
    ],
)
def test_each_kind_of_element(line: str, elements: list[Element]) -> None:
    """A word, alternatives, a beginning, a gap, an optional place, a word list."""
    assert list(parse_line(line, LISTS)) == elements


@pytest.mark.parametrize("line", ["", "  ", "own? page", "page own?", "...3 page", "page ...3"])
def test_a_line_needs_a_word_at_both_ends(line: str) -> None:
    """An empty line, or one that begins or ends with what may be missing, is refused."""
    with pytest.raises(TopicError, match="is empty, or begins or ends with an optional element"):
        parse_line(line, LISTS)


def test_an_unknown_list_names_the_known() -> None:
    """A word list that the topic has not got: the message lists those it has."""
    with pytest.raises(TopicError, match=r"<place> is not in .*Known lists: officer, verb\."):
        parse_line("in <place>", LISTS)


def test_a_question_mark_alone_is_a_sign() -> None:
    """``?`` by itself is the sign, not an optional nothing."""
    assert parse_line("really ?", LISTS)[1] == Element(words=frozenset({"?"}))


@pytest.mark.parametrize(
    ("line", "text", "places"),
    [
        ("posted", "He POSTED it", [(1, 2)]),
        ("post*", "posters and posting", [(0, 1), (2, 3)]),
        ("his own? page", "his page, his own page", [(0, 2), (3, 6)]),
        ("<verb> ...2 on", "posted it all on", [(0, 4)]),
        ("<verb> ...2 on", "posted on", [(0, 2)]),
        ("<verb> ...2 on", "posted it all over on", []),
        ("<verb> ...2 on", "posted. Then on", []),
        ("<verb> ...2 on", "posted on, on", [(0, 2), (0, 4)]),
        ("<verb> ...2 . x", "posted it . x", [(0, 4)]),
    ],
)
def test_what_a_line_finds(line: str, text: str, places: list[tuple[int, int]]) -> None:
    """Any case; a gap is as long as it says and never passes the end of a sentence."""
    assert found(line, text) == places


def test_a_word_that_is_no_token_is_refused() -> None:
    """``ex-wife`` is three tokens: a line that waits for it would wait for ever."""
    with pytest.raises(TopicError, match=r"'ex-wife' is not one token.*elements: ex - wife\."):
        parse_line("ex-wife posted", LISTS)
