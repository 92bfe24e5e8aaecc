from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.io.dates import DateOrder, date_order, parse_dates


def order_of(*values: str) -> DateOrder:
    """Return the order of a column that begins in row 2."""
    return date_order(values, range(2, 2 + len(values)))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (("01/02/2018", "3/4/18"), "day_first"),
        (("31/01/2018", "1/2/18", ""), "day_first"),
        (("01/31/2018", "1/2/18"), "month_first"),
        (("2018-01-31", "2018-01-31 10:30:00", "2018/2/1"), "iso"),
        (("43131", "43132.5"), "serial"),
        (("30 August 2022", "30-Aug-22", "August 30, 2022"), "written"),
        (("", " "), "blank"),
        (("unknown", ""), "none"),
        (("99/99/2018",), "none"),
    ],
)
def test_the_order_is_found(values: tuple[str, ...], kind: str) -> None:
    """Day-first unless the column proves otherwise; other spellings speak for themselves."""
    assert order_of(*values).kind == kind


def test_a_contradiction_names_two_rows() -> None:
    """A column that proves both orders is ambiguous: a row for each, day-first first."""
    order = order_of("1/2/2018", "1/31/2018", "", "31/1/2018", "30/1/2018")
    assert (order.kind, order.rows) == ("ambiguous", (5, 3))
    with pytest.raises(ValueError, match="ambiguous"):
        parse_dates(["1/2/2018"], order)


def test_what_is_no_date_is_counted() -> None:
    """Cells that are neither dates nor blank are counted, not guessed."""
    order = order_of("31/01/2018", "pending", "", "tbc")
    assert (order.dated, order.unread) == (1, 2)


@pytest.mark.parametrize(
    "spelling",
    [
        "30/08/2022",
        "30.8.22",
        "30-08-2022 14:05",
        "2022-08-30",
        "2022-08-30T00:00:00",
        "30 August 2022",
        "30th August 2022",
        "Tuesday, 30 August 2022",
        "30-Aug-22",
        "Aug 30, 2022",
        "44803",
        "44803.75",
    ],
)
def test_every_spelling_is_the_same_day(spelling: str) -> None:
    """The formats met in exports all read as the day they mean."""
    dates = parse_dates([spelling, ""], order_of(spelling, ""))
    assert dates[0].date() == dt.date(2022, 8, 30)
    assert dates.isna().tolist() == [False, True]


def test_two_digit_years_turn_in_1969() -> None:
    """18 is 2018 and 75 is 1975."""
    dates = parse_dates(["1/1/18", "1/1/75"], order_of("1/1/18", "1/1/75"))
    assert dates.dt.year.tolist() == [2018, 1975]


@given(st.lists(st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31)), min_size=1), st.booleans())
def test_dates_written_one_way_are_read_that_way(days: list[dt.date], month_first: bool) -> None:
    """If a column proves its order, every date in it reads as it was written."""
    proof = dt.date(2018, 1, 31)
    form = "%m/%d/%Y" if month_first else "%d/%m/%Y"
    values = [day.strftime(form) for day in [proof, *days]]
    dates = parse_dates(values, order_of(*values))
    assert [date.date() for date in dates] == [proof, *days]
