"""The loop's learners: they rank what is unread by what was read.

One knows nothing but the labels, and learns any topic: a ridge regression of them on TF-IDF of
word stems and pairs of stems, with an intercept. The relevant texts, few as they are, weigh ten
times as much as all others together, the ratio of ASReview's ELAS u4. On text a ridge ranks as
well as a support vector machine (Rifkin, Yeo and Poggio 2003, "Regularized least-squares
classification"), and it has a closed form: in the dual, one system of linear equations with a row
for each label, whatever the number of features.

The other begins with a trained model and learns a correction of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.adapt import Correction
from classifier.model.ngrams import word_ngrams

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_STEM: Final = 5
"""Letters of a word that count: what follows is mostly its ending."""

_BITS: Final = 18
_COMMON: Final = 0.95
"""A feature in a larger share of the texts says nothing."""

_HEADING: Final = 0.1
"""How much a heading alone counts beside heading and text together."""

_RATIO: Final = 9.8
"""How much the relevant texts weigh against all others."""

_STRENGTH: Final = 0.07
"""How closely the labels are followed, for a label of average weight."""

_SKETCH: Final = 64
"""Numbers in a sketch: enough to tell texts of different kinds apart."""

_WORD: Final = re.compile(r"[^\W_]+")


def loop_features(texts: Sequence[str], *, headings: Sequence[str] | None = None) -> csr_matrix:
    """Make the features of the texts of a loop, shape (texts, features), each of length 1.

    Parameters
    ----------
    texts
        All the texts, read and unread; what is rare among them weighs more.
    headings
        What stands above each, if there is such a thing; it is to be in the texts too.
    """
    from scipy.sparse import csr_matrix, hstack

    whole = _tf_idf(_stems(texts))
    if headings is None:
        return whole
    parts = [whole * np.sqrt(1 - _HEADING), _tf_idf(_stems(headings)) * np.sqrt(_HEADING)]
    return csr_matrix(hstack(parts, format="csr"))


def sketches(X: csr_matrix) -> NDArray[np.float32]:
    """Give what each text is like in a few numbers, shape (texts, width), of length 1 or 0.

    A count sketch (Charikar, Chen and Farach-Colton 2002): the features are thrown together, half
    of them with the sign turned, so that products of sketches are products of texts on average.
    """
    from scipy.sparse import csr_matrix

    feature = np.arange(X.shape[1])
    sign = (1 - 2 * (feature // _SKETCH % 2)).astype(np.float32)
    thrown = csr_matrix((sign, (feature, feature % _SKETCH)), shape=(len(feature), _SKETCH))
    sketch: NDArray[np.float32] = (X @ thrown).toarray()
    length = np.linalg.norm(sketch, axis=1, keepdims=True)
    np.divide(sketch, length, out=sketch, where=length > 0)
    return sketch


class ActiveLearner:
    """Learns from labels as they come.

    Parameters
    ----------
    X
        The features of all texts, as `loop_features` gives them.
    """

    def __init__(self, X: csr_matrix) -> None:
        self._X = X
        self._read = np.zeros(0, dtype=np.int64)
        self._y = np.zeros(0, dtype=np.int64)
        self._alike = np.zeros((0, 0), dtype=np.float32)

    def learn(self, rows: NDArray[np.int64], y: NDArray[np.int64]) -> None:
        """Take in the labels of some more texts.

        Parameters
        ----------
        rows
            Their positions, shape (texts,), none of them seen before.
        y
            Their labels, 1 relevant or 0 not, shape (texts,).
        """
        before, self._read = len(self._read), np.concatenate([self._read, rows])
        self._y = np.concatenate([self._y, y])
        across = (self._X[self._read] @ self._X[rows].T).toarray()
        alike = np.ones((len(self._read), len(self._read)), dtype=np.float32)
        alike[:before, :before] = self._alike
        alike[:, before:], alike[before:] = across, across.T
        self._alike = alike

    def scores(self) -> NDArray[np.float64]:
        """Score every text, shape (texts,): about 1 for a relevant one and -1 for another.

        Both kinds must have been read.
        """
        from scipy.linalg import solve

        system = self._alike + np.float32(1)  # the intercept, penalised as any weight
        system[np.diag_indices_from(system)] += 1 / self._weights()
        wanted = (2 * self._y - 1).astype(np.float32)
        dual = solve(system, wanted, assume_a="pos", overwrite_a=True, check_finite=False)
        weight = self._X[self._read].T @ dual
        scored: NDArray[np.float64] = self._X @ weight + dual.sum()
        return scored

    def _weights(self) -> NDArray[np.float64]:
        """Say how closely to follow each label, shape (labels,)."""
        relevant = self._y.sum()
        weight = np.where(self._y == 1, 1.0, relevant / (_RATIO * (len(self._y) - relevant)))
        closely: NDArray[np.float64] = 2 * _STRENGTH * weight / weight.mean()
        return closely


class GuidedLearner:
    """Begins with a trained model's log odds, and corrects them by labels as they come.

    Parameters
    ----------
    X
        The inputs of all texts, as `classifier.model.adapt.local_inputs` lays them out.
    log_odds
        What the model says of each, shape (texts,).
    group
        The number of each text's case, shape (texts,).
    """

    def __init__(
        self, X: Entries, *, log_odds: NDArray[np.float64], group: NDArray[np.int64]
    ) -> None:
        self._X = X
        self._log_odds = log_odds
        self._group = group
        self._read = np.zeros(0, dtype=np.int64)
        self._y = np.zeros(0, dtype=np.int64)

    def learn(self, rows: NDArray[np.int64], y: NDArray[np.int64]) -> None:
        """Take in the labels of some more texts, as `ActiveLearner.learn` does."""
        self._read = np.concatenate([self._read, rows])
        self._y = np.concatenate([self._y, y])

    def scores(self) -> NDArray[np.float64]:
        """Give the corrected log odds of every text, shape (texts,)."""
        read = self._read
        correction = Correction().fit(
            self._X.take(read), self._y, offset=self._log_odds[read], group=self._group[read]
        )
        return self._log_odds + correction.log_odds(self._X)


def _stems(texts: Sequence[str]) -> Entries:
    cut = [" ".join(word[:_STEM] for word in _WORD.findall(text)) for text in texts]
    return word_ngrams(cut, longest=2, bits=_BITS)


def _tf_idf(entries: Entries) -> csr_matrix:
    """Weigh entries as scikit-learn's TfidfVectorizer does with sublinear counts."""
    from scipy.sparse import csr_matrix

    texts_with = entries.sum_by_feature(np.ones(len(entries.text)))
    idf = np.log((1 + entries.texts) / (1 + texts_with)) + 1
    idf[texts_with > _COMMON * entries.texts] = 0
    value = (1 + np.log(entries.count)) * idf[entries.feature]
    length = np.sqrt(entries.sum_by_text(value * value))[entries.text]
    value = np.divide(value, length, out=np.zeros_like(value), where=length > 0)
    shape = (entries.texts, entries.size)
    matrix: csr_matrix = csr_matrix(
        (value.astype(np.float32), (entries.text, entries.feature)), shape=shape
    )
    return matrix[:, texts_with > 1]  # what stands in one text alone makes no two alike
