from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.model.calibrate import Prevalence
from classifier.services import scoring
from classifier.services.looked import Passed
from classifier.services.scoring import Scorer

POSTED = "He posted a photo of the custody record on Facebook."
LATE = "The officer was late for duty on three dates."
WORKER = "The social worker was not told about the visit."
LONG = f"{LATE} He gave no reason for it. {POSTED} He was spoken to by his sergeant."
ACT = "and the constable posted a photograph of the prisoner on his facebook page with a joke"
UNSTOPPED = (
    "the officer came to the house and spoke to my neighbour about the fence and then he left and "
    "came back the next day with another officer who took notes and said that it was no matter of his "
)
TEXTS = [POSTED, LATE, WORKER, LONG, "", "\N{GRINNING FACE}", LATE.upper(), "x" * 5_000]


def test_a_score_does_not_depend_on_the_texts_beside_it(scorer: Scorer) -> None:
    """Alone, together, in any order: the same score, evidence and platforms."""
    together = scorer.score(TEXTS)
    back = scorer.score(TEXTS[::-1])
    assert back.score[::-1] == pytest.approx(together.score, abs=1e-9)
    for number, text in enumerate(TEXTS):
        alone = scorer.score([text])
        assert alone.score[0] == pytest.approx(together.score[number], abs=1e-9)
        assert alone.spans[0].tolist() == together.spans[number].tolist()
        assert alone.platforms[0] == together.platforms[number]


@pytest.mark.parametrize("batch", [1, 3])
def test_the_size_of_a_batch_changes_nothing(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """However many texts are scored at once."""
    whole = scorer.score(TEXTS)
    monkeypatch.setattr(scoring, "_BATCH", batch)
    cut = scorer.score(TEXTS)
    assert cut.score == pytest.approx(whole.score, abs=1e-9)
    assert cut.spans.tolist() == whole.spans.tolist()
    assert cut.platforms == whole.platforms


@settings(max_examples=25)
@given(texts=st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_a_score(scorer: Scorer, texts: list[str]) -> None:
    """Whatever the text: a share, and evidence that stands within the text; nothing left out."""
    scored = scorer.score(texts)
    assert scored.score.shape == (len(texts),)
    assert ((scored.score >= 0) & (scored.score <= 1)).all()
    for text, (start, end) in zip(texts, scored.spans.tolist(), strict=True):
        assert 0 <= start <= end <= len(text)


def test_equal_texts_are_scored_once(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that stands in many rows is scored once, and every row gets its score."""
    seen: list[str] = []
    pass_by = Scorer._pass_by

    def spy(self: Scorer, texts: list[str]) -> Passed:
        seen.extend(texts)
        return pass_by(self, texts)

    monkeypatch.setattr(Scorer, "_pass_by", spy)
    scored = scorer.score([LATE, POSTED, LATE, LATE])
    assert sorted(seen) == sorted([LATE, POSTED])
    assert scored.score[0] == scored.score[2] == scored.score[3] != scored.score[1]


def test_one_relevant_sentence_is_not_drowned(scorer: Scorer) -> None:
    """In a longer text the evidence is the sentence, and the text scores far above its others."""
    scored = scorer.score([LONG, LATE])
    assert scored.evidence([LONG, LATE])[0] == POSTED
    assert scored.platforms == (("Facebook",), ())
    assert scored.score[0] > 10 * scored.score[1]


def test_progress_is_told_in_rows(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never backwards, never beyond the rows, and all of them at the end, repeats included."""
    monkeypatch.setattr(scoring, "_BATCH", 2)
    told: list[tuple[int, int]] = []
    scorer.score([*TEXTS, LATE], lambda done, total: told.append((done, total)))
    assert [total for _, total in told] == [9] * len(told)
    done = [rows for rows, _ in told]
    assert done == sorted(done)
    assert done[-1] == 9


def test_no_texts_are_no_error(scorer: Scorer) -> None:
    """Nothing in, nothing out."""
    scored = scorer.score([])
    assert (len(scored.score), scored.evidence([]), scored.platforms) == (0, [], ())


def test_more_recall_asked_opens_the_band(scorer: Scorer) -> None:
    """The lower end falls as more recall is asked; the upper end does not hang on it."""
    one = Prevalence(0.01, "as given")
    bands = [scorer.policy(target_recall=target, prevalence=one) for target in (0.5, 0.9, 0.99)]
    lower = [band.lower for band in bands]
    assert lower == sorted(lower, reverse=True)
    assert lower[0] > lower[-1]


@pytest.mark.parametrize("prevalence", [0.001, 0.01, 0.1, 0.5, 0.9])
def test_nothing_is_called_relevant_that_is_likelier_not(scorer: Scorer, prevalence: float) -> None:
    """At the upper end of the band the probability is one half at least, at any prevalence."""
    for ratio in (0.2, 1.0, 5.0):
        at = Prevalence(prevalence, "estimated", ratio)
        band = scorer.policy(target_recall=0.95, prevalence=at)
        assert at.probability(np.array([band.upper]))[0] >= 0.5 - 1e-9


def test_a_rarer_topic_needs_a_higher_score(scorer: Scorer) -> None:
    """A precision chosen where 37 % are relevant is wrong where 1 % are: the upper end moves."""
    rarer = [Prevalence(value, "as given") for value in (0.37, 0.05, 0.005)]
    upper = [scorer.policy(target_recall=0.95, prevalence=one).upper for one in rarer]
    assert upper == sorted(upper)
    assert upper[0] < upper[-1]


def test_what_passes_the_gate_is_set_beside_what_is_expected(scorer: Scorer) -> None:
    """Fewer rows than were expected to: each that passes is likelier to be relevant."""
    score = np.full(10_000, 0.02)
    passed = [np.arange(len(score)) < number for number in (3_000, 1_000, 300)]
    ratio = [scorer.prevalence(score, some).ratio for some in passed]
    assert ratio[0] < ratio[1] < ratio[2]
    assert ratio[1] == pytest.approx(1, rel=0.1)  # the topic expects one row in ten


@pytest.mark.parametrize("place", [0, 5, 10])
def test_an_act_is_read_wherever_it_stands_in_a_wall_of_text(scorer: Scorer, place: int) -> None:
    """A text of 2,000 characters without a full stop: the piece with the act is the evidence."""
    before, after = UNSTOPPED * place, UNSTOPPED * (10 - place)
    text = f"{before}{ACT} {after}".strip()
    (evidence,) = scorer.score([text]).evidence([text])
    assert ACT in evidence


def test_a_piece_of_a_long_sentence_is_evidence(scorer: Scorer) -> None:
    """Not the short sentence beside it, which says nothing."""
    text = f"{UNSTOPPED * 3}{ACT}. He was late."
    (evidence,) = scorer.score([text]).evidence([text])
    assert evidence.endswith("on his facebook page with a joke.")
