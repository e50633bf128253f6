"""Decisions of a person make the record; nothing is decided that nobody decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_agreement import ANA, BO

import attrib
from attrib.adjudication import adjudicate, list_decisions
from attrib.errors import BadInput, BadOption
from attrib.lineup import line_up
from attrib.records import MadeWith, Speaker
from attrib.schema import find_problems
from attrib.spans import Span

LINEUP = line_up([[ANA], [BO]])


def decide(*decisions: str) -> list[dict[str, Any]]:
    rows = list_decisions(LINEUP)
    return [{**row, "decision": one} for row, one in zip(rows, decisions, strict=True)]


def test_only_differences_are_listed_with_what_each_says() -> None:
    rows = list_decisions(LINEUP)
    assert [(row["number"], row["kind"], row["differs"]) for row in rows] == [
        (2, "attribution", "content, manner"),
        (3, "evaluative", "span, voice"),
        (4, "attribution", "found"),
        (5, "claim", "status, speaker"),
    ]
    assert rows[0]["ana"] == "content: Boats stay; source: Ana Ruiz; cue: said; manner: indirect"
    assert rows[2]["bo"] == "–"
    assert {row["decision"] for row in rows} == {None}


def test_a_majority_of_three_is_named() -> None:
    cem = replace(ANA, made_with=MadeWith("0.1.0", by="cem"))
    rows = list_decisions(line_up([[ANA], [BO], [cem]]))
    assert [row["majority"] for row in rows] == ["ana"] * 4
    assert {row["majority"] for row in list_decisions(LINEUP)} == {None}


def test_one_annotators_version_of_everything_is_that_annotators_record() -> None:
    (found,) = adjudicate(LINEUP, decide("ana", "ana", "ana", "ana"), by="dov", guidelines="v2")
    assert replace(found.record, made_with=ANA.made_with, extra={}) == ANA
    assert (found.agreed, found.decided) == (1, 4)
    assert found.record.made_with == MadeWith("0.1.0", by="dov", guidelines="v2")
    assert found.record.extra == {"adjudicated": {"annotators": ["ana", "bo"], "agreed": 1, "decided": 4}}
    (other,) = adjudicate(LINEUP, decide("bo", "bo", "bo", "bo"), by="dov")
    assert replace(other.record, made_with=BO.made_with, extra={}) == BO


def test_single_fields_come_from_another_annotator() -> None:
    (found,) = adjudicate(LINEUP, decide("ana manner=bo", "ana span=bo", "ana", "ana"), by="dov")
    first = found.record.attributions[0]
    assert (first.content, first.manner) == ((Span(0, 10),), "mixed")
    assert (found.record.evaluative[0].span, found.record.evaluative[0].voice) == (Span(27, 37), "s2")
    assert find_problems(found.record.to_json()) == []


def test_a_target_may_come_from_another_annotator() -> None:
    # Bo counts speakers differently: the nurse is s1 there.
    swap = {"s1": "s2", "s2": "s1"}
    speakers = (replace(ANA.speakers[1], id="s1"), replace(ANA.speakers[0], id="s2"))
    bo = replace(
        ANA,
        speakers=speakers,
        attributions=tuple(replace(one, speaker=swap[one.speaker or ""]) for one in ANA.attributions),
        claims=tuple(replace(one, speaker=swap[one.speaker or ""]) for one in ANA.claims),
        evaluative=(replace(ANA.evaluative[0], voice="s1", target="s2"),),
    )
    lineup = line_up([[ANA], [bo]], annotators=["ana", "bo"])
    (row,) = list_decisions(lineup)
    assert (row["differs"], row["bo"]) == ("target", "span: regime; category: loaded_label; target: Ana Ruiz")
    (found,) = adjudicate(lineup, [{**row, "decision": "ana target=bo"}], by="dov")
    assert found.record.evaluative == (replace(ANA.evaluative[0], target="s1"),)


def test_a_decision_for_nothing_takes_a_finding_out() -> None:
    (found,) = adjudicate(LINEUP, decide("ana", "none", "none", "bo"), by="dov")
    assert [one.id for one in found.record.attributions] == ["a1"]
    assert [one.name for one in found.record.speakers] == ["Ana Ruiz"]
    assert found.record.evaluative == ()
    # All agree on a claim of the first attribution, which cannot stand without it.
    with pytest.raises(BadInput, match=r"^decisions: harbour: ana's c1 was chosen, but the attribution that"):
        adjudicate(LINEUP, decide("none", "bo", "none", "bo"), by="dov")


@pytest.mark.parametrize(
    ("decisions", "message"),
    [
        (
            ("ana", "", "ana", "ana"),
            "decisions: 1 problem: harbour number 3: not decided. Fill in `decision` in every row of the "
            "list that `attrib adjudicate` made of the same files: an annotator's name, or none.",
        ),
        (
            ("eve", "ana", "ana", "ana"),
            "decisions: 2 problems: harbour number 2: 'eve' names none of ana, bo; harbour number 2: not ",
        ),
        (
            ("ana cue=bo", "ana", "ana", "ana"),
            "decisions: 2 problems: harbour number 2: 'cue' cannot be taken from another (content, manner ",
        ),
        (
            ("ana", "ana", "bo", "ana"),
            "decisions: harbour: ana's e1 was chosen, but the attribution that holds it was decided away ",
        ),
    ],
)  # fmt: skip
def test_bad_decisions_are_named(decisions: tuple[str, ...], message: str) -> None:
    with pytest.raises(BadInput) as caught:
        adjudicate(LINEUP, decide(*decisions), by="dov")
    assert str(caught.value).startswith(message)


def test_decisions_about_other_files_are_refused() -> None:
    row = {**decide("ana", "ana", "ana", "ana")[0], "number": 99}
    with pytest.raises(BadInput, match=r"harbour number 99: there is no such attribution to decide; "):
        adjudicate(LINEUP, [row], by="dov")


def test_what_is_said_of_a_speaker_is_decided_too() -> None:
    other = replace(ANA, speakers=(Speaker("s1", "Ana Ruiz", "government", "mayor"), ANA.speakers[1]))
    lineup = line_up([[ANA], [other]], annotators=["ana", "bo"])
    rows = list_decisions(lineup)
    assert [(row["kind"], row["differs"], row["bo"]) for row in rows] == [
        ("speaker", "kind, role", "kind: government; role: mayor")
    ]
    (found,) = adjudicate(lineup, [{**rows[0], "decision": "bo"}], by="dov")
    assert (found.record.speakers[0].kind, found.record.speakers[0].role) == ("government", "mayor")


def test_names_that_cannot_stand_in_the_list_are_refused() -> None:
    with pytest.raises(BadOption, match=r"^'none' cannot stand in a list of decisions\. "):
        list_decisions(line_up([[ANA], [BO]], annotators=["none", "bo"]))


def test_records_of_the_model_are_adjudicated_into_a_sound_one() -> None:
    text = "The ferry is late, Ana Ruiz said. “Nobody told us,” one passenger said. The brutal regime fell."
    record = attrib.annotate(text)
    less = replace(record, evaluative=(), claims=record.claims[1:])
    lineup = line_up([[record], [less]], annotators=["ana", "bo"])
    rows = [{**row, "decision": "ana"} for row in list_decisions(lineup)]
    assert rows
    (found,) = adjudicate(lineup, rows, by="dov")
    assert find_problems(found.record.to_json()) == []
    assert found.record.claims == record.claims
