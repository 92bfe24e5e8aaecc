from __future__ import annotations

from classifier.evaluation.sides import Comparison
from classifier.reports.compare_table import HEADING, table_lines


def test_the_table_says_what_each_one_finds(comparison: Comparison) -> None:
    """Counts first, then rates with their intervals, in plain characters."""
    heading, *lines = table_lines(comparison)
    assert heading == HEADING
    assert lines == [
        ("Relevant rows found", "2", "2", "3"),
        ("Relevant rows missed", "2", "2", "1"),
        ("Rows wrongly collected", "2", "1", "2"),
        ("Rows sent to a reviewer", "-", "-", "2"),
        ("Recall", "50 %", "50 %", "50 %"),
        ("  95 % interval", "25 % to 75 %", "25 % to 75 %", "25 % to 75 %"),
        ("Precision", "50 %", "50 %", "50 %"),
        ("  95 % interval", "25 % to 75 %", "25 % to 75 %", "25 % to 75 %"),
        ("F1", "0.50", "0.50", "0.50"),
        ("  95 % interval", "0.25 to 0.75", "0.25 to 0.75", "0.25 to 0.75"),
    ]
    assert "".join("".join(line) for line in lines).isascii()


def test_nothing_relevant_is_said_in_words(nothing_relevant: Comparison) -> None:
    """A figure that is not defined has no interval either, and is never shown as nan."""
    lines = {line[0]: line[1:] for line in table_lines(nothing_relevant)}
    assert lines["Recall"] == ("not defined",) * 3
    assert lines["  95 % interval"] == ("", "", "")
