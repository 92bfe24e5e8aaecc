from __future__ import annotations

from typing import TYPE_CHECKING

from chain import append

from classifier.domain.label import Decision, LabelRecord
from classifier.domain.queue import gets_second_review
from classifier.domain.topic import Topic
from classifier.io.store.connect import Store
from classifier.io.store.reading import read_salt
from classifier.rules.terms import TermMarker
from classifier.services.codebook import Block, blocks
from classifier.services.pages import Pages, Part, cut
from classifier.services.review import ReviewQueue
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Clock, Fill

CODEBOOK = """# Dogs

**Unit.** One dog
or more.

## Dog = 1
- a `hound`,
  however small
- a puppy
Not a dog: a cat.

| case | ruling |
|---|---|
| A wolf | 0 |
"""


def test_a_codebook_is_cut_into_blocks() -> None:
    """Headings, lists, tables and text; lines that go on are joined, signs are left out."""
    assert blocks(CODEBOOK) == [
        Block(kind="heading", rows=(("Dogs",),)),
        Block(kind="text", rows=(("Unit. One dog or more.",),)),
        Block(kind="heading", rows=(("Dog = 1",),)),
        Block(kind="list", rows=(("a hound, however small",), ("a puppy",))),
        Block(kind="text", rows=(("Not a dog: a cat.",),)),
        Block(kind="table", rows=(("case", "ruling"), ("A wolf", "0"))),
    ]


def test_no_word_of_the_shipped_codebook_is_lost(workspace: Workspace) -> None:
    """Whatever it is cut into, every word of it is shown."""
    written = (workspace.topic_folder / "codebook.md").read_text(encoding="utf-8")
    shown = " ".join(cell for block in blocks(written) for row in block.rows for cell in row)
    strip = str.maketrans("", "", "#*`|- \n")
    assert shown.translate(strip) == written.translate(strip)


def test_a_text_is_cut_at_its_marks() -> None:
    """Put together again the parts are the text, marks at both ends included."""
    assert cut("he posted it", [(3, 9)]) == [
        Part("he ", False),
        Part("posted", True),
        Part(" it", False),
    ]
    assert cut("posted", [(0, 6)]) == [Part("posted", True)]
    assert cut("", []) == []


def test_agreement_is_of_texts_that_were_read_twice_by_lot(
    workspace: Workspace, store: Store, fill: Fill, clock: Clock
) -> None:
    """Whoever reads a text again because it was called relevant says nothing of the rest."""
    texts = fill(store, [f"Officer {n} fed {n} hounds." for n in range(200)])
    by_lot = gets_second_review(texts, salt=read_salt(store))
    for reviewer, hour in (("ana", 1), ("ben", 2)):
        append(store, *(_relevant(text, reviewer, hour) for text in texts))
    found = Pages(workspace, ReviewQueue(store, clock=clock), store).overview()
    assert 0 < found.agreement.texts == by_lot.sum() < len(texts)
    assert {count for _, _, count in found.days} == {len(texts)}


def _relevant(text: str, reviewer: str, hour: int) -> LabelRecord:
    time = f"2030-02-01T{hour:02}:00:00.000000+00:00"
    return LabelRecord(text=text, reviewer=reviewer, time=time, decision=Decision.RELEVANT)


def test_the_words_that_matter_are_found_where_they_stand(topic: Topic) -> None:
    """Platforms and acts, not words in another sense; a text of odd letters gives none wrongly."""
    marker = TermMarker(topic)
    text = "Off duty, he posted on Face\u2019s page and FACEBOOK."
    words = [text[start:end] for start, end in marker.spans(text)]
    assert "posted" in words
    assert "FACEBOOK" in words
    assert [text for text in ("social worker", "anti-social") if marker.spans(text)] == []
    assert marker.spans("İ posted on Facebook") == []
