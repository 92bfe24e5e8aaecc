from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.domain.topic import TermPattern, Topic
from classifier.io.corpus import read_corpus
from classifier.rules.grammar import parse_line
from classifier.rules.matcher import Match, PatternMatcher
from classifier.rules.reference import ReferenceMatcher, disagreements
from classifier.rules.tokens import tokenize
from classifier.services.workspace import Workspace

SIGNS = [".", "!", "?", ";", ",", "'s", "-", "/", "'", "(", "\N{GRINNING FACE}"]
LISTS = {"officer": "officer pc sergeant*", "site": "facebook tiktok x"}
LINES = [
    "<officer> 's? own? <site>",
    "post*|tweet|x ...3 on|to",
    "on <site> ...2 formerly",
    "post* post*",
    "put ...4 up",
    "x . com|net",
    "not ...1 the? ...1 page",
    "the page|b? b",
    "own own? own? own",
]
WORDS = ["officer", "pc", "sergeants", "own", "facebook", "tiktok", "x", "post", "posts", "postal"]
WORDS += ["tweet", "on", "to", "formerly", "put", "up", "com", "not", "the", "page", "b", "zebra"]
SMALL = [
    TermPattern(name=f"line {number}", group="act", platform="", lines=(line,))
    for number, line in enumerate(LINES)
]
TOKENS = st.lists(st.sampled_from([*WORDS, *SIGNS]), max_size=14)
COMPILED, REFERENCE = PatternMatcher(SMALL, LISTS), ReferenceMatcher(SMALL, LISTS)


@settings(max_examples=400)
@given(tokens=TOKENS)
def test_the_compiled_patterns_are_spacys(tokens: list[str]) -> None:
    """On any tokens the compiled matcher finds just what spaCy's Matcher finds."""
    assert COMPILED.find(tokens) == REFERENCE.find(tokens)


@pytest.fixture(scope="module")
def shipped(topic: Topic) -> tuple[PatternMatcher, ReferenceMatcher]:
    """Give the topic's own patterns, compiled and on spaCy."""
    return (
        PatternMatcher(topic.patterns, topic.word_lists),
        ReferenceMatcher(topic.patterns, topic.word_lists),
    )


@settings(max_examples=25)
@given(choice=st.data())
def test_the_topics_patterns_are_spacys_on_its_own_words(
    shipped: tuple[PatternMatcher, ReferenceMatcher], topic: Topic, choice: st.DataObject
) -> None:
    """On random rows of the topic's own words and signs, all its patterns agree with spaCy."""
    lines = [line for pattern in topic.patterns for line in pattern.lines]
    words = sorted({word.strip("*?") for line in lines for word in line.replace("|", " ").split()})
    words = [word for word in words if word and not word.startswith(("<", "..."))]
    tokens = choice.draw(st.lists(st.sampled_from([*words, *SIGNS]), max_size=30))
    compiled, slow = shipped
    assert compiled.find(tokens) == slow.find(tokens)


def test_the_topics_patterns_are_spacys_on_its_texts(workspace: Workspace) -> None:
    """On texts of every file of the corpus, all the topic's patterns agree with spaCy."""
    texts = read_corpus(workspace.topic_folder / "corpus").texts[::100]
    topic = workspace.topic
    assert len(texts) > 30
    assert disagreements(texts, topic.patterns, topic.word_lists) == ()


def test_a_disagreement_names_the_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the two differ, the pattern at fault is named: the check can fail."""
    monkeypatch.setattr(ReferenceMatcher, "find", lambda _, tokens: [Match(0, len(tokens), 1)])
    assert disagreements(["put it up"], SMALL, LISTS) == ("line 1", "line 4")
    assert disagreements([], SMALL, LISTS) == ()


def test_matches_stand_in_order_and_once() -> None:
    """Ordered by start, end and pattern; two lines of one pattern at one place are one match."""
    both = TermPattern(name="both", group="act", platform="", lines=("post*", "posted", "posted x"))
    found = PatternMatcher([both, both], {}).find(["posted", "x", "post"])
    assert found == [
        Match(0, 1, 0),
        Match(0, 1, 1),
        Match(0, 2, 0),
        Match(0, 2, 1),
        Match(2, 3, 0),
        Match(2, 3, 1),
    ]


def test_every_word_of_a_shipped_line_is_one_token(topic: Topic) -> None:
    """No line waits for a word that the tokenizer never gives."""
    elements = [
        element
        for pattern in topic.patterns
        for line in pattern.lines
        for element in parse_line(line, topic.word_lists)
    ]
    words = {word for element in elements for word in (*element.words, *element.prefixes)}
    assert {word for word in words if tokenize(word) != [word]} == set()
