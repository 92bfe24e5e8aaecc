"""Takes a picture of a page with Chromium, or of a document with LibreOffice and pdftoppm."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

WIDTH: Final = 1200
_COLOURS: Final = 96
"""A picture of text needs no more, and is a third of the size."""

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


def photograph(page: Path, picture: Path, *, height: int, width: int = WIDTH) -> None:
    """Take a picture of a page and reduce its colours."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("Chromium is not installed.")
    with tempfile.TemporaryDirectory() as profile:
        size = f"--window-size={width},{height}"
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
