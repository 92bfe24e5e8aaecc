"""What the redaction proposals find of what was marked by hand, and what they propose besides.

Writes ``results/redaction.json`` and ``results/redaction.md``; with ``--ordinary`` it writes the
list of ordinary words of the patterns anew instead.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from registers import is_register

from classifier.domain.redaction import KINDS, Proposal
from classifier.rules.redaction.propose import Proposer

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
MARKED = ROOT / "tests" / "rules" / "redaction"
SETS = ("first", "second", "third", "fourth")
UNSEEN = "fifth"
"""Nothing was or is to be improved on it: what it says holds for new texts."""
CORPUS = ROOT / "training_data" / "social_media" / "corpus"
ORDINARY = ROOT / "classifier" / "rules" / "redaction" / "ordinary.txt"
RECALL, RECALL_OF_A_KIND, PRECISION = 0.95, 0.85, 0.85
_MARK = re.compile(r"\[\[(\w+):(.+?)\]\]")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-](?!s\b)[^\W\d_]+)*")


class Marked(NamedTuple):
    """A text, and what a person marked in it."""

    text: str
    marks: list[Proposal]


class Figures(NamedTuple):
    """How many marks there are and were found; how many proposals were made and are right."""

    marks: int
    found: int
    proposals: int
    right: int

    @property
    def recall(self) -> float | None:
        """The share of the marks that was found; None where there is no mark."""
        return self.found / self.marks if self.marks else None

    @property
    def precision(self) -> float | None:
        """The share of the proposals that is right; None where there is no proposal."""
        return self.right / self.proposals if self.proposals else None


def read_marked(name: str) -> list[Marked]:
    """Read a set: a text a line, marks as ``[[kind:words]]``."""
    lines = (MARKED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_unmarked(line) for line in lines if line and not line.startswith("#")]


def measure(texts: Iterable[Marked], proposer: Proposer) -> dict[str, Figures]:
    """Count by kind, and for all kinds.

    A mark is found when all its letters and digits are proposed, as whatever kind; it counts for
    its own kind. A proposal is right when it overlaps a mark; it counts for the proposed kind.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for text, marks in texts:
        proposals = proposer.propose(text)
        covered = {at for one in proposals for at in range(one.start, one.end)}
        for mark in marks:
            letters = {at for at in range(mark.start, mark.end) if text[at].isalnum()}
            counts.update(("marks", kind) for kind in (mark.kind, "all"))
            counts.update(("found", kind) for kind in (mark.kind, "all") if letters <= covered)
        for one in proposals:
            right = any(mark.start < one.end and one.start < mark.end for mark in marks)
            counts.update(("proposals", kind) for kind in (one.kind, "all"))
            counts.update(("right", kind) for kind in (one.kind, "all") if right)
    return {
        kind: Figures(*(counts[name, kind] for name in Figures._fields)) for kind in ("all", *KINDS)
    }


def ordinary_words() -> list[str]:
    """Give the words that stand in lower case in the training texts, but for registers.

    These are full of clippings ("sc", "pat", "arr"), which can be somebody's name or number.
    """
    words: set[str] = set()
    for path in sorted(ROOT.glob("training_data/*/corpus/*.csv")):
        rows = _rows(path)
        if not is_register(len(rows), sum(row["relevant"] == "1" for row in rows)):
            for row in rows:
                words.update(word for word in _WORD.findall(row["text"]) if word.islower())
    return sorted(word for word in words if len(word) > 1)


def main() -> None:
    """Measure, and write the figures beside their bars."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", action="store_true", help="write the ordinary words anew")
    if parser.parse_args().ordinary:
        ORDINARY.write_text("\n".join(ordinary_words()) + "\n", encoding="utf-8")
        return
    proposer = Proposer()
    apart = {name: read_marked(name) for name in SETS}
    seen = [one for texts in apart.values() for one in texts]
    sets = {"all seen": seen, UNSEEN: read_marked(UNSEEN), **apart}
    started = time.process_time()
    figures = {name: measure(texts, proposer) for name, texts in sets.items()}
    seconds = time.process_time() - started
    letters = 2 * sum(len(one.text) for one in seen) + sum(len(one.text) for one in sets[UNSEEN])
    write(sets, figures, round(letters / seconds), proposals_of_training_texts(proposer))


def proposals_of_training_texts(proposer: Proposer) -> float:
    """Give the proposals for a hundred training texts, in which hardly anybody is named."""
    texts = [row["text"] for path in sorted(CORPUS.glob("*.csv")) for row in _rows(path)]
    return 100 * sum(len(proposer.propose(text)) for text in texts) / len(texts)


def write(
    sets: dict[str, list[Marked]], figures: dict[str, dict[str, Figures]], speed: int, rate: float
) -> None:
    """Write the results."""
    from record import machine, table

    rows = {
        name: [
            {"kind": kind, **one._asdict(), "recall": one.recall, "precision": one.precision}
            for kind, one in kinds.items()
        ]
        for name, kinds in figures.items()
    }
    content = {
        "schema": 2,
        "texts": {name: len(texts) for name, texts in sets.items()},
        "proposals_for_100_training_texts": rate,
        **rows,
    }
    text = json.dumps(content, indent=2) + "\n"
    (RESULTS / "redaction.json").write_text(text, encoding="utf-8")
    parts = "\n\n".join(
        f"## {name.capitalize()}: {len(sets[name])} texts\n\n{table(rows[name])}" for name in rows
    )
    page = f"""# Redaction proposals

Written by `benchmarks/redaction.py` on {machine("spacy")}
Invented texts, marked by hand. The second, the third and the fourth set were written and
committed by people who had not seen the patterns; the patterns were improved on each afterwards, so
that all figures below but those of the fifth set are of sets that were seen. Nothing was improved
on the fifth: expect its figures of new texts. What the patterns found of the others when they were
first measured stands in `docs/redaction.md`.

In the invented training texts of the topic social media, in which hardly anybody is named, there
are {rate:.1f} proposals for a hundred texts, most of them to be taken back by a person.

Bars: recall at least {RECALL} over all kinds, {RECALL_OF_A_KIND} for each; precision at least
{PRECISION}. A mark is found when all its letters and digits are proposed; a proposal is right when
it overlaps a mark. About {speed:,} characters a second on one core.

{parts}
"""
    (RESULTS / "redaction.md").write_text(page, encoding="utf-8")
    print(page)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _unmarked(line: str) -> Marked:
    marks, parts, at = list[Proposal](), list[str](), 0
    for found in _MARK.finditer(line):
        parts += [line[at : found.start()], found[2]]
        end = sum(map(len, parts))
        marks.append(Proposal(end - len(found[2]), end, found[1]))
        at = found.end()
    return Marked("".join((*parts, line[at:])), marks)


if __name__ == "__main__":
    main()
