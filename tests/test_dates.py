"""Dates are read in one way or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.dates import read_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("20240503", "2024-05-03"),
        (20240503, "2024-05-03"),
        ("2024/05/03", "2024-05-03"),
        ("2024-05-03T23:30:00-05:00", "2024-05-03T23:30"),
        ("2024-05-03 10:15:07", "2024-05-03T10:15:07"),
        (date(2024, 5, 3), "2024-05-03"),
        ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00:00"),
        ("3rd May 2024", "2024-05-03"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("February 2024", "2024-02"),
        ("13.5.2024", "2024-05-13"),
    ],
)
def test_usual_ways_to_write_a_date_are_read(written: object, iso: str) -> None:
    assert read_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [None, "", "Monday", "yesterday", "3/5/2024", "3.5.24", "1714732800", "May 3", "2024-13-45", "\x00"],
)
def test_what_is_no_date_or_two_is_none(written: object) -> None:
    assert read_date(written) is None


def test_whoever_knows_the_order_of_day_and_month_can_say_so() -> None:
    assert read_date("3/5/2024", day_first=True) == "2024-05-03"
    assert read_date("3/5/2024", day_first=False) == "2024-03-05"
    assert read_date("2024-05-03", day_first=True) == "2024-05-03"


@given(st.dates(), st.sampled_from([None, True, False]))
def test_iso_dates_stay_as_they_are(day: date, day_first: bool | None) -> None:
    assert read_date(day.isoformat(), day_first=day_first) == day.isoformat()


@given(st.text(max_size=20), st.sampled_from([None, True, False]))
def test_no_text_is_too_odd_to_be_asked(text: str, day_first: bool | None) -> None:
    read_date(text, day_first=day_first)
