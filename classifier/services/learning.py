"""From a topic's labelled text to a training set, and how a model is named by what it learned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.errors import TopicError
from classifier.domain.topic import Topic
from classifier.io.corpus import Corpus
from classifier.model.mixtures import mix
from classifier.model.train import TrainingSet
from classifier.model.windows import windows
from classifier.rules.keyword import find_any
from classifier.rules.terms import TermMarker
from classifier.services.scoring import features_of

MIXTURE_SHARE = 0.5
SEED = 0
LIBRARIES: Final = ("numpy", "scikit-learn", "scipy", "spacy")
"""Those that a model's bytes depend on, for its card."""


def version_of(kind: str, arrays: Mapping[str, NDArray[Any]], source: str = "") -> str:
    """Name a model by what it learned, so that the same training gives the same name.

    Parameters
    ----------
    kind
        What the name begins with.
    arrays
        What was learned.
    source
        What it was learned from, where a model of the same arrays may come of other lessons.
    """
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(name.encode())
        digest.update(array.tobytes())
    digest.update(source.encode())
    return f"{kind}-{digest.hexdigest()[:10]}"


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
        named=named_by_anybody(topic.named_by_others, corpus),
        hit=find_any(corpus.texts, topic.keywords),
        candidates=topic.real_candidates,
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


def named_by_anybody(kinds: Sequence[str], corpus: Corpus) -> NDArray[np.bool_]:
    """Say where what the topic is about plays a part, be it as another person's, shape (texts,)."""
    others = np.array([kind in kinds for kind in corpus.kinds], dtype=np.bool_)
    named: NDArray[np.bool_] = (corpus.relevant == 1) | others
    return named
