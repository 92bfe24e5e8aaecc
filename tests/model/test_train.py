from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.model import train as module
from classifier.model.mixtures import mix
from classifier.model.screen import Screen
from classifier.model.train import (
    Settings,
    Trained,
    TrainingSet,
    in_real_shares,
    inputs_of,
    train,
)
from classifier.model.windows import windows
from model.dense import entries_of

VOICES = 4
TEXTS_A_VOICE = 6
FEATURES = 16


def counted(texts: list[str]) -> dict[str, object]:
    """Count the invented words w0, w1 ... of texts, as one block."""
    rows = [[text.split().count(f"w{n}") for n in range(FEATURES)] for text in texts]
    return {"word": entries_of(np.array(rows, dtype=np.int64).reshape(len(texts), FEATURES))}


def training() -> TrainingSet:
    """Give four voices of six texts; in each a word of its own tells the label, w0 in none."""
    texts, y, group = [], [], []
    for voice in range(VOICES):
        for number in range(TEXTS_A_VOICE):
            relevant = number % 2
            own = f"w{1 + 2 * voice + relevant}"
            texts.append(f"w0 {own} {own} .\nw0 w{9 + number % 3}")
            y.append(relevant)
            group.append(voice)
    labels, voices = np.array(y), np.array(group)
    mixtures, of = mix(texts, labels, voices, share=0.5, seed=0)
    cut = windows(texts)
    return TrainingSet(
        windows=cut,
        features=counted(list(cut.texts)),
        y=labels,
        group=voices,
        weight=np.ones(len(labels)),
        mixtures=counted(mixtures),
        mixture_of=of,
        named=labels == 1,
        hit=np.zeros(len(labels), dtype=np.bool_),
    )


def every(count: int) -> np.ndarray:
    """Choose all rows."""
    return np.ones(count, dtype=np.bool_)


@pytest.mark.parametrize("folds", [2, 1000])
def test_a_fold_leaves_out_whole_voices(monkeypatch: pytest.MonkeyPatch, folds: int) -> None:
    """A text is scored out of fold by a screen that saw no text nor mixture of its voice."""
    made = training()
    fitted: list[tuple[Screen, set[int]]] = []
    fit_screen, inputs = module.fit_screen, module.inputs_of

    def spy_fit(given: TrainingSet, rows: np.ndarray, settings: Settings) -> Screen:
        screen = fit_screen(given, rows, settings)
        fitted.append((screen, set(given.group[rows].tolist())))
        return screen

    def spy_inputs(screen: Screen, given: TrainingSet, chosen: np.ndarray) -> np.ndarray:
        seen = next(groups for one, groups in fitted if one is screen)
        assert seen.isdisjoint(given.group[chosen].tolist())
        assert seen | set(given.group[chosen].tolist()) == set(range(VOICES))
        return inputs(screen, given, chosen)

    monkeypatch.setattr(module, "fit_screen", spy_fit)
    monkeypatch.setattr(module, "inputs_of", spy_inputs)
    train(made, every(len(made.y)), folds, Settings())
    assert len(fitted) == min(folds, VOICES) + 1


def gaps(made: TrainingSet, voice: np.ndarray) -> list[float]:
    """Give how far relevant texts of each voice score above the others, out of fold."""
    score = train(made, every(len(made.y)), 1000, Settings()).score
    return [
        float(
            score[(voice == v) & (made.y == 1)].mean() - score[(voice == v) & (made.y == 0)].mean()
        )
        for v in range(VOICES)
    ]


def test_leakage_would_show() -> None:
    """A voice's own words tell nothing out of fold; they would, were its texts on both sides."""
    made = training()
    assert gaps(made, made.group) == pytest.approx([0.0] * VOICES, abs=0.02)
    leaky = dataclasses.replace(made, group=np.arange(len(made.y)) % TEXTS_A_VOICE)
    assert min(gaps(leaky, made.group)) > 0.1


def test_a_mixture_is_learned_from_with_its_text_alone() -> None:
    """Leaving a voice out leaves out its mixtures: its words have no weight."""
    made = training()
    screen = module.fit_screen(made, made.group != 2, Settings())
    weight = screen.blocks_["word"].weight * screen.blocks_["word"].idf
    assert weight[[5, 6]].tolist() == [0.0, 0.0]
    assert (weight[[1, 2, 3, 4, 7, 8]] != 0).all()


