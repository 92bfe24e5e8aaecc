"""How fast and how large? Whole commands beside a pandas keyword search, up to ten million rows.

Writes ``results/scale.md`` and the figures of ``docs/scale.md``. Rows are made from the words of
the real export under ``--shared``, so that no two texts are equal; nothing of them is kept.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from made_rows import write_rows
from record import RESULTS, fill, machine, table
from speed import KEYWORD_SEARCH

ROUNDS = 3
QUICK_ROUNDS = 7
MILLION = 1_000_000
GROWTH = (10_000, 100_000, MILLION, 10 * MILLION)
PARTS = ("quick", "reader", "side_by_side", "growth")
YEAR, BILLION = 151_538, 10**9
"""Allegations of a national year, as the Home Office counted them; and a round number."""
PROGRAM = Path(sys.executable).with_name("classifier")
SAMPLED_EVERY = 0.1


def main() -> None:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--most", type=int, default=GROWTH[-1], help="rows of the largest file")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="the rest stays")
    asked = parser.parse_args()
    export = asked.shared / "data" / "exports" / "nypd_discipline.csv"
    if not export.is_file():
        sys.exit(f"{export} is not there: these figures are of rows made from its words")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), export)
        measure: dict[str, Callable[[], Any]] = {
            "quick": bench.quick,
            "reader": bench.reader,
            "side_by_side": bench.side_by_side,
            "growth": lambda: [bench.grown(rows) for rows in GROWTH if rows <= asked.most],
        }
        kept = RESULTS / "scale.json"
        figures = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
        figures |= {part: measure[part]() for part in asked.parts}
    (RESULTS / "scale.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    write(figures)


class Bench:
    """Runs commands in a folder."""

    def __init__(self, folder: Path, export: Path) -> None:
        self.folder = folder
        self.export = export

    def rows(self, count: int) -> Path:
        """Give a file of made rows; the one before is taken away."""
        path = self.folder / f"{count}.csv"
        if not path.is_file():
            for old in self.folder.glob("*0.csv"):
                old.unlink()
            write_rows(path, count, export=self.export)
        return path

    def classify(self, path: Path, *options: object) -> Callable[[], Run]:
        """Give a run of classify without the queue."""
        output = self.folder / "results.csv"
        command = [PROGRAM, "classify", path, "-o", output, "--quiet", "--overwrite", "--no-queue"]
        return lambda: run([*command, "--workspace", self.folder / "w", *options])

    def quick(self) -> dict[str, float]:
        """Time a hundred rows."""
        path = self.rows(100)
        ways = {"screen_only": self.classify(path, "--screen-only"), "all": self.classify(path)}
        return medians(ways, QUICK_ROUNDS)

    def reader(self) -> dict[str, float]:
        """Time the real export, read anew each time."""
        return medians({"all": self.classify(self.export)}, ROUNDS)

    def side_by_side(self) -> dict[str, Any]:
        """Time a million rows beside the keyword search, in turns."""
        path = self.rows(MILLION)
        keyword = [sys.executable, "-c", KEYWORD_SEARCH, path, self.folder / "keyword.csv"]
        ways: dict[str, Callable[[], Run]] = {
            "pandas keyword search": lambda: run(keyword),
            "classify --screen-only": self.classify(path, "--screen-only"),
            "classify --screen-only --jobs 1": self.classify(path, "--screen-only", "--jobs", 1),
        }
        seconds = medians(ways, ROUNDS)
        return {
            "megabytes": path.stat().st_size / 1e6,
            "seconds": seconds,
            "ceiling": statistics.median(self.ceiling() for _ in range(ROUNDS)),
        }

    def ceiling(self) -> float:
        """Say how much faster two programs at once are than one, with nothing to share."""
        busy = [sys.executable, "-c", "sum(i * i for i in range(30_000_000))"]
        alone = run(busy).seconds
        started = time.perf_counter()
        with subprocess.Popen(busy), subprocess.Popen(busy):
            pass
        return 2 * alone / (time.perf_counter() - started)

    def grown(self, rows: int) -> dict[str, float]:
        """Time a file, and see how much memory all processes take together."""
        path = self.rows(rows)
        took = self.classify(path, "--screen-only")()
        size = path.stat().st_size / 1e6
        alone = self.classify(path, "--screen-only", "--jobs", 1)().seconds
        return {
            "rows": rows,
            "megabytes": size,
            "seconds": took.seconds,
            "peak": took.peak,
            "alone": alone,
        }


class Run:
    """What a command took: seconds, and megabytes of memory at the most."""

    def __init__(self, seconds: float, peak: float) -> None:
        self.seconds = seconds
        self.peak = peak


def run(command: Sequence[object]) -> Run:
    """Run a command, and look how much memory it and its children hold."""
    peak = 0.0
    started = time.perf_counter()
    with subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(held, family(process.pid))) / 1e6)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(SAMPLED_EVERY)
        seconds = time.perf_counter() - started
        if process.returncode not in (0, 3):
            sys.exit(process.stderr.read().decode() if process.stderr else "")
    return Run(seconds, peak)


def family(pid: int) -> Iterator[int]:
    """Give a process and all that it started."""
    yield pid
    with contextlib.suppress(OSError):
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                yield from family(int(child))


def held(pid: int) -> float:
    """Give the bytes of memory of a process; what it shares with others counts in parts."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * float(line.split()[1])
    return 0.0


