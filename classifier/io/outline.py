"""What is noted of a piece that was read, so that most of it need not be read again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.io.parts import Part
from classifier.io.written import count_formulas


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What is to be known of a piece whose rows go out as they came, without reading it again.

    Parameters
    ----------
    numbers
        As in `classifier.io.parts.Part`.
    aside
        How many rows are set aside.
    like_formulas
        How many cells of the usable rows a spreadsheet would take for a formula.
    """

    numbers: NDArray[np.int64]
    aside: int
    like_formulas: int


def outline(part: Part) -> Outline:
    """Note what is to be known of a piece that was read."""
    return Outline(
        numbers=part.numbers, aside=len(part.aside), like_formulas=count_formulas(part.cells)
    )
