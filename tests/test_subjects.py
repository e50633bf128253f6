"""Subjects: whom a cue without a source has right before it."""

from __future__ import annotations

import pytest
from test_constructions import tell


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ("She [q1:hopes] [c1:to stay].", ["She"]),
        ("[P:Ada Lind] [q1:promised] [c1:to stay].", ["Ada Lind"]),
        ("[P:Ada Lind] and [P:Bo Jell] [q1:promised] [c1:to stay].", ["Ada Lind and Bo Jell"]),
        ("[L:Vesk], for its part, [q1:promised] [c1:a boat].", ["Vesk"]),
        ("[c1:His lawyer] [q1:promised] [c1:to stay].", ["His lawyer"]),
        ("[s1:Bo] [q1:said] [c1:the old [m1:guards] [q2:promised] [c2:to stay]].", ["the old guards"]),
        ("[s1:Bo] [q1:said] [c1:the quay [q2:promised] [c2:to stay]].", []),  # no mention
        # in nobody's words: all that stands before the verb, or nothing
        ("The old [m1:guards] [q1:promised] [c1:to stay].", ["The old guards"]),
        ("The law on guilds [q1:requires] [c1:a vote].", ["The law on guilds"]),
        ("Then, the old [m1:guards] [q1:promised] [c1:to stay].", []),
        ("The quay [q1:promised] [c1:to stay].", []),
        ("SAVE A CLUB [q1:Let's say] [c1:it burns].", []),
        ("[P:Ada Lind] [q1:was promised] [c1:a boat].", []),
        ("[P:Ada Lind] seemed [q1:to promise] [c1:a boat].", []),
        ("[c1:If she] [q1:promised] [c1:a boat].", []),
        ("[c1:“She] [q1:promised] [c1:a boat.”]", []),
        ("The quay leaks. [q1:Promised] [c1:a boat].", []),
    ],
)
def test_what_stands_before_a_finite_verb_is_its_source(marked: str, source: list[str]) -> None:
    assert tell(marked)[-1][0] == source


def test_which_is_what_was_said_and_not_who_said_it() -> None:
    assert tell("The boat, [c1:which the mayor] [q1:promised] [c1:to save], sank.") == [
        (["the mayor"], "promised", ["which", "to save"])
    ]


def test_a_source_that_the_network_linked_stays() -> None:
    assert tell("She, [s1:Bo] says, [q1:hopes] [c1:to stay].") == [(["Bo"], "hopes", ["to stay"])]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("[P:Ada Lind] wrote to the board in March:\n\n“The quay leaks on Sundays.”",
         (["Ada Lind"], "wrote", ["“The quay leaks on Sundays.”"])),
        ("[P:Ada Lind] wrote: “The quay leaks on Sundays.”",
         (["Ada Lind"], "wrote:", ["“The quay leaks on Sundays.”"])),
        ("Mayor [P:Ada Lind] was angry: “The quay leaks on Sundays.”",
         (["Mayor Ada Lind"], ":", ["“The quay leaks on Sundays.”"])),
        ("But by noon [P:Ada Lind] was angry: “The quay leaks on Sundays.”",
         (["Ada Lind"], ":", ["“The quay leaks on Sundays.”"])),
        ("She was angry: “The quay leaks on Sundays.”", (["She"], ":", ["“The quay leaks on Sundays.”"])),
        # two persons, none, or no colon
        ("[P:Ada Lind] met [P:Bo Jell]: “The quay leaks on Sundays.”",
         ([], None, ["“The quay leaks on Sundays.”"])),
        ("The rule is old: “The quay leaks on Sundays.”", ([], None, ["“The quay leaks on Sundays.”"])),
        ("She was angry. “The quay leaks on Sundays.”", ([], None, ["“The quay leaks on Sundays.”"])),
    ],
)  # fmt: skip
def test_a_colon_hands_over_to_a_quotation(
    marked: str, found: tuple[list[str], str | None, list[str]]
) -> None:
    assert tell(marked) == [found]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("[P:Ada Lind] had told her aide that it leaks", (["Ada Lind"], "had told", ["that it leaks"])),
        ("she also warned that it leaks", (["she"], "also warned", ["that it leaks"])),
        ("the quay that it built leaks", None),
        ("“[P:Ada Lind] said that it leaks”", None),  # in her words
    ],
)
def test_what_a_content_reports_in_turn_is_found(
    content: str, found: tuple[list[str], str, list[str]] | None
) -> None:
    assert tell(f"[s1:Bo] [q1:said] [c1:{content}].")[1:] == ([found] if found else [])


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        ("[c1:“My [m1:father] used to say, ‘Salt first,’”] [q1:said] [s1:Bo].",
         [(["My father"], "used to say", ["‘Salt first,’"])]),
        ("[c1:“I asked [P:Ada], ‘Is it dry?’ and she said, ‘No.’”] [q1:said] [s1:Bo].",
         [(["I"], "asked", ["‘Is it dry?’"]), (["she"], "said", ["‘No.’"])]),
        ("[s1:Bo] [q1:said] [c1:that his [m1:boss] had said, “Burn it”].",
         [(["his boss"], "had said", ["“Burn it”"])]),
        ("[c1:“We read ‘The Salt Road’ aloud”], [q1:said] [s1:Bo].", []),
        ("[c1:“We never said the ‘right’ thing”], [q1:said] [s1:Bo].", []),
    ],
)  # fmt: skip
def test_a_quotation_inside_of_what_is_said_is_found_with_its_verb(
    marked: str, found: list[tuple[list[str], str, list[str]]]
) -> None:
    assert [one for one in tell(marked) if one[1] != "said" or one[0] != ["Bo"]] == found


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ("[c1:“Lies!”] [q1:shouted] one.", ["one"]),
        ("[c1:“Lies!”] [q1:shouted] one of them.", ["one of them"]),
        ("[c1:“Lies!”] [q1:shouted] one man in the hall.", []),
        ("The mayor, whose wife [q1:had told] him [c1:that she feared the sea], left.", ["whose wife"]),
    ],
)
def test_who_shouts_may_stand_behind_the_verb_or_in_a_clause(marked: str, source: list[str]) -> None:
    assert [one[0] for one in tell(marked)] == [source]


def test_what_stands_in_two_contents_is_found_once() -> None:
    marked = "[s1:Bo] [q1:said] [c1:[s2:she] [q2:knew] [c2:[P:Ada Lind] had told him that it leaks]]."
    assert [cue for _, cue, _ in tell(marked)] == ["said", "knew", "had told"]
