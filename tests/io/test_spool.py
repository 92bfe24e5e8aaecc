from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from classifier.domain.errors import OutputError
from classifier.domain.scored import Scored
from classifier.io.outline import Outline
from classifier.io.spool import FOLDER, Kept, Spool, erase_spools, pack, unpack

SCORED = Scored(
    terms=(("Facebook",), (), ()),
    score=np.array([0.25, 1.0, 0.0]),
    spans=np.array([[0, 5], [2, 9], [0, 0]]),
    platforms=((), ("X/Twitter", "Signal"), ()),
    candidate=np.array([True, True, False]),
)
NONE = Scored(
    terms=(),
    score=np.zeros(0),
    spans=np.zeros((0, 2), dtype=np.int64),
    platforms=(),
    candidate=np.zeros(0, dtype=np.bool_),
)


def known(scored: Scored = SCORED) -> Kept:
    """Give what is known of a piece."""
    numbers = np.arange(2, 2 + len(scored.score))
    outline = Outline(numbers=numbers, aside=4, like_formulas=7)
    return Kept(content="abcd", scored=scored, outline=outline)


def kept(scored: Scored = SCORED) -> bytes:
    """Give it packed."""
    return pack(known(scored))


@pytest.mark.parametrize("scored", [SCORED, NONE])
def test_what_is_kept_comes_back(tmp_path: Path, scored: Scored) -> None:
    """Every figure to its last bit."""
    spool, before = Spool(tmp_path / "partial" / "one", resume=False), known(scored)
    spool.keep(0, pack(before))
    after = unpack(spool.load(0))
    assert after.content == "abcd"
    assert (after.outline.aside, after.outline.like_formulas) == (4, 7)
    assert np.array_equal(after.outline.numbers, before.outline.numbers)
    assert (after.scored.platforms, after.scored.terms) == (scored.platforms, scored.terms)
    for name in ("score", "spans", "candidate"):
        assert np.array_equal(getattr(after.scored, name), getattr(scored, name))
        assert getattr(after.scored, name).dtype == getattr(scored, name).dtype


def test_scores_are_those_of_all_pieces_in_order(tmp_path: Path) -> None:
    """In the order of their numbers, with which pass the gate; none at all is no error."""
    spool = Spool(tmp_path / "one", resume=False)
    for number, scored in enumerate([NONE, SCORED, NONE, SCORED]):
        spool.keep(number, kept(scored))
    scores, candidates = spool.scores(4)
    assert scores.tolist() == [*SCORED.score, *SCORED.score]
    assert candidates.tolist() == [*SCORED.candidate, *SCORED.candidate]
    scores, candidates = spool.scores(1)
    assert (scores.tolist(), candidates.tolist()) == ([], [])


def test_a_piece_is_known_by_its_content(tmp_path: Path) -> None:
    """What was said of other words does not count; nor what a power cut left half written."""
    folder = tmp_path / "one"
    Spool(folder, resume=False).keep(3, kept())
    spool = Spool(folder, resume=True)
    assert spool.holds(3, "abcd")
    assert not spool.holds(3, "abce")
    assert not spool.holds(2, "abcd")
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes()[:20])
    assert not spool.holds(3, "abcd")


def test_what_another_run_took_away_is_a_clear_error(tmp_path: Path) -> None:
    """Whether it is read or written; and the scores that are being looked at stay."""
    one, other = (Spool(tmp_path / "partial" / "one", resume=True) for _ in range(2))
    one.keep(0, kept())
    scores, _ = one.scores(1)
    other.scores(0)
    other.remove()
    assert scores.tolist() == SCORED.score.tolist()
    with pytest.raises(OutputError, match="another run"):
        one.load(0)
    with pytest.raises(OutputError, match="another run"):
        one.keep(1, kept())


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_nobody_else_may_look(tmp_path: Path) -> None:
    """Neither at a file nor into the folder."""
    folder = tmp_path / "workspace" / "partial" / "one"
    spool = Spool(folder, resume=False)
    spool.keep(0, kept())
    spool.scores(1)
    made = (*folder.parents[:2], folder, *folder.iterdir())
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


def test_a_new_run_begins_anew(tmp_path: Path) -> None:
    """Unless it is asked to go on."""
    folder = tmp_path / "one"
    Spool(folder, resume=False).keep(0, kept())
    assert not Spool(folder, resume=False).holds(0, "abcd")


def test_nothing_stays_when_it_is_removed(tmp_path: Path) -> None:
    """Not even the folder that held it, where it was alone in there."""
    one, other = (Spool(tmp_path / "partial" / name, resume=False) for name in ("one", "two"))
    one.remove()
    assert [path.name for path in (tmp_path / "partial").iterdir()] == ["two"]
    other.remove()
    assert not list(tmp_path.iterdir())


def test_all_are_erased(tmp_path: Path) -> None:
    """Of every export; where there is nothing, nothing happens."""
    Spool(tmp_path / FOLDER / "one", resume=False).keep(0, kept())
    erase_spools(tmp_path)
    erase_spools(tmp_path)
    assert not list(tmp_path.iterdir())
