"""From sources to speakers: names settled, everything else left open with its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from readings import read_marked

from attrib.attributions import find_attributions
from attrib.reasons import REASONS
from attrib.records import Attribution, Speaker
from attrib.sources import to_key
from attrib.speakers import find_speakers


def find(marked: str) -> tuple[str, tuple[Speaker, ...], tuple[Attribution, ...]]:
    reading = read_marked(marked)
    return reading.text, *find_speakers(reading, find_attributions(reading, ()))


def names_of(marked: str) -> list[str | None]:
    """The name of each attribution's speaker, or the reason in brackets why it is open."""
    _, speakers, attributions = find(marked)
    by_id = {speaker.id: speaker.name for speaker in speakers}
    return [by_id[a.speaker] if a.speaker else (f"({a.open})" if a.open else None) for a in attributions]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[s1:[P:Ada Jell]] [q1:said] [c1:yes]. [s2:[P:Jell]] [q2:said] [c2:no].", ["Ada Jell", "Ada Jell"]),
        ("[s1:[P:Jell]][q1::] [c1:yes]\n\n[s2:[P:Ada Jell]] [q2:said] [c2:no].", ["Ada Jell", "Ada Jell"]),
        ("[s1:Dr [P:Omar Say]] [q1:said] [c1:yes].", ["Omar Say"]),
        ("[s1:[P:Mr Omar Say]] [q1:said] [c1:yes].", ["Omar Say"]),
        ("[s1:The director, [P:Ada Jell],] [q1:said] [c1:yes].", ["Ada Jell"]),
        ("[s1:[P:Ada Jell], director of [O:Norbank],] [q1:said] [c1:yes].", ["Ada Jell"]),
        ("[s1:shopkeeper [P:Ada Jell]'s] [q1:view] [c1:is no].", ["Ada Jell"]),
        (
            "[s1:[P:Joost de Wit]] [q1:said] [c1:yes]. [s2:[P:De Wit]] [q2:said] [c2:no].",
            ["Joost de Wit"] * 2,
        ),
        ("[s1:[P:José Peña]] [q1:said] [c1:yes]. [s2:[P:Pena]] [q2:said] [c2:no].", ["José Peña"] * 2),
        ("[s1:[P:ADA JELL]] [q1:said] [c1:yes]. [s2:[P:Ada Jell]] [q2:said] [c2:no].", ["ADA JELL"] * 2),
        ("[s1:The [O:Treasury]] [q1:said] [c1:yes].", ["Treasury"]),
        (
            "[s1:[O:Jell Motors]] [q1:said] [c1:so]. [s2:[P:Ada Jell]] [q2:said] [c2:no].",
            ["Jell Motors", "Ada Jell"],
        ),
    ],
)
def test_names_and_single_surnames_are_settled(marked: str, names: list[str]) -> None:
    assert names_of(marked) == names


@pytest.mark.parametrize(
    ("marked", "reasons"),
    [
        ("[s1:[L:Norland]'s foreign minister] [q1:said] [c1:yes].", ["(role)"]),
        ("[P:Ada Jell] came. [s1:She] [q1:said] [c1:yes].", ["(pronoun)"]),
        ("[P:Ada Jell] met [P:Bo Jell]. [s1:[P:Jell]] [q1:said] [c1:yes].", ["(shared-surname)"]),
        ("[P:Ada Jell] came. [s1:The younger [P:Jell]] [q1:said] [c1:yes].", ["(shared-surname)"]),
        ("Two drivers stood there. “You braked!”", ["(orphan-quotation)"]),
        ("It [q1:is feared] [c1:that it sank].", [None]),
        ("It rained all day, [q1:adding] [c1:that it would stop].", ["(no-antecedent)"]),
    ],
)
def test_the_rest_is_left_open_with_its_reason(marked: str, reasons: list[str | None]) -> None:
    assert names_of(marked) == reasons


