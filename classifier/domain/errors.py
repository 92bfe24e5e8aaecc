"""Every error a user can mend, as one tree; what is not here is a fault of ours.

::

    ClassifierError
    ├── ExportError      the export cannot be read as a table of allegations
    │   └── MappingError     its columns cannot be told apart without the user's word
    ├── OutputError      a result cannot be written
    ├── TopicError       a topic folder is missing or malformed
    ├── ModelError       a model is missing, damaged or not the recorded one
    ├── StoreError       the store of a workspace cannot be opened, or is not what was recorded
    └── SettingError     a value given by the user is out of range
"""

from __future__ import annotations


class ClassifierError(Exception):
    """An error the user can mend: what happened, and what to do.

    Parameters
    ----------
    what
        What happened, where, and what was found. Never allegation text.
    advice
        What to do about it, as one sentence; may be empty.
    """

    def __init__(self, what: str, *, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice

    def __str__(self) -> str:
        """Both sentences on one line."""
        return f"{self.what} {self.advice}".strip()


class ExportError(ClassifierError):
    """The export cannot be read as a table of allegations."""


class MappingError(ExportError):
    """The export's columns cannot be told apart without the user's word."""


class OutputError(ClassifierError):
    """A result cannot be written."""


class TopicError(ClassifierError):
    """A topic folder is missing or malformed."""


class ModelError(ClassifierError):
    """A model is missing, damaged, or not the one that was recorded."""


class StoreError(ClassifierError):
    """The store of a workspace cannot be opened, or is not what was recorded."""


class SettingError(ClassifierError):
    """A value given by the user is out of range."""
