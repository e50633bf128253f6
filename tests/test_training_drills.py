"""Drills: inline marks → rows, joined texts, targets; and those of the repository."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.errors import BadAnnotation, BadInput
from attrib.training.batches import make_pass
from attrib.training.corpora import Maker
from attrib.training.drills import MOST_JOINED, join_drills, parse_drill, read_drills
from attrib.training.labels import HEADS
from attrib.training.network import encoder_folder

DRILLS = Path(__file__).parent.parent / "annotations" / "drills"
CASES = Path(__file__).parent / "cases" / "cases.jsonl"
NESTED = "# nested\n{s1 Ada} {c1 said} {t1 {s2 Bo} {c2 knew} {t2 that {s3 she} {c3 said} {t3 so}}}."


def words(row: dict, role: str, layer: str = "attributions") -> list[list[str]]:
    return [[row["text"][start:end] for start, end in one[role]] for one in row[layer]]


def test_marks_become_spans_and_leave_the_text() -> None:
    row = parse_drill("# a {note}\n{t1 “Rain,”} {s1 Ada Lind} {c1 said}, {t1 “and {e vile} wind.”}", "x-1")
    assert row["text"] == "“Rain,” Ada Lind said, “and vile wind.”"
    assert words(row, "source") == [["Ada Lind"]]
    assert words(row, "cue") == [["said"]]
    assert words(row, "content") == [["“Rain,”", "“and vile wind.”"]]
    assert row["spans"] == [{"span": (28, 32), "layer": "loaded_language"}]
    assert row["inner"] == []


def test_what_stands_in_a_content_is_inner_and_what_stands_deeper_is_left_out() -> None:
    row = parse_drill(NESTED, "x-1")
    assert words(row, "source") == [["Ada"]]
    assert words(row, "source", "inner") == [["Bo"]]
    assert [row["text"][start:end] for start, end in row["wrapped"]] == ["Bo knew that she said so"]


@pytest.mark.parametrize(
    ("passage", "message"),
    [
        ("{s1 Ada} said", "attribution 1 wants at least one {t1 …}"),
        ("{s1 Ada} and {t1 rain}", "a cue when it has a source"),
        ("{c1 said} {c1 told} {t1 rain}", "at most one {c1 …}"),
        ("{t1 rain", "{t1 …} is not closed"),
        ("rain}", "a brace that opens or closes no mark at “}”"),
        ("{x rain}", "a brace that opens or closes no mark at “{x rain}”"),
        ("{t1 rain }", "begins or ends with a blank"),
        ("{t1 rain\nfell}", "runs over a line"),
        ("{e }", "is empty"),
    ],
)
def test_marks_that_do_not_fit_are_refused(passage: str, message: str) -> None:
    with pytest.raises(BadAnnotation, match=message.replace("{", r"\{").replace("}", r"\}")):
        parse_drill(passage, "x-1")


def test_a_bad_passage_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n---\nTwo.\n\nThree.\n---\n\n# bad\n{t1 four\n", encoding="utf-8")
    with pytest.raises(BadAnnotation, match=r"a\.txt, passage in line 8: \{t1 …\} is not closed"):
        read_drills(tmp_path)


def test_a_folder_without_drills_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no drills lie here"):
        read_drills(tmp_path)


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_joined_passages_keep_all_that_was_marked(seed: int, count: int) -> None:
    passages = [
        "Rain\n\n{s1 Ada} {c1 said} {t1 so}.",
        NESTED,
        "A {l brute}.",
        "{c1 Reportedly}, {t1 it rained}.",
    ]
    rows = [parse_drill(passages[n % 4], f"x-{n}") for n in range(count)]
    joined = join_drills(rows, random.Random(seed))
    assert sum(row["id"].count("+") + 1 for row in joined) == count
    assert all(row["id"].count("+") < MOST_JOINED for row in joined)
    for key in ("source", "cue", "content"):
        for layer in ("attributions", "inner"):
            given_words = sorted(w for row in rows for w in words(row, key, layer))
            assert sorted(w for row in joined for w in words(row, key, layer)) == given_words
    # A passage that may begin with a headline begins a text.
    assert all("Rain" not in row["text"][1:] for row in joined)


def test_drills_teach_roles_those_inside_contents_and_loaded_words() -> None:
    maker = Maker(encoder_folder() / "vocab.txt")
    example = maker.make(parse_drill(NESTED + " A {l brute} spoke.", "x-1"))
    assert set(example.targets) == {"roles", "inner", "loaded_language", "name_calling"}
    tags = [HEADS["roles"][tag] for tag in example.targets["roles"]]
    assert tags[:3] == ["B-source", "B-cue", "B-content"]
    assert [HEADS["inner"][tag] for tag in example.targets["inner"][2:4]] == ["B-source", "B-cue"]
    assert example.targets["name_calling"].tolist().count(1) == 1
    assert example.links["source"].tolist() == [[1, 0], [3, 2]]


def test_a_pass_reads_each_drill_five_times() -> None:
    maker = Maker(encoder_folder() / "vocab.txt")
    rows = {"drills": [parse_drill(NESTED, "x-1"), parse_drill("No rain.", "x-2")]}
    texts = "+".join(window.example.id for batch in make_pass(rows, maker, 1, 0) for window in batch)
    assert texts.count("x-1") == texts.count("x-2") == 5


def test_the_drills_of_the_repository_are_sound_and_none_is_a_hard_case() -> None:
    rows = [*read_drills(DRILLS), *read_drills(DRILLS.parent / "unseen")]
    assert len(rows) > 500 and len({row["text"] for row in rows}) == len(rows)
    with open(CASES, encoding="utf-8") as lines:
        cases = [json.loads(line)["text"] for line in lines]
    sentences = {
        part.strip() for case in cases for part in case.replace("\n", ". ").split(". ") if len(part) > 30
    }
    assert [row["id"] for row in rows if any(sentence in row["text"] for sentence in sentences)] == []
