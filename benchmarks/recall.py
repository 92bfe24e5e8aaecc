"""Whether statements of recall hold: coverage and width, power of plans, and the stopping rule.

Writes ``results/recall.md`` and ``recall.json``. Populations are made up by code; the stopping rule
is also replayed on the screening collections of ``--shared``, which it names by file alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from record import RESULTS, machine, table
from scipy.stats import binom
from screening import COLLECTIONS, MADE_UP, Replay, collection, made_up, replays

from classifier.evaluation.allocation import Frame, Lot, allocate
from classifier.evaluation.intervals import clopper_pearson
from classifier.evaluation.planning import plan
from classifier.evaluation.recall import Read, Samples, at_least, recall
from classifier.evaluation.reviewer_error import RIGHT, Reading, SecondReviews, reading_of
from classifier.evaluation.stopping import chance_of_stopping_early, is_due, lot_share, window
from classifier.evaluation.strata import Stratum

ROWS, READS, LEVEL, SEED = 4_000, 600, 0.95, 11
PREVALENCES, RECALLS = (0.005, 0.02, 0.1), (0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
PLANS = ((0.005, 0.7), (0.02, 0.7), (0.02, 0.9), (0.1, 0.8), (0.1, 0.9), (0.1, 0.95))
PRECISION, NEAR, NEAR_SHARE = 0.7, 3.0, 0.7
SENSITIVITY, ALARMS = 0.95, 0.002
SECOND_RELEVANT, SECOND_OTHERS = 60, 240
TARGET, RUNS, MET_BAR, SAVED_BAR, WIDTH_BAR, POWER_BAR = 0.95, 100, 91, 0.17, 1.3, 0.8
Counts = NDArray[np.int64]


class Population:
    """Rows cut into found, near and far ones, with relevant rows placed in each."""

    def __init__(self, prevalence: float, share: float) -> None:
        there = round(ROWS * prevalence)
        found = round(there * share)
        near = round((there - found) * NEAR_SHARE)
        self.relevant = (found, near, there - found - near)
        first = round(found / PRECISION)
        second = round(NEAR * there)
        self.sizes = (first, second, ROWS - first - second)
        self.recall = found / there
        # The model expects some relevant rows everywhere, whether there are any or not.
        expected = [max(k, 0.02 * there) for k in self.relevant]
        lots = [Lot(size=n, expected=k) for n, k in zip(self.sizes, expected, strict=True)]
        self.frame = Frame(found=lots[:1], missed=lots[1:])

    def drawn(self, reads: int) -> tuple[int, ...]:
        """Give the rows to draw from each stratum."""
        found, missed = allocate(self.frame, reads)
        return (*found, *missed)

    def samples(self, rng: np.random.Generator, drawn: tuple[int, ...], draws: int) -> Counts:
        """Draw, and count the relevant rows: shape (draws, strata)."""
        each = zip(self.relevant, self.sizes, drawn, strict=True)
        return np.stack([rng.hypergeometric(k, size - k, n, draws) for k, size, n in each], axis=1)

    def sides(self, drawn: tuple[int, ...], seen: tuple[int, ...]) -> Samples:
        """Give a sample as the estimate takes it."""
        each = zip(self.sizes, drawn, seen, strict=True)
        found, *missed = (Stratum(size=size, drawn=n, relevant=x) for size, n, x in each)
        return Samples(found=[found], missed=missed)


@cache
def bounded(noticed: int, wrong: int) -> Reading:
    """Bound the reviewer's error from second reviews."""
    reviews = SecondReviews(relevant=SECOND_RELEVANT, called=noticed, false_alarms=wrong)
    return reading_of(reviews, level=LEVEL) or RIGHT


def readings(rng: np.random.Generator, draws: int, *, before: bool) -> Iterator[Reading]:
    """Bound the reviewer's error anew for each draw.

    False alarms among second reviews bear on rows that were read before, and on nothing else.
    """
    called = rng.binomial(SECOND_RELEVANT, SENSITIVITY, draws).tolist()
    alarms = rng.binomial(SECOND_OTHERS, ALARMS, draws).tolist() if before else [0] * draws
    return map(bounded, called, alarms)