def test_rows_not_chosen_are_not_learned_from() -> None:
    """Training on some rows gives out-of-fold scores for these, in their order."""
    made = training()
    rows = made.group != 1
    trained = train(made, rows, 1000, Settings())
    assert trained.score.shape == (3 * TEXTS_A_VOICE,)
    weight = trained.screen.blocks_["word"].weight * trained.screen.blocks_["word"].idf
    assert weight[[3, 4]].tolist() == [0.0, 0.0]


def test_inputs_of_some_texts_are_theirs() -> None:
    """The combiner's inputs of chosen texts do not depend on which others are chosen."""
    made = training()
    screen = module.fit_screen(made, every(len(made.y)), Settings())
    together = inputs_of(screen, made, np.arange(len(made.y)))
    chosen = np.array([17, 3, 8])
    assert inputs_of(screen, made, chosen) == pytest.approx(together[chosen], abs=1e-12)


def test_the_same_seed_trains_the_same() -> None:
    """Two trainings give the same arrays."""
    first, second = (train(training(), every(24), 1000, Settings()) for _ in range(2))
    assert arrays(first) == arrays(second)


TEXT = st.tuples(st.floats(0.01, 100), st.booleans(), st.booleans())
"""How much a text counts, whether it is irrelevant, and whether the gate lets it through."""


@given(made=st.lists(TEXT, min_size=1, max_size=30), share=st.floats(0.01, 0.99))
def test_as_many_are_let_through_as_of_an_export(
    made: list[tuple[float, bool, bool]], share: float
) -> None:
    """Of the irrelevant texts' weight, whose sum and ratios on each side stay; relevant ones keep theirs."""
    rows = [*made, (1.0, True, True), (2.0, True, False)]  # some on either side
    before, irrelevant, through = (np.array(column) for column in zip(*rows, strict=True))
    after = in_real_shares(before, irrelevant, through, share)
    assert after[~irrelevant].tolist() == before[~irrelevant].tolist()
    assert after[irrelevant].sum() == pytest.approx(before[irrelevant].sum())
    passed = irrelevant & through
    assert after[passed].sum() / after[irrelevant].sum() == pytest.approx(share)
    for side in (passed, irrelevant & ~through):
        factor = after[side] / before[side]
        assert factor == pytest.approx([factor[0]] * side.sum())


@pytest.mark.parametrize(
    ("through", "share"),
    [([1, 1, 1], 0.1), ([1, 0, 0], 0.1), ([0, 1, 0], None)],
)
def test_texts_all_on_one_side_keep_their_weights(through: list[int], share: float | None) -> None:
    """There is nothing to weigh against each other; nor without a share to weigh to."""
    weight = np.array([1.0, 2.0, 4.0])
    irrelevant = np.array([False, True, True])
    after = in_real_shares(weight, irrelevant, np.array(through) == 1, share)
    assert after.tolist() == weight.tolist()


def test_what_is_learned_counts_as_in_an_export() -> None:
    """A topic says what share is let through: told fewer, such a text is likelier to be relevant."""
    made = dataclasses.replace(training(), named=np.arange(24) % 3 != 2)
    how = Settings(gate_recall=0.5)
    plain = train(made, every(24), 1000, how)
    asked = train(dataclasses.replace(made, candidates=0.05), every(24), 1000, how)
    assert plain.weight.tolist() == made.weight.tolist()
    assert asked.through.tolist() == plain.through.tolist()
    irrelevant = made.y == 0
    assert 0 < asked.through[irrelevant].sum() < 12
    assert asked.weight[irrelevant & asked.through].sum() == pytest.approx(0.05 * 12)
    assert asked.weight.sum() == pytest.approx(24)
    assert (asked.score > plain.score)[asked.through].all()


def arrays(trained: Trained) -> list[dict[str, bytes]]:
    """Give all that was learned, as bytes."""
    learned = (trained.gate, trained.screen, trained.unread, trained.screened)
    named = [part.to_arrays() for part in learned]
    return [{name: one.tobytes() for name, one in part.items()} for part in named] + [
        {"score": trained.score.tobytes()}
    ]
