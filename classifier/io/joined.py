"""Several columns of an export read as one text: a title and an abstract, say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from classifier.domain.allegation import TEXT
from classifier.io.aside import find_unusable
from classifier.io.cells import as_texts
from classifier.io.columns import asked_column
from classifier.io.export import Export
from classifier.io.texts import clean_texts


def join_texts(export: Export, columns: Sequence[str]) -> Export:
    """Join columns, a line each, to the text of each row; blank cells leave no line.

    Parameters
    ----------
    export
        Read without requiring a text.
    columns
        The columns to join, in this order, as the user names them.

    Returns
    -------
    Export
        Only the rows with some text; the others are set aside with their reason.

    Raises
    ------
    MappingError
        If there is no such column.
    """
    source, names = export.source.name, list(export.frame.columns)
    found = [asked_column(source, TEXT, column, names) for column in columns]
    cells = [clean_texts(as_texts(export.frame[name]))[0] for name in found]
    texts = ["\n".join(filter(None, row)) for row in zip(*cells, strict=True)]
    rows = [as_texts(export.frame.iloc[:, at]) for at in range(len(names))]
    unusable = find_unusable(texts, rows, export.rows)
    usable = ~np.isin(np.arange(len(texts)), list(unusable))
    allegations = export.allegations.assign(**{TEXT: pd.Series(texts, dtype="str")})
    aside = pd.DataFrame(
        [[row.row, row.reason, *row.cells] for row in unusable.values()],
        columns=export.rejected.columns[: 2 + len(names)],
    )
    return replace(
        export,
        frame=export.frame[usable].reset_index(drop=True),
        rows=export.rows[usable],
        allegations=allegations[usable].reset_index(drop=True),
        rejected=pd.concat([export.rejected, aside], ignore_index=True).sort_values("row"),
    )