def unstratified(
    rng: np.random.Generator, population: Population, draws: int, *, errs: bool
) -> list[float]:
    """Give the widths of the exact interval from a simple random sample of as many reads."""
    found, near, far = population.relevant
    groups = (found, near + far, population.sizes[0] - found)
    groups = (*groups, ROWS - sum(groups))
    seen = rng.multivariate_hypergeometric(groups, READS, size=draws)
    if errs:
        noticed = [rng.binomial(seen[:, at], SENSITIVITY) for at in (0, 1)]
        wrong = [rng.binomial(seen[:, at], ALARMS) for at in (2, 3)]
        seen = np.stack([one + other for one, other in zip(noticed, wrong, strict=True)], axis=1)

    @cache
    def width(part: int, whole: int) -> float:
        low, high = clopper_pearson(part, trials=whole, level=LEVEL) if whole else (0.0, 1.0)
        return high - low

    return [width(int(a), int(a + b)) for a, b in seen[:, :2]]


def cell(prevalence: float, share: float, draws: int, *, errs: bool) -> dict[str, Any]:
    """Count how often the interval covers the recall of a population, and how wide it is."""
    rng = np.random.default_rng(SEED)
    population = Population(prevalence, share)
    drawn = population.drawn(READS)
    seen = population.samples(rng, drawn, draws)
    if errs:
        seen = rng.binomial(seen, SENSITIVITY)  # false alarms do not stand a second review
    known = readings(rng, draws, before=False) if errs else iter([RIGHT] * draws)
    outcomes = Counter(zip(known, map(tuple, seen.tolist()), strict=True))
    covered, widths, times = 0, [], []
    # Sorted, so that the tables of one reading are made once.
    for (reading, one), count in sorted(outcomes.items(), key=lambda o: (repr(o[0][0]), o[0][1])):
        found = recall(population.sides(drawn, one), level=LEVEL, reading=reading)
        covered += count * bool(found.low <= population.recall <= found.high)
        widths.append(found.high - found.low)
        times.append(count)
    median = weighted_median(np.array(widths), np.array(times))
    plain = float(np.median(unstratified(rng, population, draws, errs=errs)))
    return {
        "reviewer": "errs" if errs else "right",
        "prevalence": f"{prevalence:.1%}",
        "recall": population.recall,
        "coverage": covered / draws,
        "p (below 95 %)": float(binom.cdf(covered, draws, LEVEL)),
        "median width": median,
        "unstratified": plain,
        "ratio": median / plain,
    }


def weighted_median(figures: NDArray[np.float64], weights: Counts) -> float:
    """Give the median of figures that count several times."""
    return float(np.median(np.repeat(figures, weights)))


def census_cell(prevalence: float, share: float, draws: int) -> dict[str, Any]:
    """Count coverage where half of what is found had been read before, by one who errs.

    What that reviewer missed is a part of what is missed, so that recall differs by draw.
    """
    rng = np.random.default_rng(SEED)
    population = Population(prevalence, share)
    relevant, size = population.relevant[0] // 2, population.sizes[0] // 2
    kept = rng.binomial(relevant, SENSITIVITY, draws)
    called = kept + rng.binomial(size - relevant, ALARMS, draws)
    population.relevant = (population.relevant[0] - relevant, *population.relevant[1:])
    population.sizes = (population.sizes[0] - size, *population.sizes[1:])
    lots = [
        replace(lot, size=n)
        for lot, n in zip(
            (*population.frame.found, *population.frame.missed), population.sizes, strict=True
        )
    ]
    population.frame = Frame(found=lots[:1], missed=lots[1:])
    drawn = population.drawn(READS)
    seen = rng.binomial(population.samples(rng, drawn, draws), SENSITIVITY)
    there = relevant + sum(population.relevant)
    true = (kept + population.relevant[0]) / there
    keys = zip(
        readings(rng, draws, before=True), map(tuple, seen.tolist()), called.tolist(), strict=True
    )
    covered = 0
    for (reading, one, found), truth in sorted(
        zip(keys, true.tolist(), strict=True), key=lambda o: repr(o[0][0])
    ):
        sides = replace(
            population.sides(drawn, one), read=Read(relevant=found, others=size - found)
        )
        interval = recall(sides, level=LEVEL, reading=reading)
        covered += bool(interval.low <= truth <= interval.high)
    return {
        "prevalence": f"{prevalence:.1%}",
        "recall of the model": share,
        "draws": draws,
        "coverage": covered / draws,
        "p (below 95 %)": float(binom.cdf(covered, draws, LEVEL)),
    }