def medians(ways: dict[str, Callable[[], Run]], rounds: int) -> dict[str, float]:
    """Run commands in turns, and give the median seconds of each."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(way().seconds)
    return {name: statistics.median(each) for name, each in times.items()}


def write(figures: dict[str, Any]) -> None:
    """Write the page, and what the guide says of it."""
    size, seconds = figures["side_by_side"]["megabytes"], figures["side_by_side"]["seconds"]
    keyword, both, alone = seconds.values()
    ceiling = figures["side_by_side"]["ceiling"]
    growth = figures["growth"]
    largest = growth[-1]
    start = figures["quick"]["screen_only"]
    rates = {one["rows"]: one["rows"] / (one["seconds"] - start) for one in growth}
    slowest = rates[largest["rows"]] / rates[MILLION] - 1
    bars = [
        bar("whole `classify --screen-only`, times the keyword search", both / keyword, "<= 1.5"),
        bar("2 jobs against 1, 1,000,000 rows", alone / both, ">= 1.8"),
        bar(
            f"2 jobs against 1, {largest['rows']:,} rows",
            largest["alone"] / largest["seconds"],
            ">= 1.8",
        ),
        bar("two loops of plain Python at once against one: what the cores can do", ceiling, ""),
        bar(f"peak memory, {largest['rows']:,} rows, MB", round(largest["peak"]), "<= 700"),
        bar(f"rows a second at {largest['rows']:,} against 1,000,000", slowest, "within 0.1"),
        bar("100 rows, `--screen-only`, s", figures["quick"]["screen_only"], "<= 1.5"),
        bar("100 rows, s", figures["quick"]["all"], "<= 2.5"),
        bar("the 10,474-row export, read anew, s", figures["reader"]["all"], "<= 10"),
    ]
    beside = [
        {
            "command": name,
            "seconds": f"{took:.1f}",
            "rows/s": f"{MILLION / took:,.0f}",
            "MB/s": f"{size / took:.1f}",
            "times the keyword search": f"{took / keyword:.2f}",
        }
        for name, took in seconds.items()
    ]
    grown = [
        {
            "rows": f"{one['rows']:,}",
            "MB": f"{one['megabytes']:,.0f}",
            "seconds": f"{one['seconds']:.1f}",
            "rows/s": f"{one['rows'] / one['seconds']:,.0f}",
            "rows/s, start-up apart": f"{rates[one['rows']]:,.0f}",
            "peak memory, MB": f"{one['peak']:.0f}",
            "times one process": f"{one['alone'] / one['seconds']:.2f}",
        }
        for one in growth
    ]
    page = f"""# Scale

Written by `benchmarks/scale.py` on {machine("numpy", "pandas", "pyarrow", "joblib")}
Whole commands with `--no-queue`, start-up included, file in to file out. Rows made from the words
of `nypd_discipline.csv`, seven columns, no two texts equal. Memory is that of all processes
together, what they share counted once.

## Beside the bars

{table(bars)}

## Beside the keyword search

{MILLION:,} rows, {size:.0f} MB; medians of {ROUNDS} runs in turns.

{table(beside)}

## As rows grow

`classify --screen-only`, two processes, one run each.

{table(grown)}
"""
    (RESULTS / "scale.md").write_text(page, encoding="utf-8")
    fill(RESULTS.parent.parent / "docs" / "scale.md", costs(rates[largest["rows"]]))
    print(page)


def costs(rate: float) -> str:
    """Say what a national year and a billion rows cost at a rate."""
    return f"""| | rows | two cores | sixteen cores |
|---|---|---|---|
| a force's export | 10,000 | {took(10_000 / rate)} | |
| a national year of allegations | {YEAR:,} | {took(YEAR / rate)} | |
| a billion rows | {BILLION:,} | {took(BILLION / rate)} | about {took(BILLION / rate / 8)} |"""


def took(seconds: float) -> str:
    """Say a time in the unit that fits."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} seconds"


def bar(measure: str, figure: float, wanted: str) -> dict[str, object]:
    """Lay out a row of the table of bars."""
    return {"measure": measure, "figure": figure, "bar": wanted}


if __name__ == "__main__":
    main()
