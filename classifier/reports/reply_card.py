"""How well a model measured, for the record in a reply: figures of its card, none typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from classifier.reports.wording import count

GONE: Final = "No longer in the registry: how well it measured cannot be said here."
WITHOUT_READER: Final = (
    "What it says was measured with the classifier's reader, which was left out here: how well the "
    "classifier does without it is not said."
)
_HIDDEN: Final = "Measured on labels of this workspace; left out here, as small counts are hidden."
_RICHER: Final = "Such texts are far more often relevant, and harder, than those of an export."
_HELD_OUT: Final = "at_recall_"


def card_lines(
    version: str, card: Mapping[str, Any], *, digest: str, plain: bool
) -> dict[str, str]:
    """Give the lines of the record for a model.

    Parameters
    ----------
    version, card, digest
        The model, its card, and the digest of the card's file.
    plain
        Whether figures about texts of this workspace may stand in the reply.
    """
    figures = _local(card, plain=plain) if "compared" in card else _general(version, card)
    name = f"Classifier {version}"
    return {
        name: card_of(card, digest),
        **{f"{name}, {where}": words for where, words in figures},
    }


def card_of(card: Mapping[str, Any], digest: str) -> str:
    """Name a card by its day and the digest of its file."""
    return f"Its card is of {dt.date.fromisoformat(card['date']):%d/%m/%Y}, digest {digest}"


def _general(version: str, card: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say how a model did on text of its corpus, not seen before, and on text from elsewhere."""
    held_out = card["out_of_fold"]
    texts = count(card["training_texts"], "invented text")
    said = [f"{texts}, {card['training_relevant']:,} relevant", _average(held_out)]
    for name, at in held_out.items():
        if name.startswith(_HELD_OUT):
            recall = name.removeprefix(_HELD_OUT)
            said.append(f"precision {_figure(at['precision'])} at recall {recall}")
    words = held_out["keyword_search"]
    said.append(
        f"the search words: precision {_figure(words['precision'])}, recall "
        f"{_figure(words['recall'])}"
    )
    yield "on its own corpus, held out", f"{'; '.join(said)}. {_RICHER}"
    for one in card["measured_elsewhere"]:
        by = "" if one["model"] == version else f"; measured with {one['model']}"
        yield (
            f"on published text ({one['name'].replace('_', ' ')})",
            f"{count(one['rows'], 'row')}, {one['relevant']:,} relevant; {_average(one)}; F1 "
            f"{_figure(one['f1'])} ({_figure(one['f1_low'])} to {_figure(one['f1_high'])}); the "
            f"search words: F1 {_figure(one['keyword_f1'])}{by}",
        )


def _local(card: Mapping[str, Any], *, plain: bool) -> Iterator[tuple[str, str]]:
    """Say how a model that local labels corrected did on those that it was not fitted to."""
    compared = card["compared"]
    where = f"on {compared['judged_on']}"
    if not plain:
        yield where, _HIDDEN
        return
    side = compared["challenger"]
    rates = [f"{name} {_rate(side[name.lower()])}" for name in ("precision", "recall", "F1")]
    yield (
        where,
        f"{count(compared['rows'], 'text')} of this workspace, {compared['relevant']:,} relevant; "
        f"{', '.join(rates)}; {_average(side)}; it corrects {card['general']}",
    )


def _average(of: Mapping[str, Any]) -> str:
    return f"average precision {_figure(of['average_precision'])}"


def _rate(estimate: Mapping[str, float | None]) -> str:
    if estimate["value"] is None:
        return "none"
    low, high = _figure(estimate["low"]), _figure(estimate["high"])
    return f"{_figure(estimate['value'])} ({low} to {high})"


def _figure(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
