from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from classifier.domain.allegation import text_digest
from classifier.domain.counting import Unit
from classifier.domain.errors import ExportError, OutputError, SettingError
from classifier.domain.label import Decision, LabelRecord
from classifier.domain.reply import TO_COMPLETE
from classifier.domain.scope import Scope, Standing
from classifier.domain.suppression import parse_policy
from classifier.io.limits import sections_relied_on
from classifier.io.store.connect import open_store, writing
from classifier.io.store.labels import append_labels
from classifier.services.check import check_files
from classifier.services.classify import Options, classify
from classifier.services.reply_material import Asked
from classifier.services.reply_notice import NO_NOTICE, Notice, read_words
from classifier.services.reply_search import UNSAMPLED
from classifier.services.report import FORMATS, Reported, report, take_summaries
from classifier.services.resources import TRAINING_DATA
from classifier.services.workspace import Workspace, open_workspace

FOLDER = TRAINING_DATA / "social_media"
GOLDEN = [
    ["", "2018", "2019", "2020"],
    ["No of Officers", "1", "2", "4"],
    [
        "Outcomes",
        "1x Written warning",
        "1x Written warning; 1x Final written warning",
        "1x Final written warning; 3x Reflective practice requires improvement",
    ],
]
NOW = dt.datetime(2021, 2, 26, 9, tzinfo=dt.UTC)
TIME = "2021-02-26T10:00:00.000000+00:00"
ASKED = Asked(
    scope=Scope(start=dt.date(2018, 1, 1), end=dt.date(2020, 12, 31), roles=("Police Officer",)),
    reference="221/21",
    request=("How many officers broke the social media policy?", "Give the <outcomes> by year."),
    date=NOW.date(),
)
NOTICE = Notice(sections=(40, 31), received=dt.date(2021, 1, 29))


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give a workspace with the sample export, every text of it decided as its label says."""
    own = open_workspace(tmp_path_factory.mktemp("report") / "workspace", "social_media")
    classify(
        [FOLDER / "sample_export.csv"],
        workspace=own,
        output=own.folder.parent / "out.csv",
        options=Options(),
        now=lambda: NOW,
    )
    labelled = pd.read_csv(FOLDER / "sample_labelled.csv", dtype=str)
    words = {"1": Decision.RELEVANT, "0": Decision.NOT_RELEVANT}
    records = [
        LabelRecord(text=text_digest(text), reviewer="ana", time=TIME, decision=words[label])
        for text, label in zip(labelled["Allegation Summary"], labelled["relevant"], strict=True)
    ]
    with writing(open_store(own.folder)) as transaction:
        append_labels(transaction, records)
    return own


def written(
    own: Workspace, folder: Path, asked: Asked = ASKED, notice: Notice = NO_NOTICE
) -> Reported:
    """Write the reply in all formats."""
    return report(own, asked, folder=folder, formats=list(FORMATS), notice=notice)


def texts(folder: Path) -> dict[str, list[str]]:
    """Give what stands in each cell and paragraph of each format."""
    document = Document(str(folder / "reply.docx"))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    sheet = pd.read_excel(folder / "reply.xlsx", header=None, dtype=str, engine="calamine")
    with (folder / "reply.csv").open(encoding="utf-8-sig", newline="") as file:
        values = [cell for row in csv.reader(file) for cell in row]
    page = html.unescape((folder / "reply.html").read_text("utf-8"))
    return {
        "html": re.split(r"<[^>]*>", page),
        "docx": [*(one.text for one in document.paragraphs), *cells],
        "xlsx": sheet.fillna("").to_numpy().ravel().tolist(),
        "csv": values,
    }


def tables(page: str) -> list[list[list[str]]]:
    """Read the tables of a page."""
    found = pd.read_html(io.StringIO(page), header=None, keep_default_na=False)
    return [frame.astype(str).to_numpy().tolist() for frame in found]


def test_the_golden_table_in_every_format(decided: Workspace, tmp_path: Path) -> None:
    """The origin's seven officers among all others: cell by cell."""
    reply = written(decided, tmp_path).reply
    assert [list(line) for line in (reply.answer.head, *reply.answer.rows)] == GOLDEN
    with (tmp_path / "reply.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == GOLDEN
    document = Document(str(tmp_path / "reply.docx"))
    found = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    assert GOLDEN in found
    sheet = pd.read_excel(
        tmp_path / "reply.xlsx", header=None, dtype=str, keep_default_na=False, engine="calamine"
    )
    lines = [[cell for cell in line[:4]] for line in sheet.to_numpy().tolist()]
    at = lines.index(GOLDEN[0])
    assert lines[at : at + 3] == GOLDEN
    page = (tmp_path / "reply.html").read_text("utf-8")
    for line in GOLDEN[1:]:
        cells = "".join(f"<td>{cell}</td>" for cell in line[1:])
        assert f'<th scope="row">{line[0]}</th>{cells}' in page
    assert "&lt;outcomes&gt;" in page
    assert UNSAMPLED in page
    assert "All of them were decided by people, who read them." in page
    assert "1 reviewer took part; no text was read by two." in page
    found = "Of 44 rows that the search words would find, 14 are about social media, 30 are not;"
    assert found in page
    assert "20 rows about social media would be missed." in page


def test_the_sections_relied_on_stand_in_every_format(decided: Workspace, tmp_path: Path) -> None:
    """Each with its title, its test, and places for what the notice has to hold; and the day due."""
    reported = written(decided, tmp_path, notice=NOTICE)
    assert reported.relied == [17, 31, 40]
    for kind, cells in texts(tmp_path).items():
        titles = [cell for cell in cells if cell.startswith("Section ")]
        assert [title[:10] for title in titles][:3] == ["Section 17", "Section 31", "Section 40"]
        assert "Law enforcement: qualified exemption" in titles[1]
        assert "would be likely to, do harm" in titles[1]
        assert "Personal information: absolute exemption" in titles[2]
        assert cells.count(TO_COMPLETE) == 6, kind
        assert "26/02/2021" in cells
        assert any("known from 2018 to 2027" in cell for cell in cells)


def test_only_what_the_user_relies_on_is_said_to_be(decided: Workspace, tmp_path: Path) -> None:
    """The duties that come along have their places, and are no grounds; cost weighs nothing."""
    reported = written(decided, tmp_path, notice=Notice(sections=(12,)))
    assert (reported.relied, reported.places) == ([12, 16, 17], 5)
    found = texts(tmp_path)
    said = "Of the Freedom of Information Act 2000 this reply relies on section 12."
    assert all(said in found[kind] for kind in ("html", "docx", "xlsx"))
    assert not any("qualified" in cell for cells in found.values() for cell in cells)
    named = Notice(sections=(40, 31, 40))
    reply = report(decided, ASKED, folder=tmp_path / "2", formats=["csv"], notice=named).reply
    (part,) = (one for one in reply.sections if one.heading == "What is withheld and why")
    assert part.paragraphs[0].endswith("relies on sections 31 and 40.")


def test_a_workbook_shows_its_sentences_whole(decided: Workspace, tmp_path: Path) -> None:
    """They run over all columns, in a row as high as they need."""
    written(decided, tmp_path, notice=NOTICE)
    with zipfile.ZipFile(tmp_path / "reply.xlsx") as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
    places = dict(re.findall(r'<row r="(\d+)"[^>]* ht="(\d+)" customHeight="1"', sheet))
    cells = pd.read_excel(
        tmp_path / "reply.xlsx", header=None, dtype=str, keep_default_na=False, engine="calamine"
    )
    found = cells[0].tolist()
    at = 1 + next(row for row, one in enumerate(found) if one.startswith("References are compared"))
    assert f'ref="A{at}:E{at}"' in sheet
    assert int(places[str(at)]) >= 30


def test_a_late_reply_is_called_late(decided: Workspace, tmp_path: Path) -> None:
    """In every format, from the day after the twentieth working day on."""
    in_time = written(decided, tmp_path / "1", notice=NOTICE)
    assert in_time.late is False
    assert all("26/02/2021" in cells for cells in texts(tmp_path / "1").values())
    asked = replace(ASKED, date=dt.date(2021, 2, 27))
    late = written(decided, tmp_path / "2", asked, NOTICE)
    assert late.late is True
    assert not any("after that day" in one for one in texts(tmp_path / "1")["docx"])
    for cells in texts(tmp_path / "2").values():
        assert "27/02/2021, which is after that day" in cells


def test_a_place_to_complete_keeps_a_file_from_being_ready(
    decided: Workspace, tmp_path: Path
) -> None:
    """In each format; the document passes once its places are written and the draft line is out."""
    for file in written(decided, tmp_path, notice=NOTICE).checked:
        assert [one.what for one in file.findings] == ["a place that is still to be completed"]
    path = tmp_path / "reply.docx"
    document = Document(str(path))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [one.paragraphs[0] for one in cells] + document.paragraphs:
        if paragraph.text == TO_COMPLETE:
            paragraph.runs[0].text = "Words of the writer."
        elif TO_COMPLETE in paragraph.text:
            paragraph._p.getparent().remove(paragraph._p)
    document.save(str(path))
    (file,) = check_files([path], ASKED.policy, allowed=[ASKED.reference])
    assert "a place that is still to be completed" not in [one.what for one in file.findings]


def test_the_words_of_the_notice_stand_in_every_format(decided: Workspace, tmp_path: Path) -> None:
    """Written into notice.csv and given, they leave nothing to complete, and no file is held up."""
    written(decided, tmp_path / "1", notice=NOTICE)
    path = tmp_path / "1" / "notice.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["words"] = [f"Words {number}." for number in range(len(frame))]
    frame.to_csv(path, index=False)
    reported = written(decided, tmp_path / "2", notice=replace(NOTICE, words=read_words(path)))
    assert (reported.places, reported.to_complete) == (6, 0)
    assert [file.findings for file in reported.checked] == [()] * 4
    for cells in texts(tmp_path / "2").values():
        assert {f"Words {number}." for number in range(6)} <= set(cells)
        assert not any(TO_COMPLETE in cell for cell in cells)
    assert read_words(tmp_path / "2" / "notice.csv") == read_words(path)


def test_words_of_the_notice_are_not_written_over(decided: Workspace, tmp_path: Path) -> None:
    """They are somebody's work; nor are they dropped with the section that they were for."""
    written(decided, tmp_path, notice=NOTICE)
    path = tmp_path / "notice.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[3, "words"] = "The prevention of crime."
    frame.to_csv(path, index=False)
    with pytest.raises(OutputError, match="words for 1 place that"):
        report(decided, ASKED, folder=tmp_path, formats=["csv"], notice=NOTICE, overwrite=True)
    other = Notice(sections=(40,), words=read_words(path))
    with pytest.raises(SettingError, match="a place of section 31"):
        report(decided, ASKED, folder=tmp_path, formats=["csv"], notice=other, overwrite=True)


def test_words_that_look_like_a_formula_cannot_run(decided: Workspace, tmp_path: Path) -> None:
    """In both tables of values they get an apostrophe, which is taken off as they are read again."""
    place = (40, sections_relied_on([40])[-1].says[0])
    words = {place: "- for a reason", (17, sections_relied_on([40])[0].says[0]): "=HYPERLINK(1)"}
    notice = Notice(sections=(40,), words=words)
    reported = written(decided, tmp_path, notice=notice)
    whats = {one.what for file in reported.checked for one in file.findings}
    assert whats == {"a place that is still to be completed"}
    assert "'=HYPERLINK(1)" in texts(tmp_path)["csv"]
    assert "- for a reason" in texts(tmp_path)["docx"]
    assert read_words(tmp_path / "notice.csv") == words
    report(decided, ASKED, folder=tmp_path, formats=["csv"], notice=notice, overwrite=True)


def test_without_a_section_nothing_is_to_complete(decided: Workspace, tmp_path: Path) -> None:
    """Neither sections nor a day stand in the reply, which says that nothing is withheld."""
    reported = written(decided, tmp_path)
    assert (reported.relied, reported.due, reported.reply.notice) == ([], None, ())
    for cells in texts(tmp_path).values():
        assert not any(TO_COMPLETE in cell or cell.startswith("Section ") for cell in cells)
    assert "No figure is withheld in this reply." in texts(tmp_path)["docx"]


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (Notice(sections=(14,)), "Section 14 is none"),
        (Notice(received=dt.date(2021, 2, 27)), "after the reply's day"),
        (Notice(received=dt.date(2016, 2, 27)), "known from 2018"),
    ],
)
def test_a_notice_that_cannot_be_given(
    decided: Workspace, tmp_path: Path, notice: Notice, said: str
) -> None:
    """It is refused before anything is written."""
    with pytest.raises(SettingError, match=said):
        written(decided, tmp_path / "new", notice=notice)
    assert not (tmp_path / "new").exists()


