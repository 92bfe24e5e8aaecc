"""ASReview and our loop side by side: the same collections, priors and seeds, in one session.

ASReview is no dependency: it gets an environment of its own, in the folder that ``--environment``
names, outside the repository. Writes ``results/asreview.json``, which ``simulate.py`` reads.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from record import RESULTS
from simulate import COLLECTIONS, LABEL, TEXT, collection

from classifier.evaluation.simulation import replay_figures
from classifier.services.loop import priors

VERSION = "2.2"
AI = "elas_u4"
READ = """
import json, sys
from asreview import open_state
with open_state(sys.argv[1]) as state:
    print(json.dumps([int(one) for one in state.get_results_table(priors=False)["label"]]))
"""


def main() -> None:
    """Measure both on every collection and seed, and write what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--environment", type=Path, default=None)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    asked = parser.parse_args()
    folder = asked.environment or Path(tempfile.gettempdir()) / f"asreview-{VERSION}"
    program = install(folder)
    paths = [collection(asked.shared, name) for name in COLLECTIONS]
    for path in paths:
        if not path.is_file():
            print(f"{path} is not there: left out")
    runs: list[dict[str, Any]] = []
    for seed in asked.seeds:
        for path in filter(Path.is_file, paths):
            theirs, ours = run_asreview(program, path, seed), run_ours(path, seed)
            runs.append({"collection": path.stem, "seed": seed, "asreview": theirs, "ours": ours})
            print(runs[-1], flush=True)
            write(runs)


def write(runs: list[dict[str, Any]]) -> None:
    """Write what was measured so far: a run takes minutes."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"asreview": f"{VERSION}, {AI}", "runs": runs}, indent=2) + "\n"
    (RESULTS / "asreview.json").write_text(text, encoding="utf-8")


def install(folder: Path) -> Path:
    """Make the environment, if it is not there, and give the folder of its programs."""
    if not (folder / "bin" / "asreview").is_file():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [folder / "bin" / "pip", "--disable-pip-version-check", "--quiet"]
        subprocess.run([*pip, "install", f"asreview=={VERSION}"], check=True)
    return folder / "bin"


def run_asreview(program: Path, path: Path, seed: int) -> dict[str, Any]:
    """Replay a collection with ASReview from the priors that our loop has for a seed."""
    with path.open(encoding="utf-8", newline="") as file:
        relevant = np.array([row[LABEL] == "1" for row in csv.DictReader(file)])
    known = priors(relevant, seed)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "run.asreview"
        words = [program / "asreview", "simulate", path.resolve(), "--ai", AI, "-o", project]
        words += ["--seed", str(seed), "--prior-idx", *(str(row) for row in known)]
        _, seconds, worked = timed(words, Path(folder))
        read = [program / "python", "-c", READ, project]
        answer = subprocess.run(read, check=True, capture_output=True, text=True, cwd=folder)
    order = np.array(json.loads(answer.stdout), dtype=np.int64)
    labels = np.zeros(len(relevant) - len(known), dtype=np.int64)
    labels[: len(order)] = order
    figures = replay_figures(labels)
    return {
        "loss": figures.loss,
        "wss_95": figures.wss_95,
        "seconds": seconds,
        "processor_seconds": worked,
    }


def run_ours(path: Path, seed: int) -> dict[str, Any]:
    """Replay a collection with our command, as a process of its own, too."""
    words = [sys.executable, "-m", "classifier", "simulate", path, "--start", "cold", "--json", "-"]
    words += ["--seed", str(seed), "--label-column", LABEL]
    words += [word for column in TEXT for word in ("--text-column", column)]
    answer, seconds, worked = timed(words)
    figures = json.loads(answer)
    return {
        "loss": figures["loss"],
        "wss_95": figures["wss_95"],
        "seconds": seconds,
        "processor_seconds": worked,
    }


def timed(words: Sequence[str | Path], folder: Path | None = None) -> tuple[str, float, float]:
    """Run a command; give what it printed, its seconds, and the seconds that it kept a core busy.

    On a machine that others use the second figure is the one to compare.
    """
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ended = subprocess.run(words, check=True, capture_output=True, text=True, cwd=folder)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return ended.stdout, seconds, worked


if __name__ == "__main__":
    main()
