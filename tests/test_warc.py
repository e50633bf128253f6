"""Web archives: which pages become articles, and that a broken record costs no other."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from attrib.cli import main
from attrib.files import read_articles
from attrib.formats import Columns, Problem, Source
from attrib.records import Article
from attrib.warc import read_warc

PARAGRAPHS = [
    "The ferry is late, Ana Ruiz, the harbour master, said on Monday. Nobody told us, one passenger said.",
    "The dam at Depok holds, the council said. Ministers have called the plan a disgrace for the whole town.",
]


def make_page(title: str) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 2)
    head = f'<title>{title}</title><meta property="article:published_time" content="2024-05-03">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def make_record(
    url: str,
    page: bytes,
    *,
    status: str = "200 OK",
    kind: str = "text/html; charset=utf-8",
    encoding: str | None = None,
    record: str = "response",
) -> bytes:
    """One record, unpacked, as a crawler writes it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    fields = [("Content-Type", kind)] + ([("Content-Encoding", encoding)] if encoding else [])
    http = StatusAndHeaders(status, fields, protocol="HTTP/1.1") if record == "response" else None
    options: dict[str, Any] = {"warc_content_type": kind} if record == "resource" else {}
    headers = {"WARC-Date": "2024-05-04T10:00:00Z", "WARC-Record-ID": "<urn:uuid:0000>"}
    writer.write_record(
        writer.create_warc_record(
            url, record, payload=io.BytesIO(page), http_headers=http, warc_headers_dict=headers, **options
        )
    )
    return out.getvalue()


GOOD = make_record("https://depok.example/ferry", make_page("Ferry late"))
OTHER = make_record("https://depok.example/dam", make_page("Dam holds"))


def read(data: bytes, **columns: Any) -> list[Any]:
    return list(read_warc(Source(io.BytesIO(data), "news.warc", "news", Columns(**columns))))


def test_pages_become_articles_with_address_dates_and_title(tmp_path: Path) -> None:
    (tmp_path / "news.warc").write_bytes(GOOD + OTHER + GOOD)
    # As crawlers pack them: each record by itself.
    (tmp_path / "packed.warc.gz").write_bytes(b"".join(map(gzip.compress, (GOOD, OTHER, GOOD))))
    for name in ("news.warc", "packed.warc.gz"):
        articles = list(read_articles([tmp_path / name]))
        assert [one.id for one in articles if isinstance(one, Article)] == [
            "https://depok.example/ferry",
            "https://depok.example/dam",
            "https://depok.example/ferry-2",
        ]
        first = articles[0]
        assert isinstance(first, Article)
        assert first.text.split("\n\n")[:3] == ["Ferry late", *PARAGRAPHS]
        assert {key: first.meta[key] for key in ("title", "url", "date", "captured")} == {
            "title": "Ferry late",
            "url": "https://depok.example/ferry",
            "date": "2024-05-03",
            "captured": "2024-05-04T10:00:00Z",
        }


def test_the_id_can_be_any_field_of_the_record() -> None:
    (draft,) = read(GOOD, id="WARC-Record-ID")
    assert draft.id == "urn:uuid:0000"
    (problem,) = read(GOOD, id="WARC-Nonsense")
    assert problem == Problem(
        "news.warc:1 (https://depok.example/ferry)", "the record has no WARC-Nonsense to take the id from."
    )


def test_other_records_are_passed_over() -> None:
    page = make_page("Gone")
    others = [
        make_record("https://depok.example/gone", page, status="404 Not Found"),
        make_record("https://depok.example/moved", page, status="301 Moved"),
        make_record("https://depok.example/photo", b"\x89PNG", kind="image/png"),
        make_record("https://depok.example/robots", b"User-agent: *", kind="text/plain"),
        make_record("https://depok.example/about", b"software: none", record="warcinfo"),
    ]
    found = read(b"".join(others) + GOOD + b"".join(others))
    assert [draft.id for draft in found] == ["https://depok.example/ferry"]
    assert found[0].where == "news.warc:6 (https://depok.example/ferry)"


def test_a_page_stored_without_http_is_read_and_a_packed_one_unpacked() -> None:
    stored = make_record("https://depok.example/stored", make_page("Stored"), record="resource")
    packed = make_record("https://depok.example/packed", gzip.compress(make_page("Packed")), encoding="gzip")
    assert [draft.meta["title"] for draft in read(stored + packed)] == ["Stored", "Packed"]


def test_a_page_without_an_article_is_a_problem_with_its_place() -> None:
    empty, good = read(make_record("https://depok.example/empty", b"<html></html>") + GOOD)
    assert empty == Problem(
        "news.warc:1 (https://depok.example/empty)",
        "no article was found in the page. Is it a list of links, or drawn by scripts? Save its text "
        "instead.",
    )
    assert good.id == "https://depok.example/ferry"


def test_a_broken_record_costs_no_other() -> None:
    garbage = b"\x00\x01 this is no record\nand goes on\r\n"
    wrong_length = GOOD.replace(b"Content-Length: ", b"Content-Length: 1", 1)
    no_length = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\n\r\n"
    first, problem, second = read(GOOD + garbage + OTHER)
    assert (first.id, second.id) == ("https://depok.example/ferry", "https://depok.example/dam")
    assert problem == Problem(
        "news.warc:2",
        "not a WARC record: it begins '\\x00\\x01 this is no record'. Was the archive changed, or the length "
        "of the record before it wrong? Reading goes on at the next record.",
    )
    problem, *others = read(no_length + OTHER)
    assert problem == Problem("news.warc:1", "the record does not say how long it is (Content-Length).")
    assert others[-1].id == "https://depok.example/dam"
    problem = read(OTHER + wrong_length)[-1]
    assert isinstance(problem, Problem)
    assert problem.message.endswith("bytes early. Was the archive cut short?")


def test_an_archive_that_was_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    good, cut = read(GOOD + OTHER[:-500])
    assert good.id == "https://depok.example/ferry"
    assert cut.where == "news.warc:2"
    assert cut.message.endswith("bytes early. Was the archive cut short?")
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(gzip.compress(GOOD) + gzip.compress(OTHER)[:-200])
    article, problem = read_articles([path], on_error="record")
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert problem.where == str(path)
    assert problem.message.startswith("not a whole gzip file (")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_bytes_end_the_reading_with_anything_but_articles_and_problems(data: st.DataObject) -> None:
    archive = bytearray(GOOD + OTHER)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(archive) - 1))
        archive[at : at + data.draw(st.integers(1, 30))] = data.draw(st.binary(max_size=30))
    for found in read(bytes(archive)):
        assert isinstance(found, Problem) or found.text.strip()


def test_an_archive_is_annotated_into_shards(tmp_path: Path) -> None:
    archive = tmp_path / "news.warc.gz"
    archive.write_bytes(b"".join(map(gzip.compress, (GOOD, OTHER, GOOD))))
    ran = CliRunner().invoke(
        main, ["annotate", str(archive), "-o", str(tmp_path / "out"), "--shard-articles", "2"]
    )
    assert ran.exit_code == 0, ran.output
    lines = b"".join(path.read_bytes() for path in sorted((tmp_path / "out").glob("shard-*"))).splitlines()
    assert [json.loads(line)["article_id"].rpartition("/")[2] for line in lines] == [
        "ferry",
        "dam",
        "ferry-2",
    ]


def test_without_warcio_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from attrib.errors import BadOption

    monkeypatch.setitem(__import__("sys").modules, "warcio.recordloader", None)
    with pytest.raises(BadOption, match=r"pip install 'attrib\[warc\]'"):
        read(GOOD)
