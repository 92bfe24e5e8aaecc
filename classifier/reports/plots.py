"""The charts of the pages as SVG that stands in a page: text stays text, same bytes always."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from classifier.reports.compare_figures import ComparisonFigures
from classifier.reports.wording import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE: Final = (5.0, 4.3)
INK, MODEL, KEYWORD, CHANCE = "#1f2933", "#1d5a96", "#a4400a", "#6b7280"
FONTS: Final = ["DejaVu Sans", "Arial", "Helvetica"]
STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "classifier",
    "font.family": "sans-serif",
    "font.sans-serif": FONTS,
    "font.size": 10,
    "axes.edgecolor": CHANCE,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.grid": True,
    "grid.color": "#e3e7eb",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "lines.markersize": 9,
}


def precision_recall_svg(figures: ComparisonFigures) -> Markup:
    """Draw precision against recall, with the threshold and the keyword search as points."""
    keyword, model = figures.keyword, figures.model
    with _chart() as (figure, axes):
        points = figures.precision_recall
        recall, precision = zip((0.0, points[0][1]), *points, strict=True)
        axes.plot(
            recall, precision, drawstyle="steps-pre", color=MODEL, label="Model, any threshold"
        )
        axes.axhline(figures.prevalence, color=CHANCE, linestyle="--", label="Rows drawn at random")
        _points(
            axes,
            model=(model.recall.value, model.precision.value),
            keyword=(keyword.recall.value, keyword.precision.value),
        )
        axes.set(xlabel="Recall: share of relevant rows found", xlim=(-0.02, 1.03))
        axes.set(ylabel="Precision: share of collected rows relevant", ylim=(-0.02, 1.05))
        _percent_axes(axes, x=True)
    said = (
        "Precision against recall."
        f" The keyword search stands at recall {percent(keyword.recall.value)}, precision"
        f" {percent(keyword.precision.value)}; the model at its threshold at recall"
        f" {percent(model.recall.value)}, precision {percent(model.precision.value)}."
    )
    return _svg(figure, name="precision-recall", said=said)


def reliability_svg(figures: ComparisonFigures) -> Markup:
    """Draw what the model said against what was so, with intervals."""
    bins = figures.calibration.bins
    said_so = [each.mean_probability for each in bins]
    with _chart() as (figure, axes):
        axes.plot([0, 1], [0, 1], color=CHANCE, linestyle="--", label="As said")
        axes.vlines(
            said_so,
            [each.share.low for each in bins],
            [each.share.high for each in bins],
            color=MODEL,
            alpha=0.5,
            linewidth=2,
            label="What chance could give",
        )
        axes.plot(said_so, [each.share.value for each in bins], "o", color=MODEL, label="Model")
        axes.set(xlabel="Probability the model gave", xlim=(-0.03, 1.03))
        axes.set(ylabel="Share that was relevant", ylim=(-0.03, 1.05))
        _percent_axes(axes, x=True)
    pairs = ", ".join(
        f"{percent(each.mean_probability)}: {percent(each.share.value)}" for each in bins
    )
    said = f"What the model said against the share that was relevant. {pairs}."
    return _svg(figure, name="reliability", said=said)


def gains_svg(figures: ComparisonFigures) -> Markup:
    """Draw the share of the relevant rows found against the rows read."""
    keyword, model = figures.keyword, figures.model
    with _chart() as (figure, axes):
        read, found = zip(*figures.gains, strict=True)
        axes.plot(read, found, color=MODEL, label="Read in the model's order")
        axes.plot([0, figures.rows], [0, 1], color=CHANCE, linestyle="--", label="In any order")
        _points(
            axes,
            model=(model.collected, model.recall.value),
            keyword=(keyword.collected, keyword.recall.value),
        )
        axes.set(xlabel="Rows read", ylabel="Share of relevant rows found", ylim=(-0.02, 1.05))
        _read_axis(axes)
        _percent_axes(axes, x=False)
    said = (
        "Share of the relevant rows found against rows read."
        f" The keyword search reads {keyword.collected:,} of {figures.rows:,} rows and finds"
        f" {percent(keyword.recall.value)}; the model at its threshold reads"
        f" {model.collected:,} and finds {percent(model.recall.value)}."
    )
    return _svg(figure, name="gains", said=said)


def replay_svg(points: Sequence[tuple[int, float]], *, reads: int, relevant: int) -> Markup:
    """Draw the recall of a replay against reads, with the perfect and the random order.

    Parameters
    ----------
    points
        (reads, recall), rising; recall stays the same between them.
    reads, relevant
        Rows there were to be read, and relevant ones among them.
    """
    with _chart() as (figure, axes):
        read, recall = zip((0, 0.0), *points, strict=True)
        axes.plot(read, recall, drawstyle="steps-post", color=MODEL, label="This replay")
        axes.plot(
            [0, relevant, reads], [0, 1, 1], color=KEYWORD, linestyle=":", label="Perfect order"
        )
        axes.plot([0, reads], [0, 1], color=CHANCE, linestyle="--", label="Random order")
        axes.set(xlabel="Rows read", ylabel="Share of relevant rows found", ylim=(-0.02, 1.05))
        _read_axis(axes)
        _percent_axes(axes, x=False)
    steps = ", ".join(f"{_reads_for(points, share):,} for {share:.0%}" for share in (0.5, 0.95, 1))
    said = f"Share of the relevant rows found against rows read: {steps}, of {reads:,} in all."
    return _svg(figure, name="replay", said=said)


def _reads_for(points: Sequence[tuple[int, float]], share: float) -> int:
    return next(read for read, recall in points if recall >= share - 1e-9)


def _read_axis(axes: Axes) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter("{x:,.0f}")


@contextmanager
def _chart() -> Iterator[tuple[Figure, Axes]]:
    """Open a figure in our style, and put its legend below the axes when it is drawn."""
    # Imported here: it takes longer to load than most commands take to run.
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.add_subplot()
        yield figure, axes
        figure.legend(loc="outside lower center", ncols=2, frameon=False, numpoints=1)


def _points(axes: Axes, *, model: tuple[float, float], keyword: tuple[float, float]) -> None:
    """Mark where each side stands; a side that collects nothing stands nowhere."""
    for (x, y), shape, color, label in (
        (model, "o", MODEL, "Model at its threshold"),
        (keyword, "D", KEYWORD, "Keyword search"),
    ):
        if not (math.isnan(x) or math.isnan(y)):
            axes.plot([x], [y], shape, color=color, label=label, markeredgecolor="white", zorder=5)


def _percent_axes(axes: Axes, *, x: bool) -> None:
    from matplotlib.ticker import PercentFormatter

    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    if x:
        axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _svg(figure: Figure, *, name: str, said: str) -> Markup:
    """Turn a figure into an element of a page.

    Prolog, metadata and fixed size go, so that it scales and names no outside address; its
    identifiers get a prefix, since three charts stand in one page.
    """
    from matplotlib import rc_context

    written = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with rc_context(STYLE):
        figure.savefig(written, format="svg", metadata=nothing, transparent=True)
    drawn = written.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    box = re.search(r'viewBox="[^"]*"', drawn)
    body = drawn[drawn.index(">") + 1 :]
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'(xlink:)?href="#', f'href="#{name}-', body)
    body = body.replace("url(#", f"url(#{name}-")
    shape = box.group() if box else ""
    return Markup(f'<svg {shape} role="img" aria-label="{escape(said)}">{body}')