def test_the_same_workspace_gives_the_same_bytes(decided: Workspace, tmp_path: Path) -> None:
    """In all formats; another day changes the date alone."""
    one, two = tmp_path / "1", tmp_path / "2"
    for folder in (one, two):
        written(decided, folder)
    names = sorted(path.name for path in one.iterdir())
    assert names == ["reply.csv", "reply.docx", "reply.html", "reply.xlsx", "summaries.csv"]
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in names)
    days = (dt.date(2022, 1, 2), dt.date(2023, 1, 2))
    for day in days:
        written(decided, tmp_path / str(day), replace(ASKED, date=day))
    parts, others = (parts_of(tmp_path / str(day)) for day in days)
    assert parts.keys() == others.keys()
    told = {name for name, part in parts.items() if part != others[name]}
    assert told == {"reply.html", "reply.docx/word/document.xml", "reply.xlsx/xl/sharedStrings.xml"}
    for name in told:
        assert parts[name].replace(b"02/01/2022", b"02/01/2023") == others[name]


def parts_of(folder: Path) -> dict[str, bytes]:
    """Give each file of a folder by its name, those that are archives by what is in them."""
    found = {}
    for path in folder.iterdir():
        if not zipfile.is_zipfile(path):
            found[path.name] = path.read_bytes()
            continue
        with zipfile.ZipFile(path) as archive:
            found |= {f"{path.name}/{name}": archive.read(name) for name in archive.namelist()}
    return found


