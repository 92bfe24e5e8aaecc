"""An estimate of cost in words: a table for a terminal, and paragraphs ready for a letter."""

from __future__ import annotations

import math
from typing import Final

from classifier.domain.costing import ASSUMED, GIVEN, YEAR, Fitting, Narrower, Planned
from classifier.domain.limit import TIME_FOR_COMPLIANCE, Cost
from classifier.reports.wording import count, percent

TableLine = tuple[str, str, str, str, str]
"""What is read, then texts, hours, pounds, and whether that is within the limit."""

HEADING: Final[TableLine] = ("To be read", "Texts", "Hours", "Pounds", "Within the limit")


def table_lines(planned: Planned) -> list[TableLine]:
    """Give what could be read, and what it costs; the heading first."""
    reading = planned.reading
    lines = (
        ("Every text", reading.every),
        ("Texts with a search word", reading.words),
        ("The review queue", reading.queue),
        ("  left open by model or words", reading.uncertain),
        ("  scored high, to confirm", reading.confirm),
        ("  control sample", reading.control),
    )
    done = ("Read so far", planned.spent)
    return [HEADING, *(_line(*line) for line in (done, *lines))]


def paragraphs(planned: Planned) -> list[str]:
    """Give the estimate and what it rests on, ready for a refusal or an answer."""
    written = (
        _rows(planned),
        _pace(planned),
        _whole(planned),
        _queue(planned),
        _expected(planned),
        _certified(planned),
        *_narrowed(planned),
        "Only the time to determine whether the information is held, and to locate, retrieve and "
        "extract it, is counted. Redaction, the consideration of exemptions and second reviews are "
        "not.",
        _due(planned),
    )
    return [words.replace("\N{NO-BREAK SPACE}", " ") for words in written if words]


def _line(what: str, cost: Cost) -> TableLine:
    return what, f"{cost.reads:,}", f"{cost.hours:,.1f}", f"{cost.pounds:,.0f}", _yes(cost)


def _yes(cost: Cost) -> str:
    return "yes" if cost.fits else "no"


def _rows(planned: Planned) -> str:
    erased = (
        f" Not in this estimate, because their text was erased before anybody read it: "
        f"{count(planned.erased, 'row')}."
        if planned.erased
        else ""
    )
    return (
        f"Held: {count(planned.rows, 'row')}, with {count(planned.texts, 'different text')}. Which "
        "of them are about the subject of the request cannot be told without reading the texts; "
        f"rows with the same text are read once.{erased}"
    )


def _pace(planned: Planned) -> str:
    took = f"Reading and deciding takes {_minutes(planned.minutes)} a text"
    pace = planned.pace
    if planned.minutes_from == GIVEN:
        timed = (
            f" (the {count(pace.decisions, 'timed decision')} made so far took "
            f"{_minutes(pace.mean)} on average)"
            if pace
            else ""
        )
        return f"{took}, as we estimate{timed}."
    if planned.minutes_from == ASSUMED or pace is None:
        return f"{took}: an assumption, to be replaced by the time that a sample takes."
    people = count(pace.reviewers, "reviewer")
    return (
        f"{took}: the average of {count(pace.decisions, 'decision')} of {people}, each timed from "
        f"the one before, without breaks of over a quarter of an hour (median "
        f"{_minutes(pace.median)})."
    )


def _whole(planned: Planned) -> str:
    limit, every, spent = planned.limit, planned.reading.every, planned.spent
    done = (
        f" Reading {count(spent.reads, 'text')} so far took {_cost(spent)}." if spent.reads else ""
    )
    return (
        f"The appropriate limit is \N{POUND SIGN}{limit.pounds:,.0f}, which at "
        f"\N{POUND SIGN}{limit.rate:,.0f} an hour is {limit.hours:,.4g} hours.{done} Reading "
        f"every text that nobody has read, {count(every.reads, 'text')}, would take "
        f"{_cost(every)}: {_against(every)}."
    )


