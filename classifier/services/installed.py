"""Saying in words that a library is missing, before it is imported."""

from __future__ import annotations

from importlib.util import find_spec

from classifier.domain.errors import SettingError


def require(*libraries: str, so_that: str, advice: str) -> None:
    """Refuse to go on without libraries.

    Parameters
    ----------
    libraries
        Their names.
    so_that
        What cannot be done without them.
    advice
        What to do.

    Raises
    ------
    SettingError
        If one is not installed.
    """
    missing = [name for name in libraries if find_spec(name) is None]
    if missing:
        message = f"{so_that}: not installed is {', '.join(missing)}."
        raise SettingError(message, advice=advice)
