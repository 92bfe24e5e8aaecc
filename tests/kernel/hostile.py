"""Texts that are hard to read."""

from __future__ import annotations

from hypothesis import strategies as st

SIGNS = (
    "aAbBzZ .!?;\"')]([\n\r\t\x0b\x1c 019_-"
    "\u00e9\u00c9\u00df\u0130\u0131\u03a3\u03c3\u03c2\u0391\u2019\u201d\u00a0\u0085\u2028\u3000"
    "\u0301\u0345\u200d\u200f\u0661\u00b2\u2160\u24b6\u05e9\u0645\u01c5\u00b7\u00ad\u212a\u1e9e"
    "\U0001f600\U0001f1ec\U00010400\U0001d7d8\U000e0041\x00\ud800\udc00\uffff"
)
"""Letters of many kinds, digits, marks, blanks, stops, and what is none of these."""

TEXTS = st.lists(st.one_of(st.text(alphabet=SIGNS, max_size=60), st.text(max_size=30)), max_size=6)

LONG = [
    "posted " * 150_000,
    "x" * 1_000_000,
    " " * 1_000_000,
    ".\n" * 500_000,
    "A\u0130\u03a3. " * 200_000,
    '!"' + ")" * 1_000_000,
]
"""A megabyte each."""
