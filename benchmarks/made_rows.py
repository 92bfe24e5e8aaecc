"""Exports of any length, made from the words of a real one so that no two texts are equal.

A text is the first third of one text, the middle third of another and the last third of a third.
No first third is the beginning of another, and no last third the end of another, so that each
combination can be told apart, and is used once. Texts of up to 13 words are taken, as these give
about the real export's 62 characters a text; of texts that the gate lets through the middle third
alone, as this gives about its share of candidates, too. Nothing made leaves the machine.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from classifier.kernel.texts import Texts
from classifier.model.gate import Gate
from classifier.services.workspace import open_workspace

TEXT = "description"
WORDS = range(3, 14)
ROWS = 1_000_000


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    asked = parser.parse_args()
    export = asked.shared / "data" / "exports" / "nypd_discipline.csv"
    write_rows(asked.output, asked.rows, export=export)


def write_rows(path: Path, rows: int, *, export: Path, seed: int = 0) -> None:
    """Write a CSV file of so many rows; the columns beside the text are the export's, in turn."""
    with export.open(encoding="utf-8-sig", newline="") as file:
        real = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(real[0])
        at = list(real[0]).index(TEXT)
        others = [list(row.values()) for row in real]
        for number, text in enumerate(made_texts(rows, export=export, seed=seed)):
            row = others[number % len(others)]
            row[at] = text
            writer.writerow(row)


def made_texts(rows: int, *, export: Path, seed: int = 0) -> Iterator[str]:
    """Make texts, one after the other."""
    real = list(dict.fromkeys(texts_of(export)))
    looks = gate()
    candidate = looks.look(Texts.of(real)).highest >= looks.threshold
    first, middle, last = _thirds(real, candidate.tolist())
    most = len(first) * len(middle) * len(last)
    step = random.Random(seed).randrange(most // 3, most)
    while math.gcd(step, most) > 1:  # so that every combination comes once before any again
        step += 1
    if rows > most:
        message = f"There are {most:,} different texts to be made, not {rows:,}."
        raise ValueError(message)
    for number in range(rows):
        rest, one = divmod(number * step % most, len(first))
        three, two = divmod(rest, len(middle))
        yield f"{first[one]} {middle[two]} {last[three]}"


def texts_of(export: Path) -> list[str]:
    """Give the texts of an export, row by row."""
    with export.open(encoding="utf-8-sig", newline="") as file:
        return [row[TEXT] for row in csv.DictReader(file)]


def gate() -> Gate:
    """Give the gate of the model that comes with the program."""
    arrays = open_workspace(Path("workspace"), "social_media").load_model().arrays
    parts = {name.partition("."): array for name, array in arrays.items()}
    return Gate.from_arrays(
        {name: array for (part, _, name), array in parts.items() if part == "gate"}
    )


def _thirds(texts: Sequence[str], candidate: Sequence[bool]) -> tuple[list[str], ...]:
    first, middle, last = set(), set(), set()
    for text, passes in zip(texts, candidate, strict=True):
        words = text.split()
        if len(words) not in WORDS:
            continue
        one, two = round(len(words) / 3), round(2 * len(words) / 3)
        middle.add(" ".join(words[one:two]))
        if not passes:
            first.add(" ".join(words[:one]))
            last.add(" ".join(words[two:]))
    ends = [text[::-1] for text in last]
    return _none_within(first), sorted(middle), sorted(end[::-1] for end in _none_within(ends))


def _none_within(texts: Sequence[str] | set[str]) -> list[str]:
    """Give texts in order, without those that another begins with, word by word."""
    ordered = sorted(texts)
    following = [*islice(ordered, 1, None), ""]
    return [
        text
        for text, after in zip(ordered, following, strict=True)
        if not after.startswith(f"{text} ")
    ]


if __name__ == "__main__":
    main()
