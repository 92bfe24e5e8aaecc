from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from classifier.domain.errors import TopicError
from classifier.io.corpus import Corpus, read_corpus
from classifier.services.learning import real_mix_weights, training_set

if TYPE_CHECKING:
    from conftest import Tiny

CORPUS = Corpus(
    texts=("a", "b", "c", "d", "e", "f"),
    kinds=("plus", "plain", "plain", "plain", "hard", "hard"),
    files=("x",) * 6,
    relevant=np.array([1, 0, 0, 0, 0, 0]),
    borderline=np.zeros(6, dtype=np.bool_),
    digest="",
)


def test_irrelevant_kinds_stand_in_the_real_mix() -> None:
    """By hand: 90 % plain, 10 % hard among five irrelevant texts; relevant ones count one each."""
    weight = real_mix_weights({"plain": 0.9, "hard": 0.1}, CORPUS)
    assert weight == pytest.approx([1, 1.5, 1.5, 1.5, 0.25, 0.25])


def test_a_mix_need_not_add_up() -> None:
    """A kind that the corpus has not got is left out, and the others keep their ratio."""
    weight = real_mix_weights({"plain": 0.45, "hard": 0.05, "absent": 0.5}, CORPUS)
    assert weight[1:].sum() == pytest.approx(5)
    assert weight[1] / weight[4] == pytest.approx(6)


def test_a_kind_without_a_share_is_named() -> None:
    """An irrelevant text of a kind that the topic does not weigh is an error."""
    with pytest.raises(TopicError, match=r"kind 'hard' .* no share in \[real_mix\]"):
        real_mix_weights({"plain": 1.0}, CORPUS)


def test_each_file_is_a_voice_and_mixtures_stay_within(tiny: Tiny) -> None:
    """Groups are files; a mixture has words of its own file's voice only; features fit windows."""
    corpus = read_corpus(tiny.root / "training_data" / "dogs" / "corpus")
    made = training_set(tiny.workspace.topic, corpus)
    assert made.group.tolist() == [0] * 18 + [1] * 18 + [2] * 18
    assert {entries.texts for entries in made.features.values()} == {len(made.windows.texts)}
    assert {entries.texts for entries in made.mixtures.values()} == {len(made.mixture_of)}
    assert 0 < len(made.mixture_of) < len(corpus.texts)


def test_rows_in_another_order_are_the_same_training_set(tiny: Tiny, tmp_path: Path) -> None:
    """What a text's features are does not depend on where it stands."""
    corpus = read_corpus(tiny.root / "training_data" / "dogs" / "corpus")
    back = dataclasses.replace(
        corpus,
        texts=corpus.texts[::-1],
        kinds=corpus.kinds[::-1],
        files=corpus.files[::-1],
        relevant=corpus.relevant[::-1],
        borderline=corpus.borderline[::-1],
    )
    first, second = (training_set(tiny.workspace.topic, one) for one in (corpus, back))
    for name, entries in first.features.items():
        mine = entries.take(np.array([0]))
        other = second.features[name].take(np.array([len(corpus.texts) - 1]))
        assert mine.feature.tolist() == other.feature.tolist(), name
        assert mine.count.tolist() == other.count.tolist(), name