@pytest.mark.parametrize(
    ("marked", "name", "kind"),
    [
        ("[s1:Officials] [q1:said] [c1:yes].", "officials", "unnamed"),
        ("[s1:Critics] [q1:said] [c1:yes].", "critics", "group"),
        ("[s1:A nurse in Vesk] [q1:said] [c1:yes].", "a nurse in Vesk", "unnamed"),
        ("[s1:Two former clients] [q1:said] [c1:yes].", "two former clients", "group"),
        ("[c1:It holds], [q1:according to] [s1:the site diary].", "the site diary", "document"),
    ],
)
def test_who_is_not_named_is_described_as_the_text_does(marked: str, name: str, kind: str) -> None:
    _, (speaker,), _ = find(marked)
    assert (speaker.name, speaker.kind, speaker.named) == (name, kind, False)


def test_joint_sources_have_members() -> None:
    _, speakers, (attribution,) = find("[s1:[L:Norland], [L:Vesk] and [L:Orsa]] [q1:said] [c1:yes].")
    assert [(s.name, s.kind, s.members, s.and_or) for s in speakers] == [
        ("Norland", "government", (), None),
        ("Vesk", "government", (), None),
        ("Orsa", "government", (), None),
        ("Norland, Vesk and Orsa", "joint", ("s1", "s2", "s3"), "and"),
    ]
    assert (attribution.speaker, attribution.source_status) == ("s4", "named")


def test_a_disjunct_of_a_name_and_a_role_keeps_the_role_as_a_description() -> None:
    assert names_of("[s1:Either Mayor [P:Petra Holm] or her deputy] [q1:told] them [c1:to dig].") == [
        "Petra Holm or her deputy"
    ]


def test_a_spokesman_for_two_is_one_speaker() -> None:
    assert names_of("[s1:A spokesman for [L:Norland] and [L:Vesk]] [q1:said] [c1:yes].") == [
        "a spokesman for Norland and Vesk"
    ]


def test_a_cue_without_a_source_goes_on_with_the_speaker_before_it() -> None:
    _, _, found = find("[s1:[P:Ada Jell]] [q1:said] [c1:yes], [q2:adding] [c2:that rain is due].")
    assert [(a.speaker, a.why[-1]) for a in found] == [("s1", "name-in-source"), ("s1", "elided-source")]


def test_it_goes_on_with_what_is_open_too() -> None:
    assert names_of("[s1:The minister] [q1:said] [c1:yes], [q2:adding] [c2:that rain is due].") == [
        "(role)",
        "(role)",
    ]


def test_the_role_is_the_words_beside_the_name() -> None:
    roles = {
        "[s1:Defense Minister [P:Ada Jell]] [q1:said] [c1:yes].": "Defense Minister",
        "[s1:The director, [P:Ada Jell],] [q1:said] [c1:yes].": "the director",
        "[s1:[P:Ada Jell], 41, a courier in Vesk,] [q1:said] [c1:yes].": None,
        "[s1:[P:Ada Jell], a courier in Vesk,] [q1:said] [c1:yes].": "a courier in Vesk",
        "[s1:[P:Ada Jell]] [q1:said] [c1:yes].": None,
    }
    assert {marked: find(marked)[1][0].role for marked in roles} == roles


def test_mentions_are_the_sources_and_the_names_that_are_surely_theirs() -> None:
    text, (speaker,), _ = find(
        "[P:Ada Jell] came. [s1:[P:Jell]] [q1:said] [c1:yes]. [P:Bo Moe] left [P:Jell]."
    )
    assert [span.of(text) for span in speaker.mentions] == ["Ada Jell", "Jell", "Jell"]


def test_settled_attributions_have_a_score_and_open_ones_none() -> None:
    _, _, found = find("[s1:[P:Ada Jell]] [q1:said] [c1:yes]. [s2:She] [q2:said] [c2:no].")
    assert [a.speaker_score is None for a in found] == [False, True]
    assert all(reason in REASONS for a in found for reason in (*a.why, *([a.open] if a.open else [])))


@given(st.text(max_size=30))
def test_keys_do_not_change_when_made_again(name: str) -> None:
    assert to_key(to_key(name)) == to_key(name)


def test_a_joint_source_that_stays_open_leaves_no_speaker_behind() -> None:
    marked = "[P:Ada Jell] and [P:Bo Jell] met. [s1:[P:Cy Moe] and [P:Jell]] [q1:said] [c1:yes]."
    _, speakers, (found,) = find(marked)
    assert (speakers, found.speaker, found.open) == ((), None, "shared-surname")
