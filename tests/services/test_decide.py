from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.domain.errors import SettingError
from classifier.domain.route import NOT_RELEVANT, REASONS, RELEVANT, REVIEW
from classifier.model.calibrate import probability_at
from classifier.services.decide import Aim, decide
from classifier.services.scoring import Scorer

POSTED = "He posted a photo of the custody record on Facebook and tagged his colleagues."
CHAT = "She shared offensive jokes in a WhatsApp group with other officers."
LATE = "The officer was late for duty on three dates."
PARKED = "Reported for parking his van across the drive of the social club."
ROWS = [POSTED, CHAT, *[LATE] * 200, PARKED]
ONE_PERCENT = Aim(prevalence=0.01)


def test_rows_are_routed_with_their_reasons(scorer: Scorer) -> None:
    """A post is relevant or read, lateness is neither, a search word's hit is read."""
    decided = decide(ROWS, scorer=scorer, aim=ONE_PERCENT)
    assert set(decided.decision[:2]) <= {RELEVANT, REVIEW}
    assert set(decided.decision[2:-1]) == {NOT_RELEVANT}
    assert (decided.decision[-1], decided.reason[-1]) == (REVIEW, REASONS["keyword"])
    assert decided.scored.terms[0] == ("Facebook",)
    assert decided.scored.terms[1] == ()
    assert decided.keyword_hit.tolist() == [True, False, *[False] * 200, True]


def test_probabilities_are_those_of_the_prevalence(scorer: Scorer) -> None:
    """Given, it is used as given; the score is free of it and does not move."""
    few, many = (decide(ROWS, scorer=scorer, aim=Aim(prevalence=p)) for p in (0.01, 0.3))
    assert (few.prevalence.value, few.prevalence.how) == (0.01, "as given")
    assert (few.scored.score == many.scored.score).all()
    assert few.probability == pytest.approx(probability_at(few.scored.score, 0.01))
    assert (few.probability < many.probability).all()


def test_the_prevalence_is_estimated_where_it_is_not_given(scorer: Scorer) -> None:
    """From the export's own scores, drawn to the topic's prior where there are few."""
    decided = decide(ROWS, scorer=scorer, aim=Aim())
    assert 0 < decided.prevalence.value < 0.5
    assert decided.prevalence.how.startswith("estimated from")


@settings(max_examples=20)
@given(
    texts=st.lists(st.sampled_from([*ROWS[:3], PARKED, "Tweeted twice", "On Twitter", ""])),
    target=st.floats(0.01, 0.99),
    prevalence=st.none() | st.floats(0.0001, 0.9999),
)
def test_no_keyword_hit_is_dropped(
    scorer: Scorer, texts: list[str], target: float, prevalence: float | None
) -> None:
    """Whatever is asked for: a row that the keyword search finds is relevant or read."""
    aim = Aim(target_recall=target, prevalence=prevalence)
    decided = decide(texts, scorer=scorer, aim=aim)
    assert not (decided.decision[decided.keyword_hit] == NOT_RELEVANT).any()
    assert len(decided.decision) == len(decided.scored.terms) == len(texts)


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 95.0, float("nan")])
def test_a_share_that_is_none_is_refused(value: float) -> None:
    """Both shares are in (0, 1), and the message says which option and what was found."""
    with pytest.raises(SettingError, match=rf"--target-recall is {value:g}\. Give a share"):
        Aim(target_recall=value)
    with pytest.raises(SettingError, match=rf"--prevalence is {value:g}\. Give a share"):
        Aim(prevalence=value)
