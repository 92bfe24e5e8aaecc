from __future__ import annotations

from typing import Any

from classifier.reports.reply_card import card_lines

GENERAL: dict[str, Any] = {
    "date": "2021-01-02",
    "training_texts": 4720,
    "training_relevant": 1801,
    "out_of_fold": {
        "average_precision": 0.92424,
        "at_recall_0.85": {"precision": 0.85011, "f1": 0.85},
        "keyword_search": {"precision": 0.5247, "recall": 0.4425, "f1": 0.4801},
    },
    "measured_elsewhere": [
        {
            "name": "some_lines",
            "model": "screen-1",
            "rows": 4594,
            "relevant": 25,
            "average_precision": 0.9031,
            "f1": 0.7179,
            "f1_low": 0.5185,
            "f1_high": 0.8649,
            "keyword_f1": 0.6,
        }
    ],
}
LOCAL: dict[str, Any] = {
    "date": "2021-01-02",
    "general": "screen-1",
    "compared": {
        "judged_on": "folds by case",
        "rows": 120,
        "relevant": 40,
        "challenger": {
            "precision": {"value": 0.9, "low": 0.8, "high": 0.95},
            "recall": {"value": None, "low": None, "high": None},
            "f1": {"value": 0.8, "low": 0.7, "high": 0.9},
            "average_precision": None,
        },
    },
}


def test_a_general_model_says_on_which_sets_it_was_measured() -> None:
    """Each set with its size and the search words beside it; and the digest of the card."""
    lines = card_lines("screen-1", GENERAL, digest="abc", plain=False)
    assert list(lines) == [
        "Classifier screen-1",
        "Classifier screen-1, on its own corpus, held out",
        "Classifier screen-1, on published text (some lines)",
    ]
    card, corpus, elsewhere = lines.values()
    assert card == "Its card is of 02/01/2021, digest abc"
    assert "4,720 invented texts, 1,801 relevant; average precision 0.924" in corpus
    assert "precision 0.850 at recall 0.85; the search words: precision 0.525" in corpus
    assert (
        "4,594 rows, 25 relevant; average precision 0.903; F1 0.718 (0.518 to 0.865)" in elsewhere
    )
    assert elsewhere.endswith("the search words: F1 0.600")


def test_figures_of_another_model_are_called_that() -> None:
    """A card can repeat what was measured with the model before it."""
    lines = card_lines("screen-2", GENERAL, digest="abc", plain=True)
    assert [*lines.values()][-1].endswith("measured with screen-1")


def test_a_local_model_was_measured_on_labels_of_the_workspace() -> None:
    """With its intervals; what is undefined is none."""
    line = [*card_lines("local-1", LOCAL, digest="abc", plain=True).values()][-1]
    assert line == (
        "120 texts of this workspace, 40 relevant; precision 0.900 (0.800 to 0.950), recall none, "
        "F1 0.800 (0.700 to 0.900); average precision none; it corrects screen-1"
    )


def test_a_reply_that_hides_counts_hides_those_of_the_labels() -> None:
    """A number of labels of the workspace could give a hidden count away."""
    lines = card_lines("local-1", LOCAL, digest="abc", plain=False)
    assert "left out here" in lines["Classifier local-1, on folds by case"]
    assert "120" not in "".join(lines.values())
