"""What a source says of its speaker: kind, role, principal, and why one stays unnamed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.descriptions import find_principal, pick_kind
from attrib.errors import BadInput
from attrib.grounds import find_grounds
from attrib.naming import HeadName
from attrib.nouns import pick_noun, read_nouns
from attrib.records import Name, SourceStatus
from attrib.roles import find_roles
from attrib.spans import Span
from tests.strategies import span_lists, texts


def whole(text: str) -> Span:
    return Span(0, len(text))


def pick_role(text: str, name: Span) -> str | None:
    """The first role that the words around a name give, with single blanks."""
    role = next(find_roles(text, name), None)
    return " ".join(role.of(text).split()) if role else None


def at(text: str, words: str) -> Span:
    start = text.rindex(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("source", "status", "kind"),
    [
        ("a nurse", "nominal", "unnamed"),
        ("the foreign minister", "nominal", "unnamed"),
        ("two nurses", "nominal", "group"),
        ("lobsterwomen on the quay", "nominal", "group"),
        ("Officials", "anonymous", "group"),
        ("a senior official", "anonymous", "unnamed"),
        ("one of the officials", "anonymous", "unnamed"),
        ("a number of officials", "anonymous", "group"),
        ("Critics", "vague", "group"),
        ("the crowd", "vague", "group"),
        ("Fifteen per cent of voters", "nominal", "group"),
        ("The Vesk police", "nominal", "government"),
        ("the country's embassy in Vesk", "nominal", "government"),
        ("an appeals court", "nominal", "government"),
        ("the court's ruling", "nominal", "document"),
        ("The ministry's", "nominal", "government"),
        ("a study of 4,000 births", "nominal", "document"),
        ("the black box", "nominal", "document"),
        ("the company", "nominal", "organisation"),
        ("research conducted by a firm", "nominal", "document"),
        ("she", "pronoun", "unnamed"),
        ("they", "pronoun", "group"),
        ("the wibble", "nominal", "unnamed"),
    ],
)
def test_a_description_tells_the_kind_by_its_noun(source: str, status: SourceStatus, kind: str) -> None:
    assert pick_kind(source, (whole(source),), status, None) == kind


@pytest.mark.parametrize(
    ("name", "type_", "kind"),
    [
        ("Ana Ruiz", "Person", "person"),
        ("Norbank", "Organization", "organisation"),
        ("Norland", "Location", "government"),
        ("White House", "Facility", "government"),
        ("Number 10", None, "government"),
        ("Vesk Arena", "Facility", "organisation"),
        ("Ministry for Rivers and Lakes", "Organization", "government"),
        ("High Court", None, "government"),
        ("Depok University", "Organization", "organisation"),
        ("Halenko Report", None, "document"),
        ("Norlanders", "NORP", "group"),
        ("Vesk Herald", "Organization", "organisation"),
        ("Sanders", None, "organisation"),
        ("Democrats", None, "group"),
        ("Norland Democrat", None, "unnamed"),
        ("Ada Lind", None, "person"),
    ],
)
def test_a_name_tells_the_kind_by_its_type_and_its_noun(name: str, type_: str | None, kind: str) -> None:
    assert pick_kind(name, (whole(name),), "named", HeadName(whole(name), type_, None)) == kind


@pytest.mark.parametrize(
    ("source", "principal"),
    [
        ("a spokesman for Norbank", "Norbank"),
        ("Norbank's spokeswoman Ada Lind", "Norbank"),
        ("the ministry’s spokesperson", "the ministry"),
        ("the family's lawyer, Per Ek,", "the family"),
        ("police spokesman Per Ek", "police"),
        ("A Treasury spokeswoman", "Treasury"),
        ("Ada Lind, a lawyer for the family in Vesk,", "the family"),
        ("Ada Lind, the former Norbank campaign manager,", "Norbank"),
        ("one of her top aides", "her"),
        ("senior aides to the mayor", "the mayor"),
        ("Per Ek, who represents the dockers,", "the dockers"),
        ("Per Ek, speaking on behalf of the union,", "the union"),
        ("a spokesman", None),
        ("Ada Lind, a lawyer at Halenko & Ek", None),
        ("a Vesk lawyer", None),
        ("a defence lawyer", None),
        ("Attorney General Ada Lind", None),
        ("A letter that the mayor's aides wrote", None),
        ("a nurse", None),
    ],
)
def test_who_speaks_for_others_says_for_whom(source: str, principal: str | None) -> None:
    found = find_principal(source, (whole(source),))
    assert (found.of(source) if found else None) == principal


def test_a_place_before_an_adviser_is_no_principal() -> None:
    text = "Depok adviser Per Ek"
    assert find_principal(text, (whole(text),), (Name(Span(0, 5), "Location", 0.9),)) is None


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Turkey's foreign minister Per Ek spoke.", "Per Ek", "Turkey's foreign minister"),
        ("Foreign Minister Per Ek spoke.", "Per Ek", "Foreign Minister"),
        ("So said harbour master Per Ek.", "Per Ek", "harbour master"),
        ("The director, Per Ek, disputes it.", "Per Ek", "The director"),
        ("It was the director of the Norbank, Per Ek, who left.", "Per Ek", "the director of the Norbank"),
        ("Per Ek, 41, a nurse at the clinic, left.", "Per Ek", "a nurse at the clinic"),
        ("Per Ek, a 41-year-old nurse, left.", "Per Ek", "nurse"),
        ("Per Ek (harbour master) left.", "Per Ek", "harbour master"),
        ("Per Ek is the harbour master. He left.", "Per Ek", "the harbour master"),
        ("Per Ek, who is minister of health, left.", "Per Ek", "minister of health"),
        ("Per Ek, an ally of Mr. Lind, left.", "Per Ek", "an ally of Mr. Lind"),
        ("Per Ek, who was shot, left.", "Per Ek", None),
        ("Mr Per Ek, 41, left.", "Per Ek", None),
        ("Per Ek of Vesk left the hall.", "Per Ek", None),
        ("Asked for the winner, Per Ek left.", "Per Ek", None),
    ],
)
def test_a_role_stands_before_a_name_beside_it_or_behind_is(text: str, name: str, role: str | None) -> None:
    assert pick_role(text, at(text, name)) == role


@pytest.mark.parametrize(
    ("text", "source", "content", "grounds"),
    [
        (
            "The dam will go, said an official who was not authorised to speak to the press.",
            "an official",
            "The dam will go,",
            ("who was not authorised to speak to the press",),
        ),
        (
            "One aide, speaking on condition of anonymity because he wasn't authorised to talk, said no.",
            "One aide",
            "no",
            ("speaking on condition of anonymity because he wasn't authorised to talk",),
        ),
        (
            "Speaking on condition of anonymity, an aide said no.",
            "an aide",
            "no",
            ("Speaking on condition of anonymity",),
        ),
        (
            "A docker who declined to be named, citing the sensitivity of the talks, said no.",
            "A docker",
            "no",
            ("who declined to be named, citing the sensitivity of the talks",),
        ),
        (
            "“No,” said a nurse, whose name is being withheld.",
            "a nurse",
            "“No,”",
            ("whose name is being withheld",),
        ),
        ("An aide said the thief asked not to be named.", "An aide", "the thief asked not to be named", ()),
        ("An aide from the ministry said no.", "An aide from the ministry", "no", ()),
        ("The mayor was not authorised to sell the hall, critics said.", "critics", "The mayor", ()),
    ],
)
def test_grounds_are_the_clause_that_says_why_nobody_is_named(
    text: str, source: str, content: str, grounds: tuple[str, ...]
) -> None:
    found = find_grounds(text, whole(text), (at(text, source),), (at(text, content),))
    assert tuple(span.of(text) for span in found) == grounds


def test_a_noun_is_known_in_its_forms_and_new_ones_by_their_ending() -> None:
    assert pick_noun(["the", "coastguards"]) is not None
    assert [noun and noun.kind for noun in map(pick_noun, (["ex-mayor"], ["wibble"], []))] == [
        "person",
        None,
        None,
    ]
    sinologist = pick_noun(["sinologists"])
    assert sinologist is not None
    assert (sinologist.kind, sinologist.plural) == ("person", True)
    assert pick_noun(["specimen"]) is None
    assert pick_noun(["german"]) is None


def test_every_use_in_the_list_of_nouns_fits_its_kind() -> None:
    kinds = {"speaks-for": {"person"}, "outlet": {"organisation"}, "carries": {"document", "organisation"}}
    for noun in read_nouns().values():
        assert noun.use is None or noun.kind in kinds[noun.use], noun


def test_a_noun_that_stands_twice_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "nouns.tsv"
    path.write_text("noun\tkind\tuse\tforms\nnurse\tperson\t-\t-\nnurse\tgroup\t-\t-\n", encoding="utf-8")
    with pytest.raises(
        BadInput, match=re.escape("nouns.tsv:3: 'nurse' stands twice. Keep one of the two rows.")
    ):
        read_nouns(path)


@given(st.data())
def test_any_text_is_described_inside_itself(data: st.DataObject) -> None:
    text = data.draw(texts(max_parts=20))
    source, content = data.draw(span_lists(text)), data.draw(span_lists(text))
    sentence = whole(text)
    grounds = find_grounds(text, sentence, source, content)
    assert all(0 <= span.start < span.end <= len(text) for span in grounds)
    assert not any(span.touches(part) for span in grounds for part in content)
    principal = find_principal(text, source)
    assert principal is None or any(span.holds(principal) for span in source)
    for span in source:
        role = pick_role(text, span)
        assert role is None or role in " ".join(text.split())
    pick_kind(text, source, "nominal", HeadName(source[0], None, None) if source else None)
