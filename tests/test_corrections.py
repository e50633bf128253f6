"""What a person settled stays to the letter; only what is new is shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_agreement import ANA, FIRST

import attrib
from attrib.corrections import carry_over, mark_review, read_review
from attrib.errors import BadAnnotation
from attrib.records import Annotated, Claim, Evaluative, MadeWith
from attrib.schema import find_problems
from attrib.spans import Span

PROGRAM = replace(ANA, made_with=MadeWith("0.1.0"))
# The person takes the second attribution out with its label, makes the first direct, and adds a label.
CORRECTED = replace(
    PROGRAM,
    attributions=(replace(FIRST, manner="direct"),),
    claims=(PROGRAM.claims[0], Claim("c2", (Span(27, 42),), "unattributed", sentence=1)),
    speakers=PROGRAM.speakers[:1],
    evaluative=(Evaluative("e9", Span(38, 42), "dysphemism", "outlet"),),
)
REVIEWED = mark_review(PROGRAM, CORRECTED, by="ana")


def test_a_review_says_what_the_person_did() -> None:
    review = read_review(REVIEWED)
    assert (review.by, review.accepted, review.changed, review.added) == (
        "ana",
        ("c1",),
        ("a1", "c2"),
        ("e9",),
    )
    assert [item["id"] for _, item in review.rejected] == ["a2", "e1"]
    assert REVIEWED.made_with.by == "ana"
    assert find_problems(REVIEWED.to_json()) == []
    assert Annotated.from_json(REVIEWED.to_json()) == REVIEWED


def test_the_same_program_again_finds_nothing_new() -> None:
    carried = carry_over(REVIEWED, PROGRAM)
    assert carried.new == ()
    for layer in ("attributions", "claims", "evaluative", "speakers"):
        assert getattr(carried.record, layer) == getattr(CORRECTED, layer)
    settled = {id: f"{id} is settled" for id in ("a1", "c1", "c2")}
    assert dict(carried.suppressed) == settled | {"a2": "rejected", "e1": "rejected"}
    assert carry_over(carried.record, PROGRAM).record == carried.record


def test_what_is_new_is_listed_with_an_id_of_its_own() -> None:
    newer = replace(
        PROGRAM,
        claims=(*PROGRAM.claims, Claim("c3", (Span(44, 66),), "unattributed", sentence=1)),
        evaluative=(Evaluative("e1", Span(12, 15), "loaded_label", "s1", "a1"),),
        made_with=MadeWith("0.2.0", model="news-2"),
    )
    carried = carry_over(REVIEWED, newer)
    assert sorted(carried.new) == ["c3", "e10"]
    label = next(one for one in carried.record.evaluative if one.id == "e10")
    assert (label.span, label.voice, label.attribution) == (Span(12, 15), "s1", "a1")
    assert carried.record.made_with == newer.made_with
    assert read_review(carried.record).new == carried.new
    assert find_problems(carried.record.to_json()) == []


def test_what_is_new_in_a_settled_attribution_has_the_speaker_that_the_person_gave() -> None:
    moved = replace(FIRST, speaker="s2")
    corrected = replace(PROGRAM, attributions=(moved, PROGRAM.attributions[1]), claims=(), evaluative=())
    reviewed = replace(corrected, extra={"review": {"by": "ana", "changed": ["a1"]}})
    label = Evaluative("e2", Span(0, 5), "loaded_label", "s1", "a1")
    carried = carry_over(reviewed, replace(PROGRAM, evaluative=(label,)))
    names = {one.id: one.name for one in carried.record.speakers}
    assert [names[one.speaker or ""] for one in carried.record.claims] == ["a nurse", "a nurse"]
    assert [names[one.voice] for one in carried.record.evaluative] == ["a nurse"]
    assert find_problems(carried.record.to_json()) == []


def test_what_depends_on_a_rejected_attribution_does_not_come_back() -> None:
    claim = Claim("c7", (Span(44, 51),), "attributed", "a2", "s2", sentence=1)
    newer = replace(PROGRAM, claims=(claim,))
    carried = carry_over(REVIEWED, newer)
    assert carried.new == ()
    assert ("c7", "the attribution it depends on was rejected") in carried.suppressed


def test_a_rejected_place_with_other_words_is_new() -> None:
    wider = replace(PROGRAM.evaluative[0], span=Span(27, 37), attribution=None, voice="outlet")
    carried = carry_over(REVIEWED, replace(PROGRAM, evaluative=(wider,)))
    assert [carried.record.evaluative[0].span, carried.new] == [Span(27, 37), ("e10",)]


def test_what_nobody_has_seen_follows_the_newer_program() -> None:
    review = {"by": "ana", "accepted": ["a1"]}
    partly = replace(PROGRAM, extra={"review": review})
    carried = carry_over(partly, replace(PROGRAM, evaluative=()))
    assert [one.id for one in carried.record.attributions] == ["a1", "a2"]
    assert carried.record.evaluative == ()
    assert carried.new == ("c1", "a2", "c2")


def test_a_record_that_a_person_made_is_settled_as_a_whole() -> None:
    carried = carry_over(ANA, replace(PROGRAM, attributions=(), claims=(), evaluative=()))
    assert carried.record.attributions == ANA.attributions
    assert read_review(PROGRAM).settled == frozenset()


def test_reviews_and_texts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BadAnnotation, match=r"^harbour: the review names 'a7', which is no finding"):
        read_review(replace(PROGRAM, extra={"review": {"by": "ana", "accepted": ["a7"]}}))
    with pytest.raises(
        BadAnnotation, match=r"^harbour: the key `review` cannot be read \(KeyError\('by'\)\)"
    ):
        read_review(replace(PROGRAM, extra={"review": {"accepted": []}}))
    with pytest.raises(BadAnnotation, match=r"^harbour: the two records are not of the same text \(sha256 "):
        carry_over(REVIEWED, replace(PROGRAM, text="Another text."))
    torn = replace(PROGRAM, extra={"review": {"by": "ana", "accepted": ["c2"]}}, attributions=())
    with pytest.raises(
        BadAnnotation, match=r"^harbour: c2 is settled, but the attribution it belongs to was"
    ):
        carry_over(torn, PROGRAM.__class__.from_json({**PROGRAM.to_json(), "attributions": [], "claims": []}))


def test_the_model_annotates_a_corrected_article_anew() -> None:
    text = "The ferry is late, Ana Ruiz said. “Nobody told us,” one passenger said. The brutal regime fell."
    record = attrib.annotate(text)
    first, *rest = record.evaluative
    corrected = mark_review(record, replace(record, evaluative=tuple(rest)), by="ana")
    carried = carry_over(corrected, attrib.annotate(text))
    assert (carried.new, dict(carried.suppressed)[first.id]) == ((), "rejected")
    assert carried.record.evaluative == tuple(rest)
    assert find_problems(carried.record.to_json()) == []
