from __future__ import annotations

import copy

import pytest
from jinja2 import UndefinedError

from classifier.reports.card import render_card, render_reader_card

CARD = {
    "version": "screen-abc",
    "topic": "dogs",
    "question": "Is it about a dog & its handler?",
    "date": "2030-01-02",
    "training_texts": 1234,
    "training_relevant": 617,
    "training_digest": "0123456789abcdef" * 4,
    "settings": {"C": 4.0, "seed": 0},
    "real_mix": {"plain_negative": 0.9, "adjacent_negative": 0.1},
    "real_candidates": None,
    "prior_prevalence": 0.01,
    "target_precision": 0.7,
    "out_of_fold": {
        "average_precision": 0.9123,
        "at_recall_0.85": {"precision": 0.8, "f1": 0.82},
        "keyword_search": {"precision": 0.5, "recall": 0.4, "f1": 0.44},
    },
    "libraries": {"numpy": "9.9", "scipy": "8.8"},
    "python": "3.11.0",
    "measured_elsewhere": [],
}
ELSEWHERE = {
    "name": "invented_lines",
    "model": "screen-abc",
    "rows": 200,
    "relevant": 10,
    "prevalence": 0.05,
    "estimated_prevalence": 0.1,
    "average_precision": 0.9,
    "f1": 0.8,
    "keyword_f1": 0.5,
}

READER = {
    "version": "reader-xyz",
    "date": "2030-01-02",
    "base": {"name": "small", "licence": "Apache-2.0", "digest": "0" * 64},
    "teacher": {"name": "large", "licence": "Apache-2.0", "digest": "1" * 64},
    "training_texts": 100,
    "training_relevant": 40,
    "training_digest": "2" * 64,
    "schedule": {"teacher": {"epochs": 1}, "distillation": {"epochs": 2, "each": 2}},
    "folds": 4,
    "losses": [0.4, 0.3, 0.2],
    "out_of_fold": {
        name: {"average_precision": 0.9, "f1_at_even_odds": 0.8} for name in ("log_odds", "full")
    },
    "libraries": {"torch": "9.0"},
    "python": "3.99.0",
}


def test_a_card_says_what_a_reader_needs() -> None:
    """What for and what not for, from what, how well beside the keyword search, how made."""
    text = render_card(CARD)
    assert text.startswith("# Model screen-abc\n")
    assert "it decides about nobody" in text
    for words in (
        "Is it about a dog & its handler?",
        "2030-01-02",
        "1,234 texts",
        "617 of them relevant",
        "`0123456789abcdef\u2026`",
        "50 % relevant",
        "| keyword search | 0.5 | 0.4 | 0.44 |",
        "Average precision 0.9123.",
        "numpy 9.9, scipy 8.8.",
        "plain_negative 0.9, adjacent_negative 0.1.",
        "What it is not for",
    ):
        assert words in text
    assert "published text from elsewhere" not in text
    assert text.endswith("\n")


def test_a_card_names_its_reader_and_the_share_let_through() -> None:
    """Where there is a reader, and where the topic says what share to expect; else neither."""
    plain = render_card(CARD)
    assert "the reader `" not in plain
    assert "lets" not in plain
    text = render_card({**CARD, "reader": {"version": "reader-xyz"}, "real_candidates": 0.1})
    assert "the reader `reader-xyz`" in text
    assert "the gate lets 0.1 of them through." in text


def test_figures_from_elsewhere_say_how_far_the_prevalence_was_off() -> None:
    """Where they are measured, a row a set, with the factor between estimate and truth."""
    text = render_card({**CARD, "measured_elsewhere": [ELSEWHERE]})
    assert (
        "| invented_lines (model screen-abc) | 200 | 10 | 0.0500 | 0.1000 | 2.00 \u00d7 "
        "| 0.900 | 0.800 | 0.500 |\n"
    ) in text
    assert "treat probabilities as a guide" in text


def test_a_card_without_a_figure_is_refused() -> None:
    """A missing figure is an error and never a gap in the text."""
    card = copy.deepcopy(CARD)
    del card["out_of_fold"]["average_precision"]  # type: ignore[attr-defined]
    with pytest.raises(UndefinedError, match="average_precision"):
        render_card(card)


def test_the_card_of_a_reader_tells_each_time_that_it_learned() -> None:
    """First with a teacher, then without; with the libraries of each, and totals told once."""
    plain = render_reader_card(READER)
    assert "100 texts invented for the project, 40 of them relevant" in plain
    assert "200 texts made of them, 2 of each" in plain
    assert "went on" not in plain
    assert "Mean loss by epoch: 0.4." in plain
    assert "Mean loss by epoch: 0.3, 0.2." in plain
    step = {
        "from": "reader-abc",
        "date": "2030-02-03",
        "texts": 1_500,
        "relevant": 90,
        "rehearsed": 50,
        "files": ["one"],
        "how": {"epochs": 2, "relevant_weight": 4.0, "rehearsed": 2_000},
        "losses": [0.1],
        "libraries": {"torch": "9.1"},
        "python": "3.99.1",
    }
    grown = {
        **READER,
        "training_texts": 1_600,
        "training_relevant": 130,
        "date": "2030-02-03",
        "first": READER,
        "further": [step],
    }
    text = render_reader_card(grown)
    assert "100 texts invented for the project, 40 of them relevant" in text
    assert "with 1,500 texts of 1 new file, 90 of them\nrelevant, and beside them 50 of" in text
    assert text.count("All together: 1,600 texts, 130 of them relevant") == 1
    assert "epochs 2, weight of a relevant new text 4.0. Mean loss by epoch: 0.1." in text
    assert "Python 3.99.0; torch 9.0.\n" in text
    assert "From reader-abc on: Python 3.99.1; torch 9.1.\n" in text
