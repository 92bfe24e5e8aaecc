from __future__ import annotations

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.cells import defused, is_formula, undefused, unwritable_at, writable


@pytest.mark.parametrize(
    "cell", ["=1+1", "+A1", "-A1", "- a reason", "@SUM(A1)", "\tx", "+44 7700"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    """And is shown as it stands."""
    assert is_formula(cell)
    assert defused(cell) == f"'{cell}"
    assert not is_formula(defused(cell))


@pytest.mark.parametrize("cell", ["", "-", "-5", "+1.5%", "1e-5", "a = b", "'quoted'", "'"])
def test_what_is_no_formula_stays(cell: str) -> None:
    """Numbers with a sign, and words in quotation marks."""
    assert defused(cell) == undefused(cell) == cell


@given(st.text().filter(lambda cell: not cell.startswith("'")))
def test_an_apostrophe_that_was_put_is_taken_off(cell: str) -> None:
    """So that a file that is written and read again says the same."""
    assert undefused(defused(cell)) == cell


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_document_holds_what_is_writable(text: str) -> None:
    """And says that it cannot hold the rest; nothing else is taken out."""
    assert unwritable_at(writable(text)) is None
    document = Document()
    document.add_paragraph(writable(text))
    at = unwritable_at(text)
    if at is None:
        assert writable(text) == text
    else:
        with pytest.raises(ValueError, match="XML compatible"):
            document.add_paragraph(text[at])
