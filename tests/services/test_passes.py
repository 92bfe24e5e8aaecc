from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from classifier.domain.errors import ExportError
from classifier.io import readings, spool
from classifier.io.pieces import RawPiece, raw_pieces
from classifier.io.source import Source, open_source
from classifier.services import passes
from classifier.services.classify import Classified, Options, classify
from classifier.services.parallel import Crew
from classifier.services.piecework import Order
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace

POSTED = "He posted a photo of the custody record on Facebook and tagged his colleagues."
OTHERS = ("The officer was late for duty on three dates.", "She kept a prisoner's jacket.")
ROWS = 400
SMALL = 2_000
"""Bytes of a piece: some twenty of them in the export."""


@pytest.fixture
def own(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Give a workspace of the test's own."""
    return replace(workspace, folder=tmp_path / "workspace")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Write an export of many pieces, some of whose rows are set aside."""
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Case Ref", "Allegation Summary", "Outcome"])
        for number in range(ROWS):
            text = POSTED if number % 50 == 7 else OTHERS[number % 2]
            cells = [f"C{number}", f"{text} Case {number}.\nIt ended there.", "None"]
            writer.writerow(cells if number % 90 != 11 else cells[:2])
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut exports into small pieces."""
    monkeypatch.setattr(passes, "raw_pieces", partial(raw_pieces, size=SMALL))


def run(export: Path, own: Workspace, **options: object) -> tuple[Classified, bytes, bytes]:
    """Classify the export; give the result, and both files."""
    output = own.folder.parent / "out.csv"
    asked = Options(**{"queue": False, "overwrite": True, **options})  # type: ignore[arg-type]
    (result,) = classify([export], workspace=own, output=output, options=asked)
    assert result.rejected_file is not None
    return result, output.read_bytes(), result.rejected_file.read_bytes()


def same(one: Classified, other: Classified) -> bool:
    """Say whether two runs found the same."""
    return replace(one, seconds=0) == replace(other, seconds=0)


def test_pieces_change_nothing(
    export: Path, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, in pieces, in pieces by several processes: the same counts and the same bytes."""
    whole = run(export, own)
    monkeypatch.setattr(passes, "raw_pieces", partial(raw_pieces, size=SMALL))
    for crew in (Crew(), Crew(jobs=2)):
        found = run(export, own, crew=crew)
        assert same(found[0], whole[0])
        assert found[1:] == whole[1:]
    assert whole[0].counts["rows"] + whole[0].counts["rejected"] == ROWS
    assert whole[0].counts["rejected"] == 5
    assert not list(own.folder.iterdir())


@pytest.mark.usefixtures("small")
def test_the_store_gets_the_rows_of_all_pieces(export: Path, own: Workspace) -> None:
    """Each once, in the order of the export; a second run brings nothing new."""
    first, again = run(export, own, queue=True)[0], run(export, own, queue=True)[0]
    assert first.brought is not None
    assert again.brought is not None
    assert (first.brought.new, again.brought.new) == (ROWS - 5, 0)
    assert again.brought.known == ROWS - 5


class Stop:
    """Stops a run, as Ctrl-C does, once so much of it is done."""

    def __init__(self, share: float) -> None:
        self.share = share

    def __call__(self, done: int, total: int) -> None:
        """Be told, and stop."""
        if done >= self.share * total:
            raise KeyboardInterrupt


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("share", [0.01, 0.4, 0.95])
def test_a_stopped_run_goes_on(
    export: Path, own: Workspace, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """What was scored is not scored again, the bytes are the same, and nothing is left behind."""
    whole = run(export, own)
    with pytest.raises(KeyboardInterrupt):
        classify(
            [export],
            workspace=own,
            output=own.folder.parent / "stopped.csv",
            options=Options(queue=False),
            progress=Stop(share),
        )
    assert not (own.folder.parent / "stopped.csv").exists()
    scored = _counting(monkeypatch)
    found = run(export, own, resume=True)
    assert found[1:] == whole[1:]
    assert len(scored) < ROWS * (1 - min(share, 0.8)) + 30
    assert not list(own.folder.iterdir())


def _counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which texts are scored."""
    seen: list[str] = []
    score = Scorer.score

    def spy(self: Scorer, texts: list[str], progress: object = None) -> object:
        seen.extend(texts)
        return score(self, texts, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(Scorer, "score", spy)
    return seen


@pytest.mark.usefixtures("small")
def test_of_a_changed_export_only_what_changed_is_scored_again(
    export: Path, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pieces that are as they were are known; the results are those of the new export."""
    with pytest.raises(KeyboardInterrupt):
        classify(
            [export],
            workspace=own,
            output=None,
            options=Options(queue=False),
            progress=Stop(0.8),
        )
    export.write_bytes(export.read_bytes().replace(b"Case 399.", b"Case 398."))
    scored = _counting(monkeypatch)
    found = run(export, own, resume=True)
    assert 0 < len(scored) < 60
    assert found[1:] == run(export, own)[1:]


@pytest.mark.usefixtures("small")
def test_a_new_run_begins_anew(
    export: Path, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --resume nothing of a stopped run is used."""
    with pytest.raises(KeyboardInterrupt):
        classify(
            [export], workspace=own, output=None, options=Options(queue=False), progress=Stop(0.4)
        )
    assert (own.folder / spool.FOLDER).is_dir()
    scored = _counting(monkeypatch)
    run(export, own)
    assert len(scored) == ROWS - 5


@pytest.mark.usefixtures("small")
def test_columns_that_changed_places_are_scored_anew(tmp_path: Path, own: Workspace) -> None:
    """The rows are the same, byte for byte, and the header says that another column is the text."""
    export, results = tmp_path / "export.csv", []
    rows = [f"Late for duty on {number} dates.,{POSTED}" for number in range(ROWS)]
    asked = partial(Options, queue=False, overwrite=True, mapping={"text": "One"})
    export.write_text("\n".join(["One,Two", *rows]), encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        classify([export], workspace=own, output=None, options=asked(), progress=Stop(0.8))
    export.write_text("\n".join(["Two,One", *rows]), encoding="utf-8")
    for resume in (True, False):
        output = tmp_path / f"{resume}.csv"
        classify([export], workspace=own, output=output, options=asked(resume=resume))
        results.append(output.read_bytes())
    assert results[0] == results[1]


def test_all_that_a_score_hangs_on_is_known(export: Path, own: Workspace) -> None:
    """Another topic, another column for the text or another program: what was kept is no use."""
    source = open_source(export)
    order = Order(run="", workspace=own, version="1", screen_only=False, queue=False)
    other = replace(own, topic=replace(own.topic, patterns=()))
    folders = {
        passes.kept_in(source, order, program="1"),
        passes.kept_in(source, order, program="2"),
        passes.kept_in(source, replace(order, workspace=other), program="1"),
        passes.kept_in(source, replace(order, version="2"), program="1"),
        passes.kept_in(replace(source, columns={"text": "Outcome"}), order, program="1"),
        passes.kept_in(replace(source, keys=("a",)), order, program="1"),
    }
    assert len(folders) == 6


def _shorter(export: Path) -> None:
    """Cut an export where a piece ends."""
    whole = [piece.content for piece in raw_pieces(open_source(export), size=SMALL)]
    export.write_bytes(b"".join(piece for piece in whole[:10] if isinstance(piece, bytes)))


def _longer(export: Path) -> None:
    """Add many rows to an export, a piece or more."""
    with export.open("ab") as file:
        file.write(b"C9,She was late.,None\r\n" * ROWS)


def _other(export: Path) -> None:
    """Change a cell of an export."""
    export.write_bytes(export.read_bytes().replace(b"C1,", b"C9,"))


def _spelled_otherwise(export: Path) -> None:
    """Add a row that is not in the encoding of an export."""
    with export.open("ab") as file:
        file.write("C9,She was at the caf\u00e9.,None\r\n".encode("cp1252"))


def test_another_encoding_meanwhile_is_refused(
    export: Path, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that came after the encoding was told is no fault of the program."""

    def changing(source: Source) -> Iterator[RawPiece]:
        _spelled_otherwise(export)
        return raw_pieces(source)

    monkeypatch.setattr(passes, "raw_pieces", changing)
    with pytest.raises(ExportError, match=r"export\.csv was changed while it was read"):
        run(export, own)


def test_other_processes_learn_no_password(
    export: Path, own: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They need the folder, wherever they work, and not the address of the database."""
    orders: list[Order] = []
    work = passes.classify_source

    def spy(*given: object, order: Order, **others: object) -> passes.Done:
        orders.append(order)
        return work(*given, order=order, **others)  # type: ignore[arg-type]

    monkeypatch.setattr("classifier.services.classify.classify_source", spy)
    monkeypatch.chdir(own.folder.parent)
    place = replace(own, folder=Path("workspace"), database="postgresql://me:secret@db/one")
    classify([export], workspace=place, output=Path("out.csv"), options=Options(queue=False))
    assert orders[0].workspace.database is None
    assert orders[0].workspace.folder == own.folder


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("change", [_other, _shorter, _longer])
def test_an_export_that_changes_meanwhile_is_refused(
    export: Path,
    own: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
    jobs: int,
) -> None:
    """What was said of one row must not be written beside another, and no row go missing."""
    passed = []

    def changing(source: Source) -> Iterator[RawPiece]:
        passed.append(source)
        if len(passed) == 3:
            change(export)
        return raw_pieces(source, size=SMALL)

    monkeypatch.setattr(passes, "raw_pieces", changing)
    with pytest.raises(ExportError, match=r"export\.csv was changed while it was read"):
        run(export, own, crew=Crew(jobs=jobs))
    assert not (own.folder.parent / "out.csv").exists()


@pytest.mark.usefixtures("small")
def test_what_is_read_in_pieces_is_remembered(export: Path, own: Workspace) -> None:
    """By several processes as by one: no text is read twice."""
    kept = []
    for jobs in (1, 2):
        place = replace(own, folder=own.folder.with_name(str(jobs)))
        run(export, place, queue=True, crew=Crew(jobs=jobs))
        kept.append([path.read_bytes() for path in (place.folder / readings.FOLDER).iterdir()])
    assert kept[0] == kept[1]


@pytest.mark.usefixtures("small")
def test_progress_goes_to_its_end(export: Path, own: Workspace) -> None:
    """Never backwards."""
    told: list[tuple[int, int]] = []
    tell: Callable[[int, int], None] = lambda done, total: told.append((done, total))  # noqa: E731
    classify(
        [export],
        workspace=own,
        output=own.folder.parent / "out.csv",
        options=Options(queue=False),
        progress=tell,
    )
    done = [one for one, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]
    assert len(told) > 20
