from __future__ import annotations

import re

import numpy as np

from classifier.evaluation.simulation import replay_figures
from classifier.reports.simulate_page import render_simulate

LABELS = np.array([1, 0, 1, 0, 0, 0, 0, 1, 0, 0])


def page(**asked: object) -> str:
    """Render the replay of ten reads."""
    usual = {
        "source_name": "export.csv",
        "start": "cold",
        "strategy": "mixed",
        "seed": 7,
        "known": 2,
    }
    return render_simulate(replay_figures(LABELS), **{**usual, **asked})


def test_it_says_how_much_was_read_and_what_random_order_takes() -> None:
    """The verdict, the table and the figures of the field."""
    words = " ".join(re.sub(r"<[^>]+>", " ", page()).split()).replace("\N{NO-BREAK SPACE}", " ")
    assert "After 8 rows of 10 (80 %), 95&nbsp;% of the 3 relevant rows were found." in words
    assert "In random order that takes about 10 rows." in words
    assert "knowing 2 rows, one relevant and one not" in words
    assert "Loss 0.2857" in words


def test_the_curve_is_described_for_those_who_cannot_see_it() -> None:
    """Its reads, in words."""
    assert "3 for 50%, 8 for 95%, 8 for 100%, of 10 in all." in page()


def test_it_calls_nothing_from_outside_and_escapes_what_it_is_given() -> None:
    """No script, no address; a file's name is no markup."""
    written = page(source_name="<b>export</b>.csv", left_out=("2 rows & more",))
    assert "<script" not in written
    assert not re.search(r'(href|src)="(?!#)', written)
    assert "&lt;b&gt;export" in written
    assert "2 rows &amp; more" in written


def test_the_same_replay_gives_the_same_page() -> None:
    """Byte for byte."""
    assert page() == page()


def test_from_the_model_nothing_was_known() -> None:
    """It says so."""
    assert "began with the current model" in page(start="model", known=0)
