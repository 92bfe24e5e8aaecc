"""The words of a reply: every figure in them comes from the record, none is typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from classifier.domain.counting import Unit
from classifier.domain.reply import Reply, Section, Table
from classifier.domain.scope import Basis, Scope, YearKind
from classifier.reports.reply_caveats import caveats
from classifier.reports.reply_notice import relied_tables, time_table, withheld
from classifier.reports.reply_parts import Difference, Material, Search
from classifier.reports.wording import count

_EACH: Final = {
    Unit.OFFICERS: "officer and case",
    Unit.CASES: "case",
    Unit.ALLEGATIONS: "allegation",
}
"""What an outcome counts once for, by what is counted."""


def compose(given: Material) -> Reply:
    """Write a reply."""
    title = f"Reply to a request for information: {given.search.topic}"
    parts = (
        _request(given),
        _time(given),
        _answer(given),
        _search(given.search),
        _counting(given),
        _comparison(given),
        _summaries(given),
        caveats(given),
        withheld(given),
        _record(given),
    )
    return Reply(
        title=title,
        reference=given.reference,
        date=given.date,
        answer=given.answer,
        notice=(*relied_tables(given), *_times(given)),
        sections=tuple(part for part in parts if part is not None),
    )


def period(scope: Scope) -> str:
    """Say which rows a period takes in, by which date."""
    dated = {
        Basis.FINALISED: "finalised",
        Basis.RECORDED: "recorded",
        Basis.INCIDENT: "alleged to have happened",
    }[scope.basis]
    start, end = (f"{day:%d/%m/%Y}" if day else "" for day in (scope.start, scope.end))
    if start and end:
        return f"{dated} from {start} to {end}"
    if start:
        return f"{dated} on or after {start}"
    return f"{dated} on or before {end}" if end else f"{dated} on any date"


def _request(given: Material) -> Section | None:
    if not given.request:
        return None
    return Section(
        heading="The request",
        paragraphs=("You asked:",),
        numbered=tuple(
            f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"
            for words in given.request
        ),
    )


def _times(given: Material) -> tuple[Table, ...]:
    if given.due is None:
        return ()
    return (time_table(given.due, answered=given.date, late=given.late),)


def _time(given: Material) -> Section | None:
    tables = tuple(replace(one, title="") for one in _times(given))
    return Section(heading="Time for compliance", tables=tables) if tables else None


def _answer(given: Material) -> Section:
    roles = f" Roles counted: {', '.join(given.scope.roles)}." if given.scope.roles else ""
    found = " with an outcome against somebody" if given.scope.adverse_only else ""
    years = (
        "financial years from 1 April"
        if given.scope.kind is YearKind.FINANCIAL
        else "calendar years"
    )
    return Section(
        heading="The answer",
        paragraphs=(
            f"The table counts {given.unit} in cases {period(given.scope)}{found}, "
            f"by {years}.{roles}",
        ),
        tables=(given.answer,),
    )


def _search(search: Search) -> Section:
    words = ", ".join(search.words)
    models = ", ".join(search.models) or "none"
    decided = (
        "All of them were decided by people, who read them."
        if search.by_people == search.rows
        else f"People decided {count(search.by_people, 'row')} by reading them. The classifier's "
        f"route stands for {count(search.by_model, 'row')}."
    )
    if search.undecided:
        decided += f" Not decided, and not in the table: {count(search.undecided, 'row')}."
    twice = count(search.twice, "text was", many="texts were") if search.twice else "no text was"
    return Section(
        heading="How the search was made",
        paragraphs=(
            f"The question put to each allegation was: {search.question}",
            f"{_scored(search)} scored by a trained text classifier ({models}) and searched for "
            f"the words {words}.",
            decided,
            *(
                [f"{count(search.reviewers, 'reviewer')} took part; {twice} read by two."]
                if search.reviewers
                else []
            ),
            *search.recall,
        ),
    )


def _scored(search: Search) -> str:
    """Begin a sentence with the rows that were scored: all of them, unless a run was cut short."""
    rows = f"{count(search.rows, 'row')} ({count(search.texts, 'different text')})"
    if not search.unscored:
        return f"All {rows} were"
    were = "was" if search.rows - search.unscored == 1 else "were"
    return f"Of {rows}, {search.rows - search.unscored:,} {were}"


def _counting(given: Material) -> Section:
    return Section(
        heading="How it was counted",
        paragraphs=(
            "A row's year is that of its own date. Its outcome is what the outcome column holds, "
            f"else the finding. An outcome counts once for each {_EACH[given.unit]} in a year.",
            "References are compared without blanks around them and without regard to case. An "
            "officer in two years counts in each of them, and once in the total. Where no officer "
            "is named, none is counted; the case and the allegation are.",
        ),
        tables=tuple(given.reconciliation),
    )


def _comparison(given: Material) -> Section | None:
    if not given.comparison.rows:
        return None
    return Section(
        heading="What other searches would have answered",
        paragraphs=(
            "The same rows, period and rules of counting; only the way in which rows were found "
            "differs. A word that stands in a text does not make the allegation one about "
            f"{given.search.topic}, and many such allegations hold none of the words.",
            *(_difference(one, given.search.topic) for one in given.differences),
        ),
        tables=(given.comparison,),
    )


def _difference(one: Difference, topic: str) -> str:
    found = one.right + one.wrong + one.undecided
    undecided = f", and {one.undecided:,} are not decided" if one.undecided else ""
    return (
        f"Of {count(found, 'row')} that {one.name} would find, {one.right:,} are about {topic}, "
        f"{one.wrong:,} are not{undecided}; "
        f"{count(one.missed, 'row')} about {topic} would be missed."
    )


def _summaries(given: Material) -> Section | None:
    if not given.summaries:
        return None
    waiting = sum(not one.edited for one in given.summaries)
    draft = (
        f"Draft: {count(waiting, 'sentence')} below is taken from the text as it stands and waits "
        "for a person to read, redact and confirm it."
        if waiting == 1
        else f"Draft: {count(waiting, 'sentence')} below are taken from the texts as they stand "
        "and wait for a person to read, redact and confirm them."
    )
    return Section(
        heading="Summaries",
        paragraphs=(
            f"For each officer with an outcome of {given.summaries_from.lower()} or above:",
            *((draft,) if waiting else ()),
            *(
                f"Officer {one.officer} ({one.year}, {one.outcome.lower()}): {one.sentence}"
                for one in given.summaries
            ),
        ),
    )


def _record(given: Material) -> Section:
    rows = tuple(given.record.items())
    return Section(
        heading="Record of the search",
        paragraphs=(
            "What the reply was written from, so that it can be written again and checked, and how "
            "well the classifier measured, as its card says. The classifier proposed; it decided "
            "alone only where this reply says so.",
        ),
        tables=(Table(title="", head=("", ""), rows=rows),),
    )
