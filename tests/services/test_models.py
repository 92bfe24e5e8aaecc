from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from classifier.domain.errors import ModelError, SettingError
from classifier.io.promotions import CURRENT, LOG, SHIPPED, use_version
from classifier.io.registry import (
    CARD,
    CARD_TEXT,
    CORRECTED,
    REGISTRY,
    WEIGHTS,
    load_model,
    save_model,
)
from classifier.services.models import (
    as_json,
    card_text,
    listed,
    logged,
    promote,
    roll_back,
    verified,
)
from classifier.services.scoring import Scorer
from classifier.services.train import train_model
from classifier.services.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Tiny

NOW = dt.datetime(2030, 1, 4, tzinfo=dt.UTC)


@pytest.fixture
def own(dogs: Tiny, tmp_path: Path) -> Workspace:
    """Give a workspace of its own with two local models, copies of the shipped one in name."""
    workspace = Workspace(folder=tmp_path / "request", topic=dogs.workspace.topic)
    for version in ("local-1", "local-2"):
        store(workspace, version)
    return workspace


def store(workspace: Workspace, version: str, **card: object) -> None:
    """Store the shipped model under another name in a workspace."""
    shipped = load_model(workspace.models, workspace.shipped_version)
    save_model(
        workspace.local_models,
        version,
        arrays={**shipped.arrays, "own": np.array([len(version)])},
        card={**shipped.card, "version": version, **card},
        card_text=f"# Model {version}\n",
        model_format=CORRECTED,
    )


def put(workspace: Workspace, version: str) -> None:
    """Promote a version."""
    promote(workspace, version, reason="better", who="ana", now=NOW)


def spoil(path: Path) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def files(workspace: Workspace) -> dict[Path, bytes]:
    """Give the files of the model in use."""
    version = workspace.version_in_use
    folders = [workspace.models / version, workspace.local_models / version]
    return {p.relative_to(f): p.read_bytes() for f in folders if f.is_dir() for p in f.iterdir()}


def test_versions_are_listed_with_the_one_in_use(dogs: Tiny, own: Workspace) -> None:
    """The shipped ones first, then the workspace's; one of them all is in use."""
    names = [dogs.result.version, "local-1", "local-2"]
    assert [one.version for one in listed(own)] == names
    assert [one.local for one in listed(own)] == [False, True, True]
    assert [one.in_use for one in listed(own)] == [True, False, False]
    put(own, "local-2")
    assert [one.in_use for one in listed(own)] == [False, False, True]
    assert [one.in_use for one in listed(dogs.workspace)] == [True]


def test_the_card_shown_is_the_card_stored(dogs: Tiny, own: Workspace) -> None:
    """What a person is shown is the stored text, shipped or local."""
    shown = card_text(dogs.workspace, dogs.result.version)
    assert shown == (dogs.model / CARD_TEXT).read_text(encoding="utf-8")
    assert card_text(own, "local-1") == "# Model local-1\n"


@pytest.mark.parametrize("name", [WEIGHTS, CARD, CARD_TEXT])
def test_a_spoilt_model_is_found(dogs: Tiny, name: str) -> None:
    """Verifying names the model and the file; neither is its card shown."""
    assert verified(dogs.workspace) == (dogs.result.version,)
    spoil(dogs.model / name)
    message = rf"Model {dogs.result.version} was not loaded: .*{name}"
    with pytest.raises(ModelError, match=message):
        verified(dogs.workspace)
    with pytest.raises(ModelError, match=message):
        card_text(dogs.workspace, dogs.result.version)


def test_a_model_not_in_use_is_verified_too(dogs: Tiny, own: Workspace) -> None:
    """Every recorded model is checked, shipped or local."""
    path = dogs.root / "training_data" / "dogs" / "corpus" / "first.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("late", "tardy"), encoding="utf-8")
    newer = train_model(own, date=dt.date(2030, 1, 3))
    assert verified(own) == (dogs.result.version, newer.version, "local-1", "local-2")
    spoil(own.local_models / "local-1" / WEIGHTS)
    with pytest.raises(ModelError, match="local-1"):
        verified(own)


