"""What does the gate save? The reader on candidates alone, and on every row.

Writes ``results/reading.md``. Takes the real export and the published sets under ``--shared``.
Row counts and figures only: no text from elsewhere is printed or written.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from quality import TRANSFER, read_labelled
from record import RESULTS, machine, table

from classifier.domain.route import at_or_above
from classifier.evaluation.metrics import average_precision, f1
from classifier.io.registry import StoredModel
from classifier.model.calibrate import Prevalence
from classifier.services.decide import Aim
from classifier.services.scorers import open_scorer
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace, open_workspace

PRIOR = 0.01


def main() -> None:
    """Time both on the export, and judge both on the published sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared
    workspace = open_workspace(Path("workspace"), "social_media")
    export = shared / "data" / "exports" / "nypd_discipline.csv"
    with export.open(encoding="utf-8", newline="") as file:
        texts = [row["description"] for row in csv.DictReader(file)]
    ways = {
        "screen only": lambda: open_scorer(workspace, screen_only=True),
        "candidates read": lambda: open_scorer(workspace),
        "every row read": lambda: open_scorer(workspace, _open_gate(workspace)),
    }
    rows = [{"way": name, **_timed(make(), texts)} for name, make in ways.items()]
    spent = [float(row["seconds"]) - float(rows[0]["seconds"]) for row in rows]
    judged = [
        {"set": name, "way": way, **_judged(make(), shared / "data" / "transfer" / f"{name}.csv")}
        for name in TRANSFER
        for way, make in ways.items()
    ]
    page = f"""# What the gate saves

Written by `benchmarks/reading.py` on {machine("numpy", "onnxruntime", "tokenizers")}
{export.name}, {len(texts):,} rows, {len(set(texts)):,} different texts, which are scored once
each; in one process, the model loaded, one core. The reading step is {spent[2] / spent[1]:.1f}
times as quick on candidates as on every row (bar: 10), by what each takes beyond the screen.

{table(rows)}

On the published sets, F1 at the threshold of each way, the prevalence taken to be {PRIOR}:

{table(judged)}
"""
    (RESULTS / "reading.md").write_text(page, encoding="utf-8")
    print(page)


def _open_gate(workspace: Workspace) -> StoredModel:
    """Give the model with a gate that lets everything through."""
    stored = workspace.load_model()
    arrays = {**stored.arrays, "gate.threshold": np.array([-np.inf])}
    return StoredModel(version=stored.version, arrays=arrays, card=stored.card)


def _timed(scorer: Scorer, texts: Sequence[str]) -> dict[str, Any]:
    scorer.score(["The constable posted it on a public page."])  # loads what is loaded when needed
    started = time.perf_counter()
    scored = scorer.score(texts)
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "rows looked at": f"{scored.candidate.mean():.2%}",
    }


def _judged(scorer: Scorer, path: Path) -> dict[str, Any]:
    texts, relevant = read_labelled(path)
    scored = scorer.score(texts)
    policy = scorer.policy(
        target_recall=Aim().target_recall, prevalence=Prevalence(PRIOR, "as given")
    )
    found = at_or_above(scored.score, policy.upper)
    return {
        "F1": round(f1(found, relevant=relevant), 3),
        "average precision": round(average_precision(scored.score, relevant=relevant), 3),
    }


if __name__ == "__main__":
    main()
