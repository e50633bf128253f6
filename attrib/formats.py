"""The file formats that articles come in: bytes → drafts of articles, each with the place it was read from.

A draft has no settled id yet. What cannot be read is a `Problem`, a value like the draft, so that one bad row
does not end the reading of a file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple

from attrib.errors import BadInput
from attrib.limits import DOCUMENT_BYTES, LINE_BYTES, MARKUP_BYTES, TEXT_CHARS, name_size
from attrib.markup import find_page_article, find_word_article
from attrib.records import SCHEMA

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which keys of a JSONL row, or columns of a CSV file, hold what. All others pass through as meta.

    `None`: the usual name, if it is there ("id" or "article_id", "title", "outlet", "url", "date", "author").
    """

    text: str = "text"
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    date: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read as an article: where it stands, what is wrong and what to do about
    it."""

    where: str
    message: str

    def to_json(self) -> dict[str, str]:
        """The line that stands for it in an output file.

        >>> Problem("news.csv:7", "no text").to_json()
        {'error': 'no text', 'where': 'news.csv:7'}
        """
        return {"error": self.message, "where": self.where}


class Unreadable(BadInput):
    """A whole file that cannot be read as articles."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.problem = Problem(where, message)


class BadPacking(Exception):
    """What gzip raises, under a name that no reader takes for the end of a file (it raises EOFError)."""


class Draft(NamedTuple):
    """An article before it has an id of its own."""

    where: str
    id: str  # as the row gives it, or made from the file's name; perhaps not unique
    text: str
    meta: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One file that is open for reading: `where` names it in messages, `stem` gives ids."""

    stream: BinaryIO
    where: str
    stem: str
    columns: Columns = field(default_factory=Columns)
    max_chars: int = TEXT_CHARS  # of one text


Reader = Callable[[Source], Iterator[Draft | Problem]]


def read_text(source: Source) -> Iterator[Draft]:
    """A plain text as one article, to the character: line breaks stay as they are, a byte order mark goes."""
    data = _read_whole(source, 4 * source.max_chars + len(_BOM), f"{source.max_chars} characters")
    text = _decode(data.removeprefix(_BOM), source.where, skipped_bytes=len(_BOM) * data.startswith(_BOM))
    if not text.strip():
        raise Unreadable(source.where, "the file is empty. Leave it out, or check how it was made.")
    if len(text) > source.max_chars:
        raise Unreadable(source.where, _name_excess(len(text), source.max_chars))
    yield Draft(source.where, source.stem, text, {})


def _read_whole(source: Source, most_bytes: int, most: str) -> bytes:
    """A file's bytes. Raises `Unreadable` for more than there may be, without reading the rest."""
    data = source.stream.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise Unreadable(
            source.where,
            f"more than {most}, the most that one article may have. Is it one article? Cut it into several "
            "files, or make it a JSONL file with an article in each line.",
        )
    return data


def _decode(data: bytes, where: str, *, skipped_bytes: int = 0) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        looks = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "Windows-1252"
        raise Unreadable(
            where,
            f"byte {error.start + skipped_bytes} (0x{data[error.start]:02x}) is not UTF-8. Is the file in"
            f" another encoding, "
            f"perhaps {looks}? Convert it first: iconv -f {looks.upper()} -t UTF-8",
        ) from None


def read_jsonl(source: Source) -> Iterator[Draft | Problem]:
    """One article a line. Lines that attrib wrote itself give their article; what was found in it is left
    out."""
    for row in read_rows(source.stream, source.where):
        yield row if isinstance(row, Problem) else _draft(row.where, row.values, source)


class Row(NamedTuple):
    """One line of a JSONL file."""

    where: str
    values: dict[str, Any]


def read_rows(stream: BinaryIO, where: str) -> Iterator[Row | Problem]:
    """The objects of a JSONL file with their physical line numbers; empty lines are passed over.

    Raises `Unreadable` for a line of more than `LINE_BYTES`: what comes behind it is not read.
    """
    import jsonlines

    number = 0

    def count_lines() -> Iterator[bytes]:
        nonlocal number
        while line := stream.readline(LINE_BYTES + 1):
            number += 1
            if len(line) > LINE_BYTES:
                raise _too_long(f"{where}:{number}")
            yield line

    # json, not a faster parser that happens to be installed: those refuse lone surrogates.
    reader = jsonlines.Reader(count_lines(), loads=json.loads)
    while True:
        try:
            row = reader.read(type=dict, skip_empty=True)
        except EOFError:
            return
        except (jsonlines.InvalidLineError, RecursionError) as error:
            deep = isinstance(error, RecursionError)
            what = "the line is nested too deeply" if deep else re.sub(r" \(line \d+\)$", "", str(error))
            yield Problem(f"{where}:{number}", f"{what}. Each line must be one JSON object, in UTF-8.")
        else:
            yield Row(f"{where}:{number}", row)


def _too_long(where: str) -> Unreadable:
    return Unreadable(
        where,
        f"longer than {name_size(LINE_BYTES)}, which no article is. Are there line breaks between the "
        "articles? The rest of the file was not read.",
    )


def read_csv(source: Source) -> Iterator[Draft | Problem]:
    """One article a row, under a header; cells are set apart by commas, or semicolons if the header is. Empty
    cells are left out."""
    return _read_table(source, delimiter=None)


def read_tsv(source: Source) -> Iterator[Draft | Problem]:
    """One article a row, under a header; cells are set apart by tabs. Empty cells are left out."""
    return _read_table(source, delimiter="\t")


