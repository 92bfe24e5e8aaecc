from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from classifier.domain.allegation import text_digest
from classifier.domain.errors import ExportError, OutputError, SettingError, StoreError
from classifier.domain.keywords import Keywords, Kind
from classifier.domain.label import Decision, LabelRecord
from classifier.io.store.connect import open_store, writing
from classifier.io.store.exports import bring_in, record_run
from classifier.io.store.labels import append_labels
from classifier.io.store.upkeep import purge_texts
from classifier.services.keywords import (
    check_outputs,
    keywords,
    lines,
    read_words,
    write_words,
    write_wrong,
)
from classifier.services.keywords_json import keywords_json
from classifier.services.workspace import Workspace, open_workspace

TIME = "2030-01-01T09:00:00.000000+00:00"
MARKER = "marmalade"
RELEVANT = [
    "The officer posted a picture on Facebook.",
    "She wrote of a victim on Tik-Tok.",
    "He shared the log on Instgram, where others saw it.",
    *(f"The officer sent a log to a friend in a huddle {n}, over WhatsApp." for n in range(4)),
    *(f"A huddle heard of it from PC Smith, {n} times." for n in range(13)),
    *(f"PC Smith told it to each huddle, {n} of them." for n in range(13)),
]
OTHER = [
    f"An officer was rude about social services, and {MARKER}.",
    "He was an instant too late for the social worker.",
    *(f"A social worker rang {n} times about the house of Jones." for n in range(12)),
    "She was told to discard the snapshot, and twitted for it.",
    "A man who lives next door was told so on a Face Book by Smith.",
    *(f"An officer came {n} minutes late to the house of Jones." for n in range(300)),
]


def fill(own: Workspace, *, hits: tuple[str, ...] = ("facebook", "social")) -> None:
    """Bring the texts in, each a case: the relevant ones routed so, but for one left open."""
    texts = [*RELEVANT, *OTHER]
    table = pd.DataFrame(
        {"text": texts, "case_id": [f"C{n}" for n in range(len(texts))]}, dtype="str"
    )
    store = open_store(own.folder)
    numbers = list(range(2, len(texts) + 2))
    brought = bring_in(store, table, numbers=numbers, name="export.csv", time=TIME)
    run = {
        "export": brought.export,
        "model": "m1",
        "time": TIME,
        "prevalence": 0.05,
        "lower": 0.2,
        "upper": 0.8,
    }
    scored = [
        {
            "text": text_digest(text),
            "score": 0.5,
            "probability": 0.5,
            "route": "review"
            if "Tik" in text
            else "relevant"
            if text in RELEVANT
            else "not_relevant",
            "reason": "the model is uncertain",
            "keyword_hit": any(word in text.lower() for word in hits),
            "platforms": "",
        }
        for text in texts
    ]
    record_run(store, run=run, scored=scored)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace with a few hundred invented texts, one of them decided by a reviewer."""
    opened = open_workspace(tmp_path_factory.mktemp("keywords") / "workspace", "social_media")
    fill(opened)
    record = LabelRecord(
        text=text_digest(OTHER[1]), reviewer="ana", time=TIME, decision=Decision.NOT_RELEVANT
    )
    with writing(open_store(opened.folder)) as transaction:
        append_labels(transaction, [record])
    return opened


@pytest.fixture(scope="module")
def found(own: Workspace) -> Keywords:
    """Give what the topic's words do there."""
    return keywords(own)


def test_what_each_word_finds(found: Keywords) -> None:
    """Right and wrong by people's decision, else by the model's route; wrong rows by number."""
    by_word = {one.word: one for one in found.words}
    assert list(by_word) == ["Facebook", "Instagram", "Social", "Tik Tok", "Twitter"]
    assert dataclasses.astuple(by_word["Facebook"].tally) == (1, 0, 0, 0, 0)
    social = by_word["Social"]
    assert (social.tally.wrong, social.tally.wrong_by_people, social.tally.right) == (14, 1, 0)
    first = len(RELEVANT) + 2
    assert [(p.file, p.number, p.by_people) for p in social.wrong] == [
        ("export.csv", first + at, at == 1) for at in range(14)
    ]
    assert by_word["Tik Tok"].tally.rows == 0
    assert found.together.rows == 15
    assert found.all_rows.rows == len(RELEVANT) + len(OTHER)
    assert found.all_rows.undecided == 1


def test_what_is_missed(found: Keywords) -> None:
    """Names, splits and misspellings, with their rows; no real word is taken for one."""
    missed = {one.spelling: (one.of, one.kind, one.rows) for one in found.variants}
    assert missed == {
        "whatsapp": ("WhatsApp", Kind.NAME, 4),
        "tik-tok": ("Tik Tok", Kind.SPLIT, 1),
        "face book": ("Facebook", Kind.SPLIT, 1),
        "instgram": ("Instagram", Kind.MISSPELT, 1),
    }
    assert [one.missed.undecided for one in found.variants if one.spelling == "tik-tok"] == [1]


