"""Answers of an interview are their speaker's words; a news article with a question or two is none."""

from __future__ import annotations

import pytest

import attrib
from attrib.interviews import find_answers, find_introduction
from attrib.layout import find_blocks, find_paragraphs

INTERVIEW = """Harbour Post interviews Ana Ruiz

On Monday, Harbour Post interviewed Ana Ruiz, the harbour master of Vesk, about the leaking quay.

Since when does it leak?

I saw water there in 1998. We wrote a letter, and the board said it would send somebody.

Photo: Harbour Post

Nobody came.

And what did you do then?

You wait. I think the quay will last until June."""


def answers(text: str) -> list[list[str]]:
    paragraphs = find_paragraphs(text)
    found = find_answers(text, paragraphs, find_blocks(text, paragraphs))
    return [[span.of(text) for span in answer] for answer in found]


def test_an_answer_goes_from_one_question_to_the_next_without_captions() -> None:
    first, second = answers(INTERVIEW)
    assert [words[:6] for words in first] == ["I saw ", "Nobody"]
    assert second == ["You wait. I think the quay will last until June."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("interview", "visit"),  # nothing says that it is an interview
        ("?", "."),  # nobody asks
        ("Since when does it leak?", "It leaks."),  # asked once alone
    ],
)
def test_what_does_not_look_like_an_interview_has_no_answers(old: str, new: str) -> None:
    assert answers(INTERVIEW.replace(old, new)) == []


def test_news_that_quotes_or_speaks_of_nobody_in_person_is_no_interview() -> None:
    quoting = INTERVIEW.replace("I saw water", "“I saw water,” she said").replace("You wait.", "“You wait.”")
    assert answers(quoting) == []
    impersonal = "Interviews on the quay\n\nWhy does it leak?\n\nIt is old.\n\nWho pays?\n\nThe board pays."
    assert answers(impersonal) == []
    assert find_introduction("Why?", find_paragraphs("Why?")) is None


def test_labelled_turns_are_left_to_the_network() -> None:
    labelled = INTERVIEW.replace("I saw water", "Ana Ruiz: I saw water").replace(
        "You wait.", "Ana Ruiz: You wait."
    )
    assert answers(labelled) == []


def test_answers_are_attributions_of_the_guest_and_questions_are_the_outlets() -> None:
    record = attrib.annotate(INTERVIEW)
    names = {one.id: one.name for one in record.speakers}
    turns = [one for one in record.attributions if "interview-answer" in one.why]
    assert [(names[one.speaker or ""], one.manner, one.source_status, one.cue) for one in turns] == [
        ("Ana Ruiz", "direct", "elided", None)
    ] * 2
    said = {span.of(INTERVIEW): claim for claim in record.claims for span in claim.spans}
    assert names[said["Nobody came."].speaker or ""] == "Ana Ruiz"
    questions = [claim for words, claim in said.items() if words.endswith("?")]
    assert len(questions) == 2
    assert {(claim.kind, claim.status) for claim in questions} == {("question", "unattributed")}
    nested = [one for one in record.attributions if one.cue and one.cue.of(INTERVIEW) == "said"]
    assert [one.parent for one in nested] == [turns[0].id]


def test_answers_of_several_guests_are_left_open() -> None:
    several = INTERVIEW.replace("interviewed Ana Ruiz, the", "interviewed Ana Ruiz and Bo Lind, the")
    record = attrib.annotate(several.replace("interviews Ana Ruiz", "interviews two who know"))
    turns = [one for one in record.attributions if "interview-answer" in one.why]
    assert [(one.speaker, one.open) for one in turns] == [(None, "orphan-quotation")] * 2


@pytest.mark.parametrize(
    ("introduction", "speakers"),
    [
        ("Reporter Bo Lind interviewed the harbour master Ana Ruiz on Monday.", ["Bo Lind", "Ana Ruiz"]),
        ("Ana Ruiz, the harbour master, took questions from reporter Bo Lind.", ["Bo Lind", "Ana Ruiz"]),
        ("Reporter Bo Lind met Ana Ruiz and Ole Moe. It rained.", ["Q", "A"]),
    ],
)
def test_question_and_answer_are_whoever_the_introduction_says(
    introduction: str, speakers: list[str]
) -> None:
    text = f"{introduction}\n\nQ: Does it leak?\n\nA: Since 1998.\n\nQ: Why?\n\nA: It is old."
    found = attrib.annotate(text)
    names = {speaker.id: speaker.name for speaker in found.speakers}
    turns = [names.get(one.speaker or "") for one in found.attributions if "labelled-turn" in one.why]
    assert turns == speakers * 2
