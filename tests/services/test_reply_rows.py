from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from classifier.domain.errors import SettingError
from classifier.domain.scope import Basis
from classifier.io.outcomes import read_outcomes
from classifier.io.store.cases import read_cases
from classifier.io.store.connect import open_store, reading
from classifier.io.store.exports import bring_in
from classifier.services.reply_rows import reply_rows

TIME = "2030-01-01T09:00:00.000000+00:00"


def days_of(folder: Path, *exports: Mapping[str, str]) -> dict[str, dt.date | None]:
    """Bring in exports, each a date by case, and give the day that a reply reads for each case."""
    store = open_store(folder)
    for number, dates in enumerate(exports, 1):
        frame = pd.DataFrame({"case_id": [*dates], "date_finalised": [*dates.values()]})
        frame["text"] = "Invented text of " + frame["case_id"]
        rows = [*range(2, len(frame) + 2)]
        bring_in(store, frame, numbers=rows, name=f"{number}.csv", time=TIME)
    with reading(store) as transaction:
        cases = read_cases(transaction)
    rows = reply_rows(cases, {}, basis=Basis.FINALISED, outcomes=read_outcomes())
    return {row.case: row.day for row in rows}


def test_what_an_export_repeats_tells_how_it_writes_its_dates(tmp_path: Path) -> None:
    """One row is new in it, which can be read in two ways; an older one shows which is right."""
    older = {"c1": "12/31/2018", "c2": "03/04/2019"}
    assert days_of(tmp_path, older, {**older, "c3": "05/06/2019"}) == {
        "c1": dt.date(2018, 12, 31),
        "c2": dt.date(2019, 3, 4),
        "c3": dt.date(2019, 5, 6),
    }


def test_what_an_export_does_not_hold_tells_nothing_of_it(tmp_path: Path) -> None:
    """Each export has its own order; what it says otherwise of a row counts for it alone."""
    assert days_of(
        tmp_path, {"c1": "12/31/2018", "c2": "12/30/2018"}, {"c2": "30/12/2018", "c3": "05/06/2019"}
    ) == {
        "c1": dt.date(2018, 12, 31),
        "c2": dt.date(2018, 12, 30),
        "c3": dt.date(2019, 6, 5),
    }


def test_a_column_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    """With the two rows, each in the export that it came with."""
    older = {"c1": "12/31/2018"}
    with pytest.raises(SettingError, match=r"by row 3 of 2\.csv the day .* by row 2 of 1\.csv the"):
        days_of(tmp_path, older, {**older, "c2": "31/12/2018"})