def test_every_row_stands_somewhere(decided: Workspace, tmp_path: Path) -> None:
    """The rows add up to the export's 301; live and undated ones are counted apart."""
    counted = written(decided, tmp_path).counted
    assert sum(counted.standings.values()) == 301
    assert counted.standings[Standing.UNDATED] == 1
    assert counted.standings[Standing.UNDECIDED] == 0
    assert {unit: one.total for unit, one in counted.counts.items()} == {
        Unit.OFFICERS: 7,
        Unit.CASES: 7,
        Unit.ALLEGATIONS: 7,
    }


def test_summaries_wait_for_a_person(decided: Workspace, tmp_path: Path) -> None:
    """Four officers, each with the row it came from; what a person writes stands from then on."""
    first = written(decided, tmp_path / "1")
    assert [one.officer for one in first.summaries] == [1, 2, 3, 4]
    assert not any(one.edited for one in first.summaries)
    assert "Draft: 4 sentences" in (tmp_path / "1" / "reply.html").read_text()
    path = tmp_path / "1" / "summaries.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[0, "sentence"] = "An officer posted a picture."
    frame.to_csv(path, index=False)
    assert take_summaries(decided, path, editor="ana", now=NOW) == 1
    assert take_summaries(decided, path, editor="ana", now=NOW) == 0
    second = written(decided, tmp_path / "2")
    assert [one.edited for one in second.summaries] == [True, False, False, False]
    assert second.summaries[0].sentence == "An officer posted a picture."


