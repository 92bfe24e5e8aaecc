"""Takes the README's pictures again: the sample classified, and the top of the comparison's page.

Needs Chromium; run it after a change of the model or of the page. Invented text only: the sample.
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
    """Classify, compare, and take both pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page = folder / "classify.html"
        page.write_text(classified(folder), encoding="utf-8")
        photograph(page, IMAGES / "classify.png", height=880)
        run("compare", f"{TOPIC}/sample_labelled.csv", "--report", folder / "compare")
        photograph(folder / "compare" / "index.html", IMAGES / "compare.png", height=1000)


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
    with Image.open(picture) as taken:
        reduced = taken.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    reduced.save(picture, optimize=True)
    print(f"{picture.name}: {picture.stat().st_size // 1000} kB")  # noqa: T201 - a script speaks


if __name__ == "__main__":
    main()
