"""The composition root: a workspace, its topic, and the folders that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from classifier.domain.topic import Topic
from classifier.io.topic import load_topic
from classifier.services.resources import MODELS, TRAINING_DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """What a command works with.

    Parameters
    ----------
    folder
        The workspace's own folder; it exists once something is kept in it.
    topic
        The topic looked for.
    database
        The address of the PostgreSQL database that is its store; None for a file in the folder.
    """

    folder: Path
    topic: Topic
    database: str | None = None

    @property
    def models(self) -> Path:
        """The folder of the topic's models."""
        return MODELS / self.topic.name

    @property
    def topic_folder(self) -> Path:
        """The topic's folder of training data."""
        return TRAINING_DATA / self.topic.name


def open_workspace(folder: Path, topic: str, *, database: str | None = None) -> Workspace:
    """Open a workspace for a topic.

    Raises
    ------
    TopicError
        If there is no such topic.
    """
    return Workspace(folder=folder, topic=load_topic(TRAINING_DATA, topic), database=database)
