"""Web archives (WARC, ISO 28500) as articles: one for each HTML page that a server delivered.

warcio reads the records and undoes what HTTP did to a page; `formats.read_html` finds the article in it. Its
own iterator is not used: it ends at the first broken record.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from attrib.errors import BadOption
from attrib.formats import BadPacking, Draft, Problem, Source, Unreadable, read_html

_HTML = ("text/html", "application/xhtml+xml")
_PAGES = ("response", "resource")  # a `resource` is a page without what HTTP said of it
_OPENING = b"WARC/"


def read_warc(source: Source) -> Iterator[Draft | Problem]:
    """The articles of the HTML pages in a web archive, in their order; other records are passed over.

    So are pages with any HTTP status but 200. The id is the page's address, or what the column for ids names
    ("WARC-Record-ID"). `meta` has the page's own title, author, date and outlet, its `url`, and `captured`,
    the time when it was fetched. A broken record, or a page without an article, is a `Problem` with the
    record's number in the archive, counted from 1; reading goes on at the next record.

    Raises `BadOption` when warcio is not installed.
    """
    try:
        from warcio.recordloader import ArcWarcRecordLoader
    except ImportError:
        raise BadOption(
            "Web archives need warcio, which is not installed: pip install 'attrib[warc]'."
        ) from None
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    for number, line in enumerate(_seek_records(source.stream), 1):
        where = f"{source.where}:{number}"
        if not line.startswith(_OPENING):
            yield Problem(
                where,
                f"not a WARC record: it begins {_cut(line)!r}. Was the archive changed, or the length of the "
                "record before it wrong? Reading goes on at the next record.",
            )
        elif (draft := _read_record(loader, line, where, source)) is not None:
            yield draft


def _seek_records(stream: BinaryIO) -> Iterator[bytes]:
    """The first line of each record; the stream then stands behind it, and its user reads on to the record's
    end. What lies between records and is not blank comes as one line that opens no record."""
    lost = False
    for line in iter(stream.readline, b""):
        if line.startswith(_OPENING):
            lost = False
            yield line
        elif line.strip() and not lost:
            lost = True
            yield line


def _read_record(loader: Any, line: bytes, where: str, source: Source) -> Draft | Problem | None:
    """The article of one record, or `None` for a record that is no page; the stream then stands behind it."""
    try:
        record = loader.parse_record_stream(
            source.stream, statusline=line, known_format="warc", no_record_parse=True
        )
        if record.length is None:
            return Problem(where, "the record does not say how long it is (Content-Length).")
        url = record.rec_headers.get_header("WARC-Target-URI") or ""
        record.http_headers = loader.load_http_headers(record.rec_type, url, record.raw_stream, record.length)
        # Parts of a page: an unknown encoding or a cut one fails in ways of its own.
        wanted = record.rec_type in _PAGES and _is_page(record)
        page = record.content_stream().read() if wanted else b""
        _skip(record.raw_stream)
    except BadPacking:
        raise  # `files` tells: nothing after it can be read
    except _CutShort as error:
        return Problem(where, f"the record ends {error.args[0]} bytes early. Was the archive cut short?")
    except Exception as error:
        return Problem(where, f"the record cannot be read ({error or type(error).__name__}).")
    return _read_page(record.rec_headers, page, where, source) if wanted else None


class _CutShort(Exception):
    """A record that says it is longer than the file."""


def _skip(stream: Any) -> None:
    while stream.limit:
        if not stream.read(min(stream.limit, 1 << 20)):
            raise _CutShort(stream.limit)


def _is_page(record: Any) -> bool:
    http = record.http_headers
    kind = (http or record.rec_headers).get_header("Content-Type") or ""
    if http is not None and http.get_statuscode() != "200":
        return False
    return kind.partition(";")[0].strip().lower() in _HTML


def _read_page(headers: Any, page: bytes, where: str, source: Source) -> Draft | Problem:
    url = headers.get_header("WARC-Target-URI")
    if url:
        where = f"{where} ({url})"
    wanted = source.columns.id
    given = headers.get_header(wanted) if wanted else url or headers.get_header("WARC-Record-ID")
    if not given:
        return Problem(where, f"the record has no {wanted or 'WARC-Target-URI'} to take the id from.")
    try:
        (draft,) = read_html(replace(source, stream=io.BytesIO(page), where=where, stem=given.strip("<>")))
    except Unreadable as error:
        return error.problem
    except Exception as error:  # one page in a million must not end the run
        return Problem(where, f"the page cannot be read ({error!r}).")
    meta = {**draft.meta, "captured": headers.get_header("WARC-Date")}
    return draft._replace(meta={**meta, "url": url} if url else meta)


def _cut(line: bytes) -> str:
    return line.strip()[:40].decode("utf-8", errors="replace")
