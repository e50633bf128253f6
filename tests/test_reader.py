from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import make_reader, make_settings, read_script
from strategies import texts

from attrib.errors import BadModel
from attrib.layout import find_paragraphs
from attrib.pieces import BREAKS, Cutter, Pieces
from attrib.reader import (
    MODEL_FOLDER,
    OnnxNetwork,
    Reader,
    cut_windows,
    merge_windows,
    open_reader,
    read_model,
)
from attrib.reading import Reading
from attrib.spans import Span

TESTS = Path(__file__).parent
CUTTER = Cutter(MODEL_FOLDER / "vocab.txt")
AGAIN = "Install attrib again, or make the model with `attrib train`."


def make_pieces(breaks: list[bool]) -> Pieces:
    """Pieces of one character each; True opens a paragraph."""
    size = len(breaks)
    zeros = np.zeros(size, dtype=np.int64)
    at = np.arange(size)
    opens = np.where(breaks, BREAKS.index("paragraph"), 0)
    return Pieces(zeros, at, at + 1, np.ones(size, dtype=bool), zeros, opens, zeros)


def same(one: Reading, other: Reading) -> bool:
    """Whether two readings are equal to the last bit."""
    fields = [field.name for field in dataclasses.fields(Reading) if field.name != "antecedents"]
    return all(getattr(one, name) == getattr(other, name) for name in fields) and np.array_equal(
        one.antecedents, other.antecedents
    )


# Windows


@settings(max_examples=200, deadline=None)
@given(st.lists(st.booleans(), max_size=120), st.integers(3, 40), st.integers(0, 50))
def test_windows_cover_every_piece_and_always_advance(breaks: list[bool], size: int, overlap: int) -> None:
    pieces = make_pieces(breaks)
    windows = cut_windows(pieces, size, overlap)
    assert all(0 < window.high - window.low <= size - 2 for window in windows)
    assert sorted({at for window in windows for at in range(*window)}) == list(range(len(breaks)))
    for window, following in itertools.pairwise(windows):
        assert window.low < following.low <= window.high < following.high or following.low == window.low + 1
        assert window.high - following.low <= overlap


def test_a_window_stops_at_the_last_paragraph_of_its_final_third() -> None:
    # Nine pieces a window; paragraphs open at 0, 5, 7 and 20. The final third of the first starts at 6.
    pieces = make_pieces([at in (0, 5, 7, 20) for at in range(24)])
    assert [tuple(window) for window in cut_windows(pieces, 11, 2)] == [(0, 7), (5, 14), (12, 20), (18, 24)]
    # A paragraph that opens right behind a full window leaves it full.
    assert [tuple(window) for window in cut_windows(make_pieces([at == 9 for at in range(12)]), 11, 0)] == [
        (0, 9),
        (9, 12),
    ]


def test_a_text_that_fits_is_one_window_and_an_empty_one_none() -> None:
    assert [tuple(window) for window in cut_windows(make_pieces([True] * 9), 11, 2)] == [(0, 9)]
    assert cut_windows(make_pieces([]), 11, 2) == []


SMALL = make_settings(heads={"tokens": ("inside",), "roles": ("O", "B-cue"), "inner": ("O", "B-cue"),
                             "mentions": ("none", "person")})  # fmt: skip


def test_one_window_is_taken_as_it_is() -> None:
    table = np.log(np.random.default_rng(1).uniform(0.1, 1, size=(6, 7))).astype(np.float32)
    projections = np.random.default_rng(2).normal(size=(6, 3, 2, 16)).astype(np.float32)
    pieces = make_pieces([True] + [False] * 5)
    merged = merge_windows(pieces, cut_windows(pieces, 9, 2), [(table, projections)], SMALL)
    assert merged.table == pytest.approx(table, abs=1e-6)
    for index, name in enumerate(SMALL.pointers):
        kept = np.flatnonzero(merged.vectors[name].rows >= 0)
        assert len(kept) and (merged.vectors[name].origins(kept) == projections[kept, index, 0]).all()
        assert (merged.vectors[name].targets(kept) == projections[kept, index, 1]).all()


def test_where_windows_overlap_the_one_that_sees_more_around_counts_more() -> None:
    pieces = make_pieces([False] * 8)
    windows = cut_windows(pieces, 7, 2)
    assert [tuple(window) for window in windows] == [(0, 5), (3, 8)]
    first, second = np.full((5, 7), -1, np.float32), np.full((5, 7), -4, np.float32)
    vectors = [np.full((5, 3, 2, 16), value, np.float32) for value in (1, 2)]
    merged = merge_windows(pieces, windows, [(first, vectors[0]), (second, vectors[1])], SMALL)
    # Piece 3 stands two from the end of the first window and at the start of the second: weights 2 and 1.
    assert merged.table[:, 0].tolist() == pytest.approx([-1, -1, -1, -2, -3, -4, -4, -4])
    assert merged.vectors["cue"].origins(np.arange(8))[:, 0].tolist() == [1, 1, 1, 1, 2, 2, 2, 2]


