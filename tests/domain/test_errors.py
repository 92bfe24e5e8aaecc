from __future__ import annotations

import pytest

from classifier.domain import errors
from classifier.domain.errors import ClassifierError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_is_one_line_with_its_advice(kind: type[ClassifierError]) -> None:
    """What happened, then what to do, on one line; all are one tree, drawn in the module."""
    assert str(kind("There is no file.", advice="Check its name.")) == (
        "There is no file. Check its name."
    )
    assert str(kind("There is no file.")) == "There is no file."
    assert issubclass(kind, ClassifierError)
    assert kind.__name__ in str(errors.__doc__)