def test_what_is_written_passes_the_release_check(decided: Workspace, tmp_path: Path) -> None:
    """Every format of it: nothing hidden, no name of who or what made it; drafts are redacted."""
    reported = written(decided, tmp_path)
    assert [file.name for file in reported.checked] == [f"reply.{kind}" for kind in FORMATS]
    assert [file.findings for file in reported.checked] == [()] * 4
    assert "[account 1]" in "".join(one.sentence for one in reported.summaries)


def test_small_counts_are_hidden_by_a_policy(decided: Workspace, tmp_path: Path) -> None:
    """With its reason; the tables that would give them away are left out."""
    asked = replace(ASKED, policy=parse_policy("below:5"), policy_reason="Section 40(2).")
    reply = written(decided, tmp_path, asked).reply
    assert reply.answer.rows[0] == ("No of Officers", "*", "*", "*")
    page = (tmp_path / "reply.html").read_text()
    assert "Section 40(2)." in page
    assert "Counted already" not in page
    assert "by each way of searching" not in page
    assert "Officer 1" not in page
    assert "Without a date" not in page


def test_rounded_counts_hide_no_outcome(decided: Workspace, tmp_path: Path) -> None:
    """What is rounded to 0 is listed as 0x: left out, it would look like a true 0."""
    asked = replace(ASKED, policy=parse_policy("round:5"), policy_reason="Section 40(2).")
    outcomes = written(decided, tmp_path, asked).reply.answer.rows[1]
    assert all("Written warning" in cell for cell in outcomes[1:])


