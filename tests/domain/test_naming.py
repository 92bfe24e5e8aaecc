from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.naming import Naming
from classifier.io.naming import read_naming

NAMING = read_naming()
NOBODY = (
    "",
    " ",
    "-",
    "?",
    "N.K.",
    "n/a",
    "TBC",
    "Officer unknown",
    "unknown officers",
    "Officer(s) unknown",
    "Unknown Officer(s)",
    "Unidentified officers",
    "Unknown police officer",
    "Unknown person",
    "Unknown male constable",
    "Police officer",
    "No officer",
    "Officer not identified",
    "not yet identified",
    "Not applicable",
    "Not stated",
    "To be confirmed",
    "[unknown]",
    "Not Known (pending ID)",
    "Unknown (tall, with a beard)",
    "Officer (unknown)",
    "unknown/not known",
    "Unknown - not recorded",
)
SOMEBODY = (
    "Officer (C1234)",
    "Police Officer (1234)",
    "(12345)",
    "Officer 12",
    "Unknown 1",
    "Unknown (PC 1234)",
    "Officer (Smythe)",
    "PC Nobody-Jones",
    "Constable Unknowles",
    "12-34",
)


@pytest.mark.parametrize("cell", NOBODY)
def test_whatever_stands_for_nobody(cell: str) -> None:
    """Case and punctuation aside; what is put in brackets behind it names nobody, either."""
    assert NAMING.officer(cell) == ""


@pytest.mark.parametrize("cell", SOMEBODY)
def test_a_name_or_a_number_is_somebody(cell: str) -> None:
    """A number is a reference wherever it stands, and in brackets, too."""
    assert NAMING.officer(cell) == cell.casefold()


@pytest.mark.parametrize(("cell", "reference"), [(" C1 ", "c1"), ("N/A", ""), ("tbc", "")])
def test_what_stands_for_no_reference(cell: str, reference: str) -> None:
    """Of a case or an allegation; what says what an officer is, is none of these."""
    assert NAMING.reference(cell) == reference
    assert NAMING.reference("Officer") == "officer"


@given(st.text("ab-. ", max_size=6), st.sampled_from(["", " ", "  "]))
def test_references_are_compared_trimmed_and_without_case(name: str, blank: str) -> None:
    """A name that is read once more is the same."""
    once = NAMING.officer(f"{blank}{name.upper()}{blank}")
    assert once == NAMING.officer(name) == NAMING.officer(once)


@pytest.mark.parametrize(
    ("cell", "several"),
    [
        ("P1; P2", True),
        ("PC Able and PC Baker", True),
        ("P1 & P2", True),
        ("P1\nP2", True),
        ("P1, P2", True),
        ("Smythe, John", False),
        ("P1; unknown", False),
        ("PC Anderson", False),
        ("P1;", False),
        ("", False),
    ],
)
def test_a_cell_that_seems_to_name_several(cell: str, *, several: bool) -> None:
    """Set apart by what sets names apart; by a comma only where each has a number."""
    assert NAMING.is_several(cell) is several


def test_no_words_stand_for_nobody_but_those_that_are_listed() -> None:
    """Without a list only what has neither letter nor number names nobody."""
    none = Naming(nothing=frozenset(), anyone=frozenset())
    assert (none.officer("unknown"), none.officer("--"), none.reference("n/a")) == (
        "unknown",
        "",
        "n/a",
    )
