from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.rules.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Posted it, twice.", ["posted", "it", ",", "twice", "."]),
        ("She didn't reply", ["she", "didn't", "reply"]),
        ("She didn\u2019t reply", ["she", "didn't", "reply"]),
        ("Facebook's page", ["facebook", "'s", "page"]),
        ("Facebook\u2019s page", ["facebook", "'s", "page"]),
        ("anti-social", ["anti", "-", "social"]),
        ("x_y", ["x", "_", "y"]),
        ("'quoted'", ["'", "quoted", "'"]),
        ("Café №5 \N{GRINNING FACE}", ["café", "№", "5", "\N{GRINNING FACE}"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words_endings_and_signs(text: str, tokens: list[str]) -> None:
    """Words in lower case, possessive endings by themselves, every other sign alone."""
    assert tokenize(text) == tokens


@given(text=st.text())
def test_nothing_but_blanks_is_lost(text: str) -> None:
    """The tokens, put together, are the text in lower case without its blanks."""
    expected = "".join(text.lower().replace("\u2019", "'").split())
    assert "".join(tokenize(text)) == expected
