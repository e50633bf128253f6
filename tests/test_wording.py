"""Evaluative language: what counts, and whose words it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from readings import block, read_marked

from attrib.attributions import find_attributions
from attrib.records import Block, Evaluative
from attrib.spans import Span
from attrib.speakers import find_speakers
from attrib.wording import find_wording, pick_holder


def find(marked: str, *blocks: Block) -> tuple[str, tuple[Evaluative, ...]]:
    reading = read_marked(marked)
    speakers, attributions = find_speakers(reading, find_attributions(reading, blocks))
    return reading.text, find_wording(reading, blocks, attributions, speakers)


def words_of(marked: str, *blocks: Block) -> list[tuple[str, str, str]]:
    """(words, category, voice) of each stretch."""
    text, found = find(marked, *blocks)
    return [(e.span.of(text), e.category, e.voice) for e in found]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("The regime fell.", ("regime", "loaded_label", "outlet")),
        ("Backed by terrorist groups, it fell.", ("terrorist groups", "loaded_label", "outlet")),
        ("A brutal raid began.", ("brutal", "evaluative_modifier", "outlet")),
        ("They neutralized 70 men.", ("neutralized", "euphemism", "outlet")),
        ("The last stronghold fell.", ("last stronghold", "loaded_label", "outlet")),
        ("A war-torn land.", ("war-torn", "evaluative_modifier", "outlet")),
        ("Theirs is aggression.", ("aggression", "loaded_label", "outlet")),
        ("The so-called experts left.", ("so-called", "doubt", "outlet")),
    ],
)
def test_the_lexicon_marks_words_that_judge(marked: str, found: tuple[str, str, str]) -> None:
    assert words_of(marked) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "The new tax regime takes effect in May.",
        "The military regime for the change of shift is the same.",
        "His terrorist conviction was quashed.",
        "He was tried for the crime of aggression.",
        "The acid was neutralized with lime: they neutralized the acid.",
        "The party has an absolute majority.",
        "She let go of the rope.",
        "It would be late.",
        "The bus was supposed to leave.",
        "The play is called Brutal Summer.",
    ],
)
def test_terms_titles_and_plain_senses_do_not_judge(text: str) -> None:
    assert words_of(text.replace("The acid was neutralized with lime: they", "They")) == []


def test_entries_come_with_neutral_words_and_their_note() -> None:
    _, (found,) = find("The regime fell.")
    assert (found.neutral, found.note, found.why) == (("government", "authorities"), "regime", ("lexicon",))


def test_the_network_and_the_lexicon_make_one_record() -> None:
    _, (found,) = find("The [w:regime] fell.")
    assert (found.why, found.category, found.score) == (("head", "lexicon"), "loaded_label", 0.7)


def test_stretches_hold_whole_words_and_no_lone_mark() -> None:
    assert [words for words, _, _ in words_of("They saw a so-[l:told tale].")] == ["so-told tale"]
    assert [words for words, _, _ in words_of("He likes “gutter [l:gossip”] still.")] == ["gossip"]


def test_the_title_of_a_work_does_not_judge() -> None:
    assert words_of("The film “Thugs” opens.") == []
    assert [words for words, _, _ in words_of("The “thugs” left.")] == ["“thugs”"]


def test_a_colour_alone_does_not_judge() -> None:
    assert words_of("[l:Black] Widow rose.") == [] and len(words_of("[l:Blackest] Widow rose.")) == 1


def test_layers_that_overlap_make_one_record() -> None:
    assert words_of("The [l:[n:gutter] press] left.") == [("gutter press", "loaded_label", "outlet")]


@pytest.mark.parametrize(
    ("marked", "category"),
    [
        ("The [w:mendacious] paper left.", "evaluative_modifier"),
        ("She called him a [w:rotter].", "loaded_label"),
    ],
)
def test_a_single_word_that_stands_as_a_noun_is_a_label(marked: str, category: str) -> None:
    assert find(marked)[1][0].category == category


def test_a_passage_is_narrowed_to_the_entry_in_it() -> None:
    assert words_of("This [l:is what a brutal raid will always be]!")[0][0] == "brutal"


@pytest.mark.parametrize(
    ("marked", "voice"),
    [
        ("[s1:[P:Ada Jell]] [q1:said] [c1:the brutal cuts hurt].", "s1"),
        ("[s1:She] [q1:said] [c1:the brutal cuts hurt].", "unsettled"),
        ("It [q1:is feared] [c1:the brutal cuts hurt].", "unsourced"),
        ("[s1:The brutal guard] [q1:said] [c1:so].", "outlet"),
        ("[s1:[P:Ada Jell]] [q1:said] [c1:[s2:the brutal guard] [q2:said] [c2:so]].", "s1"),
    ],
)
def test_the_voice_is_that_of_the_innermost_content(marked: str, voice: str) -> None:
    _, (found,) = find(marked)
    assert found.voice == voice


def test_words_in_quotation_marks_are_marked_as_quoted() -> None:
    _, found = find("[s1:Bo] [q1:called] [c1:it “a brutal raid”]. The brutal raid ended.")
    assert [e.quoted for e in found] == [True, False]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("[s1:[P:Ada Jell]] [q1:claimed] [c1:so].", [("claimed", "doubt", "outlet")]),
        ("[s1:[P:Ada Jell]] [q1:has admitted] [c1:so].", [("admitted", "certainty", "outlet")]),
        ("[s1:[P:Ada Jell]] [q1:did not admit] [c1:so].", []),
        ("[s1:[P:Ada Jell]] [q1:denied] [c1:it].", []),
        ("[s1:[P:Ada Jell]] [q1:said] [c1:[s2:Bo] [q2:claimed] [c2:so]].", [("claimed", "doubt", "s1")]),
    ],
)
def test_cues_that_judge_are_the_words_of_whoever_reports(
    marked: str, found: list[tuple[str, str, str]]
) -> None:
    assert words_of(marked) == found


def test_a_cue_that_judges_has_the_speaker_as_its_target() -> None:
    _, (found,) = find("[s1:[P:Ada Jell]] [q1:claimed] [c1:so].")
    assert (found.target, found.why) == ("s1", ("loaded-cue",))


def test_nobody_is_said_to_judge_themselves() -> None:
    marked = "[c1:The bloated [m1:office] employs 900], [q1:according to] [s1:[m1:its] report]."
    assert words_of(marked) == [("bloated", "evaluative_modifier", "outlet")]
    marked = "[c1:The bloated [m1:office] employs 900], [q1:according to] [s1:[m2:its] report]."
    assert words_of(marked) == [("bloated", "evaluative_modifier", "s1")]
    # In marks the words are the speaker's own.
    marked = "[c1:“The bloated [m1:office] employs 900,”] [q1:says] [s1:[m1:its] report]."
    assert words_of(marked) == [("bloated", "evaluative_modifier", "s1")]


def test_what_is_judged_is_the_target() -> None:
    text, found = find(
        "The regime's aggression grew. [s1:[P:Ada Jell]] [q1:said] [c1:the brutal raid failed]."
    )
    assert [one.target.of(text) for one in found if not isinstance(one.target, str | None)] == [
        "The regime", "The regime", "the brutal raid",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("The “volunteers” came.", [("“volunteers”", "scare_quote", "outlet")]),
        ("[s1:Bo] [q1:called] [c1:it “a fix”]. The “fix” lasted.", [("“fix”", "scare_quote", "outlet")]),
        # One that is passed over (a name, a term that is open) does not end the search; three words are few.
        ("The “Vesk” boat. The “fix” lasted.", [("“fix”", "scare_quote", "outlet")]),
        ("The plant, known as “the pump”, broke. The “fix” lasted.", [("“fix”", "scare_quote", "outlet")]),
        ("The “fix of sorts” lasted.", [("“fix of sorts”", "scare_quote", "outlet")]),
        ("The rule known as “two strikes” is old.", []),
        ("They read “The Salt Road”.", []),
        ("The sign reads “no entry”.", []),
        ("A busker known as “[w:Tin]” left. So did one known as [w:“Tin”].", []),
        ("[s1:A busker known as “tin”] [q1:said] [c1:so].", []),
        ("[c1:“They ‘repaired’ mine in May,”] [q1:said] [s1:Bo].", [("‘repaired’", "scare_quote", "s1")]),
        ("[c1:\"They 'repaired' Bo's and Jo's,\"] [q1:said] [s1:Bo].", [("'repaired'", "scare_quote", "s1")]),
        ("[c1:“They told me ‘no’ and said, ‘fine’,”] [q1:said] [s1:Bo].", []),
        ("[c1:“The film was called ‘dust’ there,”] [q1:said] [s1:Bo].", []),
    ],
)
def test_scare_quotes_are_told_from_quotations_terms_and_titles(
    marked: str, found: list[tuple[str, str, str]]
) -> None:
    assert words_of(marked) == found


def test_site_furniture_is_left_out() -> None:
    text = "The dam holds.\n\nA brutal offer: subscribe"
    assert words_of(text, block(text, "boilerplate", "A brutal offer: subscribe")) == []


def test_ids_follow_the_text_and_nothing_overlaps() -> None:
    _, found = find("The regime's brutal [w:brutal raid] and its “friends” fell.")
    assert [e.id for e in found] == [f"e{n}" for n in range(1, len(found) + 1)]
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_a_word_in_two_contents_is_held_by_the_smaller_wherever_it_stands() -> None:
    reading = read_marked("[s1:Bo] [q1:said] [c1:[s2:Jo] [q2:claims] [c2:the regime] fell in the end].")
    attributions = find_attributions(reading, ())
    holder = pick_holder(Span(reading.text.index("regime"), reading.text.index("regime") + 6), attributions)
    assert holder is not None and holder.content[0].of(reading.text) == "the regime"
