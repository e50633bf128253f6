"""Rows of every corpus become targets, piece by piece."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from toy_corpora import basil, ewt, gum, polnear, ptc, worldwide, write_rows

import attrib.reader
from attrib.errors import BadAnnotation, BadInput
from attrib.files import write_annotated
from attrib.records import Annotated, Attribution, Claim, MadeWith, text_sha256
from attrib.spans import Span
from attrib.training.corpora import TIERS, UNKNOWN, Example, Maker, draw, may_train_on, read_own, read_rows
from attrib.training.labels import HEADS, bio

MAKER = Maker(attrib.reader.MODEL_FOLDER / "vocab.txt")


def list_tags(example: Example, head: str, nothing: str = "O") -> list[tuple[str, str]]:
    """Each piece that a target says something of, as it stands in the text, with its class."""
    pairs = zip(example.pieces.starts, example.pieces.ends, example.targets[head], strict=True)
    return [
        (example.text[start:end], "?" if target == UNKNOWN else HEADS[head][target])
        for start, end, target in pairs
        if target == UNKNOWN or HEADS[head][target] != nothing
    ]


def list_links(example: Example, pointer: str) -> list[tuple[str, str | None]]:
    """Each link of a pointer by the pieces at its ends, `None` for "nothing"."""
    pieces = [
        example.text[start:end] for start, end in zip(example.pieces.starts, example.pieces.ends, strict=True)
    ]
    return [(pieces[a], None if b == -1 else pieces[b]) for a, b in example.links[pointer]]


def test_attributions_of_polnear_become_roles_and_what_is_set_apart_is_unknown() -> None:
    words = (
        "Mayor/B-source Petra/I-source Holm/I-source said/B-cue the/B-content old/I-content bridge/I-content "
        "would/I-content close/I-content in/I-content May/I-content “/B-content It/I-content is/I-content "
        "a/I-content disgrace/I-content ,/I-content ”/I-content said/B-cue Ana/B-source Ruiz/I-source "
        "“/B-content and/I-content it/I-content has/I-content to/I-content end/I-content ./I-content "
        "”/I-content According/B-cue to/I-cue the/B-source harbour/I-source office/I-source "
        "traffic/B-content fell/I-content by/I-content half/I-content was/B-cue claimed/I-cue "
        "that/B-content the/I-content harbour/I-content office/I-content knew/I-content "
        "Follow/? the/? Harbour/? Post/? on/? every/? channel/? ./?"
    )
    example = MAKER.make(polnear())
    assert list_tags(example, "roles") == [tuple(word.split("/")) for word in words.split()]
    assert set(example.targets) == {"roles"}
    assert example.chains is None


def test_cues_point_to_their_sources_or_to_nothing_and_fragments_to_their_cues() -> None:
    example = MAKER.make(polnear())
    assert list_links(example, "source") == [
        ("said", "Mayor"),
        ("said", "Ana"),
        ("According", "the"),
        ("was", None),
    ]
    assert list_links(example, "cue") == [
        ("the", "said"),
        ("“", "said"),
        ("“", "said"),
        ("traffic", "According"),
        ("that", "was"),
    ]
    # Which "said" and which "the": the second attribution's fragments go to the second "said".
    assert example.links["cue"].tolist()[:3] == [[8, 7], [16, 23], [27, 23]]


def test_an_attribution_without_a_cue_has_roles_but_no_links() -> None:
    row = polnear()
    row["attributions"] = [{**row["attributions"][0], "cue": []}]
    example = MAKER.make(row)
    assert list_tags(example, "roles")[:3] == [
        ("Mayor", "B-source"),
        ("Petra", "I-source"),
        ("Holm", "I-source"),
    ]
    assert {pointer: len(pairs) for pointer, pairs in example.links.items()} == {"source": 0, "cue": 0}


def test_a_surface_token_starts_once_and_a_paragraph_starts_a_sentence() -> None:
    example = MAKER.make(gum())
    # The pieces are Don ' t panic . Ana Ruiz said …: only the apostrophe and t start no token.
    assert example.targets["tokens"].tolist() == [1, 0, 0, *[1] * 17]
    assert example.targets["sentences"].tolist() == [1, 0, 0, 0, 0, 1, *[0] * 14]


def test_two_words_written_as_one_are_one_token() -> None:
    example = MAKER.make(ewt())
    assert len(example.pieces) == 9  # "cannot" is one piece
    assert example.targets["tokens"].tolist() == [1] * 9
    assert list_tags(example, "sentences", "inside") == [("The", "start"), ("Call", "start")]


def test_a_claim_goes_on_behind_its_gap() -> None:
    words = "Don/B '/I t/I panic/I ./I the/B pier/I ,/I built/B badly/I ,/I is/C safe/I ./I"
    example = MAKER.make(gum())
    assert list_tags(example, "claims") == [tuple(word.split("/")) for word in words.split()]
    # Don't panic: a directive; the two others are statements. Nowhere else is a kind known.
    assert {i: HEADS["kinds"][t] for i, t in enumerate(example.targets["kinds"]) if t != UNKNOWN} == {
        0: "directive",
        11: "statement",
        14: "statement",
    }


def test_a_mention_is_marked_at_the_last_word_of_its_minimal_span() -> None:
    example = MAKER.make(gum())
    # "the pier, built badly," has the minimal span "pier".
    assert list_tags(example, "mentions", "none") == [
        ("Ruiz", "person"),
        ("Holm", "person"),
        ("pier", "other"),
    ]
    assert example.chains is not None
    assert {i: c for i, c in enumerate(example.chains.tolist()) if c >= 0} == {6: 7, 9: 8, 12: 9}


def test_a_relation_inside_the_content_of_another_is_the_inner_layer() -> None:
    example = MAKER.make(gum())
    # Ruiz said [that Holm believed [the pier, …]]: known from "that" on, nothing known of what stands before.
    words = "that/O Holm/B-source believed/B-cue the/B-content pier/I-content ,/I-content built/I-content "
    words += "badly/I-content ,/I-content is/I-content safe/I-content ./I-content"
    inner = [pair for pair in list_tags(example, "inner", "") if pair[1] != "?"]
    assert inner == [tuple(word.split("/")) for word in words.split()]
    assert list_links(example, "source") == [("believed", "Holm")]
    assert list_links(example, "cue") == [("the", "believed")]


def test_relations_in_figures_are_no_attributions() -> None:
    row = gum()
    row["relations"][1]["in_figure"] = True
    example = MAKER.make(row)
    known = example.targets["inner"][example.targets["inner"] != UNKNOWN]
    assert known.tolist() == [0] * 12  # the content of the other is known to hold nothing
    assert [len(pairs) for pairs in example.links.values()] == [0, 0]


def test_names_of_worldwide_keep_their_types() -> None:
    words = (
        "Petra/B-Person Holm/I-Person Nor/B-Location haven/I-Location Monday/B-Date The/B-Organization "
        "Harbour/I-Organization Post/I-Organization 40/B-Money crowns/I-Money"
    )
    assert list_tags(MAKER.make(worldwide()), "names") == [tuple(word.split("/")) for word in words.split()]


def test_only_lexical_bias_and_two_techniques_are_wording() -> None:
    crook = [("a", "B-evaluative"), ("known", "I-evaluative"), ("crook", "I-evaluative")]
    assert list_tags(MAKER.make(basil()), "lexical_bias") == [("Vain", "B-evaluative"), *crook]
    example = MAKER.make(ptc())
    assert list_tags(example, "loaded_language") == [("reckless", "B-evaluative")]
    assert list_tags(example, "name_calling") == crook
    assert set(example.targets) == {"loaded_language", "name_calling"}


def test_a_text_without_pieces_gives_no_example() -> None:
    row = {**worldwide(), "text": " \n\n ", "entities": []}
    assert [example.text for example in MAKER.make_all([row, worldwide()])] == [worldwide()["text"]]


@pytest.mark.parametrize(
    ("row", "allowed"),
    [
        (gum(), True),
        (gum(genre="academic", licence="CC BY 4.0"), True),
        (gum(genre="fiction", licence="CC BY-NC-SA 3.0"), False),
        (gum(genre="podcast", licence="CC BY-NC-SA 4.0"), False),
        (gum(genre="essay", licence="CC BY 4.0"), False),  # a genre that is not on the list
        (gum(genre="interview", licence="CC BY-NC-SA 4.0"), False),  # one that is, under another licence
        (polnear(), True),
        (polnear("breitbart_2016-06-29_donald-trump-denies-mike-tyson"), False),
        ({"id": "b", "corpus": "babe", "genre": "news"}, False),
        ({"id": "c", "corpus": "checkthat", "genre": "news"}, False),
    ],
)
def test_nothing_non_commercial_or_unannotated_is_trained_on(
    row: Mapping[str, object], allowed: bool
) -> None:
    assert may_train_on(row) is allowed


def test_every_corpus_that_may_be_trained_on_states_its_tier() -> None:
    assert TIERS == {"polnear": "C", "gum": "A", "ewt": "A", "worldwide": "C", "basil": "C", "ptc": "C"}


def test_a_missing_and_a_torn_file_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as missing:
        read_rows(tmp_path, "polnear_train")
    path = tmp_path / "polnear_train.jsonl.gz"
    assert str(missing.value) == (
        f"{path}: no such file. `attrib train` wants a folder with polnear_train.jsonl.gz in it."
    )
    path.write_bytes(gzip.compress(json.dumps(polnear()).encode())[:-20])
    with pytest.raises(BadInput, match=r"cannot be read \(.*\). Was it copied whole\?"):
        read_rows(tmp_path, "polnear_train")
    write_rows(path, [polnear()])
    assert [row["id"] for row in read_rows(tmp_path, "polnear_train")] == ["harbour-1"]


def test_a_share_draws_that_many_documents_and_a_whole_corpus_stays_in_order() -> None:
    rows = [worldwide(f"eu_{number}") for number in range(10)]
    assert draw(rows, 1.0, random.Random(0)) == rows
    drawn = draw(rows, 0.4, random.Random(0))
    assert len({row["id"] for row in drawn}) == 4
    assert drawn == draw(rows, 0.4, random.Random(0))


def test_a_share_above_one_draws_every_document_so_often_and_a_part_once_more() -> None:
    rows = [worldwide(f"eu_{number}") for number in range(5)]
    assert draw(rows, 3.0, random.Random(0)) == rows * 3
    drawn = draw(rows, 2.4, random.Random(0))
    assert drawn[:10] == rows * 2
    assert len({row["id"] for row in drawn[10:]}) == 2


def test_every_head_begins_with_what_is_nothing() -> None:
    assert bio(("a", "b")) == ("O", "B-a", "I-a", "B-b", "I-b")
    assert {classes[0] for head, classes in HEADS.items() if head != "kinds"} == {"O", "inside", "none"}


# A user's own gold


def own_record(text: str | None = "Ada said Bo claimed rain falls.") -> Annotated:
    whole = "Ada said Bo claimed rain falls."

    def attribution(id: str, source: Span, cue: Span, content: Span, parent: str | None) -> Attribution:
        return Attribution(id, (source,), "named", cue, (content,), "indirect", parent=parent)

    return Annotated(
        article_id="mine", text=text, text_sha256=text_sha256(whole), meta={}, blocks=(),
        sentences=(Span(0, 31),), names=(), speakers=(), evaluative=(), made_with=MadeWith("0.1.0", by="Ada"),
        attributions=(
            attribution("a1", Span(0, 3), Span(4, 8), Span(9, 30), None),
            attribution("a2", Span(9, 11), Span(12, 19), Span(20, 30), "a1"),
        ),
        claims=(Claim("c1", (Span(20, 30),), "attributed", "a2"),),
    )  # fmt: skip


def test_a_users_own_records_teach_roles_nested_roles_and_claims(tmp_path: Path) -> None:
    write_annotated(tmp_path / "own_train.jsonl", [own_record()])
    (row,) = read_own(tmp_path)
    example = MAKER.make(row)
    words = [
        example.text[start:end] for start, end in zip(example.pieces.starts, example.pieces.ends, strict=True)
    ]
    assert words == ["Ada", "said", "Bo", "claimed", "rain", "falls", "."]
    roles, inner, claims = (example.targets[head].tolist() for head in ("roles", "inner", "claims"))
    assert [HEADS["roles"][tag] for tag in roles] == [
        "B-source", "B-cue", "B-content", "I-content", "I-content", "I-content", "O",
    ]  # fmt: skip
    assert inner[:2] == [UNKNOWN, UNKNOWN]  # nothing is known of it outside a content
    assert [HEADS["inner"][tag] for tag in inner[2:6]] == ["B-source", "B-cue", "B-content", "I-content"]
    assert [HEADS["claims"][tag] for tag in claims] == ["O", "O", "O", "O", "B", "I", "O"]
    assert example.links["source"].tolist() == [[1, 0], [3, 2]]
    assert example.links["cue"].tolist() == [[2, 1], [4, 3]]


def test_a_folder_without_own_records_has_none_and_one_without_its_text_is_refused(tmp_path: Path) -> None:
    assert read_own(tmp_path) == []
    write_annotated(tmp_path / "own_train.jsonl.gz", [own_record(None)])
    with pytest.raises(BadAnnotation, match=r"own_train\.jsonl\.gz: mine has no text\. Training needs it"):
        read_own(tmp_path)
