"""How good is the model? Left-out corpus files, and published text from elsewhere.

Writes ``results/quality.md``, ``results/quality.json`` and ``results/transfer.json``. The transfer
sets stand in the folder that ``--shared`` names and are skipped, with a word, where it is missing.
Row numbers only: no text from elsewhere is printed or written.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from beside import errors, ours_elsewhere
from left_out import left_out_files, reader_figures
from numpy.typing import NDArray
from quality_page import write
from record import RESULTS, machine

from classifier.domain.route import REVIEW, at_or_above
from classifier.evaluation.calibration import calibration
from classifier.evaluation.comparison import compare
from classifier.evaluation.metrics import average_precision, f1
from classifier.io.corpus import read_corpus
from classifier.services.decide import Aim, decide
from classifier.services.learning import SEED
from classifier.services.scorers import open_scorer
from classifier.services.workspace import Workspace, open_workspace

TRANSFER = ("nypd_lines", "louisiana_lines")


def main() -> None:
    """Run both parts and write what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument(
        "--page-only", action="store_true", help="from the figures kept in quality.json"
    )
    asked = parser.parse_args()
    path = RESULTS / "quality.json"
    if not asked.page_only:
        text = json.dumps(measured(asked.shared), indent=2) + "\n"
        path.write_text(text, encoding="utf-8")
    write(json.loads(path.read_text(encoding="utf-8")))


def measured(shared: Path) -> dict[str, Any]:
    """Measure the left-out files and the published sets."""
    workspace = open_workspace(Path("workspace"), "social_media")
    corpus = read_corpus(workspace.topic_folder / "corpus")
    started = time.perf_counter()
    files, decision = left_out_files(workspace, corpus)
    print(f"left-out files: {time.perf_counter() - started:.0f} s")
    paths = [shared / "data" / "transfer" / f"{name}.csv" for name in TRANSFER]
    for path in paths:
        if not path.is_file():
            print(f"{path} is not there: its figures are left as they were")
    there = [path for path in paths if path.is_file()]
    labelled = {path.stem: read_labelled(path) for path in there}
    return {
        "model": workspace.shipped_version,
        "measured": machine("numpy", "scikit-learn", "scipy", "spacy"),
        "files": files,
        "reader": reader_figures(workspace, corpus),
        "transfer": [transfer(workspace, path) for path in there],
        "elsewhere": ours_elsewhere(workspace, corpus, labelled),
        "errors": errors(corpus, decision),
    }


def transfer(workspace: Workspace, path: Path) -> dict[str, Any]:
    """Measure the shipped model, threshold and all, on one labelled set from elsewhere."""
    texts, relevant = read_labelled(path)
    scorer = open_scorer(workspace)
    decided = decide(texts, scorer=scorer, aim=Aim())
    screen = open_scorer(workspace, screen_only=True)
    alone = decide(texts, scorer=screen, aim=Aim())
    score = decided.scored.score
    model = at_or_above(score, decided.policy.upper)
    review = decided.decision == REVIEW
    compared = compare(
        relevant=relevant,
        keyword=decided.keyword_hit,
        model=model,
        review=review,
        probability=decided.probability,
        threshold=decided.policy.upper,
        groups=np.arange(len(texts)),
        seed=SEED,
    )
    fit = calibration(decided.probability, relevant=relevant)
    return {
        "name": path.stem,
        "model": scorer.version,
        "rows": len(texts),
        "relevant": int(relevant.sum()),
        "prevalence": float(relevant.mean()),
        "estimated_prevalence": decided.prevalence.value,
        "candidates": float(decided.scored.candidate.mean()),
        "screen_average_precision": average_precision(alone.scored.score, relevant=relevant),
        "screen_f1": f1(at_or_above(alone.scored.score, alone.policy.upper), relevant=relevant),
        "average_precision": average_precision(score, relevant=relevant),
        "f1": compared.model.f1.value,
        "f1_low": compared.model.f1.low,
        "f1_high": compared.model.f1.high,
        "model_collected": compared.model.collected,
        "model_found": compared.model.found,
        "keyword_f1": compared.keyword.f1.value,
        "keyword_recall": compared.keyword.recall.value,
        "together_recall": compared.together.recall.value,
        "sent_to_review": compared.together.sent_to_review,
        "sum_ratio": fit.sum_ratio,
        "brier_skill": fit.brier_skill,
        "error_above_0.05": fit.error_above_floor,
        "verdict": compared.verdict,
    }


def read_labelled(path: Path) -> tuple[list[str], NDArray[np.bool_]]:
    """Read a transfer set without its borderline rows."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["borderline"] != "1"]
    return [row["text"] for row in rows], np.array([row["relevant"] == "1" for row in rows])


if __name__ == "__main__":
    main()
