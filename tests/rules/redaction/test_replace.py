from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.domain.redaction import KINDS, Proposal
from classifier.rules.redaction.propose import Proposer
from classifier.rules.redaction.replace import replace


@pytest.fixture(scope="module")
def proposer() -> Proposer:
    """Give the patterns, ready."""
    return Proposer()


def replaced(proposer: Proposer, *texts: str) -> list[str]:
    """Replace all that is proposed."""
    return replace(texts, [proposer.propose(text) for text in texts])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["PC Amelia Grant left.", "PC Grant left."], ["[officer A] left.", "[officer A] left."]),
        (["PC Grant left.", "PC Amelia Grant left."], ["[officer A] left.", "[officer A] left."]),
        (
            ["PC Amelia Grant and PC Owen Grant.", "PC Grant left."],
            ["[officer A] and [officer B].", "[officer C] left."],
        ),
        (["PC Grant and Sgt Grant."], ["[officer A] and [officer B]."]),
        (["PC 4471 Grant. PC 4471."], ["[officer A]. [officer A]."]),
        (["PC Jones 4471. PC 4471."], ["[officer A]. [officer A]."]),
        (["PC 4471 Jones. PC Jones, 4471."], ["[officer A]. [officer A]."]),
        (["PC Jones (4471) and PC Owen 4472."], ["[officer A] and [officer B]."]),
        (["PC Jones (collar number 4471) left."], ["[officer A] left."]),
        (["PC Jones, PC 4471."], ["[officer A], [officer B]."]),
        (["PC Grant told Mr Grant."], ["[officer A] told [person A]."]),
        (["Mrs Ada Okafor and Mrs Okafor."], ["[person A] and [person A]."]),
        (["Ring 07700 900123 or +44 7700 900123."], ["Ring [phone 1] or [phone 1]."]),
        (["In AB12 CDE, then AB12CDE."], ["In [vehicle 1], then [vehicle 1]."]),
        (["See crime ref 42/123/20, 42/123/20."], ["See [reference 1], [reference 1]."]),
        (["Nothing here."], ["Nothing here."]),
    ],
)
def test_the_same_gets_the_same_words(
    proposer: Proposer, texts: list[str], expected: list[str]
) -> None:
    """One number for one person or thing through all texts; a name that fits two is a third."""
    assert replaced(proposer, *texts) == expected


def test_letters_go_on_after_z(proposer: Proposer) -> None:
    """The 27th officer is AA; letters are no numbers, which a reply gives its own officers."""
    text = " and ".join(f"PC {4000 + number}" for number in range(53))
    words = replaced(proposer, text)[0].split(" and ")
    assert [words[at] for at in (0, 25, 26, 51, 52)] == [
        f"[officer {letters}]" for letters in ("A", "Z", "AA", "AZ", "BA")
    ]


def test_only_what_is_accepted_is_replaced(proposer: Proposer) -> None:
    """What nobody accepted stands as it was."""
    text = "PC Tench told Mrs Okafor."
    first, _ = proposer.propose(text)
    assert replace([text], [[first]]) == ["[officer A] told Mrs Okafor."]


@given(
    text=st.text(alphabet="ab1 @.", min_size=1, max_size=30),
    cuts=st.lists(st.integers(0, 30), max_size=8, unique=True),
    kind=st.sampled_from(KINDS),
)
def test_what_is_not_accepted_is_kept_letter_for_letter(
    text: str, cuts: list[int], kind: str
) -> None:
    """The text between what is replaced is as it was, whatever a person marked."""
    edges = sorted(min(cut, len(text)) for cut in cuts)
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    accepted = [Proposal(start, end, kind) for start, end in pairs if start < end]
    (out,) = replace([text], [accepted])
    kept, at = [], 0
    for one in accepted:
        kept.append(text[at : one.start])
        at = one.end
    kept.append(text[at:])
    rest = out
    for part in kept:
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]
    assert out.count("[") == len(accepted)
