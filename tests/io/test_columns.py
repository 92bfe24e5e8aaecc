from __future__ import annotations

from pathlib import Path

import pytest
from making import make_csv

from classifier.domain.allegation import FIELDS
from classifier.domain.errors import MappingError
from classifier.io.aliases import ALIASES, canonical, field_of
from classifier.io.export import read_export

PROSE = (
    "Posted about a colleague on a page of his own.",
    "Was late for duty on three dates in May.",
)


def test_aliases_are_for_the_fields_and_mean_one_thing() -> None:
    """Every field has aliases, its own name among them, and no alias means two fields."""
    assert set(ALIASES) == set(FIELDS)
    meanings = [(canonical(alias), field) for field in FIELDS for alias in ALIASES[field]]
    assert len({alias for alias, _ in meanings}) == len(meanings)
    assert all(field_of(field) == field for field in FIELDS)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("summary", "text"),
        ("Allegation Summary", "text"),
        ("ALLEGATION", "text"),
        ("allegation_summary", "text"),
        ("AllegationSummary", "text"),
        (" Description: ", "text"),
        ("content", "text"),
        ("charge", "text"),
        ("taxid", "officer_id"),
        ("Officer Ref.", "officer_id"),
        ("Subject reference", "officer_id"),
        ("Collar No", "officer_id"),
        ("disposition", "finding"),
        ("penalty", "outcome"),
        ("Case Ref.", "case_id"),
        ("Date Finalised", "date_finalised"),
        ("National Factors", "national_factor"),
        ("group_id", None),
        ("reference", None),
        ("decision", None),
        ("reason", None),
        ("evidence", None),
    ],
)
def test_names_are_known_however_they_are_spelled(name: str, field: str | None) -> None:
    """Case, spaces, underscores and punctuation do not matter; doubtful names mean nothing."""
    assert field_of(name) == field


def test_of_two_names_for_the_text_the_prose_wins(tmp_path: Path) -> None:
    """A column of labels under a name for the text does not rival one of sentences."""
    rows = [("Allegation", "Summary"), ("Conduct", PROSE[0]), ("Duties", PROSE[1])]
    assert read_export(make_csv(tmp_path / "export.csv", rows)).columns["text"] == "Summary"


def test_a_blank_rival_is_none(tmp_path: Path) -> None:
    """A column for the text that is blank throughout is no candidate."""
    rows = [("Description", "Summary"), ("", "Lost it."), (" ", "Late.")]
    assert read_export(make_csv(tmp_path / "export.csv", rows)).columns["text"] == "Summary"


def test_two_columns_of_labels_cannot_be_told_apart(tmp_path: Path) -> None:
    """Where neither reads like prose, neither is guessed."""
    rows = [("Charge", "Summary"), ("Lost it.", "Late."), ("Late.", "Lost it.")]
    with pytest.raises(MappingError, match=r"2 columns could hold .*'Charge' and 'Summary'"):
        read_export(make_csv(tmp_path / "export.csv", rows))


def test_the_users_word_ends_the_rivalry(tmp_path: Path) -> None:
    """--map names the text column, its rival is left unmapped, and its case does not matter."""
    rows = [("Description", "Summary"), PROSE]
    export = read_export(make_csv(tmp_path / "export.csv", rows), mapping={"text": "SUMMARY"})
    assert export.columns == {"text": "Summary"}


def test_an_exact_name_goes_before_one_of_another_case(tmp_path: Path) -> None:
    """Two columns whose names differ in case only: --map means the one it spells."""
    path = make_csv(tmp_path / "export.csv", [("words", "Words"), PROSE])
    assert read_export(path, mapping={"text": "Words"}).columns == {"text": "Words"}
    assert read_export(path, mapping={"text": "words"}).columns == {"text": "words"}


def test_a_column_that_was_mapped_is_not_guessed_again(tmp_path: Path) -> None:
    """A column that the user gave to one field is not taken for another."""
    rows = [("Summary", "Outcome", "Penalty"), (PROSE[0], "a", "b")]
    export = read_export(make_csv(tmp_path / "export.csv", rows), mapping={"finding": "Outcome"})
    assert export.columns == {"text": "Summary", "finding": "Outcome", "outcome": "Penalty"}


def test_of_two_columns_the_surer_is_taken_and_said(tmp_path: Path) -> None:
    """Two names for one field: the surer one, with a warning that names the other."""
    rows = [("Summary", "Case Number", "Case Reference"), (PROSE[0], "1", "2")]
    export = read_export(make_csv(tmp_path / "export.csv", rows))
    assert export.columns["case_id"] == "Case Reference"
    assert export.warnings == (
        "'Case Reference' is read as case_id; it could also be 'Case Number'",
    )


def test_the_header_may_be_named_only_by_the_user(tmp_path: Path) -> None:
    """A header without any known name is found under its titles by the --map that names it."""
    rows = [("Cases", "", ""), ("Key", "Words", "Note"), ("1", "Late.", "")]
    export = read_export(make_csv(tmp_path / "export.csv", rows), mapping={"text": "words"})
    assert export.layout.header_row == 2
    assert export.rows.tolist() == [3]


def test_data_that_looks_like_a_header_is_none(tmp_path: Path) -> None:
    """A cell that happens to be a known name does not make its row the header."""
    rows = [("Key", "Words", "Type"), ("1", "Late.", "charge"), ("2", "Lost.", "allegation")]
    export = read_export(make_csv(tmp_path / "export.csv", rows), mapping={"text": "Words"})
    assert export.layout.header_row == 1
    assert export.columns == {"text": "Words"}


def test_a_file_without_a_header_shows_none_of_its_first_row(tmp_path: Path) -> None:
    """A number or a date among the names: they may be cells, so none is repeated."""
    path = make_csv(tmp_path / "export.csv", [["He posted it on X", "12/03/2019"], ["Late", "1"]])
    with pytest.raises(MappingError, match="row of cells") as caught:
        read_export(path)
    assert "posted" not in str(caught.value)
