from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from classifier.domain.errors import TopicError
from classifier.io.corpus import read_corpus

HEADER = "id,text,relevant,platform,kind,borderline\n"
A = (
    HEADER
    + '1,"Posted it,\ntwice.",1,network,plain_positive,0\n2,Was late.,0,none,plain_negative,1\n'
)
B = HEADER + "1,Lost a file.,0,none,adjacent_negative,0\n"


def test_every_file_is_read_in_order_of_its_name(tmp_path: Path) -> None:
    """Texts, labels and kinds, each with the file it is from, and a digest of all of them."""
    (tmp_path / "b.csv").write_bytes(B.encode())
    (tmp_path / "a.csv").write_bytes(A.encode())
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    corpus = read_corpus(tmp_path)
    assert corpus.texts == ("Posted it,\ntwice.", "Was late.", "Lost a file.")
    assert corpus.files == ("a", "a", "b")
    assert corpus.kinds == ("plain_positive", "plain_negative", "adjacent_negative")
    assert corpus.relevant.tolist() == [1, 0, 0]
    assert corpus.borderline.tolist() == [False, True, False]
    assert corpus.digest == hashlib.sha256((A + B).encode()).hexdigest()


def test_files_can_be_left_aside(tmp_path: Path) -> None:
    """It is the corpus that it would be without them, digest and all."""
    (tmp_path / "b.csv").write_bytes(B.encode())
    alone = read_corpus(tmp_path)
    (tmp_path / "a.csv").write_bytes(A.encode())
    without = read_corpus(tmp_path, without=["a"])
    assert (without.texts, without.digest) == (alone.texts, alone.digest)
    with pytest.raises(TopicError, match="no labelled text"):
        read_corpus(tmp_path, without=["a", "b"])


def test_no_file_is_an_error(tmp_path: Path) -> None:
    """A topic without labelled text says where it was looked for."""
    with pytest.raises(TopicError, match=r"no labelled text: .*nowhere has no CSV file"):
        read_corpus(tmp_path / "nowhere")


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """Each column that is missing, and the file."""
    (tmp_path / "a.csv").write_text("id,text,relevant\n1,x,0\n", encoding="utf-8")
    with pytest.raises(TopicError, match=r"a\.csv has no column borderline, kind\."):
        read_corpus(tmp_path)


@pytest.mark.parametrize("label", ["2", "", "yes", " 1"])
def test_a_label_is_0_or_1(tmp_path: Path, label: str) -> None:
    """Any other is an error that names its row, the label and not the text."""
    (tmp_path / "a.csv").write_text(f"{A}3,Lost a key.,{label},none,x,0\n", encoding="utf-8")
    with pytest.raises(TopicError, match=r"row 4: relevant is neither 0 nor 1") as error:
        read_corpus(tmp_path)
    assert "Lost a key" not in str(error.value)
