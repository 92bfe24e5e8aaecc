from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from classifier.model import train as module
from classifier.model.mixtures import mix
from classifier.model.screen import Screen
from classifier.model.train import Settings, Trained, TrainingSet, inputs_of, train
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


def arrays(trained: Trained) -> list[dict[str, bytes]]:
    """Give all that was learned, as bytes."""
    learned = (trained.gate, trained.screen, trained.unread, trained.screened)
    named = [part.to_arrays() for part in learned]
    return [{name: one.tobytes() for name, one in part.items()} for part in named] + [
        {"score": trained.score.tobytes()}
    ]
