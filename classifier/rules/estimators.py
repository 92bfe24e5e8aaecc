"""The rules as scikit-learn classifiers, so that "rules or model?" is a measurement.

After koaning/human-learn: a rule is a classifier too. Texts in, zeros and ones out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from classifier.domain.topic import KeywordRule, Topic
from classifier.rules.keyword import find_words
from classifier.rules.terms import TermMarker


class KeywordClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """The keyword baseline: relevant if a search word stands in the text.

    Parameters
    ----------
    rule
        The search words.
    """

    def __init__(self, rule: KeywordRule) -> None:
        self.rule = rule

    def fit(self, X: Sequence[str], y: Any = None) -> Self:  # noqa: ANN401
        """Learn nothing: a rule is what it is."""
        self.classes_ = np.array([0, 1])
        return self

    def predict(self, X: Sequence[str]) -> NDArray[np.int64]:
        """Give 1 for the texts, shape (rows,), that hold a search word, else 0."""
        return np.array([bool(words) for words in find_words(X, self.rule)], dtype=np.int64)


class TermClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """An expert's word list: relevant if a term pattern names a platform, in its own sense.

    Parameters
    ----------
    topic
        The topic whose term patterns are used.
    """

    def __init__(self, topic: Topic) -> None:
        self.topic = topic

    def fit(self, X: Sequence[str], y: Any = None) -> Self:  # noqa: ANN401
        """Compile the patterns; nothing is learned from the texts."""
        self.classes_ = np.array([0, 1])
        self.marker_ = TermMarker(self.topic)
        return self

    def predict(self, X: Sequence[str]) -> NDArray[np.int64]:
        """Give 1 for the texts, shape (rows,), in which a platform is named, else 0."""
        return np.array([bool(names) for names in self.marker_.mark(X).platforms], dtype=np.int64)
