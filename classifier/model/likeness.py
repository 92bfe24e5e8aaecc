"""How alike texts are, for the review loop: by their words, and by what else they are alike to.

The features are TF-IDF of words, pairs of words and pairs of stems; no model is needed for them,
only the texts, so that they serve any topic. Two texts are akin, too, if they are alike to the
same others: what belongs together is learned from the unread texts (cluster kernels, Chapelle,
Weston and Schoelkopf 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.ngrams import normalised, word_ngrams

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_BITS: Final = 18
_COMMON: Final = 0.95
"""A feature in a larger share of the texts says nothing."""

_HEADING: Final = 0.1
"""How much a heading alone counts beside heading and text together."""

_LANDMARKS: Final = 1_000
"""Texts, spread evenly over all, that the others are compared with for what they are alike to."""

_SKETCH: Final = 64
"""Numbers in a sketch: enough to tell texts of different kinds apart."""

_STEM: Final = 5
"""Letters of a word that make its stem: what follows is mostly its ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What is needed to say how alike texts are; products of rows say it.

    Parameters
    ----------
    X
        Their features, shape (texts, features), each text of length 1.
    kin
        What each is alike to, shape (texts, landmarks), of length 1, or 0 if to nothing.
    """

    X: csr_matrix
    kin: NDArray[np.float32]


def likeness(texts: Sequence[str], *, headings: Sequence[str] | None = None) -> Likeness:
    """Compare texts.

    Parameters
    ----------
    texts
        All the texts of a loop, read and unread: what is rare among them weighs more.
    headings
        What stands above each, if there is such a thing; it is to be in the texts too.
    """
    from scipy.sparse import csr_matrix, hstack

    words = word_features(texts)
    blocks = [
        (0.3, words),
        (0.3, _tf_idf(word_ngrams(texts, longest=2, bits=_BITS))),
        (0.4, _tf_idf(word_ngrams(_stems(texts), longest=2, bits=_BITS))),
    ]
    if headings is not None:
        blocks = [(share * (1 - _HEADING), block) for share, block in blocks]
        blocks.append((_HEADING, _tf_idf(word_ngrams(headings, longest=2, bits=_BITS))))
    parts = [np.float32(np.sqrt(share)) * block for share, block in blocks]
    return Likeness(X=csr_matrix(hstack(parts, format="csr")), kin=_kin(words))


def word_features(texts: Sequence[str]) -> csr_matrix:
    """Give the words of texts alone, shape (texts, features), each text of length 1."""
    return _tf_idf(word_ngrams(texts, longest=1, bits=_BITS))


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


def _stems(texts: Sequence[str]) -> list[str]:
    return [" ".join([word[:_STEM] for word in text.split()]) for text in map(normalised, texts)]


def _kin(X: csr_matrix) -> NDArray[np.float32]:
    """Say what each text is alike to, shape (texts, landmarks), of length 1 or 0.

    Likeness is centred, so that it counts how much more alike two texts are than usual; that of
    a landmark to itself says nothing, and is left out.
    """
    number = X.shape[0]
    landmarks = np.unique(np.linspace(0, number - 1, min(_LANDMARKS, number)).astype(np.int64))
    usual = X @ np.asarray(X.mean(axis=0)).ravel()
    kin: NDArray[np.float32] = (X @ X[landmarks].T).toarray()
    kin -= (usual[:, np.newaxis] + usual[landmarks] - usual.mean()).astype(np.float32)
    kin[landmarks, np.arange(len(landmarks))] = 0
    length = np.linalg.norm(kin, axis=1, keepdims=True)
    np.divide(kin, length, out=kin, where=length > 0)
    return kin


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
