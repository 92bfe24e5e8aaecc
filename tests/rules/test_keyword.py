from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.topic import KeywordRule, Topic
from classifier.kernel.texts import Texts
from classifier.rules.estimators import KeywordClassifier, TermClassifier
from classifier.rules.keyword import find_any, find_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reported for anti-social parking.", ("Social",)),
        ("He rang Social Services twice.", ("Social",)),
        ("Put it on TikTok.", ()),
        ("Put it on Tik Tok.", ("Tik Tok",)),
        ("put it on FACEBOOK and tWiTTer", ("Facebook", "Twitter")),
        ("Twitter, then Facebook", ("Facebook", "Twitter")),
        ("A socialist, sociable man", ("Social",)),
        ("Posted in a group chat.", ()),
        ("", ()),
    ],
)
def test_the_search_finds_what_the_force_found(
    topic: Topic, text: str, words: tuple[str, ...]
) -> None:
    """The five words anywhere, in any case, with their faults; in the rule's order."""
    assert find_words([text], topic.keywords) == [words]


@given(before=st.text(), after=st.text(), word=st.sampled_from(["Facebook", "Tik Tok"]))
def test_a_word_is_found_anywhere(before: str, after: str, word: str) -> None:
    """Whatever stands around it, and in whatever case."""
    rule = KeywordRule(words=("Facebook", "Tik Tok"))
    texts = [before + word.upper() + after, before + word.lower() + after]
    assert all(word in words for words in find_words(texts, rule))


@pytest.mark.parametrize("words", [("Facebook", "Tik Tok"), ("Café", "Tik Tok"), ()])
def test_a_rule_may_have_any_words(words: tuple[str, ...]) -> None:
    """With words beyond ASCII, too, or none; and whether the texts are laid out already or not."""
    rule, texts = KeywordRule(words=words), ["At the CAFÉ on tik tok", "", "Facebook"]
    wanted = [tuple(word for word in words if word.lower() in text.lower()) for text in texts]
    assert find_words(texts, rule) == find_words(texts, rule, laid=Texts.of(texts)) == wanted
    assert find_any(texts, rule).tolist() == [bool(one) for one in wanted]
    assert find_any(texts, rule, laid=Texts.of(texts)).tolist() == [bool(one) for one in wanted]


def test_the_search_is_a_classifier(topic: Topic) -> None:
    """As a scikit-learn classifier: 1 where a word stands, and a clone knows its rule."""
    from sklearn.base import clone

    texts = ["Put it on TikTok.", "He rang Social Services twice.", "Was late."]
    rule = clone(KeywordClassifier(topic.keywords)).fit(texts)
    assert rule.predict(texts).tolist() == [0, 1, 0]
    assert rule.score(texts, np.array([0, 1, 1])) == pytest.approx(2 / 3)


def test_the_word_list_is_a_classifier(topic: Topic) -> None:
    """As a scikit-learn classifier: 1 where a platform is named in its own sense."""
    texts = ["Put it on TikTok.", "He rang Social Services twice.", "Was late."]
    assert TermClassifier(topic).fit(texts).predict(texts).tolist() == [1, 0, 0]
