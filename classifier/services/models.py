"""The registry's verbs: list, show, verify, promote, roll back."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from classifier.domain.errors import SettingError
from classifier.domain.label import written
from classifier.io.promotions import (
    SHIPPED,
    before_the_last,
    carry_out,
    in_use,
    promotions,
)
from classifier.io.promotions import Promotion as Promotion
from classifier.io.registry import load_card_text, load_model, versions
from classifier.services.scorers import open_scorer
from classifier.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A recorded model.

    Parameters
    ----------
    version
        Its name.
    in_use
        Whether it is the one in use.
    local
        Whether it learned from the workspace's labels; the others are shipped.
    """

    version: str
    in_use: bool
    local: bool


def listed(workspace: Workspace) -> list[Listed]:
    """Name the recorded models, the shipped ones first, each kind in order of its recording."""
    current = workspace.version_in_use
    shipped = versions(workspace.models)
    local = [one for one in versions(workspace.local_models) if one not in shipped]
    return [
        Listed(version=version, in_use=version == current, local=version not in shipped)
        for version in (*shipped, *local)
    ]


def card(workspace: Workspace, version: str) -> dict[str, Any]:
    """Give the card of a model for programs, whose digests are checked first."""
    return dict(workspace.load_model(version).card)


def card_text(workspace: Workspace, version: str) -> str:
    """Give the card of a model, whose digests are checked first."""
    workspace.load_model(version)
    shipped = version in versions(workspace.models)
    return load_card_text(workspace.models if shipped else workspace.local_models, version)


def verified(workspace: Workspace) -> tuple[str, ...]:
    """Check the digests of every model and of the readers they name, and name them.

    Raises
    ------
    ModelError
        At the first that is not what was recorded.
    """
    names = tuple(one.version for one in listed(workspace))
    cards = [workspace.load_model(version).card for version in names]
    readers = dict.fromkeys(card["reader"]["version"] for card in cards if "reader" in card)
    for version in readers:
        load_model(workspace.readers, version)
    return (*names, *readers)


def logged(workspace: Workspace) -> list[Promotion]:
    """Give the promotions in this workspace that took effect, in order."""
    return promotions(workspace.local_models)


def promote(
    workspace: Workspace, version: str, *, reason: str, who: str, now: dt.datetime
) -> Promotion:
    """Put a model into use in this workspace, once it is found to load.

    Parameters
    ----------
    workspace
        Where.
    version
        Which, shipped or local.
    reason, who, now
        For the log: why, the name of the system's user, and the time.

    Raises
    ------
    ModelError
        If it is missing, damaged, foreign, or of a newer format; the one in use stays so.
    SettingError
        If there is no reason, or it is in use already.
    """
    open_scorer(workspace, workspace.load_model(version))
    after = SHIPPED if version == in_use(workspace.models) else version
    if after == in_use(workspace.local_models):
        message = f"Model {version} is in use already."
        raise SettingError(message, advice="See classifier models list.")
    return _carry_out(workspace, after, reason=reason, who=who, now=now)


def roll_back(workspace: Workspace, *, reason: str, who: str, now: dt.datetime) -> Promotion:
    """Take the last promotion back; once more, the one before it.

    Raises
    ------
    ModelError
        If the model before it does not load; the one in use stays so.
    SettingError
        If there is no promotion to take back.
    """
    before = before_the_last(workspace.local_models)
    if before is None:
        message = "There is no promotion to take back in this workspace."
        raise SettingError(message, advice="Put a version into use with classifier models promote.")
    version = workspace.shipped_version if before == SHIPPED else before
    open_scorer(workspace, workspace.load_model(version))
    return _carry_out(workspace, before, reason=reason, who=who, now=now, back=True)


def as_json(workspace: Workspace) -> dict[str, Any]:
    """Return the models and the log of promotions for programs."""
    return {
        "schema": 1,
        "models": [asdict(one) for one in listed(workspace)],
        "promotions": [asdict(one) for one in logged(workspace)],
    }


def promotion_json(promotion: Promotion) -> dict[str, Any]:
    """Return a promotion for programs."""
    return {"schema": 1, **asdict(promotion)}


def _carry_out(
    workspace: Workspace,
    after: str,
    *,
    reason: str,
    who: str,
    now: dt.datetime,
    back: bool = False,
) -> Promotion:
    if not reason.strip():
        message = "A promotion needs a reason, which stands in its log."
        raise SettingError(message, advice="Example: --reason 'better on 300 reviewed rows'.")
    promotion = Promotion(
        time=written(now),
        who=who,
        before=in_use(workspace.local_models),
        after=after,
        reason=reason.strip(),
        back=back,
    )
    carry_out(workspace.local_models, promotion)
    return promotion
