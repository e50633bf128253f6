"""To whom something is said, and through what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.drafts import Draft
from attrib.phrases import pick_phrase
from attrib.receivers import find_receivers
from attrib.spans import Span
from tests.readings import make_reading, read_marked
from tests.strategies import span_lists, texts


def receivers(marked: str) -> tuple[list[str], list[str]]:
    """The addressees and media of the first attribution of a marked text, as words."""
    reading = read_marked(marked)
    drafts = [Draft(r.source, r.cue, r.content, r.score, ()) for r in reading.relations]
    found = find_receivers(reading, drafts[0], drafts)
    return [s.of(reading.text) for s in found.addressee], [s.of(reading.text) for s in found.medium]


@pytest.mark.parametrize(
    ("marked", "addressee", "medium"),
    [
        (
            "[s1:The mayor] [q1:told] Vesk News Agency on Monday [c1:that it rained].",
            ["Vesk News Agency"],
            ["Vesk News Agency"],
        ),
        ("[c1:“No,”] [s1:she] [q1:told] reporters in Vesk.", ["reporters"], []),
        (
            "[s1:She] [q1:told] reporters from Norbank Radio [c1:that it rained].",
            ["reporters from Norbank Radio"],
            [],
        ),
        ("[s1:She] [q1:told] members of the board [c1:to wait].", ["members of the board"], []),
        ("[s1:She] [q1:warned] residents of floods [c1:that it rained].", ["residents"], []),
        (
            "[s1:She] [q1:said] in an interview with Norbank Radio [c1:that it rained].",
            ["Norbank Radio"],
            ["an interview with Norbank Radio"],
        ),
        (
            "Speaking to the Vesk Herald, [s1:she] [q1:said] [c1:it rained].",
            ["the Vesk Herald"],
            ["the Vesk Herald"],
        ),
        ("[s1:She] [q1:tweeted] [c1:“No.”]", [], ["tweeted"]),
        ("[s1:She] [q1:wrote] on Facebook [c1:that it rained].", [], ["Facebook"]),
        ("[c1:“No,”] [s1:she] [q1:said] in a statement on Friday.", [], ["a statement"]),
        ("[c1:“No,”] [s1:she] [q1:said in a statement].", [], ["a statement"]),
        ("[s1:She] [q1:told] AFP news agency [c1:that it rained].", ["AFP news agency"], ["AFP news agency"]),
        (
            "[s1:She] [q1:said] in a letter to the board [c1:that it rained].",
            ["the board"],
            ["a letter to the board"],
        ),
        (
            "In a letter to the board, [s1:dockers] [q1:asked for] [c1:a crane].",
            ["the board"],
            ["a letter to the board"],
        ),
        ("[s1:She] [q1:said] through a spokesman [c1:that it rained].", [], ["a spokesman"]),
        (
            "[s1:She] [q1:was quoted as saying] by the daily Hanvit [c1:that it rained].",
            [],
            ["the daily Hanvit"],
        ),
        ("[s1:The ministry's] [q1:audit found] [c1:cracks].", [], ["audit"]),
        ("[s1:She] [q1:wrote] to the hospital board in March: [c1:“No.”]", ["the hospital board"], []),
        ("Residents [q1:were told] [c1:that it rained].", ["Residents"], []),
        ("[q1:Asked about] [c1:the funds], [s2:the mayor] [q2:said] [c2:nothing].", ["the mayor"], []),
        ("[s1:Per Ek, speaking on Norbank Radio,] [q1:said] [c1:it rained].", [], ["Norbank Radio"]),
        # No place, no thing that is told, nobody's employer, no other verb's adjunct, no topic.
        ("[s1:She] [q1:told] the truth about [c1:the rain].", [], []),
        ("[s1:A reporter for Norbank Radio] [q1:said] [c1:it rained].", [], []),
        ("[s1:She] [q1:refused] to help people [c1:in Vesk].", [], []),
        ("[c1:“No,”] [s1:she] [q1:said] in Vesk in response to critics.", [], []),
        ("[c1:“No,”] [s1:she] [q1:said], and appeared on Norbank Radio.", [], []),
        ("[c1:“I told Norbank Radio in a letter,”] [s1:she] [q1:said].", [], []),
    ],
)
def test_receivers_are_found_beside_their_cue(marked: str, addressee: list[str], medium: list[str]) -> None:
    assert receivers(marked) == (addressee, medium)


def test_an_adjunct_behind_and_belongs_to_the_cue_after_it() -> None:
    marked = "[s1:She] [q1:said] [c1:it rained] and, in a letter to the board, [q2:asked for] [c2:a roof]."
    assert receivers(marked) == ([], [])
    reading = read_marked(marked)
    drafts = [Draft(r.source, r.cue, r.content, r.score, ()) for r in reading.relations]
    found = find_receivers(reading, drafts[1], drafts)
    assert [span.of(reading.text) for span in found.medium] == ["a letter to the board"]


def test_a_quotation_without_a_cue_has_no_receivers() -> None:
    reading = make_reading("“No.” She told reporters in a letter.")
    assert find_receivers(reading, Draft((), None, (Span(0, 5),), 0.6, ())) == ((), ())


@pytest.mark.parametrize(
    ("stretch", "phrase"),
    [
        ("her deputy that", "her deputy"),
        ("her that", "her"),
        ("the U.S. Senate on", "the U.S. Senate"),
        ("Vesk TV's “The Week Ahead” on Sunday", "Vesk TV's “The Week Ahead”"),
        ("local reporters and left", "local reporters"),
        ("the BBC and the press that", "the BBC and the press"),
        ("reporters gathered outside", "reporters"),
        ("him", "him"),
        ("the", None),
        ("running water", None),
        ("", None),
    ],
)
def test_a_noun_phrase_ends_before_place_time_and_clause(stretch: str, phrase: str | None) -> None:
    found = pick_phrase(stretch, Span(0, len(stretch)))
    assert (found.of(stretch) if found else None) == phrase


@given(st.data())
def test_receivers_of_any_text_lie_inside_it_and_outside_the_content(data: st.DataObject) -> None:
    text = data.draw(texts(max_parts=20))
    cues = data.draw(span_lists(text, max_size=2))
    content = data.draw(span_lists(text, min_size=0))
    if not text or not cues or not content:
        return
    drafts = [Draft(data.draw(span_lists(text)), cue, content, 0.9, ()) for cue in cues]
    for draft in drafts:
        for span in (*(found := find_receivers(make_reading(text), draft, drafts)).addressee, *found.medium):
            assert 0 <= span.start < span.end <= len(text)
            assert not any(part.touches(span) for part in content)
