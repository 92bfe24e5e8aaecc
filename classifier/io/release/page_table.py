"""The tables of a page, as rows of cells, while its elements go by."""

from __future__ import annotations

from typing import Final

Rows = tuple[tuple[str, ...], ...]

_MOST_SPANNED: Final = 100


class TableReader:
    """Collects the cells of tables; of one within another, the inner one apart."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, Rows]] = []
        self._open: list[tuple[str, list[list[str]]]] = []
        self._in_cell = False
        self._cell = 0

    def begin(self, tag: str, words: dict[str, str], where: str) -> None:
        """Take note of an element that opens."""
        if tag == "table":
            self._open.append((f"table {len(self.tables) + len(self._open) + 1}, {where}", []))
            self._in_cell = False
        elif self._open and tag == "tr":
            self._open[-1][1].append([])
            self._in_cell = False
        elif self._open and tag in ("td", "th"):
            rows = self._open[-1][1]
            if not rows:
                rows.append([])
            self._cell = len(rows[-1])
            rows[-1] += [""] * _spanned(words.get("colspan", "1"))
            self._in_cell = True
        elif tag == "br":
            self.write("\n")

    def write(self, text: str) -> None:
        """Add text to the cell that is open."""
        if self._open and self._in_cell:
            self._open[-1][1][-1][self._cell] += text

    def end(self, tag: str) -> None:
        """Take note of an element that closes."""
        if tag in ("td", "th", "tr"):
            self._in_cell = False
        if tag == "table" and self._open:
            where, rows = self._open.pop()
            cells = tuple(tuple(cell.strip() for cell in row) for row in rows)
            self.tables.append((where, cells))


def _spanned(columns: str) -> int:
    return min(max(int(columns), 1), _MOST_SPANNED) if columns.isdecimal() else 1
