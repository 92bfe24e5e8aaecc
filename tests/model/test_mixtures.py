from __future__ import annotations

import numpy as np

from classifier.model.mixtures import mix

TEXTS = [
    "Posted alpha on a page.",
    "Was alpha late. Lost alpha twice.",
    "Rude alpha at the counter.",
    "Posted beta on a page.",
    "Was beta late.",
    "Lost beta.",
]
Y = np.array([1, 0, 0, 1, 0, 0])
GROUP = np.array([0, 0, 0, 1, 1, 1])


def test_a_mixture_holds_its_text_and_never_crosses_groups() -> None:
    """The text stands in it unchanged, among irrelevant sentences of its own group only."""
    mixtures, of = mix(TEXTS, Y, GROUP, share=1.0, seed=3)
    assert of.tolist() == list(range(6))
    for mixture, number in zip(mixtures, of, strict=True):
        assert TEXTS[number] in mixture
        assert ("beta" if GROUP[number] == 0 else "alpha") not in mixture
        rest = mixture.replace(TEXTS[number], "", 1)
        assert "Posted" not in rest
        assert 1 <= rest.count(".") <= 4


def test_the_seed_decides() -> None:
    """The same seed makes the same mixtures, another one others."""
    first, second, other = (mix(TEXTS, Y, GROUP, share=0.5, seed=seed) for seed in (0, 0, 1))
    assert first[0] == second[0]
    assert first[1].tolist() == second[1].tolist()
    assert first[0] != other[0]


def test_a_share_of_none_makes_none() -> None:
    """No share, no mixture."""
    mixtures, of = mix(TEXTS, Y, GROUP, share=0.0, seed=0)
    assert mixtures == []
    assert of.tolist() == []


def test_a_group_without_irrelevant_text_gets_no_mixture() -> None:
    """Where there is nothing to set a text among, it is left alone."""
    mixtures, of = mix(TEXTS, np.array([1, 1, 1, 1, 0, 0]), GROUP, share=1.0, seed=0)
    assert of.tolist() == [3, 4, 5]
    assert len(mixtures) == 3
