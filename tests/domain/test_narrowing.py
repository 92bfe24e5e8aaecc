from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.narrowing import Texts, largest, longest_span

WANTED = st.lists(st.frozensets(st.sampled_from("abcdefgh"), max_size=4), max_size=7)


def test_the_latest_of_the_longest() -> None:
    """Two years fit at either end: the later ones are given."""
    years = [frozenset("ab"), frozenset("c"), frozenset("defg"), frozenset("h"), frozenset("ij")]
    assert longest_span(years, 3) == range(3, 5)
    assert not longest_span(years, 0)


def test_a_text_of_two_years_is_read_once() -> None:
    """Three years that share a text fit where it would be too much thrice."""
    assert longest_span([frozenset("a")] * 3, 1) == range(3)


@given(WANTED, st.integers(0, 9))
def test_no_longer_span_fits(wanted: list[Texts], most: int) -> None:
    """The span fits, and every longer one needs more reads."""
    span = longest_span(wanted, most)
    spans = [
        range(start, end)
        for start in range(len(wanted))
        for end in range(start + 1, len(wanted) + 1)
        if len(Texts().union(*wanted[start:end])) <= most
    ]
    assert not span or span in spans
    assert len(span) == max(map(len, spans), default=0)


@given(WANTED, st.integers(0, 9))
def test_no_larger_part_fits(wanted: list[Texts], most: int) -> None:
    """Of the parts that fit, none has more rows."""
    rows = [3 * len(texts) % 7 for texts in wanted]
    chosen = largest(wanted, rows, most)
    fitting = [n for n, texts in zip(rows, wanted, strict=True) if len(texts) <= most]
    assert [rows[at] for at in chosen] == ([max(fitting)] if fitting else [])
