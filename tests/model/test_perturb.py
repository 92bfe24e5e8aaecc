from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.model import perturb as module
from classifier.model.perturb import near_words, perturbed, words_in

TEXTS = [
    "Apple wrote it. Apricot was late. Almond lost it twice.",
    "Aniseed shared it twice.",
    "Beetroot wrote it. Broccoli was late.",
    "Bean lost it.",
]
OWN = [{"apple", "apricot", "almond"}, {"aniseed"}, {"beetroot", "broccoli"}, {"bean"}]
GROUP = np.array([0, 0, 1, 1])
PEOPLE = {"officer", "victim", "stranger"}


def of_one(text: str, many: int, **how: object) -> list[str]:
    """Make many texts of one that has a voice to itself."""
    plain = {"people": (), "near": {}, "seed": 1}
    made, _ = perturbed([text], np.array([0]), each=many, **{**plain, **how})
    return made


@pytest.mark.parametrize("each", [0, 1, 40])
def test_so_many_are_made_of_each(each: int) -> None:
    """In the order of the texts; each holds something of its own, and nothing of another voice."""
    made, of = perturbed(TEXTS, GROUP, each=each, people=PEOPLE, near={}, seed=0)
    assert of.tolist() == np.repeat(np.arange(4), each).tolist()
    assert len(made) == len(of)
    for text, number in zip(made, of.tolist(), strict=True):
        held = words_in([text])
        others = [OWN[other] for other in range(4) if GROUP[other] != GROUP[number]]
        assert held & OWN[number]
        assert held.isdisjoint(set.union(*others))


@given(
    texts=st.lists(st.text().filter(str.strip), min_size=1, max_size=6),
    seed=st.integers(0, 99),
    data=st.data(),
)
def test_it_is_never_empty_and_the_seed_decides(
    texts: list[str], seed: int, data: st.DataObject
) -> None:
    """Whatever the texts, there is something to read; made again, they are the same."""
    one = st.integers(0, 2)
    group = np.array(data.draw(st.lists(one, min_size=len(texts), max_size=len(texts))))
    near = {word: ["near", "by"] for word in words_in(texts) - PEOPLE}
    first, second = (
        perturbed(texts, group, each=3, people=PEOPLE, near=near, seed=seed) for _ in range(2)
    )
    assert first[0] == second[0]
    assert first[1].tolist() == second[1].tolist()
    assert all(text.strip() for text in first[0])


def test_another_seed_makes_others() -> None:
    """What is drawn depends on nothing else, least of all on the order of a set."""
    first, other = (
        perturbed(TEXTS, GROUP, each=9, people=PEOPLE, near={}, seed=seed)[0] for seed in (0, 1)
    )
    again = perturbed(TEXTS, GROUP, each=9, people=sorted(PEOPLE)[::-1], near={}, seed=0)[0]
    assert first == again
    assert first != other


def test_it_is_whole_a_part_or_parts_of_two() -> None:
    """Without people and near words, every sentence stands as it stood, in the order it had."""
    text = "One came. Two went. Three stayed. Four left. Five rang."
    sentences = [f"{part}." for part in text.rstrip(".").split(". ")]
    stretches = [
        " ".join(sentences[start : start + many]) for start in range(5) for many in (1, 2, 3)
    ]
    pairs = {f"{first} {second}" for first in stretches for second in stretches}
    made = set(of_one(text, 400))
    assert made <= {text} | set(stretches) | pairs
    assert text in made
    assert made & set(stretches)
    assert made - {text} - set(stretches)


def test_a_single_sentence_is_halved_at_times() -> None:
    """Before or after any word that leaves three on either side; a short one stays whole."""
    words = ["he", "shared", "one", "picture", "of", "it", "twice"]
    halves = {" ".join(words[:at]) for at in (3, 4)} | {" ".join(words[at:]) for at in (3, 4)}
    parts = {" ".join(words)} | halves
    made = set(of_one(" ".join(words), 400))
    assert halves <= made
    assert made <= parts | {f"{first} {second}" for first in parts for second in parts}
    assert set(of_one("he shared one picture", 50)) == {
        "he shared one picture",
        "he shared one picture he shared one picture",
    }


def test_people_change_places_the_same_throughout() -> None:
    """In about half of the texts made; who stood twice stands twice, with a capital where it had one."""
    made = [text.split() for text in of_one("Officer met victim met officer", 400, people=PEOPLE)]
    changed = 0
    for words in made:
        first, second = words[0], words[2]
        assert {first.lower(), second} <= PEOPLE
        assert first == first.capitalize()
        assert words == [first, "met", second, "met", first.lower()] * (len(words) // 5)
        changed += (first, second) != ("Officer", "victim")
    assert 0.35 < changed / len(made) < 0.55  # a ninth of what changes places gets its own back


def test_near_words_never_replace_people() -> None:
    """About a seventh of the other words give way to a near one; a person changes places only."""
    near = {"officer": ["Constance"], "posted": ["wrote", "shared"], "wrote": ["never"]}
    made = of_one("The OFFICER posted it", 2_000, people={"officer"}, near=near)
    words = [word for text in made for word in text.split()]
    assert set(words) == {"The", "OFFICER", "posted", "wrote", "shared", "it"}
    assert words.count("OFFICER") == words.count("The")
    given_way = words.count("wrote") + words.count("shared")
    assert 0.13 < given_way / words.count("it") < 0.17


def test_a_near_word_keeps_the_capital() -> None:
    """A word at the start of a sentence is still one."""
    assert {text.split()[0] for text in of_one("Posted it", 99, near={"posted": ["wrote"]})} == {
        "Posted",
        "Wrote",
    }


def test_words_are_letters_in_small() -> None:
    """Numbers, marks and lower lines stand between words."""
    assert words_in(["The PC's 2nd post_it", "the Gardaí"]) == {
        "the", "pc", "s", "nd", "post", "it", "gardaí"
    }  # fmt: skip


WORDS = ["cat", "dog", "hound", "post", "wolf", "nothing"]
VECTORS = np.array(
    [[1, 1], [0, 2], [0.1, 1], [-1, 0], [0, 0.1], [0, 0]], dtype=np.float32
)  # fmt: skip


def test_near_words_are_those_of_nearest_direction() -> None:
    """However long the vectors; the first of equals first, without the word, for those wanted."""
    near = near_words(WORDS, VECTORS, {"dog", "post", "unknown"}, most=3)
    assert near == {"dog": ["wolf", "hound", "cat"], "post": ["dog", "wolf", "nothing"]}


@pytest.mark.parametrize("at_once", [1, 4, 256])
def test_how_many_are_looked_up_at_once_is_the_same(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Blocks spare memory and change nothing: each word is compared with all."""
    random = np.random.default_rng(0)
    words = [f"word{chr(97 + number)}" for number in range(9)]
    vectors = random.normal(size=(9, 5)).astype(np.float32)
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    near = near_words(words, vectors, words, most=4)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    for place, word in enumerate(words):
        likeness = dict(zip(words, (unit @ unit[place]).tolist(), strict=True))
        del likeness[word]
        assert near[word] == sorted(likeness, key=lambda one: -likeness[one])[:4]