def power(prevalence: float, target: float, draws: int) -> dict[str, Any]:
    """Count how often a true claim is certified with as many reads as the plan says."""
    assumed, tail = (1 + target) / 2, 1 - LEVEL
    population = Population(prevalence, assumed)
    planned = plan(population.frame, target=target, tail=tail, assumed=assumed, seed=SEED)
    drawn = (*planned.found, *planned.missed)
    seen = population.samples(np.random.default_rng(SEED + 1), drawn, draws)
    outcomes = Counter(map(tuple, seen.tolist()))
    certified = sum(
        count
        for one, count in outcomes.items()
        if at_least(population.sides(drawn, one), error=tail) >= target
    )
    return {
        "prevalence": f"{prevalence:.1%}",
        "target": target,
        "true recall": population.recall,
        "reads planned": planned.reads,
        "of rows": population.frame.unread,
        "certified": certified / draws,
    }


@cache
def early(found: int, ahead: int, share: float) -> float:
    """Give the rule's chance, once for each state."""
    return chance_of_stopping_early(found, ahead=ahead, target=TARGET, share=share)


def stop(run: Replay, rng: np.random.Generator) -> tuple[float, float]:
    """Read one collection by the rule: recall when it stops, and the share of rows read."""
    relevant, start, order = int(run.relevant.sum()), len(run.read), run.order
    found = int(run.relevant[run.read].sum())
    share = lot_share(found, target=TARGET, tail=1 - LEVEL)
    lot, yes = rng.random(len(order)) < share, run.relevant[order]
    ahead = int((lot & yes).sum())
    found, reads = found + ahead, start + int(lot.sum())
    for drawn, one in zip(lot.tolist(), yes.tolist(), strict=True):
        if early(found, ahead, share) <= 1 - LEVEL:
            break
        ahead -= int(drawn and one)
        reads += int(not drawn)
        found += int(one and not drawn)
    return found / relevant, reads / run.rows


def stopping(name: str, runs: Iterator[Replay]) -> dict[str, Any]:
    """Count how often the target is met, and the work that is saved."""
    rng = np.random.default_rng(SEED)
    ends = np.array([(*stop(run, rng), run.rows, run.relevant.sum()) for run in runs])
    return {
        "set": name,
        "rows": int(ends[0, 2]),
        "relevant": int(np.median(ends[:, 3])),
        "runs": len(ends),
        "target met": int((ends[:, 0] >= TARGET - 1e-9).sum()),
        "lowest recall": float(ends[:, 0].min()),
        "median recall": float(np.median(ends[:, 0])),
        "median work saved": float(1 - np.median(ends[:, 1])),
        "quarter saves less than": float(1 - np.quantile(ends[:, 1], 0.75)),
    }


def due(recent: int, found: int) -> bool:
    """Say whether the lot is due."""
    return is_due(recent, found=found, target=TARGET)


def stops(shared: Path, runs: int) -> Iterator[dict[str, Any]]:
    """Try the stopping rule on made-up and on real collections."""
    for name, rows, *made in MADE_UP:
        asked = {"runs": runs, "due": due, "window": window(rows)}
        yield stopping(name, made_up(rows, *made, **asked))
    for name in COLLECTIONS:
        path = shared / "data" / "review" / f"{name}.csv"
        if not path.is_file():
            print(f"{path.name} is missing: not replayed.", file=sys.stderr)
            continue
        words, relevant = collection(path)
        asked = {"runs": runs, "due": due, "window": window(len(relevant))}
        yield stopping(name, replays(words, relevant, **asked))


