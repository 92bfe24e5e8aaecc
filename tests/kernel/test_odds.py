from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from classifier.domain.entries import Entries
from classifier.kernel.odds import WordModel
from classifier.kernel.texts import Texts
from classifier.model.screen import Block
from kernel import reference
from kernel.hostile import LONG, SIGNS, TEXTS

CORPUS = Path(__file__).resolve().parents[2] / "training_data" / "social_media" / "corpus"
BITS = 17


def model(longest: int = 2) -> WordModel:
    """Give a made-up model; a third of the features do not count."""
    random = np.random.default_rng(0)
    idf = (1 + random.random(2**BITS)) * (random.random(2**BITS) > 1 / 3)
    weight = random.normal(size=2**BITS)
    return WordModel.of(
        idf.astype(np.float32), weight.astype(np.float32), intercept=-0.5, longest=longest
    )


def by_numpy(words: WordModel, texts: list[str]) -> NDArray[np.float64]:
    """Give the log odds of whole texts, the long way."""
    counts = reference.word_ngrams(texts, longest=words.longest, bits=BITS)
    return Block(words.learned[:, 0], words.learned[:, 1]).log_odds(counts) + words.intercept


@given(texts=TEXTS)
@example(texts=[])
@example(texts=["", "a", SIGNS, f"{SIGNS}. {SIGNS[::-1]}.", "A b. A b. A b c."])
def test_the_highest_of_text_and_sentences_is_found(texts: list[str]) -> None:
    """Of each text, the first of equal sentences, as scoring each by itself would find."""
    words = model()
    said = words.look(Texts.of(texts))
    for text, highest, span in zip(texts, said.highest, said.spans.tolist(), strict=True):
        places = sentence_spans_of(text)
        scores = by_numpy(words, [text, *(text[start:end] for start, end in places)])
        assert highest == pytest.approx(scores.max(), abs=1e-12)
        if places:
            assert scores[1 + places.index(tuple(span))] == pytest.approx(scores[1:].max())
        else:
            assert tuple(span) == (0, len(text))


def sentence_spans_of(text: str) -> list[tuple[int, int]]:
    """Give where the sentences of a text stand, by the reference."""
    return reference.sentence_spans(text)


@given(texts=TEXTS)
def test_what_is_said_of_a_text_is_its_own(texts: list[str]) -> None:
    """Beside any others, and as a sentence of another: the very same figure."""
    words = model(3)
    alone = [words.say(Texts.of([text])).item() for text in texts]
    assert words.say(Texts.of(texts)).tolist() == alone
    said = words.look(Texts.of(texts))
    for text, highest, (start, end) in zip(texts, said.highest, said.spans.tolist(), strict=True):
        assert highest == words.say(Texts.of([text, text[start:end]])).max()


def test_the_first_of_equal_sentences_is_the_best() -> None:
    """Where two say the same, the one that is read first."""
    said = model().look(Texts.of(["Was late. Was late. "]))
    assert said.spans.tolist() == [[0, 9]]


@pytest.mark.parametrize("text", LONG, ids=range(len(LONG)))
def test_long_texts_are_scored(text: str) -> None:
    """A megabyte in one text, one word ever again or none."""
    words = model()
    assert words.say(Texts.of([text])) == pytest.approx(by_numpy(words, [text]), abs=1e-9)
    start, end = words.look(Texts.of(["", text])).spans[1].tolist()
    assert 0 <= start <= end <= len(text)


@pytest.mark.parametrize("bits", [1, 2, 5])
def test_features_may_be_fewer_than_words(bits: int) -> None:
    """Even if every feature there is stands in a text, often."""
    texts = ["a b c d e f g h i j k l m n o p", "", "a a a"]
    idf, weight = np.ones(2**bits, np.float32), np.arange(2**bits, dtype=np.float32)
    said = WordModel.of(idf, weight, intercept=0.0, longest=2).say(Texts.of(texts))
    counts = reference.word_ngrams(texts, longest=2, bits=bits)
    assert said == pytest.approx(Block(idf, weight).log_odds(counts))


def matrix(entries: Entries) -> csr_matrix:
    """Give counts as scikit-learn takes them."""
    return csr_matrix(
        (entries.count, (entries.text, entries.feature)), (entries.texts, entries.size)
    )


def test_it_says_what_scikit_learn_says_of_the_corpus() -> None:
    """Exact TF-IDF with logarithmic counts, and a logistic regression, to 1e-5."""
    texts = [text for path in sorted(CORPUS.glob("*.csv")) for text in texts_of(path)]
    counts = matrix(reference.word_ngrams(texts, longest=2, bits=BITS))
    weighted = TfidfTransformer(sublinear_tf=True).fit(counts)
    labels = np.arange(len(texts)) % 2
    fitted = LogisticRegression(max_iter=20, tol=0.1).fit(weighted.transform(counts), labels)
    words = WordModel.of(
        weighted.idf_.astype(np.float32),
        fitted.coef_[0].astype(np.float32),
        intercept=fitted.intercept_.item(),
        longest=2,
    )
    wanted = fitted.decision_function(weighted.transform(counts))
    assert len(texts) > 1_000
    np.testing.assert_allclose(words.say(Texts.of(texts)), wanted, rtol=0, atol=1e-5)


def texts_of(path: Path) -> list[str]:
    """Read the texts of a part of the corpus."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("size", [0, 1, 3, 12])
def test_features_are_a_power_of_two(size: int) -> None:
    """A model that no hash fits is refused before it is read."""
    empty = np.zeros(size, dtype=np.float32)
    with pytest.raises(ValueError, match="a power of two"):
        WordModel.of(empty, empty, intercept=0.0, longest=2)


def test_a_model_is_as_the_library_reads_it() -> None:
    """Numbers of another size, or none for a feature, are refused."""
    with pytest.raises(ValueError, match="two numbers for each feature"):
        WordModel(learned=np.zeros((4, 2)), intercept=0.0, longest=2)


def test_threads_do_not_meet() -> None:
    """Several at once say what each says alone: nothing is kept between calls."""
    words, texts = model(), Texts.of([f"He posted {n}. It was {n} late." for n in range(5_000)])
    alone = words.look(texts).highest.tolist()
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(words.look, [texts] * 8))
    assert all(one.highest.tolist() == alone for one in said)
