"""A model's card, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render_card(card: Mapping[str, Any]) -> str:
    """Write a model card as Markdown: what it is for, what it learned from, how well it does."""
    return _environment().get_template("card.md.j2").render(card=card)


def render_reader_card(card: Mapping[str, Any]) -> str:
    """Write the card of a reader."""
    return _environment().get_template("reader_card.md.j2").render(card=card)


def render_local_card(card: Mapping[str, Any]) -> str:
    """Write the card of a model that local labels corrected."""
    template = _environment().get_template("local_card.md.j2")
    return template.render(card=card, rate=_rate, number=_number)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("classifier.reports"),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown, from the project's own figures: there is no HTML to escape
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _rate(estimate: Mapping[str, float | None]) -> str:
    """Write a figure with its interval; none where it is undefined."""
    if estimate["value"] is None:
        return "none"
    low, high = _number(estimate["low"]), _number(estimate["high"])
    return f"{_number(estimate['value'])} ({low} to {high})"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
