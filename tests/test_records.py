"""A record written as JSON and read again is the same record; one that is broken says where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from strategies import annotated

from attrib.errors import BadAnnotation
from attrib.records import Annotated, text_sha256

ROW: dict[str, Any] = {
    "schema": "attrib/1",
    "article_id": "harbour-3",
    "text": "Boats stay, Ruiz said.",
    "text_sha256": text_sha256("Boats stay, Ruiz said."),
    "meta": {"outlet": "The Quay"},
    "blocks": [{"kind": "body", "span": [0, 22], "repeats": False}],
    "sentences": [[0, 22]],
    "names": [{"span": [12, 16], "type": "Person", "score": 0.99}],
    "attributions": [],
    "claims": [
        {
            "id": "c1",
            "spans": [[0, 10]],
            "status": "unattributed",
            "attribution": None,
            "speaker": None,
            "kind": "statement",
            "sentence": 0,
            "score": 0.9,
        }
    ],
    "speakers": [],
    "evaluative": [],
    "made_with": {"attrib": "0.1.0"},
}


@given(annotated())
def test_a_record_survives_json_to_the_character(record: Annotated) -> None:
    line = json.dumps(record.to_json())
    assert Annotated.from_json(json.loads(line)) == record


@given(annotated())
def test_the_plain_form_holds_nothing_but_json(record: Annotated) -> None:
    row = record.to_json()
    assert json.loads(json.dumps(row)) == row


def test_keys_stand_in_the_order_of_the_schema_and_unknown_keys_last() -> None:
    row = Annotated.from_json({"reviewed": "yes", **ROW}).to_json()
    assert list(row)[:3] == ["schema", "article_id", "text"]
    assert list(row)[-2:] == ["made_with", "reviewed"]
    assert row["reviewed"] == "yes"


def test_the_chain_of_an_attribution_leads_to_who_vouches_for_all_of_it() -> None:
    def attribution(number: int, parent: int | None) -> dict[str, Any]:
        return {
            **{"id": f"a{number}", "source": [], "source_status": "none", "cue": None, "content": [[0, 5]]},
            **{"manner": "indirect", "parent": None if parent is None else f"a{parent}"},
        }

    def read(*parents: int | None) -> Annotated:
        rows = [attribution(number, parent) for number, parent in enumerate(parents, 1)]
        return Annotated.from_json({**ROW, "attributions": rows})

    record = read(None, 1, 2)
    assert [one.id for one in record.chain("a3")] == ["a3", "a2", "a1"]
    assert [one.id for one in record.chain("a1")] == ["a1"]
    with pytest.raises(KeyError, match="a9"):
        record.chain("a9")
    with pytest.raises(BadAnnotation, match=r"^harbour-3: the parents of a1 go round in a circle\.$"):
        read(2, 1).chain("a1")


def test_another_schema_is_refused_with_what_this_version_reads() -> None:
    with pytest.raises(BadAnnotation) as caught:
        Annotated.from_json({**ROW, "schema": "attrib/7"}, where="quay.jsonl:4")
    assert str(caught.value) == (
        "quay.jsonl:4: the schema is 'attrib/7', this version of attrib reads 'attrib/1'. "
        "Was the file made by another program, or by a newer attrib?"
    )


def test_a_missing_key_is_named() -> None:
    row = {key: value for key, value in ROW.items() if key != "claims"}
    with pytest.raises(BadAnnotation) as caught:
        Annotated.from_json(row, where="quay.jsonl:4")
    assert str(caught.value) == "quay.jsonl:4: the key 'claims' is missing. `attrib check` lists all that is."


@pytest.mark.parametrize("span", [[0], [0, 1, 2], [0.5, 2], ["0", 2], [True, 2], 7])
def test_what_is_no_pair_of_whole_numbers_is_no_span(span: Any) -> None:
    with pytest.raises(BadAnnotation, match=r"^record: not a record of attrib/1"):
        Annotated.from_json({**ROW, "sentences": [span]})


def test_the_sha256_tells_texts_with_lone_surrogates_apart() -> None:
    assert text_sha256("a\ud800") != text_sha256("a\ud801")