def test_the_national_factor_is_the_topics_own(decided: Workspace, tmp_path: Path) -> None:
    """Eight rows of the sample are marked with Social Media; other marks do not count."""
    written(decided, tmp_path)
    page = (tmp_path / "reply.html").read_text()
    assert "Of 8 rows that the national factor would find" in page


def test_sentences_that_are_not_recorded_are_not_written_over(
    decided: Workspace, tmp_path: Path
) -> None:
    """They are somebody's work; nor are sentences taken in for rows that are not here."""
    written(decided, tmp_path)
    path = tmp_path / "summaries.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[3, "sentence"] = "An officer wrote under another name."
    frame.to_csv(path, index=False)
    with pytest.raises(OutputError, match="1 sentence not recorded"):
        report(decided, ASKED, folder=tmp_path, formats=["csv"], overwrite=True)
    frame.loc[3, "key"] = "elsewhere#1"
    frame.to_csv(path, index=False)
    with pytest.raises(ExportError, match="rows that this workspace does not have"):
        take_summaries(decided, path, editor="ana", now=NOW)


def test_what_an_earlier_reply_left_is_named(decided: Workspace, tmp_path: Path) -> None:
    """Other formats, what was made of them, and summaries that are not needed any more."""
    assert written(decided, tmp_path).stale == []
    (tmp_path / "reply.pdf").touch()
    (tmp_path / "letter.docx").touch()
    (tmp_path / "reply.json").touch()  # what --json writes beside the reply
    again = report(decided, ASKED, folder=tmp_path, formats=["docx", "csv"], overwrite=True)
    assert [path.name for path in again.stale] == ["reply.html", "reply.pdf", "reply.xlsx"]
    asked = replace(ASKED, summaries_from="Dismissal without notice")
    last = report(decided, asked, folder=tmp_path, formats=["csv"], overwrite=True)
    left = ["reply.docx", "reply.html", "reply.pdf", "reply.xlsx", "summaries.csv"]
    assert [path.name for path in last.stale] == left
    assert all(path.exists() for path in last.stale)


def test_nothing_is_replaced_unasked(decided: Workspace, tmp_path: Path) -> None:
    """And an outcome that nobody knows is refused, with those that are known."""
    written(decided, tmp_path)
    with pytest.raises(OutputError, match="overwrite"):
        written(decided, tmp_path)
    with pytest.raises(SettingError, match="Written warning"):
        written(decided, tmp_path / "2", replace(ASKED, summaries_from="Told off"))
