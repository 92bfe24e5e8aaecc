from __future__ import annotations

import pytest

from classifier.rules.redaction.grammar import Grammar
from classifier.rules.redaction.tokens import tokens_of

GRAMMAR = Grammar(
    lists={"rank": frozenset({"pc", "sgt"}), "stop": frozenset({"the"})},
    classes={
        "Cap": {"shape": "^X.*x", "not": ["stop"]},
        "Known": {"in": ["rank"], "parts": True},
        "Number": {"text": r"^\d+$"},
    },
    macros={"officer": ["<rank>", "<rank> [Number]"]},
)


@pytest.mark.parametrize(
    ("name", "accepted", "refused"),
    [
        ("and|or", ["and", "OR"], ["an"]),
        ("<rank>", ["PC", "sgt"], ["pcs", "pc-sgt"]),
        ("[Cap]", ["Grant", "O'Neill"], ["The", "GRANT", "grant"]),
        ("[Known]", ["PC", "pc-x"], ["x"]),
        ("[Number]", ["12"], ["12a"]),
    ],
)
def test_what_an_element_accepts(name: str, accepted: list[str], refused: list[str]) -> None:
    """Words in any case, words of a list, or a class by shape, letters and lists."""
    element = GRAMMAR.accepted(name)
    assert [token for token in accepted if not element(token)] == []
    assert [token for token in refused if element(token)] == []


def test_a_macro_stands_for_each_of_its_rows() -> None:
    """A line is read once for each row; a macro that is only seen has all its elements so."""
    one, two = GRAMMAR.lines("~@officer [Cap]{0,2}")
    assert [(e.name, e.often, e.seen) for e in one] == [
        ("<rank>", "", True),
        ("[Cap]", "{0,2}", False),
    ]
    assert [(e.name, e.seen) for e in two] == [
        ("<rank>", True),
        ("[Number]", True),
        ("[Cap]", False),
    ]


def test_what_is_no_element_is_named() -> None:
    """A slip in a line is an error that shows the word."""
    with pytest.raises(ValueError, match="'<rank' is no element"):
        list(GRAMMAR.lines("<rank [Cap]"))


def test_tokens_keep_names_whole() -> None:
    """Hyphens, apostrophes and the stops of what is shortened stay within a name."""
    text = "Det. Sgt. J. O'Neill-Rees's van left. (It did...)"
    words = [token.word for token in tokens_of(text)]
    assert words == [
        "Det",
        "Sgt",
        "J",
        "O'Neill-Rees",
        "'s",
        "van",
        "left",
        ".",
        "(",
        "It",
        "did",
        "...",
        ")",
    ]
    assert all(text[token.start : token.end] == token.word for token in tokens_of(text))
