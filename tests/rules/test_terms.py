from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from classifier.domain.topic import TermPattern, Topic
from classifier.rules.terms import TermMarker


@pytest.fixture(scope="module")
def marker(topic: Topic) -> TermMarker:
    """Give the shipped topic's marker."""
    return TermMarker(topic)


def small(topic: Topic, *patterns: tuple[str, str, str, str]) -> TermMarker:
    """Give a marker with a few patterns: name, group, platform, line."""
    made = tuple(
        TermPattern(name=n, group=g, platform=p, lines=(line,)) for n, g, p, line in patterns
    )
    return TermMarker(dataclasses.replace(topic, patterns=made))


@pytest.mark.parametrize(
    ("text", "platforms"),
    [
        ("The social worker was not told.", ()),
        ("Reported for anti-social behaviour at the social club.", ()),
        ("Uploaded the clip to TikTok.", ("TikTok",)),
        ("Uploaded the clip to Tik Tok.", ("TikTok",)),
        ("Tweeted about it, then wrote on Facebook and facebook.", ("Facebook", "X/Twitter")),
        ("Sent the picture to a WhatsApp group.", ("WhatsApp",)),
        ("Was late for duty on three dates.", ()),
        ("He went through the traffic signal.", ()),
        ("", ()),
    ],
)
def test_platforms_are_named_in_their_own_sense(
    marker: TermMarker, text: str, platforms: tuple[str, ...]
) -> None:
    """As the codebook names them, in the topic's order, each once; another sense names none."""
    assert marker.mark([text]).platforms == (platforms,)


def test_a_sense_covers_only_what_is_within_it(topic: Topic) -> None:
    """A sense pattern says "not this one" of the matches that it covers, and of no other."""
    marker = small(
        topic,
        ("site", "network", "Signal", "signal"),
        ("other", "sense", "", "traffic signal"),
    )
    marked = marker.mark(
        ["Sent by signal.", "At the traffic signal.", "A traffic signal, by signal."]
    )
    assert marked.platforms == (("Signal",), (), ("Signal",))


def test_a_platform_is_masked_by_its_kind(topic: Topic) -> None:
    """What is learned of one site holds for all: the masked text says the kind, not the name."""
    marker = small(
        topic,
        ("a", "network", "Facebook", "facebook"),
        ("b", "network", "Facebook", "facebook page"),
        ("c", "dating", "Tinder", "tinder"),
    )
    (masked,) = marker.mark(["On a Facebook page, not Tinder."]).masked
    assert masked == "on a xnetwork , not xdating ."


def test_only_sentences_with_a_hint_are_hinted(topic: Topic) -> None:
    """Sentences that name no platform and hint at none are left out of the hinted text."""
    marker = small(topic, ("a", "network", "", "facebook"), ("b", "act", "", "late"))
    (hinted,) = marker.mark(["Was late. Wrote on Facebook; was late again."]).hinted
    assert hinted == ". wrote on xnetwork"


def test_patterns_and_their_order_within_a_sentence_are_features(topic: Topic) -> None:
    """Who did it before what: the same words in another order are other features."""
    marker = small(
        topic,
        ("who", "officer", "", "officer"),
        ("what", "post", "", "posted"),
        ("where", "network", "", "facebook"),
    )
    texts = ["officer posted facebook", "facebook posted officer", "officer. posted. facebook"]
    terms = marker.mark(texts).terms
    first, second, third = (set(terms.feature[terms.text == n].tolist()) for n in range(3))
    assert first != second
    assert third == {0, 1, 2}
    assert first & second == {0, 1, 2}


def test_marks_are_those_of_each_text_alone(marker: TermMarker) -> None:
    """What a text's features are does not depend on the texts beside it."""
    texts = ["Officer posted it on Facebook.", "", "The social worker was late.", "Tweeted twice."]
    together = marker.mark(texts)
    alone = [marker.mark([text]) for text in texts]
    for number, one in enumerate(alone):
        mine = together.terms.take(np.array([number]))
        assert mine.feature.tolist() == one.terms.feature.tolist()
        assert (together.masked[number], together.hinted[number]) == (one.masked[0], one.hinted[0])
    assert together.terms.size == alone[0].terms.size
