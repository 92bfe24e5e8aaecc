"""From a topic's labelled text to a training set, for train and the quality benchmark."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import TopicError
from classifier.domain.topic import Topic
from classifier.io.corpus import Corpus
from classifier.model.mixtures import mix
from classifier.model.train import TrainingSet
from classifier.model.windows import windows
from classifier.rules.terms import TermMarker
from classifier.services.scoring import features_of

MIXTURE_SHARE = 0.5
SEED = 0


def training_set(topic: Topic, corpus: Corpus) -> TrainingSet:
    """Make a corpus ready to be learned from; each of its files is a group."""
    marker = TermMarker(topic)
    group = np.unique(corpus.files, return_inverse=True)[1].astype(np.int64)
    cut = windows(corpus.texts)
    mixtures, mixture_of = mix(corpus.texts, corpus.relevant, group, share=MIXTURE_SHARE, seed=SEED)
    return TrainingSet(
        windows=cut,
        features=features_of(marker, cut.texts),
        y=corpus.relevant,
        group=group,
        weight=real_mix_weights(topic.real_mix, corpus),
        mixtures=features_of(marker, mixtures),
        mixture_of=mixture_of,
    )


def real_mix_weights(real_mix: Mapping[str, float], corpus: Corpus) -> NDArray[np.float64]:
    """Weigh irrelevant texts so that their kinds stand in the mix of a real export.

    Returns
    -------
    NDArray[np.float64]
        Shape (texts,): 1 for relevant texts; the irrelevant ones' weights add up to their number.

    Raises
    ------
    TopicError
        If an irrelevant text's kind has no share in the topic.
    """
    kinds = np.array(corpus.kinds)
    weight = np.ones(len(kinds))
    irrelevant = corpus.relevant == 0
    for kind in np.unique(kinds[irrelevant]).tolist():
        if kind not in real_mix:
            message = f"The kind {kind!r} of irrelevant texts has no share in [real_mix]."
            raise TopicError(message, advice="Add it to the topic's topic.toml.")
        these = irrelevant & (kinds == kind)
        weight[these] = real_mix[kind] * irrelevant.sum() / these.sum()
    weight[irrelevant] *= irrelevant.sum() / weight[irrelevant].sum()
    return weight
