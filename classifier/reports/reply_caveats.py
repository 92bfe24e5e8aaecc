"""What is to be borne in mind with the figures of a reply."""

from __future__ import annotations

from collections.abc import Iterator

from classifier.domain.reply import Section
from classifier.domain.scope import Gone
from classifier.reports.reply_parts import Material, Search
from classifier.reports.wording import count


def caveats(given: Material) -> Section:
    """Say what is to be borne in mind with the figures."""
    lines = [
        "The figures are those of a live system on the day of the export, and can change.",
        "Forces record and search in different ways: the figures should not be compared with those "
        "of other forces, nor with figures of this one that were found by another search.",
        *_left(given.search),
        # Under a policy these numbers could give a hidden one away.
        *(() if given.policy.number else _rows(given)),
    ]
    if given.scope.gone is Gone.DROP:
        lines.append(
            "Rows of an earlier export that a later one with their case lacks are left out."
        )
    return Section(heading="To be borne in mind", numbered=(*lines, *_outcomes(given)))


def _left(search: Search) -> Iterator[str]:
    """Say which rows nothing is known of."""
    if search.undecided:
        yield (
            f"Not decided: {count(search.undecided, 'row')}. Nobody has read them, or those "
            "who did are unsure or disagree."
        )
    if search.unscored:
        yield (
            f"Not scored, as no run has come to them: {count(search.unscored, 'row')}. The "
            "export that has them is to be classified again."
        )


def _rows(given: Material) -> Iterator[str]:
    """Say of how many rows the count needs a word."""
    if given.undated:
        yield (
            f"Without a date, and so in no year: {count(given.undated, 'row')} about "
            f"{given.search.topic}. The cases are live, or the dates were not recorded."
        )
    if given.unnamed:
        named = f" They ended in: {'. '.join(given.unattributed)}." if given.unattributed else ""
        yield (
            f"In {count(given.unnamed, 'counted row')} no officer is named, and none counted."
            f"{named}"
        )
    if given.several:
        yield (
            f"In {count(given.several, 'counted row')} one cell seems to name several officers; "
            "each such cell is counted as one."
        )
    if given.changed:
        yield (
            f"In {count(given.changed, 'counted row')} an export changed the text of an earlier "
            "one; the last text counts."
        )
    if given.gone:
        yield (
            f"In an earlier export only, though a later one holds the case, and counted: "
            f"{count(given.gone, 'row')}."
        )


def _outcomes(given: Material) -> Iterator[str]:
    """Say which outcomes are not what the counting expects."""
    if given.unknown:
        yield (
            "Outcomes that are not known to the counting rules stand as they were written, and "
            f"count: {'; '.join(given.unknown)}."
        )
    if given.out_of_force:
        names = sorted({one.name for one in given.out_of_force})
        yield (
            "Not among the outcomes that the regulations of the day provide for: "
            f"{'; '.join(names)}. A matter that came to notice before the regulations changed "
            "ends under the older ones, and performance procedures have outcomes of their own."
        )
