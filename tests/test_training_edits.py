"""Made examples: texts are edited and marked spans move along; headlines and wrapped sentences read back."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_corpora import POLNEAR, Row, at, polnear

from attrib.training.augment import augment
from attrib.training.edits import Edit, capital, edit_row, small
from attrib.training.headlines import LABELS, add_headline, make_headline, unstop_title
from attrib.training.labels import ROLES
from attrib.training.nested import wrap_paragraphs

SEEDS = st.integers(0, 10_000)


def read_roles(row: Row, layer: str = "attributions") -> list[dict[str, list[str]]]:
    """What each attribution's spans read."""
    return [{role: [row["text"][s:e] for s, e in one[role]] for role in ROLES} for one in row.get(layer, ())]


ROLES_OF_POLNEAR = read_roles(polnear())


@st.composite
def edited(draw: st.DrawFn) -> tuple[Row, list[Edit]]:
    """A text of random letters with random spans, and edits that do not overlap."""
    text = draw(st.text("abc \n", min_size=1, max_size=40))
    places = st.integers(0, len(text))
    pairs = st.tuples(places, places).map(sorted).filter(lambda pair: pair[0] < pair[1])
    spans = st.lists(pairs, max_size=4)
    attribution = st.fixed_dictionaries({role: spans for role in ROLES})
    cuts = sorted(draw(st.lists(places, max_size=6)))
    edits = [
        Edit(start, end, draw(st.text("XYZ", max_size=5)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    row = {"text": text, "attributions": draw(st.lists(attribution, max_size=3)), "discard": draw(spans)}
    return row, draw(st.permutations(edits))


@settings(deadline=None)
@given(edited())
def test_after_any_edits_every_kept_span_reads_what_it_read(case: tuple[Row, list[Edit]]) -> None:
    row, edits = case
    made = edit_row(row, edits)
    for before, after in [
        (row["discard"], made["discard"]),
        *(
            (one[role], other[role])
            for one, other in zip(row["attributions"], made["attributions"], strict=True)
            for role in ROLES
        ),
    ]:
        untouched = [
            (start, end)
            for start, end in before
            if not any(e.start < end and start < e.end for e in edits if e.start < e.end)
        ]
        assert len(after) == len(untouched)
        for (start, end), moved in zip(untouched, after, strict=True):
            # What is inserted strictly inside a span becomes part of it; its own letters stay, in order.
            read = made["text"][slice(*moved)]
            inserted = any(e.start == e.end and start < e.start < end for e in edits)
            assert ("".join(c for c in read if c not in "XYZ") if inserted else read) == row["text"][
                start:end
            ]


@settings(deadline=None)
@given(edited())
def test_the_edited_text_is_the_old_one_with_its_stretches_replaced(case: tuple[Row, list[Edit]]) -> None:
    row, edits = case
    text = row["text"]
    for edit in reversed(sorted(edits, key=lambda edit: (edit.start, edit.end))):
        text = text[: edit.start] + edit.new + text[edit.end :]
    assert edit_row(row, edits)["text"] == text


def test_a_span_does_not_grow_at_its_edges_and_is_lost_when_cut_into() -> None:
    row = {"text": "one two three", "attributions": [], "discard": [[0, 3], [4, 7], [8, 13]]}
    made = edit_row(row, [Edit(4, 4, "<"), Edit(7, 7, ">"), Edit(9, 10, "")])
    assert made["text"] == "one <two> tree"
    assert made["discard"] == [(0, 3), (5, 8)]


def test_capitals_move_between_the_first_words_of_clauses() -> None:
    assert capital("“the pier” is safe") == "“The pier” is safe"
    assert small("The pier is safe") == "the pier is safe"
    assert small("Petra Holm is safe") == "Petra Holm is safe"  # may be a name


def test_a_title_loses_the_stop_that_the_corpus_added_and_nothing_else() -> None:
    made = unstop_title(polnear())
    assert made["text"] == POLNEAR.replace("close.\n", "close\n", 1)
    assert read_roles(made) == ROLES_OF_POLNEAR
    assert unstop_title(made) == made


FIRST = polnear()["attributions"][0]  # Mayor Petra Holm / said / the old bridge would close in May


@settings(deadline=None)
@given(SEEDS)
def test_the_roles_of_a_made_headline_read_back(seed: int) -> None:
    headline, roles = make_headline(POLNEAR, FIRST, random.Random(seed))
    read = {role: [headline[s:e] for s, e in roles[role]] for role in ROLES}
    assert {role: len(parts) for role, parts in read.items()} == {"source": 1, "cue": 1, "content": 1}
    (source,), (cue,), (content,) = read["source"], read["cue"], read["content"]
    known = ("Mayor Petra Holm", "Holm", "Fm", "FM", "PM", "UN", "EU", "MP", "NGO")
    shortened = ("police", "report", "study", "minister", "official")
    assert source in known or source.lower() in shortened
    assert cue.lower() in (
        ":", "-", "--", "–", "—", "says", "warns", "said", "claims", "insists", "vows", "tells reporters",
        "denies", "according to",
    )  # fmt: skip
    # Shortened as headlines are: the words of the content in their order, some left out, "to" for "would".
    words = iter("the old bridge would close in may".split())
    for word in content.strip("'‘’").lower().split():
        assert any(one == word or (one == "would" and word == "to") for one in words), content
    # The three parts are the whole headline but for blanks and commas between them.
    rest = headline
    for part in (content, source, cue):
        rest = rest.replace(part, "", 1)
    assert rest.strip(" ,") == ""


def test_headlines_come_in_the_forms_of_newspapers() -> None:
    made = {make_headline(POLNEAR, FIRST, random.Random(seed))[0] for seed in range(4000)}
    assert {
        "Old bridge to close in May: Mayor Petra Holm",
        "Holm: old bridge to close in May",
        "Old bridge to close in May – Holm",
    } <= made


@settings(deadline=None)
@given(SEEDS)
def test_an_article_under_a_made_headline_keeps_its_own_attributions(seed: int) -> None:
    made = add_headline(polnear(), random.Random(seed))
    assert made["text"].endswith("\n\n" + POLNEAR)
    roles = read_roles(made)
    assert roles[-4:] == ROLES_OF_POLNEAR
    above = made["text"].removesuffix(POLNEAR)
    headline = above.split("\n\n")[0]
    if headline.split(":")[0] in LABELS:
        # A label looks like a source and is none.
        assert roles[:-4] == []
        assert headline.endswith(": Bridge to close")
        return
    # Once, or twice with a section label in between, and then with its attribution each time.
    assert len(roles) - 4 == above.count(headline)
    assert all(one == roles[0] for one in roles[:-4])
    assert all(len(roles[0][role]) == 1 for role in ROLES)


def test_without_an_attribution_that_fits_only_labels_stand_in_front() -> None:
    row = {**polnear(), "attributions": []}
    for seed in range(20):
        made = add_headline(row, random.Random(seed))
        assert made["attributions"] == []
        assert made["text"].split(":")[0] in LABELS


@settings(deadline=None)
@given(SEEDS)
def test_the_content_around_a_wrapped_paragraph_holds_what_was_in_it(seed: int) -> None:
    made = wrap_paragraphs(polnear(), random.Random(seed))
    text, roles = made["text"], read_roles(made)
    assert len(made["wrapped"]) in (1, 2, 3)
    # Nothing is lost: what is not inner now is outer as before.
    assert len(read_roles(made, "inner")) + len(roles) == 4 + len(made["wrapped"])
    lowered = [str(one).lower() for one in ROLES_OF_POLNEAR]
    assert all(str(one).lower() in lowered for one in read_roles(made, "inner"))
    outer = made["attributions"][-len(made["wrapped"]) :]
    for one, (start, end) in zip(outer, made["wrapped"], strict=True):
        ((low, high),) = one["content"]
        assert low <= start and end <= high
        assert text[low:start] in ("", "that ", "“", '"')
        assert text[end:high] in ("", ",”", ',"')
        # Source and cue stand outside of what they report.
        assert all(e <= low or high <= s for role in ("source", "cue") for s, e in one[role])
    for inner in made["inner"]:
        assert any(
            all(start <= s and e <= end for role in ROLES for s, e in inner[role])
            for start, end in made["wrapped"]
        )


def test_a_wrapped_paragraph_by_hand() -> None:
    """One paragraph, so that only the frame is left to chance."""
    title, sentence = "Bridge to close", "The mayor said the old bridge would close in May."
    text = f"{title}\n\n{sentence}"
    attribution = {
        "source": [at(text, "The mayor")],
        "cue": [at(text, "said")],
        "content": [at(text, "the old bridge would close in May")],
    }
    row = {"text": text, "attributions": [attribution], "corpus": "polnear", "id": "p"}
    seen = {}
    for seed in range(4000):
        made = wrap_paragraphs(row, random.Random(seed))
        (outer,) = read_roles(made)
        (inner,) = read_roles(made, "inner")
        seen[made["text"].removeprefix(title + "\n\n")] = (outer, inner)
    words = "the mayor said the old bridge would close in May"
    inside = {"source": ["the mayor"], "cue": ["said"], "content": ["the old bridge would close in May"]}
    assert seen[f"Police said that {words}."] == (
        {"source": ["Police"], "cue": ["said"], "content": [f"that {words}"]},
        inside,
    )
    quoted = words.replace("the mayor", "The mayor")
    assert seen[f"“{quoted},” police said."] == (
        {"source": ["police"], "cue": ["said"], "content": [f"“{quoted},”"]},
        {**inside, "source": ["The mayor"]},
    )
    assert seen[f"According to police, {words}."] == (
        {"source": ["police"], "cue": ["According to"], "content": [words]},
        inside,
    )


@pytest.mark.parametrize("seed", range(5))
def test_augmenting_is_decided_by_its_random_numbers_and_leaves_the_row_alone(seed: int) -> None:
    row = polnear()
    assert augment(row, random.Random(seed)) == augment(row, random.Random(seed))
    assert row == polnear()
