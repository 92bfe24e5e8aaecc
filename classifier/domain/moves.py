"""The moves of a table's counts that leave every total as it is: a network of lines and cells."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Cell = tuple[int, int]
Flags = NDArray[np.bool_]

_NO_LIMIT: Final = np.iinfo(np.int64).max
_FREE_LINE: Final = -1
"""The one node of all lines without a total that binds them: sums may change there."""


class Moves:
    """What a reader of a table has to think possible.

    Parameters
    ----------
    counts
        The true counts, shape (rows, columns), totals included.
    lower, upper
        The least and the most that each can be for the reader; equal where it is shown.
    hidden
        Which are hidden, of the same shape. A line with a hidden part binds though it does not add
        up to its total: the total is never more than its parts, so that one hidden alone is nearly
        told.
    row_totals, column_totals
        Whether the last column, and the last row, hold totals.
    """

    def __init__(
        self,
        counts: Counts,
        lower: Counts,
        upper: Counts,
        hidden: Flags,
        *,
        row_totals: bool,
        column_totals: bool,
    ) -> None:
        cells = [(row, column) for row, column in np.ndindex(*counts.shape)]
        # Plain numbers: the search looks at single cells, where arrays are slow.
        self._counts = dict(zip(cells, counts.ravel().tolist(), strict=True))
        self._lower = dict(zip(cells, lower.ravel().tolist(), strict=True))
        self._upper = dict(zip(cells, upper.ravel().tolist(), strict=True))
        rows, columns = counts.shape
        signs = np.ones(counts.shape, dtype=np.int64)
        if row_totals:
            signs[:, -1] *= -1
        if column_totals:
            signs[-1, :] *= -1
        adds_up = [(counts * signs).sum(axis=axis) == 0 for axis in (1, 0)]
        binds_row = row_totals & (adds_up[0] | hidden[:, :-1].any(axis=1))
        binds_column = column_totals & (adds_up[1] | hidden[:-1].any(axis=0))
        lines = [line if binds_row[line] else _FREE_LINE for line in range(rows)]
        across = [rows + line if binds_column[line] else _FREE_LINE for line in range(columns)]
        self._up: dict[Cell, tuple[int, int]] = {}
        self._cells_of: dict[int, list[Cell]] = {line: [] for line in (*lines, *across)}
        for cell in cells:
            ends = lines[cell[0]], across[cell[1]]
            self._up[cell] = ends if signs[cell] > 0 else ends[::-1]
            for line in set(ends):
                self._cells_of[line].append(cell)
        self._opened = np.zeros(counts.shape, dtype=np.bool_)

    def free(self, at_stake: Flags, *, lowest: int) -> Flags:
        """Open cells until each that is at stake can be something else; say which were opened.

        Parameters
        ----------
        at_stake
            The cells that must not be pinned down; those that are opened join them.
        lowest
            What an opened cell is known to be at least; smaller ones are never opened.
        """
        waiting = [(int(row), int(column)) for row, column in np.argwhere(at_stake)]
        while waiting:
            cell = waiting.pop()
            for opened in self._cheapest_cycle(cell, lowest):
                self._opened[opened] = True
                self._lower[opened] = lowest
                self._upper[opened] = _NO_LIMIT
                waiting.append(opened)
        return self._opened

    def _cheapest_cycle(self, cell: Cell, lowest: int) -> list[Cell]:
        """Give the cells to open so that one can move: none, where it can as things are."""
        cycles = []
        for up in (True, False):
            own = self._price(cell, up=up, lowest=lowest)
            if own is not None:
                start, end = self._ends(cell, up=up)
                cost, path = self._path(end, start, without=cell, lowest=lowest)
                cycles.append((cost + own, [*path, *([cell] if own else [])]))
        return min(cycles, default=(0, []))[1]

    def _ends(self, cell: Cell, *, up: bool) -> tuple[int, int]:
        """Give the lines that a move of a cell goes from and to."""
        start, end = self._up[cell]
        return (start, end) if up else (end, start)

    def _price(self, cell: Cell, *, up: bool, lowest: int) -> int | None:
        """Give what a move costs: 0 where it is possible already, None where it cannot be bought.

        A cell is bought for what would be hidden with it, its count.
        """
        count = self._counts[cell]
        if count < self._upper[cell] if up else count > self._lower[cell]:
            return 0
        can_open = self._upper[cell] < _NO_LIMIT and (count >= lowest if up else count > lowest)
        return count + 1 if can_open else None

    def _path(
        self, start: int, end: int, *, without: Cell, lowest: int
    ) -> tuple[float, list[Cell]]:
        """Find the cheapest way from line to line (Dijkstra); infinite where there is none."""
        best: dict[int, float] = {start: 0}
        queue: list[tuple[float, int, list[Cell]]] = [(0, start, [])]
        while queue:
            cost, line, opened = heapq.heappop(queue)
            if line == end:
                return cost, opened
            for cell, following, price in self._steps(line, lowest):
                dearer = cost + price
                if cell != without and dearer < best.get(following, np.inf):
                    best[following] = dearer
                    bought = [*opened, cell] if price else opened
                    heapq.heappush(queue, (dearer, following, bought))
        return np.inf, []

    def _steps(self, line: int, lowest: int) -> Iterator[tuple[Cell, int, int]]:
        """Give the moves that leave a line: the cell, the line it leads to, its price."""
        for cell in self._cells_of[line]:
            for up in (True, False):
                start, end = self._ends(cell, up=up)
                price = self._price(cell, up=up, lowest=lowest) if start == line else None
                if price is not None:
                    yield cell, end, price
