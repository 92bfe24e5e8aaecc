"""Takes pictures again: the sample classified, the comparison, the reply as page and document.

Needs Chromium, and for the document LibreOffice with pdftoppm; run it after a change of the model
or of a page. The pictures of the review pages come from the browser test (REVIEW_SHOTS=folder).
Invented text only: the sample.
"""

from __future__ import annotations

import csv
import html
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PIL import Image

from classifier.domain.label import Decision, LabelRecord
from classifier.io.store.connect import open_store, writing
from classifier.io.store.exports import text_digest
from classifier.io.store.labels import append_labels

ROOT: Final = Path(__file__).resolve().parent.parent
IMAGES: Final = ROOT / "docs" / "images"
TOPIC: Final = "training_data/social_media"
WIDTH: Final = 1200
_COLOURS: Final = 96
"""A picture of text needs no more, and is a third of the size."""

_SHOWN: Final = {
    "the model scores it high": 4,
    "the model is uncertain": 1,
    "a search word was found, the model scores it low": 1,
    "the model scores it low": 1,
}
"""How many of the first rows with each reason are shown."""

_CHROMIUM: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
)

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
</style></head><body><pre><b>$ make classify</b>
{printed}</pre>
<table><colgroup>{widths}</colgroup><tr>{heads}</tr>
{rows}</table></body></html>
"""

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
        photograph(page, IMAGES / "classify.png", height=880)
        run("compare", f"{TOPIC}/sample_labelled.csv", "--report", folder / "compare")
        photograph(folder / "compare" / "index.html", IMAGES / "compare.png", height=1000)
        answered(folder)
        photograph(folder / "reply" / "reply.html", IMAGES / "reply.png", height=1000)
        document = folder / "reply" / "reply.docx"
        photograph_document(document, IMAGES / "reply-document.png", page=1)
        photograph_document(document, IMAGES / "reply-notice.png", page=4)


def answered(folder: Path) -> None:
    """Decide every text of the sample as its label says, and write the reply."""
    own = folder / "workspace"
    run("classify", f"{TOPIC}/sample_export.csv", "-o", folder / "r.csv", "--workspace", own)
    with (ROOT / TOPIC / "sample_labelled.csv").open(encoding="utf-8-sig", newline="") as file:
        labels = [(row["Allegation Summary"], row["relevant"]) for row in csv.DictReader(file)]
    decisions = (Decision.NOT_RELEVANT, Decision.RELEVANT)
    records = [
        LabelRecord(text=text_digest(t), reviewer="ana", time=_TIME, decision=decisions[int(label)])
        for t, label in labels
    ]
    with writing(open_store(own)) as transaction:
        append_labels(transaction, records)
    asked = folder / "request.txt"
    asked.write_text(_REQUEST, encoding="utf-8")
    words = ["--from", "2018-01-01", "--to", "2020-12-31", "--role", "Police Officer"]
    words += ["--reference", "221/21", "--request", str(asked), "--date", "2021-02-26"]
    words += ["--section", "40", "--section", "31", "--received", "2021-01-29"]
    run("report", "-o", folder / "reply", "--workspace", own, *words)


def classified(folder: Path) -> str:
    """Classify the sample and lay out what is printed, with some rows of the result."""
    results = folder / "sample_export.classified.csv"
    printed = run("classify", f"{TOPIC}/sample_export.csv", "-o", results)
    with results.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return _PAGE.format(
        printed=html.escape(printed.replace(str(folder), "results")),
        widths="".join(f'<col style="width: {width}px">' for _, width, _ in _COLUMNS),
        heads="".join(
            f"<th{' class=ours' if name.islower() else ''}>{name}</th>" for name, _, _ in _COLUMNS
        ),
        rows="\n".join(laid_out(chosen(rows))),
    )


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


def photograph(page: Path, picture: Path, *, height: int) -> None:
    """Take a picture of a page and reduce its colours."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("Chromium is not installed.")
    with tempfile.TemporaryDirectory() as profile:
        size = f"--window-size={WIDTH},{height}"
        where = (f"--user-data-dir={profile}", f"--screenshot={picture}", size, page.as_uri())
        subprocess.run([browser, *_CHROMIUM, *where], check=True, capture_output=True)
    reduce(picture)


def reduce(picture: Path) -> None:
    """Reduce the colours of a picture."""
    with Image.open(picture) as taken:
        reduced = taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    reduced.save(picture, optimize=True)
    print(f"{picture.name}: {picture.stat().st_size // 1000} kB")  # noqa: T201 - a script speaks


def photograph_document(document: Path, picture: Path, *, page: int) -> None:
    """Take a picture of a page of a document."""
    office = shutil.which("soffice")
    if office is None:
        print("LibreOffice is not installed: the document's picture stays as it is.")  # noqa: T201
        return
    folder = document.parent
    convert = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, document]
    subprocess.run(convert, check=True, capture_output=True)
    draw = ["pdftoppm", "-r", "110", "-f", str(page), "-png", "-singlefile"]
    pdf = document.with_suffix(".pdf")
    subprocess.run([*draw, pdf, picture.with_suffix("")], check=True, capture_output=True)
    reduce(picture)


if __name__ == "__main__":
    main()
