from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.io.texts import clean_field, clean_texts


@pytest.mark.parametrize(
    ("value", "text", "repaired"),
    [
        ("  Late.\r\nAgain.\r", "Late.\nAgain.", False),
        ("cafe\u0301", "café", False),
        ("\0La\0te. \0", "Late.", False),
        ("\u200bLate.\u00a0", "Late.", False),
        (
            "The officer\u2019s \u201cjoke\u201d \u2013 \u00a35",
            "The officer\u2019s \u201cjoke\u201d \u2013 \u00a35",
            False,
        ),
        ("The officerâ€™s joke", "The officer\u2019s joke", True),
        ("The officer\u201aÄôs joke", "The officer\u2019s joke", True),
        ("It cost Â£5", "It cost £5", True),
        ("voilÃ\u00a0 it", "voilà it", True),
        ("\u200b \u00a0", "", False),
    ],
)
def test_texts_become_readable(value: str, text: str, repaired: bool) -> None:
    """Trimmed, composed, one kind of line break, and mojibake undone; nothing else changes."""
    assert clean_texts([value]) == ([text], [repaired])


@given(st.text(st.characters(codec="ascii", exclude_categories=("Cc",))))
def test_plain_text_is_only_trimmed(value: str) -> None:
    """ASCII is never repaired."""
    assert clean_texts([value]) == ([value.strip()], [False])
    assert clean_field([value]) == [value.strip()]


def test_plain_english_needs_no_heavy_library() -> None:
    """Curly quotes alone do not load ftfy, and reading CSV loads no workbook or Parquet reader."""
    program = (
        "import sys, pathlib, tempfile; from classifier.io.export import read_export\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    path = pathlib.Path(folder) / 'x.csv'\n"
        "    path.write_bytes('Summary,Ref\\nHe said \\u201cno\\u201d.,1\\n'.encode())\n"
        "    assert len(read_export(path).frame) == 1\n"
        "heavy = {'ftfy', 'python_calamine', 'charset_normalizer', 'pyarrow.parquet', 'xlsxwriter'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_no_field_holds_a_nul_character() -> None:
    """PostgreSQL takes none; SQLite would hide what follows it."""
    assert clean_field(["C\0 1", "\0é", "\0"]) == ["C 1", "é", ""]
