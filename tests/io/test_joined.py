from __future__ import annotations

from pathlib import Path

import pytest

from classifier.domain.allegation import TEXT
from classifier.domain.errors import MappingError
from classifier.io.export import Export, read_export
from classifier.io.joined import join_texts


def read(folder: Path, *lines: str) -> Export:
    """Read an invented file without requiring a text."""
    path = folder / "export.csv"
    path.write_text("\n".join(("Title,Body,Case", *lines)) + "\n", encoding="utf-8")
    return read_export(path, mapping={TEXT: "Title", "case_id": "Case"}, require_text=False)


def test_columns_are_joined_in_the_order_asked_for(tmp_path: Path) -> None:
    """A line each; a blank cell leaves none; other fields stay with their rows."""
    export = read(tmp_path, "Lateness,He was late.,7", ",Only a body.,8", "Only a title,,9")
    joined = join_texts(export, ["body", "Title"])
    assert joined.allegations[TEXT].tolist() == [
        "He was late.\nLateness",
        "Only a body.",
        "Only a title",
    ]
    assert joined.allegations["case_id"].tolist() == ["7", "8", "9"]
    assert joined.aside == {}


def test_a_row_is_set_aside_if_every_column_is_blank_or_it_sums_up(tmp_path: Path) -> None:
    """With its number and reason, and what else stood in it."""
    export = read(tmp_path, "Lateness,He was late.,1", ",,2", "Total,,2")
    joined = join_texts(export, ["Title", "Body"])
    assert joined.rows.tolist() == [2]
    assert len(joined.frame) == 1
    assert joined.aside == {"no text": [3], "a totals line": [4]}
    assert joined.rejected["Case"].tolist() == ["2", "2"]


def test_an_unknown_column_is_named(tmp_path: Path) -> None:
    """With the columns that there are."""
    export = read(tmp_path, "Lateness,He was late.,1")
    with pytest.raises(MappingError, match="no column 'Abstract'"):
        join_texts(export, ["Title", "Abstract"])
