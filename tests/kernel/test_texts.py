from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.kernel.counts import count_words
from classifier.kernel.texts import Texts
from kernel.hostile import TEXTS
from kernel.reference import word_ngrams


def laid(text: Texts) -> list[str]:
    """Read texts back."""
    places = zip(text.offsets[:-1].tolist(), text.offsets[1:].tolist(), strict=True)
    held = text.utf8.tobytes()
    return [held[start:end].decode("utf-8", "surrogatepass") for start, end in places]


@given(texts=TEXTS)
def test_texts_are_laid_out_as_they_are(texts: list[str]) -> None:
    """Read back they are the same, but that the capital sigma is as it would be lowered."""
    lowered = [text.replace("\u0130", "I").lower() for text in texts]
    wanted = [
        "".join(low if sign == "\u03a3" else sign for sign, low in zip(text, lows, strict=True))
        for text, lows in zip(texts, lowered, strict=True)
    ]
    assert laid(Texts.of(texts)) == wanted


@given(
    texts=st.lists(
        st.text(alphabet="a \u0391\u03a3\u03c3.\u0130", max_size=12), min_size=1, max_size=8
    ),
    start=st.integers(0, 8),
    kind=st.sampled_from([pa.string(), pa.large_string()]),
)
def test_arrow_buffers_are_read_where_they_lie(
    texts: list[str], start: int, kind: pa.DataType
) -> None:
    """A part of an array, too, with offsets of 32 or 64 bits."""
    array = pa.array(texts, type=kind)[start:]
    _, offsets, utf8 = array.buffers()
    width = np.int32 if kind == pa.string() else np.int64
    numbers = np.frombuffer(offsets, dtype=width)[array.offset : array.offset + len(array) + 1]
    read = Texts.of_buffers(numbers, np.frombuffer(utf8 or b"", dtype=np.uint8))
    found = count_words(read, longest=2, bits=40)
    wanted = word_ngrams(texts[start:], longest=2, bits=40)
    assert found.feature.tolist() == wanted.feature.tolist()
    assert found.text.tolist() == wanted.text.tolist()


def test_the_callers_bytes_are_left_alone() -> None:
    """Lowering a sigma does not change the array that was given."""
    utf8 = np.frombuffer("\u0391\u03a3".encode(), dtype=np.uint8)
    before = utf8.copy()
    Texts.of_buffers(np.array([0, 4]), utf8)
    assert utf8.tolist() == before.tolist()


@given(texts=TEXTS, size=st.integers(0, 40))
def test_lots_are_all_of_them_in_order(texts: list[str], size: int) -> None:
    """Cut into lots of any size, no text is lost, cut or moved."""
    whole = Texts.of(texts)
    lots = list(whole.lots(size))
    assert [text for lot in lots for text in laid(lot)] == laid(whole)
    assert all(lot.size <= size or len(lot) == 1 for lot in lots)


@pytest.mark.parametrize("offsets", [[], [-1, 2], [0, 4], [0, 3, 2], [2, 0]])
def test_offsets_stay_within_the_bytes(offsets: list[int]) -> None:
    """What would be read beyond them is refused beforehand."""
    with pytest.raises(ValueError, match="not those of texts"):
        Texts.of_buffers(np.array(offsets, dtype=np.int64), np.zeros(3, dtype=np.uint8))


@pytest.mark.parametrize(
    "utf8", [np.zeros(6, np.uint8)[::2], np.zeros(3, np.uint16), np.zeros((3, 1), np.uint8)]
)
def test_bytes_lie_side_by_side(utf8: np.ndarray) -> None:
    """Anything but bytes in one piece is refused."""
    with pytest.raises(ValueError, match="in one piece"):
        Texts(utf8, np.array([0, 3]))
