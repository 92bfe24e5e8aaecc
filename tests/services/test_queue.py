from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from chain import append, chain
from chain import head as head_of

from classifier.domain import queue as domain
from classifier.domain.errors import ExportError, OutputError, SettingError, StoreError
from classifier.domain.label import Decision, LabelRecord
from classifier.io.queue_book import HEADER, Entry, read_queue
from classifier.io.store.connect import FILE, Store, open_store
from classifier.io.store.labels import verify_chain
from classifier.services.queue import queue_of, stats, verify
from classifier.services.queue_book import export_queue, import_queue
from classifier.services.review import ReviewQueue
from classifier.services.seen import Seen
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Fill

MARKER = "marmalade"
TEXTS = [f"Officer {n} spilt {MARKER} and was late {n} times.\nHe left." for n in range(6)]


@pytest.fixture(autouse=True)
def shares() -> Iterator[pytest.MonkeyPatch]:
    """Draw no text blind, unless a test says so."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SECOND_SHARE", "CONTROL_SHARE", "PLAIN_SHARE"):
            patch.setattr(domain, name, 0.0)
        yield patch


@pytest.fixture
def own(tmp_path: Path, workspace: Workspace, fill: Fill) -> Workspace:
    """Give a workspace with six uncertain texts."""
    own = replace(workspace, folder=tmp_path / "w")
    fill(open_store(own.folder), TEXTS, cases=["C1", "C1", "C2", "C3", "", "C4"])
    return own


def store_of(own: Workspace) -> Store:
    """Open its store."""
    return open_store(own.folder)


def rewrite(path: Path, change: Callable[[list[Entry]], Sequence[Entry]]) -> Path:
    """Write a workbook as a person sends it back: another program's file, other sheets' look."""
    lines = change(read_queue(path))
    target = path.with_name("back.xlsx")
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Sheet1")
    for row, cells in enumerate([HEADER, *(astuple(line)[:6] for line in lines)]):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()
    return target


def exported(own: Workspace, reviewer: str = "ana") -> Path:
    """Export the queue of a reviewer."""
    path = own.folder.parent / f"{reviewer}.xlsx"
    export_queue(own, path, reviewer=reviewer, overwrite=True)
    return path


def decided(lines: list[Entry], *words: str) -> list[Entry]:
    """Fill in decisions, from the first line on."""
    said = [replace(line, decision=w) for line, w in zip(lines, words, strict=False)]
    return [*said, *lines[len(said) :]]


def decisions(own: Workspace) -> dict[str, str]:
    """Give what stands in the store: text to decision."""
    return {r.text: str(r.decision) for *_, r in chain(store_of(own))}


def test_decisions_go_in_by_key(own: Workspace) -> None:
    """Who, what and the note; lines left open stay open."""

    def fill_in(lines: list[Entry]) -> list[Entry]:
        first, *rest = decided(lines, "relevant", "Not relevant", "unsure")
        return [replace(first, note="  on his page  "), *rest]

    path = rewrite(exported(own), fill_in)
    keys = [line.key for line in read_queue(path)]
    done = import_queue(own, path, reviewer="ana")
    assert (done.recorded, done.known, done.open, done.refused) == (3, 0, 3, ())
    assert decisions(own) == dict(
        zip(keys[:3], ("relevant", "not_relevant", "unsure"), strict=True)
    )
    records = [record for *_, record in chain(store_of(own))]
    assert {record.reviewer for record in records} == {"ana"}
    assert [record.note for record in records] == ["on his page", "", ""]
    assert verify(own, head_of(store_of(own))) == 3


def test_a_line_whose_text_stands_no_more_is_refused(own: Workspace, fill: Fill) -> None:
    """A later export has another text for its row; the line says so, the others go in."""
    path = rewrite(exported(own), lambda lines: decided(lines, *["relevant"] * 6))
    fill(store_of(own), [*TEXTS[:5], "He left early."], cases=["C1", "C1", "C2", "C3", "", "C4"])
    done = import_queue(own, path, reviewer="ana")
    assert done.recorded == 5
    ((_, reason),) = done.refused
    assert "no row has this text any more" in reason


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[::-1],
        lambda lines: lines[1:4],
        lambda lines: [*lines[3:], *lines[:3]],
        lambda lines: [lines[0], Entry(key="", state="", case="", text="My own notes"), *lines[1:]],
    ],
    ids=["sorted", "filtered", "moved", "added"],
)
def test_order_and_rows_do_not_matter(
    own: Workspace, change: Callable[[list[Entry]], list[Entry]]
) -> None:
    """Sorted, filtered or with lines added: each decision finds its text."""
    said: dict[str, str] = {}

    def edit(lines: list[Entry]) -> list[Entry]:
        words = ["relevant", "not relevant"] * 3
        said.update({line.key: word for line, word in zip(lines, words, strict=True)})
        return change(decided(lines, *words))

    path = rewrite(exported(own), edit)
    done = import_queue(own, path, reviewer="ana")
    assert done.refused == ()
    assert done.recorded >= 3
    found = decisions(own)
    assert found == {key: said[key].replace(" ", "_") for key in found}


def test_importing_twice_changes_nothing(own: Workspace) -> None:
    """What went in is known; the chain has not grown."""
    path = rewrite(exported(own), lambda lines: decided(lines, "relevant", "unsure"))
    import_queue(own, path, reviewer="ana")
    head = head_of(store_of(own))
    again = import_queue(own, path, reviewer="ana")
    assert (again.recorded, again.known, again.open, again.refused) == (0, 2, 4, ())
    assert head_of(store_of(own)) == head


def test_a_line_that_is_there_twice_counts_once(own: Workspace) -> None:
    """The same decision again is known; another one is refused."""

    def edit(lines: list[Entry]) -> list[Entry]:
        first = replace(lines[0], decision="relevant")
        return [first, first, replace(first, decision="not relevant")]

    done = import_queue(own, rewrite(exported(own), edit), reviewer="ana")
    assert (done.recorded, done.known) == (1, 1)
    assert [number for number, _ in done.refused] == [4]


def test_each_bad_line_is_refused_with_its_row_and_reason(own: Workspace) -> None:
    """A changed text, an unknown key, a bad decision: listed, and the good lines go in."""
    from classifier.domain.allegation import text_digest

    def edit(lines: list[Entry]) -> list[Entry]:
        said = decided(lines, *["relevant"] * 6)
        said[0] = replace(said[0], text=f"{said[0].text} Or was it?")
        said[1] = replace(said[1], key="0" * 64)
        strange = f"A text about {MARKER} of another workspace."
        said[2] = replace(said[2], key=text_digest(strange), text=strange)
        said[3] = replace(said[3], decision=f"yes, he spilt {MARKER}")
        return [*said, Entry(key="", state="", case="", text="", decision="unsure")]

    done = import_queue(own, rewrite(exported(own), edit), reviewer="ana")
    assert (done.recorded, done.known, done.open) == (2, 0, 0)
    reasons = dict(done.refused)
    assert sorted(reasons) == [2, 3, 4, 5, 8]
    for number, words in (
        (2, "the text was changed"),
        (3, "does not belong to the key"),
        (4, "not one of this workspace"),
        (5, "Write relevant, not relevant or unsure"),
        (8, "does not belong to the key"),
    ):
        assert words in reasons[number]
    assert not any(MARKER in reason or "\n" in reason for reason in reasons.values())
    assert verify(own, None) == 2


def test_a_stale_line_is_refused(own: Workspace) -> None:
    """Somebody has decided the text since the workbook was written."""
    path = rewrite(exported(own), lambda lines: decided(lines, "relevant", "relevant"))
    queue = queue_of(own)
    place = queue.next("ben")
    assert place is not None
    queue.decide(place, Decision.NOT_RELEVANT, reviewer="ben")
    done = import_queue(own, path, reviewer="ana")
    assert (done.recorded, len(done.refused)) == (1, 1)
    ((number, reason),) = done.refused
    assert "since the workbook was written" in reason
    assert read_queue(path)[number - 2].key == place.text


def test_nobody_decides_between_the_look_and_the_record(
    own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While an import looks whether a line is stale, no other program can write."""
    path = rewrite(exported(own), lambda lines: decided(lines, "relevant", "unsure"))
    could: list[bool] = []
    whole = Seen.state

    def watched(seen: Seen, text: str) -> str:
        with closing(sqlite3.connect(own.folder / FILE, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                could.append(False)
            else:
                could.append(True)
        return whole(seen, text)

    monkeypatch.setattr(Seen, "state", watched)
    assert import_queue(own, path, reviewer="ana").recorded == 2
    assert could == [False, False]


def test_a_refused_line_is_no_failed_act(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of the store stays known: it is read once, however many lines are stale."""
    path = rewrite(exported(own), lambda lines: decided(lines, *["relevant"] * 6))
    import_queue(own, path, reviewer="ben")
    made: list[Seen] = []

    def counted(**options: str) -> Seen:
        made.append(Seen(**options))
        return made[-1]

    monkeypatch.setattr("classifier.services.review.Seen", counted)
    assert len(import_queue(own, path, reviewer="ana").refused) == 6
    assert len(made) == 1


def test_a_decision_taken_back_stays_so(own: Workspace) -> None:
    """The old workbook does not bring it in again; a fresh one does."""

    def say(lines: list[Entry]) -> list[Entry]:
        return decided(lines, "relevant")

    old = rewrite(exported(own), say)
    import_queue(own, old, reviewer="ana")
    assert queue_of(own).undo("ana") is not None
    assert len(import_queue(own, old, reviewer="ana").refused) == 1
    assert import_queue(own, rewrite(exported(own), say), reviewer="ana").recorded == 1


def test_nothing_in_the_workbook_tells_a_blind_line(
    own: Workspace, shares: pytest.MonkeyPatch
) -> None:
    """A second review looks like a first reading, in every column; recorded, it is blind."""
    path = rewrite(exported(own), lambda lines: decided(lines, *["relevant"] * 3))
    import_queue(own, path, reviewer="ana")
    shares.setattr(domain, "SECOND_SHARE", 1.0)
    lines = read_queue(exported(own, "ben"))
    assert len(lines) == 6
    assert {(len(line.key), len(line.state)) for line in lines} == {(64, 64)}
    done = import_queue(
        own,
        rewrite(exported(own, "ben"), lambda lines: decided(lines, *["relevant"] * 6)),
        reviewer="ben",
    )
    assert (done.recorded, done.refused) == (6, ())
    blind = [record.blind for *_, record in chain(store_of(own), 3)]
    assert sorted(blind) == [False] * 3 + [True] * 3


def test_cases_stand_beside_the_text(own: Workspace) -> None:
    """All that have it, and none where the export has none."""
    cases = {line.text: line.case for line in read_queue(exported(own))}
    assert [cases[text] for text in TEXTS] == ["C1", "C1", "C2", "C3", "", "C4"]


def test_a_text_too_long_for_a_cell_is_left_out_and_counted(own: Workspace, fill: Fill) -> None:
    """32,767 characters fit, an emoji counts as two; what is left out is in the queue as ever."""
    fill(store_of(own), ["x" * 32_767, "y" * 32_768, "🦉" * 16_384])
    path = own.folder.parent / "q.xlsx"
    assert export_queue(own, path, reviewer="ana", overwrite=False) == (7, 2)
    assert len(read_queue(path)) == 7
    assert queue_of(own).look().waiting("ana") == 9


def test_an_export_replaces_nothing_unasked(own: Workspace, tmp_path: Path) -> None:
    """Nor does it write another kind of file."""
    exported(own)
    with pytest.raises(OutputError, match=r"ana\.xlsx exists"):
        export_queue(own, tmp_path / "ana.xlsx", reviewer="ana", overwrite=False)
    with pytest.raises(SettingError, match=r"End it in \.xlsx"):
        export_queue(own, tmp_path / "ana.csv", reviewer="ana", overwrite=False)


def test_a_file_of_another_kind_is_refused(own: Workspace, tmp_path: Path) -> None:
    """No queue workbook, or none at all."""
    (tmp_path / "x.csv").write_text("text,other\na,b\n", encoding="utf-8")
    with pytest.raises(ExportError, match="no queue workbook: it has no column key"):
        import_queue(own, tmp_path / "x.csv", reviewer="ana")
    with pytest.raises(ExportError, match=r"missing\.xlsx"):
        import_queue(own, tmp_path / "missing.xlsx", reviewer="ana")


def test_counts_and_head(own: Workspace) -> None:
    """By state, with what is left; the head that is noted proves the chain later."""
    counts, start = stats(own)
    assert (dict(counts), start) == ({"left": 6}, "0" * 64)
    path = rewrite(exported(own), lambda lines: decided(lines, "relevant", "unsure"))
    import_queue(own, path, reviewer="ana")
    counts, head = stats(own)
    assert dict(counts) == {"single": 2, "left": 4}
    assert verify(own, head) == verify(own, start) == 2
    with pytest.raises(StoreError, match="cut short"):
        verify(own, "f" * 64)


def test_any_record_of_an_import_is_in_the_chain(own: Workspace) -> None:
    """After another's records, and before the next."""
    store = store_of(own)
    path = rewrite(exported(own), lambda lines: decided(lines, "relevant"))
    import_queue(own, path, reviewer="ana")
    ((*_, record),) = chain(store)
    append(store, replace(record, reviewer="ben"))
    assert verify_chain(store) == 2


def test_a_new_note_is_taken_beside_the_same_decision(own: Workspace) -> None:
    """As one more record; left out, or given before, it is no new one, whatever others said."""
    path = exported(own)

    def with_note(note: str) -> Path:
        return rewrite(path, lambda lines: [replace(lines[0], decision="relevant", note=note)])

    import_queue(own, with_note("His page."), reviewer="ana")
    done = import_queue(own, with_note("His own page."), reviewer="ana")
    assert (done.recorded, done.noted, done.known, done.refused) == (1, 1, 0, ())
    for note in ("His page.", "His own page.", ""):
        done = import_queue(own, with_note(note), reviewer="ana")
        assert (done.recorded, done.noted, done.known, done.refused) == (0, 0, 1, ())
    one, two = [record for *_, record in chain(store_of(own))]
    assert (one.note, two.note, two.replaces) == ("His page.", "His own page.", one.digest)
    assert (one.decision, one.blind, one.shown_because) == (
        two.decision,
        two.blind,
        two.shown_because,
    )
    append(store_of(own), replace(one, reviewer="ben"))
    assert import_queue(own, with_note("At last."), reviewer="ana").noted == 1
    assert verify(own, None) == 4


def test_a_store_that_fails_amid_an_import_says_what_is_in(
    own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many decisions are recorded; the same workbook brings in the rest."""
    path = rewrite(exported(own), lambda lines: decided(lines, *["relevant"] * 4))
    whole, store = ReviewQueue.decide, store_of(own)

    def full(queue: ReviewQueue, *words: Any, **options: Any) -> LabelRecord:  # noqa: ANN401
        if len(chain(store)) == 3:
            message = "The store cannot be used: the disk is full."
            raise StoreError(message, advice="Free some space, and try again.")
        return whole(queue, *words, **options)

    monkeypatch.setattr(ReviewQueue, "decide", full)
    with pytest.raises(
        StoreError, match=r"the disk is full\. .* recorded before: 3\. Free"
    ) as caught:
        import_queue(own, path, reviewer="ana")
    assert "is known" in str(caught.value)
    monkeypatch.setattr(ReviewQueue, "decide", whole)
    done = import_queue(own, path, reviewer="ana")
    assert (done.recorded, done.known, done.refused) == (1, 3, ())
