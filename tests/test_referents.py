"""Whom a text speaks of: names that belong together, roles, sex, kinship."""

from __future__ import annotations

import pytest
from readings import read_marked

from attrib.referents import Referent, Referents, read_given_names, to_role
from attrib.spans import Span


def find(marked: str) -> dict[str, Referent]:
    return Referents(read_marked(marked)).by_key


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[P:Ada Jell] came. [P:Jell] left.", {"Ada Jell": 2}),
        ("[P:Ada Jell] came. [P:Ada] left.", {"Ada Jell": 2}),
        ("[P:Ada Jell] met [P:Bo Jell]. [P:Jell] left.", {"Ada Jell": 1, "Bo Jell": 1}),
        ("[P:Baker Joost de Wit] came. [P:De Wit] left.", {"Joost de Wit": 2}),
        ("The [O:Food Safety Board] met. The [O:FSB] left.", {"Food Safety Board": 2}),
        (
            "The [O:Food Safety Board] and the [O:First Savings Bank] met. [O:FSB] left.",
            {"Food Safety Board": 1, "First Savings Bank": 1, "FSB": 1},
        ),
        ("[O:Norbank] met. [L:Norland]'s envoy left.", {"Norbank": 1, "Norland": 1}),
    ],
)
def test_names_that_mean_the_same_are_one(marked: str, names: dict[str, int]) -> None:
    assert {one.name: len(one.names) for one in find(marked).values()} == names


@pytest.mark.parametrize(
    ("marked", "roles"),
    [
        ("Defense Minister [P:Ada Jell] came.", ["Defense Minister"]),
        ("Norland's foreign minister, [P:Ada Jell], came.", ["Norland's foreign minister"]),
        ("[P:Ada Jell], the harbour master, came.", ["the harbour master"]),
        ("[P:Ada Jell] is the harbour master of Vesk.", ["the harbour master of Vesk"]),
        ("[P:Ada Jell], who was a nurse, came.", ["a nurse"]),
        ("Yesterday [P:Ada Jell], 41, came.", []),
        ("They met [P:Ada Jell], angering the mayor.", []),
        ("[P:Ada Jell], received by her Norland counterpart, came.", []),
    ],
)
def test_roles_stand_before_beside_or_behind_a_name(marked: str, roles: list[str]) -> None:
    reading = read_marked(marked)
    (referent,) = Referents(reading).by_key.values()
    assert [role.span.of(reading.text) for role in referent.roles] == roles


def test_short_and_long_forms_of_an_office_are_the_same_words() -> None:
    pairs = [("FM", "the foreign minister"), ("PM", "the Premier"), ("defence chief", "head of defense")]
    for short, long in pairs:
        assert to_role(short, Span(0, len(short))).words == to_role(long, Span(0, len(long))).words


@pytest.mark.parametrize(
    ("marked", "sign"),
    [
        ("Mr [P:Kim Jell] came.", 1),
        ("Mrs. [P:Kim Jell] came.", -1),
        ("The spokeswoman [P:Kim Jell] came.", -1),
        ("[P:Kim Jell], the duke, came.", 1),
        ("[P:Ada Jell] came.", -1),
        ("[P:Kim Jell] came.", 0),
    ],
)
def test_titles_roles_and_given_names_tell_he_from_she(marked: str, sign: int) -> None:
    (referent,) = find(marked).values()
    assert (referent.sex > 0) - (referent.sex < 0) == sign


def test_given_names_are_nobody_elses() -> None:
    names = read_given_names()
    assert len(names) > 1000 and set(names.values()) == {1, -1}
    assert not {"kim", "alex", "robin", "sam"} & names.keys()


def test_kin_have_one_surname_and_are_told_apart() -> None:
    referents = Referents(read_marked("[P:Hassan Jell], 71, left the firm to his son [P:Kerem]."))
    assert [one.name for one in referents.by_key.values()] == ["Hassan Jell", "Kerem Jell"]
    found = [referents.pick_kin(word, "Jell") for word in ("elder", "younger", "son", "father", "wife")]
    assert found == [
        "person hassan jell",
        "person kerem",
        "person kerem",
        "person hassan jell",
        None,
    ]
