"""The fast screen: a regularised logistic regression over hashed counts, applied with NumPy alone.

Within each block of features a text is a vector of ``(1 + log count) * idf`` brought to length 1
(Salton and Buckley 1988); each feature is then stretched by a power of its log-count ratio, as
naive Bayes would weigh it (Wang and Manning 2012, "NBSVM"), and a regression does the rest. The
regressions for several powers are averaged; being linear, together they are one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from classifier.domain.entries import Entries
from classifier.model.features import Features

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

_FLOAT: Final = np.float32


@dataclass(frozen=True, slots=True)
class Block:
    """What was learned of one block of features.

    Parameters
    ----------
    idf
        Shape (size,): inverse document frequencies, 0 for a feature in too few texts.
    weight
        Shape (size,): what each normalised count adds to the log odds.
    """

    idf: NDArray[np.float32]
    weight: NDArray[np.float32]

    def log_odds(self, entries: Entries) -> NDArray[np.float64]:
        """Give what this block adds to the log odds of each text, shape (texts,)."""
        value: NDArray[np.float64] = (1 + np.log(entries.count)) * self.idf[entries.feature]
        length = np.sqrt(entries.sum_by_text(value * value))
        total = entries.sum_by_text(value * self.weight[entries.feature])
        return np.divide(total, length, out=np.zeros_like(total), where=length > 0)


class Screen:
    """The screen, with scikit-learn's contract on `Features`.

    Parameters
    ----------
    C
        Inverse strength of the regularisation, above 0.
    powers
        How far the log-count ratio stretches a feature, 0 not at all, 1 fully: a regression each.
    smoothing
        Added to each feature's total before the ratio is taken, above 0.
    min_texts
        In how many training texts a feature must stand to count at all.
    seed
        For the order in which the solver visits the texts.
    """

    def __init__(
        self,
        *,
        C: float = 10.0,
        powers: Sequence[float] = (0.0, 0.5, 1.0),
        smoothing: float = 0.3,
        min_texts: int = 2,
        seed: int = 0,
    ) -> None:
        self.C = C
        self.powers = powers
        self.smoothing = smoothing
        self.min_texts = min_texts
        self.seed = seed

    def fit(
        self, X: Features, y: NDArray[np.int64], sample_weight: NDArray[np.float64] | None = None
    ) -> Self:
        """Learn from labelled texts.

        Parameters
        ----------
        X
            The features of the texts.
        y
            Labels, 1 relevant or 0 not, shape (texts,).
        sample_weight
            How much each text counts, shape (texts,).
        """
        idf = {name: self._idf(entries) for name, entries in X.items()}
        value = {name: _normalised(entries, idf[name]) for name, entries in X.items()}
        ratio = {name: self._ratio(entries, value[name], y) for name, entries in X.items()}
        weight = {name: np.zeros(entries.size) for name, entries in X.items()}
        self.intercept_ = 0.0
        for power in self.powers:
            stretch = {name: _stretch(ratio[name], power, idf[name] > 0) for name in X}
            regression = self._regression().fit(
                _matrix(X, value, stretch), y, sample_weight=sample_weight
            )
            edges = np.cumsum([entries.size for entries in X.values()])[:-1]
            for name, learned in zip(X, np.split(regression.coef_[0], edges), strict=True):
                weight[name] += learned * stretch[name] / len(self.powers)
            self.intercept_ += float(regression.intercept_[0]) / len(self.powers)
        self.blocks_ = {
            name: Block(idf[name].astype(_FLOAT), weight[name].astype(_FLOAT)) for name in X
        }
        return self

    def parts(self, X: Features) -> NDArray[np.float64]:
        """Give what each block adds to the log odds of each text, shape (texts, blocks).

        The blocks stand in the order of their names, whatever order they were loaded in.
        """
        names = sorted(self.blocks_)
        return np.column_stack([self.blocks_[name].log_odds(X[name]) for name in names])

    def decision_function(self, X: Features) -> NDArray[np.float64]:
        """Give the log odds of each text at the training prevalence, shape (texts,)."""
        total: NDArray[np.float64] = self.parts(X).sum(axis=1)
        return total + self.intercept_

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Give all that was learned, as named arrays."""
        arrays: dict[str, NDArray[Any]] = {"intercept": np.array([self.intercept_])}
        for name, block in self.blocks_.items():
            arrays |= {f"{name}.idf": block.idf, f"{name}.weight": block.weight}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Make a fitted screen from what `to_arrays` gave."""
        screen = cls()
        screen.intercept_ = float(arrays["intercept"][0])
        names = [key.removesuffix(".idf") for key in arrays if key.endswith(".idf")]
        screen.blocks_ = {
            name: Block(arrays[f"{name}.idf"], arrays[f"{name}.weight"]) for name in names
        }
        return screen

    def _idf(self, entries: Entries) -> NDArray[np.float64]:
        """Smoothed inverse document frequencies, as scikit-learn's TfidfTransformer has them."""
        texts_with = entries.sum_by_feature(np.ones(len(entries.text)))
        idf = np.log((1 + entries.texts) / (1 + texts_with)) + 1
        return np.where(texts_with >= self.min_texts, idf, 0.0)

    def _ratio(
        self, entries: Entries, value: NDArray[np.float64], y: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Give the size of each feature's log-count ratio, shape (size,)."""
        relevant = entries.sum_by_feature(value * y[entries.text]) + self.smoothing
        other = entries.sum_by_feature(value * (1 - y[entries.text])) + self.smoothing
        ratio: NDArray[np.float64] = np.log((relevant / relevant.sum()) / (other / other.sum()))
        return np.abs(ratio)

    def _regression(self) -> LogisticRegression:
        from sklearn.linear_model import LogisticRegression

        return LogisticRegression(
            C=self.C, solver="liblinear", dual=True, tol=1e-3, max_iter=1000, random_state=self.seed
        )


def _stretch(
    ratio: NDArray[np.float64], power: float, counted: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Give the factor of each feature, shape (size,), 1 on average over those that count."""
    stretch: NDArray[np.float64] = ratio**power
    average = float(stretch[counted].mean()) if counted.any() else 1.0
    return stretch / average


def _matrix(
    X: Features,
    value: Mapping[str, NDArray[np.float64]],
    stretch: Mapping[str, NDArray[np.float64]],
) -> csr_matrix:
    """Lay the blocks side by side, stretched, shape (texts, all features)."""
    from scipy.sparse import csr_matrix, hstack

    blocks = [
        csr_matrix(
            (value[name] * stretch[name][entries.feature], (entries.text, entries.feature)),
            shape=(entries.texts, entries.size),
        )
        for name, entries in X.items()
    ]
    return csr_matrix(hstack(blocks))


def _normalised(entries: Entries, idf: NDArray[np.float64]) -> NDArray[np.float64]:
    value = (1 + np.log(entries.count)) * idf[entries.feature]
    length = np.sqrt(entries.sum_by_text(value * value))[entries.text]
    return np.divide(value, length, out=np.zeros_like(value), where=length > 0)
