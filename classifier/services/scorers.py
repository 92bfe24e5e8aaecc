"""A scorer of a workspace's model, with the reader that belongs to it."""

from __future__ import annotations

import numpy as np

from classifier.io.readings import StoredReadings, load_readings, save_readings
from classifier.io.registry import MODEL_FILE, TOKENIZER_FILE, StoredModel, load_file
from classifier.model.reader import Reader
from classifier.services.installed import require
from classifier.services.readings import Memory, Readings, Remembered
from classifier.services.scoring import Scorer
from classifier.services.workspace import Workspace


def open_scorer(
    workspace: Workspace,
    stored: StoredModel | None = None,
    *,
    screen_only: bool = False,
    memory: Memory | None = None,
    threads: int = 1,
) -> Scorer:
    """Make a scorer.

    Parameters
    ----------
    workspace
        Whose topic and models to use.
    stored
        The model; without one that in use.
    screen_only
        Whether to do without the reader.
    memory
        What the model's reader has read before; what it reads is added.
    threads
        How many passages are read at once.

    Raises
    ------
    ModelError
        If the model is missing, damaged, foreign or of another format.
    SettingError
        If a library that the reader needs is not installed.
    """
    model = stored or workspace.load_model()
    named = model.card.get("reader")
    if screen_only or named is None:
        return Scorer(workspace.topic, model)
    require(
        "onnxruntime",
        "tokenizers",
        so_that="The reader cannot work",
        advice="Install it, or do without the reader: --screen-only.",
    )
    version = named["version"]

    def load() -> Reader:
        return Reader(
            model=load_file(workspace.readers, version, MODEL_FILE),
            tokenizer=load_file(workspace.readers, version, TOKENIZER_FILE),
            threads=threads,
        )

    return Scorer(workspace.topic, model, Readings(load, memory=memory))


def recall_readings(workspace: Workspace, stored: StoredModel) -> Memory:
    """Give what the reader of a model has read in this workspace before."""
    kept = load_readings(workspace.folder, _general(stored))
    if kept is None:
        return {}
    digests = [bytes(row).hex() for row in kept.digests]
    told = zip(digests, kept.log_odds.tolist(), kept.passages.tolist(), strict=True)
    return {
        digest: Remembered(log_odds=log_odds, passage=passage) for digest, log_odds, passage in told
    }


def keep_readings(workspace: Workspace, stored: StoredModel, memory: Memory) -> None:
    """Keep what the reader of a model has read, for the next time.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if not memory:
        return
    kept = sorted(memory.items())
    readings = StoredReadings(
        digests=np.array([list(bytes.fromhex(digest)) for digest, _ in kept], dtype=np.uint8),
        log_odds=np.array([one.log_odds for _, one in kept]),
        passages=np.array([one.passage for _, one in kept], dtype=np.int32),
    )
    save_readings(workspace.folder, _general(stored), readings)


def _general(stored: StoredModel) -> str:
    """Name the general model, whose gate chose the passages that its reader reads."""
    return str(stored.card.get("general", stored.version))
