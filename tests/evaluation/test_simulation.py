import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.evaluation import simulation
from classifier.evaluation.simulation import replay_figures

LABELS = (
    st.lists(st.integers(0, 1), min_size=2, max_size=60)
    .filter(lambda labels: 0 < sum(labels) < len(labels))
    .map(np.array)
)


@pytest.mark.parametrize(
    ("labels", "loss"),
    [([1, 0], 0), ([0, 1], 1), ([1, 1, 0, 0, 0], 0), ([0, 0, 0, 1, 1], 1), ([1, 0, 1], 0.5)],
)
def test_loss_by_hand(labels: list[int], loss: float) -> None:
    """Perfect order loses nothing, the worst everything, one slip in between half."""
    assert simulation.loss(np.array(labels)) == loss


def test_figures_of_ten_reads_by_hand() -> None:
    """Two relevant rows of ten, found first and fourth."""
    figures = replay_figures(np.array([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    assert (figures.reads, figures.relevant) == (10, 2)
    assert figures.loss == pytest.approx(2 / 16)
    assert figures.average_time_to_discovery == 2.5
    assert figures.reads_to_recall == {0.5: 1, 0.8: 4, 0.95: 4, 1.0: 4}
    assert figures.recall_at_reads == ((1, 0.5), (4, 1.0), (10, 1.0))


def test_work_saved_by_hand() -> None:
    """Of 20 relevant rows the 19th counts: found at once, at random only near the end."""
    labels = np.array([1] * 20 + [0] * 20)
    # Random order has found round(i 20 / 39) rows after i + 1 reads: 19 of them from i = 37 on.
    assert simulation.work_saved(labels, 0.95) == pytest.approx((37 - 18) / 40)


def test_recall_is_reached_whatever_binary_fractions_say() -> None:
    """0.95 of 20 relevant rows is 19 rows, not 20."""
    assert simulation.reads_to_recall(np.array([1] * 20), 0.95) == 19


def test_the_curve_ends_with_the_last_read_once() -> None:
    """A relevant row read last is the end of the curve, and stands there once."""
    assert replay_figures(np.array([1, 0, 1])).recall_at_reads == ((1, 0.5), (3, 1.0))


@given(LABELS)
def test_figures_stay_in_their_bounds(labels: np.ndarray) -> None:
    """Loss in [0, 1], work saved in (-1, 1), reads and recall rising up to the end."""
    figures = replay_figures(labels)
    assert 0 <= figures.loss <= 1
    assert -1 < figures.wss_95 < 1
    reads, recall = zip(*figures.recall_at_reads, strict=True)
    assert list(reads) == sorted(set(reads))
    assert list(recall) == sorted(recall)
    assert (reads[-1], recall[-1]) == (len(labels), 1.0)
    needed = list(figures.reads_to_recall.values())
    assert needed == sorted(needed)
    assert (1 + figures.relevant) / 2 <= figures.average_time_to_discovery <= len(labels)


@given(LABELS)
def test_loss_and_time_to_discovery_tell_the_same(labels: np.ndarray) -> None:
    """Loss is the time to discovery, less the best there could be, over the worst less the best."""
    figures = replay_figures(labels)
    best = (1 + figures.relevant) / 2
    worst = len(labels) - figures.relevant + best
    lost = (figures.average_time_to_discovery - best) / (worst - best)
    assert figures.loss == pytest.approx(lost)


@given(LABELS)
def test_the_reverse_order_loses_what_the_order_saves(labels: np.ndarray) -> None:
    """The losses of an order and of its reverse add up to one."""
    assert simulation.loss(labels) + simulation.loss(labels[::-1]) == pytest.approx(1)


@given(LABELS, st.data())
def test_finding_a_row_sooner_never_costs(labels: np.ndarray, data: st.DataObject) -> None:
    """Moving a relevant row forward raises no loss, no reads and saves no less work."""
    at = data.draw(st.sampled_from(np.flatnonzero(labels).tolist()))
    to = data.draw(st.integers(0, at))
    better = np.insert(np.delete(labels, at), to, 1)
    before, after = replay_figures(labels), replay_figures(better)
    assert after.loss <= before.loss
    assert after.wss_95 >= before.wss_95
    assert all(after.reads_to_recall[r] <= before.reads_to_recall[r] for r in simulation.RECALLS)
