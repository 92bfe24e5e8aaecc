from __future__ import annotations

from pathlib import Path

import pytest

from classifier.domain.errors import ExportError, MappingError
from classifier.io.export import Export, read_export
from classifier.io.labels import read_borderline, read_labels


def export(folder: Path, header: str, *rows: str) -> Export:
    """Read an invented labelled file."""
    path = folder / "labelled.csv"
    path.write_text("\n".join([f"Summary,{header}", *rows]) + "\n", encoding="utf-8")
    return read_export(path)


@pytest.mark.parametrize("name", ["relevant", "Label", "LABEL_INCLUDED", "Resolved_Label"])
def test_a_known_label_column_is_found_whatever_its_case(tmp_path: Path, name: str) -> None:
    """Nobody has to name a column that goes by a known name."""
    labels = read_labels(export(tmp_path, name, "Late for duty.,0", "Posted it.,1"))
    assert labels.column == name
    assert labels.relevant.tolist() == [False, True]


@pytest.mark.parametrize(
    ("yes", "no"), [("1", "0"), ("TRUE", "False"), ("Yes", "no"), ("Relevant", "NOT_RELEVANT")]
)
def test_a_label_is_read_whatever_its_case_and_blanks(tmp_path: Path, yes: str, no: str) -> None:
    """Each pair of words means the same, and a blank cell is no label."""
    rows = (f"Posted it., {yes} ", f"Late for duty.,{no}", "Lost the form.,  ")
    labels = read_labels(export(tmp_path, "relevant", *rows))
    assert labels.relevant.tolist() == [True, False, False]
    assert labels.labelled.tolist() == [True, True, False]


def test_a_bad_label_names_its_row_and_what_is_allowed(tmp_path: Path) -> None:
    """Row number and allowed words are in the message; neither the text nor the value is."""
    rows = ("Late for duty.,0", "Posted it.,perhaps", "Lost it.,2")
    found = export(tmp_path, "relevant", *rows)
    with pytest.raises(
        ExportError, match=r"row 3 has no known .* 1 more\. Allowed are 1 or 0"
    ) as at:
        read_labels(found)
    assert "Posted" not in str(at.value)
    assert "perhaps" not in str(at.value)


def test_a_missing_label_column_lists_the_columns(tmp_path: Path) -> None:
    """Whoever reads the message can pick the right name from it."""
    found = export(tmp_path, "checked", "Late for duty.,0")
    with pytest.raises(MappingError, match=r"The columns are 'Summary', 'checked'\. .*--label-col"):
        read_labels(found)
    with pytest.raises(MappingError, match="there is no column 'seen'"):
        read_labels(found, column="seen")
    assert read_labels(found, column="CHECKED").column == "checked"


def test_two_label_columns_are_not_guessed_between(tmp_path: Path) -> None:
    """Two columns that could hold the labels are named, and the user's word decides."""
    found = export(tmp_path, "label,relevant", "Late for duty.,0,1")
    with pytest.raises(MappingError, match="2 columns could hold the labels: 'label', 'relevant'"):
        read_labels(found)
    assert read_labels(found, column="relevant").relevant.tolist() == [True]


def test_columns_that_differ_by_case_are_told_apart(tmp_path: Path) -> None:
    """A name spelled exactly as a column is that column."""
    found = export(tmp_path, "Seen,seen", "Late for duty.,0,1")
    assert read_labels(found, column="seen").relevant.tolist() == [True]
    with pytest.raises(MappingError, match="2 columns"):
        read_labels(found, column="SEEN")


def test_borderline_rows_are_marked(tmp_path: Path) -> None:
    """A blank cell is no mark; without the column there is nothing to go by."""
    found = export(tmp_path, "relevant,Borderline", "Late.,0,", "Posted it.,1,1", "Lost it.,0,0")
    assert read_borderline(found).tolist() == [False, True, False]
    bare = export(tmp_path, "relevant", "Late for duty.,0")
    with pytest.raises(MappingError, match="there is no column 'borderline'"):
        read_borderline(bare)