def test_what_to_add(found: Keywords) -> None:
    """A name and then a word that proves itself: each with what it adds to those before it."""
    steps = [(one.word, one.gained, one.reads) for one in found.additions]
    assert steps == [("whatsapp", 4, 4), ("instgram", 1, 1), ("huddle", 26, 26)]


def test_nobody_is_named(found: Keywords) -> None:
    """A word that is always written with a capital, or stands in two cases, is proposed nowhere."""
    proposed = {one.word for one in (*found.additions, *found.improved.steps)}
    assert not any(name in word.lower() for word in proposed for name in ("smith", "jones"))
    assert found.capitals > 0
    assert found.rare > 0


def test_the_list_made_anew(found: Keywords) -> None:
    """It finds what the words miss, and does so on cases that it was not made from."""
    improved = found.improved
    assert {"huddle", "whatsapp"} <= {one.word for one in improved.steps}
    assert not {"Social", "social"} & {one.word for one in improved.steps}
    assert improved.tally.right == found.all_rows.right
    assert improved.judged is not None
    assert improved.judged.recall.value > 0.9
    assert improved.judged.by_people is None


def test_words_of_the_users_own(own: Workspace, tmp_path: Path) -> None:
    """Read from a file, one a line, each once; nothing else of them counts."""
    path = tmp_path / "words.txt"
    path.write_text("huddle\n\n whatsapp \nhuddle\n", encoding="utf-8")
    words = read_words(path)
    assert words == ("huddle", "whatsapp")
    mine = keywords(own, words=words)
    assert [(one.word, one.tally.right) for one in mine.words] == [("huddle", 30), ("whatsapp", 4)]
    assert mine.together.right == 30


def test_the_list_goes_back_in(found: Keywords, tmp_path: Path) -> None:
    """What is written is what a file of words is."""
    path = tmp_path / "words.txt"
    write_words(found, path)
    assert read_words(path) == tuple(one.word for one in found.improved.steps)


def test_texts_stand_in_the_file_alone(found: Keywords, tmp_path: Path) -> None:
    """Neither the lines nor the JSON has a text; the file that is asked for has those of the wrong."""
    assert MARKER not in " ".join(lines(found)) + str(keywords_json(found))
    path = tmp_path / "wrong.csv"
    write_wrong(found, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        wrong = list(csv.DictReader(file))
    assert [one["text"] for one in wrong] == OTHER[:14]
    assert {one["word"] for one in wrong} == {"Social"}
    assert [one["decided by"] for one in wrong] == ["model", "people", *["model"] * 12]


def test_figures_for_programs(found: Keywords) -> None:
    """Rows add up, and what cannot be said is null."""
    result = keywords_json(found)
    assert result["schema"] == 1
    assert result["together"]["recall"] == pytest.approx(1 / found.all_rows.right)
    for one in (result["rows"], *result["words"], result["together"]):
        assert one["found"] == one["right"] + one["wrong"] + one["undecided"]
    assert result["improved"]["on_other_cases"]["recall_by_people"] is None


def test_figures_where_nothing_is_relevant_yet(found: Keywords) -> None:
    """A share of nothing is no figure."""
    none = dataclasses.replace(found, all_rows=dataclasses.replace(found.all_rows, right=0))
    result = keywords_json(none)
    assert {one["recall_gained"] for one in result["additions"]} == {None}
    assert result["together"]["recall"] is None
    assert "of recall" not in " ".join(lines(none))


def test_erased_texts(tmp_path: Path) -> None:
    """Are said to be missing; where all are, there is nothing to search."""
    opened = open_workspace(tmp_path / "workspace", "social_media")
    fill(opened)
    purge_texts(open_store(opened.folder))
    with pytest.raises(SettingError, match="no rows that can be searched"):
        keywords(opened)


def test_a_mistyped_workspace(tmp_path: Path) -> None:
    """Is no empty one."""
    with pytest.raises(StoreError):
        keywords(open_workspace(tmp_path / "none", "social_media"))


def test_files_that_cannot_be(tmp_path: Path) -> None:
    """A list without words, no text, and an output that is there or that is read."""
    path = tmp_path / "words.txt"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(SettingError, match="no search word"):
        read_words(path)
    with pytest.raises(ExportError, match="cannot be read"):
        read_words(tmp_path / "none.txt")
    with pytest.raises(OutputError, match="exists"):
        check_outputs(path, words=None, overwrite=False)
    with pytest.raises(OutputError, match="already"):
        check_outputs(path, words=path, overwrite=True)
