"""Bad and hostile input is refused with an error of attrib's own, in time and memory that its size allows,
and nothing of it runs, leaves the machine or is written elsewhere.

What fuzzing found is here as a case of its own; a small draw of every target runs as well (`make fuzz` runs a
million inputs).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from classroom import harbour, quay_works

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))

from targets import TARGETS, annotate_with_stub, draw_inputs

import attrib
from attrib import formats
from attrib.errors import AttribError, BadAnnotation, BadInput
from attrib.evaluative import read_lexicon
from attrib.exchange.formats import read_format, write_format
from attrib.exercise_files import write_exercises
from attrib.files import read_annotated, read_articles, write_annotated
from attrib.limits import LINE_BYTES, MARKUP_BYTES, TEXT_CHARS
from attrib.making import exercises
from attrib.pages import view
from attrib.records import Annotated, Article, text_sha256
from attrib.schema import find_problems

ROOT = Path(__file__).parent.parent
# Drawn inputs of a target in the suite: the slow ones few.
DRAWN = {"docbin": 2, "cas": 5, "model": 5, "html": 30, "record": 30}


@pytest.fixture(scope="module")
def record() -> Annotated:
    return annotate_with_stub(
        "The dam broke, mayor Ana Ruiz said. “The regime lied,” she said.\n\nNobody agreed."
    )


# Fuzzing, in small


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_what_is_drawn_by_lot_is_refused_or_read_rightly(name: str) -> None:
    for data in draw_inputs(7, DRAWN.get(name, 60)):
        TARGETS[name](data)


# Time


def measure_seconds(run: Callable[[], Any]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


# Each took time that grew with the square of its length, or came near it.
UNITS = {
    "attributions": "“No, Ruiz said. ",
    "one sentence": "he, Ruiz said. ",
    "words that judge": "regime ",
    "bylines": "By Ana Ruiz\n",
    "open quotations": "“a ‘b ",
    "one word": "a",
    "blanks": " ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_annotation_takes_time_that_grows_with_the_text_and_not_its_square(unit: str) -> None:
    def annotate(chars: int) -> Annotated:
        return annotate_with_stub((unit * chars)[:chars])

    annotate(500)
    short = measure_seconds(lambda: annotate(4_000))
    # Eight times the text: a square would take 64 times as long.
    assert measure_seconds(lambda: annotate(32_000)) < 24 * max(short, 0.03)


def test_a_chain_of_parents_is_checked_in_linear_time(record: Annotated) -> None:
    row = record.to_json()
    first = row["attributions"][0]
    chain = [{**first, "id": f"a{n}", "parent": f"a{n + 1}" if n < 20_000 else None} for n in range(20_001)]
    row |= {"attributions": chain, "claims": [], "evaluative": []}
    assert measure_seconds(lambda: find_problems(row, shape=False)) < 5


# Size


def test_a_packed_file_that_expands_without_end_is_refused_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "quay.txt.gz"
    with gzip.open(path, "wb") as stream:
        for _ in range(100):
            stream.write(b"\0" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(
        BadInput, match=f"more than {TEXT_CHARS} characters, the most that one article may have"
    ):
        list(read_articles([path]))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 20_000_000


@pytest.mark.parametrize("name", ["quay.jsonl.gz", "quay.csv.gz", "quay.tsv.gz"])
def test_a_line_without_end_is_refused(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LINE_BYTES", 1_000_000)
    path = tmp_path / name
    with gzip.open(path, "wb") as stream:
        stream.write(b"id,text\n" if "csv" in name else b"id\ttext\n" if "tsv" in name else b"")
        stream.write(b"x" * 20_000_000)
    with pytest.raises(
        BadInput, match=r"longer than 1 MB, which no article is.*The rest of the file was not read"
    ):
        list(read_articles([path]))


def test_a_row_of_short_lines_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LINE_BYTES", 1_000_000)
    path = tmp_path / "quay.csv"
    path.write_text("id,text\n" + '"a\n",' * 400_000, encoding="utf-8")
    with pytest.raises(BadInput, match=r"quay\.csv:\d+: longer than 1 MB"):
        list(read_articles([path]))


def test_a_text_that_is_too_long_is_a_problem_of_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "quay.jsonl"
    path.write_text(json.dumps({"text": "x" * 2001}) + '\n{"text": "The dam broke."}\n', encoding="utf-8")
    problem, article = read_articles([path], on_error="record", max_chars=2000)
    assert problem.message == (  # type: ignore[union-attr]
        "the text has 2001 characters, and 2000 are the most for one article. Cut it into several, "
        "or allow more (max_chars)."
    )
    assert article == Article("quay-2", "The dam broke.")


def zip_parts(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


def word_parts() -> dict[str, bytes]:
    import docx

    document = docx.Document()
    document.add_paragraph("The dam broke.")
    document.add_table(1, 1).cell(0, 0).text = "Ana Ruiz"
    packed = io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_a_word_document_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "quay.docx"
    path.write_bytes(zip_parts({**word_parts(), "word/document.xml": b" " * (MARKUP_BYTES + 1)}))
    with pytest.raises(BadInput, match=r"it unpacks to 2\d MB, and 20 MB is the most\. Is it one article\?"):
        list(read_articles([path]))


@pytest.mark.parametrize(
    "old, new",
    [
        (b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="1000000000"/>'),  # a cell merged over a billion columns
        (b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'),
    ],
)
def test_markup_that_expands_in_a_word_document_stays_what_it_is(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    parts = word_parts()
    parts["word/document.xml"] = (
        parts["word/document.xml"]
        .replace(old, new, 1)
        .replace(b"broke", b"broke&b;" * (old == b"?>") or b"broke")
    )
    path = tmp_path / "quay.docx"
    path.write_bytes(zip_parts(parts))
    (article,) = read_articles([path], on_error="record")
    text = article.message if isinstance(article, formats.Problem) else article.text
    assert "aaaa" not in text and text.count("Ana Ruiz") <= 1


def test_a_web_page_of_nothing_but_tags_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "quay.html"
    path.write_bytes(b"<html><body>" + b"<p>" * 200_000)
    with pytest.raises(BadInput, match="more than 100000 tags, which no article has"):
        list(read_articles([path]))


def test_a_docbin_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from attrib.exchange import spacy

    monkeypatch.setattr(spacy, "DOCBIN_BYTES", 1_000_000)
    path = tmp_path / "quay.spacy"
    path.write_bytes(zlib.compress(b"\0" * 50_000_000))
    with pytest.raises(BadInput, match=r"it unpacks to more than 1 MB\. Write its Docs into several files"):
        list(read_format("docbin", path))


def test_a_line_of_fifty_megabytes_is_still_a_line() -> None:
    assert LINE_BYTES > 10 * TEXT_CHARS  # a record of the longest text fits into a line


# Form


@pytest.mark.parametrize(
    "line, message",
    [
        ("[" * 100_000, "the line is nested too deeply"),
        ('{"text": "a", "n": ' + "9" * 5000 + "}", "line contains invalid json"),
        ('{"text": ["a"]}', "the text 'text' is not a string"),
        ('{"text": "a", "id": {}}', "the id 'id' is neither a string nor a whole number"),
    ],
)
def test_a_row_of_another_form_says_so(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "quay.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(f"{path}:1: {message}")):
        list(read_articles([path]))


def test_nul_and_half_pairs_come_through_to_the_character(tmp_path: Path) -> None:
    path = tmp_path / "quay.jsonl"
    path.write_bytes(b'{"text": "Ana \\u0000 \\ud800 said no."}\n')
    (article,) = read_articles([path])
    assert isinstance(article, Article) and article.text == "Ana \x00 \ud800 said no."
    made = attrib.annotate(article)
    assert made.text == article.text and find_problems(made.to_json()) == []
    write_annotated(tmp_path / "out.jsonl", [made])
    assert next(read_annotated(tmp_path / "out.jsonl")) == made


# What each key of a record may not be; each was once taken in, and broke what used it.
@pytest.mark.parametrize(
    "keys, value, message",
    [
        (("attributions", 0, "id"), [], "id is []"),
        (("attributions", 0, "score"), float("nan"), "score is nan"),
        (("attributions", 0, "manner"), "shouted", "manner is 'shouted'"),
        (("attributions", 0, "cue"), [-5, 2], "a span is two whole numbers from 0 on"),
        (("claims", 0, "sentence"), None, "sentence is None"),
        (("speakers", 0, "members"), [[1]], "members is ([1],)"),
        (("speakers", 0, "name"), None, "name is None"),
        (("text",), True, "text is True"),
        (("meta",), "x", "meta is 'x'"),
    ],
)
def test_a_record_with_a_value_of_another_type_is_refused(
    record: Annotated, keys: tuple[Any, ...], value: Any, message: str
) -> None:
    row = json.loads(json.dumps(record.to_json()))
    holder = row
    for key in keys[:-1]:
        holder = holder[key]
    holder[keys[-1]] = value
    with pytest.raises(BadAnnotation, match=re.escape(message)):
        Annotated.from_json(row, where="a.jsonl:1")


def test_a_record_whose_spans_lie_is_refused_where_it_is_read(tmp_path: Path, record: Annotated) -> None:
    path = tmp_path / "a.jsonl"
    row = record.to_json()
    row["attributions"][0]["content"] = [[0, 10**6]]
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(BadAnnotation, match=r"a\.jsonl:1: .*0:1000000 runs past the end of the text"):
        list(read_annotated(path))


@pytest.mark.parametrize("name", ["label-studio", "doccano", "web-annotation"])
@pytest.mark.parametrize(
    "content", ["null", "[null]", "{}", '[{"data": null}]', "[" * 100_000, '"\\ud800"', "NaN", ""]
)
def test_json_of_another_form_is_refused_or_holds_nothing(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / "export"
    path.write_text(content, encoding="utf-8")
    try:
        assert list(read_format(name, path)) == []
    except AttribError as error:
        assert str(tmp_path) in str(error) or "export" in str(error) or "task 1" in str(error)


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "cp037"])
def test_no_encoding_hides_a_document_type(tmp_path: Path, record: Annotated, encoding: str) -> None:
    folder = tmp_path / "cas"
    write_format("cas", folder, [record])
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    entity = f'<!ENTITY a SYSTEM "{secret.as_uri()}">'
    hidden = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{entity}]><x>&a;</x>'
    if encoding == "utf-7":  # the marks themselves in UTF-7
        head, _, rest = hidden.partition("?>")
        hidden = head + "?>" + rest.replace("<", "+ADw-").replace("!", "+ACE-")
    path = next(folder.glob("*.xmi"))
    path.write_bytes(hidden.encode("ascii" if encoding == "utf-7" else encoding))
    with pytest.raises(BadInput) as caught:
        list(read_format("cas", folder))
    assert "secret\n" not in str(caught.value) and re.search(
        "declares a document type|no XML", str(caught.value)
    )


def test_a_phrase_whose_forms_multiply_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text("id\tphrase\tcategory\nr1\t" + "cave+ " * 30 + "\tdoubt\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"own\.tsv:2: column phrase: .* has more than 500 spellings"):
        read_lexicon(path)


# Names of files


@pytest.mark.parametrize("name", ["brat", "cas"])
def test_ids_that_are_paths_stay_in_the_folder(tmp_path: Path, record: Annotated, name: str) -> None:
    ids = ["../../up", "/etc/passwd", "..", "a\\..\\b", "CON", "a\x00b", "x" * 500, "\u202egpj"]
    before = sorted(tmp_path.parent.iterdir())
    write_format(name, tmp_path / "out", [replace(record, article_id=id) for id in ids])
    made = [path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*")]
    assert all(len(path.parts) == 1 and re.fullmatch(r"[\w.-]{1,120}", path.name, re.ASCII) for path in made)
    assert sorted(tmp_path.parent.iterdir()) == before and [one.name for one in tmp_path.iterdir()] == ["out"]


def test_the_files_of_exercises_have_names_of_their_own(tmp_path: Path) -> None:
    made = exercises(replace(harbour(), article_id="../../up"), quay_works())
    paths = write_exercises(tmp_path / "set", made)
    assert {path.parent for path in paths} == {tmp_path / "set"}
    assert [one.name for one in tmp_path.iterdir()] == ["set"]


# Formulas

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "\n@x"]


def test_no_cell_of_a_class_table_is_a_formula(tmp_path: Path) -> None:
    made = exercises(harbour(), quay_works())
    write_exercises(tmp_path, made, ("jsonl",))
    (tmp_path / "in").mkdir()
    writes = [item for item in made.items if item.shape == "write"]
    assert writes
    for number, formula in enumerate(FORMULAS):
        answers = [{"item": writes[0].id, "first": [formula], "second": None, "hints": 0}]
        row = {"schema": "attrib-answers/1", "set": made.id, "code": f"{formula}{number}", "answers": answers}
        (tmp_path / "in" / f"{number}.json").write_text(json.dumps(row), encoding="utf-8")
    tables = {"-o": "class.csv", "--items": "items.csv", "--written": "written.csv"}
    outputs = [part for flag, name in tables.items() for part in (flag, str(tmp_path / name))]
    command = [
        sys.executable,
        "-m",
        "attrib",
        "grade",
        str(tmp_path / "key.jsonl"),
        str(tmp_path / "in"),
        *outputs,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    cells = [
        cell
        for name in tables.values()
        for row in csv.reader(io.StringIO((tmp_path / name).read_text(encoding="utf-8")))
        for cell in row
    ]
    assert any("SUM(A1)" in cell for cell in cells)
    assert not [cell for cell in cells if re.match(r"\s*[=+@＝]|\s*-(?!\d)|[\t\r]", cell)]


# Pages

RUNS = "</title></script><img src=http://a.invalid/x onerror=alert(1)><script>alert(2)</script>"
URL = "javascript:alert(3)"


def make_hostile(base: Annotated) -> Annotated:
    """The record with hostile words in everything that a page shows."""
    bad = {one.id: f"{one.id} onclick=alert(4) {RUNS}" for one in (*base.speakers, *base.attributions)}
    speakers = tuple(
        replace(one, id=bad[one.id], name=RUNS, role=URL, members=(), speaks_for=None)
        for one in base.speakers
    )
    said = tuple(
        replace(one, id=bad[one.id], parent=None, speaker=bad[one.speaker] if one.speaker else None)
        for one in base.attributions
    )
    claims = tuple(
        replace(
            one,
            attribution=bad[one.attribution] if one.attribution else None,
            speaker=bad[one.speaker] if one.speaker else None,
        )
        for one in base.claims
    )
    words = tuple(
        replace(
            one,
            voice=bad.get(one.voice, one.voice),
            attribution=None,
            target=None,
            neutral=(RUNS, URL),
            note=RUNS,
        )
        for one in base.evaluative
    )
    text = f"{base.text}\n\n{RUNS} {URL}"
    meta = {key: value for key in ("title", "outlet", "author", "date", "url") for value in [f"{URL} {RUNS}"]}
    return replace(
        base,
        article_id=RUNS,
        text=text,
        text_sha256=text_sha256(text),
        meta={**meta, "url": URL},
        attributions=said,
        claims=claims,
        speakers=speakers,
        evaluative=words,
    )


def test_nothing_runs_in_a_reading_page_and_no_request_leaves(open_file: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    view(make_hostile(harbour()), make_hostile(quay_works())).write(path)
    page = open_file(path)
    for selector in ("[data-door]", "button.word", "summary"):
        for one in page.locator(selector).all()[:6]:
            one.dispatch_event("click")
    assert page.locator("img").count() == 0 and page.locator("[href^='javascript']").count() == 0
    assert page.locator("[onclick], [onerror]").count() == 0


def test_a_reading_page_would_not_run_a_script_that_came_into_it(browser: Any, tmp_path: Path) -> None:
    html = view(harbour()).html
    titles = []
    for policy in (True, False):  # without its policy the page would run it
        path = tmp_path / f"{policy}.html"
        broken = html.replace("</main>", "<script>document.title = 'ran'</script></main>")
        broken = broken if policy else re.sub(r"<meta http-equiv=[^>]*>", "", broken)
        path.write_text(broken, encoding="utf-8")
        page = browser.new_page()
        page.goto(path.as_uri())
        titles.append(page.title())
    assert titles[0] != "ran" and titles[1] == "ran"


def test_nothing_runs_in_exercise_pages_and_no_request_leaves(open_file: Any, tmp_path: Path) -> None:
    made = exercises(make_hostile(harbour()), make_hostile(quay_works()))
    write_exercises(tmp_path, made, ("page", "sheet"), by=RUNS)
    for name in ("page.html", "sheet.html", "sheet-key.html"):
        page = open_file(tmp_path / name)
        for one in page.locator("button, summary").all()[:12]:
            one.dispatch_event("click")
        assert page.locator("img").count() == 0 and page.locator("[href^='javascript']").count() == 0
        assert page.locator("[onclick], [onerror]").count() == 0
