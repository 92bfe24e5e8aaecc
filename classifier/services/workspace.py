"""The composition root: a workspace, its topic, and the folders that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from classifier.domain.errors import ModelError
from classifier.domain.topic import Topic
from classifier.io.promotions import SHIPPED, in_use
from classifier.io.registry import StoredModel, load_model, versions
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
        """The folder of the topic's shipped models."""
        return MODELS / self.topic.name

    @property
    def readers(self) -> Path:
        """The folder of the topic's readers, which models share."""
        return self.models / "readers"

    @property
    def local_models(self) -> Path:
        """The folder of the topic's models that learned from this workspace's labels."""
        return self.folder / "models" / self.topic.name

    @property
    def topic_folder(self) -> Path:
        """The topic's folder of training data."""
        return TRAINING_DATA / self.topic.name

    @property
    def shipped_version(self) -> str:
        """The version of the shipped model.

        Raises
        ------
        ModelError
            If the topic has none.
        """
        version = in_use(self.models)
        if version == SHIPPED:
            message = f"There is no model for the topic {self.topic.name} in {self.models}."
            advice = "Restore it from the release, or train one: classifier train."
            raise ModelError(message, advice=advice)
        return version

    @property
    def version_in_use(self) -> str:
        """The version that the workspace's CURRENT names, else that of the shipped model."""
        version = in_use(self.local_models)
        return self.shipped_version if version == SHIPPED else version

    def load_model(self, version: str | None = None) -> StoredModel:
        """Load a model whose digests are the recorded ones; without a version the one in use.

        Raises
        ------
        ModelError
            If there is none, it is damaged, foreign, or of a newer format.
        """
        chosen = version or self.version_in_use
        shipped = versions(self.models)
        local = () if chosen in shipped else versions(self.local_models)
        if chosen not in (*shipped, *local):
            message = f"There is no model {chosen!r} among those shipped or in {self.folder}."
            known = ", ".join((*shipped, *local)) or "none"
            raise ModelError(message, advice=f"Recorded versions: {known}.")
        stored = load_model(self.models if chosen in shipped else self.local_models, chosen)
        if stored.card.get("topic") != self.topic.name:
            message = f"Model {chosen} is not for the topic {self.topic.name}."
            raise ModelError(message, advice="Choose another: classifier models list.")
        return stored


def open_workspace(folder: Path, topic: str, *, database: str | None = None) -> Workspace:
    """Open a workspace for a topic.

    Raises
    ------
    TopicError
        If there is no such topic.
    """
    return Workspace(folder=folder, topic=load_topic(TRAINING_DATA, topic), database=database)