# Texts with a written network


SCRIPT = read_script("Mayor/S1 said/Q1 dams/C1( hold/c1- . Rain/^( falls/- .")


def test_each_window_is_framed_and_no_larger_than_the_model_allows() -> None:
    script = read_script("Mayor/S1 said/Q1 dams/C1 hold/c1 .")
    with make_reader(script.network, window=16, overlap=4) as reader:
        reader.read(" ".join([script.text] * 9))  # 45 pieces, 14 a window
    assert max(script.network.windows) == 16
    assert script.network.windows[0] == 16


@pytest.mark.parametrize("text", ["", "a", " ", "\n", "\x00", "\ud800", "İ", "."])
def test_texts_of_no_and_one_character(text: str) -> None:
    with make_reader(SCRIPT.network) as reader:
        reading = reader.read(text)
    assert reading.text == text
    assert len(reading.tokens) == (1 if text in ("a", "İ", ".") else 0)


@pytest.mark.parametrize("window", [12, 31, 64])
def test_a_text_in_many_windows_gives_what_one_window_gives(window: int) -> None:
    text = "\n\n".join([SCRIPT.text] * 30)
    with make_reader(SCRIPT.network, window=window, overlap=5) as reader:
        reading = reader.read(text)
    with make_reader(SCRIPT.network, window=4096) as reader:
        whole = reader.read(text)
    assert len(whole.relations) == 30
    assert [tuple(one)[:4] for one in reading.relations] == [tuple(one)[:4] for one in whole.relations]
    assert [one.spans for one in reading.claims] == [one.spans for one in whole.claims]
    assert reading.sentences == whole.sentences


