"""Takes pictures again: the sample classified, the comparison, plan, search words, the reply.

Needs Chromium, and for the document LibreOffice with pdftoppm; run it after a change of the model
or of a page. The pictures of the review pages come from the browser test (REVIEW_SHOTS=folder), and
go through ``camera.reduce``.
Invented text only: the sample.
"""

from __future__ import annotations

import csv
import html
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from camera import photograph, photograph_document

from classifier.domain.label import Decision, LabelRecord
from classifier.io.store.connect import open_store, writing
from classifier.io.store.exports import text_digest
from classifier.io.store.labels import append_labels

ROOT: Final = Path(__file__).resolve().parent.parent
IMAGES: Final = ROOT / "docs" / "images"
TOPIC: Final = "training_data/social_media"

_SHOWN: Final = {
    "the model scores it high": 4,
    "the model is uncertain": 1,
    "a search word was found, the model scores it low": 1,
    "the model scores it low": 1,
}
"""How many of the first rows with each reason are shown."""

_TERMINAL: Final = 102
"""How many characters a line of a picture of printed text has room for."""

_BEFORE: Final = "\nWhat a notice has to say"
"""Where the picture of what is printed ends: what follows is the same for every request."""

_TIME: Final = "2021-02-20T10:00:00.000000+00:00"
_REQUEST: Final = """For each of the last three years, how many officers were found to have broken
the force's social media policy?

How many were dismissed or resigned?

Where misconduct was found, please give details of the breach."""

_PAGE: Final = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><style>
body {{ margin: 0; padding: 22px 26px; background: #eef0f3; color: #1d2733;
  font: 14px/1.4 "DejaVu Sans", sans-serif }}
