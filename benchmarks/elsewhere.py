"""Any score on a published set, its threshold set beforehand in the way of the shipped model.

What was said out of fold of the corpus calibrates the score and places the threshold; of the
published set its rows alone are seen, never a label. The same for every rival.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.domain.route import at_or_above
from classifier.domain.topic import Topic
from classifier.evaluation.metrics import average_precision, f1
from classifier.io.corpus import Corpus
from classifier.model.calibrate import estimate_prevalence
from classifier.model.combine import Combiner
from classifier.services.band import place_band
from classifier.services.decide import Aim
from classifier.services.learning import real_mix_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A corpus, and what was said of each of its texts by what had not seen it.

    Parameters
    ----------
    topic, corpus
        The topic and its labelled text.
    said
        Log odds, or whatever rises with them, shape (texts,).
    """

    topic: Topic
    corpus: Corpus
    said: NDArray[np.float64]


def judged(
    known: Known, said: NDArray[np.float64], *, relevant: NDArray[np.bool_]
) -> dict[str, float]:
    """Give average precision, and F1 at the threshold set beforehand, of a set from elsewhere.

    Parameters
    ----------
    known
        What the threshold comes from.
    said
        Of each row of the set, on the scale of ``known.said``, shape (rows,).
    relevant
        Its labels, shape (rows,).
    """
    corpus, mix = known.corpus, real_mix_weights(known.topic.real_mix, known.corpus)
    calibrate = Combiner().fit(known.said[:, np.newaxis], corpus.relevant, mix)
    score = calibrate.score(said[:, np.newaxis])
    policy = place_band(
        calibrate.score(known.said[:, np.newaxis]),
        relevant=corpus.relevant == 1,
        mix=mix,
        target_recall=Aim().target_recall,
        target_precision=known.topic.target_precision,
        prevalence=estimate_prevalence(score, known.topic.prior_prevalence),
    )
    return {
        "average_precision": average_precision(said, relevant=relevant),
        "f1": f1(at_or_above(score, policy.upper), relevant=relevant),
    }
