"""The dates that articles carry, as they can be put in order: ISO 8601, as far as the date goes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

# Two moments that differ in everything: what a date does not say, it takes over from them.
_FILLS = (datetime(1996, 1, 31, 3, 5, 7), datetime(1999, 2, 8, 4, 6, 8))
_PARTS = (
    ("year", "%Y"),
    ("month", "-%m"),
    ("day", "-%d"),
    ("hour", "T%H"),
    ("minute", ":%M"),
    ("second", ":%S"),
)


def read_date(written: Any, *, day_first: bool | None = None) -> str | None:
    """A date in ISO form, with the time of day where it is given; "2024" or "2024-05" where no more is said.

    `None` for what is no date or names no year of four digits, and for one that can be read in two ways
    (3/5/2024), unless `day_first` says how. Time zones are left out: the day stays that of the article.

    >>> [read_date(one) for one in ("2024-05-03", "May 3, 2024, 10:15 p.m.", "Monday", "3/5/2024")]
    ['2024-05-03', '2024-05-03T22:15', None, None]
    >>> read_date("3/5/2024", day_first=True), read_date("13/5/2024")
    ('2024-05-03', '2024-05-13')
    """
    text = " ".join(str(written).split()) if written is not None else ""
    if re.fullmatch(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", text):
        return text
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            moment = read(text)
        except ValueError:
            continue
        if not isinstance(moment, datetime):
            return moment.isoformat()
        return moment.replace(tzinfo=None).isoformat(timespec="seconds" if moment.second else "minutes")
    # Digits alone are as likely a time stamp or an id; a year of two digits is as likely a day.
    if text.isdigit() or not re.search(r"(?<!\d)\d{4}(?!\d)", text):
        return None
    year_first = re.match(r"\d{4}\D", text) is not None
    ways = (False,) if year_first else (True, False) if day_first is None else (day_first,)
    found = {_read_loosely(text, way) for way in ways}
    return found.pop() if len(found) == 1 else None


def _read_loosely(text: str, day_first: bool) -> str | None:
    """A date in one of the usual ways to write it, as far as it is said."""
    from dateutil import parser  # type: ignore[import-untyped]

    try:
        one, other = (parser.parse(text, default=fill, dayfirst=day_first, ignoretz=True) for fill in _FILLS)
    except (ValueError, OverflowError):
        return None
    known = ""
    for part, form in _PARTS:
        if getattr(one, part) != getattr(other, part):
            break
        known += one.strftime(form)
    return known or None
