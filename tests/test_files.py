"""Articles are read from every format to the character; what cannot be read says where; interrupted runs lose
nothing."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import annotated, texts

from attrib.errors import BadAnnotation, BadInput
from attrib.files import RecordFile, read_annotated, read_articles, write_annotated
from attrib.formats import Columns, Problem
from attrib.records import Annotated, Article, MadeWith, text_sha256


def read(*paths: str | Path, **options: Any) -> list[Article | Problem]:
    return list(read_articles(paths, **options))


def read_one(path: Path, **options: Any) -> Article:
    (article,) = read(path, **options)
    assert isinstance(article, Article)
    return article


def write_lines(path: Path, rows: Iterable[Any]) -> Path:
    data = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def record(article_id: str, text: str = "The dam broke.") -> Annotated:
    empty: dict[str, Any] = dict.fromkeys(("blocks", "sentences", "names", "attributions", "claims"), ())
    return Annotated(
        article_id=article_id,
        text=text,
        text_sha256=text_sha256(text),
        meta={},
        speakers=(),
        evaluative=(),
        made_with=MadeWith("0.1.0"),
        **empty,
    )


# Texts


@pytest.mark.parametrize("name", ["quay.txt", "quay.md", "quay", "quay.story", "quay.txt.gz"])
def test_a_text_is_read_to_the_character_whatever_its_name(tmp_path: Path, name: str) -> None:
    text = "Tram\r\n\r\nİzmir\u2028 👩🏽‍🚒\x00 end \n"
    data = text.encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert read_one(path) == Article("quay", text)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "quay.txt"
    path.write_bytes(b"\xef\xbb\xbfTram")
    assert read_one(path).text == "Tram"


def test_a_text_in_another_encoding_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "quay.txt"
    path.write_bytes(b"\xef\xbb\xbfna\xefve")
    with pytest.raises(BadInput) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}: byte 5 (0xef) is not UTF-8. Is the file in another encoding, perhaps Windows-1252? "
        "Convert it first: iconv -f WINDOWS-1252 -t UTF-8"
    )


def test_an_empty_file_and_a_missing_one_have_errors_of_their_own(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b" \n")
    with pytest.raises(BadInput, match=r"empty\.txt: the file is empty\."):
        read(empty)
    with pytest.raises(BadInput, match=r"none\.txt: there is no such file\."):
        read(tmp_path / "none.txt")


def test_a_gzip_file_that_is_cut_short_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"text": "%d"}\n' % i for i in range(5000)))
    path = tmp_path / "quay.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match="not a whole gzip file"):
        read(path)
    path.write_bytes(b"plain")
    with pytest.raises(BadInput, match="not a whole gzip file"):
        read(path)


def test_standard_input_is_text_unless_said_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Tram\r\n")))
    assert read("-") == [Article("stdin", "Tram\r\n")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "Tram"}\n')))
    assert read("-", stdin="jsonl") == [Article("stdin-1", "Tram")]


# Folders and ids


def test_a_folder_is_read_in_the_order_of_its_names_and_ids_are_made_unique(tmp_path: Path) -> None:
    for name in ("b/quay.txt", "a/quay.txt", "quay.txt", "a/.hidden.txt", "a/photo.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    found = [(article.id, article.text) for article in read(tmp_path) if isinstance(article, Article)]
    assert found == [("quay", "a/quay.txt"), ("quay-2", "b/quay.txt"), ("quay-3", "quay.txt")]


def test_an_id_that_looks_like_a_made_one_stays_unique(tmp_path: Path) -> None:
    rows = [{"id": id, "text": "x"} for id in ("a", "a-2", "a", "a", "a-2")]
    path = write_lines(tmp_path / "quay.jsonl", rows)
    assert [article.id for article in read(path) if isinstance(article, Article)] == [
        "a",
        "a-2",
        "a-3",
        "a-4",
        "a-2-2",
    ]


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    with pytest.raises(BadInput, match="no articles in the folder"):
        read(tmp_path)


# Rows


def test_further_keys_of_a_row_become_meta_and_a_nested_meta_is_merged(tmp_path: Path) -> None:
    row = {"id": 7, "text": "Tram", "outlet": "The Quay", "meta": {"date": "2024-05-03"}, "tags": ["a"]}
    assert read_one(write_lines(tmp_path / "quay.jsonl.gz", [row])) == Article(
        "7", "Tram", {"outlet": "The Quay", "tags": ["a"], "date": "2024-05-03"}
    )


def test_columns_can_be_chosen_by_name(tmp_path: Path) -> None:
    row = {"key": "k1", "body": "Tram", "head": "Opens", "paper": "The Quay"}
    columns = Columns(text="body", id="key", title="head", outlet="paper")
    article = read_one(write_lines(tmp_path / "quay.jsonl", [row]), columns=columns)
    assert article == Article("k1", "Tram", {"title": "Opens", "outlet": "The Quay"})


def test_an_annotated_row_gives_its_article_back(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_annotated(path, [record("harbour-3")])
    assert read_one(path) == Article("harbour-3", "The dam broke.")


def test_lines_keep_their_physical_numbers(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "quay.jsonl", [{"text": "a"}, "", "{broken", {"body": "b"}, [1], {"text": "c"}]
    )
    found = read(path, on_error="record")
    assert [item.id if isinstance(item, Article) else item.where for item in found] == [
        "quay-1",
        f"{path}:3",
        f"{path}:4",
        f"{path}:5",
        "quay-6",
    ]
    assert found[2] == Problem(
        f"{path}:4",
        "the text 'text' is missing (the row has: 'body'). Say which key or column holds the text.",
    )
    assert [item.id for item in read(path, on_error="skip") if isinstance(item, Article)] == [
        "quay-1",
        "quay-6",
    ]
    with pytest.raises(
        BadInput, match=r"quay\.jsonl:3: line contains invalid json: .*Each line must be one JSON"
    ):
        read(path)


def test_a_file_that_cannot_be_read_does_not_end_the_reading_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    (tmp_path / "b.txt").write_bytes(b"Tram")
    problem, article = read(tmp_path, on_error="record")
    assert isinstance(problem, Problem) and problem.where == str(tmp_path / "a.txt")
    assert article == Article("b", "Tram")


@pytest.mark.parametrize("delimiter, name", [(",", "quay.csv"), (";", "quay.csv"), ("\t", "quay.tsv")])
def test_a_table_is_read_with_line_breaks_and_quotation_marks_in_its_cells(
    tmp_path: Path, delimiter: str, name: str
) -> None:
    text = 'He said "no", and;\r\nleft.\tThen\n\nrain.'
    with open(tmp_path / name, "w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(
            [["id", "text", "outlet", "date"], ["k1", text, "The Quay", ""]]
        )
    assert read_one(tmp_path / name) == Article("k1", text, {"outlet": "The Quay"})


def test_a_cell_may_be_longer_than_csv_allows_by_default(tmp_path: Path) -> None:
    path = tmp_path / "quay.csv"
    path.write_text("text\n" + "x" * 200_000 + "\n", encoding="utf-8")
    assert len(read_one(path).text) == 200_000


def test_faults_of_a_table_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "quay.csv"
    path.write_bytes(b'id,text\nk1,"two\nlines"\nk2,a,b\nk3,na\xefve\nk4,fine\n')
    found = read(path, on_error="record")
    assert found == [
        Article("k1", "two\nlines"),
        Problem(f"{path}:4", "the row has 3 cells, the header 2. Is a cell not quoted?"),
        Problem(f"{path}:5", "the byte 0xef in column 'text' is not UTF-8. Save the file as UTF-8."),
        Article("k4", "fine"),
    ]


def test_a_table_without_the_column_of_texts_says_which_columns_it_has(tmp_path: Path) -> None:
    path = tmp_path / "quay.csv"
    path.write_text("id,body\nk1,x\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read(path)
    assert str(caught.value) == (
        f"{path}:1: the column 'text' is not in the header ('id', 'body'). "
        "Say which columns hold the text, the id and the title."
    )


def test_a_cell_that_is_never_closed_does_not_swallow_the_file_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "quay.csv"
    path.write_text('text\nfine\n"never closed\nlost\n', encoding="utf-8")
    first, second = read(path, on_error="record")
    assert isinstance(first, Article) and isinstance(second, Problem)
    assert second.where == f"{path}:3" and "The rest of the file was not read." in second.message


# Pages and documents

PAGE = """<html lang="en"><head><title>Tram opens in Depok - The Quay</title>
<meta property="og:title" content="Tram opens in Depok"><meta property="og:site_name" content="The Quay">
<meta name="author" content="Ana Ruiz"><meta property="article:published_time"
content="2024-05-03T10:00:00Z"></head> <body><nav><a href="/">Home</a></nav><article><h1>Tram opens in
Depok</h1> <p>The tram line to Depok opened on Monday after twelve years of work, and the mayor rode the first
car of the day.</p> <p>“It is late, but it is here,” said the mayor, Bo Lind, who had promised the line in his
very first campaign.</p> </article><footer>Cookies</footer></body></html>"""


def test_a_page_gives_its_article_with_its_meta_data(tmp_path: Path) -> None:
    path = tmp_path / "tram.html"
    path.write_text(PAGE, encoding="utf-8")
    article = read_one(path)
    first, second, third = article.text.split("\n\n")
    assert first == "Tram opens in Depok"
    assert second.startswith("The tram line to Depok") and third.endswith("first campaign.")
    assert {key: article.meta[key] for key in ("title", "author", "date", "outlet")} == {
        "title": "Tram opens in Depok",
        "author": "Ana Ruiz",
        "date": "2024-05-03",
        "outlet": "The Quay",
    }


def test_a_page_without_an_article_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tram.html"
    for page in ("", "<html><body></body></html>"):
        path.write_text(page, encoding="utf-8")
        with pytest.raises(BadInput, match="no article was found in the page"):
            read(path)


def test_a_word_document_gives_its_paragraphs_and_tables(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title = "Tram opens"
    document.core_properties.author = "Ana Ruiz"
    document.add_paragraph("Tram opens")
    document.add_paragraph("")
    document.add_table(1, 1).cell(0, 0).text = "It is blue."
    document.add_paragraph("It is late.")
    document.save(str(tmp_path / "tram.docx"))
    expected = Article(
        "tram", "Tram opens\n\nIt is blue.\n\nIt is late.", {"title": "Tram opens", "author": "Ana Ruiz"}
    )
    assert read_one(tmp_path / "tram.docx") == expected


def test_what_is_no_word_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tram.docx"
    path.write_bytes(b"plain")
    with pytest.raises(BadInput, match="not a Word document"):
        read(path)


# Records


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
def test_records_survive_writing_and_reading(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("out") / name

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(annotated(), max_size=3))
    def law(records: list[Annotated]) -> None:
        assert write_annotated(path, records) == len(records)
        assert list(read_annotated(path)) == records
        first = path.read_bytes()
        write_annotated(path, records)
        assert path.read_bytes() == first

    law()
    assert [file.name for file in path.parent.iterdir()] == [name]  # nothing is left beside it


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=texts())
def test_any_text_survives_a_row_of_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "quay.jsonl"
    write_annotated(path, [{"id": "k1", "text": text}])
    assert read_one(path).text == text


def test_only_the_line_with_a_lone_surrogate_is_written_in_escapes(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_annotated(path, [{"text": "é"}, {"text": "é\ud800"}])
    assert path.read_bytes() == '{"text": "é"}\n{"text": "\\u00e9\\ud800"}\n'.encode()


def test_a_writing_that_fails_leaves_the_older_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_annotated(path, [record("a")])
    before = path.read_bytes()

    def failing() -> Iterable[Annotated]:
        yield record("b")
        raise RuntimeError("the model is gone")

    with pytest.raises(RuntimeError):
        write_annotated(path, failing())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]


def test_standard_output_takes_records_too(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert write_annotated("-", [Problem("quay.csv:7", "no text")]) == 1
    assert capfdbinary.readouterr().out == b'{"error": "no text", "where": "quay.csv:7"}\n'


def test_reading_records_passes_over_problems_and_names_the_line_of_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_annotated(path, [record("a"), Problem("quay.csv:7", "no text"), {"schema": "attrib/9"}])
    records = read_annotated(path)
    assert next(records) == record("a")
    with pytest.raises(BadAnnotation, match=r"out\.jsonl:3: the schema is 'attrib/9'"):
        next(records)


# Interrupted runs


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz"])
@pytest.mark.parametrize("cut_bytes", [0, 1, 40, 10_000])
def test_a_resumed_run_has_the_bytes_of_a_run_in_one_go(tmp_path: Path, name: str, cut_bytes: int) -> None:
    records = [record(f"quay-{i}", f"The dam broke {i} times: é\ud800" * 9) for i in range(6)]
    with RecordFile(tmp_path / name) as output:
        for item in records:
            output.write(item)
    whole = (tmp_path / name).read_bytes()

    with RecordFile(tmp_path / name) as output:
        for item in records[:4]:
            output.write(item)
        # The run is killed here: what was on its way stays, the file is never finished.
        torn = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(torn[: max(0, len(torn) - cut_bytes)])

    with RecordFile(tmp_path / name, resume=True) as output:
        assert output.finished <= {item.article_id for item in records[:4]}
        if cut_bytes == 0:
            assert len(output.finished) == 4
        for item in records:
            if item.article_id not in output.finished:
                output.write(item)
    assert (tmp_path / name).read_bytes() == whole
    assert [item.article_id for item in read_annotated(tmp_path / name)] == [
        item.article_id for item in records
    ]


def test_a_run_can_be_resumed_wherever_it_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    records = [record("a"), record("b")]
    write_annotated(path, records)
    whole = path.read_bytes()
    for end in [*range(0, len(whole), 9), len(whole) - 1, len(whole)]:
        path.write_bytes(whole[:end])
        with RecordFile(path, resume=True) as output:
            for item in records:
                if item.article_id not in output.finished:
                    output.write(item)
        assert path.read_bytes() == whole


def test_problems_that_were_recorded_are_known_when_a_run_is_resumed(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_annotated(path, [Problem("quay.csv:7", "no text"), record('odd "id" \\ é')])
    with RecordFile(path, resume=True) as output:
        assert output.refused == {"quay.csv:7"}
        assert output.finished == {'odd "id" \\ é'}


def test_a_run_does_not_go_on_with_a_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"notes\.txt:1: not a record of attrib"):
        RecordFile(path, resume=True)
    assert path.read_text(encoding="utf-8") == "my notes\n"


@pytest.mark.parametrize("data", [b"no gzip\n", gzip.compress(b'{"title": "no record"}\n')])
def test_a_packed_file_that_is_not_ours_stays_as_it_was(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "out.jsonl.gz"
    path.write_bytes(data)
    with pytest.raises(BadInput, match="Choose another output"):
        RecordFile(path, resume=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("out.jsonl.gz", data)]


def test_without_resume_what_a_broken_run_left_beside_the_file_is_gone(tmp_path: Path) -> None:
    older = tmp_path / ".out.jsonl.gz.older"
    older.write_bytes(gzip.compress(b'{"schema": "attrib/1", "article_id": "dam"}\n'))
    RecordFile(tmp_path / "out.jsonl.gz").close()
    with RecordFile(tmp_path / "out.jsonl.gz", resume=True) as output:
        assert output.finished == frozenset()


def test_a_row_of_ours_with_meta_that_is_no_object_is_read_without_it(tmp_path: Path) -> None:
    row = {"schema": "attrib/1", "article_id": "dam", "text": "The dam broke.", "meta": [1]}
    assert read_one(write_lines(tmp_path / "out.jsonl", [row])) == Article("dam", "The dam broke.")


def test_without_resume_an_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    write_annotated(path, [record("a")])
    with RecordFile(path) as output:
        assert output.finished == frozenset()
        output.write(record("b"))
    assert [item.article_id for item in read_annotated(path)] == ["b"]


def test_an_output_in_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        RecordFile(tmp_path / "none" / "out.jsonl")
