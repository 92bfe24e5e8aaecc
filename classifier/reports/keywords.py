"""What search words do, in lines for a terminal: no text of an allegation, only row numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from classifier.domain.keywords import Keywords, Place, Step, Tally
from classifier.reports.wording import count, percent, percent_range

_EXAMPLES: Final = 5
_VARIANTS: Final = 30
_WIDTH: Final = 88
_UNBROKEN: Final = "\N{NO-BREAK SPACE}"
"""Keeps the words of a pair on one line; written as a blank in the end."""


def lines(found: Keywords) -> list[str]:
    """Write what each word finds, what the list misses, and what would do better."""
    return [
        line.replace(_UNBROKEN, " ")
        for part in (_words, _variants, _additions, _improved)
        for line in (*part(found), "")
    ][:-1]


def _words(found: Keywords) -> Iterator[str]:
    known = found.all_rows
    yield (
        f"{count(known.rows, 'row')}; known to be relevant: {known.right:,} ({_deciders(known)}). "
        f"Not decided: {known.undecided:,}."
    )
    if found.erased:
        yield f"Not searched, because their text was erased: {count(found.erased, 'row')}."
    yield ""
    width = max(len(one.word) for one in found.words) + 2
    yield f"{'Search word':<{max(width, 14)}}{'Rows':>8}{'Right':>8}{'Wrong':>8}{'Open':>8}"
    for one in found.words:
        yield _line(one.word, one.tally, max(width, 14)) + _examples(one.wrong)
    yield _line("Together", found.together, max(width, 14)) + (
        f"   {percent(found.together.right / known.right)} of what is known to be relevant"
        if known.right
        else ""
    )


def _deciders(known: Tally) -> str:
    """Say who decided that rows are relevant."""
    if known.right == known.right_by_people:
        return "all decided by people"
    if not known.right_by_people:
        return "all routed so by the model"
    return f"{known.right_by_people:,} decided by people, the others routed so by the model"


def _line(word: str, tally: Tally, width: int) -> str:
    figures = (tally.rows, tally.right, tally.wrong, tally.undecided)
    return f"{word:<{width}}" + "".join(f"{figure:>8,}" for figure in figures)


def _examples(wrong: Sequence[Place]) -> str:
    """Name a few rows that are wrongly collected, by file."""
    if not wrong:
        return ""
    numbers: dict[str, list[str]] = {}
    for place in wrong[:_EXAMPLES]:
        numbers.setdefault(place.file, []).append(str(place.number))
    listed = "; ".join(f"{', '.join(rows)} in {file}" for file, rows in numbers.items())
    noun = "row" if len(wrong) == 1 else "rows"
    return f"   wrong: {noun} {listed}{' …' if len(wrong) > _EXAMPLES else ''}"


def _variants(found: Keywords) -> Iterator[str]:
    if not found.variants:
        yield "No spelling of the words, and no platform, is missed."
        return
    yield "Missed: spellings and platforms that no search word finds"
    width = max(14, *(len(one.spelling) + 2 for one in found.variants[:_VARIANTS]))
    yield f"{'Spelling':<{width}}{'Rows':>8}{'Right':>8}{'Wrong':>8}{'Open':>8}"
    for one in found.variants[:_VARIANTS]:
        yield f"{_line(one.spelling, one.missed, width)}   {one.of}: {one.kind}"
    if len(found.variants) > _VARIANTS:
        yield f"and {len(found.variants) - _VARIANTS:,} more: see --json"


def _additions(found: Keywords) -> Iterator[str]:
    if not found.additions:
        yield "No word can be proposed to add: none gains enough for what it costs to read."
        return
    yield "To add, in this order: what each gains, and what has to be read for it"
    yield from _steps(found.additions, found.all_rows.right)


def _steps(steps: Sequence[Step], relevant: int) -> Iterator[str]:
    width = max(len(step.word) for step in steps) + 2
    for step in steps:
        gain = f" ({percent(step.gained / relevant)} of recall)" if relevant else ""
        yield (
            f"{step.word:<{width}} +{count(step.gained, 'relevant row')}{gain}, "
            f"{count(step.reads, 'read')}"
        )


def _improved(found: Keywords) -> Iterator[str]:
    improved = found.improved
    if improved.steps:
        words = (step.word.replace(" ", _UNBROKEN) for step in improved.steps)
        yield _filled("A list made anew: " + ", ".join(words))
        relevant = f"{found.all_rows.right:,}"
        yield _filled(
            f"It finds {count(improved.tally.rows, 'row')}, with {improved.tally.right:,} of the "
            f"{relevant} that are relevant; the words above find "
            f"{count(found.together.rows, 'row')}, with {found.together.right:,} of the {relevant}."
        )
        yield _filled(_honest(found))
    always = "is always" if found.capitals == 1 else "are always"
    yield _filled(
        f"Left out: {count(found.rare, 'word or pair', many='words and pairs')} in fewer than 3 "
        f"cases, and {found.capitals:,} that {always} written with a capital: names could be among "
        "them. Read every word before it leaves."
    )


def _filled(words: str) -> str:
    """Break a paragraph into lines, at blanks alone."""
    return textwrap.fill(words, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _honest(found: Keywords) -> str:
    judged, known = found.improved.judged, found.all_rows
    if judged is None:
        return (
            "How such a list does on other cases cannot be said: fewer than 20 cases are known to "
            "be relevant."
        )
    said = (
        f"On cases that it was not made from, such a list finds {percent(judged.recall.value)} "
        f"({percent_range(judged.recall)}) of the relevant rows in {count(judged.reads, 'read')}"
    )
    if known.right == known.right_by_people:
        return f"{said}."
    if judged.by_people is None:
        return f"{said}; most of these are relevant by the model's word alone."
    return (
        f"{said}; of those that people found, {percent(judged.by_people.value)} "
        f"({percent_range(judged.by_people)})."
    )
