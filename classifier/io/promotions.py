"""Which version is in use, and the log of how it came to be.

``CURRENT`` names the version; without it the shipped model is in use. A promotion is logged first
and then takes effect, both by renaming a file that was written aside. One that was cut off between
the two stands in the log without effect: the next one does not follow from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from classifier.domain.errors import ModelError
from classifier.io.atomic import atomic_path, clear_errors

CURRENT: Final = "CURRENT"
LOG: Final = "promotions.jsonl"
SHIPPED: Final = "shipped"
"""What stands for the shipped model, whichever version it is."""

_ADVICE: Final = "Restore it from a backup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """One change of the model in use.

    Parameters
    ----------
    time
        When, in UTC, ISO 8601.
    who
        The name of the system's user.
    before, after
        The versions in use before and after it, or `SHIPPED`.
    reason
        Why, in the user's words.
    back
        Whether it took the last promotion back.
    """

    time: str
    who: str
    before: str
    after: str
    reason: str
    back: bool = False


def in_use(folder: Path) -> str:
    """Name the version in use, or `SHIPPED` where none is named.

    Raises
    ------
    ModelError
        If the file that names it cannot be read.
    """
    path = folder / CURRENT
    if not path.is_file():
        return SHIPPED
    try:
        return path.read_text(encoding="utf-8").strip()
    except ValueError as error:
        message = f"{path} names no version."
        raise ModelError(message, advice=_ADVICE) from error


def use_version(folder: Path, version: str) -> None:
    """Put a version into use, in one step.

    Raises
    ------
    OutputError
        If the file that names it cannot be written.
    """
    path = folder / CURRENT
    if version == SHIPPED:
        with clear_errors(path):
            path.unlink(missing_ok=True)
        return
    with atomic_path(path) as aside:
        aside.write_text(f"{version}\n", encoding="utf-8", newline="\n")


def carry_out(folder: Path, promotion: Promotion) -> None:
    """Log a promotion, then put its version into use.

    Raises
    ------
    OutputError
        If a file cannot be written; the version before stays in use.
    """
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(one)) for one in _logged(folder)]
    lines.append(json.dumps(asdict(promotion)))
    with atomic_path(folder / LOG) as aside:
        aside.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    use_version(folder, promotion.after)


def promotions(folder: Path) -> list[Promotion]:
    """Give every promotion that took effect, in order.

    Raises
    ------
    ModelError
        If the log is damaged.
    """
    logged = _logged(folder)
    states = [*(one.before for one in logged[1:]), in_use(folder)]
    return [one for one, then in zip(logged, states, strict=False) if one.after == then]


def before_the_last(folder: Path) -> str | None:
    """Name what was in use before the last promotion that was not taken back; None without one."""
    stack = [SHIPPED]
    for one in promotions(folder):
        stack = stack[:-1] if one.back else [*stack, one.after]
    return stack[-2] if len(stack) > 1 else None


def _logged(folder: Path) -> Sequence[Promotion]:
    path = folder / LOG
    if not path.is_file():
        return []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [Promotion(**json.loads(line)) for line in lines]
    except (ValueError, TypeError) as error:
        message = f"The log of promotions {path} is damaged."
        raise ModelError(message, advice=_ADVICE) from error
