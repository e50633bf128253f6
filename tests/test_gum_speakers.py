"""Whom the sources of a gum row stand for, and which of a chain's mentions are names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from attrib.gum_speakers import Entities
from attrib.spans import Span


def make_row(tagged: str, *mentions: tuple[int, str, str, str], **more: Any) -> dict[str, Any]:
    """A row of words with their tag, head (counted from 0, - for the root) and relation, as in
    `Ana/PROPN/1/nsubj`; mentions are chain, kind, words and minimal words, each at its first place behind the
    last mention of the same words."""
    tokens: list[list[Any]] = []
    text = ""
    for one in tagged.split():
        word, upos, head, relation = one.split("/")
        start = len(text) + (1 if text and upos != "PUNCT" else 0)
        text = text + " " * (start - len(text)) + word
        place = -1 if head == "-" else int(head)
        tokens.append([start, len(text), upos, word.casefold(), place, relation])
    found: list[dict[str, Any]] = []
    behind: dict[str, int] = {}
    for chain, kind, words, core in mentions:
        match = re.compile(rf"\b{re.escape(words)}").search(text, behind.get(words, 0))
        assert match is not None, words
        behind[words] = match.end()
        start = text.index(core, match.start())
        found.append(
            {"chain": chain, "type": kind, "span": list(match.span()), "min": [start, start + len(core)]}
        )
    xpos = ["NNPS" if token[3] == "bells" else "NN" for token in tokens]
    return {"text": text, "tokens": tokens, "xpos": xpos, "mentions": found, **more}


def at(row: dict[str, Any], words: str) -> tuple[Span, ...]:
    start = row["text"].index(words)
    return (Span(start, start + len(words)),)


def names_of(row: dict[str, Any], chain: int) -> tuple[str, ...]:
    return Entities(row).to_entity(chain, "s1").names


RUIZ = make_row(
    "The/DET/2/det ferry/NOUN/2/compound captain/NOUN/5/nsubj Ana/PROPN/2/flat Ruiz/PROPN/2/flat "
    "spoke/VERB/-/root ./PUNCT/5/punct Captain/PROPN/8/nmod:desc Ruiz/PROPN/10/nsubj 's/PART/8/case "
    "left/VERB/-/root ./PUNCT/10/punct She/PRON/13/nsubj waved/VERB/-/root ./PUNCT/13/punct",
    (1, "person", "The ferry captain Ana Ruiz", "captain Ana Ruiz"),
    (1, "person", "Captain Ruiz 's", "Captain Ruiz"),
    (1, "person", "She", "She"),
)


def test_a_chain_has_all_its_proper_names_the_fullest_first_without_titles() -> None:
    entity = Entities(RUIZ).to_entity(1, "s4")
    assert entity.names == ("Ana Ruiz", "Ruiz")
    assert (entity.speaker.id, entity.speaker.name, entity.speaker.kind) == ("s4", "Ana Ruiz", "person")
    assert [span.of(RUIZ["text"]) for span in entity.speaker.mentions] == [
        "The ferry captain Ana Ruiz", "Captain Ruiz 's", "She",
    ]  # fmt: skip


def test_a_source_is_a_name_a_pronoun_or_a_description() -> None:
    entities = Entities(RUIZ)
    assert entities.pick_status(at(RUIZ, "The ferry captain Ana Ruiz")) == "named"
    assert entities.pick_status(at(RUIZ, "She")) == "pronoun"
    assert entities.pick_status(at(RUIZ, "The ferry")) == "nominal"
    assert entities.pick_status(()) == "none"


@pytest.mark.parametrize(
    ("tagged", "kind", "words", "core", "names"),
    [
        ("the/DET/1/det Regent/PROPN/2/nsubj spoke/VERB/-/root", "person", "the Regent", "Regent", ()),
        ("Mayor/PROPN/1/nsubj spoke/VERB/-/root", "person", "Mayor", "Mayor", ()),
        ("the/DET/1/det Bells/PROPN/2/nsubj spoke/VERB/-/root", "person", "the Bells", "Bells", ()),
        ("Mio/PROPN/3/nsubj and/CCONJ/2/cc Jo/PROPN/0/conj spoke/VERB/-/root",
         "person", "Mio and Jo", "Mio and Jo", ()),
        ("Regent/PROPN/4/nsubj of/ADP/3/case the/DET/3/det Isles/PROPN/0/nmod spoke/VERB/-/root",
         "person", "Regent of the Isles", "Regent of the Isles", ()),
        ("the/DET/1/det Office/PROPN/4/nsubj of/ADP/3/case Tides/PROPN/1/nmod spoke/VERB/-/root",
         "organization", "the Office of Tides", "Office of Tides", ("Office of Tides",)),
        ("the/DET/1/det firm/NOUN/3/nsubj Norbank/PROPN/1/appos spoke/VERB/-/root",
         "organization", "the firm Norbank", "firm", ("Norbank",)),
        ("Bell/PROPN/3/nsubj ,/PUNCT/2/punct Jo/PROPN/0/flat spoke/VERB/-/root",
         "person", "Bell, Jo", "Bell, Jo", ("Bell, Jo",)),
        ("a/DET/1/det letter/NOUN/2/nsubj spoke/VERB/-/root", "object", "a letter", "letter", ()),
    ],
)  # fmt: skip
def test_what_is_a_name_and_what_is_not(
    tagged: str, kind: str, words: str, core: str, names: tuple[str, ...]
) -> None:
    assert names_of(make_row(tagged, (1, kind, words, core)), 1) == names


def test_an_entity_that_the_text_never_names_goes_by_its_first_description() -> None:
    row = make_row(
        "She/PRON/1/nsubj spoke/VERB/-/root a/DET/3/det baker/NOUN/-/root",
        (1, "person", "She", "She"),
        (1, "person", "a baker", "baker"),
    )
    speaker = Entities(row).to_entity(1, "s1").speaker
    assert (speaker.name, speaker.kind, speaker.named) == ("a baker", "unnamed", False)


def test_a_source_finds_its_chain_by_its_span_its_head_or_the_noun_it_relates_to() -> None:
    row = make_row(
        "the/DET/1/det girl/NOUN/-/root who/PRON/3/nsubj waved/VERB/1/acl:relcl met/VERB/-/root "
        "Mio/PROPN/4/obj Bell/PROPN/5/flat near/ADP/8/case piers/NOUN/4/obl",
        (1, "person", "the girl who waved", "girl"),
        (2, "person", "Mio Bell", "Mio Bell"),
    )
    entities = Entities(row)
    assert entities.pick_chain(at(row, "the girl who waved")) == 1
    assert entities.pick_chain(at(row, "who")) == 1
    assert entities.pick_chain(at(row, "the girl")) == 1
    assert entities.pick_chain(at(row, "Bell near")) == 2  # a surname cut off from its name
    assert entities.pick_chain(at(row, "piers")) is None
    assert entities.pick_chain((*at(row, "who"), *at(row, "the girl"))) == 1
    assert entities.pick_chain((*at(row, "who"), *at(row, "Mio Bell"))) is None  # two at once


def test_who_says_i_in_a_turn_has_the_names_on_its_label() -> None:
    row = make_row(
        "My/PRON/1/nmod:poss name/NOUN/3/nsubj is/AUX/3/cop Mio/PROPN/-/root I/PRON/5/nsubj sail/VERB/-/root "
        "Jo/PROPN/7/nsubj fishes/VERB/-/root I/PRON/9/nsubj fish/VERB/-/root",
        (1, "person", "My", "My"),
        (2, "abstract", "Mio", "Mio"),
        (1, "person", "I", "I"),
        (3, "person", "Jo", "Jo"),
        (4, "person", "I", "I"),
        sentences=[[0, 21], [22, 31], [32, 38]],
        speaker=["MioBell", "MioBell", "Lee"],
    )
    assert [row["text"][slice(*one)] for one in row["sentences"]] == [
        "My name is Mio I sail",
        "Jo fishes",
        "I fish",
    ]
    assert names_of(row, 1) == ("Mio",)
    assert names_of(row, 4) == ()
