"""One self-contained page that says how the model does against the keyword search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from classifier.reports import plots, wording
from classifier.reports.compare_figures import ComparisonFigures
from classifier.reports.mistakes import mistake_lists
from classifier.reports.verdict import sentences

TEMPLATE: Final = "compare.html.j2"


def render_compare(
    comparison: ComparisonFigures,
    *,
    title: str,
    source_name: str,
    topic_title: str,
    model_version: str,
    row_numbers: Sequence[int],
    left_out: Sequence[str] = (),
    keywords: Sequence[str] = (),
    prevalence: float | None = None,
    texts: Sequence[str] | None = None,
    terms: Sequence[str] | None = None,
) -> str:
    """Write the comparison as one HTML page: no script, no outside address, same bytes always.

    Parameters
    ----------
    comparison
        What was measured.
    title
        The page's heading.
    source_name
        The name of the labelled file, or what stands in for it.
    topic_title
        What people call the topic, in the middle of a sentence.
    model_version
        As the registry has it.
    row_numbers
        What each row is called in its file, one a row.
    left_out
        Which rows of the file do not count, and why; one phrase each.
    keywords
        The search words, to be named on the page.
    prevalence
        The share of relevant rows that the probabilities were calibrated for, in (0, 1).
    texts
        The allegation texts, one a row. Without them the page holds no allegation text.
    terms
        The search words found in each row, ``;``-joined, one string a row.
    """
    drawable = bool(comparison.relevant)
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            figures=comparison,
            title=title,
            source_name=source_name,
            topic_title=topic_title,
            model_version=model_version,
            left_out=left_out,
            keywords=keywords,
            prevalence=prevalence,
            with_texts=texts is not None,
            verdict=sentences(comparison, topic_title=topic_title),
            precision_recall=plots.precision_recall_svg(comparison) if drawable else None,
            gains=plots.gains_svg(comparison) if drawable else None,
            reliability=plots.reliability_svg(comparison),
            lists=mistake_lists(comparison, row_numbers=row_numbers, texts=texts, terms=terms),
        )
    )


@cache
def environment() -> Environment:
    """Give the environment of the pages of figures, made once."""
    made = Environment(
        loader=PackageLoader("classifier.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        percent=wording.percent,
        percent_range=wording.percent_range,
        points=wording.points,
        decimal=wording.decimal,
        decimal_range=wording.decimal_range,
        p_value=wording.p_value,
        count=wording.count,
        first_upper=wording.first_upper,
    )
    return made
