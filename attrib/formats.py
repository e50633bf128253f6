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
from attrib.furniture import fold_words
from attrib.records import SCHEMA

# csv refuses cells of more than 131 072 characters by default; long reads and court reports are longer.
CELL_CHARS = 2**31 - 1
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


Reader = Callable[[Source], Iterator[Draft | Problem]]


def read_text(source: Source) -> Iterator[Draft]:
    """A plain text as one article, to the character: line breaks stay as they are, a byte order mark goes."""
    data = source.stream.read()
    text = _decode(data.removeprefix(_BOM), source.where, skipped_bytes=len(_BOM) * data.startswith(_BOM))
    if not text.strip():
        raise Unreadable(source.where, "the file is empty. Leave it out, or check how it was made.")
    yield Draft(source.where, source.stem, text, {})


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
    """The objects of a JSONL file with their physical line numbers; empty lines are passed over."""
    import jsonlines

    number = 0

    def count_lines() -> Iterator[bytes]:
        nonlocal number
        for number, line in enumerate(stream, 1):  # noqa: B007 - the reader does not tell the line of a good row
            yield line

    # json, not a faster parser that happens to be installed: those refuse lone surrogates.
    reader = jsonlines.Reader(count_lines(), loads=json.loads)
    while True:
        try:
            row = reader.read(type=dict, skip_empty=True)
        except EOFError:
            return
        except (jsonlines.InvalidLineError, RecursionError) as error:
            what = re.sub(r" \(line \d+\)$", "", str(error)) or "the line is nested too deeply"
            yield Problem(f"{where}:{number}", f"{what}. Each line must be one JSON object, in UTF-8.")
        else:
            yield Row(f"{where}:{number}", row)


def read_csv(source: Source) -> Iterator[Draft | Problem]:
    """One article a row, under a header; cells are set apart by commas, or semicolons if the header is. Empty
    cells are left out."""
    return _read_table(source, delimiter=None)


def read_tsv(source: Source) -> Iterator[Draft | Problem]:
    """One article a row, under a header; cells are set apart by tabs. Empty cells are left out."""
    return _read_table(source, delimiter="\t")


def _read_table(source: Source, delimiter: str | None) -> Iterator[Draft | Problem]:
    csv.field_size_limit(CELL_CHARS)
    # Bytes that are not UTF-8 become surrogates here, so that the row at fault can be named.
    lines = io.TextIOWrapper(source.stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = lines.readline()
    if not first.strip():
        raise Unreadable(source.where, "the file has no header line. Its first line must name the columns.")
    rows = csv.reader(
        _chain(first, lines), delimiter=delimiter or _pick_delimiter(first, source.columns), strict=True
    )
    try:
        header = next(rows)
    except csv.Error as error:
        raise Unreadable(f"{source.where}:1", f"the header cannot be read ({error}).") from None
    _check_header(header, source)
    while True:
        line = rows.line_num + 1
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


def _chain(first: str, lines: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from lines


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


# trafilatura's names for what attrib calls otherwise.
_PAGE_META = {
    "title": "title",
    "author": "author",
    "date": "date",
    "sitename": "outlet",
    "url": "url",
    "language": "lang",
}


def read_html(source: Source) -> Iterator[Draft]:
    """The article of a web page, found by trafilatura (Barbaresi 2021), with the page's own title, author,
    date and outlet.

    Paragraphs are set apart by blank lines. The title opens the text where the page's text does not hold it
    already.
    """
    import trafilatura

    data = source.stream.read()
    page = (
        trafilatura.bare_extraction(data, include_comments=False, with_metadata=True)
        if data.strip()
        else None
    )
    found = page.as_dict() if page is not None and not isinstance(page, dict) else page or {}
    text = re.sub(r"\s*\n\s*", "\n\n", (found.get("text") or "").strip())
    if not text:
        raise Unreadable(
            source.where,
            "no article was found in the page. Is it a list of links, or drawn by scripts? Save its text"
            " instead.",
        )
    meta = {ours: found[theirs] for theirs, ours in _PAGE_META.items() if found.get(theirs)}
    title = meta.get("title")
    if title and fold_words(title) not in [fold_words(paragraph) for paragraph in text.split("\n\n")[:3]]:
        text = f"{title}\n\n{text}"
    yield Draft(source.where, source.stem, text, meta)


def read_docx(source: Source) -> Iterator[Draft]:
    """The paragraphs of a Word document and of its tables, set apart by blank lines, with its title and
    author."""
    import docx

    data = source.stream.read()
    try:
        document = docx.Document(io.BytesIO(data))
        paragraphs = [paragraph.strip() for paragraph in _find_docx_paragraphs(document)]
        properties = document.core_properties
    # A broken file fails in the zip, the XML or the library itself, each with exceptions of its own.
    except Exception as error:
        raise Unreadable(
            source.where, f"not a Word document ({error}). Save it as .docx or as plain text."
        ) from None
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    if not text:
        raise Unreadable(source.where, "the document has no text. Are its pages pictures?")
    # "python-docx" is what the library of that name writes when nobody gave an author.
    author = properties.author if properties.author != "python-docx" else ""
    meta = {key: value for key, value in (("title", properties.title), ("author", author)) if value}
    yield Draft(source.where, source.stem, text, meta)


def _find_docx_paragraphs(document: Any) -> Iterator[str]:
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            yield from (
                paragraph.text for row in item.rows for cell in row.cells for paragraph in cell.paragraphs
            )
        else:
            yield item.text
