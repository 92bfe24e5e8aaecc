from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from classifier.kernel.rows import Rows, record_ends, row_ends

SIGNS = st.text(alphabet='a,"\r\n;\té', max_size=40)


def well_formed(text: str) -> bool:
    """Say whether the standard library reads a text to its end."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return False
    return True


def by_csv(text: str) -> list[tuple[int, int, int]]:
    """Give each place where a record has ended: characters, records and lines up to there."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(iter(lines), strict=True)
    ends = [(0, 0, 0)]
    for number, _ in enumerate(reader, start=1):
        ends.append((sum(map(len, lines[: reader.line_num])), number, reader.line_num))
    return ends


@given(text=SIGNS, rest=SIGNS)
@example(text='a,"b\r\nc"\r\n\r\nd"e\r', rest="\n")
@example(text='"a""b"\n"', rest='"\n')
def test_records_end_where_the_standard_library_ends_them(text: str, rest: str) -> None:
    """Cut anywhere, a file's complete records are those that csv.reader gives for the whole."""
    whole = text + rest + "\n"
    if not well_formed(whole):
        return
    size = len(text)
    # The last end within the buffer, but that a return at its end waits for what follows.
    ends = [one for one in by_csv(whole) if one[0] < size or (one[0] == size and text[-1:] != "\r")]
    end, records, lines = ends[-1]
    assert row_ends(text.encode(), b",") == Rows(len(whole[:end].encode()), records, lines)


@given(text=SIGNS)
@example(text='a,"b\r\nc"\r\n\r\nd"e\r')
def test_each_record_ends_where_the_standard_library_ends_it(text: str) -> None:
    """The last one, too, whatever it ends with."""
    if well_formed(text):
        ends = [len(text[:end].encode()) for end, _, _ in by_csv(text)[1:]]
        assert record_ends(text.encode(), b",").tolist() == ends


@given(
    fields=st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_was_written_is_found_again(
    fields: list[list[str]], delimiter: str, ending: str
) -> None:
    """However a file is delimited, its records are those that were written."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL).writerows(
        fields
    )
    written = f"{file.getvalue()}end".encode("utf-8", "surrogatepass")
    found = row_ends(memoryview(written), delimiter.encode())
    assert (found.end, found.records) == (len(written) - 3, len(fields))


@given(text=SIGNS)
def test_any_bytes_are_cut_within_themselves(text: str) -> None:
    """However malformed, the more bytes there are the more records, and never more than there are."""
    ends = [row_ends(text.encode()[:size], b",") for size in range(len(text.encode()) + 1)]
    assert all(one.end <= size for size, one in enumerate(ends))
    for one, other in pairwise(ends):
        assert (one.end, one.records, one.lines) <= (other.end, other.records, other.lines)


@pytest.mark.parametrize("delimiter", [b"", b'"', b"\n", b",,"])
def test_a_delimiter_is_one_byte(delimiter: bytes) -> None:
    """What cannot be told from a quote or a line break is no delimiter."""
    with pytest.raises(ValueError, match="one byte"):
        row_ends(b"a,b\n", delimiter)