def test_a_million_characters_take_seconds() -> None:
    plain = "The river rose again in the night and nobody in the valley knew why ."
    paragraph = " ".join([SCRIPT.text, plain, plain] * 3)
    text = "\n\n".join([paragraph] * (1_000_000 // (len(paragraph) + 2) + 1))[:1_000_000]
    started = time.monotonic()
    with make_reader(SCRIPT.network, threads=2) as reader:
        reading = reader.read(text)
    assert time.monotonic() - started < 60  # about 6 on an idle machine
    assert len(text) == 1_000_000
    assert reading.tokens[-1].end <= len(text)
    # Every sentence "Mayor said dams hold ." is one relation, wherever windows end.
    assert len(reading.relations) == text.count("dams")
    assert {tuple(span.of(text) for span in one.content) for one in reading.relations[:-1]} == {
        ("dams hold",)
    }


def test_a_million_characters_without_a_blank_or_a_paragraph_do_no_harm() -> None:
    with make_reader(SCRIPT.network) as reader:
        assert reader.read("a" * 1_000_000).tokens == (Span(0, 1_000_000),)
        assert len(reader.read("." * 20_000).tokens) == 1


@settings(max_examples=40, deadline=None)
@given(texts())
def test_everything_read_lies_inside_the_text(text: str) -> None:
    with make_reader(SCRIPT.network, window=16, overlap=4) as reader:
        check_places(reader.read(text))


def check_places(reading: Reading) -> None:
    """Every span is inside the text, not empty, and starts and ends with a character that is no blank."""
    spans = [*reading.sentences, *reading.tokens, *(one.span for one in reading.names)]
    spans += [span for one in reading.claims for span in one.spans]
    spans += [
        span
        for one in reading.relations
        for span in (*one.source, *one.content, *([one.cue] if one.cue else []))
    ]
    spans += [one.span for one in reading.wording] + [one.head for one in reading.mentions]
    for span in spans:
        assert 0 <= span.start < span.end <= len(reading.text)
        assert not reading.text[span.start].isspace()
        assert not reading.text[span.end - 1].isspace()
    for row in (reading.sentences, reading.tokens):
        assert all(one.end <= other.start for one, other in itertools.pairwise(row))
    for sentence in reading.sentences:
        assert any(paragraph.holds(sentence) for paragraph in reading.paragraphs)
    assert all(
        one.content and list(one.content) == sorted(one.content) and 0 <= one.score <= 1
        for one in reading.relations
    )
    assert reading.antecedents.sum(axis=1) == pytest.approx(np.ones(len(reading.mentions)), abs=1e-4)


# The bundled model. It changes; what is asserted holds of any.


@pytest.fixture(scope="module")
def real_texts() -> list[str]:
    with open(TESTS / "cases" / "cases.jsonl", encoding="utf-8") as lines:
        cases = [json.loads(line)["text"] for _, line in zip(range(3), lines, strict=False)]
    return [(TESTS / "texts" / "idlib.txt").read_text(encoding="utf-8"), *cases]


@pytest.fixture(scope="module")
def one_by_one(real_texts: list[str]) -> list[Reading]:
    return [open_reader().read(text) for text in real_texts]


@pytest.fixture(scope="module")
def network() -> Iterator[OnnxNetwork]:
    yield OnnxNetwork(MODEL_FOLDER / "reader.onnx")


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_a_reading_depends_on_neither_threads_order_nor_neighbours(
    threads: int, real_texts: list[str], one_by_one: list[Reading], network: OnnxNetwork
) -> None:
    with Reader(read_model(), network, threads=threads) as reader:
        together = list(reader.read_many(real_texts))
        backwards = list(reader.read_many(reversed(real_texts)))[::-1]
        beside = list(reader.read_many(["Nobody came.", *real_texts, ""]))[1:-1]
    for readings in (together, backwards, beside):
        assert len(readings) == len(one_by_one)
        assert all(map(same, readings, one_by_one))


def test_a_long_text_read_in_many_windows_gives_spans_inside_it(
    real_texts: list[str], network: OnnxNetwork
) -> None:
    model = dataclasses.replace(read_model(), window=48, overlap=16)
    text = real_texts[0]
    assert len(cut_windows(CUTTER.cut(text, find_paragraphs(text)), 48, 16)) > 10
    with Reader(model, network, threads=2) as reader:
        reading = reader.read(text)
    check_places(reading)
    assert reading.tokens[0].start == reading.paragraphs[0].start
    assert reading.tokens[-1].end == reading.paragraphs[-1].end


@settings(max_examples=25, deadline=None)
@given(texts())
def test_the_model_reads_any_text(text: str) -> None:
    reading = open_reader().read(text)
    assert reading.text == text
    check_places(reading)


def test_texts_are_taken_a_few_ahead_however_many_there_are() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield SCRIPT.text

    with make_reader(SCRIPT.network, threads=2) as reader:
        readings = reader.read_many(endless())
        for _ in range(5):
            next(readings)
    assert taken < 30


# Opening a model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound model folder whose network is a stand-in of a few bytes."""
    card = json.loads((MODEL_FOLDER / "model.json").read_text(encoding="utf-8"))
    (tmp_path / "reader.onnx").write_bytes(b"weights")
    shutil.copy(MODEL_FOLDER / "vocab.txt", tmp_path)
    card["files"] = {
        name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        for name in ("reader.onnx", "vocab.txt")
    }
    (tmp_path / "model.json").write_text(json.dumps(card), encoding="utf-8")
    return tmp_path


def test_a_sound_folder_is_read(folder: Path) -> None:
    model = read_model(folder)
    assert model.folder == folder
    assert 3 <= model.overlap < model.window
    assert set(model.settings.pointers) == {"source", "cue", "antecedent"}


def message(folder: Path) -> str:
    with pytest.raises(BadModel) as raised:
        read_model(folder)
    return str(raised.value)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    expected = f"{tmp_path / 'none' / 'model.json'}: there is no model here. {AGAIN}"
    assert message(tmp_path / "none") == expected
    (tmp_path / "file").write_text("x")
    assert (
        message(tmp_path / "file") == f"{tmp_path / 'file' / 'model.json'}: there is no model here. {AGAIN}"
    )


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "reader.onnx").unlink()
    assert message(folder) == f"{folder / 'reader.onnx'}: the file is missing. {AGAIN}"


def test_a_changed_file_is_named_with_what_may_have_happened(folder: Path) -> None:
    (folder / "reader.onnx").write_bytes(b"weight")
    wanted = json.loads((folder / "model.json").read_text())["files"]["reader.onnx"]
    assert message(folder) == (
        # sha256 of "weight", worked out with sha256sum
        f"{folder / 'reader.onnx'}: the sha256 is 0844df8fee9e…, the model was exported with {wanted[:12]}…. "
        f"The file was changed or cut short (by git without LFS, a copy tool, a full disk?). {AGAIN}"
    )


@pytest.mark.parametrize(("text", "problem"), [
    ("{", "not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1))."),
    ("[]", "the format is None, this attrib reads 'attrib-reader/1'."),
    ('{"format": "x/9"}', "the format is 'x/9', this attrib reads 'attrib-reader/1'."),
    ('{"format": "attrib-reader/1", "name": "x"}', "the key 'biases' is missing."),
])  # fmt: skip
def test_a_card_that_is_not_this_versions_says_what_is_wrong(folder: Path, text: str, problem: str) -> None:
    (folder / "model.json").write_text(text, encoding="utf-8")
    assert message(folder) == f"{folder / 'model.json'}: {problem} {AGAIN}"
