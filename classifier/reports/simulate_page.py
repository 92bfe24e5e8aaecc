"""One self-contained page that says how a replayed review went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from classifier.reports.compare_page import environment
from classifier.reports.plots import replay_svg

TEMPLATE: Final = "simulate.html.j2"


class ReplayFigures(Protocol):
    """What the page says; `classifier.evaluation.simulation.Replay` has this shape."""

    @property
    def reads(self) -> int:
        """Rows that were there to be read."""

    @property
    def relevant(self) -> int:
        """Relevant ones among them."""

    @property
    def loss(self) -> float:
        """In [0, 1]."""

    @property
    def wss_95(self) -> float:
        """In (-1, 1)."""

    @property
    def average_time_to_discovery(self) -> float:
        """In reads."""

    @property
    def reads_to_recall(self) -> Mapping[float, int]:
        """Reads until each recall is reached."""

    @property
    def recall_at_reads(self) -> Sequence[tuple[int, float]]:
        """Points (reads, recall), rising."""


def render_simulate(
    figures: ReplayFigures,
    *,
    source_name: str,
    start: str,
    strategy: str,
    seed: int,
    known: int,
    left_out: Sequence[str] = (),
) -> str:
    """Write the replay as one HTML page: no script, no outside address, no text of any row.

    Parameters
    ----------
    figures
        What the replay came to.
    source_name
        The name of the labelled file.
    start, strategy
        As the options name them.
    seed
        Of what was drawn.
    known
        Rows known beforehand, which no figure counts.
    left_out
        Which rows of the file do not count, and why; one phrase each.
    """
    curve = replay_svg(figures.recall_at_reads, reads=figures.reads, relevant=figures.relevant)
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            figures=figures,
            title="The review, replayed",
            source_name=source_name,
            start=start,
            strategy=strategy,
            seed=seed,
            known=known,
            left_out=left_out,
            curve=curve,
        )
    )