def _read_table(source: Source, delimiter: str | None) -> Iterator[Draft | Problem]:
    # csv refuses cells of more than 131 072 characters by default; long reads and court reports are longer.
    csv.field_size_limit(LINE_BYTES)
    # Bytes that are not UTF-8 become surrogates here, so that the row at fault can be named.
    lines = io.TextIOWrapper(source.stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = lines.readline(LINE_BYTES)
    if not first.strip():
        raise Unreadable(source.where, "the file has no header line. Its first line must name the columns.")
    feed = _Lines(first, lines, source.where)
    rows = csv.reader(feed, delimiter=delimiter or _pick_delimiter(first, source.columns), strict=True)
    try:
        header = next(rows)
    except csv.Error as error:
        raise Unreadable(f"{source.where}:1", f"the header cannot be read ({error}).") from None
    _check_header(header, source)
    while True:
        line = rows.line_num + 1
        feed.row_chars = 0
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(
                f"{source.where}:{line}",
                f"{error}. Is a quotation mark in a cell not doubled, or the cell not closed? The rest of"
                f" the file was not read.",
            ) from None
        if cells:
            yield _read_cells(f"{source.where}:{line}", header, cells, source)


class _Lines:
    """The lines of a table. Counts the characters of a row, whose cells may run over any number of lines."""

    def __init__(self, first: str, rest: io.TextIOWrapper, where: str) -> None:
        self._first: str | None = first
        self._rest = rest
        self._where = where
        self._number = 0
        self.row_chars = 0  # set to 0 where a row begins

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._rest.readline(LINE_BYTES) if self._first is None else self._first
        self._first = None
        if not line:
            raise StopIteration
        self._number += 1
        self.row_chars += len(line)
        if self.row_chars >= LINE_BYTES:
            raise _too_long(f"{self._where}:{self._number}")
        return line


def _pick_delimiter(header: str, columns: Columns) -> str:
    """A comma, unless only another mark sets the column of texts apart."""
    for delimiter in ",;\t":
        if columns.text in [cell.strip('" \r\n') for cell in header.split(delimiter)]:
            return delimiter
    return ","


def _check_header(header: list[str], source: Source) -> None:
    wanted = [
        name for name in (source.columns.text, source.columns.id, source.columns.title) if name is not None
    ]
    for name in wanted:
        if header.count(name) != 1:
            there = "twice" if name in header else "not"
            raise Unreadable(
                f"{source.where}:1",
                f"the column {name!r} is {there} in the header ({', '.join(map(repr, header[:12]))}). "
                "Say which columns hold the text, the id and the title.",
            )


def _read_cells(where: str, header: list[str], cells: list[str], source: Source) -> Draft | Problem:
    if len(cells) > len(header):
        return Problem(
            where, f"the row has {len(cells)} cells, the header {len(header)}. Is a cell not quoted?"
        )
    values = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
    for name, cell in values.items():
        bad = next((ord(char) - 0xDC00 for char in cell if "\udc80" <= char <= "\udcff"), None)
        if bad is not None:
            return Problem(
                where, f"the byte 0x{bad:02x} in column {name!r} is not UTF-8. Save the file as UTF-8."
            )
    return _draft(where, {source.columns.text: "", **values}, source)


_USUAL = ("title", "outlet", "url", "date", "author")


def _draft(where: str, values: Mapping[str, Any], source: Source) -> Draft | Problem:
    """A draft from the values of one row."""
    columns = source.columns
    text = values.get(columns.text)
    if not isinstance(text, str):
        have = ", ".join(map(repr, list(values)[:8])) or "none"
        what = "is not a string" if columns.text in values else f"is missing (the row has: {have})"
        return Problem(where, f"the text {columns.text!r} {what}. Say which key or column holds the text.")
    id_key = columns.id or ("article_id" if "article_id" in values else "id")
    given = values.get(id_key)
    if isinstance(given, bool) or not (given is None or isinstance(given, (str, int))):
        return Problem(where, f"the id {id_key!r} is neither a string nor a whole number.")
    if len(text) > source.max_chars:
        return Problem(where, _name_excess(len(text), source.max_chars))
    number = where.rpartition(":")[2]
    article_id = str(given) if given not in (None, "") else f"{source.stem}-{number}"
    nested = values.get("meta")
    if values.get("schema") == SCHEMA:
        meta = dict(nested) if isinstance(nested, Mapping) else {}
    else:
        meta = {key: value for key, value in values.items() if key not in (columns.text, id_key, "meta")}
        if isinstance(nested, Mapping):
            meta.update(nested)
        elif nested is not None:
            meta["meta"] = nested
    for usual in _USUAL:
        named = getattr(columns, usual)
        if named is not None and named in meta:
            meta[usual] = meta.pop(named)
    return Draft(where, article_id, text, meta)


def _name_excess(chars: int, most: int) -> str:
    return (
        f"the text has {chars} characters, and {most} are the most for one article. Cut it into several, or "
        "allow more (max_chars)."
    )


def read_html(source: Source) -> Iterator[Draft]:
    """The article of a web page, with the page's own title, author, date and outlet."""
    data = _read_whole(source, MARKUP_BYTES, name_size(MARKUP_BYTES))
    yield _from_markup(find_page_article, data, source)


def read_docx(source: Source) -> Iterator[Draft]:
    """The paragraphs of a Word document and of its tables, set apart by blank lines, with its title and
    author."""
    data = _read_whole(source, DOCUMENT_BYTES, name_size(DOCUMENT_BYTES))
    yield _from_markup(find_word_article, data, source)


def _from_markup(find: Callable[[bytes], tuple[str, dict[str, Any]]], data: bytes, source: Source) -> Draft:
    try:
        text, meta = find(data)
    except ValueError as error:
        raise Unreadable(source.where, str(error)) from None
    if len(text) > source.max_chars:
        raise Unreadable(source.where, _name_excess(len(text), source.max_chars))
    return Draft(source.where, source.stem, text, meta)