def _queue(planned: Planned) -> str:
    queue, words = planned.reading.queue, planned.reading.words
    return (
        f"The search words stand in {words.reads:,} of these: {_cost(words)}. The review queue, "
        f"made by the search words, the model and a control sample, holds "
        f"{count(queue.reads, 'text')}: {_cost(queue)}, {_against(queue)}."
    )


def _expected(planned: Planned) -> str:
    expected, target = planned.expected, planned.asked.target
    if math.isnan(expected.within_limit):
        return "No relevant row is known or expected, so that it cannot be said what reading buys."
    order = "In the order of the model's probability"
    enough = f"{percent(target)} of the relevant rows would be found in {expected.to_target:,}"
    hope = "This is what the model leads one to expect, and no guarantee."
    if planned.reading.every.fits:
        return f"{order} {enough} reads. {hope}"
    return (
        f"Within the limit {count(expected.affordable, 'text')} can still be read. {order} these "
        f"would bring what is found to {percent(expected.within_limit)} of the relevant rows; "
        f"{percent(target)} would take {count(expected.to_target or 0, 'read')}. {hope}"
    )


def _certified(planned: Planned) -> str:
    if not planned.certified:
        return ""
    first, last = planned.certified[0], planned.certified[-1]
    level = percent(planned.asked.level)
    said = (
        f"To state at the {level} level that at least {percent(first.target)} were found, "
        f"{count(first.queue, 'text')} of the queue and then {count(first.control, 'row')} drawn "
        f"at random are to be read: at most {_cost(first.cost)}, {_against(first.cost)}."
    )
    if first is last:
        return said
    if last.fits:
        return (
            f"{said} The limit is enough to state that at least {percent(last.target)} were found: "
            f"the queue and {count(last.control, 'row')} drawn at random take {_cost(last.cost)}."
        )
    return (
        f"{said} Even a statement that at least {percent(last.target)} were found would take the "
        f"queue and {count(last.control, 'row')} drawn at random: {_cost(last.cost)}."
    )


def _narrowed(planned: Planned) -> list[str]:
    """Say what narrower requests would fit, if this one does not: by the queue, if it does not."""
    reading = planned.reading
    if reading.every.fits:
        return []
    return [_narrower(one, queue=not reading.queue.fits) for one in planned.narrower]


def _narrower(one: Narrower, *, queue: bool) -> str:
    ways = (
        (one.in_full, "every unread text of", ""),
        (one.by_queue if queue else None, "the review queue of", ", for what the queue finds"),
    )
    said = [
        f"{what} {_scope(one.by, fitting)} ({count(fitting.rows, 'row')}, "
        f"{count(fitting.cost.reads, 'text')}) could be read in {_cost(fitting.cost)}{note}"
        for fitting, what, note in ways
        if fitting
    ]
    if not said:
        return f"No single {one.by} could be read {'' if queue else 'in full '}within the limit."
    return f"Narrowed by {one.by}: {'; '.join(said)}."


def _scope(by: str, fitting: Fitting) -> str:
    first, last = fitting.names[0], fitting.names[-1]
    if by != YEAR:
        return f"the {by} \N{LEFT DOUBLE QUOTATION MARK}{first}\N{RIGHT DOUBLE QUOTATION MARK}"
    return first if first == last else f"{first} to {last}"


def _due(planned: Planned) -> str:
    due = planned.due
    if due is None:
        return ""
    is_past = due.is_over(planned.asked.today)
    return (
        f"The request was received on {due.received:%d/%m/%Y}. An answer "
        f"{'was' if is_past else 'is'} due on {due.day:%d/%m/%Y}, {TIME_FOR_COMPLIANCE} working "
        "days later, with the bank holidays of every part of the United Kingdom left out."
        f"{' That day is past.' if is_past else ''}"
    )


def _cost(cost: Cost) -> str:
    return f"{cost.hours:,.1f} hours (\N{POUND SIGN}{cost.pounds:,.0f})"


def _against(cost: Cost) -> str:
    return "within the limit" if cost.fits else "above the limit"


def _minutes(minutes: float) -> str:
    return f"{minutes:.3g} {'minute' if minutes == 1 else 'minutes'}"
