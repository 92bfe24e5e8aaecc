"""A model's card, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render_card(card: Mapping[str, Any]) -> str:
    """Write a model card as Markdown: what it is for, what it learned from, how well it does."""
    environment = Environment(
        loader=PackageLoader("classifier.reports"),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown, from the project's own figures: there is no HTML to escape
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("card.md.j2").render(card=card)