pre {{ margin: 0 0 18px; padding: 14px 20px; border-radius: 8px; background: #1d2733;
  color: #e8edf2; font: 14px/1.5 "DejaVu Sans Mono", monospace }}
table {{ border-collapse: collapse; width: 100%; background: #fff; table-layout: fixed;
  font-size: 12px }}
th {{ white-space: nowrap; font-size: 11px; font-weight: 600; text-align: left;
  background: #dfe4ea }}
th.ours {{ background: #cfe3d6 }}
th, td {{ border: 1px solid #c9d0d8; padding: 5px 7px; vertical-align: top;
  overflow-wrap: break-word }}
td.relevant {{ background: #d9f0e0; font-weight: 600 }}
td.review {{ background: #fdf0cf; font-weight: 600 }}
td.number {{ text-align: right }}
</style></head><body><pre><b>$ {command}</b>
{printed}</pre>
{table}</body></html>
"""

_TABLE: Final = """<table><colgroup>{widths}</colgroup><tr>{heads}</tr>
{rows}</table>"""

_COLUMNS: Final = (
    ("Case Reference", 112, 40),
    ("Allegation Summary", 250, 120),
    ("decision", 92, 40),
    ("reason", 170, 80),
    ("probability", 86, 40),
    ("keyword_terms", 112, 40),
    ("platforms", 82, 40),
    ("evidence", 244, 105),
)
"""What is shown of the results: the column, its width, and after how many characters it is cut."""


def main() -> None:
    """Classify, compare, reply, and take the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "classify.html"
        page.write_text(classified(folder), encoding="utf-8")
        photograph(page, IMAGES / "classify.png", height=900)
        run("compare", f"{TOPIC}/sample_labelled.csv", "--report", folder / "compare")
        photograph(folder / "compare" / "index.html", IMAGES / "compare.png", height=1000)
        print_out(folder, "plan", "--minutes", "8", "--received", "2021-01-29")
        decided(folder / "workspace")
        print_out(folder, "keywords")
        answered(folder)
        photograph(folder / "reply" / "reply.html", IMAGES / "reply.png", height=1000)
        document = folder / "reply" / "reply.docx"
        photograph_document(document, IMAGES / "reply-document.png", page=1)
        photograph_document(document, IMAGES / "reply-notice.png", page=4)


def print_out(folder: Path, *words: str) -> None:
    """Take a picture of what a command prints of the workspace, in the width of a terminal."""
    printed, cut_off, _ = run(*words, "--workspace", folder / "workspace").partition(_BEFORE)
    lines = wrapped(printed)
    lines += ["", "…"] if cut_off else []
    command = " ".join(("classifier", *words))
    page = folder / f"{words[0]}.html"
    shown = {"command": html.escape(command), "printed": html.escape("\n".join(lines))}
    page.write_text(_PAGE.format(**shown, table=""), encoding="utf-8")
    height = 72 + 21 * (1 + len(lines))
    photograph(page, IMAGES / f"{words[0]}.png", width=960, height=height)


def wrapped(printed: str) -> list[str]:
    """Lay out what was printed in lines that a picture has room for."""
    return [line for one in printed.splitlines() for line in textwrap.wrap(one, _TERMINAL) or [""]]


def decided(own: Path) -> None:
    """Decide every text of the sample as its label says."""
    with (ROOT / TOPIC / "sample_labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = [(row["Allegation Summary"], row["relevant"]) for row in csv.DictReader(file)]
    decisions = (Decision.NOT_RELEVANT, Decision.RELEVANT)
    records = [
        LabelRecord(text=text_digest(t), reviewer="ana", time=_TIME, decision=decisions[int(label)])
        for t, label in labels
    ]
    with writing(open_store(own)) as transaction:
        append_labels(transaction, records)


def answered(folder: Path) -> None:
    """Write the reply."""
    asked = folder / "request.txt"
    asked.write_text(_REQUEST, encoding="utf-8")
    words = ["--from", "2018-01-01", "--to", "2020-12-31", "--role", "Police Officer"]
    words += ["--reference", "221/21", "--request", str(asked), "--date", "2021-02-26"]
    words += ["--section", "40", "--section", "31", "--received", "2021-01-29"]
    run("report", "-o", folder / "reply", "--workspace", folder / "workspace", *words)


def classified(folder: Path) -> str:
    """Classify the sample and lay out what is printed, with some rows of the result."""
    results = folder / "sample_export.classified.csv"
    own = folder / "workspace"
    printed = run("classify", f"{TOPIC}/sample_export.csv", "-o", results, "--workspace", own)
    with results.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    table = _TABLE.format(
        widths="".join(f'<col style="width: {width}px">' for _, width, _ in _COLUMNS),
        heads="".join(
            f"<th{' class=ours' if name.islower() else ''}>{name}</th>" for name, _, _ in _COLUMNS
        ),
        rows="\n".join(laid_out(chosen(rows))),
    )
    printed = html.escape("\n".join(wrapped(printed.replace(str(folder), "results"))))
    return _PAGE.format(command="make classify", printed=printed, table=table)


def chosen(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Choose the first rows with each reason, equal texts once."""
    kept: list[dict[str, str]] = []
    for reason, number in _SHOWN.items():
        distinct = {row["Allegation Summary"]: row for row in rows if row["reason"] == reason}
        kept += list(distinct.values())[:number]
    return kept


def laid_out(rows: Iterable[dict[str, str]]) -> Iterable[str]:
    """Lay out rows as HTML."""
    for row in rows:
        cells = []
        for name, _, longest in _COLUMNS:
            kind = row[name] if name == "decision" else "number" if name == "probability" else ""
            cells.append(f'<td class="{kind}">{html.escape(cut(row[name], longest))}</td>')
        yield f"<tr>{''.join(cells)}</tr>"


def cut(text: str, longest: int) -> str:
    """Cut a text at a blank."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[:longest].rsplit(' ', 1)[0]} …"


def run(*words: object) -> str:
    """Run the program and give what it prints."""
    command = [sys.executable, "-m", "classifier", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


if __name__ == "__main__":
    main()
