"""The summaries of a reply: proposed from the text, edited by a person, never invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from classifier.domain.allegation import text_digest
from classifier.domain.cells import writable
from classifier.domain.counting import Row, standing_of
from classifier.domain.errors import ExportError
from classifier.domain.outcome import Ended
from classifier.domain.redaction import Decided, to_replace
from classifier.domain.reply import Summary
from classifier.domain.scope import Scope, Standing
from classifier.io.store.cases import CaseRow
from classifier.io.store.edits import Edited
from classifier.model.windows import windows
from classifier.rules.redaction.propose import Proposer
from classifier.rules.redaction.replace import replace as redact
from classifier.rules.terms import TermMarker
from classifier.services.reply_aside import aside_csv, read_aside

COLUMNS: Final = ("officer", "file", "row", "key", "text", "proposed", "sentence")
"""The columns of the file of summaries; a person writes in the last."""

LONGEST_SENTENCE: Final = 2_000
"""Characters of a summary: it is one sentence."""

_BEFORE: Final = 200
"""Characters of a longer one that stand before the first word that matters."""

_CUT: Final = " \N{HORIZONTAL ELLIPSIS}"
_Grave = tuple[Row, CaseRow, Ended]
"""A row with a grave outcome: as the reply has it, as it is recorded, and the outcome."""
ERASED: Final = "(The text was erased.)"


def propose(
    rows: Sequence[Row],
    cases: Sequence[CaseRow],
    scope: Scope,
    *,
    at_least: int,
    content: Mapping[str, str],
    edited: Mapping[Edited, str],
    marker: TermMarker,
) -> list[Summary]:
    """Propose a sentence for each text of a counted officer's case with a grave or unknown outcome.

    Officers are numbered in order of their first such row's date. The sentence is the one of the
    text in which most words that matter stand. Of an officer's rows in a case with the same text
    the one with the gravest outcome stands for all.

    Parameters
    ----------
    rows, cases
        The rows of the reply and what is recorded of them, in the same order.
    scope
        What the request asks for.
    at_least
        The severity that an outcome must have.
    content
        Texts by digest; one that is missing was erased.
    edited
        What people wrote, by key and text.
    marker
        Finds the words that matter.
    """
    graves = [
        (row, case, gravest(row.ended))
        for row, case in zip(rows, cases, strict=True)
        if standing_of(row, scope) in (Standing.COUNTED, Standing.APART)
        and row.officer
        and row.ended
        and (gravest(row.ended).severity >= at_least or not all(one.known for one in row.ended))
    ]
    graves.sort(key=lambda one: (one[0].day or dt.date.max, one[0].key))
    numbers: dict[str, int] = {}
    summaries = []
    for row, case, outcome in _once(graves):
        numbers.setdefault(row.officer, len(numbers) + 1)
        written = edited.get((row.key, row.text))
        summaries.append(
            Summary(
                officer=numbers[row.officer],
                key=row.key,
                text=row.text,
                file=case.file,
                number=case.number,
                year=scope.year(row.day) if row.day else "no date",
                outcome=outcome.name,
                sentence=written or telling_sentence(content.get(row.text, ERASED), marker),
                edited=written is not None,
            )
        )
    return sorted(summaries, key=lambda one: one.officer)


def _once(graves: Iterable[_Grave]) -> Iterable[_Grave]:
    """Keep of an officer's rows in a case with the same text the gravest, the first of equals."""
    kept: dict[tuple[str, str, str], _Grave] = {}
    for one in graves:
        row, _, outcome = one
        first = kept.setdefault((row.officer, row.case or row.key, row.text), one)
        if outcome.severity > first[2].severity:
            kept[row.officer, row.case or row.key, row.text] = one
    return kept.values()


def redacted(
    summaries: Sequence[Summary], decided: Mapping[str, Sequence[Decided]]
) -> list[Summary]:
    """Take what may identify somebody out of the sentences that no person has confirmed.

    What is replaced is named alike in all of them: ``[officer A]``.

    Parameters
    ----------
    summaries
        The summaries as they were proposed.
    decided
        What people decided on characters of sentences, by the digest of the sentence.
    """
    proposer = Proposer()
    drafts = [one.sentence for one in summaries if not one.edited]
    accepted = [
        to_replace(proposer.propose(draft), decided.get(text_digest(draft), ())) for draft in drafts
    ]
    clean = iter(redact(drafts, accepted))
    return [one if one.edited else replace(one, sentence=next(clean)) for one in summaries]


def gravest(ended: Iterable[Ended]) -> Ended:
    """Give the gravest of some outcomes, the first of equals."""
    return max(ended, key=lambda one: one.severity)


def telling_sentence(text: str, marker: TermMarker) -> str:
    """Give the sentence of a text in which most words that matter stand, the first of equals.

    Of one without an end in sight the part about the first of these words is given, cut at blanks.
    """
    text = writable(text)
    cut = windows([text])
    sentences = cut.texts[cut.wholes :] or (text,)
    best = " ".join(max(sentences, key=lambda one: len(marker.spans(one))).split())
    if len(best) <= LONGEST_SENTENCE:
        return best
    first = min((span[0] for span in marker.spans(best)), default=0)
    start = best.rfind(" ", 0, max(first - _BEFORE, 0)) + 1
    part = best[start : start + LONGEST_SENTENCE - len(_CUT)]
    return (part.rpartition(" ")[0] or part) + _CUT if start + len(part) < len(best) else part


def as_csv(summaries: Sequence[Summary]) -> bytes:
    """Write summaries for a person to edit."""
    rows = (
        (one.officer, one.file, one.number, one.key, one.text)
        + (("", one.sentence) if one.edited else (one.sentence, ""))
        for one in summaries
    )
    return aside_csv(COLUMNS, rows)


def read_summaries(path: Path) -> dict[Edited, str]:
    """Read the sentences that a person wrote, by key and text; lines without one are passed over.

    Raises
    ------
    ExportError
        If it cannot be read, is no such file, or a line with a sentence has no key or text.
    """
    sentences = {}
    for line in read_aside(path, ("key", "text", "sentence"), longest=LONGEST_SENTENCE):
        row = line.cells["key"], line.cells["text"]
        if not all(row):
            message = (
                f"Line {line.number} of {path} has a sentence, and no key or text to go with it."
            )
            raise ExportError(message, advice="Write a fresh summaries.csv, and copy it there.")
        sentences[row] = line.words
    return sentences