def test_a_promoted_model_is_the_one_that_scores(own: Workspace, dogs: Tiny) -> None:
    """In its workspace and in no other; it is logged who did it, when, from what and why."""
    put(own, "local-1")
    assert Scorer(own.topic, own.load_model()).version == "local-1"
    assert dogs.workspace.load_model().version == dogs.result.version
    (one,) = logged(own)
    assert (one.who, one.before, one.after, one.reason) == ("ana", SHIPPED, "local-1", "better")
    assert one.time == "2030-01-04T00:00:00.000000+00:00"
    assert as_json(own)["promotions"][0]["reason"] == "better"


def test_rolling_back_gives_the_very_bytes(own: Workspace) -> None:
    """After several promotions, one by one, down to the shipped model."""
    seen = [files(own)]
    for version in ("local-1", "local-2", own.shipped_version, "local-1"):
        put(own, version)
        seen.append(files(own))
    while len(seen) > 1:
        seen.pop()
        roll_back(own, reason="wrong", who="ben", now=NOW)
        assert files(own) == seen[-1]
    with pytest.raises(SettingError, match="no promotion to take back"):
        roll_back(own, reason="wrong", who="ben", now=NOW)
    assert [one.back for one in logged(own)] == [False] * 4 + [True] * 4


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("spoilt", "is not the file that was recorded"),
        ("foreign topic", "is not for the topic dogs"),
        ("foreign kind", "is not one of this program's"),
        ("newer", "Install the newer release"),
        ("unrecorded", r"no model 'strange' among those .*Recorded versions: "),
    ],
)
def test_what_cannot_be_trusted_is_not_promoted(own: Workspace, damage: str, message: str) -> None:
    """A clear error, and the model in use goes on working."""
    if damage == "foreign kind":
        card = {"topic": own.topic.name}
        save_model(own.local_models, "strange", arrays={}, card=card, card_text="")
    elif damage == "unrecorded":
        (own.local_models / "strange").mkdir()
    else:
        changed = {"foreign topic": {"topic": "cats"}, "newer": {"format": CORRECTED + 1}}
        store(own, "strange", **changed.get(damage, {}))
    if damage == "spoilt":
        spoil(own.local_models / "strange" / WEIGHTS)
    put(own, "local-1")
    with pytest.raises(ModelError, match=message):
        put(own, "strange")
    assert own.load_model().version == "local-1"
    assert len(logged(own)) == 1


def test_a_damaged_registry_of_the_workspace_leaves_the_shipped_model_in_use(
    own: Workspace, dogs: Tiny
) -> None:
    """Nothing of the workspace's is read while the shipped model is in use."""
    (own.local_models / REGISTRY).write_text("{", encoding="utf-8")
    (own.local_models / LOG).write_text("{", encoding="utf-8")
    assert own.load_model().version == dogs.result.version


def test_a_current_that_names_nothing_known_says_what_is_there(own: Workspace) -> None:
    """As after the release took a shipped model away."""
    use_version(own.local_models, "gone")
    assert (own.local_models / CURRENT).is_file()
    with pytest.raises(ModelError, match=r"no model 'gone' .*versions: .*local-1, local-2"):
        own.load_model()
    put(own, "local-1")
    assert own.load_model().version == "local-1"


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_promotion_needs_a_reason(own: Workspace, reason: str) -> None:
    """It is the one thing that the log cannot tell by itself."""
    with pytest.raises(SettingError, match="needs a reason"):
        promote(own, "local-1", reason=reason, who="ana", now=NOW)
    assert logged(own) == []


def test_the_model_in_use_is_not_promoted_again(own: Workspace) -> None:
    """Shipped or local: there would be nothing to take back."""
    with pytest.raises(SettingError, match="in use already"):
        put(own, own.shipped_version)
    put(own, "local-1")
    with pytest.raises(SettingError, match="in use already"):
        put(own, "local-1")