def main() -> None:
    """Take the figures of each part, or of one, and write down what there is."""
    parts = {
        "stops": lambda: stops(asked.shared, asked.runs),
        "plans": lambda: (power(p, target, asked.draws) for p, target in PLANS),
        "cells": lambda: (
            cell(p, share, asked.draws, errs=errs)
            for errs in (False, True)
            for p in PREVALENCES
            for share in RECALLS
        ),
        "census": lambda: (
            census_cell(p, share, max(asked.draws // 10, 1))
            for p in PREVALENCES[1:]
            for share in (0.8, 0.95, 1.0)
        ),
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--part", choices=parts, action="append", help="default: all of them")
    asked = parser.parse_args()
    path = RESULTS / "recall.json"
    written = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    about = machine("numpy", "scipy", "scikit-learn")
    for name in asked.part or parts:
        figures = []
        for one in parts[name]():
            print(one, flush=True, file=sys.stderr)
            figures.append(one)
        written |= {"schema": 1, "draws": asked.draws, "about": about, name: figures}
        path.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    if written.keys() >= parts.keys():
        (RESULTS / "recall.md").write_text(page(written), encoding="utf-8")


def page(figures: dict[str, Any]) -> str:
    """Lay the figures out with the bars that they are judged by."""
    cells, plans, stops = (figures[name] for name in ("cells", "plans", "stops"))
    about, draws = figures["about"], figures["draws"]
    below = sum(one["p (below 95 %)"] < 0.01 for one in (*cells, *figures["census"]))
    judged = [
        {"what": "cells significantly (1 %) below 95 % coverage", "bar": "0", "found": str(below)},
        {
            "what": "largest ratio of median widths",
            "bar": f"at most {WIDTH_BAR}",
            "found": f"{max(one['ratio'] for one in cells):.2f}",
        },
        {
            "what": "a true claim is certified at the plan's reads",
            "bar": f"at least {POWER_BAR:.0%}",
            "found": f"{min(one['certified'] for one in plans):.1%} and more",
        },
        {
            "what": "runs of 100 that meet the target",
            "bar": f"at least {MET_BAR} on every set",
            "found": f"{min(100 * one['target met'] / one['runs'] for one in stops):.0f} and more",
        },
        {
            "what": "median work saved",
            "bar": f"at least {SAVED_BAR:.0%}",
            "found": f"{min(one['median work saved'] for one in stops):.1%} and more",
        },
    ]
    return f"""# Recall: do the statements hold?

{about} Written by `make bench-recall`; seeds are fixed.

{table(judged)}

## Coverage and width of the interval

{draws:,} samples a cell of {READS:,} rows from {ROWS:,}, in three strata: found, near, far.
"Unstratified" is Clopper and Pearson's interval of the found among the relevant rows of a simple
random sample of as many rows; where the reviewer errs, it takes the labels as they are. An erring
reviewer finds {SENSITIVITY:.0%} of relevant rows and calls {ALARMS:.1%} of the others relevant;
{SECOND_RELEVANT} relevant and {SECOND_OTHERS} other rows were reviewed twice before, and every row
of the sample that is called relevant is reviewed again.

{table(cells)}

The same, where a reviewer who errs had read half of what is found, and missed some of it:

{table(figures["census"])}

## Reads that a plan asks for

Target certified at {LEVEL:.0%}, where true recall is halfway from the target to 1, in {draws:,}
draws other than those that the plan was made with.

{table(plans)}

## The stopping rule

Target {TARGET}, level {LEVEL:.0%}, looked at after every row. Rows of the control lot and the two
rows that a replay begins with count as read. The replays of the public screening collections begin
with one relevant and one other row and rank by a plain linear model over words, which is no part of
the program.

{table(stops)}
"""


if __name__ == "__main__":
    main()
