"""How soon does the loop find the relevant rows? Cold and from the model, strategy by strategy.

Writes ``results/simulate.md`` and ``results/simulate.json``. The collections stand in the folder
that ``--shared`` names, and are skipped, with a word, where it is missing. Figures only: no text
from elsewhere is printed or written.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from record import RESULTS, machine, table

from classifier.domain.strategy import Strategy
from classifier.services.loop import Asking
from classifier.services.simulate import Options, Simulated, Start, simulate
from classifier.services.workspace import open_workspace

COLLECTIONS = ("Nagtegaal_2019", "Kwok_2020", "ACEInhibitors")
TRANSFER = ("nypd_lines", "louisiana_lines")
TEXT = ("title", "abstract")
LABEL = "label_included"
SEEDS = (1, 2, 3, 4, 5)
LOSS_BARS = {"Nagtegaal_2019": 0.060, "Kwok_2020": 0.055, "ACEInhibitors": 0.044}
WSS_BARS = {"Nagtegaal_2019": 0.75, "Kwok_2020": 0.73, "ACEInhibitors": 0.79}
READS_BAR = 40


def main() -> None:
    """Run every part and write what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared
    results: dict[str, Any] = {"cold": [], "strategies": [], "model": []}
    for name in COLLECTIONS:
        path = collection(shared, name)
        if not path.is_file():
            print(f"{path} is not there: left out")
            continue
        runs = [run_cold(path, seed) for seed in SEEDS]
        results["cold"].append({"collection": name, **mean(runs)})
        print(results["cold"][-1], flush=True)
        for strategy in Strategy:
            runs = [run_cold(path, seed, strategy) for seed in SEEDS[:1]]
            one = {"collection": name, "strategy": str(strategy), **mean(runs)}
            results["strategies"].append(one)
            print(one, flush=True)
    for name in TRANSFER:
        path = shared / "data" / "transfer" / f"{name}.csv"
        if path.is_file():
            results["model"].append({"set": name, **run_model(path)})
            print(results["model"][-1], flush=True)
    write(results)


def collection(shared: Path, name: str) -> Path:
    """Give the file of a collection."""
    return shared / "data" / "review" / f"{name}.csv"


def run_cold(path: Path, seed: int, strategy: Strategy = Strategy.MIXED) -> dict[str, float]:
    """Replay a collection from one relevant row and one other."""
    asking = Asking(strategy=strategy, seed=seed)
    return figures(
        replayed(
            path,
            Options(start=Start.COLD, asking=asking, text_columns=TEXT, label_column=LABEL),
        )
    )


def run_model(path: Path) -> dict[str, float]:
    """Replay a transfer set from the shipped model, without its borderline rows."""
    return figures(replayed(path, Options(start=Start.MODEL, leave_out_borderline=True)))


def replayed(path: Path, options: Options) -> Simulated:
    """Replay a file for the shipped topic."""
    workspace = open_workspace(Path("workspace"), "social_media")
    return simulate(path, workspace=workspace, options=options)


def figures(simulated: Simulated) -> dict[str, float]:
    """Give the figures of a replay that are reported."""
    found = simulated.figures
    return {
        "relevant": found.relevant,
        "rows": found.reads,
        "loss": found.loss,
        "wss_95": found.wss_95,
        "average_time_to_discovery": found.average_time_to_discovery,
        **{f"reads_to_{share}": reads for share, reads in found.reads_to_recall.items()},
        "seconds": simulated.seconds,
    }


def mean(runs: list[dict[str, float]]) -> dict[str, float]:
    """Average the figures of some replays."""
    return {key: float(np.mean([run[key] for run in runs])) for key in runs[0]}


def beside_bars(results: dict[str, Any]) -> list[dict[str, str]]:
    """Set the figures beside the bars they are held to."""
    rows = []
    for one in results["cold"]:
        name = one["collection"]
        rows += [
            {
                "measure": f"loss, {name}, mean of seeds 1 to 5",
                "figure": f"{one['loss']:.4f}",
                "bar": f"<= {LOSS_BARS[name]:.3f}",
            },
            {
                "measure": f"WSS@95, {name}, mean of seeds 1 to 5",
                "figure": f"{one['wss_95']:.3f}",
                "bar": f">= {WSS_BARS[name]:.2f}",
            },
        ]
    for one in results["model"]:
        bar = f"<= {READS_BAR}" if one["set"] == "nypd_lines" else "reported"
        measure = f"reads to recall 0.95 from the model, {one['set']}"
        rows.append({"measure": measure, "figure": f"{one['reads_to_0.95']:.0f}", "bar": bar})
    return rows


def side_by_side() -> list[dict[str, Any]]:
    """Read what ``asreview.py`` measured, a line for each run; nothing where it has not run."""
    path = RESULTS / "asreview.json"
    if not path.is_file():
        return []
    rows = []
    for run in json.loads(path.read_text(encoding="utf-8"))["runs"]:
        theirs, ours = run["asreview"], run["ours"]
        rows.append(
            {
                "collection": run["collection"],
                "seed": run["seed"],
                "loss, ASReview": theirs["loss"],
                "loss": ours["loss"],
                "WSS@95, ASReview": theirs["wss_95"],
                "WSS@95": ours["wss_95"],
                "seconds, ASReview": f"{theirs['seconds']:.1f}",
                "seconds": f"{ours['seconds']:.1f}",
                "times faster": f"{theirs['seconds'] / ours['seconds']:.1f}",
                "in processor seconds": f"{theirs['processor_seconds']:.1f} / "
                f"{ours['processor_seconds']:.1f}",
            }
        )
    return rows


def write(results: dict[str, Any]) -> None:
    """Write the results for people and for programs."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=2) + "\n"
    (RESULTS / "simulate.json").write_text(text, encoding="utf-8")
    beside = side_by_side()
    missing = "Not measured yet: `make bench-asreview`."
    page = f"""# The review loop, replayed

Written by `benchmarks/simulate.py` on {machine("numpy", "scipy")}
Definitions as in ASReview Insights; rows known beforehand are not counted.

## Beside the bars

{table(beside_bars(results)) if results["cold"] else "The collections were not there."}

## Cold start, mean of seeds 1 to 5

{table(results["cold"]) if results["cold"] else ""}

## Each strategy, seed 1

{table(results["strategies"]) if results["strategies"] else ""}

## From the shipped model

{table(results["model"]) if results["model"] else ""}

## ASReview 2.2 (ELAS u4) on the same priors, in one session

{table(beside) if beside else missing}

Seconds of the whole command, for both; see `benchmarks/asreview.py`.
"""
    (RESULTS / "simulate.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
