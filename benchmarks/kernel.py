"""How fast is the gate? One core, beside scikit-learn on the same rows, in turns.

Writes ``results/kernel.md``. Rows are made from the words of the real export under ``--shared``,
so that no two texts are equal; nothing of them is kept.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from made_rows import gate, made_texts, texts_of
from record import RESULTS, machine, table
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from classifier.io.corpus import read_corpus
from classifier.kernel.search import find_words
from classifier.kernel.texts import Texts
from classifier.services.resources import TRAINING_DATA

LOT = 50_000
WORDS = ("Facebook", "Instagram", "Social", "Tik Tok", "Twitter")
FIRST = """
import time
import numpy as np
started = time.perf_counter()
from classifier.kernel.odds import WordModel
from classifier.kernel.texts import Texts
one = np.ones(2**17, dtype=np.float32)
WordModel.of(one, one, intercept=0.0, longest=2).look(Texts.of(["Was late. Posted it."] * 100))
print(time.perf_counter() - started)
"""
GATE = "the gate"
ARROW = "the gate, from Arrow's buffers"
TFIDF = "scikit-learn: TfidfVectorizer, logistic regression"
HASHED = "scikit-learn: HashingVectorizer, TF-IDF, logistic regression"

Way = Callable[[list[str], pa.Array], object]


def main() -> None:
    """Time every way on every lot, in turns, and write the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    export = asked.shared / "data" / "exports" / "nypd_discipline.csv"
    if not export.is_file():
        sys.exit(f"{export} is not there: these figures are of rows made from its words")
    ways = all_ways()
    texts = made_texts(asked.rows, export=export)
    rates: dict[str, list[float]] = {name: [] for name in ways}
    clocked: dict[str, list[float]] = {name: [] for name in ways}
    size = passed = 0
    for _ in range(asked.rows // LOT):
        lot = list(islice(texts, LOT))
        size += len("".join(lot).encode())
        passed += candidates(lot)
        array = pa.array(lot, type=pa.large_string())
        for name, way in ways.items():
            started, clock = time.process_time(), time.perf_counter()
            way(lot, array)
            rates[name].append(LOT / (time.process_time() - started))
            clocked[name].append(LOT / (time.perf_counter() - clock))
    real = texts_of(export)
    write(
        rates,
        clocked,
        characters=size / asked.rows,
        rows=asked.rows,
        share=(passed / asked.rows, candidates(real) / len(real)),
    )


def all_ways() -> dict[str, Way]:
    """Give what is timed, each ready to run."""
    looks = gate()
    tfidf, hashed = peers()
    pattern = "|".join(WORDS)
    return {
        GATE: lambda lot, _: looks.look(Texts.of(lot)),
        ARROW: lambda _, array: looks.look(laid(array)),
        TFIDF: lambda lot, _: tfidf.decision_function(lot),
        HASHED: lambda lot, _: hashed.decision_function(lot),
        "the keyword search in the kernel": lambda lot, _: find_words(Texts.of(lot), WORDS),
        "the keyword search in pandas": lambda lot, _: pd.Series(lot).str.contains(
            pattern, case=False
        ),
    }


def peers() -> tuple[Pipeline, Pipeline]:
    """Fit scikit-learn's two pipelines for words and pairs of words, on the corpus."""
    corpus = read_corpus(TRAINING_DATA / "social_media" / "corpus")
    counts = HashingVectorizer(
        n_features=2**17, ngram_range=(1, 2), norm=None, alternate_sign=False
    )
    return (
        make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression()
        ).fit(corpus.texts, corpus.relevant),
        make_pipeline(counts, TfidfTransformer(sublinear_tf=True), LogisticRegression()).fit(
            corpus.texts, corpus.relevant
        ),
    )


def laid(array: pa.Array) -> Texts:
    """Take over the buffers of an Arrow array of large strings."""
    _, offsets, utf8 = array.buffers()
    return Texts.of_buffers(
        np.frombuffer(offsets, dtype=np.int64)[: len(array) + 1],
        np.frombuffer(utf8, dtype=np.uint8),
    )


def candidates(texts: Sequence[str]) -> int:
    """Count the texts that are looked at closely: by the gate, or for a search word."""
    looks, read = gate(), Texts.of(texts)
    passes = looks.look(read).highest >= looks.threshold
    return int((passes | (find_words(read, WORDS) > 0)).sum())


def first_use() -> float:
    """Give the seconds from NumPy imported to a hundred rows scored, in a new process: a median."""
    command = [sys.executable, "-c", FIRST]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True) for _ in range(7)]
    return statistics.median(float(one.stdout) for one in runs)


def ratio(rates: dict[str, list[float]], way: str, peer: str) -> float:
    """Give how many times as quick one way is as another, the median of lots."""
    return statistics.median(
        one / other for one, other in zip(rates[way], rates[peer], strict=True)
    )


def write(
    rates: dict[str, list[float]],
    clocked: dict[str, list[float]],
    *,
    characters: float,
    rows: int,
    share: tuple[float, float],
) -> None:
    """Write the medians and ratios."""
    medians = {name: statistics.median(each) for name, each in rates.items()}
    lines = [
        {
            "way": name,
            "rows/s": f"{rate:,.0f}",
            "MB/s": f"{rate * characters / 1e6:,.1f}",
            "rows/s by the clock": f"{statistics.median(clocked[name]):,.0f}",
            "slowest and fastest lot": f"{min(rates[name]):,.0f} to {max(rates[name]):,.0f}",
        }
        for name, rate in medians.items()
    ]
    bars = [
        {"measure": GATE, "figure": f"{medians[GATE]:,.0f} rows/s", "bar": ">= 400,000 rows/s"},
        *(
            {
                "measure": f"{way}, times {peer}",
                "figure": f"{ratio(rates, way, peer):.0f}",
                "bar": ">= 30",
            }
            for peer in (TFIDF, HASHED)
            for way in (GATE, ARROW)
        ),
    ]
    load = os.getloadavg()[0]
    page = f"""# The gate

Written by `benchmarks/kernel.py` on {machine("numpy", "pandas", "pyarrow", "scikit-learn")}
{rows:,} rows, no two texts equal, {characters:.1f} bytes each; {share[0]:.1%} of them are
candidates ({share[1]:.1%} of the real export's rows). Medians over lots of {LOT:,} rows, on which
all ways ran in turns, on one core, by processor time, as other work may share the machine (its load
average was {load:.1f} at the end); texts are a list of Python strings but where
it says Arrow. scikit-learn scores whole texts; the gate their sentences, too.

## Beside the bars

{table(bars)}

## In turns

{table(lines)}

From NumPy imported to a hundred rows scored, in a new process: {first_use() * 1000:.0f} ms.
"""
    (RESULTS / "kernel.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
