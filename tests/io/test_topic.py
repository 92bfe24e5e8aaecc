from __future__ import annotations

from pathlib import Path

import pytest

from classifier.domain.errors import TopicError
from classifier.io.topic import load_topic

TOML = """
title = "dogs"
question = "Is it about a dog?"
prior_prevalence = 0.02
target_precision = 0.6

[keywords]
words = ["Dog", "Puppy"]
"""
PATTERN = """
[words]
dog = "dog hound"

[[pattern]]
name = "dog"
group = "network"
platform = "Dog"
lines = ["<dog>", "police dog"]
"""


def make(folder: Path, content: str) -> Path:
    """Write a topic."""
    folder.mkdir(parents=True)
    (folder / "topic.toml").write_text(content, encoding="utf-8")
    return folder


def test_a_folder_makes_a_topic(tmp_path: Path) -> None:
    """A new folder is a new topic, with no new code; patterns and word lists are optional."""
    topic = load_topic(make(tmp_path / "dogs", TOML + PATTERN).parent, "dogs")
    assert (topic.name, topic.title, topic.prior_prevalence) == ("dogs", "dogs", 0.02)
    assert topic.keywords.words == ("Dog", "Puppy")
    assert topic.word_lists == {"dog": "dog hound"}
    assert topic.patterns[0].lines == ("<dog>", "police dog")
    plain = load_topic(make(tmp_path / "plain", TOML).parent, "plain")
    assert (plain.patterns, plain.word_lists, plain.real_mix) == ((), {}, {})
    assert (plain.people, plain.real_candidates) == (frozenset(), None)


def test_people_are_the_words_of_the_lists_named(tmp_path: Path) -> None:
    """And what the gate lets through of a real export is a share."""
    keys = 'real_candidates = 0.1\npeople = ["dog", "handler"]\n'
    lists = PATTERN.replace(
        "[words]", '[words]\nhandler = """handler\n  Officer hound"""\nnot = "x"'
    )
    topic = load_topic(make(tmp_path / "dogs", keys + TOML + lists).parent, "dogs")
    assert topic.people == {"dog", "hound", "handler", "officer"}
    assert topic.real_candidates == 0.1


def test_an_unknown_topic_lists_the_known(tmp_path: Path) -> None:
    """The message names what was asked for and what there is."""
    make(tmp_path / "dogs", TOML)
    make(tmp_path / "cats", TOML)
    with pytest.raises(TopicError, match=r"no topic 'horses'.* Known topics: cats, dogs\."):
        load_topic(tmp_path, "horses")
    with pytest.raises(TopicError, match=r"Known topics: none\."):
        load_topic(tmp_path / "nowhere", "horses")


@pytest.mark.parametrize("name", ["", ".", "..", "../dogs", "dogs/", "{}/dogs"])
def test_a_path_is_no_name_of_a_topic(tmp_path: Path, name: str) -> None:
    """Not even one that leads to a topic; an empty name lists the topics, too."""
    make(tmp_path / "dogs", TOML)
    with pytest.raises(TopicError, match=r"no topic '.*Known topics: dogs\."):
        load_topic(tmp_path, name.format(tmp_path))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("title = ", "Invalid value"),
        ('title = "x"', "'keywords'"),
        (TOML.replace('title = "dogs"', ""), "'title'"),
        (TOML.replace('words = ["Dog", "Puppy"]', ""), "'words'"),
        (TOML + '\n[[pattern]]\nname = "x"\n', "'group'"),
        (TOML.replace("[keywords]\n", 'keywords = "x"\n').replace("words = [", "w = ["), "string"),
    ],
)
def test_a_malformed_topic_says_what_is_wrong(tmp_path: Path, content: str, found: str) -> None:
    """TOML that does not parse, a key that is missing or of another kind: the file is named."""
    folder = make(tmp_path / "dogs", content)
    with pytest.raises(TopicError, match=rf"topic.toml of topic 'dogs' cannot be used: .*{found}"):
        load_topic(folder.parent, folder.name)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ('words = ["Dog", "Puppy"]', 'words = "Dog"', "words"),
        ('words = ["Dog", "Puppy"]', "words = []", "words"),
        ("prior_prevalence = 0.02", "prior_prevalence = 0.0", "prior_prevalence"),
        ("prior_prevalence = 0.02", 'prior_prevalence = "2 %"', "not supported"),
        ("target_precision = 0.6", "target_precision = 60", "target_precision"),
        ("[keywords]", "real_candidates = 0.0\n[keywords]", "real_candidates is 0.0, not a share"),
        ("[keywords]", "real_candidates = 1\n[keywords]", "real_candidates is 1, not a share"),
        ("[keywords]", 'real_candidates = "few"\n[keywords]', "not supported"),
        ("[keywords]", 'people = ["dog"]\n[keywords]', "'dog'"),
        ("[keywords]", 'people = ["cat"]\n[words]\ndog = "dog"\n[keywords]', "'cat'"),
        ("[keywords]", 'people = "dog"\n[words]\ndog = "dog"\n[keywords]', "people"),
        ("[keywords]", 'people = ["dog"]\n[words]\ndog = ["dog"]\n[keywords]', "people"),
    ],
)
def test_a_value_out_of_range_says_which(
    tmp_path: Path, before: str, after: str, found: str
) -> None:
    """One word instead of a list would be searched letter by letter; a share is in (0, 1)."""
    folder = make(tmp_path / "dogs", TOML.replace(before, after))
    with pytest.raises(TopicError, match=found):
        load_topic(folder.parent, folder.name)


def test_bytes_that_are_no_text_are_no_topic(tmp_path: Path) -> None:
    """A file in another encoding is refused like one that does not parse."""
    folder = make(tmp_path / "dogs", TOML)
    (folder / "topic.toml").write_bytes(TOML.replace("dog?", "chi\u00ean?").encode("cp1252"))
    with pytest.raises(TopicError, match="cannot be used"):
        load_topic(folder.parent, folder.name)
