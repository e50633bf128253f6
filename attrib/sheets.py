"""Tables of many articles, row by row: speakers, groups of them, and what one of them said.

A sheet is written to CSV and JSONL as its rows come; pandas, Excel and Parquet are in `table`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from attrib.concordance import Saying
from attrib.files import dump_line
from attrib.people import People
from attrib.roster import CorpusSpeaker, SpeakerGroup
from attrib.tally import Counted, Counts

if TYPE_CHECKING:
    from rich.table import Table

Row = Mapping[str, Any]

COUNTED = "counted"  # a column of names with their numbers
_COUNTS = {field.name: COUNTED if field.name in ("cues", "outlets") else "Int64" for field in fields(Counts)}
SPEAKER_COLUMNS = {
    "name": "string",
    "kind": "string",
    "named": "boolean",
    "basis": "string",
    "roles": COUNTED,
    "speaks_for": COUNTED,
    **_COUNTS,
    "article_id": "string",
}
GROUP_COLUMNS = {"speakers": "Int64", **_COUNTS}
SAYING_COLUMNS = {
    field.name: {"start": "Int64", "end": "Int64", "together": "boolean", "speaker_score": "Float64"}.get(
        field.name, "string"
    )
    for field in fields(Saying)
    if field.name != "people"
}
# A spreadsheet computes what begins so, whatever the file says of it (OWASP, "CSV injection").
_COMPUTED = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
# XML 1.0 cannot hold these, and an Excel file is XML; a lone surrogate fits neither it nor Parquet nor UTF-8.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# How many names of a counted column a terminal shows.
_SHOWN_NAMES = 2


class Sheet(NamedTuple):
    """A table to be: its columns with their types, its rows, and the columns that a terminal has room for."""

    columns: Mapping[str, str]
    rows: Iterable[Row]
    shown: tuple[str, ...]


def speakers_sheet(speakers: Iterable[CorpusSpeaker], people: People | None = None) -> Sheet:
    """One row for each speaker of a corpus, in their order, with the columns of the table of people."""

    def to_row(speaker: CorpusSpeaker) -> Row:
        own = {name: getattr(speaker, name) for name in SPEAKER_COLUMNS if name not in _COUNTS}
        shown = {"name": _name_row(speaker)}
        return {**own, **_to_cells(speaker.counts), **dict(speaker.people), "shown": shown}

    extra = people.columns if people is not None else ()
    numbers = ("articles", "attributions", "claims", "words", "direct")
    shown = ("name", "kind", "roles", *extra, *numbers, "cues", "outlets")
    return Sheet({**SPEAKER_COLUMNS, **dict.fromkeys(extra, "string")}, map(to_row, speakers), shown)


def _name_row(speaker: CorpusSpeaker) -> str:
    if speaker.name is None:
        return "(not named)"
    return (
        f"{speaker.name} (only in {speaker.article_id})" if speaker.article_id is not None else speaker.name
    )


def groups_sheet(groups: Iterable[SpeakerGroup], by: Sequence[str]) -> Sheet:
    """One row for each group of speakers, in their order, the columns that they are grouped by first."""

    def to_row(group: SpeakerGroup) -> Row:
        values = dict(zip(by, group.values, strict=True))
        return {**values, "speakers": group.speakers, **_to_cells(group.counts)}

    numbers = ("speakers", "articles", "attributions", "claims", "words", "direct")
    shown = (*by, *numbers, "cues", "outlets")
    return Sheet({**dict.fromkeys(by, "string"), **GROUP_COLUMNS}, map(to_row, groups), shown)


def sayings_sheet(sayings: Iterable[Saying], people: People | None = None) -> Sheet:
    """One row for each thing that somebody is said to have said, in their order."""

    def to_row(saying: Saying) -> Row:
        return {**{name: getattr(saying, name) for name in SAYING_COLUMNS}, **dict(saying.people)}

    extra = people.columns if people is not None else ()
    columns = {**SAYING_COLUMNS, **dict.fromkeys(extra, "string")}
    return Sheet(columns, map(to_row, sayings), ("date", "outlet", "article_id", "cue", "content"))


def _to_cells(counts: Counts) -> Row:
    return {name: getattr(counts, name) for name in _COUNTS}


def join_counted(counted: Counted) -> str | None:
    """Names with their numbers as one cell; `None` for none.

    >>> join_counted((("say", 12), ("tell", 3)))
    'say 12; tell 3'
    """
    return "; ".join(f"{name} {number}" for name, number in counted) or None


def clean_cell(text: str) -> str:
    """The text with U+FFFD for what Excel, Parquet or UTF-8 cannot hold."""
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


def guard_cell(text: str) -> str:
    """The text behind an apostrophe if a spreadsheet would compute it.

    >>> guard_cell("=1+1"), guard_cell("@SUM(A1)"), guard_cell("1 = 1")
    ("'=1+1", "'@SUM(A1)", '1 = 1')
    """
    return f"'{text}" if _COMPUTED.match(text) else text


class QuotedReturns:
    """A stream for `csv.writer` with the line end "\\r\\n", which writes "\\n" in its place.

    csv quotes a cell with a carriage return only where the line end has one, and a spreadsheet begins a row
    at a bare one: what goes on with "=" would be computed.
    """

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, row: str) -> int:
        return self._stream.write(row.removesuffix("\r\n") + "\n")


def write_csv(sheet: Sheet, stream: IO[str]) -> None:
    """Writes a sheet as CSV under a header. Missing cells are empty, and no cell is computed by a
    spreadsheet."""
    writer = csv.writer(QuotedReturns(stream), lineterminator="\r\n")
    writer.writerow([guard_cell(clean_cell(column)) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_to_csv(row[column], kind) for column, kind in sheet.columns.items()])


def _to_csv(value: Any, kind: str) -> Any:
    if kind == COUNTED:
        value = join_counted(value)
    return guard_cell(clean_cell(value)) if isinstance(value, str) else value


def write_jsonl(sheet: Sheet, stream: IO[str]) -> None:
    """Writes a sheet as one JSON object a line; a counted column is an object of names and numbers."""
    for row in sheet.rows:
        cells = {
            name: dict(row[name]) if kind == COUNTED else row[name] for name, kind in sheet.columns.items()
        }
        stream.write(dump_line(cells) + "\n")


def to_terminal(sheet: Sheet, *, top: int | None = None) -> tuple[Table, int]:
    """A table for the terminal of the first `top` rows, and the number of rows that it leaves out."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=True, header_style="bold", padding=(0, 2, 0, 0))
    for column in sheet.shown:
        numbers = sheet.columns.get(column) in ("Int64", "Float64")
        table.add_column(Text(column.replace("_", " ")), justify="right" if numbers else "left")
    rows: Iterator[Row] = iter(sheet.rows)
    left_out = 0
    for number, row in enumerate(rows):
        if top is not None and number >= top:
            left_out += 1
        else:
            table.add_row(*(Text(_to_shown(row, column)) for column in sheet.shown))
    return table, left_out


def list_sayings(sayings: Iterable[Saying]) -> Iterator[tuple[str, str]]:
    """Every saying as two lines for the terminal: when, where and how it was said; the text around it,
    with the content in «marks»."""
    for saying in sayings:
        how: list[str] = [saying.manner, *([saying.modality] if saying.modality != "asserted" else [])]
        how += [f"reported by {saying.reported_by}"] if saying.reported_by is not None else []
        who = f"{saying.source or saying.speaker}: {saying.cue or 'no cue'} ({', '.join(how)})"
        date = saying.date or saying.written_date or "no date"
        said = f"{saying.before}«{saying.content}»{saying.after}"
        line = " · ".join([date, *([saying.outlet] if saying.outlet else []), saying.article_id, who])
        yield _to_line(line), _to_line(said)


def _to_line(text: str) -> str:
    return " ".join(clean_cell(text).split())


def _to_shown(row: Row, column: str) -> str:
    value = {**row, **row.get("shown", {})}[column]
    if value is None:
        return "–"
    if isinstance(value, tuple):
        more = " …" if len(value) > _SHOWN_NAMES else ""
        return ", ".join(f"{name} {number}" for name, number in value[:_SHOWN_NAMES]) + more
    return _to_line(str(value))
