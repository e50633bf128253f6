"""The shipped schema takes what the library writes, and every fault of a record is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from strategies import annotated

from attrib.errors import BadAnnotation
from attrib.records import Annotated, text_sha256
from attrib.schema import check_record, find_problems, load_schema

TEXT = "Boats stay, the mayor said Ruiz told her."


def row() -> dict[str, Any]:
    """A sound record with one attribution inside another."""
    attribution = {
        "source_status": "named",
        "manner": "indirect",
        "modality": "asserted",
        "stance": "neutral",
        "open": None,
        "addressee": [],
        "medium": [],
        "grounds": [],
        "score": 0.9,
        "speaker_score": None,
        "why": [],
    }
    return {
        "schema": "attrib/1",
        "article_id": "harbour-3",
        "text": TEXT,
        "text_sha256": text_sha256(TEXT),
        "meta": {"anything": {"goes": "here"}},
        "blocks": [{"kind": "body", "span": [0, 41], "repeats": False}],
        "sentences": [[0, 41]],
        "names": [{"span": [27, 31], "type": "Person", "score": 0.9}],
        "attributions": [
            {
                "id": "a1",
                "source": [[12, 21]],
                "cue": [22, 26],
                "content": [[0, 10], [27, 40]],
                "parent": None,
            }
            | {"speaker": "s1"}
            | attribution,
            {
                "id": "a2",
                "source": [[27, 31]],
                "cue": [32, 36],
                "content": [[0, 10]],
                "parent": "a1",
                "speaker": None,
            }
            | attribution,
        ],
        "claims": [
            {"id": "c1", "spans": [[0, 10]], "status": "attributed", "attribution": "a2", "speaker": None}
            | {"kind": "statement", "sentence": 0, "score": 0.9}
        ],
        "speakers": [
            {"id": "s1", "name": "mayor", "kind": "person", "role": "mayor", "named": False, "members": []}
            | {"and_or": None, "speaks_for": None, "mentions": [[12, 21]], "why": []}
        ],
        "evaluative": [
            {
                "id": "e1",
                "span": [6, 10],
                "category": "euphemism",
                "voice": "s1",
                "attribution": "a1",
                "quoted": False,
            }
            | {"target": [0, 5], "neutral": [], "note": None, "score": 0.5, "why": []}
        ],
        "made_with": {
            "attrib": "0.1.0",
            "model": None,
            "model_sha256": None,
            "lexicon": None,
            "tokenizer": None,
        }
        | {"by": "program", "guidelines": None},
    }


def test_a_sound_record_has_no_problems() -> None:
    assert find_problems(row()) == []
    check_record(row(), "quay.jsonl:1")


def test_unknown_keys_are_let_through_at_the_top_and_in_meta_alone() -> None:
    assert find_problems({**row(), "reviewed": True}) == []
    changed = row()
    changed["claims"][0]["colour"] = "red"
    assert find_problems(changed) == [
        "claims[0]: Additional properties are not allowed ('colour' was unexpected)"
    ]


FAULTS: list[tuple[list[Any], Any, str]] = [
    (["claims", 0, "status"], "guessed",
     "claims[0].status: 'guessed' is not one of ['attributed', 'unsourced', 'unattributed']"),
    (["claims", 0, "spans"], [], "claims[0].spans: [] should be non-empty"),
    (["sentences", 0], [0, 41, 3], "sentences[0]: [0, 41, 3] is too long"),
    (["claims", 0, "score"], 1.5, "claims[0].score: 1.5 is greater than the maximum of 1"),
    (["text_sha256"], "0" * 64, "text_sha256: not that of the text, which was edited after it was annotated"),
    (["blocks", 0, "span"], [0, 42], "blocks: the span 0:42 runs past the end of the text (41 characters)"),
    (["attributions", 0, "cue"], [22, 22], "attributions[0].cue: the span 22:22 is empty"),
    (["attributions", 0, "content"], [[27, 40], [0, 10]],
     "attributions[0].content: the span 0:10 comes after 27:40"),
    (["attributions", 0, "content"], [[0, 10], [5, 12]],
     "attributions[0].content: the spans 0:10 and 5:12 overlap"),
    (["attributions", 0, "parent"], "a2",
     "attributions[0].parent: the parents go round in a circle (a1 → a2 → a1)"),
    (["attributions", 1, "parent"], "a9", "attributions[1].parent: there is no parent 'a9'"),
    (["claims", 0, "speaker"], "s9", "claims[0].speaker: there is no speaker 's9'"),
    (["claims", 0, "sentence"], 3, "claims[0].sentence: there are 1 sentences, none is number 3"),
    (["speakers", 0, "members"], ["s2"], "speakers[0].members: there is no speaker 's2'"),
    (["evaluative", 0, "voice"], "s2",
     "evaluative[0].voice: 's2' is no speaker, nor one of outlet, unsettled, unsourced"),
    (["evaluative", 0, "id"], "c1", "evaluative[0]: the id 'c1' is given twice"),
    (["made_with", "guidelines"], "attrib-guidelines-9", "made_with.guidelines: 'attrib-guidelines-9' is not "
     "known; this version of attrib has 'attrib-guidelines-1'"),
]  # fmt: skip


@pytest.mark.parametrize("path, value, problem", FAULTS, ids=[fault[2][:50] for fault in FAULTS])
def test_each_fault_is_named_with_its_place(path: list[Any], value: Any, problem: str) -> None:
    changed = copy.deepcopy(row())
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert find_problems(changed) == [problem]


def test_many_problems_make_one_message_with_a_count_and_the_first_three() -> None:
    changed = row()
    changed["sentences"] = [[0, 0], [1, 1], [2, 2], [3, 3]]
    with pytest.raises(BadAnnotation) as caught:
        check_record(changed, "quay.jsonl:7")
    assert str(caught.value) == (
        "quay.jsonl:7: 4 problems: sentences: the span 0:0 is empty; sentences: the span 1:1 is empty; "
        "sentences: the span 2:2 is empty; and 1 more. `attrib check` lists all of them."
    )


def test_a_stand_off_record_has_no_text_to_run_past() -> None:
    changed = row()
    changed["text"] = None
    changed["names"][0]["span"] = [27, 9999]
    assert find_problems(changed) == []


def test_the_shape_can_be_taken_as_read() -> None:
    changed = row()
    changed["claims"][0]["colour"] = "red"
    changed["claims"][0]["attribution"] = "a9"
    assert find_problems(changed, shape=False) == ["claims[0].attribution: there is no attribution 'a9'"]


@settings(max_examples=40, deadline=None)
@given(annotated())
def test_what_the_library_writes_is_sound(record: Annotated) -> None:
    assert find_problems(record.to_json()) == []


def test_the_schema_is_itself_sound() -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(load_schema())
