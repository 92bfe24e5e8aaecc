"""The documentation says what is so: its commands run, its links lead somewhere, its lists are whole."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from classifier.domain.allegation import ADDED_COLUMNS, FIELDS
from classifier.domain.route import DECISIONS, REASONS
from classifier.rules.grammar import parse_line

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SAMPLE = ROOT / "training_data" / "social_media" / "sample_export.csv"
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    DOCS.rglob("*.md")
)
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")


def shell_lines() -> list[str]:
    """Give the commands of the README's shell blocks, but for the one that would run this test."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    return [line for block in blocks for line in block.splitlines() if line != "make test"]


def test_cli_page_is_what_the_help_says() -> None:
    """docs/cli.md is what --help says today."""
    written = runpy.run_path(str(DOCS / "write_cli.py"))["page"]()
    assert (DOCS / "cli.md").read_text("utf-8") == written, "docs/cli.md is old: run make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page leads to a file or folder of the project."""
    links = [target for _, target in LINK.findall(page.read_text("utf-8"))]
    inside = [target.partition("#")[0] for target in links if "://" not in target]
    assert [target for target in inside if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_pictures_are_light(page: Path) -> None:
    """A picture of a page is under 400 kB, so that a clone stays small."""
    pictures = [
        page.parent / target for mark, target in LINK.findall(page.read_text("utf-8")) if mark
    ]
    assert [picture.name for picture in pictures if picture.stat().st_size >= 400_000] == []


def test_decisions_are_numbered_without_gaps() -> None:
    """Decision records are numbered from 0001 on, each number once, as their headings say."""
    records = sorted((DOCS / "decisions").glob("*.md"))
    expected = [f"{number:04}" for number in range(1, len(records) + 1)]
    assert [record.name[:4] for record in records] == expected
    assert [record.read_text("utf-8")[2:6] for record in records] == expected


def test_added_columns_are_explained() -> None:
    """The README and docs/results.md explain the columns that a run adds, in their order."""
    for page in (ROOT / "README.md", DOCS / "results.md"):
        rows = re.findall(r"^\| `(\w+)` \|", page.read_text("utf-8"), re.M)
        assert tuple(rows[: len(ADDED_COLUMNS)]) == ADDED_COLUMNS


def test_decisions_and_reasons_are_explained() -> None:
    """docs/results.md has every decision and every reason, word for word."""
    page = (DOCS / "results.md").read_text("utf-8")
    assert [word for word in (*DECISIONS, *REASONS.values()) if f"`{word}`" not in page] == []


def test_fields_are_listed() -> None:
    """docs/exports.md lists the fields that a column may be mapped to, in their order."""
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "exports.md").read_text("utf-8"), re.M)
    assert tuple(rows) == FIELDS


def test_the_pattern_that_the_docs_show_is_one() -> None:
    """The combined line of docs/patterns.md is a line of the grammar."""
    found = re.search(r"They combine: `([^`]+)`", (DOCS / "patterns.md").read_text("utf-8"))
    assert found is not None
    assert len(parse_line(found[1], {"officer": "officer pc"})) == 5


def test_readme_shows_the_commands() -> None:
    """The README shows the commands that a new user needs, in blocks that a test runs."""
    assert {"make classify", "make classify EXPORT=path", "make compare"} <= set(shell_lines())


@pytest.mark.skipif(
    not (ROOT / ".venv" / "bin" / "classifier").exists() or shutil.which("make") is None,
    reason="the README's commands need make and the environment that it sets up",
)
@pytest.mark.parametrize("line", shell_lines())
def test_commands_of_the_readme_run(line: str, tmp_path: Path) -> None:
    """The commands that the README shows do what it says; the environment is taken as it is."""
    export = tmp_path / "export.csv"
    shutil.copy(SAMPLE, export)
    words = line.replace("EXPORT=path", f"EXPORT={export}").split()
    output = tmp_path / "results.csv"
    if words[0] == "make":
        words[1:1] = ["--old-file=.venv/runtime", f"OUTPUT={output}"]
    if "-o" in words:
        words[words.index("-o") + 1] = str(output.with_suffix(".xlsx"))
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFL"))
    }
    done = subprocess.run(
        words, cwd=ROOT, env=kept, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert ("classify" in words) == any(tmp_path.glob("results.*"))
