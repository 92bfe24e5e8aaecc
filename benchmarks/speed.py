"""How fast is the whole command? Beside a pandas keyword search over the same file, in turns.

Writes ``results/speed.md``. Takes the real export under ``--shared``, or the sample where that is
missing. Every run is a process of its own, file in to file out, start-up included.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from record import RESULTS, machine, table

from classifier.services.resources import TRAINING_DATA

KEYWORD_SEARCH = """
import sys
import pandas as pd
frame = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
column = next(name for name in ("description", "Allegation Summary") if name in frame)
frame["hit"] = frame[column].str.contains("facebook|instagram|social|tik tok|twitter", case=False)
frame.to_csv(sys.argv[2], index=False)
"""
ROUNDS = 7


def main() -> None:
    """Time the commands in turns and write the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    export = parser.parse_args().shared / "data" / "exports" / "nypd_discipline.csv"
    if not export.is_file():
        print(f"{export} is not there: the sample export stands in for it")
        export = TRAINING_DATA / "social_media" / "sample_export.csv"
    program = Path(sys.executable).with_name("classifier")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        classify = [program, "classify", export, "--quiet", "--overwrite", "--workspace", out / "w"]
        commands: dict[str, Sequence[object]] = {
            "classify, CSV out": [*classify, "-o", out / "results.csv"],
            "classify --no-queue, CSV out": [*classify, "-o", out / "results.csv", "--no-queue"],
            "classify, XLSX out": [*classify, "-o", out / "results.xlsx"],
            "pandas keyword search": [sys.executable, "-c", KEYWORD_SEARCH, export, out / "k.csv"],
            "classifier --help": [program, "--help"],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                times[name].append(seconds(command))
        with (out / "k.csv").open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
    write(export.name, rows, {name: statistics.median(each) for name, each in times.items()})


def seconds(command: Sequence[object]) -> float:
    """Time one command from start to end."""
    started = time.perf_counter()
    subprocess.run([str(word) for word in command], check=False, capture_output=True)
    return time.perf_counter() - started


def write(export: str, rows: int, medians: dict[str, float]) -> None:
    """Write the medians, rates and ratios."""
    keyword = medians["pandas keyword search"]
    lines = [
        {
            "command": name,
            "seconds": round(value, 2),
            "rows/s": f"{rows / value:,.0f}" if "--help" not in name else "",
            "times the keyword search": f"{value / keyword:.2f}" if "--help" not in name else "",
        }
        for name, value in medians.items()
    ]
    rate = {name: f"{rows / value:,.0f} rows/s" for name, value in medians.items()}
    bars = [
        {
            "measure": "classify --no-queue, whole command: file in to file out",
            "figure": rate["classify --no-queue, CSV out"],
            "bar": ">= 5,000",
        },
        {
            "measure": "classify, whole command: the rows into the workspace's store, too",
            "figure": rate["classify, CSV out"],
            "bar": ">= 5,000",
        },
        {
            "measure": "classifier --help",
            "figure": f"{medians['classifier --help']:.2f} s",
            "bar": "<= 0.5 s",
        },
    ]
    page = f"""# Speed

Written by `benchmarks/speed.py` on {machine("numpy", "pandas", "pyarrow", "typer")}
`{export}`, {rows:,} rows; medians of {ROUNDS} runs in turns, whole commands, start-up included.
Runs with the queue remember, from the first on, what the reader has read; runs without it read
everything anew.

## Beside the bars

{table(bars)}

## In turns

{table(lines)}
"""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "speed.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
